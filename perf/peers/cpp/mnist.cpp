#include "mnist.h"

#include <torch/nn/functional/loss.h>
#include <torch/optim/sgd.h>

#include "idx.h"
#include "network_session.h"

namespace perfsuite {

namespace {

template <class Net>
struct Mnist {
    using Network = Net;

    Network network() const { return Network(); }

    std::unique_ptr<torch::optim::Optimizer> optimizer(std::vector<torch::Tensor> parameters) const {
        return std::make_unique<torch::optim::SGD>(std::move(parameters), torch::optim::SGDOptions(0.5));
    }

    Batch random_batch(std::int64_t size) const {
        const auto input = torch::rand({size, 1, 28, 28});
        return {input, torch::randint(0, 10, {size}, torch::kInt64), {}};
    }

    torch::Tensor loss(const torch::Tensor& output, const Batch& batch) const {
        return torch::nn::functional::cross_entropy(output, batch.target);
    }

    std::unique_ptr<SampleSource> data(const std::string& folder) const {
        return open_mnist_files(folder, MnistPart::train);
    }
};

}  // namespace

std::unique_ptr<Session> open_mnist_softmax(const Opening& opening) { return open_network(Mnist<Softmax>(), opening); }

std::unique_ptr<Session> open_mnist_cnn(const Opening& opening) { return open_network(Mnist<Cnn>(), opening); }

}  // namespace perfsuite
