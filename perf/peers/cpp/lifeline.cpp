#include "lifeline.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <thread>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace perfsuite {

namespace {
constexpr int parent_look_ms = 1000;
}

void hold_lifeline(int requests) {
    const auto parent = getppid();
#ifdef __linux__
    // A stopped process sees nothing. Being continued when the parent dies lets it see the hang-up; a killing
    // signal would be wrong, since it also comes when only the parent's starting thread ends.
    prctl(PR_SET_PDEATHSIG, SIGCONT);
#endif
    std::thread([=] {
        pollfd pipe{requests, 0, 0};  // no events asked for: only hang-up and error are told
        int told;
        do told = poll(&pipe, 1, parent_look_ms);
        while ((told == 0 || (told < 0 && errno == EINTR)) && getppid() == parent);
        _exit(0);
    }).detach();
}

}  // namespace perfsuite
