#pragma once

namespace perfsuite {

// Ends this process as soon as the write end of the pipe `requests` is closed or the parent is gone,
// also in the middle of a long request. Watched from a thread of its own.
void hold_lifeline(int requests);

}  // namespace perfsuite
