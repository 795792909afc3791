"""Measures work as it is outside of tests."""

import sys
import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of it, without what measuring coverage adds.

    pytest-cov's ``no_cover`` does not do it in the processes of pytest-xdist.
    """
    tracer = sys.gettrace()
    sys.settrace(None)
    began = time.process_time()
    try:
        work()
        return time.process_time() - began
    finally:
        sys.settrace(tracer)
