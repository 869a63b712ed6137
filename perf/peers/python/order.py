"""The order of files in a folder, and which of them the published split holds out."""

import os
import random
import re

from protocol import RequestError

HELD_OUT = 10


def natural(name):
    """A sort key: runs of digits count as whole numbers, other characters by code point, ties by the whole name."""
    parts = []
    for run, other in re.findall(r"([0-9]+)|([^0-9])", name, re.DOTALL):
        digits = run.lstrip("0")
        # A number stands where its digits would among other characters. By length first: no run is too long for that.
        parts.append((ord("0"), len(digits), digits) if run else (ord(other), 0, ""))
    return parts, name


def names(folder, wanted):
    """The names in the folder that are wanted, naturally sorted."""
    try:
        with os.scandir(folder) as entries:
            return sorted((entry.name for entry in entries if wanted(entry.name) and entry.is_file()), key=natural)
    except OSError as error:
        raise RequestError(f"{folder}: {error.strerror}: expected a folder that can be read") from None


def training_part(folder, listed):
    """What the published split leaves for training: of the names shuffled with seed 0, all but the first tenth."""
    if len(listed) < HELD_OUT:
        raise RequestError(f"{folder}: {len(listed)} pictures: expected at least {HELD_OUT}, a tenth is held out")
    shuffled = list(listed)
    random.Random(0).shuffle(shuffled)
    return shuffled[len(shuffled) // HELD_OUT :]
