#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "session.h"

namespace perfsuite {

// Reads nothing: for iterations that only bring a session to its steady state.
class Idle final : public Meter {
public:
    void start() override {}
    void stop() override {}
};

class Clock final : public Meter {
public:
    void start() override { start_ = std::chrono::steady_clock::now(); }
    void stop() override { elapsed_ = std::chrono::steady_clock::now() - start_; }
    std::int64_t nanoseconds() const { return std::chrono::duration_cast<std::chrono::nanoseconds>(elapsed_).count(); }

private:
    std::chrono::steady_clock::time_point start_;
    std::chrono::steady_clock::duration elapsed_{};
};

// Operations named aten::… that torch dispatched on any thread, nested ones and the optimizer's included:
// at::RecordFunction events of the scopes FUNCTION and BACKWARD_FUNCTION.
class OperationCounter final : public Meter {
public:
    ~OperationCounter() override { stop(); }
    void start() override;
    void stop() override;
    const std::map<std::string, std::int64_t>& counts() const { return counts_; }

private:
    std::uint64_t callback_ = 0;
    std::map<std::string, std::int64_t> counts_;
};

// How long those operations took by themselves, without the ones nested in them and without what measuring takes:
// nanoseconds.
class OperationTimer final : public Meter {
public:
    ~OperationTimer() override { stop(); }
    void start() override;
    void stop() override;
    const std::map<std::string, std::int64_t>& nanoseconds() const { return nanoseconds_; }

private:
    std::uint64_t callback_ = 0;
    std::map<std::string, std::int64_t> nanoseconds_;
};

// Most bytes that torch's allocator held at once of those it gave out meanwhile, on this thread, backward included.
class AllocationMeter final : public Meter {
public:
    AllocationMeter();
    ~AllocationMeter() override;
    void start() override;
    void stop() override;
    std::int64_t peak() const;

private:
    struct Follower;
    std::unique_ptr<Follower> follower_;
};

}  // namespace perfsuite
