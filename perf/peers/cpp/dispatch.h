#pragma once

namespace perfsuite {

// Answers requests until the parent says bye or closes the pipe. Errors are replies; the worker lives on.
void serve(int requests, int replies);

}  // namespace perfsuite
