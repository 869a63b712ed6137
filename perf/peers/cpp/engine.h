#pragma once

#include <optional>
#include <string>
#include <vector>

namespace perfsuite {

// What this process computes with.
struct Engine {
    std::string language;
    std::string headers;   // the version compiled against
    std::string libtorch;  // the version of the library mapped into this process
    std::optional<std::string> blas;
    std::optional<std::string> cpu_capability;
    int threads;
    std::vector<std::string> devices;
};

Engine engine();
std::vector<std::string> devices();
// From here on what is asked of "the current GPU" is asked of this one; nothing on the processor.
void work_on(const std::string& device);
void set_threads(int threads);
// One thread between operators: once, before any of them has run.
void limit_interop_threads();

}  // namespace perfsuite
