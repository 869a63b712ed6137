#pragma once

#include <torch/cuda.h>
#include <torch/nn/functional/loss.h>
#include <torch/optim/sgd.h>
#include <torch/version.h>

#include <map>
#include <string>
#include <vector>

#include "session.h"

namespace perfsuite {

// One training step; the loss is the one before the update.
template <class Network>
torch::Tensor train(Network& network, torch::optim::SGD& optimizer, const torch::Tensor& input,
                    const torch::Tensor& target) {
#if TORCH_VERSION_MAJOR >= 2
    optimizer.zero_grad(/*set_to_none=*/false);
#else
    optimizer.zero_grad();
#endif
    auto loss = torch::nn::functional::cross_entropy(network(input), target);
    loss.backward();
    optimizer.step();
    return loss;
}

template <class Network>
std::vector<float> train_steps(std::int64_t steps, Network& network, torch::optim::SGD& optimizer,
                               const torch::Tensor& input, const torch::Tensor& target) {
    std::vector<float> losses;
    for (std::int64_t step = 0; step < steps; ++step)
        losses.push_back(train(network, optimizer, input, target).template item<float>());
    return losses;
}

// The timed loop. A device has finished its work before the meter starts and before it stops.
template <class Body>
void repeat(std::int64_t iterations, Meter& meter, const torch::Device& device, Body body) {
    if (device.is_cuda()) torch::cuda::synchronize();
    meter.start();
    for (std::int64_t i = 0; i < iterations; ++i) body();
    if (device.is_cuda()) torch::cuda::synchronize();
    meter.stop();
}

inline std::map<std::string, at::Tensor> named_tensors(const torch::nn::Module& module) {
    std::map<std::string, at::Tensor> tensors;
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
