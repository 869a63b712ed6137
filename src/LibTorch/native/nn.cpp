#include "guard.h"

#include <cmath>

using namespace perfsuite;

namespace {

at::IntArrayRef pair(const int64_t* values, const char* name) { return at::IntArrayRef(required(values, name), 2); }

at::optional<at::Tensor> optional_of(Borrowed& tensor) {
  return tensor.get().defined() ? at::optional<at::Tensor>(tensor.get()) : at::optional<at::Tensor>();
}

int64_t reduction_of(int32_t reduction) {
  if (reduction < 0 || reduction > 2) throw std::invalid_argument("reduction: expected 0 to 2, got " + std::to_string(reduction));
  return reduction;
}

}  // namespace

ps_status ps_linear(ps_tensor input, ps_tensor weight, ps_tensor bias_or_null, ps_tensor* result) {
  return give(result, [&] {
    Input x(input, "input");
    Input w(weight, "weight");
    Borrowed bias(bias_or_null);
    // As torch::nn::functional::linear does it: one dispatch less than at::linear, the same product.
    if (x->dim() == 2 && bias.get().defined()) return at::addmm(bias.get(), x, w->t());
    return at::linear(x, w, optional_of(bias));
  });
}

ps_status ps_conv2d(ps_tensor input, ps_tensor weight, ps_tensor bias_or_null, const int64_t* stride, const int64_t* padding,
                    const int64_t* dilation, int64_t groups, ps_tensor* result) {
  return give(result, [&] {
    Borrowed bias(bias_or_null);
    return at::conv2d(Input(input, "input"), Input(weight, "weight"), optional_of(bias), pair(stride, "stride"), pair(padding, "padding"),
                      pair(dilation, "dilation"), groups);
  });
}

ps_status ps_conv2d_padded(ps_tensor input, ps_tensor weight, ps_tensor bias_or_null, const int64_t* stride, int32_t same,
                           const int64_t* dilation, int64_t groups, ps_tensor* result) {
  return give(result, [&] {
    Borrowed bias(bias_or_null);
    return at::conv2d(Input(input, "input"), Input(weight, "weight"), optional_of(bias), pair(stride, "stride"), same ? "same" : "valid",
                      pair(dilation, "dilation"), groups);
  });
}

ps_status ps_pad(ps_tensor input, const int64_t* pad, int64_t count, int32_t mode, ps_tensor* result) {
  return give(result, [&] {
    static const char* const names[] = {"reflect", "replicate", "circular"};
    if (mode < 1 || mode > 3) throw std::invalid_argument("mode: expected 1 to 3, got " + std::to_string(mode));
    return at::pad(Input(input, "input"), sizes_of(pad, count, "pad"), names[mode - 1]);
  });
}

ps_status ps_conv_transpose2d(ps_tensor input, ps_tensor weight, ps_tensor bias_or_null, const int64_t* stride, const int64_t* padding,
                              const int64_t* output_padding, const int64_t* dilation, int64_t groups, ps_tensor* result) {
  return give(result, [&] {
    Borrowed bias(bias_or_null);
    return at::conv_transpose2d(Input(input, "input"), Input(weight, "weight"), optional_of(bias), pair(stride, "stride"),
                                pair(padding, "padding"), pair(output_padding, "output_padding"), groups, pair(dilation, "dilation"));
  });
}

ps_status ps_avg_pool2d(ps_tensor input, const int64_t* kernel, const int64_t* stride, const int64_t* padding, int32_t ceil_mode,
                        int32_t count_include_pad, const int64_t* divisor_or_null, ps_tensor* result) {
  return give(result, [&] {
    return at::avg_pool2d(Input(input, "input"), pair(kernel, "kernel"), pair(stride, "stride"), pair(padding, "padding"), ceil_mode != 0,
                          count_include_pad != 0, divisor_or_null ? at::optional<int64_t>(*divisor_or_null) : at::optional<int64_t>());
  });
}

