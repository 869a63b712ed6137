#pragma once

#include <torch/cuda.h>
#include <torch/nn/module.h>
#include <torch/optim/optimizer.h>
#include <torch/version.h>

#include "session.h"
#include "weights.h"

namespace perfsuite {

// One training step; `loss` makes it of the network's output, and it is the one before the update.
template <class Network, class Loss>
torch::Tensor train(Network& network, torch::optim::Optimizer& optimizer, const torch::Tensor& input, Loss loss) {
#if TORCH_VERSION_MAJOR >= 2
    optimizer.zero_grad(/*set_to_none=*/false);
#else
    optimizer.zero_grad();
#endif
    auto value = loss(network(input));
    value.backward();
    optimizer.step();
    return value;
}

// The timed loop. A device has finished its work before the meter starts and, unless it is only to be asked, before it stops.
template <class Body>
void repeat(std::int64_t iterations, Meter& meter, const torch::Device& device, Body body, bool waits = true) {
    if (device.is_cuda()) torch::cuda::synchronize();
    meter.start();
    for (std::int64_t i = 0; i < iterations; ++i) body();
    if (device.is_cuda() && waits) torch::cuda::synchronize();
    meter.stop();
    if (device.is_cuda()) torch::cuda::synchronize();
}

// Floating-point parameters and buffers in bfloat16, each in its place; an optimizer must come after this.
inline void narrow(torch::nn::Module& module) {
    auto tensors = module.parameters();
    for (const auto& buffer : module.buffers())
        if (buffer.is_floating_point()) tensors.push_back(buffer);
    for (const auto& tensor : tensors) tensor.set_data(tensor.detach().to(torch::kBFloat16));
}

inline NamedTensors named_tensors(const torch::nn::Module& module) {
    NamedTensors tensors;
    for (const auto& entry : module.named_parameters()) tensors.emplace(entry.key(), entry.value());
    for (const auto& entry : module.named_buffers()) tensors.emplace(entry.key(), entry.value());
    return tensors;
}

inline std::int64_t parameter_count(const torch::nn::Module& module) {
    std::int64_t count = 0;
    for (const auto& parameter : module.parameters()) count += parameter.numel();
    return count;
}

}  // namespace perfsuite
