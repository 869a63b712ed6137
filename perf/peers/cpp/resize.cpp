#include "resize.h"

#include <algorithm>
#include <cmath>

namespace perfsuite {

namespace {

constexpr int fraction = 22;
constexpr int half = 1 << (fraction - 1);

// The two neighbours of a place, and the weight of the second, in 11 fractional bits.
struct Between {
    int first, second, weight;
};

std::vector<Between> places(int from, int to) {
    std::vector<Between> all;
    const auto scale = static_cast<double>(from) / to;
    for (int d = 0; d < to; ++d) {
        const auto source = (d + 0.5) * scale - 0.5;
        auto s = static_cast<int>(std::floor(source));
        auto f = source - s;
        if (s < 0) s = 0, f = 0;
        if (s >= from - 1) s = from - 1, f = 0;
        all.push_back({s, std::min(s + 1, from - 1), static_cast<int>(std::floor(f * 2048 + 0.5))});
    }
    return all;
}

}  // namespace

void Resize::Weights::fit(int source, int target) {
    if (from == source) return;
    from = source;
    const auto scale = static_cast<double>(source) / target;
    const auto reach = std::max(scale, 1.0);
    most = static_cast<int>(std::ceil(reach)) * 2 + 1;
    first.assign(target, 0), count.assign(target, 0), values.assign(static_cast<std::size_t>(target * most), 0);
    std::vector<double> shares(static_cast<std::size_t>(most));
    for (int i = 0; i < target; ++i) {
        const auto centre = (i + 0.5) * scale;
        first[i] = std::max(static_cast<int>(centre - reach + 0.5), 0);
        count[i] = std::min(static_cast<int>(centre + reach + 0.5), source) - first[i];
        auto sum = 0.0;
        for (int k = 0; k < count[i]; ++k)
            sum += shares[k] = std::max(1 - std::abs((k + first[i] - centre + 0.5) * (1 / reach)), 0.0);
        for (int k = 0; k < count[i]; ++k)
            values[i * most + k] = static_cast<int>(0.5 + shares[k] / sum * (1 << fraction));
    }
}

void Resize::antialias(const Picture& from, Picture& to) {
    across_.fit(from.width, side_);
    down_.fit(from.height, side_);
    to.resize(side_, side_);
    const auto row = 3 * static_cast<std::size_t>(side_);
    narrow_.resize(row * static_cast<std::size_t>(from.height));

    auto* out = narrow_.data();
    for (int y = 0; y < from.height; ++y) {
        const auto* in = &from.bytes[3 * static_cast<std::size_t>(from.width) * y];
        for (int x = 0; x < side_; ++x) {
            const auto* pixel = in + 3 * across_.first[x];
            const auto* weight = &across_.values[x * across_.most];
            int red = half, green = half, blue = half;
            for (int k = 0; k < across_.count[x]; ++k, pixel += 3) {
                red += pixel[0] * weight[k];
                green += pixel[1] * weight[k];
                blue += pixel[2] * weight[k];
            }
            *out++ = static_cast<std::uint8_t>(red >> fraction);
            *out++ = static_cast<std::uint8_t>(green >> fraction);
            *out++ = static_cast<std::uint8_t>(blue >> fraction);
        }
    }

    for (int y = 0; y < side_; ++y) {
        sums_.assign(row, half);
        for (int k = 0; k < down_.count[y]; ++k) {
            const auto* in = &narrow_[row * static_cast<std::size_t>(down_.first[y] + k)];
            const auto weight = down_.values[y * down_.most + k];
            for (std::size_t i = 0; i < row; ++i) sums_[i] += in[i] * weight;
        }
        for (std::size_t i = 0; i < row; ++i) to.bytes[row * y + i] = static_cast<std::uint8_t>(sums_[i] >> fraction);
    }
}

void Resize::plain(const Picture& from, Picture& to) const {
    const auto across = places(from.width, side_), down = places(from.height, side_);
    to.resize(side_, side_);
    const auto row = 3 * static_cast<std::size_t>(from.width);
    auto* out = to.bytes.data();
    for (const auto& y : down) {
        const auto* upper = &from.bytes[row * y.first];
        const auto* lower = &from.bytes[row * y.second];
        for (const auto& x : across) {
            for (int c = 0; c < 3; ++c) {
                const auto mix = [&](const std::uint8_t* in) {
                    return (2048 - x.weight) * in[3 * x.first + c] + x.weight * in[3 * x.second + c];
                };
                *out++ = static_cast<std::uint8_t>(((2048 - y.weight) * mix(upper) + y.weight * mix(lower) + half) >>
                                                   fraction);
            }
        }
    }
}

}  // namespace perfsuite
