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
PS_UNARY(relu)
PS_UNARY(clone)
PS_UNARY(mean)
PS_UNARY(argmax)
PS_UNARY_IN_PLACE(relu_)
PS_UNARY_IN_PLACE(erfinv_)
PS_UNARY_IN_PLACE(zero_)

ps_status ps_fill_(ps_tensor tensor, ps_scalar value) {
  return guard([&] { Input(tensor, "tensor")->fill_(scalar_of(value)); });
}

ps_status ps_clamp_(ps_tensor tensor, const ps_scalar* min_or_null, const ps_scalar* max_or_null) {
  return guard([&] {
    auto bound = [](const ps_scalar* value) { return value == nullptr ? at::optional<at::Scalar>() : at::optional<at::Scalar>(scalar_of(*value)); };
    Input(tensor, "tensor")->clamp_(bound(min_or_null), bound(max_or_null));
  });
}

ps_status ps_clamp_tensor_(ps_tensor tensor, ps_tensor min_or_null, ps_tensor max_or_null) {
  return guard([&] {
    Borrowed low(min_or_null), high(max_or_null);
    auto bound = [](at::Tensor& value) { return value.defined() ? at::optional<at::Tensor>(value) : at::optional<at::Tensor>(); };
    Input(tensor, "tensor")->clamp_(bound(low.get()), bound(high.get()));
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
