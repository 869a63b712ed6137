#include "guard.h"

using namespace perfsuite;

namespace {

at::optional<c10::string_view> rounding_of(int32_t rounding) {
  switch (rounding) {
    case 0: return at::optional<c10::string_view>();
    case 1: return at::optional<c10::string_view>("trunc");
    case 2: return at::optional<c10::string_view>("floor");
    default: throw std::invalid_argument("rounding: expected 0 to 2, got " + std::to_string(rounding));
  }
}

}  // namespace

#define PS_BINARY(name)                                                                             \
  ps_status ps_##name(ps_tensor left, ps_tensor right, ps_tensor* result) {                         \
    return give(result, [&] { return at::name(Input(left, "left"), Input(right, "right")); });      \
  }
#define PS_BINARY_IN_PLACE(name)                                                                    \
  ps_status ps_##name(ps_tensor left, ps_tensor right) {                                            \
    return guard([&] { Input(left, "left")->name(Input(right, "right")); });                        \
  }

PS_BINARY(add)
PS_BINARY(sub)
PS_BINARY(mul)
PS_BINARY(div)
PS_BINARY(matmul)
PS_BINARY(eq)
PS_BINARY(ne)
PS_BINARY(lt)
PS_BINARY(le)
PS_BINARY(gt)
PS_BINARY(ge)
PS_BINARY(pow)
PS_BINARY(maximum)
PS_BINARY(minimum)
PS_BINARY(mm)
PS_BINARY_IN_PLACE(add_)
PS_BINARY_IN_PLACE(sub_)
PS_BINARY_IN_PLACE(mul_)
PS_BINARY_IN_PLACE(div_)
PS_BINARY_IN_PLACE(pow_)

ps_status ps_add_scaled(ps_tensor left, ps_tensor right, ps_scalar alpha, ps_tensor* result) {
  return give(result, [&] { return at::add(Input(left, "left"), Input(right, "right"), scalar_of(alpha)); });
}
ps_status ps_add_scaled_(ps_tensor left, ps_tensor right, ps_scalar alpha) {
  return guard([&] { Input(left, "left")->add_(Input(right, "right"), scalar_of(alpha)); });
}
ps_status ps_add_scalar(ps_tensor left, ps_scalar right, ps_scalar alpha, ps_tensor* result) {
  return give(result, [&] { return at::add(Input(left, "left"), scalar_of(right), scalar_of(alpha)); });
}
ps_status ps_add_scalar_(ps_tensor left, ps_scalar right, ps_scalar alpha) {
  return guard([&] { Input(left, "left")->add_(scalar_of(right), scalar_of(alpha)); });
}
ps_status ps_sub_scalar(ps_tensor left, ps_scalar right, ps_tensor* result) {
  return give(result, [&] { return at::sub(Input(left, "left"), scalar_of(right)); });
}
ps_status ps_sub_scalar_(ps_tensor left, ps_scalar right) {
  return guard([&] { Input(left, "left")->sub_(scalar_of(right)); });
}
ps_status ps_rsub_scalar(ps_tensor right, ps_scalar left, ps_tensor* result) {
  return give(result, [&] { return at::rsub(Input(right, "right"), scalar_of(left)); });
}
ps_status ps_mul_scalar(ps_tensor left, ps_scalar right, ps_tensor* result) {
  return give(result, [&] { return at::mul(Input(left, "left"), scalar_of(right)); });
}
ps_status ps_mul_scalar_(ps_tensor left, ps_scalar right) {
  return guard([&] { Input(left, "left")->mul_(scalar_of(right)); });
}
ps_status ps_div_scalar(ps_tensor left, ps_scalar right, int32_t rounding, ps_tensor* result) {
  return give(result, [&] { return at::div(Input(left, "left"), scalar_of(right), rounding_of(rounding)); });
}
ps_status ps_div_scalar_(ps_tensor left, ps_scalar right, int32_t rounding) {
  return guard([&] { Input(left, "left")->div_(scalar_of(right), rounding_of(rounding)); });
}
ps_status ps_div_rounded(ps_tensor left, ps_tensor right, int32_t rounding, ps_tensor* result) {
  return give(result, [&] { return at::div(Input(left, "left"), Input(right, "right"), rounding_of(rounding)); });
}
ps_status ps_div_rounded_(ps_tensor left, ps_tensor right, int32_t rounding) {
  return guard([&] { Input(left, "left")->div_(Input(right, "right"), rounding_of(rounding)); });
}
ps_status ps_rdiv_scalar(ps_tensor right, ps_scalar left, ps_tensor* result) {
  return give(result, [&] { return Input(right, "right")->reciprocal().mul(scalar_of(left)); });
}
#define PS_COMPARE_SCALAR(name)                                                                     \
  ps_status ps_##name##_scalar(ps_tensor left, ps_scalar right, ps_tensor* result) {                \
    return give(result, [&] { return at::name(Input(left, "left"), scalar_of(right)); });           \
  }

PS_COMPARE_SCALAR(eq)
PS_COMPARE_SCALAR(ne)
PS_COMPARE_SCALAR(lt)
PS_COMPARE_SCALAR(le)
PS_COMPARE_SCALAR(gt)
PS_COMPARE_SCALAR(ge)
PS_COMPARE_SCALAR(pow)

ps_status ps_pow_scalar_(ps_tensor left, ps_scalar right) {
  return guard([&] { Input(left, "left")->pow_(scalar_of(right)); });
}
ps_status ps_where(ps_tensor condition, ps_tensor left, ps_tensor right, ps_tensor* result) {
  return give(result, [&] { return at::where(Input(condition, "condition"), Input(left, "left"), Input(right, "right")); });
}
ps_status ps_equal(ps_tensor left, ps_tensor right, int32_t* result) {
  return guard([&] {
    Input one(left, "left");
    Input other(right, "right");
    *required(result, "result") = at::equal(one, other);
  });
}
ps_status ps_allclose(ps_tensor left, ps_tensor right, double rtol, double atol, int32_t equal_nan, int32_t* result) {
  return guard([&] {
    Input one(left, "left");
    Input other(right, "right");
    *required(result, "result") = at::allclose(one, other, rtol, atol, equal_nan != 0);
  });
}
