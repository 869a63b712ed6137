"""The MNIST workloads: a network opened with (batch, seed, device, threads), and the phases that are timed."""

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

import idx
from models import Cnn, Softmax
from protocol import RequestError

RATE = 0.5


def train(model, optimizer, input, target):
    """One training step; the loss is the one before the update."""
    optimizer.zero_grad(set_to_none=False)
    loss = F.cross_entropy(model(input), target)
    loss.backward()
    optimizer.step()
    return loss


class Mnist:
    """One session. Modes are switched and graphs prepared before a phase enters its meter."""

    network = None

    def __init__(self, batch, seed, device, data):
        self.device = device
        torch.manual_seed(seed)
        self.model = self.network().to(device)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=RATE)
        torch.manual_seed(seed + 1)
        self.input = torch.rand(batch, 1, 28, 28).to(device)
        self.target = torch.randint(0, 10, (batch,)).to(device)
        self.loader = None if data is None else self.load(data, batch)
        torch.manual_seed(seed + 2)

    @staticmethod
    def load(folder, batch):
        images, labels = idx.training_set(folder)
        if len(images) < batch:
            raise RequestError(f"{folder}: {len(images)} training images: expected at least one batch of {batch}")
        return DataLoader(TensorDataset(images, labels), batch_size=batch, shuffle=True, drop_last=True, num_workers=0)

    def agree(self, steps):
        self.model.train()
        return [train(self.model, self.optimizer, self.input, self.target).item() for _ in range(steps)]

    def infer(self, iterations, meter):
        self.model.eval()
        with torch.no_grad(), meter:
            for _ in range(iterations):
                self.model(self.input)

    def forward(self, iterations, meter):
        self.model.train()
        with meter:
            for _ in range(iterations):
                F.cross_entropy(self.model(self.input), self.target)

    def backward(self, iterations, meter):
        self.model.train()
        loss = F.cross_entropy(self.model(self.input), self.target)
        with meter:
            for _ in range(iterations):
                loss.backward(retain_graph=True)

    def step(self, iterations, meter):
        self.model.train()
        with meter:
            for _ in range(iterations):
                train(self.model, self.optimizer, self.input, self.target)

    def epoch(self, iterations, meter):
        if self.loader is None:
            raise RequestError("phase 'epoch' reads files: expected 'data', their folder, in the session's open")
        self.model.train()
        with meter:
            for _ in range(iterations):
                for images, labels in self.loader:
                    train(self.model, self.optimizer, images.to(self.device), labels.to(self.device))

    phases = {"infer": infer, "forward": forward, "backward": backward, "step": step, "epoch": epoch}


class MnistSoftmax(Mnist):
    network = Softmax


class MnistCnn(Mnist):
    network = Cnn
