"use strict";
// What the languages hold against each other before anything is timed: the digest of the parameters, and means to the last bit.

const { createHash } = require("node:crypto");

/** SHA-256 over `name\0dtype\0shape\0` and the little-endian bytes of each tensor, {name: {shape, values}}, by name. */
function digest(tensors) {
    const sha = createHash("sha256");
    for (const name of Object.keys(tensors).sort()) {
        const { shape, values } = tensors[name];
        sha.update(`${name}\0float32\0${shape}\0`);
        sha.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
    return sha.digest("hex");
}

/** A float32 as a C99 hexadecimal float without trailing zeros: 0x1.26bb1cp+1, 0x1p+0, 0x0p+0; nan, inf, -inf as words. */
function exact(value) {
    if (!Number.isFinite(value))
        return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    const bits = new DataView(new ArrayBuffer(8));
    bits.setFloat64(0, value);
    const high = bits.getUint32(0);
    const sign = high >>> 31 ? "-" : "";
    if (value === 0)
        return `${sign}0x0p+0`;
    // A double holds every float32 as a normal number.
    const exponent = ((high >>> 20) & 0x7ff) - 1023;
    const fraction = ((high & 0xfffff).toString(16).padStart(5, "0") + bits.getUint32(4).toString(16).padStart(8, "0")).replace(/0+$/, "");
    return `${sign}0x1${fraction && "."}${fraction}p${exponent < 0 ? "" : "+"}${exponent}`;
}

module.exports = { digest, exact };
