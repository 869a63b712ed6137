#include "guard.h"

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>

using namespace perfsuite;

namespace {

// The type of the totals is another in torch 2.
template <class Function>
struct TotalOf;
template <class T>
struct TotalOf<void (c10::MemoryReportingInfoBase::*)(void*, int64_t, T, T, c10::Device)> {
  using Type = T;
};
using Total = TotalOf<decltype(&c10::MemoryReportingInfoBase::reportMemoryUsage)>::Type;

struct Held : c10::MemoryReportingInfoBase {
  int64_t now = 0, most = 0, on_gpu = -1;

  void reportMemoryUsage(void*, int64_t size, Total allocated, Total, c10::Device device) override {
    now += size;
    most = std::max(most, now);
    if (device.is_cuda()) on_gpu = std::max(on_gpu, static_cast<int64_t>(allocated));
  }
  bool memoryProfilingEnabled() const override { return true; }
};

struct Follower {
  std::shared_ptr<Held> held = std::make_shared<Held>();
  c10::DebugInfoGuard guard{c10::DebugInfoKind::PROFILER_STATE, held};
};

}  // namespace

ps_status ps_memory_start(ps_memory* memory) {
  return guard([&] {
    required(memory, "memory");
    *memory = reinterpret_cast<ps_memory>(new Follower);
  });
}

ps_status ps_memory_peak(ps_memory memory, int64_t* bytes, int64_t* on_gpu) {
  return guard([&] {
    required(bytes, "bytes");
    required(on_gpu, "on_gpu");
    const auto& held = *reinterpret_cast<Follower*>(required(memory, "memory"))->held;
    *bytes = held.most;
    *on_gpu = held.on_gpu;
  });
}

void ps_memory_free(ps_memory memory) {
  guard([&] { delete reinterpret_cast<Follower*>(memory); });
}
