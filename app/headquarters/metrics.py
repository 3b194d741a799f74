"""What /metrics tells and what is logged: how many of what, how long; never who or which case."""

import json
import sys
import threading
import time
from collections import Counter
from typing import Any, TextIO

_FROM_THE_START = ("entries_refused", "erased", "forgotten", "forks")
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 30.0)


class Metrics:
    """Counters in the text form of Prometheus."""

    def __init__(self) -> None:
        # there from the start: of a counter that begins with its first one, no increase is seen
        self._counts = Counter(dict.fromkeys(((name, "") for name in _FROM_THE_START), 0))
        self._times: dict[str, list[int]] = {}
        self._sums: Counter[str] = Counter()
        self._lock = threading.Lock()

    def count(self, name: str, label: str = "", amount: int = 1) -> None:
        with self._lock:
            self._counts[name, label] += amount

    def took(self, call: str, seconds: float) -> None:
        with self._lock:
            places = self._times.setdefault(call, [0] * (len(_BOUNDS) + 1))
            places[sum(bound < seconds for bound in _BOUNDS)] += 1
            self._sums[call] += seconds  # type: ignore[assignment]

    def told(self, gauges: dict[str, int]) -> str:
        lines = [f"sanad_{name} {value}" for name, value in sorted(gauges.items())]
        with self._lock:
            for (name, label), value in sorted(self._counts.items()):
                lines.append(f"sanad_{name}_total{label} {value}")
            for call, places in sorted(self._times.items()):
                total = 0
                for bound, number in zip((*map(str, _BOUNDS), "+Inf"), places, strict=True):
                    total += number
                    lines.append(f'sanad_seconds_bucket{{call="{call}",le="{bound}"}} {total}')
                lines.append(f'sanad_seconds_count{{call="{call}"}} {total}')
                lines.append(f'sanad_seconds_sum{{call="{call}"}} {self._sums[call]:.6f}')
        return "\n".join(lines) + "\n"


class Log:
    """One JSON object a line. What is handed in is numbers and our own words, no text from outside."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._lock = threading.Lock()

    def say(self, kind: str, **details: Any) -> None:
        line = json.dumps({"at": round(time.time(), 3), "what": kind, **details})
        with self._lock:
            try:
                self._stream.write(line + "\n")
                self._stream.flush()
            except (OSError, ValueError):  # nobody reads it: the server goes on
                pass


def place_of(bug: BaseException) -> str:
    """Where a bug is, without what was in its variables."""
    at = bug.__traceback__
    places = []
    while at:
        code = at.tb_frame.f_code
        if "app" in code.co_filename:
            places.append(f"{code.co_filename.rpartition('/')[2]}:{at.tb_lineno}")
        at = at.tb_next
    return f"{type(bug).__name__} {places[-1] if places else ''}"
