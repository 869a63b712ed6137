#pragma once

#include <memory>
#include <string>

#include "samples.h"

namespace perfsuite {

// The training part of any folder of pictures: *.jpg, *.jpeg, *.png directly in it, in natural order, shuffled as
// Python does with seed 0; the first tenth is the test part. Each [3,64,64] in [-1,1] is its own target.
std::unique_ptr<SampleSource> open_image_folder(const std::string& folder, bool antialias);

}  // namespace perfsuite
