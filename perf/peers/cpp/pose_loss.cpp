#include "pose_loss.h"

#include <torch/csrc/autograd/custom_function.h>

namespace perfsuite {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using Tensors = torch::autograd::variable_list;

struct Terms {
    Tensor difference;  // [B,J,2], nothing where a joint does not count
    Tensor visible;     // [B,J,1]; undefined where all count
    Tensor count;       // undefined where it is the fixed number
    double fixed;
};

Terms terms(const Tensor& predicted, const Batch& batch, const std::string& visibility) {
    auto difference = predicted - batch.target;
    if (visibility == "off") return {difference, {}, {}, static_cast<double>(difference.size(0) * difference.size(1))};
    difference = difference * batch.visible;
    const auto counted = visibility == "on" ? batch.visible.expand_as(difference) : batch.visible;
    // At least 1: where nobody is visible the loss is 0, not NaN.
    return {difference, batch.visible, counted.sum().div(2).clamp_min(1), 0};
}

Tensor over(const Tensor& numerator, const Tensor& count, double fixed) {
    return count.defined() ? numerator.div(count) : numerator.div(fixed);
}

Tensor mean_square(const Terms& t) { return over((t.difference * t.difference).sum(), t.count, t.fixed); }

// The derivative by hand, as the published Chainer code has it.
struct Explicit : torch::autograd::Function<Explicit> {
    static Tensor forward(AutogradContext* context, const Tensor& predicted, const Batch& batch,
                          const std::string& visibility) {
        const auto t = terms(predicted, batch, visibility);
        context->save_for_backward({t.difference, t.visible, t.count});
        context->saved_data["fixed"] = t.fixed;
        return mean_square(t);
    }

    static Tensors backward(AutogradContext* context, const Tensors& grads) {
        const auto saved = context->get_saved_variables();
        const auto& difference = saved[0];
        const auto& visible = saved[1];
        const auto scale = over(grads[0].mul(2), saved[2], context->saved_data["fixed"].toDouble());
        auto gradient = difference.mul(scale);
        if (visible.defined()) gradient = gradient.mul(visible);
        return {gradient, {}, {}};
    }
};

}  // namespace

PoseLoss::PoseLoss(const Settings& settings)
    : visibility_(settings["visibility"]), explicit_(settings.is("loss", "explicit")) {}

Tensor PoseLoss::operator()(const Tensor& predicted, const Batch& batch) const {
    return explicit_ ? Explicit::apply(predicted, batch, visibility_)
                     : mean_square(terms(predicted, batch, visibility_));
}

}  // namespace perfsuite
