#include "guard.h"

#include <torch/csrc/autograd/autograd.h>

using namespace perfsuite;

namespace {

// As tensors_of, but null is an undefined tensor.
std::vector<at::Tensor> gradients_of(const ps_tensor* gradients, int64_t count) {
  if (count < 0 || count > 1'000'000) throw std::invalid_argument("gradients: expected 0 to 1,000,000 tensors, got " + std::to_string(count));
  std::vector<at::Tensor> list;
  if (gradients == nullptr) return list;
  for (int64_t i = 0; i < count; i++) list.push_back(Borrowed(gradients[i]).get());
  return list;
}

at::optional<bool> retain_of(int32_t retain) { return retain < 0 ? at::optional<bool>() : at::optional<bool>(retain != 0); }

}  // namespace

ps_status ps_tensor_grad(ps_tensor tensor, ps_tensor* result) {
  return guard([&] {
    Input self(tensor, "tensor");
    required(result, "result");
    const at::Tensor& grad = self->grad();
    *result = grad.defined() ? own(grad) : nullptr;
  });
}

ps_status ps_tensor_set_grad(ps_tensor tensor, ps_tensor grad_or_null) {
  return guard([&] {
    Input self(tensor, "tensor");
    Borrowed grad(grad_or_null);
    if (grad_or_null != nullptr) {
      // Backward adds into it without a second look, so what does not fit must be refused here.
      if (grad_or_null == tensor) throw std::invalid_argument("grad: expected another tensor than the one it belongs to");
      if (!self->is_leaf()) throw std::invalid_argument("grad: expected a leaf of the graph");
      if (grad.get().scalar_type() != self->scalar_type() || grad.get().device() != self->device() || !grad.get().sizes().equals(self->sizes()))
        throw std::invalid_argument("grad: expected the type, device and sizes of its tensor");
    }
    self->mutable_grad() = grad.get();
  });
}

ps_status ps_tensor_backward(ps_tensor tensor, ps_tensor gradient_or_null, int32_t retain_graph, int32_t create_graph,
                             const ps_tensor* inputs_or_null, int64_t count) {
  return guard([&] {
    Input self(tensor, "tensor");
    Borrowed gradient(gradient_or_null);
    if (inputs_or_null == nullptr) {
      self->backward(gradient.get(), retain_graph != 0, create_graph != 0);
    } else {
      auto list = tensors_of(inputs_or_null, count, "inputs");
      self->backward(gradient.get(), retain_graph != 0, create_graph != 0, at::TensorList(list));
    }
  });
}

ps_status ps_backward(const ps_tensor* tensors, int64_t count, const ps_tensor* gradients_or_null, int64_t gradient_count,
                      int32_t retain_graph, int32_t create_graph, const ps_tensor* inputs_or_null, int64_t input_count) {
  return guard([&] {
    required(tensors, "tensors");
    auto inputs = inputs_or_null == nullptr ? std::vector<at::Tensor>() : tensors_of(inputs_or_null, input_count, "inputs");
    torch::autograd::backward(tensors_of(tensors, count, "tensors"), gradients_of(gradients_or_null, gradient_count), retain_of(retain_graph),
                              create_graph != 0, inputs);
  });
}

ps_status ps_grad(const ps_tensor* tensors, int64_t count, const ps_tensor* inputs, int64_t input_count,
                  const ps_tensor* gradients_or_null, int64_t gradient_count, int32_t retain_graph, int32_t create_graph,
                  int32_t allow_unused, ps_tensor* results) {
  return guard([&] {
    required(tensors, "tensors");
    required(inputs, "inputs");
    required(results, "results");
    auto made = torch::autograd::grad(tensors_of(tensors, count, "tensors"), tensors_of(inputs, input_count, "inputs"),
                                      gradients_of(gradients_or_null, gradient_count), retain_of(retain_graph), create_graph != 0,
                                      allow_unused != 0);
    for (size_t i = 0; i < made.size(); i++) results[i] = made[i].defined() ? own(std::move(made[i])) : nullptr;
  });
}

ps_status ps_tensor_retain_grad(ps_tensor tensor) {
  return guard([&] { Input(tensor, "tensor")->retain_grad(); });
}

ps_tensor ps_tensor_retain(ps_tensor tensor) {
  called();
  return tensor == nullptr ? nullptr : own(Borrowed(tensor).get());
}

ps_status ps_tensor_detach(ps_tensor tensor, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->detach(); });
}

ps_status ps_tensor_detach_(ps_tensor tensor) {
  return guard([&] { Input(tensor, "tensor")->detach_(); });
}