ps_status ps_adaptive_avg_pool2d(ps_tensor input, const int64_t* sizes, ps_tensor* result) {
  return give(result, [&] { return at::adaptive_avg_pool2d(Input(input, "input"), pair(sizes, "sizes")); });
}

ps_status ps_batch_norm(ps_tensor input, ps_tensor weight_or_null, ps_tensor bias_or_null, ps_tensor mean_or_null,
                        ps_tensor variance_or_null, ps_tensor tracked_or_null, int32_t training, int32_t cumulative, double momentum,
                        double eps, ps_tensor* result) {
  return give(result, [&] {
    Input x(input, "input");
    Borrowed weight(weight_or_null), bias(bias_or_null), mean(mean_or_null), variance(variance_or_null), tracked(tracked_or_null);
    if (x->dim() < 2) throw std::invalid_argument("input: expected at least two dimensions, got " + std::to_string(x->dim()));
    if (training && x->numel() == x->size(1))
      throw std::invalid_argument("input: expected more than one value per channel when training, got " + std::to_string(x->numel()) + " in all");
    if (training && tracked.get().defined()) {
      tracked.get().add_(1);
      if (cumulative) momentum = 1.0 / tracked.get().item<double>();
    }
    return at::batch_norm(x, optional_of(weight), optional_of(bias), optional_of(mean), optional_of(variance), training != 0, momentum, eps,
                          at::globalContext().userEnabledCuDNN());
  });
}

ps_status ps_max_pool2d(ps_tensor input, const int64_t* kernel, const int64_t* stride, const int64_t* padding,
                        const int64_t* dilation, int32_t ceil_mode, ps_tensor* result) {
  return give(result, [&] {
    return at::max_pool2d(Input(input, "input"), pair(kernel, "kernel"), pair(stride, "stride"), pair(padding, "padding"),
                          pair(dilation, "dilation"), ceil_mode != 0);
  });
}

ps_status ps_dropout(ps_tensor input, double p, int32_t training, ps_tensor* result) {
  return give(result, [&] { return at::dropout(Input(input, "input"), p, training != 0); });
}

ps_status ps_dropout_(ps_tensor input, double p, int32_t training) {
  return guard([&] { at::dropout_(Input(input, "input"), p, training != 0); });
}

#define PS_LOSS(name)                                                                                   \
  ps_status ps_##name(ps_tensor input, ps_tensor target, int32_t reduction, ps_tensor* result) {        \
    return give(result, [&] {                                                                           \
      return at::name(Input(input, "input"), Input(target, "target"), reduction_of(reduction));         \
    });                                                                                                 \
  }

PS_LOSS(l1_loss)
PS_LOSS(mse_loss)

ps_status ps_smooth_l1_loss(ps_tensor input, ps_tensor target, int32_t reduction, double beta, ps_tensor* result) {
  return give(result, [&] { return at::smooth_l1_loss(Input(input, "input"), Input(target, "target"), reduction_of(reduction), beta); });
}

ps_status ps_cross_entropy(ps_tensor input, ps_tensor target, ps_tensor weight_or_null, int64_t ignore_index, int32_t reduction,
                           double label_smoothing, ps_tensor* result) {
  return give(result, [&] {
    Borrowed weight(weight_or_null);
    return at::cross_entropy_loss(Input(input, "input"), Input(target, "target"), optional_of(weight), reduction_of(reduction), ignore_index,
                                  label_smoothing);
  });
}

ps_status ps_init_kaiming_uniform_(ps_tensor weight, double a) {
  return guard([&] {
    Input self(weight, "weight");
    if (self->dim() < 2) throw std::invalid_argument("weight: expected at least two dimensions, got " + std::to_string(self->dim()));
    // He et al. 2015, equation 14, with the gain of leaky ReLU: bound = √3 · √(2 / (1 + a²)) / √fan_in.
    double fan_in = static_cast<double>(self->numel() / std::max<int64_t>(self->size(0), 1));
    double bound = std::sqrt(3.0) * (std::sqrt(2.0 / (1 + a * a)) / std::sqrt(fan_in));
    c10::NoGradGuard no_grad;
    self->uniform_(-bound, bound);
  });
}
