"""The convolutional autoencoder of 64×64 pictures (the encoder and decoder of DCGAN, arXiv:1511.06434)."""

import torch
from torch import nn

DEVIATION = 0.02


class ConvAe(nn.Module):
    """[B,3,64,64] in [−1,1] → the same; 22,294,144 parameters. Every convolution halves or doubles the side."""

    def __init__(self):
        super().__init__()
        self.conv1 = halve(3, 64)  # → [B,64,32,32]
        self.conv2 = halve(64, 128)  # → [B,128,16,16]
        self.bn2 = nn.BatchNorm2d(128)
        self.conv3 = halve(128, 256)  # → [B,256,8,8]
        self.bn3 = nn.BatchNorm2d(256)
        self.conv4 = halve(256, 512)  # → [B,512,4,4]
        self.bn4 = nn.BatchNorm2d(512)
        self.conv5 = halve(512, 512)  # → [B,512,2,2]
        self.bn5 = nn.BatchNorm2d(512)
        self.conv6 = halve(512, 512)  # → [B,512,1,1], the code
        self.deconv1 = double(512, 512)  # → [B,512,2,2]
        self.debn1 = nn.BatchNorm2d(512)
        self.deconv2 = double(512, 512)  # → [B,512,4,4]
        self.debn2 = nn.BatchNorm2d(512)
        self.deconv3 = double(512, 256)  # → [B,256,8,8]
        self.debn3 = nn.BatchNorm2d(256)
        self.deconv4 = double(256, 128)  # → [B,128,16,16]
        self.debn4 = nn.BatchNorm2d(128)
        self.deconv5 = double(128, 64)  # → [B,64,32,32]
        self.debn5 = nn.BatchNorm2d(64)
        self.deconv6 = double(64, 3)  # → [B,3,64,64]
        for layer in self.children():
            if isinstance(layer, nn.BatchNorm2d):
                nn.init.normal_(layer.weight, 1, DEVIATION)
                nn.init.zeros_(layer.bias)
            else:
                nn.init.normal_(layer.weight, 0, DEVIATION)

    def forward(self, x):
        x = self.conv1(x).relu_()
        x = self.bn2(self.conv2(x)).relu_()
        x = self.bn3(self.conv3(x)).relu_()
        x = self.bn4(self.conv4(x)).relu_()
        x = self.bn5(self.conv5(x)).relu_()
        x = self.conv6(x)
        x = self.debn1(self.deconv1(x)).relu_()
        x = self.debn2(self.deconv2(x)).relu_()
        x = self.debn3(self.deconv3(x)).relu_()
        x = self.debn4(self.deconv4(x)).relu_()
        x = self.debn5(self.deconv5(x)).relu_()
        return torch.tanh(self.deconv6(x))


def halve(channels, out):
    return nn.Conv2d(channels, out, 4, stride=2, padding=1, bias=False)


def double(channels, out):
    return nn.ConvTranspose2d(channels, out, 4, stride=2, padding=1, bias=False)
