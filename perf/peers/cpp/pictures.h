#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace perfsuite {

// 8 bits per colour: rows from the top, each R G B R G B …; the memory is kept from one picture to the next.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> bytes;

    void resize(int new_width, int new_height);
};

// Reads JPEG and PNG files, by their content. Grey becomes RGB and alpha is dropped; everything else that is not
// 8 bits of grey, RGB or palette, is damaged, cut short or has more than 64 million pixels is a RequestError.
// Not for two threads at once.
class PictureReader {
public:
    PictureReader();
    ~PictureReader();
    void read(const std::string& path, Picture& into);

private:
    class Jpeg;
    std::unique_ptr<Jpeg> jpeg_;
    std::vector<std::uint8_t> file_;
};

}  // namespace perfsuite
