"""The network workloads: what each learns, with which settings, and what the variants of the articles set."""

import torch
import torch.nn.functional as F
from torch.utils.data import TensorDataset

import idx
from convae import ConvAe
from deeppose import JOINTS, SIDE, DeepPose, ExplicitLoss, automatic_loss
from models import Cnn, Softmax
from resnet import ResNet
from session import Session


class Mnist(Session):
    epochs = 3
    loss = staticmethod(F.cross_entropy)

    def optimizer_of(self, parameters):
        return torch.optim.SGD(parameters, lr=0.5)

    def random_batch(self, size):
        return torch.rand(size, 1, 28, 28), torch.randint(0, 10, (size,))

    def samples_of(self, folder):
        return TensorDataset(*idx.training_set(folder))


class MnistSoftmax(Mnist):
    network = Softmax


class MnistCnn(Mnist):
    network = Cnn


class Autoencoder(Session):
    settings = Session.settings | {"resize": ("antialias", "plain"), "collate": ("stack", "cat")}
    variants = {
        "matched": {},
        "published-cpp": {"resize": "plain"},
        "published-python": {"resize": "antialias"},
    }
    epochs = 1
    network = ConvAe
    loss = staticmethod(F.l1_loss)

    def optimizer_of(self, parameters):
        return torch.optim.Adam(parameters, lr=1e-4, betas=(0.5, 0.999), eps=1e-8)

    def random_batch(self, size):
        return torch.rand(size, 3, 64, 64).mul_(2).sub_(1)

    def samples_of(self, folder):
        from pictures import PictureFolder

        return PictureFolder(folder, antialias=self.chosen["resize"] == "antialias")

    def moved(self, batch):
        input = batch.to(self.device)
        return input, input

    def home(self, pinned):
        return super().home(pinned)[0]


class Pose(Session):
    settings = Session.settings | {
        "init": ("default", "lecun"),
        "loss": ("automatic", "explicit"),
        "visibility": ("off", "on", "half"),
        "noise": ("before-crop", "after-crop"),
        "augment": ("on", "off"),
        "optimizer": ("momentum", "adam"),
    }
    # Both sides of that article were Python, hence the names.
    variants = {
        "matched": {},
        "published-pytorch": {},
        "published-chainer": {"init": "lecun", "noise": "after-crop"},
    }
    epochs = 100

    def __init__(self, settings, *opening):
        loss = ExplicitLoss.apply if settings["loss"] == "explicit" else automatic_loss
        visibility = settings["visibility"]
        self.loss = lambda output, pose, visible: loss(output, pose, visible, visibility)
        super().__init__(settings, *opening)

    def network(self):
        return DeepPose(lecun=self.chosen["init"] == "lecun")

    def optimizer_of(self, parameters):
        if self.chosen["optimizer"] == "adam":
            return torch.optim.Adam(parameters, lr=1e-3)
        return torch.optim.SGD(parameters, lr=0.01, momentum=0.9)

    def random_batch(self, size):
        visible = (size, JOINTS, 1)
        return torch.rand(size, 3, SIDE, SIDE), torch.rand(size, JOINTS, 2), torch.randint(0, 2, visible).float()

    def samples_of(self, folder):
        from poses import Poses

        return Poses(folder, augment=self.chosen["augment"] == "on", noise=self.chosen["noise"], seed=self.seed)


class Residual(Session):
    settings = Session.settings | {
        "stem": ("cifar", "imagenet"),
        "blocks": ("standard", "extra"),
        "init": ("default", "kaiming"),
        "augment": ("on", "off"),
    }
    variants = {
        "matched": {},
        "published-cpp": {"stem": "imagenet", "blocks": "extra", "init": "kaiming", "augment": "off"},
        "published-python": {"shuffle": "off"},
    }
    epochs = 50
    blocks = None
    loss = staticmethod(F.cross_entropy)

    def network(self):
        extra = self.chosen["blocks"] == "extra"
        blocks = [count + extra for count in self.blocks]
        return ResNet(blocks, stem=self.chosen["stem"], kaiming=self.chosen["init"] == "kaiming")

    def optimizer_of(self, parameters):
        return torch.optim.SGD(parameters, lr=0.1, momentum=0.9, weight_decay=1e-4)

    def random_batch(self, size):
        return torch.rand(size, 3, 32, 32), torch.randint(0, 10, (size,))

    def samples_of(self, folder):
        from cifar import Cifar10

        return Cifar10(folder, augment=self.chosen["augment"] == "on", seed=self.seed)


class ResNet18(Residual):
    blocks = (2, 2, 2, 2)


class ResNet34(Residual):
    blocks = (3, 4, 6, 3)


NETWORKS = {
    "mnist-softmax": MnistSoftmax,
    "mnist-cnn": MnistCnn,
    "convae": Autoencoder,
    "deeppose": Pose,
    "resnet18": ResNet18,
    "resnet34": ResNet34,
}
