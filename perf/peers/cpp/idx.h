#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace perfsuite {

// MNIST's two training files as bytes: count×28×28 pixels, count labels of 0 to 9.
struct TrainingSet {
    std::int64_t count;
    std::vector<std::uint8_t> pixels;
    std::vector<std::uint8_t> labels;
};

// Reads the IDX files, plain or .gz; every fault is a RequestError naming file, offset and expectation.
TrainingSet read_training_set(const std::string& folder);

}  // namespace perfsuite
