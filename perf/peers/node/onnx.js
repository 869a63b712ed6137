"use strict";
// ONNX Runtime on the graph that lies beside the weights; softmax is ours, as in every language whose graph gives logits.

const fs = require("node:fs");
const ort = require("onnxruntime-node");
const { CLASSES, SIDE } = require("./networks.js");
const { RequestError, oneLine } = require("./protocol.js");

const EXTENSION = ".safetensors";
const apis = ["run"];
const mostThreads = 1024;

function versions() {
    return { "onnxruntime-node": ort.env.versions.node };
}

async function load({ batch, threads, weights }) {
    const graph = beside(weights);
    let session;
    try {
        session = await ort.InferenceSession.create(graph, {
            executionProviders: ["cpu"], intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: "sequential", graphOptimizationLevel: "all",
        });
    } catch (error) {
        throw new RequestError(`${graph}: cannot be loaded (${oneLine(error)}): expected ONNX, which export.py writes`);
    }
    if (session.inputNames.join() !== "input" || session.outputNames.join() !== "logits") {
        await session.release();
        throw new RequestError(`${graph}: goes from '${session.inputNames}' to '${session.outputNames}': expected a graph from 'input' to 'logits', which export.py writes`);
    }
    return new Predictor(session, batch);
}

function beside(weights) {
    if (!weights.endsWith(EXTENSION))
        throw new RequestError(`${weights}: expected a name that ends in ${EXTENSION}, beside which the graph ends in .onnx`);
    const graph = `${weights.slice(0, -EXTENSION.length)}.onnx`;
    if (!fs.statSync(graph, { throwIfNoEntry: false })?.isFile())
        throw new RequestError(`${graph}: no such file: expected the weights' ONNX, which export.py writes`);
    return graph;
}

class Predictor {
    constructor(session, batch) {
        this.session = session;
        this.shape = [batch, 1, SIDE, SIDE];
    }

    async predict(pixels) {
        // A tensor of ONNX Runtime is a view: the copy is ours.
        const { logits } = await this.session.run({ input: new ort.Tensor("float32", pixels.slice(), this.shape) });
        return softmax(logits.data);
    }

    close() {
        return this.session.release();
    }
}

function softmax(logits) {
    const shares = new Float32Array(logits.length);
    for (let row = 0; row < logits.length; row += CLASSES) {
        let largest = -Infinity;
        for (let i = row; i < row + CLASSES; i++)
            largest = Math.max(largest, logits[i]);
        let sum = 0;
        for (let i = row; i < row + CLASSES; i++)
            sum += shares[i] = Math.exp(logits[i] - largest);
        for (let i = row; i < row + CLASSES; i++)
            shares[i] /= sum;
    }
    return shares;
}

module.exports = { apis, load, mostThreads, versions };
