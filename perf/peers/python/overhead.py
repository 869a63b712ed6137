"""The cost of one operation: tensors so small that the front end, not the arithmetic, takes the time."""

import torch
import torch.nn.functional as F
from torch import nn

from session import train
from weights import Weighted

RATE = 0.01


class Linear(nn.Module):
    """[B,784] → logits [B,10], with the framework's own initialisation."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(784, 10)

    def forward(self, x):
        return self.linear(x)


class Overhead(Weighted):
    """One session. Every loop is written out, so that nothing but the operation and the loop is in it.

    A result is bound to a name, as it is in anybody's loop, and freed when the name is bound anew.
    """

    settings = {}
    variants = {"matched": {}}
    epochs = None

    def __init__(self, settings, batch, seed, device, data):
        self.device = device
        torch.manual_seed(seed)
        self.model = Linear().to(device)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=RATE)
        torch.manual_seed(seed + 1)
        self.input = torch.rand(batch, 784).to(device)
        self.target = torch.randint(0, 10, (batch,)).to(device)
        self.x = torch.rand(1, 784).to(device)
        self.a, self.b = torch.rand(1).to(device), torch.rand(1).to(device)
        self.c, self.d = (t.clone().requires_grad_() for t in (self.a, self.b))
        self.table = torch.rand(3, 4).to(device)
        torch.manual_seed(seed + 2)

    def agree(self, steps):
        whole = (self.model, self.optimizer, F.cross_entropy, self.input, self.target)
        return [train(*whole).item() for _ in range(steps)]

    def add_in_place(self, iterations, meter):
        x, y = self.a.clone(), self.b
        with meter:
            for _ in range(iterations):
                x.add_(y)

    def add(self, iterations, meter):
        a, b = self.a, self.b
        with meter:
            for _ in range(iterations):
                z = a + b

    def add_with_graph(self, iterations, meter):
        c, d = self.c, self.d
        with meter:
            for _ in range(iterations):
                z = c + d

    def linear_softmax(self, iterations, meter):
        linear, x = self.model.linear, self.x
        with torch.no_grad(), meter:
            for _ in range(iterations):
                probabilities = torch.softmax(linear(x), dim=1)

    def step(self, iterations, meter):
        model, optimizer, input, target = self.model.linear, self.optimizer, self.input, self.target
        with meter:
            for _ in range(iterations):
                train(model, optimizer, F.cross_entropy, input, target)

    def item(self, iterations, meter):
        x = self.a
        with meter:
            for _ in range(iterations):
                x.item()

    def shape(self, iterations, meter):
        x = self.table
        with meter:
            for _ in range(iterations):
                x.shape[1]

    phases = {
        "add_": add_in_place,
        "add": add,
        "add-grad": add_with_graph,
        "linear-softmax": linear_softmax,
        "step": step,
        "item": item,
        "shape": shape,
    }
