#include "protocol.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace perfsuite {

namespace {

constexpr std::size_t line_limit = 1 << 20;
constexpr std::size_t error_limit = 2000;
constexpr std::size_t shown_limit = 80;

std::string described(const Json& request, const char* field) {
    const auto found = request.find(field);
    if (found == request.end()) return "missing";
    // Nested values are not printed: printing recurses, and a hostile line can be half a million levels deep.
    if (found->is_array()) return "an array";
    if (found->is_object()) return "an object";
    return shortened(found->dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

void refuse(const Json& request, const char* field, const std::string& expected) {
    throw RequestError("'" + std::string(field) + "' is " + described(request, field) + ": expected " + expected);
}

std::string shortened(const std::string& text) {
    return text.size() > shown_limit ? text.substr(0, shown_limit - 3) + "..." : text;
}

std::string one_of(const std::vector<std::string>& known) {
    std::string list = "one of ";
    for (const auto& name : known) list += (&name == &known.front() ? "" : ", ") + name;
    return list;
}

std::string one_line(const std::string& message) {
    const auto start = message.find_first_not_of(" \t\r\n");
    if (start == std::string::npos) return "an exception without a message";
    const auto end = message.find_first_of("\r\n", start);
    return message.substr(start, std::min(end - start, error_limit));
}

Conversation::Line Conversation::read_line(std::string& line) {
    auto too_long = false;
    for (std::size_t searched = 0;;) {
        const auto end = unread_.find('\n', searched);
        if (end != std::string::npos) {
            too_long |= end > line_limit;
            line.assign(unread_, 0, end);
            unread_.erase(0, end + 1);
            return too_long ? Line::too_long : Line::whole;
        }
        if (unread_.size() > line_limit) {
            too_long = true;
            unread_.clear();
        }
        searched = unread_.size();
        char block[65536];
        const auto count = read(requests_, block, sizeof block);
        if (count > 0) unread_.append(block, static_cast<std::size_t>(count));
        else if (count == 0 || errno != EINTR) return Line::end;
    }
}

std::optional<Json> Conversation::request() {
    std::string line;
    switch (read_line(line)) {
        case Line::end: return std::nullopt;
        case Line::too_long:
            throw RequestError("the line is longer than " + std::to_string(line_limit) +
                               " bytes: expected one JSON object of at most that");
        case Line::whole: break;
    }
    Json request;
    try {
        request = Json::parse(line);
    } catch (const Json::exception& error) {
        throw RequestError("the line is not JSON: expected one object (" + one_line(error.what()) + ")");
    }
    if (!request.is_object()) throw RequestError("the line is not a JSON object: expected one with the field 'do'");
    return request;
}

bool Conversation::reply(const Json& reply) {
    const auto line = reply.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    for (std::size_t sent = 0; sent < line.size();) {
        const auto count = write(replies_, line.data() + sent, line.size() - sent);
        if (count >= 0) sent += static_cast<std::size_t>(count);
        else if (errno != EINTR) return false;
    }
    return true;
}

std::string text(const Json& request, const char* field) {
    const auto found = request.find(field);
    if (found == request.end() || !found->is_string()) refuse(request, field, "a string");
    return found->get<std::string>();
}

std::string path(const Json& request, const char* field) {
    auto given = text(request, field);
    // It would silently cut the path when it reaches the system.
    if (given.find('\0') != std::string::npos) refuse(request, field, "a path, in which no NUL can stand");
    return given;
}

std::optional<std::string> optional_path(const Json& request, const char* field) {
    const auto found = request.find(field);
    if (found == request.end() || found->is_null()) return std::nullopt;
    return path(request, field);
}

std::int64_t integer(const Json& request, const char* field, std::int64_t least, std::int64_t most) {
    const auto found = request.find(field);
    const auto fits = found != request.end() && found->is_number_integer() &&
                      !(found->is_number_unsigned() && found->get<std::uint64_t>() > static_cast<std::uint64_t>(most));
    if (fits) {
        const auto value = found->get<std::int64_t>();
        if (value >= least && value <= most) return value;
    }
    refuse(request, field, "an integer from " + std::to_string(least) + " to " + std::to_string(most));
}

std::int64_t integer_or(const Json& request, const char* field, std::int64_t least, std::int64_t most,
                        std::int64_t absent) {
    const auto found = request.find(field);
    return found == request.end() || found->is_null() ? absent : integer(request, field, least, most);
}

std::string choice(const Json& request, const char* field, const std::vector<std::string>& known) {
    auto value = text(request, field);
    if (std::find(known.begin(), known.end(), value) != known.end()) return value;
    refuse(request, field, one_of(known));
}

}  // namespace perfsuite
