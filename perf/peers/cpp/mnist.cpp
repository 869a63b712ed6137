#include <torch/data.h>

#include "agreement.h"
#include "idx.h"
#include "models.h"
#include "protocol.h"
#include "training.h"

namespace perfsuite {

namespace {

namespace data = torch::data;

constexpr double rate = 0.5;

// The training files in memory: images [N,1,28,28] float32 in [0,1], labels [N] int64.
class Digits : public data::datasets::Dataset<Digits> {
public:
    explicit Digits(TrainingSet set)
        : images_(
              torch::from_blob(set.pixels.data(), {set.count, 1, 28, 28}, torch::kUInt8).to(torch::kFloat32).div_(255)),
          labels_(torch::from_blob(set.labels.data(), {set.count}, torch::kUInt8).to(torch::kInt64)) {}

    data::Example<> get(std::size_t index) override {
        const auto at = static_cast<std::int64_t>(index);
        return {images_[at], labels_[at]};
    }

    torch::optional<std::size_t> size() const override { return images_.size(0); }

private:
    torch::Tensor images_;
    torch::Tensor labels_;
};

auto load(const std::string& folder, std::int64_t batch) {
    auto set = read_training_set(folder);
    if (set.count < batch)
        throw RequestError(folder + ": " + std::to_string(set.count) +
                           " training images: expected at least one batch of " + std::to_string(batch));
    const auto options =
        data::DataLoaderOptions().batch_size(static_cast<std::size_t>(batch)).workers(0).drop_last(true);
    return data::make_data_loader<data::samplers::RandomSampler>(
        Digits(std::move(set)).map(data::transforms::Stack<>()), options);
}

// One session. Modes are switched and graphs prepared before a phase starts its meter.
template <class Network>
class Mnist final : public Session {
public:
    explicit Mnist(const Opening& opening) : device_(opening.device) {
        torch::manual_seed(opening.seed);
        network_ = Network();
        network_->to(device_);
        optimizer_ = std::make_unique<torch::optim::SGD>(network_->parameters(), torch::optim::SGDOptions(rate));
        torch::manual_seed(opening.seed + 1);
        input_ = torch::rand({opening.batch, 1, 28, 28}).to(device_);
        target_ = torch::randint(0, 10, {opening.batch}, torch::kInt64).to(device_);
        if (opening.data) loader_ = load(*opening.data, opening.batch);
        torch::manual_seed(opening.seed + 2);
    }

    std::int64_t parameters() const override { return parameter_count(*network_); }
    std::string digest() const override { return perfsuite::digest(named_tensors(*network_)); }

    std::vector<float> agree(std::int64_t steps) override {
        network_->train();
        return train_steps(steps, network_, *optimizer_, input_, target_);
    }

    void run(const std::string& phase, std::int64_t iterations, Meter& meter) override {
        network_->train(phase != "infer");
        if (phase == "infer") infer(iterations, meter);
        else if (phase == "forward") repeat(iterations, meter, device_, [&] { loss(); });
        else if (phase == "backward") backward(iterations, meter);
        else if (phase == "step")
            repeat(iterations, meter, device_, [&] { train(network_, *optimizer_, input_, target_); });
        else epoch(iterations, meter);
    }

private:
    torch::Tensor loss() { return torch::nn::functional::cross_entropy(network_(input_), target_); }

    void infer(std::int64_t iterations, Meter& meter) {
        const torch::NoGradGuard no_grad;
        repeat(iterations, meter, device_, [&] { network_(input_); });
    }

    void backward(std::int64_t iterations, Meter& meter) {
        const auto before = loss();
        repeat(iterations, meter, device_, [&] { before.backward({}, /*retain_graph=*/true); });
    }

    void epoch(std::int64_t iterations, Meter& meter) {
        if (!loader_)
            throw RequestError("phase 'epoch' reads files: expected 'data', their folder, in the session's open");
        repeat(iterations, meter, device_, [&] {
            for (auto& batch : *loader_) train(network_, *optimizer_, batch.data.to(device_), batch.target.to(device_));
        });
    }

    torch::Device device_;
    Network network_{nullptr};
    std::unique_ptr<torch::optim::SGD> optimizer_;
    torch::Tensor input_;
    torch::Tensor target_;
    decltype(load(std::string(), 0)) loader_;
};

}  // namespace

std::unique_ptr<Session> open_mnist_softmax(const Opening& opening) {
    return std::make_unique<Mnist<Softmax>>(opening);
}

std::unique_ptr<Session> open_mnist_cnn(const Opening& opening) { return std::make_unique<Mnist<Cnn>>(opening); }

}  // namespace perfsuite
