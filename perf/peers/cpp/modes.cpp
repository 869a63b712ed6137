#include "modes.h"

#include <ATen/Context.h>

#include <algorithm>

namespace perfsuite {

namespace {

struct Mode {
    const char* name;
    bool cudnn_benchmark, cudnn_deterministic, deterministic_algorithms, convolution_tf32, product_tf32;
};

constexpr Mode all[] = {
    {"standard", false, false, false, true, false}, {"benchmark", true, false, false, true, false},
    {"deterministic", false, true, false, true, false}, {"strict", false, true, true, true, false},
    {"float32", false, false, false, false, false}, {"tf32", false, false, false, true, true},
    {bfloat16_mode, false, false, false, true, false},
};

}  // namespace

const std::vector<std::string>& modes() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> every;
        for (const auto& mode : all) every.emplace_back(mode.name);
        return every;
    }();
    return names;
}

void switch_mode(const std::string& name) {
    const auto& mode = *std::find_if(std::begin(all), std::end(all), [&](const Mode& each) { return name == each.name; });
    auto& context = at::globalContext();
    context.setBenchmarkCuDNN(mode.cudnn_benchmark);
    context.setDeterministicCuDNN(mode.cudnn_deterministic);
    context.setDeterministicAlgorithms(mode.deterministic_algorithms, /*warn_only=*/false);
    context.setAllowTF32CuDNN(mode.convolution_tf32);
    context.setAllowTF32CuBLAS(mode.product_tf32);
}

}  // namespace perfsuite
