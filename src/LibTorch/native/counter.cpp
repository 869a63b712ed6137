#include "guard.h"

#include <ATen/record_function.h>

#include <chrono>
#include <cstring>
#include <map>
#include <mutex>

using namespace perfsuite;

namespace {

using Clock = std::chrono::steady_clock;

struct Counter {
  std::map<std::string, int64_t> numbers;
  at::CallbackHandle callback = 0;
};

// The callbacks of RecordFunction are bare functions, so the one running counter is found through here.
std::mutex counter_lock;
Counter* running = nullptr;

void add(const char* name, int64_t number) {
  std::lock_guard<std::mutex> hold(counter_lock);
  if (running != nullptr) running->numbers[name] += number;
}

bool is_operation(const at::RecordFunction& function) {
  const char* name = function.name();
  return name != nullptr && std::strncmp(name, "aten::", 6) == 0;
}

std::unique_ptr<at::ObserverContext> count(const at::RecordFunction& function) {
  if (is_operation(function)) add(function.name(), 1);
  return nullptr;
}

// An operation under way on this thread, linked to the one it is nested in.
struct Span : at::ObserverContext {
  Clock::time_point entered, started;
  Clock::duration nested{};
  Span* around = nullptr;
};
thread_local Span* innermost = nullptr;

std::unique_ptr<at::ObserverContext> start(const at::RecordFunction& function) {
  if (!is_operation(function)) return nullptr;
  auto entered = Clock::now();
  auto span = std::make_unique<Span>();
  span->entered = entered;
  span->around = innermost;
  innermost = span.get();
  span->started = Clock::now();
  return span;
}

void end(const at::RecordFunction& function, at::ObserverContext* context) {
  auto ended = Clock::now();
  auto* span = static_cast<Span*>(context);
  // One that ends on another thread than it began on has no self time that a clock could tell.
  if (span == nullptr || innermost != span) return;
  innermost = span->around;
  add(function.name(), std::chrono::duration_cast<std::chrono::nanoseconds>(ended - span->started - span->nested).count());
  // What the two callbacks themselves took is nobody's time.
  if (span->around != nullptr) span->around->nested += Clock::now() - span->entered;
}

}  // namespace

ps_status ps_counter_start(int32_t timed, ps_counter* counter) {
  return guard([&] {
    required(counter, "counter");
    auto made = std::make_unique<Counter>();
    {
      std::lock_guard<std::mutex> hold(counter_lock);
      if (running != nullptr) throw std::runtime_error("counter: one is running already; free it first");
      running = made.get();
    }
    made->callback = at::addGlobalCallback((timed != 0 ? at::RecordFunctionCallback(start, end) : at::RecordFunctionCallback(count))
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
    for (const auto& entry : self->numbers) lines += entry.first + "\t" + std::to_string(entry.second) + "\n";
    *length = copy_text(lines, text, capacity);
  });
}

void ps_counter_free(ps_counter counter) {
  guard([&] {
    if (counter == nullptr) return;
    std::unique_ptr<Counter> self(reinterpret_cast<Counter*>(counter));
    at::removeCallback(self->callback);
    std::lock_guard<std::mutex> hold(counter_lock);
    running = nullptr;
  });
}
