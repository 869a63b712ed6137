"""Imports Chainer 7 under a NumPy that is newer than it. Run by itself it tells the version, or why there is none.

    PYTHONPATH=… /usr/bin/python3 chainer_import.py
"""

import builtins
import sys

import numpy

MAJOR = "7."

# NumPy 1.24 took these names away, and Chainer's last release still says them.
for name in ("bool", "int", "float", "object"):
    if name not in vars(numpy):
        setattr(numpy, name, getattr(builtins, name))

import chainer  # noqa: E402

version = getattr(chainer, "__version__", None)
if version is None or not version.startswith(MAJOR):
    found = "a folder of that name" if version is None else f"Chainer {version}"
    raise ImportError(f"{found} is on the path, Chainer {MAJOR}8 is expected")

if __name__ == "__main__":
    sys.stdout.write(f"{version}\n")
