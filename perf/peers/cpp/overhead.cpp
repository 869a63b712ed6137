#include <torch/nn/functional/loss.h>
#include <torch/nn/modules/linear.h>
#include <torch/optim/sgd.h>

#include "agreement.h"
#include "training.h"

namespace perfsuite {

namespace {

constexpr double rate = 0.01;

// Makes the compiler believe that somebody reads the value, and that memory changed meanwhile.
template <class T>
inline void keep(const T& value) {
    asm volatile("" : : "r,m"(value) : "memory");
}

// [B,784] → logits [B,10], with the framework's own initialisation.
struct LinearModelImpl : torch::nn::Module {
    LinearModelImpl() { register_module("linear", linear); }
    torch::Tensor forward(const torch::Tensor& x) { return linear(x); }
    torch::nn::Linear linear{784, 10};
};
TORCH_MODULE(LinearModel);

// Tensors so small that the front end, not the arithmetic, takes the time.
class Overhead final : public Session {
public:
    explicit Overhead(const Opening& opening) : device_(opening.device) {
        torch::manual_seed(opening.seed);
        model_ = LinearModel();
        model_->to(device_);
        optimizer_ = std::make_unique<torch::optim::SGD>(model_->parameters(), torch::optim::SGDOptions(rate));
        torch::manual_seed(opening.seed + 1);
        input_ = torch::rand({opening.batch, 784}).to(device_);
        target_ = torch::randint(0, 10, {opening.batch}, torch::kInt64).to(device_);
        x_ = torch::rand({1, 784}).to(device_);
        a_ = torch::rand({1}).to(device_);
        b_ = torch::rand({1}).to(device_);
        c_ = a_.clone().requires_grad_();
        d_ = b_.clone().requires_grad_();
        table_ = torch::rand({3, 4}).to(device_);
        torch::manual_seed(opening.seed + 2);
    }

    std::int64_t parameters() const override { return parameter_count(*model_); }
    std::string digest() const override { return perfsuite::digest(named_tensors(*model_)); }
    void save(const std::string& path) const override { save_weights(path, named_tensors(*model_)); }
    void load(const std::string& path) override { load_weights(path, named_tensors(*model_)); }

    std::vector<float> agree(std::int64_t steps) override {
        std::vector<float> losses;
        for (std::int64_t step = 0; step < steps; ++step) losses.push_back(train(model_).item<float>());
        return losses;
    }

    void run(const std::string& phase, std::int64_t iterations, Meter& meter) override {
        const auto time = [&](auto body) { repeat(iterations, meter, device_, body); };
        if (phase == "add_") {
            auto x = a_.clone();
            time([&] { x.add_(b_); });
        } else if (phase == "add") {
            time([&] { auto z = a_ + b_; });
        } else if (phase == "add-grad") {
            time([&] { auto z = c_ + d_; });
        } else if (phase == "linear-softmax") {
            const torch::NoGradGuard no_grad;
            time([&] { auto probabilities = torch::softmax(model_->linear(x_), 1); });
        } else if (phase == "step") {
            time([&] { train(model_->linear); });
        } else if (phase == "item") {
            time([&] { keep(a_.item<float>()); });
        } else {
            time([&] { keep(table_.size(1)); });
        }
    }

private:
    template <class Network>
    torch::Tensor train(Network& network) {
        return perfsuite::train(network, *optimizer_, input_, [&](const torch::Tensor& output) {
            return torch::nn::functional::cross_entropy(output, target_);
        });
    }

    torch::Device device_;
    LinearModel model_{nullptr};
    std::unique_ptr<torch::optim::SGD> optimizer_;
    torch::Tensor input_, target_;
    torch::Tensor x_;      // [1,784]
    torch::Tensor a_, b_;  // one element, no gradient
    torch::Tensor c_, d_;  // one element, gradient required
    torch::Tensor table_;  // [3,4]
};

}  // namespace

std::unique_ptr<Session> open_overhead(const Opening& opening) { return std::make_unique<Overhead>(opening); }

}  // namespace perfsuite
