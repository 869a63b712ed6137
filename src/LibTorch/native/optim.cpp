#include "guard.h"

#include <cmath>

using namespace perfsuite;

namespace {

void clear(const at::Tensor& parameter) {
  at::Tensor grad = parameter.grad();
  if (!grad.defined()) return;
  if (grad.grad_fn()) grad.detach_(); else grad.requires_grad_(false);
  grad.zero_();
}

void check_count(int64_t count) {
  if (count < 0 || count > 1'000'000) throw std::invalid_argument("count: expected 0 to 1,000,000 parameters, got " + std::to_string(count));
}

}  // namespace

ps_status ps_sgd_step(const ps_tensor* parameters, int64_t count, ps_tensor* buffers_or_null, double rate, double momentum,
                      double dampening, double weight_decay, int32_t nesterov, int32_t maximize) {
  return guard([&] {
    check_count(count);
    required(parameters, "parameters");
    if (momentum != 0) required(buffers_or_null, "buffers");
    std::vector<std::pair<int64_t, at::Tensor>> made;
    c10::NoGradGuard no_grad;
    for (int64_t i = 0; i < count; i++) {
      Input parameter(parameters[i], "parameters");
      at::Tensor change = parameter->grad();
      if (!change.defined()) continue;
      if (maximize) change = change.neg();
      if (weight_decay != 0) change = change.add(parameter, weight_decay);
      if (momentum != 0) {
        at::Tensor buffer;
        if (buffers_or_null[i] == nullptr) {
          buffer = change.clone();
          made.emplace_back(i, buffer);
        } else {
          buffer = Input(buffers_or_null[i], "buffers").get();
          buffer.mul_(momentum).add_(change, 1 - dampening);
        }
        change = nesterov ? change.add(buffer, momentum) : buffer;
      }
      parameter->add_(change, -rate);
    }
    for (auto& entry : made) buffers_or_null[entry.first] = own(std::move(entry.second));
  });
}

ps_status ps_adam_step(const ps_tensor* parameters, int64_t count, const ps_tensor* averages, const ps_tensor* squares,
                       const ps_tensor* maxima_or_null, int64_t* steps, double rate, double beta1, double beta2, double eps,
                       double weight_decay, int32_t amsgrad, int32_t maximize) {
  return guard([&] {
    check_count(count);
    required(parameters, "parameters");
    required(averages, "averages");
    required(squares, "squares");
    required(steps, "steps");
    if (amsgrad) required(maxima_or_null, "maxima");
    c10::NoGradGuard no_grad;
    for (int64_t i = 0; i < count; i++) {
      Input parameter(parameters[i], "parameters");
      at::Tensor grad = parameter->grad();
      if (!grad.defined()) continue;
      Input average(averages[i], "averages");
      Input square(squares[i], "squares");
      if (maximize) grad = grad.neg();
      double step = static_cast<double>(steps[i] + 1);
      if (weight_decay != 0) grad = grad.add(parameter, weight_decay);
      average->mul_(beta1).add_(grad, 1 - beta1);
      square->mul_(beta2).addcmul_(grad, grad.conj(), 1 - beta2);
      double correction1 = 1 - std::pow(beta1, step), correction2 = 1 - std::pow(beta2, step);
      at::Tensor denominator;
      if (amsgrad) {
        Input maximum(maxima_or_null[i], "maxima");
        at::maximum_out(maximum, maximum, square);
        denominator = (maximum->sqrt() / std::sqrt(correction2)).add_(eps);
      } else {
        denominator = (square->sqrt() / std::sqrt(correction2)).add_(eps);
      }
      parameter->addcdiv_(average, denominator, -(rate / correction1));
      steps[i]++;
    }
  });
}

ps_status ps_zero_grad(const ps_tensor* parameters, int64_t count) {
  return guard([&] {
    check_count(count);
    required(parameters, "parameters");
    for (int64_t i = 0; i < count; i++) clear(Input(parameters[i], "parameters"));
  });
}
