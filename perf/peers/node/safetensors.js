"use strict";
// Weights on disk: safetensors, all of a network's parameters and nothing else, float32.
//
// Eight bytes, little-endian: the length of the header. The header: JSON {name: {dtype, shape, data_offsets}} and perhaps
// `__metadata__`, strings by name. Then the tensors' little-endian bytes, without gaps.
// https://huggingface.co/docs/safetensors

const fs = require("node:fs");
const { RequestError, isObject, oneLine, shown } = require("./protocol.js");

// The largest network here has eight tensors.
const HEADER_LIMIT = 1 << 20;
const METADATA = "__metadata__";
const DTYPE = "F32";
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** {name: {shape, values}} for exactly these shapes, {name: [..]}. */
function read(path, shapes) {
    const file = opened(path);
    try {
        const length = fs.fstatSync(file).size;
        const headerLength = Number(bytes(path, file, 0, Math.min(8, length), 8).readBigUInt64LE(0));
        const most = Math.min(HEADER_LIMIT, length - 8);
        if (headerLength < 2 || headerLength > most)
            fault(path, `a header of ${headerLength} bytes in a file of ${length}`, `2 to ${Math.max(2, most)}`);
        const start = 8 + headerLength;
        const places = laid(path, parsed(path, bytes(path, file, 8, headerLength, headerLength)), shapes, length - start);
        return Object.fromEntries(Object.entries(places).map(([name, [first, end]]) => {
            const taken = bytes(path, file, start + first, end - first, end - first);
            return [name, { shape: shapes[name], values: new Float32Array(taken.buffer, taken.byteOffset, taken.length / 4) }];
        }));
    } finally {
        fs.closeSync(file);
    }
}

function opened(path) {
    if (!fs.statSync(path, { throwIfNoEntry: false })?.isFile())
        throw new RequestError(`${path}: no such file: expected one of safetensors`);
    try {
        return fs.openSync(path, "r");
    } catch (error) {
        throw new RequestError(`${path}: cannot be read (${error.code}): expected a readable file`);
    }
}

function bytes(path, file, position, length, expected) {
    const taken = Buffer.from(new ArrayBuffer(length));
    let done = 0;
    while (done < length) {
        const count = fs.readSync(file, taken, done, length - done, position + done);
        if (count === 0)
            break;
        done += count;
    }
    if (done < expected)
        fault(path, `the file ends after ${position + done} bytes`, `${expected - done} more`);
    return taken;
}

function parsed(path, text) {
    let header;
    try {
        header = JSON.parse(utf8.decode(text));
    } catch (error) {
        fault(path, `its header is not JSON (${oneLine(error)})`, "an object");
    }
    if (!isObject(header))
        fault(path, "its header is not a JSON object", "one");
    // Of two twins the parser keeps one; the text has a colon outside of strings for each.
    const colons = text.toString().replace(/"(?:[^"\\]|\\.)*"/g, "").split(":").length - 1;
    if (colons !== names(header))
        fault(path, "a name stands twice in one object of its header", "each once");
    return header;
}

function names(value) {
    if (typeof value !== "object" || value === null)
        return 0;
    const inside = Object.values(value).reduce((sum, one) => sum + names(one), 0);
    return Array.isArray(value) ? inside : Object.keys(value).length + inside;
}

/** [start, end) of each tensor within the bytes after the header, of which there are `length`. */
function laid(path, header, shapes, length) {
    const metadata = Object.hasOwn(header, METADATA) ? header[METADATA] : {};
    delete header[METADATA];
    if (!isObject(metadata) || !Object.values(metadata).every((value) => typeof value === "string"))
        fault(path, `${METADATA} is something else`, "an object of strings");
    for (const name of Object.keys(header))
        if (!Object.hasOwn(shapes, name))
            fault(path, `has a tensor ${shown(name)}`, "the tensors of the network");
    const places = {};
    for (const [name, shape] of Object.entries(shapes)) {
        if (!Object.hasOwn(header, name))
            fault(path, `has no tensor ${shown(name)}`, "the tensors of the network");
        places[name] = span(path, name, header[name], shape);
    }
    let reached = 0;
    for (const name of Object.keys(places).sort((one, other) => places[one][0] - places[other][0])) {
        const end = reached + 4 * shapes[name].reduce((product, size) => product * size, 1);
        if (places[name][0] !== reached || places[name][1] !== end)
            fault(path, `'${name}' has the offsets ${shown(places[name])}`, shown([reached, end]));
        reached = end;
    }
    if (reached !== length)
        fault(path, `${length} bytes after the header`, reached);
    return places;
}

/** The data offsets of a header's entry, which must describe this tensor. */
function span(path, name, entry, shape) {
    if (!isObject(entry) || Object.keys(entry).sort().join() !== "data_offsets,dtype,shape")
        fault(path, `'${name}' is described otherwise`, "dtype, shape and data_offsets");
    if (entry.dtype !== DTYPE)
        fault(path, `'${name}' has the dtype ${shown(entry.dtype)}`, DTYPE);
    if (!whole(entry.shape) || entry.shape.join() !== shape.join())
        fault(path, `'${name}' has the shape ${shown(entry.shape)}`, shown(shape));
    if (!whole(entry.data_offsets) || entry.data_offsets.length !== 2)
        fault(path, `'${name}' has the offsets ${shown(entry.data_offsets)}`, "two whole numbers");
    return entry.data_offsets;
}

function whole(numbers) {
    return Array.isArray(numbers) && numbers.every((number) => Number.isSafeInteger(number) && number >= 0);
}

function fault(path, found, expected) {
    throw new RequestError(`${path}: ${found}: expected ${expected}`);
}

module.exports = { read };
