#include "meters.h"

#include <ATen/record_function.h>
#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <optional>

namespace perfsuite {

namespace {

using Instant = std::chrono::steady_clock::time_point;
using Numbers = std::map<std::string, std::int64_t>;

// Torch takes a bare function as callback: what it writes to has to stand here.
std::mutex guard;
Numbers* written = nullptr;

void write_to(Numbers* numbers) {
    const std::lock_guard lock(guard);
    written = numbers;
}

void add(const char* name, std::int64_t number) {
    const std::lock_guard lock(guard);
    if (written) (*written)[name] += number;
}

bool is_operation(const at::RecordFunction& function) { return std::strncmp(function.name(), "aten::", 6) == 0; }

std::uint64_t follow(at::RecordFunctionCallback callback) {
    return at::addGlobalCallback(callback.scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION}));
}

std::unique_ptr<at::ObserverContext> count(const at::RecordFunction& function) {
    if (is_operation(function)) add(function.name(), 1);
    return nullptr;
}

// An operation under way on this thread, linked to the one it is nested in.
struct Span : at::ObserverContext {
    Instant entered, began;
    Instant::duration nested{};
    Span* around = nullptr;
};
thread_local Span* innermost = nullptr;

std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction& function) {
    if (!is_operation(function)) return nullptr;
    const auto entered = std::chrono::steady_clock::now();
    auto span = std::make_unique<Span>();
    span->entered = entered;
    span->around = innermost;
    innermost = span.get();
    span->began = std::chrono::steady_clock::now();
    return span;
}

void end(const at::RecordFunction& function, at::ObserverContext* context) {
    const auto ended = std::chrono::steady_clock::now();
    auto* span = static_cast<Span*>(context);
    // One that ends on another thread than it began on has no self time that a clock could tell.
    if (!span || innermost != span) return;
    innermost = span->around;
    add(function.name(),
        std::chrono::duration_cast<std::chrono::nanoseconds>(ended - span->began - span->nested).count());
    // What the two callbacks themselves took is nobody's time.
    if (span->around) span->around->nested += std::chrono::steady_clock::now() - span->entered;
}

void leave(std::uint64_t& callback) {
    if (callback == 0) return;
    at::removeCallback(callback);
    callback = 0;
    write_to(nullptr);
}

// What an allocation is reported with: its totals have another type in torch 2.
template <class Function>
struct Report;
template <class Self, class Number>
struct Report<void (Self::*)(void*, std::int64_t, Number, Number, c10::Device)> {
    using Total = Number;
};
using Total = Report<decltype(&c10::MemoryReportingInfoBase::reportMemoryUsage)>::Total;

struct Held : c10::MemoryReportingInfoBase {
    std::int64_t now = 0, most = 0, on_gpu = -1;

    void reportMemoryUsage(void*, std::int64_t bytes, Total allocated, Total, c10::Device device) override {
        now += bytes;
        most = std::max(most, now);
        if (device.is_cuda()) on_gpu = std::max(on_gpu, static_cast<std::int64_t>(allocated));
    }
    bool memoryProfilingEnabled() const override { return true; }
};

}  // namespace

void OperationCounter::start() {
    write_to(&counts_);
    callback_ = follow(at::RecordFunctionCallback(count));
}

void OperationCounter::stop() { leave(callback_); }

void OperationTimer::start() {
    write_to(&nanoseconds_);
    callback_ = follow(at::RecordFunctionCallback(begin, end));
}

void OperationTimer::stop() { leave(callback_); }

struct AllocationMeter::Follower {
    std::shared_ptr<Held> held = std::make_shared<Held>();
    std::optional<c10::DebugInfoGuard> guard;
};

AllocationMeter::AllocationMeter() : follower_(std::make_unique<Follower>()) {}

AllocationMeter::~AllocationMeter() { stop(); }

void AllocationMeter::start() { follower_->guard.emplace(c10::DebugInfoKind::PROFILER_STATE, follower_->held); }

void AllocationMeter::stop() { follower_->guard.reset(); }

std::int64_t AllocationMeter::peak() const { return follower_->held->most; }

std::optional<std::int64_t> AllocationMeter::gpu_peak() const {
    const auto bytes = follower_->held->on_gpu;
    return bytes < 0 ? std::nullopt : std::optional<std::int64_t>(bytes);
}

}  // namespace perfsuite
