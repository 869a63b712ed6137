"""MNIST's IDX files, plain or .gz, read whole into tensors; every fault names file, offset and expectation."""

import gzip
import os
import zlib

import torch

from protocol import RequestError

IMAGES, LABELS = "images-idx3-ubyte", "labels-idx1-ubyte"
SIDE = 28
# Keeps the product of the sizes far from any overflow; MNIST has 60,000.
MOST = 2_000_000
CHUNK = 1 << 20


def training_set(folder):
    """(images float32 [N,1,28,28] in [0,1], labels int64 [N]) of the folder's two training files."""
    return part_of(folder, "train")


def test_set(folder):
    """The same of its two test files."""
    return part_of(folder, "t10k")


def part_of(folder, part):
    with IdxFile(folder, f"{part}-{IMAGES}") as file:
        count, rows, columns = file.header(0x803, 3)
        file.expect_count(count, "images")
        if (rows, columns) != (SIDE, SIDE):
            file.fault(8, f"images of {rows}x{columns}", f"{SIDE}x{SIDE}")
        pixels = file.body(count * SIDE * SIDE, f"{count} images of {SIDE}x{SIDE}")
    with IdxFile(folder, f"{part}-{LABELS}") as file:
        (labelled,) = file.header(0x801, 1)
        if labelled != count:
            file.fault(4, f"{labelled} labels", f"{count}, one for each image")
        start = file.offset
        labels = file.body(count, f"{count} labels")
        if max(labels) > 9:
            at, label = next((at, label) for at, label in enumerate(labels) if label > 9)
            file.fault(start + at, f"label {label}", "0 to 9")
    images = torch.frombuffer(pixels, dtype=torch.uint8).view(count, 1, SIDE, SIDE)
    return images.float().div_(255), torch.frombuffer(labels, dtype=torch.uint8).long()


class IdxFile:
    """One IDX file, read from front to back; offsets are those of the unpacked bytes."""

    def __init__(self, folder, name):
        plain = os.path.join(folder, name)
        self.path = plain if os.path.exists(plain) else plain + ".gz"
        self.offset = 0
        if not os.path.isfile(self.path):
            raise RequestError(f"{plain}: no such file, nor with .gz: expected an IDX file of MNIST in the folder 'data'")
        try:
            self.file = (gzip.open if self.path.endswith(".gz") else open)(self.path, "rb")
        except OSError:
            raise RequestError(f"{self.path}: cannot be opened: expected a readable file") from None

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.file.close()

    def fault(self, offset, found, expected):
        raise RequestError(f"{self.path}: offset {offset}: {found}: expected {expected}")

    def header(self, magic, dimensions):
        """The sizes of the dimensions, each 0 to 2³² − 1."""
        length = 4 + 4 * dimensions
        head = self.take(length, f"a header of {length} bytes")
        found, *sizes = (int.from_bytes(head[at : at + 4], "big") for at in range(0, length, 4))
        if found != magic:
            kind = f"0x{magic:08x}, unsigned bytes in {dimensions} dimension{'s' * (dimensions > 1)}"
            self.fault(0, f"magic 0x{found:08x}", kind)
        return sizes

    def expect_count(self, count, things):
        if not 1 <= count <= MOST:
            self.fault(4, f"{count} {things}", f"1 to {MOST}")

    def body(self, length, content):
        """The rest of the file, which must be exactly this long."""
        taken = self.take(length, content)
        if self.some(1):
            self.fault(self.offset, "more bytes", f"the end of the file after {content}")
        return taken

    def take(self, length, content):
        # In chunks: a header that promises more than the file holds must not cost its memory.
        taken = bytearray()
        while len(taken) < length:
            chunk = self.some(min(CHUNK, length - len(taken)))
            if not chunk:
                self.fault(self.offset, "the file ends", content)
            taken += chunk
            self.offset += len(chunk)
        return taken

    def some(self, most):
        try:
            return self.file.read(most)
        except (OSError, EOFError, zlib.error):
            if self.path.endswith(".gz"):
                self.fault(self.offset, "broken gzip", "unbroken gzip data")
            self.fault(self.offset, "unreadable", "a readable file")
