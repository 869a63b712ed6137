"""Weights on disk: safetensors, all of a network's parameters and buffers and nothing else.

Eight bytes, little-endian: the length of the header. The header: JSON {name: {dtype, shape, data_offsets}} and perhaps
`__metadata__`, strings by name. Then the tensors' little-endian bytes, without gaps.
https://huggingface.co/docs/safetensors
"""

import contextlib
import ctypes
import json
import os

import torch

from protocol import RequestError, one_line, refuse_constant, shown

HEADER_LIMIT = 100_000_000
# Each value of a header costs a hundred times its bytes; the largest network's has some 3,000.
VALUE_LIMIT = 1_000_000
METADATA = "__metadata__"
ALIGNMENT = 8
DTYPES = {
    torch.float32: "F32",
    torch.float64: "F64",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


class Weighted:
    """What has a network, `model`, whose parameters and buffers can be set from a file."""

    takes_bfloat16 = False

    def load(self, path):
        load(path, self.model)


def save(path, module):
    """Names in ordinal order. Whatever stood at the path is replaced once everything is written."""
    tensors = sorted(module.state_dict().items())
    header, offset = {}, 0
    for name, tensor in tensors:
        end = offset + size(tensor)
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    text += b" " * (-len(text) % ALIGNMENT)
    partial = path + ".partial"
    try:
        with open(partial, "wb") as file:
            file.write(len(text).to_bytes(8, "little"))
            file.write(text)
            for _, tensor in tensors:
                tensor = tensor.cpu().contiguous()
                file.write(memory(tensor))
        os.replace(partial, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.remove(partial)
        raise RequestError(f"{path}: cannot be written ({error.strerror}): expected a path to write to") from None


def load(path, module):
    """Exactly the module's names, dtypes and shapes; where anything is wrong, nothing has changed."""
    tensors = module.state_dict()
    if not os.path.isfile(path):
        raise RequestError(f"{path}: no such file: expected one of safetensors")
    try:
        with open(path, "rb") as file:
            starts = places(path, file, tensors)
            read = {}
            for name, tensor in tensors.items():
                read[name] = torch.empty(tensor.shape, dtype=tensor.dtype)
                file.seek(starts[name])
                if file.readinto(memory(read[name])) != size(tensor):
                    fault(path, f"the file ends within '{name}'", "all of its bytes")
    except OSError as error:
        raise RequestError(f"{path}: cannot be read ({error.strerror}): expected a readable file") from None
    for name, tensor in tensors.items():
        tensor.copy_(read[name])


def places(path, file, tensors):
    """Where in the file each tensor's bytes start, by name."""
    length = os.fstat(file.fileno()).st_size
    header_length = int.from_bytes(file.read(8), "little")
    most = min(HEADER_LIMIT, length - 8)
    if not 2 <= header_length <= most:
        fault(path, f"a header of {header_length} bytes in a file of {length}", f"2 to {max(2, most)}")
    start = 8 + header_length
    header = parsed(path, file.read(header_length))
    metadata = header.pop(METADATA, {})
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        fault(path, f"{METADATA} is something else", "an object of strings")
    for name in (*header, *tensors):
        if name not in tensors or name not in header:
            found = f"has no tensor {shown(name)}" if name in tensors else f"has a tensor {shown(name)}"
            fault(path, found, "the tensors of the network")
    spans = {name: span(path, name, header[name], tensor) for name, tensor in tensors.items()}
    reached = 0
    for name in sorted(spans, key=spans.get):
        expected = [reached, reached + size(tensors[name])]
        if spans[name] != expected:
            fault(path, f"'{name}' has the offsets {shown(spans[name])}", expected)
        reached = expected[1]
    if start + reached != length:
        fault(path, f"{length - start} bytes after the header", reached)
    return {name: start + first for name, (first, _) in spans.items()}


def parsed(path, text):
    if sum(map(text.count, (b",", b"[", b"{"))) > VALUE_LIMIT:
        fault(path, f"a header of more than {VALUE_LIMIT} values", "fewer")
    try:
        header = json.loads(text.decode("utf-8"), object_pairs_hook=without_twins, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        fault(path, f"its header is not JSON ({one_line(error)})", "an object")
    if not isinstance(header, dict):
        fault(path, "its header is not a JSON object", "one")
    return header


def without_twins(pairs):
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return names


def span(path, name, entry, tensor):
    """The data offsets of a header's entry, which must describe this tensor."""
    if not isinstance(entry, dict) or entry.keys() != {"dtype", "shape", "data_offsets"}:
        fault(path, f"'{name}' is described otherwise", "dtype, shape and data_offsets")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if dtype != DTYPES[tensor.dtype]:
        fault(path, f"'{name}' has the dtype {shown(dtype)}", DTYPES[tensor.dtype])
    if not whole(shape) or shape != list(tensor.shape):
        fault(path, f"'{name}' has the shape {shown(shape)}", list(tensor.shape))
    if not whole(offsets) or len(offsets) != 2:
        fault(path, f"'{name}' has the offsets {shown(offsets)}", "two whole numbers")
    return offsets


def whole(numbers):
    return isinstance(numbers, list) and all(type(number) is int and number >= 0 for number in numbers)


def size(tensor):
    return tensor.numel() * tensor.element_size()


def memory(tensor):
    """The bytes of a contiguous tensor on the CPU, to read and to write; valid as long as the tensor."""
    return (ctypes.c_ubyte * size(tensor)).from_address(tensor.data_ptr()) if size(tensor) else bytearray()


def fault(path, found, expected):
    raise RequestError(f"{path}: {found}: expected {expected}")
