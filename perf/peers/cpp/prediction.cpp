#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>

#include "agreement.h"
#include "idx.h"
#include "mnist.h"
#include "protocol.h"
#include "training.h"

namespace perfsuite {

namespace {

constexpr std::int64_t most_images = 1000, side = 28, pixels = side * side, classes = 10;

using Function = std::function<torch::Tensor(const torch::Tensor&)>;

Function softmax_of(const NamedTensors& p) {
    return [w = p.at("linear.weight"), b = p.at("linear.bias")](const torch::Tensor& x) {
        return torch::linear(x.flatten(1), w, b);
    };
}

Function cnn_of(const NamedTensors& p) {
    return [w1 = p.at("conv1.weight"), b1 = p.at("conv1.bias"), w2 = p.at("conv2.weight"), b2 = p.at("conv2.bias"),
            w3 = p.at("fc1.weight"), b3 = p.at("fc1.bias"), w4 = p.at("fc2.weight"),
            b4 = p.at("fc2.bias")](const torch::Tensor& input) {
        auto x = torch::max_pool2d(torch::relu(torch::conv2d(input, w1, b1, 1, 1)), 2);  // → [B,32,14,14]
        x = torch::max_pool2d(torch::relu(torch::conv2d(x, w2, b2, 1, 1)), 2);           // → [B,32,7,7]
        return torch::linear(torch::relu(torch::linear(x.flatten(1), w3, b3)), w4, b4);
    };
}

// The TorchScript beside a file of weights.
Function script_of(const std::string& weights, const torch::Device& device) {
    auto path = std::filesystem::path(weights);
    if (path.extension() != ".safetensors")
        throw RequestError(weights +
                           ": expected a name that ends in .safetensors, beside which the script ends in .pt");
    path.replace_extension(".pt");
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored))
        throw RequestError(path.string() + ": no such file: expected the weights' TorchScript, which export.py writes");
    try {
        return [script = torch::jit::load(path.string(), device)](const torch::Tensor& x) mutable {
            return script.forward({x}).toTensor();
        };
    } catch (const c10::Error&) {
        throw RequestError(path.string() + ": cannot be loaded: expected TorchScript, which export.py writes");
    }
}

// Images in an array, predicted in order and without end; the probabilities of the last batch in another.
class Prediction final : public Session {
public:
    explicit Prediction(const Opening& opening)
        : device_(opening.device),
          batch_(opening.batch),
          script_(opening.settings.is("api", "script")),
          probabilities_(static_cast<std::size_t>(batch_ * classes)) {
        if (!opening.data)
            throw RequestError("prediction reads files: expected 'data', a folder with MNIST's test files");
        read(*opening.data);
        torch::manual_seed(opening.seed);
        const auto functional = opening.settings.is("api", "functional");
        if (opening.settings.is("network", "cnn")) build(Cnn(), functional ? cnn_of : nullptr);
        else build(Softmax(), functional ? softmax_of : nullptr);
    }

    std::int64_t parameters() const override { return parameter_count(*model_); }
    std::string digest() const override { return perfsuite::digest(named_tensors(*model_)); }
    void save(const std::string& path) const override { save_weights(path, named_tensors(*model_)); }

    void load(const std::string& path) override {
        auto beside = script_ ? script_of(path, device_) : nullptr;
        load_weights(path, named_tensors(*model_));
        if (beside) logits_ = std::move(beside);
    }

    // For each of the first batches, from image 0, the mean of −ln of what the labels were given, computed in double.
    std::vector<float> agree(std::int64_t steps) override {
        require();
        const torch::NoGradGuard no_grad;
        std::vector<float> means;
        for (std::int64_t step = 0; step < steps; ++step) means.push_back(surprise(step * batch_ % count()));
        return means;
    }

    void run(const std::string&, std::int64_t iterations, Meter& meter) override {
        require();
        const torch::NoGradGuard no_grad;
        repeat(iterations, meter, device_, [&] {
            predict(position_);
            position_ = (position_ + batch_) % count();
        });
    }

private:
    void read(const std::string& folder) {
        const auto source = open_mnist_files(folder, MnistPart::test);
        const auto count = static_cast<std::size_t>(std::min(source->count(), most_images));
        images_.resize(count * pixels);
        labels_.resize(count);
        for (std::size_t i = 0; i < count; ++i)
            source->read(static_cast<std::int64_t>(i), SplitMix64(0),
                         {&images_[i * pixels], &labels_[i], nullptr, nullptr});
    }

    template <class Network>
    void build(Network network, Function (*functional)(const NamedTensors&)) {
        network->to(device_);
        network->eval();
        model_ = network.ptr();
        if (functional) logits_ = functional(named_tensors(*model_));
        else if (!script_) logits_ = [network](const torch::Tensor& x) mutable { return network(x); };
    }

    void require() const {
        if (!logits_)
            throw RequestError("api script runs the file beside 'weights': expected 'weights' in the session's open");
    }

    std::int64_t count() const { return static_cast<std::int64_t>(labels_.size()); }

    void predict(std::int64_t first) {
        const auto input = torch::empty({batch_, 1, side, side});
        auto* into = input.data_ptr<float>();
        for (std::int64_t i = 0; i < batch_; ++i, into += pixels)
            std::copy_n(&images_[static_cast<std::size_t>((first + i) % count() * pixels)], pixels, into);
        const auto shares = torch::softmax(logits_(input.to(device_)), 1).cpu();
        std::copy_n(shares.data_ptr<float>(), probabilities_.size(), probabilities_.begin());
    }

    float surprise(std::int64_t first) {
        predict(first);
        double sum = 0;
        for (std::int64_t i = 0; i < batch_; ++i) {
            const auto label = labels_[static_cast<std::size_t>((first + i) % count())];
            sum -= std::log(static_cast<double>(probabilities_[static_cast<std::size_t>(i * classes + label)]));
        }
        return static_cast<float>(sum / static_cast<double>(batch_));
    }

    torch::Device device_;
    std::int64_t batch_;
    bool script_;
    std::vector<float> probabilities_;  // [B,10]
    std::vector<float> images_;         // [N,1,28,28]
    std::vector<std::int64_t> labels_;
    std::int64_t position_ = 0;
    std::shared_ptr<torch::nn::Module> model_;
    Function logits_;  // none where the script is still missing
};

}  // namespace

std::unique_ptr<Session> open_prediction(const Opening& opening) { return std::make_unique<Prediction>(opening); }

}  // namespace perfsuite
