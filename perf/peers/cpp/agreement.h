#pragma once

#include <string>

#include "weights.h"

namespace perfsuite {

// SHA-256 over `name\0dtype\0shape\0` and the little-endian bytes of each parameter and buffer, by name.
std::string digest(const NamedTensors& tensors);

// A C99 hexadecimal float without trailing zeros: 0x1.26bb1cp+1, 0x1p+0, 0x0p+0; nan, inf, -inf as words.
std::string exact(float value);

}  // namespace perfsuite
