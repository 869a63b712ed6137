#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace perfsuite {

using Json = nlohmann::json;

constexpr int protocol_version = 1;

// A request that cannot be granted; the message is the reply's `error`.
struct RequestError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The first line of a message, shortened where an author of exceptions was generous.
std::string one_line(const std::string& message);

// Lines of JSON over two file descriptors: strictly request, then reply.
class Conversation {
public:
    Conversation(int requests, int replies) : requests_(requests), replies_(replies) {}

    // The next request, an object; nothing when the parent has closed the pipe.
    std::optional<Json> request();

    // False when nobody reads any more.
    bool reply(const Json& reply);

private:
    enum class Line { whole, too_long, end };
    Line read_line(std::string& line);

    int requests_;
    int replies_;
    std::string unread_;
};

// What such a message is made of: text cut to a readable length, and "one of a, b, c".
std::string shortened(const std::string& text);
std::string one_of(const std::vector<std::string>& known);
[[noreturn]] void refuse(const Json& request, const char* field, const std::string& expected);

// The checks a field of a request passes; each throws RequestError naming field, finding and expectation.
std::string text(const Json& request, const char* field);
std::string path(const Json& request, const char* field);
std::optional<std::string> optional_path(const Json& request, const char* field);
std::int64_t integer(const Json& request, const char* field, std::int64_t least, std::int64_t most);
// The same, or `absent` where there is none or it is null.
std::int64_t integer_or(const Json& request, const char* field, std::int64_t least, std::int64_t most,
                        std::int64_t absent);
std::string choice(const Json& request, const char* field, const std::vector<std::string>& known);

}  // namespace perfsuite
