"""Writes trained MNIST weights as what other runtimes load: TorchScript, traced and frozen, and ONNX. Both give logits.

    /usr/bin/python3 export.py --network softmax --weights FILE.safetensors    # writes FILE.pt and FILE.onnx
"""

import contextlib
import importlib.util
import inspect
import os
import sys

from protocol import RequestError, one_line
from worker import Parser

EXTENSION = ".safetensors"
OPSET = 13


def chosen(arguments):
    parser = Parser(prog="export.py", description="Writes FILE.pt (TorchScript) and FILE.onnx beside FILE.safetensors.")
    parser.add_argument("--network", required=True, choices=("softmax", "cnn"), help="the network the weights are of")
    parser.add_argument("--weights", required=True, metavar="FILE.safetensors", help="what a worker or 'perf train' saved")
    options = parser.parse_args(arguments)
    if not options.weights.endswith(EXTENSION):
        parser.error(f"--weights {options.weights}: expected a name that ends in {EXTENSION}")
    return options.network, options.weights


def export(network, path):
    import torch

    import weights
    from models import Cnn, Softmax

    model = (Cnn() if network == "cnn" else Softmax()).eval()
    weights.load(path, model)
    stem = path.removesuffix(EXTENSION)
    # Two images: the trace of one could take its batch for a constant.
    example = torch.zeros(2, 1, 28, 28)
    with torch.no_grad():
        script = torch.jit.freeze(torch.jit.trace(model, example))
    write(stem + ".pt", lambda partial: torch.jit.save(script, partial))
    names = {"input_names": ["input"], "output_names": ["logits"]}
    batches = {"dynamic_axes": {"input": {0: "batch"}, "logits": {0: "batch"}}}
    exporter = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    spare_onnx()
    write(stem + ".onnx", lambda partial: torch.onnx.export(model, example, partial, opset_version=OPSET, **names, **batches, **exporter))


def spare_onnx():
    """torch 2 imports the module onnx to insert functions of onnxscript. There are none in these models, so it need not be there."""
    if importlib.util.find_spec("onnx") is None:
        with contextlib.suppress(ImportError):
            from torch.onnx._internal import onnx_proto_utils

            if hasattr(onnx_proto_utils, "_add_onnxscript_fn"):
                onnx_proto_utils._add_onnxscript_fn = lambda model, opsets: model


def write(path, save):
    """Whatever stood at the path is replaced once everything is written."""
    partial = path + ".partial"
    try:
        save(partial)
        os.replace(partial, path)
    except (OSError, RuntimeError) as error:
        raise RequestError(f"{path}: cannot be written ({one_line(error)}): expected a path to write to") from None
    finally:
        with contextlib.suppress(OSError):
            os.remove(partial)
    print(path)


def main(arguments):
    try:
        export(*chosen(arguments))
    except RequestError as error:
        print(f"export.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
