#include "events.h"

#include <dlfcn.h>

#include "protocol.h"

namespace perfsuite {

namespace {

// A function of the CUDA runtime, by its name: torch brings that along as a library.
template <class... Arguments>
void call(const char* name, Arguments... arguments) {
    auto* function = reinterpret_cast<int (*)(Arguments...)>(dlsym(RTLD_DEFAULT, name));
    if (!function)
        throw RequestError(std::string("CUDA events are not available: torch has loaded no CUDA runtime with ") + name +
                           ": expected a phase without events");
    if (const auto status = function(arguments...); status != 0)
        throw RequestError(std::string("CUDA events are not available: ") + name + " answers " + std::to_string(status) +
                           ": expected a phase without events");
}

// torch works on the default stream.
void* const stream = nullptr;

}  // namespace

bool of_events(const std::string& phase) {
    const std::string ending = "-events";
    return phase.size() > ending.size() && phase.compare(phase.size() - ending.size(), ending.size(), ending) == 0;
}

EventClock::EventClock() {
    call("cudaEventCreate", &first_);
    call("cudaEventCreate", &last_);
}

EventClock::~EventClock() {
    for (auto* event : {first_, last_})
        if (auto* destroy = reinterpret_cast<int (*)(void*)>(dlsym(RTLD_DEFAULT, "cudaEventDestroy")); destroy && event)
            destroy(event);
}

void EventClock::start() { call("cudaEventRecord", first_, stream); }

void EventClock::stop() {
    call("cudaEventRecord", last_, stream);
    call("cudaEventSynchronize", last_);
    float milliseconds = 0;
    call("cudaEventElapsedTime", &milliseconds, first_, last_);
    nanoseconds_ = static_cast<std::int64_t>(static_cast<double>(milliseconds) * 1e6);
}

}  // namespace perfsuite
