"use strict";
// The two MNIST networks' parameters, named and shaped as torch has them. What computes with them is each engine's own.

const SIDE = 28;
const CLASSES = 10;

const NETWORKS = {
    softmax: {
        "linear.weight": [CLASSES, SIDE * SIDE],
        "linear.bias": [CLASSES],
    },
    cnn: {
        "conv1.weight": [32, 1, 3, 3],
        "conv1.bias": [32],
        "conv2.weight": [32, 32, 3, 3],
        "conv2.bias": [32],
        "fc1.weight": [128, 32 * 7 * 7],
        "fc1.bias": [128],
        "fc2.weight": [CLASSES, 128],
        "fc2.bias": [CLASSES],
    },
};

module.exports = { CLASSES, NETWORKS, SIDE };
