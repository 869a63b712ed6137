"""Residual networks of 18 and 34 layers for 32×32 pictures (He et al., arXiv:1512.03385)."""

import torch.nn.functional as F
from torch import nn

CHANNELS = (64, 128, 256, 512)


class BasicBlock(nn.Module):
    """[B,C,H,W] → [B,out,H/stride,W/stride]; a 1×1 convolution carries the input across where the shape changes."""

    def __init__(self, channels, out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, out, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.changes = stride != 1 or channels != out
        if self.changes:
            self.shortcut_conv = nn.Conv2d(channels, out, 1, stride=stride, bias=False)
            self.shortcut_bn = nn.BatchNorm2d(out)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out.add_(self.shortcut_bn(self.shortcut_conv(x)) if self.changes else x)
        return F.relu(out)


class ResNet(nn.Module):
    """[B,3,32,32] → logits [B,10].

    stem cifar: 3×3, the stages see sides 32, 16, 8, 4; stem imagenet: 7×7 and max-pooling, sides 8, 4, 2, 1.
    """

    def __init__(self, blocks, stem="cifar", kaiming=False):
        super().__init__()
        self.cifar = stem == "cifar"
        kernel, stride, padding = (3, 1, 1) if self.cifar else (7, 2, 3)
        self.conv1 = nn.Conv2d(3, 64, kernel, stride=stride, padding=padding, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.layer1, self.layer2, self.layer3, self.layer4 = (
            stage(before, out, count) for before, out, count in zip((64, *CHANNELS), CHANNELS, blocks)
        )
        self.fc = nn.Linear(512, 10)
        if kaiming:
            for layer in self.modules():
                if isinstance(layer, nn.Conv2d):
                    nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        if not self.cifar:
            x = F.max_pool2d(x, 3, stride=2, padding=1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        x = F.avg_pool2d(x, 4) if self.cifar else F.adaptive_avg_pool2d(x, 1)
        return self.fc(x.flatten(1))


def stage(channels, out, count):
    """As many blocks; the first changes the channels and, with them, halves the side."""
    first = BasicBlock(channels, out, 1 if channels == out else 2)
    return nn.Sequential(first, *(BasicBlock(out, out, 1) for _ in range(count - 1)))
