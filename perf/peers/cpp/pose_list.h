#pragma once

#include <memory>
#include <string>

#include "samples.h"

namespace perfsuite {

constexpr int pose_side = 227;
constexpr int pose_joints = 14;

// The pictures that the list `train` in a folder names, a line each: path,x0,y0,v0,…,x13,y13,v13. A crop of 227×227
// around the visible joints; augmented, anywhere around them and with noise along the main colours of the picture
// (Krizhevsky, Sutskever, Hinton: NIPS 2012), which are taken before cropping or after.
std::unique_ptr<SampleSource> open_pose_list(const std::string& folder, bool augment, bool noise_before_crop);

}  // namespace perfsuite
