"""Two things timed turn by turn, so that a busy machine slows both."""

import statistics
import time
from collections.abc import Callable


def once(work: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def side_by_side(
    ours: Callable[[], object], theirs: Callable[[], object], rounds: int
) -> tuple[list[float], list[float]]:
    """Milliseconds of each, alternating."""
    our_times, other = [], []
    for _ in range(rounds):
        our_times.append(once(ours))
        other.append(once(theirs))
    return our_times, other


def said(times: list[float]) -> str:
    ordered = sorted(times)
    return f"p50 {statistics.median(ordered):.2f} ms, p95 {ordered[int(len(ordered) * 0.95)]:.2f} ms"


def ratio(ours: list[float], theirs: list[float]) -> str:
    return f"{statistics.median(ours) / statistics.median(theirs):.2f}"
