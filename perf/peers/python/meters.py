"""What is read off around a loop of iterations: a clock, or a count of native operations.

A meter is entered right before the loop and left right after it, so what a phase prepares is never counted.
"""

import collections
import itertools
import time

import torch
from torch.autograd import profiler

MEMORY = "[memory]"
OPERATIONS = (0, 1)  # at::RecordScope FUNCTION and BACKWARD_FUNCTION


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)


class Idle:
    """Reads nothing: for iterations that only bring a session to its steady state."""

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        pass


class Clock:
    """Nanoseconds of the loop; a device has finished its work before the clock starts and before it stops."""

    def __init__(self, device):
        self.device = device
        self.nanoseconds = 0
        self.waits = True

    def __enter__(self):
        synchronize(self.device)
        self.start = time.perf_counter_ns()
        return self

    def __exit__(self, *failure):
        if self.waits:
            synchronize(self.device)
        self.nanoseconds = time.perf_counter_ns() - self.start
        synchronize(self.device)


class EventClock:
    """Nanoseconds by the GPU's own clock, between two events on its stream: what the processor does before and after is not in it."""

    def __init__(self, device):
        self.device = device
        self.first, self.last = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        self.nanoseconds = 0

    def __enter__(self):
        synchronize(self.device)
        self.first.record(torch.cuda.current_stream(self.device))
        return self

    def __exit__(self, *failure):
        self.last.record(torch.cuda.current_stream(self.device))
        self.last.synchronize()
        self.nanoseconds = int(self.first.elapsed_time(self.last) * 1e6)


def clock_of(phase, device):
    return EventClock(device) if phase.endswith("-events") else Clock(device)


def not_waiting(meter):
    """The meter, which does not wait for a device to finish if it is a clock: what asking costs."""
    if isinstance(meter, Clock):
        meter.waits = False
    return meter


class OperationCounter:
    """Operations named aten::… that torch dispatched, nested ones and the optimizer's included.

    Read from the profiler's raw events: `function_events` leaves out an operation nested in its namesake.
    """

    def __init__(self):
        self.counts = collections.Counter()
        self.complete = True

    def __enter__(self):
        self.profile = profiler.profile()
        self.profile.__enter__()
        return self

    def __exit__(self, *failure):
        self.profile.__exit__(*failure)
        results = getattr(self.profile, "kineto_results", None)
        if results is None:  # a torch that keeps its raw events elsewhere: better no count than another kind of count
            self.complete = False
            return
        names = (event.name() for event in results.events() if event.scope() in OPERATIONS)
        self.counts.update(name for name in names if name.startswith("aten::"))
        self.profile = None

    def per_iteration(self, iterations):
        """Counts by name, None where they cannot be had."""
        if not self.complete:
            return None
        return {name: count / iterations for name, count in sorted(self.counts.items())}


class OperationTimer:
    """Nanoseconds that those operations took by themselves, without what was nested in them.

    As the profiler has them, which before torch 2.1 reads its clock in whole microseconds: right on average over many iterations.
    """

    def __init__(self):
        self.nanoseconds = collections.Counter()

    def __enter__(self):
        self.profile = profiler.profile()
        self.profile.__enter__()
        return self

    def __exit__(self, *failure):
        self.profile.__exit__(*failure)
        for event in self.profile.function_events:
            if event.scope in OPERATIONS and event.name.startswith("aten::") and not event.is_async:
                self.nanoseconds[event.name] += max(0, event.self_cpu_time_total) * 1000
        self.profile = None


class TensorMemory:
    """Most bytes that torch's allocator held at once of those it gave out meanwhile; None where the events cannot be had.

    Read from the profiler's raw events, which stand in the order in which they happened.
    """

    def __init__(self):
        self.peak = None

    def __enter__(self):
        self.profile = profiler.profile(profile_memory=True)
        self.profile.__enter__()
        return self

    def __exit__(self, *failure):
        self.profile.__exit__(*failure)
        results = getattr(self.profile, "kineto_results", None)
        if results is not None:
            changes = (event.nbytes() for event in results.events() if event.name() == MEMORY)
            self.peak = max(itertools.accumulate(changes, initial=0))
        self.profile = None


class GpuMemory:
    """Most bytes that torch's allocator of the GPU had given out at once, those of before too; None on the processor."""

    def __init__(self, device):
        self.device = device
        self.peak = None

    def __enter__(self):
        if self.device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(self.device)
        return self

    def __exit__(self, *failure):
        if self.device.type == "cuda":
            synchronize(self.device)
            self.peak = torch.cuda.max_memory_allocated(self.device)


def middle(passes):
    """Of every operation the middle one of its times; it took none in a pass that lacks it."""
    names = sorted({name for nanoseconds in passes for name in nanoseconds})
    return {name: sorted(nanoseconds[name] for nanoseconds in passes)[len(passes) // 2] for name in names}
