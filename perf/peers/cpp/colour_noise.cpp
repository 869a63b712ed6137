#include "colour_noise.h"

#include <algorithm>
#include <cmath>

namespace perfsuite {

namespace {

using Matrix = std::array<Colour, 3>;

// Of 1/255 of a byte, from sums that are exact.
Matrix covariance(const Picture& picture, const Window& window) {
    std::int64_t sums[3] = {}, products[3][3] = {};
    for (int y = window.y; y < window.y + window.height; ++y) {
        const auto* pixel = &picture.bytes[3 * (static_cast<std::size_t>(picture.width) * y + window.x)];
        for (int x = 0; x < window.width; ++x, pixel += 3)
            for (int c = 0; c < 3; ++c) {
                sums[c] += pixel[c];
                for (int d = 0; d <= c; ++d) products[c][d] += pixel[c] * pixel[d];
            }
    }
    const auto n = static_cast<double>(std::int64_t{window.width} * window.height);
    Matrix result;
    for (int c = 0; c < 3; ++c)
        for (int d = 0; d <= c; ++d)
            result[c][d] = result[d][c] = (static_cast<double>(products[c][d]) -
                                           static_cast<double>(sums[c]) * static_cast<double>(sums[d]) / n) /
                                          (n - 1) / 65025;
    return result;
}

// Jacobi's rotations: `a` becomes diagonal, the eigenvalues; the columns of what is returned are the eigenvectors.
Matrix diagonalise(Matrix& a) {
    Matrix e{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    constexpr int pairs[][2] = {{0, 1}, {0, 2}, {1, 2}};
    for (int sweep = 0; sweep < 12; ++sweep) {
        for (const auto [p, q] : pairs) {
            if (a[p][q] == 0) continue;
            const auto theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
            auto t = 1 / (std::abs(theta) + std::sqrt(theta * theta + 1));
            if (theta < 0) t = -t;
            const auto c = 1 / std::sqrt(t * t + 1), s = t * c;
            const auto r = 3 - p - q;
            const auto app = a[p][p], aqq = a[q][q], apq = a[p][q], arp = a[r][p], arq = a[r][q];
            a[p][p] = app - t * apq;
            a[q][q] = aqq + t * apq;
            a[p][q] = a[q][p] = 0;
            a[r][p] = a[p][r] = c * arp - s * arq;
            a[r][q] = a[q][r] = s * arp + c * arq;
            for (auto& row : e) {
                const auto ep = row[p], eq = row[q];
                row[p] = c * ep - s * eq;
                row[q] = s * ep + c * eq;
            }
        }
    }
    return e;
}

}  // namespace

Colour colour_noise(const Picture& picture, const Window& window, SplitMix64& draws) {
    const auto u1 = 1 - draws.fraction(), u2 = draws.fraction();
    const auto pi = std::acos(-1.0);
    const auto alpha = 0.01 * std::sqrt(-2 * std::log(u1)) * std::cos(2 * pi * u2);
    auto values = covariance(picture, window);
    const auto vectors = diagonalise(values);
    Colour noise;
    for (int j = 0; j < 3; ++j) {
        auto sum = 0.0;
        for (int i = 0; i < 3; ++i) sum += vectors[i][j] * std::sqrt(std::max(values[i][i], 0.0));
        noise[j] = alpha * sum;
    }
    return noise;
}

}  // namespace perfsuite
