#include "guard.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/record_function.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/api/include/torch/version.h>

#include <cstring>
#include <map>
#include <mutex>

using namespace perfsuite;

namespace {

thread_local std::string last_error;

int64_t copy_text(const std::string& text, char* buffer, int64_t capacity) noexcept {
  if (buffer != nullptr && capacity > 0) std::memcpy(buffer, text.data(), std::min<size_t>(text.size(), static_cast<size_t>(capacity)));
  return static_cast<int64_t>(text.size());
}

// The callback of RecordFunction is a bare function, so the one running counter is found through here.
std::mutex counter_lock;
std::map<std::string, int64_t>* running = nullptr;

struct Counter {
  std::map<std::string, int64_t> counts;
  at::CallbackHandle callback = 0;
};

std::unique_ptr<at::ObserverContext> count_operation(const at::RecordFunction& function) {
  const char* name = function.name();
  if (name != nullptr && std::strncmp(name, "aten::", 6) == 0) {
    std::lock_guard<std::mutex> hold(counter_lock);
    if (running != nullptr) (*running)[name]++;
  }
  return nullptr;
}

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

int64_t ps_error(char* text, int64_t capacity) { return copy_text(last_error, text, capacity); }

int64_t ps_version(char* text, int64_t capacity) {
  static const std::string version = std::to_string(TORCH_VERSION_MAJOR) + "." + std::to_string(TORCH_VERSION_MINOR) + "." + std::to_string(TORCH_VERSION_PATCH);
  return copy_text(version, text, capacity);
}

int64_t ps_cpu_capability(char* text, int64_t capacity) {
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
int32_t ps_get_num_threads() { return at::get_num_threads(); }
int32_t ps_get_num_interop_threads() { return static_cast<int32_t>(at::get_num_interop_threads()); }

int32_t ps_cuda_device_count() {
  int32_t count = 0;
  guard([&] { count = at::hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().getNumGPUs()) : 0; });
  return count;
}

ps_status ps_cuda_synchronize(int32_t device_index) {
  return guard([&] {
    if (ps_cuda_device_count() == 0) throw std::runtime_error("cuda: this libtorch sees no CUDA device");
    at::detail::getCUDAHooks().deviceSynchronize(static_cast<at::DeviceIndex>(device_index));
  });
}

int32_t ps_grad_enabled() { return c10::GradMode::is_enabled(); }
void ps_set_grad_enabled(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

ps_status ps_counter_start(ps_counter* counter) {
  return guard([&] {
    required(counter, "counter");
    auto made = std::make_unique<Counter>();
    {
      std::lock_guard<std::mutex> hold(counter_lock);
      if (running != nullptr) throw std::runtime_error("counter: one is running already; free it first");
      running = &made->counts;
    }
    made->callback = at::addGlobalCallback(at::RecordFunctionCallback(count_operation)
                                               .scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION}));
    *counter = reinterpret_cast<ps_counter>(made.release());
  });
}

ps_status ps_counter_read(ps_counter counter, char* text, int64_t capacity, int64_t* length) {
  return guard([&] {
    auto* self = reinterpret_cast<Counter*>(required(counter, "counter"));
    required(length, "length");
    std::string lines;
    std::lock_guard<std::mutex> hold(counter_lock);
    for (const auto& entry : self->counts) lines += entry.first + "\t" + std::to_string(entry.second) + "\n";
    *length = copy_text(lines, text, capacity);
  });
}

void ps_counter_free(ps_counter counter) {
  if (counter == nullptr) return;
  guard([&] {
    std::unique_ptr<Counter> self(reinterpret_cast<Counter*>(counter));
    at::removeCallback(self->callback);
    std::lock_guard<std::mutex> hold(counter_lock);
    running = nullptr;
  });
}
