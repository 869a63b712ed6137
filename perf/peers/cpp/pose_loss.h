#pragma once

#include <torch/types.h>

#include "batches.h"
#include "settings.h"

namespace perfsuite {

// The squared error of predicted joints [B,J,2], summed and divided by their number. With `visibility` on or half, of
// the visible ones only: `half` divides by half the number it should, as the published code does.
class PoseLoss {
public:
    explicit PoseLoss(const Settings& settings);

    torch::Tensor operator()(const torch::Tensor& predicted, const Batch& batch) const;

private:
    std::string visibility_;
    bool explicit_;
};

}  // namespace perfsuite
