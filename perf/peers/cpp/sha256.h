#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace perfsuite {

// SHA-256 (FIPS 180-4).
class Sha256 {
public:
    void update(const void* bytes, std::size_t count);

    // The digest in lower-case hexadecimal; nothing can be added afterwards.
    std::string finish();

private:
    void absorb(const std::uint8_t* block);

    std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::uint8_t, 64> block_{};
    std::size_t filled_ = 0;
    std::uint64_t total_ = 0;
};

}  // namespace perfsuite
