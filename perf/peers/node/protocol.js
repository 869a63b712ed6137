"use strict";
// Version 1 of the worker protocol: requests out of lines, and the checks every field of one passes.

const { LINE_LIMIT } = require("./lines.js");

const VERSION = 1;
const ERROR_LIMIT = 2000;
const SHOWN_LIMIT = 80;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A request that cannot be granted; the message is the reply's `error`. */
class RequestError extends Error {}

function oneLine(error) {
    const text = error instanceof RequestError ? error.message : `${error?.name ?? "Error"}: ${error?.message ?? error}`;
    return text.trim().split(/[\r\n]/, 1)[0].slice(0, ERROR_LIMIT);
}

/** The object in a line, whose bytes are null where it was too long. */
function parse(line) {
    if (line === null)
        throw new RequestError(`the line is longer than ${LINE_LIMIT} bytes: expected one JSON object of at most that`);
    let request;
    try {
        request = JSON.parse(utf8.decode(line));
    } catch (error) {
        throw new RequestError(`the line is not JSON: expected one object (${oneLine(error)})`);
    }
    if (!isObject(request))
        throw new RequestError("the line is not a JSON object: expected one with the field 'do'");
    return request;
}

function text(request, field) {
    const value = own(request, field);
    if (typeof value !== "string")
        throw new RequestError(`'${field}' is ${described(request, field)}: expected a string`);
    return value;
}

function path(request, field) {
    const value = text(request, field);
    if (value.includes("\0"))
        throw new RequestError(`'${field}' is ${described(request, field)}: expected a path, in which no NUL can stand`);
    return value;
}

/** An object of strings; empty where the field is missing or null. */
function optionalTexts(request, field) {
    const value = own(request, field) ?? {};
    if (!isObject(value))
        throw new RequestError(`'${field}' is ${described(request, field)}: expected an object of strings`);
    for (const [name, one] of Object.entries(value))
        if (typeof one !== "string")
            throw new RequestError(`${shown(name)} in '${field}' is ${described(value, name)}: expected a string`);
    return value;
}

function integer(request, field, least, most) {
    const value = own(request, field);
    if (!Number.isInteger(value) || value < least || value > most)
        throw new RequestError(`'${field}' is ${described(request, field)}: expected an integer from ${least} to ${most}`);
    return value;
}

function choice(request, field, known) {
    const value = text(request, field);
    if (!known.includes(value))
        throw new RequestError(`'${field}' is ${described(request, field)}: expected one of ${known.join(", ")}`);
    return value;
}

/** Every setting by name: the chosen one, else the first of its choices. */
function settle(choices, chosen) {
    const settled = Object.fromEntries(Object.entries(choices).map(([name, [first]]) => [name, first]));
    for (const [name, value] of Object.entries(chosen)) {
        if (!Object.hasOwn(choices, name))
            throw new RequestError(`'settings' names ${shown(name)}: expected one of ${Object.keys(choices).join(", ")}`);
        if (!choices[name].includes(value))
            throw new RequestError(`setting '${name}' is ${shown(value)}: expected one of ${choices[name].join(", ")}`);
        settled[name] = value;
    }
    return settled;
}

function described(request, field) {
    const value = own(request, field);
    if (value === undefined)
        return "missing";
    if (Array.isArray(value))
        return "an array";
    return isObject(value) ? "an object" : shown(value);
}

/** As JSON, cut where it is long. */
function shown(value) {
    const json = JSON.stringify(value);
    return json.length <= SHOWN_LIMIT ? json : `${json.slice(0, SHOWN_LIMIT - 3)}...`;
}

// Not what every object inherits: a request for "constructor" is one for nothing.
function own(request, field) {
    return Object.hasOwn(request, field) ? request[field] : undefined;
}

function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

module.exports = { VERSION, RequestError, choice, integer, isObject, oneLine, optionalTexts, parse, path, settle, shown, text };
