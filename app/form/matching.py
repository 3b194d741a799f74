"""Regular expressions that a form's author wrote, in bounded time.

Forms are written for JavaRosa, so that a pattern means what Java says (app.form.java_patterns). No way
of trying is cut short by the kind of pattern, only by the clock: docs/decisions/0017.
"""

from functools import lru_cache

import regex

from app.form.java_patterns import translated

MAX_PATTERN = 2_000
MAX_TEXT = 100_000
SECONDS = 0.05
HASTY = 0.002  # for a pattern that once ran out of its time


class Pattern:
    """A pattern that knows whether it once took too long."""

    def __init__(self, source: str) -> None:
        self._compiled = _compiled(source)
        self._seconds = SECONDS

    def fullmatch(self, text: str) -> bool:
        """Does the whole text match? False where that could not be found out in time."""
        if len(text) > MAX_TEXT:
            return False
        try:
            return self._compiled.fullmatch(text, timeout=self._seconds) is not None
        except TimeoutError:
            self._seconds = HASTY
        except (MemoryError, RecursionError):
            pass
        return False


def _compiled(source: str) -> "regex.Pattern[str]":
    try:
        return regex.compile(translated(source), regex.V1)
    except regex.error:
        # in JavaScript "[" inside of brackets is itself; forms for Enketo are written so
        return regex.compile(translated(source, nested=False), regex.V1)


@lru_cache(maxsize=512)
def pattern(source: str) -> Pattern | None:
    """None where it is no pattern."""
    if len(source) > MAX_PATTERN:
        return None
    try:
        return Pattern(source)
    except (regex.error, RecursionError, OverflowError, ValueError, IndexError):
        return None
