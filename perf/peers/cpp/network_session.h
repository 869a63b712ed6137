#pragma once

#include "agreement.h"
#include "batches.h"
#include "protocol.h"
#include "schedule.h"
#include "training.h"

namespace perfsuite {

// One session of a network workload. A recipe says, with every setting chosen, what is its own:
//
//     using Network;                                                      a module holder
//     Network network() const;                                            in training mode
//     std::unique_ptr<torch::optim::Optimizer> optimizer(parameters) const;
//     Batch random_batch(size) const;
//     torch::Tensor loss(output, batch) const;
//     std::unique_ptr<SampleSource> data(folder) const;
//
// Modes are switched and graphs prepared before a phase starts its meter.
template <class Recipe>
class NetworkSession final : public Session {
    using Network = typename Recipe::Network;

public:
    NetworkSession(Recipe recipe, const Opening& opening)
        : recipe_(std::move(recipe)), device_(opening.device), narrow_(opening.narrow) {
        torch::manual_seed(opening.seed);
        network_ = recipe_.network();
        network_->to(device_);
        if (narrow_) narrow(*network_);
        optimizer_ = recipe_.optimizer(network_->parameters());
        torch::manual_seed(opening.seed + 1);
        batch_ = taken(recipe_.random_batch(opening.batch));
        if (opening.data) read(*opening.data, opening);
        schedule_ = std::make_unique<Schedule>(opening.settings, *optimizer_);
        torch::manual_seed(opening.seed + 2);
    }

    std::int64_t parameters() const override { return parameter_count(*network_); }
    std::string digest() const override { return perfsuite::digest(named_tensors(*network_)); }
    void save(const std::string& path) const override { save_weights(path, named_tensors(*network_)); }
    void load(const std::string& path) override { load_weights(path, named_tensors(*network_)); }

    std::vector<float> agree(std::int64_t steps) override {
        network_->train();
        std::vector<float> losses;
        for (std::int64_t step = 0; step < steps; ++step) {
            losses.push_back(train(epochs_ ? taken(epochs_->next()) : batch_).template item<float>());
            if (epochs_ && epochs_->ended()) schedule_->step();
        }
        return losses;
    }

    std::optional<at::Tensor> predict() override {
        const torch::NoGradGuard no_grad;
        network_->eval();
        return network_(batch_.input);
    }

    void run(const std::string& phase, std::int64_t iterations, Meter& meter) override {
        network_->train(phase.rfind("infer", 0) != 0);
        if (phase == "infer") infer(iterations, meter, true);
        else if (phase == "infer-launch" || phase == "infer-events") infer(iterations, meter, false);
        else if (phase == "transfer" || phase == "transfer-pinned") transfer(iterations, meter, phase == "transfer-pinned");
        else if (phase == "infer-grad") repeat(iterations, meter, device_, [&] { network_(batch_.input); });
        else if (phase == "forward") repeat(iterations, meter, device_, [&] { loss(); });
        else if (phase == "backward") backward(iterations, meter);
        else if (phase == "gradient") repeat(iterations, meter, device_, [&] { loss().backward(); });
        else if (phase == "loss") loss_alone(iterations, meter);
        else if (phase == "step") repeat(iterations, meter, device_, [&] { train(batch_); });
        else if (phase == "step-events") repeat(iterations, meter, device_, [&] { train(batch_); }, false);
        else if (phase == "step-item") repeat(iterations, meter, device_, [&] { train(batch_).template item<float>(); });
        else if (phase == "data") pass(iterations, meter, [&](const Batch& batch) { batch.to(device_); });
        else pass(iterations, meter, [&](const Batch& batch) { train(taken(batch)); });
    }

private:
    // Where and in what the network computes.
    Batch taken(const Batch& batch) const {
        const auto here = batch.to(device_);
        return narrow_ ? here.narrowed() : here;
    }

    // In float32, whatever the network computes in.
    torch::Tensor loss_of(const torch::Tensor& output, const Batch& batch) const {
        return recipe_.loss(narrow_ ? output.to(torch::kFloat) : output, batch);
    }

    torch::Tensor loss() { return loss_of(network_(batch_.input), batch_); }

    torch::Tensor train(const Batch& batch) {
        return perfsuite::train(network_, *optimizer_, batch.input,
                                [&](const torch::Tensor& output) { return loss_of(output, batch); });
    }

    void read(const std::string& folder, const Opening& opening) {
        data_ = recipe_.data(folder);
        if (data_->count() < opening.batch)
            throw RequestError(folder + ": " + std::to_string(data_->count()) +
                               " training samples: expected at least one batch of " + std::to_string(opening.batch));
        const auto shuffle = opening.settings.on("shuffle");
        epochs_ = std::make_unique<Epochs>(*data_, opening.batch, opening.seed, shuffle);
        loader_ = loader(*data_, opening.batch, opening.seed, shuffle, opening.workers, grows(opening.settings));
    }

    // As published: every batch grown sample by sample.
    static bool grows(const Settings& settings) { return settings.has("collate") && settings["collate"] == "cat"; }

    void infer(std::int64_t iterations, Meter& meter, bool waits) {
        const torch::NoGradGuard no_grad;
        repeat(iterations, meter, device_, [&] { network_(batch_.input); }, waits);
    }

    void transfer(std::int64_t iterations, Meter& meter, bool pinned) {
        if (device_.is_cpu())
            throw RequestError("nothing is transferred from the processor: expected a GPU as 'device' in the session's open");
        auto home = batch_;
        // Samples are narrowed where they are computed; an autoencoder keeps them as its target.
        if (narrow_) home.input = home.target.sizes() == home.input.sizes() ? home.target : home.input.to(torch::kFloat);
        home = home.to(torch::kCPU);
        if (pinned) home = home.pinned();
        repeat(iterations, meter, device_, [&] { home.to(device_); });
    }

    void backward(std::int64_t iterations, Meter& meter) {
        const auto before = loss();
        repeat(iterations, meter, device_, [&] { before.backward({}, /*retain_graph=*/true); });
    }

    void loss_alone(std::int64_t iterations, Meter& meter) {
        const auto output = network_(batch_.input).detach().requires_grad_();
        repeat(iterations, meter, device_, [&] { loss_of(output, batch_).backward(); });
    }

    // Epochs over the files; `use` gets every batch as it was read.
    template <class Use>
    void pass(std::int64_t iterations, Meter& meter, Use use) {
        if (!loader_)
            throw RequestError(
                "the phases 'data' and 'epoch' read files: expected 'data', their folder, in the session's open");
        repeat(iterations, meter, device_, [&] {
            for (auto& batch : *loader_) use(batch);
        });
    }

    Recipe recipe_;
    torch::Device device_;
    bool narrow_;
    Network network_{nullptr};
    std::unique_ptr<torch::optim::Optimizer> optimizer_;
    std::unique_ptr<Schedule> schedule_;
    Batch batch_;
    std::unique_ptr<SampleSource> data_;  // read by the two below
    std::unique_ptr<Epochs> epochs_;
    std::unique_ptr<BatchLoader> loader_;
};

// A recipe's session; Recipe::Network and the rest are the template's.
template <class Recipe>
std::unique_ptr<Session> open_network(Recipe recipe, const Opening& opening) {
    return std::make_unique<NetworkSession<Recipe>>(std::move(recipe), opening);
}

}  // namespace perfsuite
