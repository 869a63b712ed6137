#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "session.h"

namespace perfsuite {

// Reads nothing: for iterations that only bring a session to its steady state.
class Idle final : public Meter {
public:
    void start() override {}
    void stop() override {}
};

// A meter of time.
class Timer : public Meter {
public:
    virtual std::int64_t nanoseconds() const = 0;
};

class Clock final : public Timer {
public:
    void start() override { start_ = std::chrono::steady_clock::now(); }
    void stop() override { elapsed_ = std::chrono::steady_clock::now() - start_; }
    std::int64_t nanoseconds() const override { return std::chrono::duration_cast<std::chrono::nanoseconds>(elapsed_).count(); }

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

// Most bytes that torch's allocator held at once of those it gave out meanwhile, on this thread, backward included; and the
// most that its allocator of a GPU had given out at once, those of before too, where it gave out or took back any.
class AllocationMeter final : public Meter {
public:
    AllocationMeter();
    ~AllocationMeter() override;
    void start() override;
    void stop() override;
    std::int64_t peak() const;
    std::optional<std::int64_t> gpu_peak() const;

private:
    struct Follower;
    std::unique_ptr<Follower> follower_;
};

}  // namespace perfsuite
