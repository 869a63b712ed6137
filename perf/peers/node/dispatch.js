"use strict";
// Answers the requests, in a thread of its own: opens and closes the one session, and hands it what is to be computed.

const { parentPort, workerData } = require("node:worker_threads");
const { digest, exact } = require("./agreement.js");
const { Prediction } = require("./prediction.js");
const protocol = require("./protocol.js");
const { RequestError } = protocol;

const ENGINES = { tfjs: "./tfjs.js", onnxruntime: "./onnx.js" };
const WORKLOAD = "prediction";
const PHASE = "predict";
// Their reply must fit a line.
const MOST_LATENCIES = 20_000;

class Dispatch {
    constructor(engine) {
        this.name = engine;
        this.engine = require(ENGINES[engine]);
        this.session = null;
        this.leaving = false;
        this.verbs = ["hello", "open", "agree", "round", "latencies", "counters", "close", "bye"];
    }

    async answer(line) {
        const request = protocol.parse(line);
        const verb = protocol.choice(request, "do", this.verbs);
        return { ok: true, ...(await this[verb](request)) };
    }

    hello() {
        return {
            protocol: protocol.VERSION,
            contender: this.name,
            language: `Node ${process.versions.node}`,
            versions: this.engine.versions(),
            libtorch: null,
            blas: null,
            cpuCapability: null,
            threads: 1,
            pid: process.pid,
            devices: ["cpu"],
            workloads: [WORKLOAD],
            phases: { [WORKLOAD]: [PHASE] },
        };
    }

    async open(request) {
        await this.close();
        protocol.choice(request, "workload", [WORKLOAD]);
        protocol.choice(request, "variant", ["matched"]);
        const { network, api } = protocol.settle(
            { network: ["softmax", "cnn"], api: this.engine.apis }, protocol.optionalTexts(request, "settings"));
        const batch = protocol.integer(request, "batch", 1, 65536);
        protocol.integer(request, "seed", 0, 2 ** 53); // draws nothing: all parameters come from the file
        protocol.choice(request, "device", ["cpu"]);
        const threads = protocol.integer(request, "threads", 1, this.engine.mostThreads);
        const data = protocol.path(request, "data");
        const weights = protocol.path(request, "weights");
        const session = await Prediction.open(this.engine, { network, api, batch, threads, data, weights });
        this.session = session;
        return { parameters: session.parameters, digest: digest(session.tensors) };
    }

    async agree(request) {
        const losses = await this.opened().agree(protocol.integer(request, "steps", 1, 1000));
        return { losses: losses.map(exact) };
    }

    async round(request) {
        const [session, iterations] = this.phase(request);
        await session.warmUp();
        return { nanoseconds: await session.round(iterations) };
    }

    async latencies(request) {
        const [session, iterations] = this.phase(request, MOST_LATENCIES);
        await session.warmUp();
        return { nanoseconds: await session.latencies(iterations) };
    }

    async counters(request) {
        const [session, iterations] = this.phase(request);
        const before = session.tensorsAlive;
        await session.round(iterations);
        const tensorsAlive = before === null ? null : session.tensorsAlive - before;
        return { managedBytes: null, nativeOperations: null, tensorsMade: null, tensorsAlive };
    }

    async close() {
        const session = this.session;
        this.session = null;
        await session?.close();
    }

    bye() {
        this.leaving = true;
    }

    opened() {
        if (this.session === null)
            throw new RequestError("no session is open: expected a successful 'open' before");
        return this.session;
    }

    phase(request, most = 1e9) {
        const session = this.opened();
        protocol.choice(request, "phase", [PHASE]);
        return [session, protocol.integer(request, "iterations", 1, most)];
    }
}

const dispatch = new Dispatch(workerData.engine);
let last = Promise.resolve();

async function converse(line) {
    const reply = await dispatch.answer(line).catch((error) => ({ ok: false, error: protocol.oneLine(error) }));
    parentPort.postMessage({ reply: JSON.stringify(reply), leaving: dispatch.leaving });
}

// One after the other, whatever the parent does: an answer may wait for the engine.
parentPort.on("message", (line) => (last = last.then(() => converse(line))));
