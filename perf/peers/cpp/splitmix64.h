#pragma once

#include <cstdint>
#include <initializer_list>

namespace perfsuite {

// The generator behind augmentation: the same integers in every language. Steele, Lea, Flood: Fast splittable
// pseudorandom number generators, OOPSLA 2014; constants of Vigna's splitmix64.c.
class SplitMix64 {
public:
    explicit SplitMix64(std::uint64_t seed) : state_(seed) {}

    // The stream of one item of one seed, however many items are drawn and in which order.
    static SplitMix64 stream(std::uint64_t seed, std::initializer_list<std::uint64_t> keys) {
        auto state = SplitMix64(seed).next();
        for (const auto key : keys) state = SplitMix64(state + key).next();
        return SplitMix64(state);
    }

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15;
        auto z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    // A whole number in [0, bound), without bias. Lemire: Fast random integer generation in an interval, 2019,
    // algorithm 5 on 64 bits.
    int below(int bound) {
        const auto range = static_cast<std::uint64_t>(bound);
        auto product = Wide{next()} * range;
        if (static_cast<std::uint64_t>(product) < range)
            for (const auto threshold = -range % range; static_cast<std::uint64_t>(product) < threshold;)
                product = Wide{next()} * range;
        return static_cast<int>(product >> 64);
    }

    // A multiple of 2^-53 in [0, 1).
    double fraction() { return static_cast<double>(next() >> 11) * 0x1p-53; }

private:
    __extension__ using Wide = unsigned __int128;

    std::uint64_t state_;
};

}  // namespace perfsuite
