"""Version 1 of the worker protocol: lines of JSON, and the checks every field of a request passes."""

import json
import os

VERSION = 1
LINE_LIMIT = 1 << 20
ERROR_LIMIT = 2000
SHOWN_LIMIT = 80


class RequestError(Exception):
    """A request that cannot be granted; the message is the reply's `error`."""


def one_line(error):
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:ERROR_LIMIT]


class Conversation:
    """Strictly request, then reply, over two file descriptors."""

    def __init__(self, requests, replies):
        self.requests = os.fdopen(requests, "rb")
        self.replies = os.fdopen(replies, "wb")

    def request(self):
        """The next request, an object; EOFError when the parent has closed the pipe."""
        line = self.requests.readline(LINE_LIMIT + 1)
        if not line.endswith(b"\n"):
            if len(line) <= LINE_LIMIT:
                raise EOFError
            while not line.endswith(b"\n"):
                line = self.requests.readline(LINE_LIMIT)
                if not line:
                    raise EOFError
            raise RequestError(f"the line is longer than {LINE_LIMIT} bytes: expected one JSON object of at most that")
        try:
            request = json.loads(line.decode("utf-8"), parse_constant=refuse_constant)
        except (ValueError, RecursionError) as error:
            raise RequestError(f"the line is not JSON: expected one object ({one_line(error)})") from None
        if not isinstance(request, dict):
            raise RequestError("the line is not a JSON object: expected one with the field 'do'")
        return request

    def reply(self, reply):
        try:
            self.replies.write(json.dumps(reply, allow_nan=False).encode() + b"\n")
            self.replies.flush()
        except BrokenPipeError:
            os._exit(0)


def refuse_constant(name):
    raise ValueError(f"{name} is no JSON number")


def text(request, field):
    value = request.get(field)
    if not isinstance(value, str):
        raise RequestError(f"'{field}' is {described(request, field)}: expected a string")
    return value


def path(request, field):
    value = text(request, field)
    if "\0" in value:
        raise RequestError(f"'{field}' is {described(request, field)}: expected a path, in which no NUL can stand")
    return value


def optional_path(request, field):
    return None if request.get(field) is None else path(request, field)


def optional_texts(request, field):
    """An object of strings; empty where the field is missing or null."""
    value = request.get(field)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RequestError(f"'{field}' is {described(request, field)}: expected an object of strings")
    for name in value:
        if not isinstance(value[name], str):
            raise RequestError(f"{shown(name)} in '{field}' is {described(value, name)}: expected a string")
    return value


def integer(request, field, least, most):
    value = request.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise RequestError(f"'{field}' is {described(request, field)}: expected an integer from {least} to {most}")
    return value


def optional_integer(request, field, least, most, absent):
    return absent if request.get(field) is None else integer(request, field, least, most)


def choice(request, field, known):
    value = text(request, field)
    if value not in known:
        raise RequestError(f"'{field}' is {described(request, field)}: expected one of {', '.join(known)}")
    return value


def described(request, field):
    if field not in request:
        return "missing"
    value = request[field]
    if isinstance(value, (list, dict)):
        return "an array" if isinstance(value, list) else "an object"
    return shown(value)


def shown(value):
    """As JSON, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN_LIMIT else text[: SHOWN_LIMIT - 3] + "..."
