#include "idx.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "protocol.h"

#ifdef PERFSUITE_ZLIB
#include <zlib.h>
#endif

namespace perfsuite {

namespace {

constexpr std::uint32_t side = 28;
constexpr std::size_t pixels = side * side;
// Keeps the product of the sizes far from any overflow; MNIST has 60,000.
constexpr std::uint32_t most = 2'000'000;
constexpr std::size_t chunk = 1 << 20;

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::string hexadecimal(std::uint32_t value) {
    char text[16];
    std::snprintf(text, sizeof text, "0x%08x", value);
    return text;
}

// One IDX file, read from front to back; offsets are those of the unpacked bytes.
class IdxFile {
public:
    IdxFile(const std::string& folder, const std::string& name) {
        const auto plain = (std::filesystem::path(folder) / name).string();
        std::error_code ignored;
        path_ = std::filesystem::exists(plain, ignored) ? plain : plain + ".gz";
        if (!std::filesystem::is_regular_file(path_, ignored))
            throw RequestError(plain +
                               ": no such file, nor with .gz: expected an IDX file of MNIST in the folder 'data'");
        packed_ = ends_with(path_, ".gz");
        if (packed_) open_packed();
        else plain_.reset(std::fopen(path_.c_str(), "rb"));
        if (!packed_ && !plain_) throw RequestError(path_ + ": cannot be opened: expected a readable file");
    }

    [[noreturn]] void fault(std::size_t offset, const std::string& found, const std::string& expected) const {
        throw RequestError(path_ + ": offset " + std::to_string(offset) + ": " + found + ": expected " + expected);
    }

    // The sizes of the dimensions, each 0 to 2^32 - 1.
    std::vector<std::uint32_t> header(std::uint32_t magic, std::size_t dimensions) {
        const auto length = 4 + 4 * dimensions;
        const auto head = take(length, "a header of " + std::to_string(length) + " bytes");
        std::vector<std::uint32_t> numbers;
        for (std::size_t at = 0; at < length; at += 4)
            numbers.push_back(std::uint32_t{head[at]} << 24 | std::uint32_t{head[at + 1]} << 16 |
                              std::uint32_t{head[at + 2]} << 8 | head[at + 3]);
        if (numbers[0] != magic)
            fault(0, "magic " + hexadecimal(numbers[0]),
                  hexadecimal(magic) + ", unsigned bytes in " + std::to_string(dimensions) + " dimension" +
                      (dimensions > 1 ? "s" : ""));
        numbers.erase(numbers.begin());
        return numbers;
    }

    // The rest of the file, which must be exactly this long.
    std::vector<std::uint8_t> body(std::size_t length, const std::string& content) {
        auto taken = take(length, content);
        std::uint8_t more;
        if (some(&more, 1) > 0) fault(offset_, "more bytes", "the end of the file after " + content);
        return taken;
    }

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
#ifdef PERFSUITE_ZLIB
        void operator()(gzFile file) const { gzclose(file); }
#endif
    };

    std::vector<std::uint8_t> take(std::size_t length, const std::string& content) {
        // In chunks: a header that promises more than the file holds must not cost its memory.
        std::vector<std::uint8_t> taken;
        while (taken.size() < length) {
            const auto had = taken.size();
            taken.resize(had + std::min(chunk, length - had));
            const auto count = some(taken.data() + had, taken.size() - had);
            offset_ += count;
            if (count == 0) fault(offset_, "the file ends", content);
            taken.resize(had + count);
        }
        return taken;
    }

    std::size_t some(std::uint8_t* into, std::size_t count) {
        if (packed_) return some_packed(into, count);
        const auto got = std::fread(into, 1, count, plain_.get());
        if (got == 0 && std::ferror(plain_.get())) fault(offset_, "unreadable", "a readable file");
        return got;
    }

#ifdef PERFSUITE_ZLIB
    void open_packed() {
        packed_file_.reset(gzopen(path_.c_str(), "rb"));
        if (!packed_file_) throw RequestError(path_ + ": cannot be opened: expected a readable file");
        // zlib would pass on a file that is not gzip as it is.
        if (gzdirect(packed_file_.get())) fault(0, "broken gzip", "unbroken gzip data");
    }

    std::size_t some_packed(std::uint8_t* into, std::size_t count) {
        const auto got = gzread(packed_file_.get(), into, static_cast<unsigned>(count));
        int state = Z_OK;
        gzerror(packed_file_.get(), &state);
        if (got < 0 || (got == 0 && state != Z_OK && state != Z_STREAM_END))
            fault(offset_, "broken gzip", "unbroken gzip data");
        return static_cast<std::size_t>(got);
    }

    std::unique_ptr<gzFile_s, Close> packed_file_;
#else
    void open_packed() {
        throw RequestError(path_ +
                           ": this worker was built without zlib: expected the unpacked file (gunzip), or a build with "
                           "zlib's headers");
    }
    std::size_t some_packed(std::uint8_t*, std::size_t) { return 0; }
#endif

    std::string path_;
    bool packed_ = false;
    std::unique_ptr<std::FILE, Close> plain_;
    std::size_t offset_ = 0;
};

class MnistFiles final : public SampleSource {
public:
    MnistFiles(const std::string& folder, const std::string& part) {
        IdxFile images(folder, part + "-images-idx3-ubyte");
        const auto sizes = images.header(0x803, 3);
        if (sizes[0] < 1 || sizes[0] > most)
            images.fault(4, std::to_string(sizes[0]) + " images", "1 to " + std::to_string(most));
        if (sizes[1] != side || sizes[2] != side)
            images.fault(8, "images of " + std::to_string(sizes[1]) + "x" + std::to_string(sizes[2]), "28x28");
        const auto counted = std::to_string(sizes[0]);
        pixels_ = images.body(sizes[0] * pixels, counted + " images of 28x28");

        IdxFile labels(folder, part + "-labels-idx1-ubyte");
        const auto labelled = labels.header(0x801, 1)[0];
        if (labelled != sizes[0])
            labels.fault(4, std::to_string(labelled) + " labels", counted + ", one for each image");
        labels_ = labels.body(sizes[0], counted + " labels");
        const auto wrong = std::find_if(labels_.begin(), labels_.end(), [](auto label) { return label > 9; });
        if (wrong != labels_.end())
            labels.fault(8 + static_cast<std::size_t>(wrong - labels_.begin()), "label " + std::to_string(*wrong),
                         "0 to 9");
    }

    std::int64_t count() const override { return static_cast<std::int64_t>(labels_.size()); }
    SampleLayout layout() const override { return {{1, side, side}, Target::label}; }

    void read(std::int64_t index, SplitMix64, const Sample& into) override {
        const auto at = static_cast<std::size_t>(index);
        std::transform(&pixels_[at * pixels], &pixels_[at * pixels] + pixels, into.input,
                       [](auto byte) { return static_cast<float>(byte) / 255; });
        *into.label = labels_[at];
    }

private:
    std::vector<std::uint8_t> pixels_;
    std::vector<std::uint8_t> labels_;
};

}  // namespace

std::unique_ptr<SampleSource> open_mnist_files(const std::string& folder, MnistPart part) {
    return std::make_unique<MnistFiles>(folder, part == MnistPart::train ? "train" : "t10k");
}

}  // namespace perfsuite
