"""What must be equal before anything is timed: the digest of the parameters, and losses to the last bit."""

import ctypes
import hashlib
import math


def digest(module):
    """SHA-256 over `name\\0dtype\\0shape\\0` and the little-endian bytes of each parameter and buffer, by name."""
    return digest_of(module.state_dict())


def digest_of(tensors):
    """The same of tensors by name."""
    sha = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        tensor = tensor.detach().cpu().contiguous()
        dtype = str(tensor.dtype).removeprefix("torch.")
        shape = ",".join(map(str, tensor.shape))
        sha.update(f"{name}\0{dtype}\0{shape}\0".encode())
        sha.update(ctypes.string_at(tensor.data_ptr(), tensor.numel() * tensor.element_size()))
    return sha.hexdigest()


def exact(value):
    """A C99 hexadecimal float without trailing zeros: 0x1.26bb1cp+1, 0x1p+0, 0x0p+0; nan, inf, -inf as words."""
    if not math.isfinite(value):
        return str(value)
    mantissa, exponent = value.hex().split("p")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}p{exponent}"
