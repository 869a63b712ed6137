#pragma once

#include <c10/core/Device.h>
#include <torch/data/dataloader/base.h>
#include <torch/data/dataloader_options.h>
#include <torch/data/datasets/base.h>
#include <torch/types.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "samples.h"

namespace perfsuite {

struct Batch {
    torch::Tensor input;
    torch::Tensor target;   // labels [B] int64, poses [B,J,2], or the input itself
    torch::Tensor visible;  // [B,J,1] where the target is a pose

    Batch to(const torch::Device& device) const;
    // Samples in bfloat16, as a network of bfloat16 takes them; targets stay as the loss takes them.
    Batch narrowed() const { return {input.to(torch::kBFloat16), target, visible}; }
    // In page-locked memory, from which a GPU copies by itself.
    Batch pinned() const;
};

// The order every language trains in, epoch after epoch: randperm of a generator seeded seed + epoch (or from front to
// back), a short last batch left out.
class Epochs {
public:
    Epochs(SampleSource& source, std::int64_t batch, std::uint64_t seed, bool shuffle);

    Batch next();
    // True after the last batch of an epoch.
    bool ended() const { return at_ + batch_ > source_.count(); }

private:
    SampleSource& source_;
    std::int64_t batch_;
    std::uint64_t seed_;
    bool shuffle_;
    std::uint64_t epoch_ = 0;
    std::int64_t at_ = 0;
    torch::Tensor order_;
};

// torch's own loader over the same samples, in the order of torch's own sampler: what the phase 'epoch' times.
class Samples : public torch::data::datasets::BatchDataset<Samples, Batch> {
public:
    Samples(SampleSource& source, std::uint64_t seed, bool grown) : source_(source), seed_(seed), grown_(grown) {}

    Batch get_batch(torch::ArrayRef<std::size_t> indices) override;
    torch::optional<std::size_t> size() const override { return static_cast<std::size_t>(source_.count()); }

private:
    SampleSource& source_;
    std::uint64_t seed_;
    bool grown_;
    // torch copies a data set for each of its workers; they read the same epoch.
    std::shared_ptr<std::atomic<std::uint64_t>> batches_ = std::make_shared<std::atomic<std::uint64_t>>(0);
};

using BatchLoader = torch::data::DataLoaderBase<Samples, Batch, std::vector<std::size_t>>;

// With workers, threads of torch's own read ahead; `grown` batches are made by cat, sample by sample.
std::unique_ptr<BatchLoader> loader(SampleSource& source, std::int64_t batch, std::uint64_t seed, bool shuffle,
                                    std::int64_t workers, bool grown);

}  // namespace perfsuite
