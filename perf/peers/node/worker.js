"use strict";
// PerfSuite's Node worker: one JSON request a line on descriptor --in, one reply a line on --out.
//
//     node worker.js worker --in FD --out FD --engine tfjs|onnxruntime
//
// This thread reads, writes and watches; another one computes, so that the end of the parent is seen also in the middle of
// a long request.

const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const { parseArgs } = require("node:util");
const { Worker } = require("node:worker_threads");
const { LineReader } = require("./lines.js");
const { oneLine } = require("./protocol.js");

const BAD_USAGE = 64;
const PARENT_LOOK_MS = 1000;
const ENGINES = ["tfjs", "onnxruntime"];
const USAGE = `usage: worker.js worker --in FD --out FD --engine ${ENGINES.join("|")}`;

function refuse(message) {
    fs.writeSync(2, `${message}\n${USAGE}\n`);
    process.exit(BAD_USAGE);
}

function chosen(args) {
    const options = { in: { type: "string" }, out: { type: "string" }, engine: { type: "string" } };
    let parsed;
    try {
        parsed = parseArgs({ args, options, allowPositionals: true });
    } catch (error) {
        refuse(error.message);
    }
    const { values, positionals } = parsed;
    if (positionals.length !== 1 || positionals[0] !== "worker")
        refuse(`'${positionals.join(" ")}': expected the one verb 'worker'`);
    if (!ENGINES.includes(values.engine))
        refuse(`--engine is ${values.engine ?? "missing"}: expected ${ENGINES.join(" or ")}`);
    return { requests: pipe("--in", values.in), replies: pipe("--out", values.out), engine: values.engine };
}

function pipe(option, text) {
    const descriptor = /^\d{1,9}$/.test(text ?? "") ? Number(text) : -1;
    let found;
    try {
        found = fs.fstatSync(descriptor);
    } catch {
        found = null;
    }
    if (!found?.isFIFO() && !found?.isSocket())
        refuse(`${option} ${text ?? "is missing"}: expected an open pipe's descriptor handed down by the parent`);
    return descriptor;
}

function holdLifeline() {
    const parent = process.ppid;
    const look = () => process.ppid === parent || process.exit(0);
    setInterval(look, PARENT_LOOK_MS);
}

function writeWhole(descriptor, text) {
    const bytes = Buffer.from(text);
    try {
        for (let done = 0; done < bytes.length;)
            done += fs.writeSync(descriptor, bytes, done);
    } catch (error) {
        if (error.code !== "EPIPE")
            throw error;
        process.exit(0);
    }
}

function main() {
    const { requests, replies, engine } = chosen(process.argv.slice(2));
    // Ctrl-C reaches the whole process group; the parent decides what it means and closes the pipe.
    process.on("SIGINT", () => {});
    holdLifeline();

    const computing = new Worker(path.join(__dirname, "dispatch.js"), { workerData: { engine } });
    computing.on("message", ({ reply, leaving }) => {
        writeWhole(replies, `${reply}\n`);
        if (leaving)
            process.exit(0);
    });
    computing.on("error", (error) => {
        fs.writeSync(2, `${oneLine(error)}\n`);
        process.exit(1);
    });
    const lines = new LineReader((line) => computing.postMessage(line));
    const socket = new net.Socket({ fd: requests, readable: true, writable: false });
    socket.on("data", (chunk) => lines.take(chunk));
    socket.on("error", () => process.exit(0));
    socket.on("end", () => process.exit(0));
}

main();
