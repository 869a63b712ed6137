#pragma once

#include "pictures.h"

namespace perfsuite {

// Scaling to side × side; memory and tables are kept from one picture to the next.
class Resize {
public:
    explicit Resize(int side) : side_(side) {}

    // Bit for bit Pillow's Image.resize(BILINEAR): a triangle filter as wide as the reduction, first along the rows,
    // then along the columns, each pass in fixed point and rounded to bytes.
    void antialias(const Picture& from, Picture& to);

    // Each pixel from the four around its place in the source, however many lie between them: the idea of OpenCV's
    // INTER_LINEAR, with weights of 11 bits.
    void plain(const Picture& from, Picture& to) const;

private:
    // Which source pixels make a pixel, and how much each counts, in 22 fractional bits.
    struct Weights {
        int from = 0;
        int most = 0;
        std::vector<int> first, count, values;

        void fit(int source, int target);
    };

    int side_;
    Weights across_, down_;
    std::vector<std::uint8_t> narrow_;
    std::vector<int> sums_;
};

}  // namespace perfsuite
