#include "pictures.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "files.h"
#include "protocol.h"

#ifdef PERFSUITE_JPEG
#include <turbojpeg.h>
#endif
#ifdef PERFSUITE_PNG
#include <png.h>
#endif

namespace perfsuite {

namespace {

constexpr std::uint64_t longest_file = 1 << 28;
// Beyond it a header is taken for damage, before anything is allocated.
constexpr std::int64_t most_pixels = 64'000'000;

using File = std::vector<std::uint8_t>;

[[noreturn]] void reject(const std::string& path, const std::string& found, const char* expected) {
    throw RequestError(path + ": " + found + ": expected " + expected);
}

void require_sensible(const std::string& path, std::int64_t width, std::int64_t height) {
    if (width < 1 || height < 1 || width > most_pixels || height > most_pixels || width * height > most_pixels)
        reject(path, "a picture of " + std::to_string(width) + "x" + std::to_string(height), "1 to 64000000 pixels");
}

bool begins(const File& file, std::initializer_list<std::uint8_t> start) {
    return file.size() >= start.size() && std::equal(start.begin(), start.end(), file.begin());
}

#ifdef PERFSUITE_PNG
struct PngInput {
    const std::uint8_t* bytes;
    std::size_t left;
    char fault[128];
};

void png_take(png_structp png, png_bytep into, std::size_t count) {
    auto* input = static_cast<PngInput*>(png_get_io_ptr(png));
    if (count > input->left) png_error(png, "the file ends");
    std::memcpy(into, input->bytes, count);
    input->bytes += count;
    input->left -= count;
}

void png_fault(png_structp png, png_const_charp message) {
    auto* input = static_cast<PngInput*>(png_get_error_ptr(png));
    std::snprintf(input->fault, sizeof input->fault, "%s", message);
    png_longjmp(png, 1);
}

void png_ignore(png_structp, png_const_charp) {}

struct Png {
    explicit Png(PngInput& input)
        : png(png_create_read_struct(PNG_LIBPNG_VER_STRING, &input, png_fault, png_ignore)),
          info(png ? png_create_info_struct(png) : nullptr) {
        if (!info) throw std::bad_alloc();
        png_set_read_fn(png, &input, png_take);
    }
    ~Png() { png_destroy_read_struct(&png, &info, nullptr); }
    Png(const Png&) = delete;
    Png& operator=(const Png&) = delete;

    // libpng jumps back into these two when something is wrong: nothing in them has a destructor.
    bool read_header() {
        if (setjmp(png_jmpbuf(png))) return false;
        png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
        png_set_user_limits(png, most_pixels, most_pixels);
        png_read_info(png, info);
        return true;
    }

    bool read_rows(std::uint8_t* rows, std::size_t stride, int height) {
        if (setjmp(png_jmpbuf(png))) return false;
        png_set_expand(png);
        png_set_strip_alpha(png);
        png_set_gray_to_rgb(png);
        png_read_update_info(png, info);
        if (png_get_rowbytes(png, info) != stride) png_error(png, "rows of another length");
        for (int y = 0; y < height; ++y) png_read_row(png, rows + static_cast<std::size_t>(y) * stride, nullptr);
        png_read_end(png, nullptr);
        return true;
    }

    png_structp png;
    png_infop info;
};

void decode_png(const std::string& path, const File& file, Picture& into) {
    PngInput input{file.data(), file.size(), {}};
    Png png(input);
    const auto damaged = [&] {
        reject(path, std::string("the PNG does not decode (") + input.fault + ")", "a whole one");
    };
    if (!png.read_header()) damaged();
    const auto width = png_get_image_width(png.png, png.info), height = png_get_image_height(png.png, png.info);
    require_sensible(path, width, height);
    if (png_get_bit_depth(png.png, png.info) != 8 || png_get_interlace_type(png.png, png.info) != PNG_INTERLACE_NONE)
        reject(path, "a PNG that is interlaced, or of other than 8 bits", "8 bits per sample, not interlaced");
    into.resize(static_cast<int>(width), static_cast<int>(height));
    if (!png.read_rows(into.bytes.data(), 3 * std::size_t{width}, into.height)) damaged();
}
#else
void decode_png(const std::string& path, const File&, Picture&) {
    reject(path, "this worker was built without libpng", "a JPEG, or a build with libpng's headers (./setup.sh)");
}
#endif

}  // namespace

void Picture::resize(int new_width, int new_height) {
    width = new_width, height = new_height;
    bytes.resize(3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
}

#ifdef PERFSUITE_JPEG
// To the bit what Pillow gives on the same library: the accurate integer transform and smooth upsampling.
class PictureReader::Jpeg {
public:
    void decode(const std::string& path, const File& file, Picture& into) try {
        if (!handle_) handle_.reset(tjInitDecompress());
        if (!handle_) throw std::bad_alloc();
        int width = 0, height = 0, sampling = 0, colours = 0;
        if (tjDecompressHeader3(handle_.get(), file.data(), file.size(), &width, &height, &sampling, &colours) != 0)
            reject_damaged(path);
        if (colours == TJCS_CMYK || colours == TJCS_YCCK)
            reject(path, "a JPEG in the colours of print (CMYK)", "a grey or colour one");
        require_sensible(path, width, height);
        into.resize(width, height);
        constexpr int flags = TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS;
        if (tjDecompress2(handle_.get(), file.data(), file.size(), into.bytes.data(), width, 3 * width, height,
                          TJPF_RGB, flags) != 0)
            reject_damaged(path);
    } catch (...) {
        // After a damaged header the library would take the next picture for the rest of this one.
        handle_.reset();
        throw;
    }

private:
    [[noreturn]] void reject_damaged(const std::string& path) const {
        reject(path, std::string("the JPEG does not decode (") + tjGetErrorStr2(handle_.get()) + ")", "a whole one");
    }

    struct Destroy {
        void operator()(tjhandle handle) const { tjDestroy(handle); }
    };
    std::unique_ptr<void, Destroy> handle_;
};
#else
class PictureReader::Jpeg {
public:
    void decode(const std::string& path, const File&, Picture&) {
        reject(path, "this worker was built without libturbojpeg", "a PNG, or a build with its headers (./setup.sh)");
    }
};
#endif

PictureReader::PictureReader() : jpeg_(std::make_unique<Jpeg>()) {}

PictureReader::~PictureReader() = default;

void PictureReader::read(const std::string& path, Picture& into) {
    read_file(path, "a JPEG or PNG file", longest_file, file_);
    if (begins(file_, {0xFF, 0xD8, 0xFF})) jpeg_->decode(path, file_, into);
    else if (begins(file_, {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'})) decode_png(path, file_, into);
    else reject(path, "it begins neither like a JPEG nor like a PNG", "one of them");
}

}  // namespace perfsuite
