"""DeepPose: AlexNet that tells where 14 joints are (Toshev and Szegedy, arXiv:1312.4659), and its loss."""

import math

import torch
import torch.nn.functional as F
from torch import nn

JOINTS = 14
SIDE = 227


class DeepPose(nn.Module):
    """[B,3,227,227] in [0,1] → joints [B,14,2] as fractions of the side; 58,396,060 parameters."""

    def __init__(self, lecun=False):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 11, stride=4)  # → [B,96,55,55]
        self.conv2 = nn.Conv2d(96, 256, 5, padding=2)  # [B,96,27,27] → [B,256,27,27]
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)  # [B,256,13,13] → [B,384,13,13]
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1)  # → [B,256,13,13]
        self.fc6 = nn.Linear(9216, 4096)
        self.dropout6 = nn.Dropout(0.5)
        self.fc7 = nn.Linear(4096, 4096)
        self.dropout7 = nn.Dropout(0.5)
        self.fc8 = nn.Linear(4096, 2 * JOINTS)
        if lecun:
            for layer in (self.conv1, self.conv2, self.conv3, self.conv4, self.conv5, self.fc6, self.fc7, self.fc8):
                nn.init.normal_(layer.weight, 0, math.sqrt(1 / layer.weight[0].numel()))
                nn.init.zeros_(layer.bias)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 3, 2)  # → [B,96,27,27]
        x = F.max_pool2d(F.relu(self.conv2(x)), 3, 2)  # → [B,256,13,13]
        x = F.relu(self.conv3(x))
        x = F.relu(self.conv4(x))
        x = F.max_pool2d(F.relu(self.conv5(x)), 3, 2)  # → [B,256,6,6]
        x = self.dropout6(F.relu(self.fc6(x.flatten(1))))
        x = self.dropout7(F.relu(self.fc7(x)))
        return self.fc8(x).view(-1, JOINTS, 2)


def difference(output, pose, visible, visibility):
    """How far off each joint is [B,14,2], and by how many joints the squares are divided: a number or a tensor.

    visibility: off counts every joint; on only visible ones; half divides by half of these, as Chainer's code did.
    """
    if visibility == "off":
        return output - pose, output.shape[0] * JOINTS
    off = (output - pose).mul(visible)
    # At least 1: where no joint is visible the loss is 0, not NaN.
    counted = visible if visibility == "half" else visible.expand_as(off)
    return off, counted.sum().div(2).clamp_min(1)


def automatic_loss(output, pose, visible, visibility):
    """Mean squared distance; autograd finds its gradient."""
    off, count = difference(output, pose, visible, visibility)
    return off.mul(off).sum().div(count)


class ExplicitLoss(torch.autograd.Function):
    """The same loss, its gradient written out: 2/count × difference, for visible joints."""

    @staticmethod
    def forward(ctx, output, pose, visible, visibility):
        off, count = difference(output, pose, visible, visibility)
        ctx.visibility = visibility
        if visibility == "off":
            ctx.count = count
            ctx.save_for_backward(off)
        else:
            ctx.save_for_backward(off, visible, count)
        return off.mul(off).sum().div(count)

    @staticmethod
    def backward(ctx, grad_output):
        if ctx.visibility == "off":
            (off,) = ctx.saved_tensors
            gradient = off.mul(grad_output.mul(2).div(ctx.count))
        else:
            off, visible, count = ctx.saved_tensors
            gradient = off.mul(grad_output.mul(2).div(count)).mul(visible)
        return gradient, None, None, None
