#include "image_folder.h"

#include <algorithm>
#include <filesystem>

#include "files.h"
#include "protocol.h"
#include "python_random.h"
#include "resize.h"

namespace perfsuite {

namespace {

constexpr int side = 64;
constexpr std::size_t fewest = 10;

bool is_picture(const std::string& name) {
    auto extension = std::filesystem::path(name).extension().string();
    for (auto& c : extension)
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    return extension == ".jpg" || extension == ".jpeg" || extension == ".png";
}

std::vector<std::string> training_part(const std::string& folder) {
    auto names = file_names(folder);
    names.erase(std::remove_if(names.begin(), names.end(), [](const auto& name) { return !is_picture(name); }),
                names.end());
    if (names.size() < fewest)
        throw RequestError(folder + ": " + std::to_string(names.size()) + " pictures: expected at least " +
                           std::to_string(fewest) + " of *.jpg, *.jpeg, *.png");
    PythonRandom(0).shuffle(names);
    names.erase(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(names.size() / 10));
    return names;
}

class ImageFolder final : public SampleSource {
public:
    ImageFolder(const std::string& folder, bool antialias)
        : folder_(folder),
          antialias_(antialias),
          names_(training_part(folder)),
          values_(table([](float byte) { return (byte / 255 - 0.5f) / 0.5f; })) {}

    std::int64_t count() const override { return static_cast<std::int64_t>(names_.size()); }
    SampleLayout layout() const override { return {{3, side, side}, Target::input}; }

    void read(std::int64_t index, SplitMix64, const Sample& into) override {
        // Torch's workers are threads that read from the one source.
        thread_local PictureReader reader;
        thread_local Resize resize{side};
        thread_local Picture whole, scaled;
        reader.read((folder_ / names_[static_cast<std::size_t>(index)]).string(), whole);
        if (antialias_) resize.antialias(whole, scaled);
        else resize.plain(whole, scaled);
        constexpr int plane = side * side;
        for (int i = 0; i < plane; ++i)
            for (int c = 0; c < 3; ++c) into.input[c * plane + i] = values_[scaled.bytes[3 * i + c]];
    }

private:
    std::filesystem::path folder_;
    bool antialias_;
    std::vector<std::string> names_;
    ByteTable values_;
};

}  // namespace

std::unique_ptr<SampleSource> open_image_folder(const std::string& folder, bool antialias) {
    return std::make_unique<ImageFolder>(folder, antialias);
}

}  // namespace perfsuite
