#include "guard.h"

using namespace perfsuite;

namespace {

at::TensorImpl* impl(ps_tensor tensor) { return reinterpret_cast<at::TensorImpl*>(tensor); }

int64_t copy_numbers(at::IntArrayRef numbers, int64_t* buffer, int64_t capacity) {
  auto count = static_cast<int64_t>(numbers.size());
  if (buffer != nullptr) {
    for (int64_t i = 0; i < count && i < capacity; i++) buffer[i] = numbers[i];
  }
  return count;
}

// The functions marked QUICK; a kind of tensor that has no such property gives the value for null.
template <typename T, typename Body>
T quick(ps_tensor tensor, Body&& body) noexcept {
  called();
  if (tensor == nullptr) return -1;
  try {
    return body();
  } catch (...) {
    return -1;
  }
}

}  // namespace

void ps_tensor_free(ps_tensor tensor) {
  called();
  if (tensor != nullptr) c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(impl(tensor)).reset();
}

int32_t ps_tensor_free_small(ps_tensor tensor) {
  called();
  constexpr size_t small = 64 * 1024;
  if (tensor == nullptr) return -1;
  auto* self = impl(tensor);
  if (c10::raw::intrusive_ptr::use_count(self) == 1) {
    const auto* storage = self->unsafe_storage().unsafeGetStorageImpl();
    if (storage == nullptr || self->autograd_meta() != nullptr || !storage->device().is_cpu() || storage->nbytes() > small) return 0;
  }
  c10::raw::intrusive_ptr::decref(self);
  return 1;
}

int64_t ps_tensor_sizes(ps_tensor tensor, int64_t* sizes, int64_t capacity) {
  return quick<int64_t>(tensor, [&] { return copy_numbers(impl(tensor)->sizes(), sizes, capacity); });
}
int64_t ps_tensor_strides(ps_tensor tensor, int64_t* strides, int64_t capacity) {
  return quick<int64_t>(tensor, [&] { return copy_numbers(impl(tensor)->strides(), strides, capacity); });
}
int64_t ps_tensor_dim(ps_tensor tensor) { return quick<int64_t>(tensor, [&] { return impl(tensor)->dim(); }); }
int64_t ps_tensor_numel(ps_tensor tensor) { return quick<int64_t>(tensor, [&] { return impl(tensor)->numel(); }); }
int64_t ps_tensor_element_size(ps_tensor tensor) { return quick<int64_t>(tensor, [&] { return static_cast<int64_t>(impl(tensor)->itemsize()); }); }
int32_t ps_tensor_dtype(ps_tensor tensor) { return quick<int32_t>(tensor, [&] { return static_cast<int32_t>(c10::typeMetaToScalarType(impl(tensor)->dtype())); }); }
int32_t ps_tensor_device_type(ps_tensor tensor) { return quick<int32_t>(tensor, [&] { return static_cast<int32_t>(impl(tensor)->device().type()); }); }
int32_t ps_tensor_device_index(ps_tensor tensor) { return quick<int32_t>(tensor, [&] { return static_cast<int32_t>(impl(tensor)->device().index()); }); }
int32_t ps_tensor_is_contiguous(ps_tensor tensor) { return quick<int32_t>(tensor, [&] { return static_cast<int32_t>(impl(tensor)->is_contiguous()); }); }
int32_t ps_tensor_requires_grad(ps_tensor tensor) {
  return quick<int32_t>(tensor, [&] { Borrowed self(tensor); return static_cast<int32_t>(self.get().requires_grad()); });
}
int32_t ps_tensor_is_leaf(ps_tensor tensor) {
  return quick<int32_t>(tensor, [&] { Borrowed self(tensor); return static_cast<int32_t>(self.get().is_leaf()); });
}

ps_status ps_tensor_set_requires_grad(ps_tensor tensor, int32_t requires_grad) {
  return guard([&] { Input(tensor, "tensor")->requires_grad_(requires_grad != 0); });
}

ps_status ps_tensor_data_ptr(ps_tensor tensor, void** data) {
  return guard([&] {
    Input self(tensor, "tensor");
    *required(data, "data") = self->data_ptr();
  });
}

ps_status ps_tensor_item(ps_tensor tensor, ps_scalar* value) {
  return guard([&] {
    Input self(tensor, "tensor");
    required(value, "value");
    auto scalar = self->item();
    ps_scalar out{};
    if (scalar.isBoolean()) {
      out.kind = 3;
      out.integer = scalar.toBool();
    } else if (scalar.isComplex()) {
      out.kind = 2;
      out.real = scalar.toComplexDouble().real();
      out.imaginary = scalar.toComplexDouble().imag();
    } else if (scalar.isFloatingPoint()) {
      out.kind = 1;
      out.real = scalar.toDouble();
    } else {
      out.integer = scalar.toLong();
    }
    *value = out;
  });
}

ps_status ps_tensor_item_float(ps_tensor tensor, float* value) {
  return guard([&] {
    Input self(tensor, "tensor");
    if (self->scalar_type() != at::kFloat) throw std::invalid_argument(std::string("item: expected float32, got ") + at::toString(self->scalar_type()));
    *required(value, "value") = self->item<float>();
  });
}

int32_t ps_tensor_item_quick(ps_tensor tensor, float* value) {
  return quick<int32_t>(tensor, [&] {
    if (value == nullptr) return -1;
    auto* self = impl(tensor);
    if (!self->device().is_cpu() || self->numel() != 1 || self->layout() != at::kStrided || self->dtype() != caffe2::TypeMeta::Make<float>()) return 0;
    Borrowed borrowed(tensor);
    *value = borrowed.get().item<float>();
    return 1;
  });
}

int32_t ps_tensor_bytes_quick(ps_tensor tensor, void** data, int64_t* length) {
  return quick<int32_t>(tensor, [&] {
    if (data == nullptr || length == nullptr) return -1;
    auto* self = impl(tensor);
    if (!self->device().is_cpu() || self->layout() != at::kStrided || !self->is_contiguous() || !self->storage_initialized()) return 0;
    Borrowed borrowed(tensor);
    *data = borrowed.get().data_ptr();
    *length = self->numel() * static_cast<int64_t>(self->itemsize());
    return 1;
  });
}

ps_status ps_tensor_to(ps_tensor tensor, ps_options options, int32_t non_blocking, int32_t copy, ps_tensor* result) {
  return give(result, [&] {
    return Input(tensor, "tensor")->to(device_of(options.device_type, options.device_index), dtype_of(options.dtype), non_blocking != 0, copy != 0);
  });
}

ps_status ps_tensor_set_data(ps_tensor tensor, ps_tensor data) {
  return guard([&] { Input(tensor, "tensor")->set_data(Input(data, "data")); });
}
