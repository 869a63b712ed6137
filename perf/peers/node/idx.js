"use strict";
// MNIST's test files, IDX, plain or .gz; every fault names file, offset and expectation.

const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");
const { SIDE } = require("./networks.js");
const { RequestError } = require("./protocol.js");

const IMAGES = "t10k-images-idx3-ubyte";
const LABELS = "t10k-labels-idx1-ubyte";
// MNIST has 10,000; what a few kilobytes of gzip could unpack to is bounded by it.
const MOST = 200_000;
const PIXELS = SIDE * SIDE;

/** {images float32 in [0,1], labels}: the first `most` of the folder's test files, or all if there are fewer. */
function testSet(folder, most) {
    const images = contents(folder, IMAGES, 16 + MOST * PIXELS);
    const [count, rows, columns] = header(images, 0x803, 3);
    if (count < 1 || count > MOST)
        fault(images, 4, `${count} images`, `1 to ${MOST}`);
    if (rows !== SIDE || columns !== SIDE)
        fault(images, 8, `images of ${rows}x${columns}`, `${SIDE}x${SIDE}`);
    const pixels = body(images, 16, count * PIXELS, `${count} images of ${SIDE}x${SIDE}`);
    const labels = contents(folder, LABELS, 8 + MOST);
    const [labelled] = header(labels, 0x801, 1);
    if (labelled !== count)
        fault(labels, 4, `${labelled} labels`, `${count}, one for each image`);
    const classes = body(labels, 8, count, `${count} labels`);
    const wrong = classes.findIndex((label) => label > 9);
    if (wrong >= 0)
        fault(labels, 8 + wrong, `label ${classes[wrong]}`, "0 to 9");
    const kept = Math.min(count, most);
    return { images: Float32Array.from(pixels.subarray(0, kept * PIXELS), (pixel) => pixel / 255), labels: Uint8Array.from(classes.subarray(0, kept)) };
}

function contents(folder, name, most) {
    const plain = path.join(folder, name);
    const file = fs.existsSync(plain) ? plain : `${plain}.gz`;
    const found = fs.statSync(file, { throwIfNoEntry: false });
    if (!found?.isFile())
        throw new RequestError(`${plain}: no such file, nor with .gz: expected an IDX file of MNIST in the folder 'data'`);
    if (found.size > most)
        fault({ file }, most, "more bytes", `a file of at most ${most}`);
    let bytes;
    try {
        bytes = fs.readFileSync(file);
    } catch {
        throw new RequestError(`${file}: cannot be read: expected a readable file`);
    }
    if (file === plain)
        return { file, bytes };
    try {
        return { file, bytes: zlib.gunzipSync(bytes, { maxOutputLength: most }) };
    } catch (error) {
        return error.code === "ERR_BUFFER_TOO_LARGE"
            ? fault({ file }, most, "more bytes", `at most ${most} unpacked`)
            : fault({ file }, 0, "broken gzip", "unbroken gzip data");
    }
}

/** The sizes of the dimensions, each 0 to 2³² − 1. */
function header(content, magic, dimensions) {
    const length = 4 + 4 * dimensions;
    if (content.bytes.length < length)
        fault(content, content.bytes.length, "the file ends", `a header of ${length} bytes`);
    const found = content.bytes.readUInt32BE(0);
    if (found !== magic)
        fault(content, 0, `magic ${hexadecimal(found)}`, `${hexadecimal(magic)}, unsigned bytes in ${dimensions} dimension${dimensions > 1 ? "s" : ""}`);
    return Array.from({ length: dimensions }, (_, i) => content.bytes.readUInt32BE(4 + 4 * i));
}

/** The rest of the file, which must be exactly this long. */
function body(content, start, length, expected) {
    const end = content.bytes.length;
    if (end < start + length)
        fault(content, end, "the file ends", expected);
    if (end > start + length)
        fault(content, start + length, "more bytes", `the end of the file after ${expected}`);
    return content.bytes.subarray(start);
}

function hexadecimal(magic) {
    return `0x${magic.toString(16).padStart(8, "0")}`;
}

function fault({ file }, offset, found, expected) {
    throw new RequestError(`${file}: offset ${offset}: ${found}: expected ${expected}`);
}

module.exports = { testSet };
