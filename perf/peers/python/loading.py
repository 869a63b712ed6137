"""Loading alone: batches out of memory and files as DataLoader and torchvision make them, and as batched tensor code does.

What a session loads is what its folder holds: MNIST's files, CIFAR-10's, or pictures. An iteration is a whole pass.
"""

import hashlib
import os

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset

import idx
import order
from protocol import RequestError
from weights import Weighted

try:
    import numpy as np

    import cifar
    import pictures
except ImportError as error:  # the other workloads do without
    LACKING = error
else:
    LACKING = None

DIGESTED = 2048  # samples whose pixels are in the digest
MARGIN = 4


class Loading(Weighted):
    settings = {"workers": ("0", "1", "2", "4")}
    variants = {"matched": {}}
    epochs = None

    def __init__(self, settings, batch, seed, device, data):
        self.workers = int(settings["workers"])
        self.batch = batch
        self.seed = seed
        self.device = device
        self.loaders = {}
        if data is None:
            raise RequestError("loading reads files: expected 'data', a folder of MNIST, CIFAR-10 or pictures")
        torch.manual_seed(seed)
        self.samples = samples_of(data)
        self.model = nn.Module()
        self.model.register_buffer("pixels", self.samples.digest())

    def agree(self, steps):
        """The sum of the bits of each batch of the first epoch, in the order that all languages agree on."""
        shuffled = torch.randperm(len(self.samples.plain), generator=torch.Generator().manual_seed(self.seed))
        if len(shuffled) < steps * self.batch:
            raise RequestError(f"{len(shuffled)} samples: expected {steps} batches of {self.batch}")
        return [bits(self.samples.plain, chosen) for chosen in shuffled.split(self.batch)[:steps]]

    def loader(self, samples):
        """One for the life of the session, its workers too."""
        if samples not in self.loaders:
            self.loaders[samples] = DataLoader(
                samples, self.batch, shuffle=True, num_workers=self.workers, persistent_workers=self.workers > 0
            )
        return self.loaders[samples]

    def passes(self, samples, iterations, meter):
        loader = self.loader(samples)
        with meter:
            for _ in range(iterations):
                for batch in loader:
                    pass

    def rows(self, iterations, meter):
        self.passes(self.of(Rows).plain, iterations, meter)

    def cifar(self, iterations, meter):
        self.passes(self.of(Records).augmented, iterations, meter)

    def faces(self, iterations, meter):
        self.passes(self.of(Faces).plain, iterations, meter)

    def faces_scaled(self, iterations, meter):
        self.passes(self.of(Faces).scaled, iterations, meter)

    def of(self, kind):
        if not isinstance(self.samples, kind):
            raise RequestError(f"the session's folder holds {self.samples.what}: expected {kind.what}")
        return self.samples

    def rows_select(self, iterations, meter):
        images, labels = self.of(Rows).plain.tensors
        with meter:
            for _ in range(iterations):
                for chosen in torch.randperm(len(images)).split(self.batch):
                    batch = images.index_select(0, chosen), labels.index_select(0, chosen)

    def cifar_tensors(self, iterations, meter):
        samples = self.of(Records)
        framed, labels = samples.framed(), samples.labels
        side = cifar.SIDE + 2 * MARGIN
        along = torch.arange(cifar.SIDE)
        planes = (torch.arange(3) * side * side).view(1, 3, 1, 1)
        mean, deviation = (torch.from_numpy(numbers) for numbers in (cifar.MEAN, cifar.DEVIATION))
        with meter:
            for _ in range(iterations):
                for chosen in torch.randperm(len(labels)).split(self.batch):
                    count = len(chosen)
                    down, across = (torch.randint(0, 2 * MARGIN + 1, (count, 1)) for _ in range(2))
                    flip = torch.randint(0, 2, (count, 1))
                    y = ((down + along) * side).view(count, 1, -1, 1)
                    x = (across + along + flip * (cifar.SIDE - 1 - 2 * along)).view(count, 1, 1, -1)
                    start = (chosen * 3 * side * side).view(count, 1, 1, 1)
                    pixels = framed.index_select(0, (start + planes + y + x).view(-1)).view(count, 3, cifar.SIDE, -1)
                    batch = pixels.float().div_(255).sub_(mean).div_(deviation), labels.index_select(0, chosen)

    def memcpy(self, iterations, meter):
        count = len(self.of(Records).labels)
        source = torch.rand(count, 3, cifar.SIDE, cifar.SIDE)
        target = torch.empty(self.batch, 3, cifar.SIDE, cifar.SIDE)
        with meter:
            for _ in range(iterations):
                for part in source.split(self.batch):
                    target[: len(part)].copy_(part)

    phases = {
        "rows": rows,
        "rows-select": rows_select,
        "cifar": cifar,
        "cifar-tensors": cifar_tensors,
        "memcpy": memcpy,
        "faces": faces,
        "faces-scaled": faces_scaled,
    }


