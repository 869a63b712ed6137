"""How torch picks its kernels and rounds, by the names that every language knows: switches of the whole process."""

import torch

STANDARD = "standard"
BFLOAT16 = "bfloat16"
# cudnn.benchmark, cudnn.deterministic, deterministic algorithms, TF32 in convolutions, TF32 in products
MODES = {
    STANDARD: (False, False, False, True, False),
    "benchmark": (True, False, False, True, False),
    "deterministic": (False, True, False, True, False),
    "strict": (False, True, True, True, False),
    "float32": (False, False, False, False, False),
    "tf32": (False, False, False, True, True),
    # What is more, the session narrows its network and samples.
    BFLOAT16: (False, False, False, True, False),
}


def switch(name):
    benchmark, deterministic, algorithms, convolutions, products = MODES[name]
    torch.backends.cudnn.benchmark = benchmark
    torch.backends.cudnn.deterministic = deterministic
    torch.use_deterministic_algorithms(algorithms)
    torch.backends.cudnn.allow_tf32 = convolutions
    torch.backends.cuda.matmul.allow_tf32 = products
