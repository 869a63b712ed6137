#pragma once

#include <torch/nn/init.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>

#include <cmath>

namespace perfsuite {

// The two MNIST networks. Parameter names and the order of construction are the same in every language.

// [B,1,28,28] → logits [B,10]; 7,850 parameters, all zero at the start.
struct SoftmaxImpl : torch::nn::Module {
    SoftmaxImpl() {
        register_module("linear", linear);
        torch::nn::init::zeros_(linear->weight);
        torch::nn::init::zeros_(linear->bias);
    }

    torch::Tensor forward(const torch::Tensor& x) { return linear(x.flatten(1)); }

    torch::nn::Linear linear{784, 10};
};
TORCH_MODULE(Softmax);

// A normal of standard deviation 0.1 cut at two of them: the inverse error function of a uniform on ±(2Φ(2) − 1).
inline void truncated_normal_(torch::Tensor weight) {
    const torch::NoGradGuard no_grad;
    constexpr double cut = 0.9544997361036416, deviation = 0.1;
    weight.uniform_(-cut, cut);
    weight.erfinv_();
    weight.mul_(deviation * std::sqrt(2.0));
    weight.clamp_(-2 * deviation, 2 * deviation);
}

// [B,1,28,28] → logits [B,10]; 211,690 parameters.
struct CnnImpl : torch::nn::Module {
    CnnImpl() {
        register_module("conv1", conv1);
        register_module("conv2", conv2);
        register_module("fc1", fc1);
        register_module("dropout", dropout);
        register_module("fc2", fc2);
        const auto start = [](auto& layer) {
            truncated_normal_(layer->weight);
            torch::nn::init::constant_(layer->bias, 0.1);
        };
        start(conv1), start(conv2), start(fc1), start(fc2);
    }

    torch::Tensor forward(torch::Tensor x) {
        x = torch::max_pool2d(torch::relu(conv1(x)), 2);  // → [B,32,14,14]
        x = torch::max_pool2d(torch::relu(conv2(x)), 2);  // → [B,32,7,7]
        x = torch::relu(fc1(x.flatten(1)));
        return fc2(dropout(x));
    }

    torch::nn::Conv2d conv1{torch::nn::Conv2dOptions(1, 32, 3).padding(1)};   // [B,1,28,28] → [B,32,28,28]
    torch::nn::Conv2d conv2{torch::nn::Conv2dOptions(32, 32, 3).padding(1)};  // [B,32,14,14] → [B,32,14,14]
    torch::nn::Linear fc1{1568, 128};
    torch::nn::Dropout dropout{0.5};
    torch::nn::Linear fc2{128, 10};
};
TORCH_MODULE(Cnn);

}  // namespace perfsuite
