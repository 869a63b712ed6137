#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace perfsuite {

// The bytes of a file, of at most so many. A missing, unreadable, empty or too long one is a RequestError, and so is
// what is no regular file: a pipe would be waited for, a device would never end.
void read_file(const std::string& path, const char* expected, std::uint64_t most, std::vector<std::uint8_t>& into);

// Names of the regular files in a folder, in natural order; hidden ones are left out.
std::vector<std::string> file_names(const std::string& folder);

// Digit runs as whole numbers of any length, other characters by code point; what is equal then ("1", "01") by code
// points alone.
bool naturally_before(const std::string& left, const std::string& right);

}  // namespace perfsuite
