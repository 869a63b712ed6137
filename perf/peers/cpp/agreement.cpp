#include "agreement.h"

#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "sha256.h"

namespace perfsuite {

namespace {

std::string dtype_name(at::ScalarType type) {
    switch (type) {
        case at::kFloat: return "float32";
        case at::kDouble: return "float64";
        case at::kHalf: return "float16";
        case at::kBFloat16: return "bfloat16";
        case at::kLong: return "int64";
        case at::kInt: return "int32";
        case at::kByte: return "uint8";
        case at::kBool: return "bool";
        default: throw std::runtime_error(std::string("dtype ") + c10::toString(type) + " has no name in a digest");
    }
}

}  // namespace

std::string digest(const NamedTensors& tensors) {
    Sha256 sha;
    const auto add = [&](const std::string& text) { sha.update(text.c_str(), text.size() + 1); };
    for (const auto& [name, stored] : tensors) {
        const auto tensor = stored.detach().cpu().contiguous();
        std::string shape;
        for (const auto size : tensor.sizes()) shape += (shape.empty() ? "" : ",") + std::to_string(size);
        add(name);
        add(dtype_name(tensor.scalar_type()));
        add(shape);
        sha.update(tensor.data_ptr(), tensor.nbytes());
    }
    return sha.finish();
}

std::string exact(float value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    char text[40];
    std::snprintf(text, sizeof text, "%a", static_cast<double>(value));
    return text;
}

}  // namespace perfsuite
