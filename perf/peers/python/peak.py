"""The most arithmetic this machine does in a second: one product of two 1024×1024 matrices. The batch changes nothing."""

import torch
from torch import nn

from weights import Weighted

SIDE = 1024


class Square(nn.Module):
    """[1024,1024] → its product with the weights, with the framework's own initialisation."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(SIDE, SIDE, bias=False)

    def forward(self, x):
        return x.mm(self.linear.weight)


class Peak(Weighted):
    settings = {}
    variants = {"matched": {}}
    epochs = None
    takes_bfloat16 = True

    def __init__(self, settings, batch, seed, device, data):
        self.device = device
        torch.manual_seed(seed)
        self.model = Square().to(device)
        torch.manual_seed(seed + 1)
        self.input = torch.rand(SIDE, SIDE).to(device)
        self.product = self.input

    def narrow(self):
        self.model.to(torch.bfloat16)
        self.product = self.input = self.input.to(torch.bfloat16)

    def agree(self, steps):
        return [self.mean() for _ in range(steps)]

    @torch.no_grad()
    def mean(self):
        self.product = self.model(self.product)
        return self.product.mean().item()

    def matmul(self, iterations, meter):
        x, weight = self.input, self.model.linear.weight
        with torch.no_grad(), meter:
            for _ in range(iterations):
                product = x.mm(weight)

    phases = {"matmul": matmul}
