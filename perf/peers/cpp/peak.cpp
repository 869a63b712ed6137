#include <torch/nn/modules/linear.h>

#include "agreement.h"
#include "training.h"

namespace perfsuite {

namespace {

constexpr std::int64_t side = 1024;

// [1024,1024] → its product with the weights, with the framework's own initialisation.
struct SquareImpl : torch::nn::Module {
    SquareImpl() { register_module("linear", linear); }
    torch::nn::Linear linear{torch::nn::LinearOptions(side, side).bias(false)};
};
TORCH_MODULE(Square);

// All arithmetic, no front end: what this machine can do in a second. The batch changes nothing.
class Peak final : public Session {
public:
    explicit Peak(const Opening& opening) : device_(opening.device) {
        torch::manual_seed(opening.seed);
        model_ = Square();
        model_->to(device_);
        torch::manual_seed(opening.seed + 1);
        input_ = torch::rand({side, side}).to(device_);
        if (opening.narrow) {
            narrow(*model_);
            input_ = input_.to(torch::kBFloat16);
        }
        product_ = input_;
    }

    std::int64_t parameters() const override { return parameter_count(*model_); }
    std::string digest() const override { return perfsuite::digest(named_tensors(*model_)); }
    void save(const std::string& path) const override { save_weights(path, named_tensors(*model_)); }
    void load(const std::string& path) override { load_weights(path, named_tensors(*model_)); }

    std::vector<float> agree(std::int64_t steps) override {
        const torch::NoGradGuard no_grad;
        std::vector<float> means;
        for (std::int64_t step = 0; step < steps; ++step) {
            product_ = product_.mm(model_->linear->weight);
            means.push_back(product_.mean().item<float>());
        }
        return means;
    }

    void run(const std::string&, std::int64_t iterations, Meter& meter) override {
        const torch::NoGradGuard no_grad;
        repeat(iterations, meter, device_, [&] { auto product = input_.mm(model_->linear->weight); });
    }

private:
    torch::Device device_;
    Square model_{nullptr};
    torch::Tensor input_, product_;  // [1024,1024]
};

}  // namespace

std::unique_ptr<Session> open_peak(const Opening& opening) { return std::make_unique<Peak>(opening); }

}  // namespace perfsuite
