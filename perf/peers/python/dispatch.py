"""Answers the requests: opens and closes the one session, and hands phases to it under a meter."""

import torch

import agreement
import engine
import loading
import modes
import protocol
import rounding
import weights
from meters import GpuMemory, Idle, OperationCounter, OperationTimer, TensorMemory, clock_of, middle
from overhead import Overhead
from peak import Peak
from prediction import Prediction
from protocol import RequestError
from settings import settle
from workloads import NETWORKS

WORKLOADS = {**NETWORKS, "overhead": Overhead, "loading": loading.Loading, "peak": Peak, "prediction": Prediction}
# The profiler keeps every event until it is left.
COUNTED_AT_ONCE = 1000
# One interruption by the system would make a mean over all iterations tell of nothing else: the middle one of so many.
TIMED_PASSES = 9
# Their reply must fit a line.
MOST_LATENCIES = 20_000
SHOWN_OF_OUTPUT = 64


class Worker:
    workloads = WORKLOADS

    def __init__(self):
        torch.set_num_interop_threads(1)
        self.session = None
        self.leaving = False
        self.verbs = {
            "hello": self.hello,
            "open": self.open,
            "agree": self.agree,
            "infer": self.infer,
            "round": self.round,
            "latencies": self.latencies,
            "counters": self.counters,
            "save": self.save,
            "load": self.load,
            "close": self.close,
            "bye": self.bye,
        }

    def answer(self, request):
        verb = protocol.choice(request, "do", self.verbs)
        return {"ok": True, **self.verbs[verb](request)}

    def hello(self, request):
        phases = {name: list(workload.phases) for name, workload in self.workloads.items()}
        return {"protocol": protocol.VERSION, **self.facts(), "workloads": list(self.workloads), "phases": phases}

    def facts(self):
        return engine.facts()

    def open(self, request):
        self.session = None
        workload = self.workloads[protocol.choice(request, "workload", self.workloads)]
        variant = protocol.choice(request, "variant", workload.variants)
        settings = settle(workload, variant, protocol.optional_texts(request, "settings"))
        batch = protocol.integer(request, "batch", 1, 65536)
        seed = protocol.integer(request, "seed", 0, 1 << 53)
        device = protocol.choice(request, "device", self.facts()["devices"])
        threads = protocol.integer(request, "threads", 1, 1024)
        data = protocol.optional_path(request, "data")
        trained = protocol.optional_path(request, "weights")
        workers = protocol.optional_integer(request, "workers", 0, 64, 0)
        if workers and "epoch" not in workload.phases:
            raise RequestError(f"'workers' is for workloads that read files in batches: expected none for {workload.__name__}")
        mode = modes.STANDARD if request.get("mode") is None else protocol.choice(request, "mode", modes.MODES)
        if mode == modes.BFLOAT16 and not workload.takes_bfloat16:
            raise RequestError(f"'mode' is {mode}: expected another for {workload.__name__}, which computes in float32 only")
        torch.set_num_threads(threads)
        modes.switch(mode)
        session = workload(settings, batch, seed, torch.device(device), data)
        if mode == modes.BFLOAT16:
            session.narrow()
        if workers:
            session.read_ahead(workers)
        if trained is not None:
            session.load(trained)
        parameters = sum(p.numel() for p in session.model.parameters())
        digest = agreement.digest(session.model)
        self.session = session
        return {"parameters": parameters, "digest": digest, "freedom": rounding.freedom(getattr(session, "optimizer", None))}

    def agree(self, request):
        session = self.opened()
        losses = session.agree(protocol.integer(request, "steps", 1, 1000))
        return {"losses": [agreement.exact(loss) for loss in losses]}

    def infer(self, request):
        session = self.opened()
        if "infer" not in session.phases:
            raise RequestError(f"{type(session).__name__} is no network that is trained: expected another 'workload' in the session's open")
        output = session.predict()
        first = output.flatten()[:SHOWN_OF_OUTPUT].tolist()
        return {"digest": agreement.digest_of({"output": output}), "first": [agreement.exact(value) for value in first]}

    def round(self, request):
        phase, iterations = self.phase(request)
        return {"nanoseconds": self.timed(request["phase"], phase, iterations)}

    def latencies(self, request):
        phase, iterations = self.phase(request, MOST_LATENCIES)
        return {"nanoseconds": [self.timed(request["phase"], phase, 1) for _ in range(iterations)]}

    def timed(self, name, phase, iterations):
        clock = clock_of(name, self.session.device)
        phase(self.session, iterations, clock)
        return clock.nanoseconds

    def counters(self, request):
        phase, iterations = self.phase(request)
        # The first iteration makes the gradients that later ones only zero or add to.
        phase(self.session, 1, Idle())
        counter = OperationCounter()
        for done in range(0, iterations, COUNTED_AT_ONCE):
            phase(self.session, min(COUNTED_AT_ONCE, iterations - done), counter)
        return {
            "managedBytes": None,
            "nativeOperations": counter.per_iteration(iterations),
            "tensorsMade": None,
            "tensorsAlive": None,
            "nativeCalls": None,
            "operationNanoseconds": self.operation_times(phase, iterations),
            "peakBytes": self.peak(phase),
            "gpuPeakBytes": self.gpu_peak(phase),
        }

    def operation_times(self, phase, iterations):
        count = min(iterations, TIMED_PASSES)
        each = min(iterations // count, COUNTED_AT_ONCE)
        timers = [OperationTimer() for _ in range(count)]
        for timer in timers:
            phase(self.session, each, timer)
        return {name: spent / each for name, spent in middle([timer.nanoseconds for timer in timers]).items()}

    def peak(self, phase):
        memory = TensorMemory()
        phase(self.session, 1, memory)
        return memory.peak

    def gpu_peak(self, phase):
        memory = GpuMemory(self.session.device)
        phase(self.session, 1, memory)
        return memory.peak

    def save(self, request):
        weights.save(protocol.path(request, "path"), self.opened().model)
        return {}

    def load(self, request):
        self.opened().load(protocol.path(request, "path"))
        return {}

    def close(self, request):
        self.session = None
        return {}

    def bye(self, request):
        self.leaving = True
        return {}

    def opened(self):
        if self.session is None:
            raise RequestError("no session is open: expected a successful 'open' before")
        return self.session

    def phase(self, request, most=10**9):
        session = self.opened()
        name = protocol.choice(request, "phase", session.phases)
        return session.phases[name], protocol.integer(request, "iterations", 1, most)
