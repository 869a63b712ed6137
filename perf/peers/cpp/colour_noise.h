#pragma once

#include <array>

#include "pictures.h"
#include "splitmix64.h"

namespace perfsuite {

using Colour = std::array<double, 3>;

// A rectangle of a picture.
struct Window {
    int x, y, width, height;
};

// What is added to each pixel: a draw along the main axes of the colours in a window. As published, which is not the
// formula of the paper but its transpose.
Colour colour_noise(const Picture& picture, const Window& window, SplitMix64& draws);

}  // namespace perfsuite
