"""Ends this process as soon as its parent is gone, also in the middle of a long request."""

import ctypes
import os
import select
import signal
import sys
import threading

PR_SET_PDEATHSIG = 1
PARENT_LOOK_MS = 1000


def hold(requests):
    """Watches the write end of the pipe `requests` and the parent from a thread of its own."""
    parent = os.getppid()
    if sys.platform == "linux":
        # A stopped process sees nothing. Being continued when the parent dies lets it see the hang-up;
        # a killing signal would be wrong, since it also comes when only the parent's starting thread ends.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGCONT, 0, 0, 0)

    def watch():
        poll = select.poll()
        poll.register(requests, 0)  # no events asked for: only hang-up and error are told
        while not poll.poll(PARENT_LOOK_MS) and os.getppid() == parent:
            pass
        os._exit(0)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