class Samples:
    """`plain` is the data set whose samples are the same pixels in every language."""

    def digest(self):
        count = min(DIGESTED, len(self.plain))
        sha = hashlib.sha256()
        for index in range(count):
            sha.update(input_of(self.plain[index]).numpy().tobytes())
        return torch.tensor(list(sha.digest()), dtype=torch.uint8)


class Rows(Samples):
    what = "MNIST's files"

    def __init__(self, folder):
        self.plain = TensorDataset(*idx.training_set(folder))


class Records(Samples):
    what = "CIFAR-10's files"

    def __init__(self, folder):
        from torchvision import transforms

        read = cifar.Cifar10(folder, augment=False, seed=0)
        self.images, self.labels = read.images, torch.tensor(read.labels)
        normal = [transforms.ToTensor(), transforms.Normalize(cifar.MEAN.ravel().tolist(), cifar.DEVIATION.ravel().tolist())]
        shifted = [transforms.RandomCrop(cifar.SIDE, padding=MARGIN), transforms.RandomHorizontalFlip()]
        self.plain = Transformed(read, transforms.Compose(normal))
        self.augmented = Transformed(read, transforms.Compose(shifted + normal))

    def framed(self):
        return torch.from_numpy(np.pad(self.images, ((0, 0), (0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN)))).view(-1)


class Transformed(Dataset):
    """As torchvision.datasets.CIFAR10 has it: rows of pixels in memory, a picture of each, the transforms of it."""

    def __init__(self, read, transform):
        self.pixels = np.ascontiguousarray(read.images.transpose(0, 2, 3, 1))
        self.labels = read.labels
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.transform(pictures.Image.fromarray(self.pixels[index])), self.labels[index]


class Faces(Samples):
    what = "pictures"

    def __init__(self, folder):
        from torchvision import transforms

        names = order.names(folder, lambda name: name.lower().endswith(pictures.ENDINGS) and not name.startswith("."))
        paths = [os.path.join(folder, name) for name in order.training_part(folder, names)]
        middle = [0.5] * 3
        transform = transforms.Compose(
            [transforms.Resize((pictures.SIDE, pictures.SIDE)), transforms.ToTensor(), transforms.Normalize(middle, middle)]
        )
        self.plain = Files(paths, transform, scaled=False)
        self.scaled = Files(paths, transform, scaled=True)


class Files(Dataset):
    def __init__(self, paths, transform, scaled):
        self.paths, self.transform, self.scaled = paths, transform, scaled

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        with pictures.Image.open(self.paths[index]) as image:
            if self.scaled:
                image.draft("RGB", (pictures.SIDE, pictures.SIDE))
            return self.transform(image.convert("RGB"))


def samples_of(folder):
    try:
        if LACKING is not None:
            raise LACKING
        names = os.listdir(folder)
        if any("ubyte" in name for name in names):
            return Rows(folder)
        return Records(folder) if any(name.startswith("data_batch_") for name in names) else Faces(folder)
    except ImportError as error:
        raise RequestError(f"{error}: expected torchvision and Pillow: ./setup.sh") from None
    except OSError as error:
        raise RequestError(f"{folder}: {error.strerror}: expected a folder that can be read") from None


def input_of(sample):
    return sample[0] if isinstance(sample, tuple) else sample


def bits(samples, chosen):
    """The sum of a batch's float32 as whole numbers, modulo 2^24: a float32 holds it."""
    batch = torch.stack([input_of(samples[index]) for index in chosen.tolist()])
    return float(batch.view(torch.int32).sum(dtype=torch.int64).item() % (1 << 24))
