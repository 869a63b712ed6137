#include "guard.h"

#include <torch/script.h>

#include <sstream>

using namespace perfsuite;

namespace {

torch::jit::Module& deref(ps_script script) { return *reinterpret_cast<torch::jit::Module*>(required(script, "script")); }

void collect(const c10::IValue& value, std::vector<at::Tensor>& tensors) {
  if (value.isTensor()) {
    tensors.push_back(value.toTensor());
  } else if (value.isTensorList()) {
    for (const at::Tensor& element : value.toTensorVector()) tensors.push_back(element);
  } else if (value.isTuple()) {
    for (const auto& element : value.toTupleRef().elements()) collect(element, tensors);
  } else {
    throw std::invalid_argument("result: expected tensors, or tuples or lists of tensors, got " + std::string(value.tagKind()));
  }
}

}  // namespace

ps_status ps_script_load(const char* path, int32_t device_type, int32_t device_index, ps_script* result) {
  return guard([&] {
    required(result, "result");
    auto module = torch::jit::load(std::string(required(path, "path")), device_of(device_type, device_index));
    *result = reinterpret_cast<ps_script>(new torch::jit::Module(std::move(module)));
  });
}

ps_status ps_script_load_bytes(const void* data, int64_t bytes, int32_t device_type, int32_t device_index, ps_script* result) {
  return guard([&] {
    required(result, "result");
    if (bytes <= 0) throw std::invalid_argument("bytes: expected more than none, got " + std::to_string(bytes));
    std::istringstream stream(std::string(static_cast<const char*>(required(data, "data")), static_cast<size_t>(bytes)));
    auto module = torch::jit::load(stream, device_of(device_type, device_index));
    *result = reinterpret_cast<ps_script>(new torch::jit::Module(std::move(module)));
  });
}

void ps_script_free(ps_script script) {
  called();
  delete reinterpret_cast<torch::jit::Module*>(script);
}

ps_status ps_script_train(ps_script script, int32_t on) {
  return guard([&] { deref(script).train(on != 0); });
}

ps_status ps_script_is_training(ps_script script, int32_t* result) {
  return guard([&] { *required(result, "result") = deref(script).is_training(); });
}

ps_status ps_script_forward(ps_script script, const ps_tensor* inputs, int64_t count, ps_tensor* results, int64_t capacity, int64_t* made) {
  return guard([&] {
    auto& self = deref(script);
    required(made, "made");
    std::vector<c10::IValue> values;
    for (auto& tensor : tensors_of(inputs, count, "inputs")) values.emplace_back(std::move(tensor));
    std::vector<at::Tensor> tensors;
    collect(self.forward(std::move(values)), tensors);
    if (static_cast<int64_t>(tensors.size()) > capacity)
      throw std::invalid_argument("result: expected at most " + std::to_string(capacity) + " tensors, got " + std::to_string(tensors.size()));
    if (!tensors.empty()) required(results, "results");
    for (size_t i = 0; i < tensors.size(); i++) results[i] = own(std::move(tensors[i]));
    *made = static_cast<int64_t>(tensors.size());
  });
}

ps_status ps_script_parameter(ps_script script, int64_t index, char* name, int64_t capacity, int64_t* length, ps_tensor* result) {
  return guard([&] {
    auto& self = deref(script);
    required(length, "length");
    required(result, "result");
    int64_t at = 0;
    for (const auto& entry : self.named_parameters()) {
      if (at++ != index) continue;
      if (name != nullptr && capacity > 0) entry.name.copy(name, static_cast<size_t>(capacity));
      *length = static_cast<int64_t>(entry.name.size());
      *result = own(entry.value);
      return;
    }
    *length = 0;
    *result = nullptr;
  });
}
