#pragma once

#include <memory>
#include <string>

#include "samples.h"

namespace perfsuite {

// CIFAR-10's training files, data_batch_*.bin, in memory: images [3,32,32], normalised, and labels 0 to 9. Augmented,
// an image is shifted by up to four pixels each way and, every other time, mirrored.
std::unique_ptr<SampleSource> open_cifar_files(const std::string& folder, bool augment);

}  // namespace perfsuite
