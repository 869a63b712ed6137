#pragma once

#include <torch/optim/optimizer.h>

#include "settings.h"

namespace perfsuite {

// How the learning rate goes on after each epoch, by the settings `schedule` and `epochs`. By hand: C++ has no cosine
// schedule, and its step schedule none of Python's numbering. The formulas are Python's chained ones, in doubles.
class Schedule {
public:
    Schedule(const Settings& settings, torch::optim::Optimizer& optimizer);

    void step();

private:
    torch::optim::OptimizerOptions& options() { return optimizer_.param_groups()[0].options(); }
    double next(double rate) const;

    torch::optim::Optimizer& optimizer_;
    std::string kind_;
    std::int64_t epochs_;
    double initial_;
    std::int64_t epoch_ = 0;
};

}  // namespace perfsuite
