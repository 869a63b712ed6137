"""PerfSuite's Python worker: one JSON request a line on descriptor --in, one reply a line on --out.

    /usr/bin/python3 -u worker.py worker --in FD --out FD
"""

import argparse
import os
import signal
import sys

import lifeline
from protocol import Conversation, RequestError, one_line


BAD_USAGE = 64


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(BAD_USAGE, f"{message}\n{self.format_usage()}")


def descriptors(arguments):
    parser = Parser(prog="worker.py", description="PerfSuite's Python worker.")
    worker = parser.add_subparsers(dest="verb", required=True).add_parser("worker")
    worker.add_argument("--in", dest="requests", type=int, required=True, metavar="FD")
    worker.add_argument("--out", dest="replies", type=int, required=True, metavar="FD")
    chosen = parser.parse_args(arguments)
    for option, descriptor in (("--in", chosen.requests), ("--out", chosen.replies)):
        try:
            os.fstat(descriptor)
        except (OSError, OverflowError):
            parser.error(f"{option} {descriptor}: expected an open file descriptor handed down by the parent")
    return chosen.requests, chosen.replies


def torch_worker():
    from dispatch import Worker

    return Worker()


def main(arguments, start=torch_worker):
    """Answers requests as the worker that `start` makes."""
    requests, replies = descriptors(arguments)
    # Ctrl-C reaches the whole process group; the parent decides what it means and closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lifeline.hold(requests)

    conversation = Conversation(requests, replies)
    # After the lifeline: loading torch takes a second, in which the parent may die.
    worker = start()
    while not worker.leaving:
        try:
            reply = worker.answer(conversation.request())
        except EOFError:
            return 0
        except RequestError as error:
            reply = {"ok": False, "error": one_line(error)}
        except Exception as error:  # whatever torch or the system throws: the worker lives on
            reply = {"ok": False, "error": one_line(f"{type(error).__name__}: {error}")}
        conversation.reply(reply)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
