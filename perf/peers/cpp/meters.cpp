#include "meters.h"

#include <ATen/record_function.h>

#include <cstring>
#include <mutex>

namespace perfsuite {

namespace {

// Torch takes a bare function as callback: what it writes to has to stand here.
std::mutex guard;
std::map<std::string, std::int64_t>* counted = nullptr;

std::unique_ptr<at::ObserverContext> count(const at::RecordFunction& function) {
    const char* name = function.name();
    if (std::strncmp(name, "aten::", 6) == 0) {
        const std::lock_guard lock(guard);
        if (counted) ++(*counted)[name];
    }
    return nullptr;
}

}  // namespace

void OperationCounter::start() {
    {
        const std::lock_guard lock(guard);
        counted = &counts_;
    }
    callback_ = at::addGlobalCallback(
        at::RecordFunctionCallback(count).scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION}));
}

void OperationCounter::stop() {
    if (callback_ == 0) return;
    at::removeCallback(callback_);
    callback_ = 0;
    const std::lock_guard lock(guard);
    counted = nullptr;
}

}  // namespace perfsuite
