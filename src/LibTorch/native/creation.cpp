#include "guard.h"

#include <cstring>

using namespace perfsuite;

// Each of these differs from the others in one word.
#define PS_MAKE(name, ...)                                                                             \
  ps_status ps_##name(const int64_t* sizes, int64_t dims, ps_options options, ps_tensor* result) {     \
    return give(result, [&] {                                                                          \
      return with_grad(at::name(sizes_of(sizes, dims, "sizes"), options_of(options)), options);        \
    });                                                                                                \
  }
#define PS_DRAW(name)                                                                                                       \
  ps_status ps_##name(const int64_t* sizes, int64_t dims, ps_options options, ps_generator or_null, ps_tensor* result) {    \
    return give(result, [&] {                                                                                               \
      return with_grad(at::name(sizes_of(sizes, dims, "sizes"), generator_of(or_null), options_of(options)), options);      \
    });                                                                                                                     \
  }

PS_MAKE(empty)
PS_MAKE(zeros)
PS_MAKE(ones)
PS_DRAW(rand)
PS_DRAW(randn)

ps_status ps_full(const int64_t* sizes, int64_t dims, ps_scalar value, ps_options options, ps_tensor* result) {
  return give(result, [&] { return with_grad(at::full(sizes_of(sizes, dims, "sizes"), scalar_of(value), options_of(options)), options); });
}

#define PS_LIKE(name)                                                                                   \
  ps_status ps_##name(ps_tensor tensor, ps_options options, ps_tensor* result) {                        \
    return give(result, [&] {                                                                           \
      return with_grad(at::name(Input(tensor, "tensor"), options_of(options)), options);                \
    });                                                                                                 \
  }

PS_LIKE(empty_like)
PS_LIKE(zeros_like)
PS_LIKE(ones_like)
PS_LIKE(rand_like)
PS_LIKE(randn_like)

ps_status ps_full_like(ps_tensor tensor, ps_scalar value, ps_options options, ps_tensor* result) {
  return give(result, [&] { return with_grad(at::full_like(Input(tensor, "tensor"), scalar_of(value), options_of(options)), options); });
}

ps_status ps_randint(int64_t low, int64_t high, const int64_t* sizes, int64_t dims, ps_options options, ps_generator or_null,
                     ps_tensor* result) {
  return give(result, [&] {
    return with_grad(at::randint(low, high, sizes_of(sizes, dims, "sizes"), generator_of(or_null), options_of(options)), options);
  });
}

ps_status ps_randperm(int64_t n, ps_options options, ps_generator or_null, ps_tensor* result) {
  return give(result, [&] { return with_grad(at::randperm(n, generator_of(or_null), options_of(options)), options); });
}

ps_status ps_randperm_out(int64_t n, ps_generator or_null, ps_tensor out) {
  return guard([&] { at::randperm_out(Input(out, "out"), n, generator_of(or_null)); });
}

ps_status ps_arange(ps_scalar start, ps_scalar stop, ps_scalar step, ps_options options, ps_tensor* result) {
  return give(result, [&] { return with_grad(at::arange(scalar_of(start), scalar_of(stop), scalar_of(step), options_of(options)), options); });
}

ps_status ps_from_bytes(const void* data, int64_t bytes, const int64_t* sizes, int64_t dims, ps_options options, ps_tensor* result) {
  return give(result, [&] {
    if (bytes != 0) required(data, "data");
    auto tensor = at::empty(sizes_of(sizes, dims, "sizes"), at::TensorOptions().dtype(dtype_of(options.dtype)));
    auto expected = tensor.numel() * static_cast<int64_t>(tensor.element_size());
    if (bytes != expected)
      throw std::invalid_argument("data: expected " + std::to_string(expected) + " bytes for these sizes, got " + std::to_string(bytes));
    if (bytes != 0) std::memcpy(tensor.data_ptr(), data, static_cast<size_t>(bytes));
    auto device = device_of(options.device_type, options.device_index);
    return with_grad(device.is_cpu() ? tensor : tensor.to(device), options);
  });
}

ps_status ps_cat(const ps_tensor* tensors, int64_t count, int64_t dim, ps_tensor* result) {
  return give(result, [&] { return at::cat(tensors_of(tensors, count, "tensors"), dim); });
}

ps_status ps_stack(const ps_tensor* tensors, int64_t count, int64_t dim, ps_tensor* result) {
  return give(result, [&] { return at::stack(tensors_of(tensors, count, "tensors"), dim); });
}
