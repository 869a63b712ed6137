#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>
#include <torch/optim/adam.h>
#include <torch/optim/sgd.h>

#include "network_session.h"
#include "pose_list.h"
#include "pose_loss.h"

namespace perfsuite {

namespace {

constexpr std::int64_t side = pose_side;
constexpr std::int64_t joints = pose_joints;

using Conv = torch::nn::Conv2dOptions;

// Toshev, Szegedy: DeepPose, CVPR 2014, in the article's form: AlexNet without its normalisation.
// [B,3,227,227] → joints [B,14,2]; 58,396,060 parameters.
struct AlexNetImpl : torch::nn::Module {
    AlexNetImpl() {
        register_module("conv1", conv1);
        register_module("conv2", conv2);
        register_module("conv3", conv3);
        register_module("conv4", conv4);
        register_module("conv5", conv5);
        register_module("fc6", fc6);
        register_module("dropout6", dropout6);
        register_module("fc7", fc7);
        register_module("dropout7", dropout7);
        register_module("fc8", fc8);
    }

    torch::Tensor forward(torch::Tensor x) {
        x = torch::max_pool2d(torch::relu(conv1(x)), 3, 2);  // → [B,96,27,27]
        x = torch::max_pool2d(torch::relu(conv2(x)), 3, 2);  // → [B,256,13,13]
        x = torch::relu(conv3(x));                           // → [B,384,13,13]
        x = torch::relu(conv4(x));                           // → [B,384,13,13]
        x = torch::max_pool2d(torch::relu(conv5(x)), 3, 2);  // → [B,256,6,6]
        x = dropout6(torch::relu(fc6(x.flatten(1))));        // → [B,4096]
        x = dropout7(torch::relu(fc7(x)));                   // → [B,4096]
        return fc8(x).view({-1, joints, 2});
    }

    // LeCun's initialisation: a normal of variance 1 / fan-in.
    void draw_lecun() {
        const torch::NoGradGuard no_grad;
        const auto draw = [](auto& layer) {
            layer->weight.normal_(0, std::sqrt(1.0 / static_cast<double>(layer->weight[0].numel())));
            layer->bias.zero_();
        };
        draw(conv1), draw(conv2), draw(conv3), draw(conv4), draw(conv5), draw(fc6), draw(fc7), draw(fc8);
    }

    torch::nn::Conv2d conv1{Conv(3, 96, 11).stride(4)};
    torch::nn::Conv2d conv2{Conv(96, 256, 5).padding(2)};
    torch::nn::Conv2d conv3{Conv(256, 384, 3).padding(1)};
    torch::nn::Conv2d conv4{Conv(384, 384, 3).padding(1)};
    torch::nn::Conv2d conv5{Conv(384, 256, 3).padding(1)};
    torch::nn::Linear fc6{9216, 4096};
    torch::nn::Dropout dropout6{0.5};
    torch::nn::Linear fc7{4096, 4096};
    torch::nn::Dropout dropout7{0.5};
    torch::nn::Linear fc8{4096, 2 * joints};
};
TORCH_MODULE(AlexNet);

struct DeepPose {
    using Network = AlexNet;

    explicit DeepPose(const Settings& chosen) : settings(chosen), loss(chosen) {}

    Network network() const {
        Network network;
        if (settings.is("init", "lecun")) network->draw_lecun();
        return network;
    }

    std::unique_ptr<torch::optim::Optimizer> optimizer(std::vector<torch::Tensor> parameters) const {
        if (settings.is("optimizer", "adam"))
            return std::make_unique<torch::optim::Adam>(std::move(parameters), torch::optim::AdamOptions(1e-3));
        return std::make_unique<torch::optim::SGD>(std::move(parameters), torch::optim::SGDOptions(0.01).momentum(0.9));
    }

    Batch random_batch(std::int64_t size) const {
        const auto input = torch::rand({size, 3, side, side});
        const auto pose = torch::rand({size, joints, 2});
        return {input, pose, torch::randint(0, 2, {size, joints, 1}, torch::kFloat32)};
    }

    std::unique_ptr<SampleSource> data(const std::string& folder) const {
        return open_pose_list(folder, settings.on("augment"), settings.is("noise", "before-crop"));
    }

    Settings settings;
    PoseLoss loss;
};

}  // namespace

std::unique_ptr<Session> open_deeppose(const Opening& opening) {
    return open_network(DeepPose(opening.settings), opening);
}

}  // namespace perfsuite
