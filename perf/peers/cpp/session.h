#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "settings.h"

namespace perfsuite {

// What is read off around a loop of iterations. Started right before the loop and stopped right after it,
// so what a phase prepares is never counted.
class Meter {
public:
    virtual ~Meter() = default;
    virtual void start() = 0;
    virtual void stop() = 0;
};

// A network opened with (batch, seed, device, data), and the phases that are timed.
class Session {
public:
    virtual ~Session() = default;
    virtual std::int64_t parameters() const = 0;
    virtual std::string digest() const = 0;
    // Training steps, on the files where they are open and else on the session's batch; each loss is the one
    // before its update.
    virtual std::vector<float> agree(std::int64_t steps) = 0;
    // What the phase infer computes and drops; nothing where there is no such phase.
    virtual std::optional<at::Tensor> predict() { return std::nullopt; }
    // All parameters and buffers.
    virtual void save(const std::string& path) const = 0;
    virtual void load(const std::string& path) = 0;
    virtual void run(const std::string& phase, std::int64_t iterations, Meter& meter) = 0;
};

struct Opening {
    std::int64_t batch;
    std::uint64_t seed;
    std::string device;
    std::optional<std::string> data;  // the folder of the workload's files
    Settings settings;
    std::int64_t workers = 0;  // threads that read ahead in the phases that read files
    bool narrow = false;       // network and samples in bfloat16, losses in float32
};

struct Workload {
    std::string name;
    std::vector<std::string> phases;
    std::vector<Setting> settings;
    std::vector<Variant> variants;
    std::unique_ptr<Session> (*open)(const Opening&);
    bool takes_bfloat16 = false;
};

const std::vector<Workload>& workloads();

std::unique_ptr<Session> open_mnist_softmax(const Opening&);
std::unique_ptr<Session> open_mnist_cnn(const Opening&);
std::unique_ptr<Session> open_convae(const Opening&);
std::unique_ptr<Session> open_deeppose(const Opening&);
std::unique_ptr<Session> open_resnet18(const Opening&);
std::unique_ptr<Session> open_resnet34(const Opening&);
std::unique_ptr<Session> open_overhead(const Opening&);
std::unique_ptr<Session> open_peak(const Opening&);
std::unique_ptr<Session> open_prediction(const Opening&);

}  // namespace perfsuite
