#include "cifar.h"

#include <filesystem>

#include "files.h"
#include "protocol.h"

namespace perfsuite {

namespace {

constexpr int side = 32;
constexpr int plane = side * side;
constexpr std::size_t record = 1 + 3 * plane;
constexpr int frame = 4;
// Keeps what is in memory to 1.5 GB; CIFAR-10 has 50,000.
constexpr std::size_t most = 500'000;

constexpr float means[] = {.4914f, .4822f, .4465f};
constexpr float deviations[] = {.2023f, .1994f, .2010f};

bool is_training_file(const std::string& name) {
    constexpr std::string_view start = "data_batch_", end = ".bin";
    return name.size() >= start.size() + end.size() && name.compare(0, start.size(), start) == 0 &&
           name.compare(name.size() - end.size(), end.size(), end) == 0;
}

class CifarFiles final : public SampleSource {
public:
    CifarFiles(const std::string& folder, bool augment) : augment_(augment) {
        std::vector<std::uint8_t> file;
        for (const auto& name : file_names(folder)) {
            if (!is_training_file(name)) continue;
            const auto path = (std::filesystem::path(folder) / name).string();
            read_file(path, "records of CIFAR-10", most * record - records_.size(), file);
            check(path, file);
            records_.insert(records_.end(), file.begin(), file.end());
        }
        if (records_.empty()) throw RequestError(folder + ": no data_batch_*.bin: expected CIFAR-10's binary files");
        for (int c = 0; c < 3; ++c)
            values_[c] = table([&](float byte) { return (byte / 255 - means[c]) / deviations[c]; });
    }

    std::int64_t count() const override { return static_cast<std::int64_t>(records_.size() / record); }
    SampleLayout layout() const override { return {{3, side, side}, Target::label}; }

    void read(std::int64_t index, SplitMix64 draws, const Sample& into) override {
        const auto* bytes = &records_[static_cast<std::size_t>(index) * record];
        *into.label = bytes[0];
        if (augment_) {
            const auto down = draws.below(2 * frame + 1) - frame, right = draws.below(2 * frame + 1) - frame;
            const auto mirror = draws.below(2) == 1;
            for (int c = 0; c < 3; ++c)
                shift(bytes + 1 + c * plane, down, right, mirror, values_[c], into.input + c * plane);
        } else {
            for (int c = 0; c < 3; ++c)
                for (int i = 0; i < plane; ++i) into.input[c * plane + i] = values_[c][bytes[1 + c * plane + i]];
        }
    }

private:
    static void check(const std::string& path, const std::vector<std::uint8_t>& file) {
        const auto fault = [&](std::size_t offset, const std::string& found, const char* expected) {
            throw RequestError(path + ": offset " + std::to_string(offset) + ": " + found + ": expected " + expected);
        };
        if (file.size() % record != 0) fault(file.size(), "the file ends", "whole records of 3073 bytes");
        for (std::size_t at = 0; at < file.size(); at += record)
            if (file[at] > 9) fault(at, "label " + std::to_string(file[at]), "0 to 9");
    }

    // What lies outside is a byte of 0, normalised like black.
    static void shift(const std::uint8_t* from, int down, int right, bool mirror, const ByteTable& values, float* to) {
        const auto inside = [](int at) { return at >= 0 && at < side; };
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x) {
                const auto row = y + down, column = (mirror ? side - 1 - x : x) + right;
                *to++ = values[inside(row) && inside(column) ? from[row * side + column] : 0];
            }
    }

    bool augment_;
    std::vector<std::uint8_t> records_;
    ByteTable values_[3];
};

}  // namespace

std::unique_ptr<SampleSource> open_cifar_files(const std::string& folder, bool augment) {
    return std::make_unique<CifarFiles>(folder, augment);
}

}  // namespace perfsuite
