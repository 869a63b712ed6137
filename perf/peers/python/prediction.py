"""Single predictions: images in plain arrays through a trained MNIST network to probabilities in a plain array."""

import ctypes
import math
import os

import torch
import torch.nn.functional as F

import idx
import weights
from models import Cnn, Softmax
from protocol import RequestError

MOST_IMAGES = 1000


class Prediction(weights.Weighted):
    settings = {"network": ("softmax", "cnn"), "api": ("module", "functional", "script")}
    variants = {"matched": {}}
    epochs = None

    def __init__(self, settings, batch, seed, device, data):
        if data is None:
            raise RequestError("prediction reads files: expected 'data', a folder with MNIST's test files")
        self.network, self.api = settings["network"], settings["api"]
        self.batch = batch
        self.device = device
        self.images, self.labels = arrays(*idx.test_set(data))
        self.probabilities = None  # [B,10], the last batch's
        self.position = 0
        torch.manual_seed(seed)
        self.model = (Cnn() if self.network == "cnn" else Softmax()).to(device).eval()
        self.logits = self.functions[self.api](self)

    def load(self, path):
        """The parameters, and where the script is what predicts the one beside them; all or none."""
        script = self.script(path) if self.api == "script" else None
        super().load(path)
        if script is not None:
            self.logits = script

    def script(self, path):
        stem, extension = os.path.splitext(path)
        if extension != ".safetensors":
            raise RequestError(f"{path}: expected a name that ends in .safetensors, beside which the script ends in .pt")
        beside = stem + ".pt"
        if not os.path.isfile(beside):
            raise RequestError(f"{beside}: no such file: expected the weights' TorchScript, which export.py writes")
        try:
            return torch.jit.load(beside, map_location=self.device)
        except RuntimeError:
            raise RequestError(f"{beside}: cannot be loaded: expected TorchScript, which export.py writes") from None

    def functional(self):
        p = dict(self.model.named_parameters())
        return cnn_of(p) if self.network == "cnn" else softmax_of(p)

    functions = {"module": lambda self: self.model, "functional": functional, "script": lambda self: None}

    def agree(self, steps):
        """The mean over each batch of −ln of what its labels were given, in double; the first batch starts at image 0."""
        return [self.surprise(step * self.batch) for step in range(steps)]

    @torch.no_grad()
    def surprise(self, position):
        self.predict_from(position, self.function())
        total = 0.0  # not sum(), which since Python 3.12 makes up for what rounding loses
        for i, row in enumerate(self.probabilities, position):
            given = row[self.labels[i % len(self.labels)]]
            total -= math.log(given) if given != 0 else -math.inf
        return ctypes.c_float(total / self.batch).value

    def function(self):
        if self.logits is None:
            raise RequestError("api script runs the file beside 'weights': expected 'weights' in the session's open")
        return self.logits

    def predict_from(self, position, logits):
        """Leaves the probabilities of one batch; the position after it."""
        input = torch.from_numpy(self.taken(position)).to(self.device, copy=True)
        self.probabilities = torch.softmax(logits(input), dim=1).cpu().numpy().copy()
        return (position + self.batch) % len(self.images)

    def taken(self, position):
        end = position + self.batch
        if end <= len(self.images):
            return self.images[position:end]
        return self.images.take(range(position, end), axis=0, mode="wrap")

    def predict(self, iterations, meter):
        position, logits = self.position, self.function()
        with torch.no_grad(), meter:
            for _ in range(iterations):
                position = self.predict_from(position, logits)
        self.position = position

    phases = {"predict": predict}


def arrays(images, labels):
    """The first thousand, in NumPy's own memory."""
    try:
        return images[:MOST_IMAGES].numpy().copy(), labels[:MOST_IMAGES].tolist()
    except RuntimeError as error:
        raise RequestError(f"{error}: expected NumPy, which keeps the images: ./setup.sh") from None


def softmax_of(p):
    weight, bias = p["linear.weight"], p["linear.bias"]
    return lambda x: F.linear(x.flatten(1), weight, bias)


def cnn_of(p):
    conv1, conv2, fc1, fc2 = ((p[f"{name}.weight"], p[f"{name}.bias"]) for name in ("conv1", "conv2", "fc1", "fc2"))

    def logits(x):
        x = F.max_pool2d(F.relu(F.conv2d(x, *conv1, padding=1)), 2)  # → [B,32,14,14]
        x = F.max_pool2d(F.relu(F.conv2d(x, *conv2, padding=1)), 2)  # → [B,32,7,7]
        return F.linear(F.relu(F.linear(x.flatten(1), *fc1)), *fc2)

    return logits
