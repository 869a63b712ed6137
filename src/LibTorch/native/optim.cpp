#include "guard.h"

using namespace perfsuite;

namespace {

struct Sgd {
  std::vector<at::Tensor> parameters;
  std::vector<at::Tensor> buffers;  // undefined until a step with momentum
};

Sgd& deref(ps_sgd sgd) { return *reinterpret_cast<Sgd*>(required(sgd, "sgd")); }

void clear(const at::Tensor& parameter) {
  at::Tensor grad = parameter.grad();
  if (!grad.defined()) return;
  if (grad.grad_fn()) grad.detach_(); else grad.requires_grad_(false);
  grad.zero_();
}

}  // namespace

ps_status ps_sgd_new(const ps_tensor* parameters, int64_t count, ps_sgd* result) {
  return guard([&] {
    required(result, "result");
    auto made = std::make_unique<Sgd>();
    made->parameters = tensors_of(parameters, count, "parameters");
    made->buffers.resize(made->parameters.size());
    *result = reinterpret_cast<ps_sgd>(made.release());
  });
}

void ps_sgd_free(ps_sgd sgd) { delete reinterpret_cast<Sgd*>(sgd); }

ps_status ps_sgd_step(ps_sgd sgd, double rate, double momentum, double dampening, double weight_decay, int32_t nesterov, int32_t maximize) {
  return guard([&] {
    auto& self = deref(sgd);
    c10::NoGradGuard no_grad;
    for (size_t i = 0; i < self.parameters.size(); i++) {
      auto& parameter = self.parameters[i];
      at::Tensor change = parameter.grad();
      if (!change.defined()) continue;
      if (maximize) change = change.neg();
      if (weight_decay != 0) change = change.add(parameter, weight_decay);
      if (momentum != 0) {
        auto& buffer = self.buffers[i];
        if (!buffer.defined()) buffer = change.clone();
        else buffer.mul_(momentum).add_(change, 1 - dampening);
        change = nesterov ? change.add(buffer, momentum) : buffer;
      }
      parameter.add_(change, -rate);
    }
  });
}

ps_status ps_sgd_zero_grad(ps_sgd sgd) {
  return guard([&] {
    for (const auto& parameter : deref(sgd).parameters) clear(parameter);
  });
}
