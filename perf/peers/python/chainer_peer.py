"""PerfSuite's worker for Chainer, which ended in 2019: the poses of its article, on NumPy.

    PYTHONPATH=… /usr/bin/python3 -u chainer_peer.py worker --in FD --out FD
"""

import os
import platform
import re
import sys

import worker

COUNTERS = ("managedBytes", "nativeOperations", "tensorsMade", "tensorsAlive", "nativeCalls", "operationNanoseconds", "peakBytes", "gpuPeakBytes")


def chainer_worker():
    # After the lifeline, as with torch.
    import chainer_import
    import numpy

    import dispatch
    import engine
    from chainer_session import ChainerPose

    def blas():
        """NumPy's own where it brought one, else the one it shares with torch."""
        own = (path for path in engine.mapped_files() if re.search(r"/numpy(\.libs|/\.libs)/lib\w*blas[^/]*$", path))
        return next(("/".join(path.split("/")[-2:]) for path in own), engine.blas())

    class ChainerWorker(dispatch.Worker):
        workloads = {"deeppose": ChainerPose}

        def facts(self):
            return {
                "contender": "chainer",
                "language": f"Python {platform.python_version()}",
                "versions": {"chainer": chainer_import.version, "numpy": numpy.__version__},
                "libtorch": None,
                "blas": blas(),
                "cpuCapability": None,
                "threads": engine.facts()["threads"],
                "pid": os.getpid(),
                "devices": ["cpu"],
            }

        def counters(self, request):
            # Operations of libtorch, which does nothing here.
            self.phase(request)
            return dict.fromkeys(COUNTERS)

    return ChainerWorker()


if __name__ == "__main__":
    sys.exit(worker.main(sys.argv[1:], chainer_worker))
