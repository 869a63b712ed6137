#include "guard.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/api/include/torch/version.h>

#include <cstring>
#include <string>

using namespace perfsuite;

namespace {

thread_local std::string last_error;

int32_t cuda_devices() { return at::hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().getNumGPUs()) : 0; }

int32_t positive(int32_t threads) {
  if (threads < 1 || threads > 4096) throw std::invalid_argument("threads: expected 1 to 4096, got " + std::to_string(threads));
  return threads;
}

}  // namespace

void perfsuite::remember(const char* message) noexcept {
  try {
    last_error = message == nullptr ? "" : message;
  } catch (...) {
    last_error.clear();
  }
}

int64_t perfsuite::copy_text(const std::string& text, char* buffer, int64_t capacity) noexcept {
  if (buffer != nullptr && capacity > 0) std::memcpy(buffer, text.data(), std::min<size_t>(text.size(), static_cast<size_t>(capacity)));
  return static_cast<int64_t>(text.size());
}

int64_t ps_calls() { return calls; }

int64_t ps_error(char* text, int64_t capacity) {
  called();
  return copy_text(last_error, text, capacity);
}

int64_t ps_version(char* text, int64_t capacity) {
  called();
  static const std::string version = std::to_string(TORCH_VERSION_MAJOR) + "." + std::to_string(TORCH_VERSION_MINOR) + "." + std::to_string(TORCH_VERSION_PATCH);
  return copy_text(version, text, capacity);
}

int64_t ps_cpu_capability(char* text, int64_t capacity) {
  called();
  static const std::string capability = [] {
    // at::get_cpu_capability came with 2.0; the line in the configuration has always been there.
    const std::string label = "CPU capability usage: ", config = at::show_config();
    auto start = config.find(label);
    return start == std::string::npos ? std::string() : config.substr(start + label.size(), config.find('\n', start) - start - label.size());
  }();
  return copy_text(capability, text, capacity);
}

ps_status ps_set_num_threads(int32_t threads) { return guard([&] { at::set_num_threads(positive(threads)); }); }
ps_status ps_set_num_interop_threads(int32_t threads) { return guard([&] { at::set_num_interop_threads(positive(threads)); }); }
int32_t ps_get_num_threads() {
  called();
  return at::get_num_threads();
}
int32_t ps_get_num_interop_threads() {
  called();
  return static_cast<int32_t>(at::get_num_interop_threads());
}

int32_t ps_cuda_device_count() {
  int32_t count = 0;
  guard([&] { count = cuda_devices(); });
  return count;
}

ps_status ps_cuda_synchronize(int32_t device_index) {
  return guard([&] {
    if (cuda_devices() == 0) throw std::runtime_error("cuda: this libtorch sees no CUDA device");
    at::detail::getCUDAHooks().deviceSynchronize(static_cast<at::DeviceIndex>(device_index));
  });
}

int32_t ps_deterministic_algorithms() {
  called();
  return at::globalContext().deterministicAlgorithms();
}
ps_status ps_set_deterministic_algorithms(int32_t enabled) {
  return guard([&] { at::globalContext().setDeterministicAlgorithms(enabled != 0, false); });
}

ps_status ps_set_kernels(int32_t cudnn_benchmark, int32_t cudnn_deterministic, int32_t cudnn_tf32, int32_t matmul_tf32) {
  return guard([&] {
    auto& context = at::globalContext();
    context.setBenchmarkCuDNN(cudnn_benchmark != 0);
    context.setDeterministicCuDNN(cudnn_deterministic != 0);
    context.setAllowTF32CuDNN(cudnn_tf32 != 0);
    context.setAllowTF32CuBLAS(matmul_tf32 != 0);
  });
}
int32_t ps_kernels() {
  called();
  const auto& context = at::globalContext();
  return (context.benchmarkCuDNN() ? 1 : 0) | (context.deterministicCuDNN() ? 2 : 0) | (context.allowTF32CuDNN() ? 4 : 0) | (context.allowTF32CuBLAS() ? 8 : 0);
}

int32_t ps_grad_enabled() {
  called();
  return c10::GradMode::is_enabled();
}
void ps_set_grad_enabled(int32_t enabled) {
  called();
  c10::GradMode::set_enabled(enabled != 0);
}
