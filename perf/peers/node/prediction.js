"use strict";
// Single predictions: images in plain arrays through a trained network to probabilities in a plain array.

const idx = require("./idx.js");
const { CLASSES, NETWORKS, SIDE } = require("./networks.js");
const safetensors = require("./safetensors.js");

const MOST_IMAGES = 1000;
const PIXELS = SIDE * SIDE;

// V8 recompiles what is called often; TensorFlow.js's first thousand predictions take some ten times as long as later ones.
// What one session has warmed serves the next.
const WARM = { predictions: 6000, nanoseconds: 2_000_000_000 };
const warmed = new Set();

class Prediction {
    static async open(engine, { network, api, batch, threads, data, weights }) {
        const { images, labels } = idx.testSet(data, MOST_IMAGES);
        const tensors = safetensors.read(weights, NETWORKS[network]);
        const predictor = await engine.load({ network, api, batch, threads, tensors, weights });
        return new Prediction(images, labels, tensors, predictor, batch, `${network} ${api}`);
    }

    constructor(images, labels, tensors, predictor, batch, code) {
        this.images = images;
        this.labels = labels;
        this.tensors = tensors;
        this.predictor = predictor;
        this.batch = batch;
        this.code = code;
        this.timings = 0;
        this.position = 0;
        this.probabilities = null; // [batch,10], the last batch's
    }

    get parameters() {
        return Object.values(this.tensors).reduce((sum, { values }) => sum + values.length, 0);
    }

    /** Null where the engine cannot say. */
    get tensorsAlive() {
        return this.predictor.tensors ?? null;
    }

    /** The mean over each batch of −ln of what its labels were given, in double; the first batch starts at image 0. */
    async agree(steps) {
        const means = [];
        for (let step = 0; step < steps; step++) {
            const first = step * this.batch;
            const probabilities = await this.predictor.predict(this.taken(first % this.labels.length));
            let total = 0;
            for (let i = 0; i < this.batch; i++)
                total -= Math.log(probabilities[i * CLASSES + this.labels[(first + i) % this.labels.length]]);
            means.push(Math.fround(total / this.batch));
        }
        return means;
    }

    /** Before the session's second timing: the first is what a first call costs. The position is then what it was. */
    async warmUp() {
        if (this.timings++ === 0 || warmed.has(this.code))
            return;
        const position = this.position;
        const start = process.hrtime.bigint();
        for (let done = 0; done < WARM.predictions && process.hrtime.bigint() - start < WARM.nanoseconds; done++)
            await this.next();
        this.position = position;
        warmed.add(this.code);
    }

    async round(iterations) {
        const start = process.hrtime.bigint();
        for (let i = 0; i < iterations; i++) {
            const predicted = this.next();
            // A turn through the queue of promises is paid only by an engine that asks for it.
            this.probabilities = predicted instanceof Promise ? await predicted : predicted;
        }
        return Number(process.hrtime.bigint() - start);
    }

    async latencies(iterations) {
        const nanoseconds = new Array(iterations).fill(0);
        for (let i = 0; i < iterations; i++)
            nanoseconds[i] = await this.round(1);
        return nanoseconds;
    }

    close() {
        return this.predictor.close();
    }

    next() {
        const first = this.position;
        this.position = (first + this.batch) % this.labels.length;
        return this.predictor.predict(this.taken(first));
    }

    /** A batch's pixels, of which the predictor makes its input: a view of the images where it does not wrap around. */
    taken(first) {
        const count = this.labels.length;
        if (first + this.batch <= count)
            return this.images.subarray(first * PIXELS, (first + this.batch) * PIXELS);
        const pixels = new Float32Array(this.batch * PIXELS);
        for (let i = 0; i < this.batch; i++) {
            const image = ((first + i) % count) * PIXELS;
            pixels.set(this.images.subarray(image, image + PIXELS), i * PIXELS);
        }
        return pixels;
    }
}

module.exports = { Prediction };
