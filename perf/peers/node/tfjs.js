"use strict";
// TensorFlow.js on its WebAssembly backend, which has one thread in Node: the same network as Keras layers and as operations.

const path = require("node:path");
const tf = require("@tensorflow/tfjs-core");
const layers = require("@tensorflow/tfjs-layers");
const wasm = require("@tensorflow/tfjs-backend-wasm");
const { CLASSES, SIDE } = require("./networks.js");

// The first is the default.
const apis = ["predict", "predict-on-batch", "apply", "core"];
const mostThreads = 1;

function versions() {
    return { "tfjs-core": tf.version_core, "tfjs-layers": layers.version_layers, "tfjs-backend-wasm": wasm.version_wasm };
}

async function load({ network, api, batch, tensors }) {
    await start();
    const weights = Object.fromEntries(Object.entries(tensors).map(([name, { shape, values }]) => [name, placed(name, shape, values)]));
    const shape = network === "cnn" ? [batch, SIDE, SIDE, 1] : [batch, SIDE * SIDE];
    if (api === "core") {
        const operations = network === "cnn" ? cnnOf(weights) : softmaxOf(weights);
        return new Predictor(shape, (input) => tf.tidy(() => operations(input)), () => tf.dispose(weights));
    }
    const model = network === "cnn" ? cnnModel(weights) : softmaxModel(weights);
    tf.dispose(weights); // the layers have copies
    const through = {
        predict: (input) => model.predict(input, { batchSize: batch }),
        "predict-on-batch": (input) => model.predictOnBatch(input),
        apply: (input) => tf.tidy(() => model.apply(input)),
    };
    return new Predictor(shape, through[api], () => model.dispose());
}

async function start() {
    if (tf.getBackend() === "wasm")
        return;
    const binaries = path.dirname(require.resolve("@tensorflow/tfjs-backend-wasm"));
    wasm.setWasmPaths(binaries + path.sep);
    wasm.setThreadsCount(mostThreads);
    if (!(await tf.setBackend("wasm")))
        throw new Error(`the WebAssembly backend in ${binaries} does not start`);
    await tf.ready();
}

class Predictor {
    constructor(shape, predict, dispose) {
        this.shape = shape;
        this.through = predict;
        this.close = dispose;
    }

    /** Tensors that are alive, the model's among them. */
    get tensors() {
        return tf.memory().numTensors;
    }

    predict(pixels) {
        const input = tf.tensor(pixels, this.shape);
        const output = this.through(input);
        const probabilities = output.dataSync();
        input.dispose();
        output.dispose();
        return probabilities;
    }
}

/** torch's parameter as TensorFlow lays it out: channels last, a dense layer's inputs first. */
function placed(name, shape, values) {
    return tf.tidy(() => {
        const tensor = tf.tensor(values, shape);
        if (shape.length === 4)
            return tf.transpose(tensor, [2, 3, 1, 0]); // [out,in,h,w] → [h,w,in,out]
        if (name === "fc1.weight") {
            const [outputs, inputs] = shape;
            const channels = inputs / 49;
            return tf.reshape(tf.transpose(tf.reshape(tensor, [outputs, channels, 7, 7]), [2, 3, 1, 0]), [inputs, outputs]);
        }
        return shape.length === 2 ? tf.transpose(tensor) : tensor;
    });
}

// What the layers below come to: convolutions and products fused with bias and activation.

function softmaxOf(p) {
    return (x) => tf.softmax(dense(x, p, "linear", "linear")); // [B,784] → [B,10]
}

function cnnOf(p) {
    return (x) => {
        x = tf.maxPool(convolution(x, p, "conv1"), 2, 2, "valid"); // [B,28,28,1] → [B,14,14,32]
        x = tf.maxPool(convolution(x, p, "conv2"), 2, 2, "valid"); // → [B,7,7,32]
        x = tf.reshape(x, [x.shape[0], p["fc1.weight"].shape[0]]);
        return tf.softmax(dense(dense(x, p, "fc1", "relu"), p, "fc2", "linear"));
    };
}

function convolution(x, p, name) {
    return tf.fused.conv2d({ x, filter: p[`${name}.weight`], strides: 1, pad: "same", bias: p[`${name}.bias`], activation: "relu" });
}

function dense(a, p, name, activation) {
    return tf.fused.matMul({ a, b: p[`${name}.weight`], bias: p[`${name}.bias`], activation });
}

function softmaxModel(p) {
    return sequential([
        [layers.layers.dense({ units: CLASSES, activation: "softmax", inputShape: [SIDE * SIDE] }), p, "linear"],
    ]);
}

function cnnModel(p) {
    const convolved = (inputs) => layers.layers.conv2d({ filters: 32, kernelSize: 3, padding: "same", activation: "relu", ...inputs });
    return sequential([
        [convolved({ inputShape: [SIDE, SIDE, 1] }), p, "conv1"],
        [layers.layers.maxPooling2d({ poolSize: 2 })],
        [convolved({}), p, "conv2"],
        [layers.layers.maxPooling2d({ poolSize: 2 })],
        [layers.layers.flatten()],
        [layers.layers.dense({ units: 128, activation: "relu" }), p, "fc1"],
        [layers.layers.dropout({ rate: 0.5 })],
        [layers.layers.dense({ units: CLASSES, activation: "softmax" }), p, "fc2"],
    ]);
}

function sequential(stack) {
    const model = layers.sequential({ layers: stack.map(([layer]) => layer) });
    for (const [layer, p, name] of stack)
        if (name)
            layer.setWeights([p[`${name}.weight`], p[`${name}.bias`]]);
    return model;
}

module.exports = { apis, load, mostThreads, versions };
