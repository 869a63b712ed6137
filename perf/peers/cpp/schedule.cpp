#include "schedule.h"

#include <cmath>

namespace perfsuite {

Schedule::Schedule(const Settings& settings, torch::optim::Optimizer& optimizer)
    : optimizer_(optimizer),
      kind_(settings["schedule"]),
      epochs_(settings.whole("epochs")),
      initial_(options().get_lr()) {}

void Schedule::step() {
    ++epoch_;
    if (kind_ != "none") options().set_lr(next(options().get_lr()));
}

double Schedule::next(double rate) const {
    if (kind_ == "step") return epoch_ % ((epochs_ + 2) / 3) == 0 ? rate * 0.1 : rate;
    const double pi = std::acos(-1.0);
    // The rate was 0, from which no factor leads away.
    if ((epoch_ - 1 - epochs_) % (2 * epochs_) == 0)
        return rate + initial_ * (1 - std::cos(pi / static_cast<double>(epochs_))) / 2;
    const auto height = [&](std::int64_t epoch) {
        return 1 + std::cos(pi * static_cast<double>(epoch) / static_cast<double>(epochs_));
    };
    return height(epoch_) / height(epoch_ - 1) * rate;
}

}  // namespace perfsuite
