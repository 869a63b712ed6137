#pragma once

#include <string>

#include "meters.h"

namespace perfsuite {

// Whether a phase is timed by the GPU's own clock.
bool of_events(const std::string& phase);

// Nanoseconds between two CUDA events on the stream that torch works on: what the processor does before and after is not in
// it. By the CUDA runtime that torch has loaded, whose headers a peer is not compiled with; RequestError where there is none.
class EventClock final : public Timer {
public:
    EventClock();
    ~EventClock() override;
    EventClock(const EventClock&) = delete;
    EventClock& operator=(const EventClock&) = delete;
    void start() override;
    void stop() override;
    std::int64_t nanoseconds() const override { return nanoseconds_; }

private:
    void* first_ = nullptr;
    void* last_ = nullptr;
    std::int64_t nanoseconds_ = 0;
};

}  // namespace perfsuite
