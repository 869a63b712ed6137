// PerfSuite's C++ worker: one JSON request a line on descriptor --in, one reply a line on --out.
//
//     perfsuite-peer worker --in FD --out FD

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <optional>
#include <string_view>

#include "dispatch.h"
#include "lifeline.h"

namespace {

constexpr int bad_usage = 64;

std::optional<int> open_descriptor(std::string_view text) {
    int descriptor = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), descriptor);
    if (error != std::errc() || end != text.data() + text.size() || descriptor < 0) return std::nullopt;
    if (fcntl(descriptor, F_GETFD) == -1) return std::nullopt;
    return descriptor;
}

constexpr const char* usage = "usage: perfsuite-peer worker --in FD --out FD";

int refuse(const char* fault) {
    std::fprintf(stderr, "%s\n%s\n", fault, usage);
    return bad_usage;
}

}  // namespace

int main(int count, char** words) {
    if (count == 2 && std::string_view(words[1]) == "--help") return std::puts(usage) < 0;
    if (count != 6 || std::string_view(words[1]) != "worker")
        return refuse("expected the verb 'worker' and its two options");
    std::optional<int> requests, replies;
    for (int at = 2; at < count; at += 2) {
        const std::string_view option = words[at];
        if (option == "--in") requests = open_descriptor(words[at + 1]);
        else if (option == "--out") replies = open_descriptor(words[at + 1]);
        else return refuse("unknown option");
    }
    if (!requests || !replies)
        return refuse("--in and --out: expected open file descriptors handed down by the parent");

    // Ctrl-C reaches the whole process group; the parent decides what it means and closes the pipe.
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    perfsuite::hold_lifeline(*requests);
    perfsuite::serve(*requests, *replies);
    return 0;
}
