#include <torch/nn/functional/loss.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/optim/adam.h>

#include "image_folder.h"
#include "network_session.h"

namespace perfsuite {

namespace {

torch::nn::Conv2d halve(std::int64_t in, std::int64_t out) {
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 4).stride(2).padding(1).bias(false));
}

torch::nn::ConvTranspose2d twice(std::int64_t in, std::int64_t out) {
    return torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(in, out, 4).stride(2).padding(1).bias(false));
}

// A convolutional autoencoder in the manner of DCGAN: [B,3,64,64] in [-1,1] → the same; 22,294,144 parameters.
struct AutoencoderImpl : torch::nn::Module {
    AutoencoderImpl() {
        register_module("conv1", conv1);
        register_module("conv2", conv2), register_module("bn2", bn2);
        register_module("conv3", conv3), register_module("bn3", bn3);
        register_module("conv4", conv4), register_module("bn4", bn4);
        register_module("conv5", conv5), register_module("bn5", bn5);
        register_module("conv6", conv6);
        register_module("deconv1", deconv1), register_module("debn1", debn1);
        register_module("deconv2", deconv2), register_module("debn2", debn2);
        register_module("deconv3", deconv3), register_module("debn3", debn3);
        register_module("deconv4", deconv4), register_module("debn4", debn4);
        register_module("deconv5", deconv5), register_module("debn5", debn5);
        register_module("deconv6", deconv6);

        const torch::NoGradGuard no_grad;
        for (const auto& layer : children()) {
            auto* norm = layer->as<torch::nn::BatchNorm2d>();
            layer->named_parameters(/*recurse=*/false)["weight"].normal_(norm ? 1 : 0, 0.02);
            if (norm) norm->bias.zero_();
        }
    }

    torch::Tensor forward(const torch::Tensor& x) { return decode(encode(x)); }

    torch::Tensor encode(torch::Tensor x) {
        x = conv1(x).relu_();       // → [B,64,32,32]
        x = bn2(conv2(x)).relu_();  // → [B,128,16,16]
        x = bn3(conv3(x)).relu_();  // → [B,256,8,8]
        x = bn4(conv4(x)).relu_();  // → [B,512,4,4]
        x = bn5(conv5(x)).relu_();  // → [B,512,2,2]
        return conv6(x);            // → [B,512,1,1]
    }

    torch::Tensor decode(torch::Tensor x) {
        x = debn1(deconv1(x)).relu_();
        x = debn2(deconv2(x)).relu_();
        x = debn3(deconv3(x)).relu_();
        x = debn4(deconv4(x)).relu_();
        x = debn5(deconv5(x)).relu_();
        return deconv6(x).tanh();
    }

    torch::nn::Conv2d conv1 = halve(3, 64), conv2 = halve(64, 128);
    torch::nn::BatchNorm2d bn2{128};
    torch::nn::Conv2d conv3 = halve(128, 256);
    torch::nn::BatchNorm2d bn3{256};
    torch::nn::Conv2d conv4 = halve(256, 512);
    torch::nn::BatchNorm2d bn4{512};
    torch::nn::Conv2d conv5 = halve(512, 512);
    torch::nn::BatchNorm2d bn5{512};
    torch::nn::Conv2d conv6 = halve(512, 512);
    torch::nn::ConvTranspose2d deconv1 = twice(512, 512);
    torch::nn::BatchNorm2d debn1{512};
    torch::nn::ConvTranspose2d deconv2 = twice(512, 512);
    torch::nn::BatchNorm2d debn2{512};
    torch::nn::ConvTranspose2d deconv3 = twice(512, 256);
    torch::nn::BatchNorm2d debn3{256};
    torch::nn::ConvTranspose2d deconv4 = twice(256, 128);
    torch::nn::BatchNorm2d debn4{128};
    torch::nn::ConvTranspose2d deconv5 = twice(128, 64);
    torch::nn::BatchNorm2d debn5{64};
    torch::nn::ConvTranspose2d deconv6 = twice(64, 3);
};
TORCH_MODULE(Autoencoder);

struct Convae {
    using Network = Autoencoder;

    Network network() const { return Network(); }

    std::unique_ptr<torch::optim::Optimizer> optimizer(std::vector<torch::Tensor> parameters) const {
        return std::make_unique<torch::optim::Adam>(std::move(parameters),
                                                    torch::optim::AdamOptions(1e-4).betas({0.5, 0.999}));
    }

    Batch random_batch(std::int64_t size) const {
        const auto input = torch::rand({size, 3, 64, 64}).mul_(2).sub_(1);
        return {input, input, {}};
    }

    torch::Tensor loss(const torch::Tensor& output, const Batch& batch) const {
        return torch::nn::functional::l1_loss(output, batch.target);
    }

    std::unique_ptr<SampleSource> data(const std::string& folder) const {
        return open_image_folder(folder, settings.is("resize", "antialias"));
    }

    Settings settings;
};

}  // namespace

std::unique_ptr<Session> open_convae(const Opening& opening) { return open_network(Convae{opening.settings}, opening); }

}  // namespace perfsuite
