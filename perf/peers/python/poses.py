"""Pictures of people and where their joints are, cropped and tinted at random.

The crop and the noise are those of DeepPoseComparison's transforms (github.com/ynaka81/DeepPoseComparison).
"""

import math
import os
import re

import numpy as np
import torch
from torch.utils.data import Dataset

from deeppose import JOINTS, SIDE
from draws import SplitMix64
from pictures import picture, scaled
from protocol import RequestError, shown

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
FIELDS = 1 + 3 * JOINTS
LIST_LIMIT = 1 << 28
# Pixels; no sum of two comes near what a 32-bit whole number holds.
FARTHEST = 1_000_000_000
DEVIATION = 0.01
ROWS_AT_ONCE = 1024
SWEEPS = 12


class Poses(Dataset):
    """(picture [3,227,227] in [0,1], joints [14,2] as fractions of the side, visible [14,1]), all float32.

    Of the folder's list `train`, a line for each: `path,x0,y0,v0,…,x13,y13,v13`, in pixels, visible 1 or 0.
    """

    epoch = 0

    def __init__(self, folder, augment, noise, seed):
        self.people = people(folder, os.path.join(folder, "train"))
        self.augment = augment
        self.whole = noise == "before-crop"
        self.seed = seed

    def __len__(self):
        return len(self.people)

    def __getitem__(self, index):
        path, joints, visible = self.people[index]
        pixels = np.array(picture(path))
        height, width = pixels.shape[:2]
        if min(height, width) < SIDE:
            raise RequestError(f"{path}: {width}x{height} pixels: expected at least {SIDE}x{SIDE}")
        draws = SplitMix64.stream(self.seed, self.epoch, index) if self.augment else None
        seen = joints[visible] if visible.any() else joints
        left, top = start(seen[:, 0].tolist(), width, draws), start(seen[:, 1].tolist(), height, draws)
        crop = pixels[top : top + SIDE, left : left + SIDE]
        x = scaled(crop)
        if self.augment:
            x.add_(colour(pixels if self.whole else crop, draws)).clamp_(0, 1)
        pose = ((joints - (left, top)) / SIDE).astype(np.float32)
        return x, torch.from_numpy(pose), torch.from_numpy(visible.astype(np.float32)).unsqueeze(1)


def start(joints, length, draws):
    """Where a crop begins along an axis: anywhere before the first joint, or without draws around their middle."""
    if draws is not None:
        first = draws.below(max(0, int(min(*joints, length - SIDE))) + 1)
    else:
        first = max(0, int((min(joints) + max(joints)) / 2 - SIDE / 2))
    return min(first + SIDE, length) - SIDE


def colour(pixels, draws):
    """The noise of one picture, a tint along its own colours: float32 [3,1,1]."""
    u1, u2 = 1 - draws.fraction(), draws.fraction()
    alpha = DEVIATION * math.sqrt(-2 * math.log(u1)) * math.cos(2 * math.pi * u2)
    values, vectors = eigen(covariance(pixels))
    first, second, third = (math.sqrt(max(value, 0)) for value in values)
    # Rows of the vectors where columns would be meant: as published.
    tint = [alpha * (u * first + v * second + w * third) for u, v, w in zip(*vectors)]
    return torch.tensor(tint).view(3, 1, 1)


def covariance(pixels):
    """Of the three channels as fractions of 255, from sums that doubles hold exactly."""
    count = pixels.shape[0] * pixels.shape[1]
    sums, products = torch.zeros(3, dtype=torch.float64), torch.zeros(3, 3, dtype=torch.float64)
    for row in range(0, len(pixels), ROWS_AT_ONCE):
        part = torch.from_numpy(pixels[row : row + ROWS_AT_ONCE].reshape(-1, 3)).double()
        sums += part.sum(0)
        products += part.T @ part
    s, p = sums.tolist(), products.tolist()
    return [[(p[c][d] - s[c] * s[d] / count) / (count - 1) / 65025 for d in range(3)] for c in range(3)]


def eigen(a):
    """Eigenvalues of a symmetric 3×3 matrix and its eigenvectors in columns: Jacobi, always the same rotations."""
    e = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    for _ in range(SWEEPS):
        for p, q in ((0, 1), (0, 2), (1, 2)):
            if a[p][q] == 0:
                continue
            theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
            t = 1 / (abs(theta) + math.sqrt(theta * theta + 1))
            t = -t if theta < 0 else t
            c = 1 / math.sqrt(t * t + 1)
            s = t * c
            r = 3 - p - q
            apq, arp, arq = a[p][q], a[r][p], a[r][q]
            a[p][p] -= t * apq
            a[q][q] += t * apq
            a[p][q] = a[q][p] = 0.0
            a[r][p] = a[p][r] = c * arp - s * arq
            a[r][q] = a[q][r] = s * arp + c * arq
            for row in e:
                row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
    return [a[i][i] for i in range(3)], e


def people(folder, path):
    """(file, joints float64 [14,2] in pixels, visible bool [14]) of each line."""
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > LIST_LIMIT:
            raise RequestError(f"{path}: no such file, or above {LIST_LIMIT} bytes: expected a list of poses")
        with open(path, "rb") as file:
            lines = file.read(LIST_LIMIT).decode("utf-8").split("\n")
    except OSError as error:
        raise RequestError(f"{path}: {error.strerror}: expected a list of poses") from None
    except UnicodeDecodeError as error:
        raise RequestError(f"{path}: offset {error.start}: not UTF-8: expected a list of poses") from None
    root = os.path.realpath(folder)
    listed = [person(root, f"{path}: line {number}", line) for number, line in enumerate(lines, 1) if line.strip()]
    if not listed:
        raise RequestError(f"{path}: no lines: expected at least one person")
    return listed


def person(root, where, line):
    name, *fields = line.rstrip("\r").split(",")
    if len(fields) != FIELDS - 1:
        raise RequestError(f"{where}: {1 + len(fields)} fields: expected {FIELDS}, path and x,y,v of {JOINTS} joints")
    for field in fields:
        if not NUMBER.fullmatch(field) or abs(float(field)) > FARTHEST:
            raise RequestError(f"{where}: {shown(field)}: expected a number, at most {FARTHEST} from 0")
    numbers = np.array([float(field) for field in fields]).reshape(JOINTS, 3)
    if not np.isin(numbers[:, 2], (0, 1)).all():
        raise RequestError(f"{where}: a joint's visibility is neither: expected 0 or 1")
    return inside(root, where, name), numbers[:, :2], numbers[:, 2] == 1


def inside(root, where, name):
    """The file of that name, which neither the name nor a link may take out of the folder."""
    if not name or "\0" in name or os.path.isabs(name) or ".." in name.split("/"):
        raise RequestError(f"{where}: {shown(name)}: expected a path within the folder")
    path = os.path.realpath(os.path.join(root, name))
    if os.path.commonpath((root, path)) != root:
        raise RequestError(f"{where}: {shown(name)} leads out of the folder: expected a path within")
    if not os.path.isfile(path):
        raise RequestError(f"{where}: {shown(name)}: no such file: expected a picture")
    return path
