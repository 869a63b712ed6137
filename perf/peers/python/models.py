"""The two MNIST networks. Parameter names and the order of construction are the same in every language."""

import math

import torch
import torch.nn.functional as F
from torch import nn

# A normal cut at two standard deviations is the inverse error function of a uniform on ±(2Φ(2) − 1).
CUT = 0.9544997361036416
DEVIATION = 0.1


class Softmax(nn.Module):
    """[B,1,28,28] → logits [B,10]; 7,850 parameters, all zero at the start."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(784, 10)
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)

    def forward(self, x):
        return self.linear(x.flatten(1))


class Cnn(nn.Module):
    """[B,1,28,28] → logits [B,10]; 211,690 parameters."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, padding=1)  # [B,1,28,28] → [B,32,28,28]
        self.conv2 = nn.Conv2d(32, 32, 3, padding=1)  # [B,32,14,14] → [B,32,14,14]
        self.fc1 = nn.Linear(1568, 128)
        self.dropout = nn.Dropout(0.5)
        self.fc2 = nn.Linear(128, 10)
        for layer in (self.conv1, self.conv2, self.fc1, self.fc2):
            truncated_normal_(layer.weight)
            nn.init.constant_(layer.bias, 0.1)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # → [B,32,14,14]
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)  # → [B,32,7,7]
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(self.dropout(x))


@torch.no_grad()
def truncated_normal_(weight):
    weight.uniform_(-CUT, CUT)
    weight.erfinv_()
    weight.mul_(DEVIATION * math.sqrt(2))
    weight.clamp_(-2 * DEVIATION, 2 * DEVIATION)
