"""Pictures: decoded to RGB by Pillow, a folder of them resized to 64×64. Files are not trusted."""

import os

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset

import order
from protocol import RequestError, one_line

ENDINGS = (".jpg", ".jpeg", ".png")
MODES = ("1", "L", "LA", "P", "RGB", "RGBA")
MOST_PIXELS = 64_000_000
SIDE = 64
# Positions between two pixels, in an axis of the plain resize.
STEPS = 2048

# `picture` refuses earlier, and for good.
Image.MAX_IMAGE_PIXELS = None


def picture(path):
    """A JPEG or PNG file as an RGB Image."""
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise RequestError(f"{path}: {width}x{height} pixels: expected at most {MOST_PIXELS}")
            if image.mode not in MODES:
                raise RequestError(f"{path}: its pixels are {image.mode}: expected grey or RGB, 8 bits a channel")
            return image.convert("RGB")
    except RequestError:
        raise
    except Exception as error:  # a broken file makes Pillow throw nearly anything
        raise RequestError(f"{path}: {one_line(error)}: expected a whole JPEG or PNG picture") from None


def scaled(pixels):
    """uint8 [H,W,3] → float32 [3,H,W] in [0,1]."""
    # Not merely permuted: stacked, that would make batches in another memory format, with other kernels.
    return torch.from_numpy(pixels).permute(2, 0, 1).contiguous().float().div_(255)


class PictureFolder(Dataset):
    """The training part of a folder of pictures, float32 [3,64,64] in [−1,1]."""

    def __init__(self, folder, antialias):
        listed = order.names(folder, lambda name: name.lower().endswith(ENDINGS) and not name.startswith("."))
        self.paths = [os.path.join(folder, name) for name in order.training_part(folder, listed)]
        self.resize = antialiased if antialias else plain

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        return scaled(self.resize(picture(self.paths[index]))).sub_(0.5).div_(0.5)


def antialiased(image):
    return np.array(image.resize((SIDE, SIDE), Image.Resampling.BILINEAR))


def plain(image):
    """Between the two nearest pixels of each axis, however many lie in between; in whole numbers."""
    pixels = np.asarray(image).astype(np.int32)
    top, bottom, low, high = neighbours(pixels.shape[0])
    left, right, near, far = neighbours(pixels.shape[1])
    low, high, near, far = low[:, None, None], high[:, None, None], near[:, None], far[:, None]
    upper = near * pixels[top[:, None], left] + far * pixels[top[:, None], right]
    lower = near * pixels[bottom[:, None], left] + far * pixels[bottom[:, None], right]
    return ((low * upper + high * lower + STEPS * STEPS // 2) >> 22).astype(np.uint8)


def neighbours(length):
    """For each of the 64 places along an axis: its first and second pixel, and their weights of 2048."""
    source = (np.arange(SIDE) + 0.5) * (length / SIDE) - 0.5
    first = np.floor(source)
    between = np.where((first < 0) | (first >= length - 1), 0, source - first)
    first = np.clip(first, 0, length - 1).astype(np.int32)
    weight = np.floor(between * STEPS + 0.5).astype(np.int32)
    return first, np.minimum(first + 1, length - 1), STEPS - weight, weight
