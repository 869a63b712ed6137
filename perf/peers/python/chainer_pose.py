"""DeepPose in Chainer: the network and losses of deeppose.py."""

import chainer
import chainer.functions as F
import chainer.links as L
import numpy as np

from deeppose import JOINTS


class PoseChain(chainer.Chain):
    """float32 [B,3,227,227] in [0,1] → joints [B,14,2] as fractions of the side."""

    def __init__(self, parameters):
        """parameters: arrays by the names that torch gives them."""

        def drawn(layer):
            return {"initialW": parameters[f"{layer}.weight"], "initial_bias": parameters[f"{layer}.bias"]}

        super().__init__()
        with self.init_scope():
            self.conv1 = L.Convolution2D(3, 96, 11, stride=4, **drawn("conv1"))  # → [B,96,55,55]
            self.conv2 = L.Convolution2D(96, 256, 5, pad=2, **drawn("conv2"))  # [B,96,27,27] → [B,256,27,27]
            self.conv3 = L.Convolution2D(256, 384, 3, pad=1, **drawn("conv3"))  # [B,256,13,13] → [B,384,13,13]
            self.conv4 = L.Convolution2D(384, 384, 3, pad=1, **drawn("conv4"))
            self.conv5 = L.Convolution2D(384, 256, 3, pad=1, **drawn("conv5"))  # → [B,256,13,13]
            self.fc6 = L.Linear(9216, 4096, **drawn("fc6"))
            self.fc7 = L.Linear(4096, 4096, **drawn("fc7"))
            self.fc8 = L.Linear(4096, 2 * JOINTS, **drawn("fc8"))

    def forward(self, x, masks=(None, None)):
        """masks: of the two dropouts, drawn by Chainer where they are None."""
        # Chainer's own way also pools where a window hangs over the edge. Here none does.
        x = F.max_pooling_2d(F.relu(self.conv1(x)), 3, 2, cover_all=False)  # → [B,96,27,27]
        x = F.max_pooling_2d(F.relu(self.conv2(x)), 3, 2, cover_all=False)  # → [B,256,13,13]
        x = F.relu(self.conv3(x))
        x = F.relu(self.conv4(x))
        x = F.max_pooling_2d(F.relu(self.conv5(x)), 3, 2, cover_all=False)  # → [B,256,6,6]
        x = F.dropout(F.relu(self.fc6(x)), 0.5, mask=masks[0])
        x = F.dropout(F.relu(self.fc7(x)), 0.5, mask=masks[1])
        return F.reshape(self.fc8(x), (-1, JOINTS, 2))


def counted(output, visible, visibility):
    """By how many joints the squares are divided: with `half` by half of the visible ones, as the article's code did."""
    if visibility == "off":
        return np.float32(output.shape[0] * JOINTS)
    # At least 1: where no joint is visible the loss is 0, not NaN.
    return np.float32(max(1, visible.sum() / (2 if visibility == "half" else 1)))


def automatic_loss(output, pose, visible, visibility):
    """Mean squared distance; Chainer finds its gradient."""
    off = output - pose
    if visibility != "off":
        off = off * visible
    return F.sum(F.square(off)) / counted(output, visible, visibility)


class ExplicitLoss(chainer.FunctionNode):
    """The same loss, its gradient written out: 2/count × difference, for visible joints."""

    def __init__(self, visible, visibility):
        super().__init__()
        self.visible = visible
        self.visibility = visibility

    def forward(self, inputs):
        output, pose = inputs
        self.off = output - pose
        if self.visibility != "off":
            self.off *= self.visible
        self.count = counted(output, self.visible, self.visibility)
        return (np.asarray(np.square(self.off).sum() / self.count, dtype=output.dtype),)

    def backward(self, indexes, grad_outputs):
        # Of an already masked difference: a mask of 0 and 1 changes nothing the second time.
        scale = F.broadcast_to(grad_outputs[0] * (2 / self.count), self.off.shape)
        return scale * self.off, None


def explicit_loss(output, pose, visible, visibility):
    return ExplicitLoss(visible, visibility).apply((output, pose))[0]
