"""Regular expressions that a form's author wrote, in bounded time.

Forms are written for JavaRosa, so that a pattern means what Java says (app.form.java_patterns). No way
of trying is cut short by the kind of pattern, only by the clock: docs/decisions/0017."""

import time
from functools import cache, lru_cache

import regex

from app.form.java_patterns import translated

MAX_PATTERN = 2_000
MAX_TEXT = 100_000
MAX_PARTS = 100_000  # a repetition's least number is written out in memory: gigabytes for (a{9999}){9999}
SECONDS = 0.05
HASTY = 0.002  # for a pattern that once ran out of its time
_ITS_OWN = 0.8  # so much of its time a match must have computed itself to be the one that took it
_ATTEMPTS = 6  # the last with 32 times its time


class Pattern:
    """A pattern that knows whether it once took too long."""

    def __init__(self, source: str) -> None:
        self._compiled = _compiled(source)
        self._seconds = SECONDS

    def fullmatch(self, text: str) -> bool:
        """Does the whole text match? False where that could not be found out in time."""
        if len(text) > MAX_TEXT:
            return False
        seconds = self._seconds
        for _ in range(_ATTEMPTS):
            begun = time.thread_time()
            try:
                return self._compiled.fullmatch(text, timeout=seconds) is not None
            except TimeoutError:
                # the package counts what all threads compute: ours may have had next to nothing of it
                enough = max(self._seconds * _ITS_OWN, 2 * tick())
                if time.thread_time() - begun >= enough:
                    break
                seconds = max(2 * seconds, enough / _ITS_OWN)
            except (MemoryError, RecursionError):
                return False
        self._seconds = HASTY
        return False


@cache
def tick() -> float:
    """Seconds in which the time that a thread computed moves on: a microsecond, or 16 ms on Windows,
    where one tick says nothing of a match of 2 ms. Measured: what Python says of that clock (100 ns)
    is its unit."""
    begun = time.thread_time()
    while (first := time.thread_time()) == begun:
        pass
    while (second := time.thread_time()) == first:
        pass
    return second - first


def _compiled(source: str) -> "regex.Pattern[str]":
    if written_out(source) > MAX_PARTS:
        raise OverflowError
    try:
        return regex.compile(translated(source), regex.V1)
    except regex.error:
        # in JavaScript "[" inside of brackets is itself; forms for Enketo are written so
        return regex.compile(translated(source, nested=False), regex.V1)


_PART = regex.compile(r"\\.|\[(?:\\.|[^\]\\])*\]?|\{\s*0*(\d+)[^{}]*\}|.", regex.DOTALL)
# where brackets may be other than they look: in comments, in quotes, in sets inside of sets
_UNCLEAR = regex.compile(r"\\Q|\(\?#|\(\?[a-zA-Z]*x|\[\^?\]|\[(?:\\.|[^\]\\])*?\[", regex.DOTALL)


def written_out(source: str) -> int:
    """How many parts a pattern has where each repetition stands as often as it must at least."""
    unclear = _UNCLEAR.search(source) is not None
    open_, last, product = [0], 0, 1
    for part in _PART.finditer(source):
        if part[0] == "(":
            open_.append(0)
            last = 0
        elif part[0] == ")" and len(open_) > 1:
            last = open_.pop()
            open_[-1] += last
        elif part[1]:
            times = max(1, min(int(part[1][:7]), MAX_PARTS + 1))
            product = min(product * times, MAX_PARTS + 1)
            open_[-1] += last * (times - 1)
            last *= times
        else:
            last = 1
            open_[-1] += 1
    return len(source) * product if unclear else sum(open_)


@lru_cache(maxsize=512)
def pattern(source: str) -> Pattern | None:
    """None where it is no pattern."""
    if len(source) > MAX_PATTERN:
        return None
    try:
        return Pattern(source)
    except (regex.error, RecursionError, OverflowError, ValueError, IndexError, MemoryError):
        return None
