#include "batches.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/data/dataloader.h>
#include <torch/data/samplers.h>

namespace perfsuite {

namespace {

// Samples written straight into the tensors of their batch.
template <class Index>
Batch gather(SampleSource& source, const Index* indices, std::int64_t count, std::uint64_t seed, std::uint64_t epoch) {
    const auto layout = source.layout();
    std::vector<std::int64_t> shape{count};
    shape.insert(shape.end(), layout.input.begin(), layout.input.end());
    Batch batch;
    batch.input = torch::empty(shape);
    const auto size = batch.input.numel() / count;
    auto into = Sample{batch.input.data_ptr<float>(), nullptr, nullptr, nullptr};
    if (layout.target == Target::label) {
        batch.target = torch::empty({count}, torch::kInt64);
        into.label = batch.target.data_ptr<std::int64_t>();
    } else if (layout.target == Target::pose) {
        batch.target = torch::empty({count, layout.joints, 2});
        batch.visible = torch::empty({count, layout.joints, 1});
        into.pose = batch.target.data_ptr<float>();
        into.visible = batch.visible.data_ptr<float>();
    } else {
        batch.target = batch.input;
    }
    for (std::int64_t i = 0; i < count; ++i) {
        const auto index = static_cast<std::uint64_t>(indices[i]);
        source.read(static_cast<std::int64_t>(index), SplitMix64::stream(seed, {epoch, index}), into);
        into.input += size;
        if (into.label) ++into.label;
        if (into.pose) into.pose += 2 * layout.joints, into.visible += layout.joints;
    }
    return batch;
}

// The batch copied anew for every sample that joins it.
Batch grow(SampleSource& source, const std::size_t* indices, std::int64_t count, std::uint64_t seed,
           std::uint64_t epoch) {
    const auto joined = [](const torch::Tensor& all, const torch::Tensor& one) {
        return all.defined() && one.defined() ? torch::cat({all, one}) : one;
    };
    Batch batch;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto one = gather(source, indices + i, 1, seed, epoch);
        const auto same = one.target.is_same(one.input);
        batch.input = joined(batch.input, one.input);
        batch.target = same ? batch.input : joined(batch.target, one.target);
        batch.visible = joined(batch.visible, one.visible);
    }
    return batch;
}

}  // namespace

Batch Batch::to(const torch::Device& device) const {
    const auto moved = input.to(device);
    return {moved, target.is_same(input) ? moved : target.to(device), visible.defined() ? visible.to(device) : visible};
}

Batch Batch::pinned() const {
    const auto locked = input.pin_memory();
    return {locked, target.is_same(input) ? locked : target.pin_memory(), visible.defined() ? visible.pin_memory() : visible};
}

Epochs::Epochs(SampleSource& source, std::int64_t batch, std::uint64_t seed, bool shuffle)
    : source_(source), batch_(batch), seed_(seed), shuffle_(shuffle) {}

Batch Epochs::next() {
    if (order_.defined() && ended()) {
        ++epoch_;
        at_ = 0;
    }
    if (at_ == 0)
        order_ = shuffle_ ? torch::randperm(source_.count(), at::make_generator<at::CPUGeneratorImpl>(seed_ + epoch_),
                                            torch::kInt64)
                          : torch::arange(source_.count(), torch::kInt64);
    auto batch = gather(source_, order_.data_ptr<std::int64_t>() + at_, batch_, seed_, epoch_);
    at_ += batch_;
    return batch;
}

Batch Samples::get_batch(torch::ArrayRef<std::size_t> indices) {
    const auto size = static_cast<std::int64_t>(indices.size());
    const auto epoch = (*batches_)++ / static_cast<std::uint64_t>(source_.count() / size);
    return grown_ ? grow(source_, indices.data(), size, seed_, epoch) : gather(source_, indices.data(), size, seed_, epoch);
}

std::unique_ptr<BatchLoader> loader(SampleSource& source, std::int64_t batch, std::uint64_t seed, bool shuffle,
                                    std::int64_t workers, bool grown) {
    using namespace torch::data;
    const auto options = DataLoaderOptions()
                             .batch_size(static_cast<std::size_t>(batch))
                             .workers(static_cast<std::size_t>(workers))
                             .drop_last(true);
    const Samples samples(source, seed, grown);
    if (shuffle) return make_data_loader<samplers::RandomSampler>(samples, options);
    return make_data_loader<samplers::SequentialSampler>(samples, options);
}

}  // namespace perfsuite
