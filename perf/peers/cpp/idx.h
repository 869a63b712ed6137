#pragma once

#include <memory>
#include <string>

#include "samples.h"

namespace perfsuite {

enum class MnistPart { train, test };

// One part of MNIST, its two files plain or .gz, in memory: images [1,28,28] in [0,1], labels 0 to 9. Every fault is a
// RequestError naming file, offset and expectation.
std::unique_ptr<SampleSource> open_mnist_files(const std::string& folder, MnistPart part);

}  // namespace perfsuite
