#include "files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "protocol.h"

namespace perfsuite {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The digits at a place, without the zeros in front; the place moves behind them.
std::string_view number(std::string_view text, std::size_t& at) {
    while (at < text.size() && text[at] == '0') ++at;
    const auto start = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return text.substr(start, at - start);
}

}  // namespace

void read_file(const std::string& path, const char* expected, std::uint64_t most, std::vector<std::uint8_t>& into) {
    const auto refuse = [&](const std::string& found) {
        throw RequestError(path + ": " + found + ": expected " + expected);
    };
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) refuse("no such file");
    const auto size = std::filesystem::file_size(path, error);
    if (error || size == 0) refuse("nothing in it");
    if (size > most) refuse(std::to_string(size) + " bytes, more than " + std::to_string(most));
    into.resize(size);
    std::ifstream file(path, std::ios::binary);
    if (!file.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(size)))
        refuse("cannot be read to its end");
}

std::vector<std::string> file_names(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        auto name = at->path().filename().string();
        if (name.front() != '.' && at->is_regular_file(ignored)) names.push_back(std::move(name));
    }
    if (error) throw RequestError(folder + ": cannot be listed (" + error.message() + "): expected a folder of files");
    std::sort(names.begin(), names.end(), naturally_before);
    return names;
}

bool naturally_before(const std::string& left, const std::string& right) {
    std::size_t i = 0, j = 0;
    while (i < left.size() && j < right.size()) {
        if (is_digit(left[i]) && is_digit(right[j])) {
            const auto a = number(left, i), b = number(right, j);
            if (a.size() != b.size()) return a.size() < b.size();
            if (a != b) return a < b;
        } else if (left[i] != right[j]) {
            return static_cast<unsigned char>(left[i]) < static_cast<unsigned char>(right[j]);
        } else {
            ++i, ++j;
        }
    }
    if (left.size() - i != right.size() - j) return left.size() - i < right.size() - j;
    return left < right;  // of char_traits, which compares bytes: in UTF-8 as code points
}

}  // namespace perfsuite
