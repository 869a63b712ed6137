"""The choices a workload leaves open, and the variants that name sets of them."""

import re

from protocol import RequestError, shown

MOST_EPOCHS = 100_000
COMMON = {"shuffle": ("on", "off"), "schedule": ("none", "step", "cosine")}


def settle(workload, variant, chosen):
    """Every setting by name: the workload's default, else the variant's, else the chosen one."""
    settled = {name: choices[0] for name, choices in workload.settings.items()} | workload.variants[variant]
    if workload.epochs is not None:
        settled["epochs"] = str(workload.epochs)
    for name, value in chosen.items():
        if name not in settled:
            known = f"one of {', '.join(settled)}" if settled else "none, this workload has no settings"
            raise RequestError(f"'settings' names {shown(name)}: expected {known}")
        settled[name] = whole(name, value) if name == "epochs" else one_of(name, value, workload.settings[name])
    return settled


def one_of(name, value, choices):
    if value not in choices:
        raise RequestError(f"setting '{name}' is {shown(value)}: expected one of {', '.join(choices)}")
    return value


def whole(name, value):
    if not re.fullmatch(r"[0-9]{1,6}", value) or not 1 <= int(value) <= MOST_EPOCHS:
        raise RequestError(f"setting '{name}' is {shown(value)}: expected a whole number from 1 to {MOST_EPOCHS}")
    return value
