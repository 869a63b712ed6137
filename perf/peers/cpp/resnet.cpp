#include <torch/nn/functional/loss.h>
#include <torch/nn/init.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/optim/sgd.h>

#include <array>

#include "cifar.h"
#include "network_session.h"

namespace perfsuite {

namespace {

torch::nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride = 1) {
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

// relu(F(x) + x): He et al., Deep residual learning for image recognition, CVPR 2016. Where the shape changes, a
// convolution of 1×1 takes x along.
struct BasicBlockImpl : torch::nn::Module {
    BasicBlockImpl(std::int64_t in, std::int64_t out, std::int64_t stride)
        : conv1(convolution(in, out, 3, stride)), bn1(out), conv2(convolution(out, out, 3)), bn2(out) {
        register_module("conv1", conv1);
        register_module("bn1", bn1);
        register_module("conv2", conv2);
        register_module("bn2", bn2);
        if (stride == 1 && in == out) return;
        shortcut_conv = register_module("shortcut_conv", convolution(in, out, 1, stride));
        shortcut_bn = register_module("shortcut_bn", torch::nn::BatchNorm2d(out));
    }

    torch::Tensor forward(const torch::Tensor& x) {
        auto y = bn2(conv2(torch::relu(bn1(conv1(x)))));
        y.add_(shortcut_conv ? shortcut_bn(shortcut_conv(x)) : x);
        return torch::relu(y);
    }

    torch::nn::Conv2d conv1;
    torch::nn::BatchNorm2d bn1;
    torch::nn::Conv2d conv2;
    torch::nn::BatchNorm2d bn2;
    torch::nn::Conv2d shortcut_conv{nullptr};
    torch::nn::BatchNorm2d shortcut_bn{nullptr};
};
TORCH_MODULE(BasicBlock);

using Depths = std::array<int, 4>;

// [B,3,32,32] → logits [B,10], with the stem of the paper's CIFAR networks or that of its ImageNet networks.
// Standard blocks and the former: 11,173,962 parameters in 18 layers, 21,282,122 in 34.
struct ResNetImpl : torch::nn::Module {
    ResNetImpl(Depths depths, bool imagenet)
        : large(imagenet),
          conv1(imagenet ? convolution(3, 64, 7, 2) : convolution(3, 64, 3)),
          bn1(64),
          layer1(stage(64, 64, depths[0], 1)),
          layer2(stage(64, 128, depths[1], 2)),
          layer3(stage(128, 256, depths[2], 2)),
          layer4(stage(256, 512, depths[3], 2)),
          fc(512, 10) {
        register_module("conv1", conv1);
        register_module("bn1", bn1);
        register_module("layer1", layer1);
        register_module("layer2", layer2);
        register_module("layer3", layer3);
        register_module("layer4", layer4);
        register_module("fc", fc);
    }

    torch::Tensor forward(torch::Tensor x) {
        x = torch::relu(bn1(conv1(x)));                    // → [B,64,32,32], large [B,64,16,16]
        if (large) x = torch::max_pool2d(x, 3, 2, 1);      // → [B,64,8,8]
        x = layer1->forward(x);                            // → [B,64,32,32], large [B,64,8,8]
        x = layer2->forward(x);                            // → [B,128,16,16], large [B,128,4,4]
        x = layer3->forward(x);                            // → [B,256,8,8], large [B,256,2,2]
        x = layer4->forward(x);                            // → [B,512,4,4], large [B,512,1,1]
        x = large ? torch::adaptive_avg_pool2d(x, {1, 1})  // → [B,512,1,1]
                  : torch::avg_pool2d(x, 4);
        return fc(x.flatten(1));
    }

    static torch::nn::Sequential stage(std::int64_t in, std::int64_t out, int depth, std::int64_t stride) {
        torch::nn::Sequential blocks;
        blocks->push_back(BasicBlock(in, out, stride));
        while (--depth > 0) blocks->push_back(BasicBlock(out, out, 1));
        return blocks;
    }

    bool large;
    torch::nn::Conv2d conv1;
    torch::nn::BatchNorm2d bn1;
    torch::nn::Sequential layer1, layer2, layer3, layer4;
    torch::nn::Linear fc;
};
TORCH_MODULE(ResNet);

struct Residual {
    using Network = ResNet;

    Network network() const {
        auto blocks = depths;
        if (settings.is("blocks", "extra"))
            for (auto& depth : blocks) ++depth;
        ResNet network(blocks, settings.is("stem", "imagenet"));
        if (settings.is("init", "kaiming"))
            for (const auto& module : network->modules(/*include_self=*/false))
                if (auto* layer = module->as<torch::nn::Conv2d>())
                    torch::nn::init::kaiming_normal_(layer->weight, 0, torch::kFanOut, torch::kReLU);
        return network;
    }

    std::unique_ptr<torch::optim::Optimizer> optimizer(std::vector<torch::Tensor> parameters) const {
        return std::make_unique<torch::optim::SGD>(std::move(parameters),
                                                   torch::optim::SGDOptions(0.1).momentum(0.9).weight_decay(1e-4));
    }

    Batch random_batch(std::int64_t size) const {
        const auto input = torch::rand({size, 3, 32, 32});
        return {input, torch::randint(0, 10, {size}, torch::kInt64), {}};
    }

    torch::Tensor loss(const torch::Tensor& output, const Batch& batch) const {
        return torch::nn::functional::cross_entropy(output, batch.target);
    }

    std::unique_ptr<SampleSource> data(const std::string& folder) const {
        return open_cifar_files(folder, settings.on("augment"));
    }

    Depths depths;
    Settings settings;
};

}  // namespace

std::unique_ptr<Session> open_resnet18(const Opening& opening) {
    return open_network(Residual{{2, 2, 2, 2}, opening.settings}, opening);
}

std::unique_ptr<Session> open_resnet34(const Opening& opening) {
    return open_network(Residual{{3, 4, 6, 3}, opening.settings}, opening);
}

}  // namespace perfsuite
