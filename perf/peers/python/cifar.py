"""CIFAR-10's binary files: records of a label and the red, green and blue plane of 32×32 bytes."""

import os
import re

import numpy as np
import torch
from torch.utils.data import Dataset

import order
from draws import SplitMix64
from protocol import RequestError

SIDE = 32
RECORD = 1 + 3 * SIDE * SIDE
FRAME = 4
MEAN = np.array([0.4914, 0.4822, 0.4465], np.float32).reshape(3, 1, 1)
DEVIATION = np.array([0.2023, 0.1994, 0.2010], np.float32).reshape(3, 1, 1)
# 6 GB; CIFAR-10 has 60,000.
MOST = 2_000_000


class Cifar10(Dataset):
    """(image float32 [3,32,32] normalised, label) of data_batch_*.bin; augmented by a shifted crop and a flip."""

    epoch = 0

    def __init__(self, folder, augment, seed):
        names = order.names(folder, re.compile(r"data_batch_.*\.bin", re.DOTALL).fullmatch)
        if not names:
            raise RequestError(f"{folder}: no data_batch_*.bin: expected CIFAR-10's binary files")
        records = np.concatenate(records_of([os.path.join(folder, name) for name in names]))
        self.labels = records[:, 0].tolist()
        self.images = records[:, 1:].reshape(-1, 3, SIDE, SIDE)
        self.augment = augment
        self.seed = seed

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        image = self.images[index]
        if self.augment:
            image = shifted(image, SplitMix64.stream(self.seed, self.epoch, index))
        x = image.astype(np.float32)
        x /= 255
        x -= MEAN
        x /= DEVIATION
        return torch.from_numpy(x), self.labels[index]


def shifted(image, draws):
    """A crop of the image in a frame of black, mirrored every other time."""
    framed = np.zeros((3, SIDE + 2 * FRAME, SIDE + 2 * FRAME), np.uint8)
    framed[:, FRAME:-FRAME, FRAME:-FRAME] = image
    y, x, flip = draws.below(2 * FRAME + 1), draws.below(2 * FRAME + 1), draws.below(2)
    crop = framed[:, y : y + SIDE, x : x + SIDE]
    return np.ascontiguousarray(crop[:, :, ::-1] if flip else crop)


def records_of(paths):
    parts, room = [], MOST * RECORD
    for path in paths:
        try:
            size = os.path.getsize(path)
            if size == 0 or size % RECORD or size > room:
                expected = f"a multiple of {RECORD}, at most {MOST} records in all"
                raise RequestError(f"{path}: {size} bytes: expected {expected}")
            part = np.fromfile(path, np.uint8, size)
        except OSError as error:
            raise RequestError(f"{path}: {error.strerror}: expected a readable file") from None
        if len(part) != size:
            raise RequestError(f"{path}: the file ends at offset {len(part)}: expected {size} bytes")
        part = part.reshape(-1, RECORD)
        wrong = np.flatnonzero(part[:, 0] > 9)
        if len(wrong):
            offset, label = wrong[0] * RECORD, part[wrong[0], 0]
            raise RequestError(f"{path}: offset {offset}: label {label}: expected 0 to 9")
        parts.append(part)
        room -= size
    return parts
