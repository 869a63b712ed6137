"""What this process computes with: versions, the libtorch and BLAS it has mapped, the CPU capability."""

import os
import platform
import re

import torch


def mapped_files():
    """Real paths of the files mapped into this process; none where the system does not tell."""
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
            columns = (line.rstrip("\n").split(None, 5) for line in maps)
            return sorted({c[5] for c in columns if len(c) == 6 and c[5].startswith("/")})
    except OSError:
        return []


def libtorch_version():
    """From the library's own file name where it carries three numbers: a distribution's Python misnames its version."""
    for path in mapped_files():
        found = re.search(r"/libtorch_cpu\.so\.(\d+\.\d+\.\d+)$", path)
        if found:
            return found.group(1)
    return re.match(r"\d+(\.\d+)*", torch.__version__).group()


def blas():
    """The last two components of the BLAS library's path, None where there is no such file."""
    for pattern in (r"libblas\.so[.\d]*", r"libopenblas[^/]*\.so[.\d]*", r"libmkl_(rt|core)\.so[.\d]*"):
        for path in mapped_files():
            if re.fullmatch(pattern, os.path.basename(path)):
                return "/".join(path.split("/")[-2:])
    return None


def cpu_capability():
    found = re.search(r"CPU capability usage: (.+)", torch.__config__.show())
    return found.group(1).strip() if found else None


def devices():
    """cpu; with a GPU also cuda, which is the first, and each by its number."""
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    return ["cpu"] + (["cuda"] if count else []) + [f"cuda:{index}" for index in range(count)]


def facts():
    """hello's part about the language and the engine."""
    return {
        "contender": "python",
        "language": f"Python {platform.python_version()}",
        "versions": {"torch": torch.__version__},
        "libtorch": libtorch_version(),
        "blas": blas(),
        "cpuCapability": cpu_capability(),
        "threads": torch.get_num_threads(),
        "pid": os.getpid(),
        "devices": devices(),
    }
