#pragma once

#include <string>
#include <vector>

namespace perfsuite {

// How libtorch picks its kernels and rounds, by the names that every language knows.
const std::vector<std::string>& modes();

// The one in which a session also narrows its network and samples.
constexpr const char* bfloat16_mode = "bfloat16";

// Switches the whole process; the name is one of modes().
void switch_mode(const std::string& name);

}  // namespace perfsuite
