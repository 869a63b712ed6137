#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace perfsuite {

// Python's random.seed(seed) and random.shuffle(items): the Mersenne Twister of the standard library, its state filled
// by init_by_array of Matsumoto's and Nishimura's mt19937ar (2002).
class PythonRandom {
public:
    explicit PythonRandom(std::uint32_t seed) : words_(ByArray{seed}.engine()) {}

    template <class T>
    void shuffle(std::vector<T>& items) {
        for (auto i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(static_cast<std::uint32_t>(i))]);
    }

private:
    // What std::mt19937 takes its first state from.
    struct ByArray {
        std::uint32_t seed;

        std::mt19937 engine() { return std::mt19937(*this); }

        template <class At>
        void generate(At state, At end) {
            const auto size = static_cast<std::size_t>(end - state);
            const auto mixed = [&](std::size_t i) { return state[i] ^ state[i] >> 30; };
            state[0] = 19650218;
            for (std::size_t i = 1; i < size; ++i) state[i] = static_cast<std::uint32_t>(1812433253 * mixed(i - 1) + i);
            std::size_t i = 1;
            const auto advance = [&] {
                if (++i == size) state[0] = state[size - 1], i = 1;
            };
            for (auto k = size; k > 0; --k, advance())
                state[i] = static_cast<std::uint32_t>((state[i] ^ mixed(i - 1) * 1664525) + seed);
            for (auto k = size - 1; k > 0; --k, advance())
                state[i] = static_cast<std::uint32_t>((state[i] ^ mixed(i - 1) * 1566083941) - i);
            state[0] = 0x80000000;
        }
        using result_type = std::uint32_t;
    };

    // Below a bound: as many bits as it has, until they are.
    std::size_t below(std::uint32_t bound) {
        int bits = 0;
        while (bits < 32 && bound >> bits != 0) ++bits;
        for (;;)
            if (const auto drawn = static_cast<std::uint32_t>(words_()) >> (32 - bits); drawn < bound) return drawn;
    }

    std::mt19937 words_;
};

}  // namespace perfsuite
