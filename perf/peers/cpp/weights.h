#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>

namespace perfsuite {

using NamedTensors = std::map<std::string, at::Tensor>;

// Weights as safetensors, the format every language reads: 8 bytes of header length, JSON, the tensors' bytes.
// A file that cannot be written is a RequestError, and none is left behind.
void save_weights(const std::string& path, const NamedTensors& tensors);

// The file must hold exactly these tensors: names, types, shapes. Otherwise a RequestError, and none has changed.
void load_weights(const std::string& path, const NamedTensors& tensors);

}  // namespace perfsuite
