#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "splitmix64.h"

namespace perfsuite {

enum class Target { label, pose, input };

// The shape of a sample: its input and, for a pose, how many joints.
struct SampleLayout {
    std::vector<std::int64_t> input;
    Target target;
    std::int64_t joints = 0;
};

// Where a sample goes; null where the layout has no such part.
struct Sample {
    float* input;
    std::int64_t* label;
    float* pose;     // [J,2]
    float* visible;  // [J,1]
};

// What each value of a byte becomes.
using ByteTable = std::array<float, 256>;

template <class Map>
ByteTable table(Map map) {
    ByteTable values;
    for (int byte = 0; byte < 256; ++byte) values[static_cast<std::size_t>(byte)] = map(static_cast<float>(byte));
    return values;
}

// The training part of a data set. A sample that cannot be read is a RequestError naming its file.
class SampleSource {
public:
    virtual ~SampleSource() = default;
    virtual std::int64_t count() const = 0;
    virtual SampleLayout layout() const = 0;
    virtual void read(std::int64_t index, SplitMix64 draws, const Sample& into) = 0;
};

}  // namespace perfsuite
