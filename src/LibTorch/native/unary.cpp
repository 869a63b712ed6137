#include "guard.h"

using namespace perfsuite;

#define PS_UNARY(name)                                                     \
  ps_status ps_##name(ps_tensor tensor, ps_tensor* result) {               \
    return give(result, [&] { return at::name(Input(tensor, "tensor")); }); \
  }
#define PS_UNARY_IN_PLACE(name)                                            \
  ps_status ps_##name(ps_tensor tensor) {                                  \
    return guard([&] { Input(tensor, "tensor")->name(); });                \
  }

PS_UNARY(neg)
PS_UNARY(abs)
PS_UNARY(exp)
PS_UNARY(log)
PS_UNARY(sqrt)
PS_UNARY(isfinite)
PS_UNARY(isnan)
PS_UNARY(isinf)
PS_UNARY(square)
PS_UNARY(sign)
PS_UNARY(floor)
PS_UNARY(ceil)
PS_UNARY(tanh)
PS_UNARY(sigmoid)
PS_UNARY(any)
PS_UNARY(all)
PS_UNARY(max)
PS_UNARY(min)
PS_UNARY(relu)
PS_UNARY(clone)
PS_UNARY(mean)
PS_UNARY(argmax)
PS_UNARY_IN_PLACE(relu_)
PS_UNARY_IN_PLACE(abs_)
PS_UNARY_IN_PLACE(exp_)
PS_UNARY_IN_PLACE(log_)
PS_UNARY_IN_PLACE(sqrt_)
PS_UNARY_IN_PLACE(floor_)
PS_UNARY_IN_PLACE(ceil_)
PS_UNARY_IN_PLACE(tanh_)
PS_UNARY_IN_PLACE(sigmoid_)
PS_UNARY_IN_PLACE(erfinv_)
PS_UNARY_IN_PLACE(zero_)

ps_status ps_fill_(ps_tensor tensor, ps_scalar value) {
  return guard([&] { Input(tensor, "tensor")->fill_(scalar_of(value)); });
}

namespace {

at::optional<at::Scalar> bound(const ps_scalar* value) {
  return value == nullptr ? at::optional<at::Scalar>() : at::optional<at::Scalar>(scalar_of(*value));
}

at::optional<at::Tensor> bound(at::Tensor& value) { return value.defined() ? at::optional<at::Tensor>(value) : at::optional<at::Tensor>(); }

// Both of them, or neither.
void give_pair(std::tuple<at::Tensor, at::Tensor> made, ps_tensor* first, ps_tensor* second) {
  *first = own(std::move(std::get<0>(made)));
  *second = own(std::move(std::get<1>(made)));
}

}  // namespace

ps_status ps_clamp_(ps_tensor tensor, const ps_scalar* min_or_null, const ps_scalar* max_or_null) {
  return guard([&] { Input(tensor, "tensor")->clamp_(bound(min_or_null), bound(max_or_null)); });
}

ps_status ps_clamp(ps_tensor tensor, const ps_scalar* min_or_null, const ps_scalar* max_or_null, ps_tensor* result) {
  return give(result, [&] { return at::clamp(Input(tensor, "tensor"), bound(min_or_null), bound(max_or_null)); });
}

ps_status ps_clamp_tensor_(ps_tensor tensor, ps_tensor min_or_null, ps_tensor max_or_null) {
  return guard([&] {
    Borrowed low(min_or_null), high(max_or_null);
    Input(tensor, "tensor")->clamp_(bound(low.get()), bound(high.get()));
  });
}

ps_status ps_clamp_tensor(ps_tensor tensor, ps_tensor min_or_null, ps_tensor max_or_null, ps_tensor* result) {
  return give(result, [&] {
    Borrowed low(min_or_null), high(max_or_null);
    return at::clamp(Input(tensor, "tensor"), bound(low.get()), bound(high.get()));
  });
}

ps_status ps_uniform_(ps_tensor tensor, double from, double to, ps_generator or_null) {
  return guard([&] { Input(tensor, "tensor")->uniform_(from, to, generator_of(or_null)); });
}

ps_status ps_normal_(ps_tensor tensor, double mean, double stddev, ps_generator or_null) {
  return guard([&] { Input(tensor, "tensor")->normal_(mean, stddev, generator_of(or_null)); });
}

ps_status ps_copy_(ps_tensor tensor, ps_tensor source, int32_t non_blocking) {
  return guard([&] { Input(tensor, "tensor")->copy_(Input(source, "source"), non_blocking != 0); });
}

ps_status ps_softmax(ps_tensor tensor, int64_t dim, int32_t dtype_or_minus_1, ps_tensor* result) {
  return give(result, [&] { return at::softmax(Input(tensor, "tensor"), dim, dtype_or_none(dtype_or_minus_1)); });
}

ps_status ps_log_softmax(ps_tensor tensor, int64_t dim, int32_t dtype_or_minus_1, ps_tensor* result) {
  return give(result, [&] { return at::log_softmax(Input(tensor, "tensor"), dim, dtype_or_none(dtype_or_minus_1)); });
}

ps_status ps_sum(ps_tensor tensor, int32_t dtype_or_minus_1, ps_tensor* result) {
  return give(result, [&] { return at::sum(Input(tensor, "tensor"), dtype_or_none(dtype_or_minus_1)); });
}

ps_status ps_sum_dims(ps_tensor tensor, const int64_t* dims, int64_t count, int32_t keepdim, int32_t dtype_or_minus_1, ps_tensor* result) {
  return give(result, [&] { return at::sum(Input(tensor, "tensor"), sizes_of(dims, count, "dims"), keepdim != 0, dtype_or_none(dtype_or_minus_1)); });
}

ps_status ps_mean_dims(ps_tensor tensor, const int64_t* dims, int64_t count, int32_t keepdim, int32_t dtype_or_minus_1, ps_tensor* result) {
  return give(result, [&] { return at::mean(Input(tensor, "tensor"), sizes_of(dims, count, "dims"), keepdim != 0, dtype_or_none(dtype_or_minus_1)); });
}

ps_status ps_argmax_dim(ps_tensor tensor, int64_t dim, int32_t keepdim, ps_tensor* result) {
  return give(result, [&] { return at::argmax(Input(tensor, "tensor"), dim, keepdim != 0); });
}

ps_status ps_any_dim(ps_tensor tensor, int64_t dim, int32_t keepdim, ps_tensor* result) {
  return give(result, [&] { return at::any(Input(tensor, "tensor"), dim, keepdim != 0); });
}

ps_status ps_all_dim(ps_tensor tensor, int64_t dim, int32_t keepdim, ps_tensor* result) {
  return give(result, [&] { return at::all(Input(tensor, "tensor"), dim, keepdim != 0); });
}

ps_status ps_max_dim(ps_tensor tensor, int64_t dim, int32_t keepdim, ps_tensor* values, ps_tensor* indices) {
  return guard([&] {
    required(values, "values");
    required(indices, "indices");
    give_pair(at::max(Input(tensor, "tensor"), dim, keepdim != 0), values, indices);
  });
}

ps_status ps_min_dim(ps_tensor tensor, int64_t dim, int32_t keepdim, ps_tensor* values, ps_tensor* indices) {
  return guard([&] {
    required(values, "values");
    required(indices, "indices");
    give_pair(at::min(Input(tensor, "tensor"), dim, keepdim != 0), values, indices);
  });
}
