#include "guard.h"

using namespace perfsuite;

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

ps_status ps_tensor_detach(ps_tensor tensor, ps_tensor* result) {
  return give(result, [&] { return Input(tensor, "tensor")->detach(); });
}

ps_status ps_tensor_detach_(ps_tensor tensor) {
  return guard([&] { Input(tensor, "tensor")->detach_(); });
}
