"""The session of poses with Chainer in torch's place. Parameters, random batch and pictures are torch's to the bit."""

import itertools
import math

import chainer
import numpy as np
import torch
from chainer.dataset import DatasetMixin, concat_examples
from chainer.iterators import MultiprocessIterator, SerialIterator

from chainer_pose import PoseChain, automatic_loss, explicit_loss
from protocol import RequestError
from workloads import Pose

WIDTH = 4096


def arrays(tensors):
    return [tensor.numpy() for tensor in tensors]


class Parameters:
    """The chain's arrays as the module that torch would have: for digests and for files."""

    def __init__(self, chain):
        self.chain = chain

    def state_dict(self):
        """Tensors in the arrays' own memory, so that what is read into them is in the chain."""
        kinds = {"W": "weight", "b": "bias"}
        named = ((path.strip("/").split("/"), parameter.array) for path, parameter in self.chain.namedparams())
        return {f"{layer}.{kinds[kind]}": torch.from_numpy(array) for (layer, kind), array in named}

    def parameters(self):
        return self.state_dict().values()


class Pictures(DatasetMixin):
    """The pictures of poses.py as arrays."""

    def __init__(self, samples):
        self.samples = samples

    def __len__(self):
        return len(self.samples)

    def get_example(self, i):
        # Out of an order that NumPy shuffled: a number of NumPy's, which ends where Python's whole numbers go on.
        return tuple(arrays(self.samples[int(i)]))


class ChainerPose(Pose):
    """Made as torch's session is, which then leaves its network to a chain."""

    # Chainer keeps the learning rate in the momentum, so that with a schedule its steps are not torch's.
    settings = Pose.settings | {"schedule": ("none",)}
    workers = 0
    takes_bfloat16 = False

    def __init__(self, settings, batch, seed, device, data):
        super().__init__(settings, batch, seed, device, data)
        self.chain = PoseChain({name: tensor.numpy() for name, tensor in self.model.state_dict().items()})
        self.model = Parameters(self.chain)
        self.optimizer = self.rule().setup(self.chain)
        self.batch = arrays(self.batch)
        function = explicit_loss if settings["loss"] == "explicit" else automatic_loss
        self.loss = lambda output, pose, visible: function(output, pose, visible, settings["visibility"])
        np.random.seed((seed + 2) & 0xFFFFFFFF)

    def read_ahead(self, workers):
        """From here on so many processes read the files of 'data' and 'epoch', started anew for every epoch."""
        self.workers = workers

    def rule(self):
        if self.chosen["optimizer"] == "adam":
            return chainer.optimizers.Adam(alpha=1e-3)
        return chainer.optimizers.MomentumSGD(lr=0.01, momentum=0.9)

    def train(self, batch, masks=(None, None)):
        """One training step; the loss is the one before the update."""
        input, *targets = batch
        value = self.loss(self.chain(input, masks), *targets)
        self.chain.cleargrads()
        value.backward()
        self.optimizer.update()
        return value

    def agree(self, steps):
        batches = itertools.repeat(self.batch) if self.samples is None else (arrays(batch) for batch in self.agreed)
        with chainer.using_config("train", True):
            losses = [self.agreed_step(batch) for batch in itertools.islice(batches, steps)]
        if len(losses) < steps:
            raise RequestError("an earlier batch could not be read: expected another 'open' first")
        return losses

    def agreed_step(self, batch):
        """A step whose loss torch's can be held against: with the masks that torch draws, and Adam's epsilon where torch has it."""
        # As its dropouts draw them: 0, or 2 where a value is kept.
        masks = [torch.nn.functional.dropout(torch.ones(len(batch[0]), WIDTH), 0.5, training=True).numpy() for _ in range(2)]
        if self.chosen["optimizer"] == "momentum":
            return float(self.train(batch, masks).array)
        # torch adds it to √v̂, Chainer to √v. At the first steps that moves a loss by a thousandth.
        own = self.optimizer.eps
        self.optimizer.eps = own * math.sqrt(1 - self.optimizer.beta2 ** (self.optimizer.t + 1))
        loss = float(self.train(batch, masks).array)
        self.optimizer.eps = own
        return loss

    def predict(self):
        with chainer.using_config("train", False), chainer.no_backprop_mode():
            return torch.from_numpy(self.chain(self.batch[0]).array)

    def infer(self, iterations, meter):
        input = self.batch[0]
        with chainer.using_config("train", False), chainer.no_backprop_mode(), meter:
            for _ in range(iterations):
                self.chain(input)

    def infer_grad(self, iterations, meter):
        input = self.batch[0]
        with chainer.using_config("train", False), meter:
            for _ in range(iterations):
                self.chain(input)

    def forward(self, iterations, meter):
        input, *targets = self.batch
        with chainer.using_config("train", True), meter:
            for _ in range(iterations):
                self.loss(self.chain(input), *targets)

    def backward(self, iterations, meter):
        input, *targets = self.batch
        self.chain.cleargrads()
        with chainer.using_config("train", True):
            loss = self.loss(self.chain(input), *targets)
            with meter:
                for _ in range(iterations):
                    loss.backward()

    def gradient(self, iterations, meter):
        input, *targets = self.batch
        self.chain.cleargrads()
        with chainer.using_config("train", True), meter:
            for _ in range(iterations):
                self.loss(self.chain(input), *targets).backward()

    def loss_alone(self, iterations, meter):
        input, *targets = self.batch
        with chainer.using_config("train", True):
            output = chainer.Variable(self.chain(input).array)
            with meter:
                for _ in range(iterations):
                    self.loss(output, *targets).backward()

    def step(self, iterations, meter):
        with chainer.using_config("train", True), meter:
            for _ in range(iterations):
                self.train(self.batch)

    def step_item(self, iterations, meter):
        with chainer.using_config("train", True), meter:
            for _ in range(iterations):
                float(self.train(self.batch).array)

    def read_batches(self):
        """One epoch, read by Chainer's iterators; what does not fill a batch is left out."""
        size, pictures = len(self.batch[0]), Pictures(self.samples)
        order = {"repeat": False, "shuffle": self.chosen["shuffle"] == "on"}
        if self.workers:
            iterator = MultiprocessIterator(pictures, size, n_processes=self.workers, **order)
        else:
            iterator = SerialIterator(pictures, size, **order)
        with iterator:
            for batch in itertools.islice(iterator, len(pictures) // size):
                yield concat_examples(batch)

    def data(self, iterations, meter):
        self.require_samples()
        with meter:
            for epoch in range(iterations):
                self.samples.epoch = epoch
                for _ in self.read_batches():
                    pass

    def epoch(self, iterations, meter):
        self.require_samples()
        with chainer.using_config("train", True), meter:
            for epoch in range(iterations):
                self.samples.epoch = epoch
                for batch in self.read_batches():
                    self.train(batch)

    phases = {
        "infer": infer,
        "infer-grad": infer_grad,
        "forward": forward,
        "backward": backward,
        "gradient": gradient,
        "loss": loss_alone,
        "step": step,
        "step-item": step_item,
        "data": data,
        "epoch": epoch,
    }
