"""Where torch's Python rounds otherwise than its C++, on the same libtorch."""

from functools import cache

import torch


def freedom(optimizer):
    """Why losses may differ from those of C++ and C# in their last bits; None where the same are expected."""
    if isinstance(optimizer, torch.optim.Adam) and not adam_multiplies_and_adds():
        return f"torch.optim.Adam of {torch.__version__} interpolates its first moment, Adam of C++ and C# multiplies and adds"
    return None


@cache
def adam_multiplies_and_adds():
    """Tried, and not told from the version: two steps whose first moment is known to the bit."""
    beta = 0.9
    parameter = torch.zeros(256, requires_grad=True)
    optimizer = torch.optim.Adam([parameter], betas=(beta, 0.999))
    moment = torch.zeros(256)
    for gradient in torch.linspace(-1, 1, 256), torch.linspace(0.1, 0.7, 256):
        parameter.grad = gradient
        optimizer.step()
        moment.mul_(beta).add_(gradient, alpha=1 - beta)
    return torch.equal(optimizer.state[parameter]["exp_avg"], moment)
