// How the functions of perfsuite_torch.h are written: borrow what comes in, own what goes out, let nothing escape.
#pragma once
#include "perfsuite_torch.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace perfsuite {

// Keeps the message for ps_error. Never throws.
void remember(const char* message) noexcept;

// As much of the text as fits; its whole length comes back.
int64_t copy_text(const std::string& text, char* buffer, int64_t capacity) noexcept;

// Calls that this thread has made into the shim; every function of perfsuite_torch.h adds 1. Reached by one instruction:
// the general way to a thread's variable would be a call of its own, dearer than what is counted.
#if defined(__ELF__)
__attribute__((tls_model("initial-exec")))
#endif
inline thread_local int64_t calls = 0;

inline void called() noexcept { calls++; }

// A tensor used for the length of a call. The reference stays with whoever passed it: nothing is counted up here, so
// nothing may be counted down, and the union keeps the destructor away.
class Borrowed {
 public:
  explicit Borrowed(ps_tensor tensor) {
    new (&tensor_) at::Tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(
        tensor ? reinterpret_cast<at::TensorImpl*>(tensor) : at::UndefinedTensorImpl::singleton()));
  }
  ~Borrowed() {}
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  at::Tensor& get() { return tensor_; }

 private:
  union {
    at::Tensor tensor_;
  };
};

// Required: null is an error that names the parameter.
class Input : public Borrowed {
 public:
  Input(ps_tensor tensor, const char* name) : Borrowed(tensor) {
    if (tensor == nullptr) throw std::invalid_argument(std::string(name) + ": expected a tensor, got null");
  }
  operator at::Tensor&() { return get(); }
  at::Tensor* operator->() { return &get(); }
  at::Tensor& operator*() { return get(); }
};

template <typename T>
T* required(T* pointer, const char* name) {
  if (pointer == nullptr) throw std::invalid_argument(std::string(name) + ": expected an address, got null");
  return pointer;
}

// Hands a reference to the caller.
inline ps_tensor own(at::Tensor tensor) { return reinterpret_cast<ps_tensor>(tensor.unsafeReleaseTensorImpl()); }

// Counts the call and runs the body; whatever that throws becomes a message and status 1. Once a function.
template <typename Body>
ps_status guard(Body&& body) noexcept {
  called();
  try {
    body();
    return 0;
  } catch (const c10::Error& error) {
    remember(error.what_without_backtrace());
  } catch (const std::exception& error) {
    remember(error.what());
  } catch (...) {
    remember("an exception of unknown type in libtorch");
  }
  return 1;
}

// The same for a function with one new tensor as its result.
template <typename Body>
ps_status give(ps_tensor* result, Body&& body) noexcept {
  return guard([&] {
    required(result, "result");
    *result = own(body());
  });
}

inline at::IntArrayRef sizes_of(const int64_t* values, int64_t count, const char* name) {
  if (count < 0 || count > 64) throw std::invalid_argument(std::string(name) + ": expected 0 to 64 numbers, got " + std::to_string(count));
  if (count > 0) required(values, name);
  return at::IntArrayRef(values, static_cast<size_t>(count));
}

inline std::vector<at::Tensor> tensors_of(const ps_tensor* tensors, int64_t count, const char* name) {
  if (count < 0 || count > 1'000'000) throw std::invalid_argument(std::string(name) + ": expected 0 to 1,000,000 tensors, got " + std::to_string(count));
  if (count > 0) required(tensors, name);
  std::vector<at::Tensor> list;
  list.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; i++) list.push_back(Input(tensors[i], name).get());
  return list;
}

inline at::Scalar scalar_of(const ps_scalar& value) {
  switch (value.kind) {
    case 0: return at::Scalar(value.integer);
    case 1: return at::Scalar(value.real);
    case 2: return at::Scalar(c10::complex<double>(value.real, value.imaginary));
    case 3: return at::Scalar(value.integer != 0);
    default: throw std::invalid_argument("scalar: expected a kind from 0 to 3, got " + std::to_string(value.kind));
  }
}

inline at::ScalarType dtype_of(int32_t dtype) {
  if (dtype < 0 || dtype >= static_cast<int32_t>(at::ScalarType::Undefined))
    throw std::invalid_argument("dtype: expected a number of c10::ScalarType, got " + std::to_string(dtype));
  return static_cast<at::ScalarType>(dtype);
}

inline at::optional<at::ScalarType> dtype_or_none(int32_t dtype) {
  return dtype == -1 ? at::optional<at::ScalarType>() : at::optional<at::ScalarType>(dtype_of(dtype));
}

inline at::Device device_of(int32_t type, int32_t index) {
  if (type < 0 || type >= static_cast<int32_t>(c10::COMPILE_TIME_MAX_DEVICE_TYPES))
    throw std::invalid_argument("device: expected a number of c10::DeviceType, got " + std::to_string(type));
  if (index < -1 || index > 127) throw std::invalid_argument("device: expected an index from -1 to 127, got " + std::to_string(index));
  return at::Device(static_cast<at::DeviceType>(type), static_cast<at::DeviceIndex>(index));
}

inline at::TensorOptions options_of(const ps_options& options) {
  return at::TensorOptions().dtype(dtype_of(options.dtype)).device(device_of(options.device_type, options.device_index));
}

inline at::Tensor with_grad(at::Tensor tensor, const ps_options& options) {
  if (options.requires_grad) tensor.set_requires_grad(true);
  return tensor;
}

inline at::optional<at::Generator> generator_of(ps_generator generator) {
  return generator == nullptr ? at::optional<at::Generator>() : at::optional<at::Generator>(*reinterpret_cast<at::Generator*>(generator));
}

}  // namespace perfsuite
