"use strict";
// Bytes from a pipe, cut into lines.

const LINE_LIMIT = 1 << 20;
const NEWLINE = 0x0a;

/** Hands on each line without its end, bytes; null for one that is longer than the limit. */
class LineReader {
    constructor(handOn) {
        this.handOn = handOn;
        this.clear();
    }

    take(chunk) {
        let start = 0;
        for (let end; (end = chunk.indexOf(NEWLINE, start)) >= 0; start = end + 1) {
            this.keep(chunk.subarray(start, end));
            this.handOn(this.length > LINE_LIMIT ? null : Buffer.concat(this.parts));
            this.clear();
        }
        this.keep(chunk.subarray(start));
    }

    keep(part) {
        this.length += part.length;
        if (this.length > LINE_LIMIT)
            this.parts = [];
        else
            this.parts.push(part);
    }

    clear() {
        this.parts = [];
        this.length = 0;
    }
}

module.exports = { LINE_LIMIT, LineReader };
