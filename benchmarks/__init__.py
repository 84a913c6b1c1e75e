"""Speed, as ratios measured in one run; `python -m benchmarks.NAME` prints them."""

import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call of `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
