"""A limit on how much one operation may compute.

Without it, a filter that goes through one long list for each row of another would take hours, and
nobody could stop it. What is counted are the rows and places that paths find and that conditions
look at, because these multiply. An operation that needs more stops where it is: the answer is kept,
and the person is told."""

import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.errors import N_
from app.form.expressions import Code
from app.form.values import string

MOST = 2_000_000  # two seconds
LOOKS = 5 * MOST  # of all that is looked at between two acts: a page of hundreds of costly labels
LEAST = 2_000  # of a look when those are used up: what costs little is still shown
HEAVY = 10_000  # letters; a longer text costs steps wherever a function takes it
TOO_MUCH = N_(
    "The form needs too many calculations at once, and not all of them were made. Your "
    "answers are saved; the form’s author should use shorter lists."
)


class Overworked(Exception):
    """Raised inside an expression; an interview or a look at a place ends with it."""


def spend(world: Any, steps: int) -> None:
    """Of a world without a budget (a document's), nothing."""
    budget = getattr(world, "steps_left", None)
    if budget is None:
        return
    world.steps_left = budget - steps
    if budget < steps:
        raise Overworked


def begin_look(world: Any) -> int:
    """What one look may take, of what is left for all until the next act."""
    world.steps_left = max(LEAST, min(MOST, world.looks_left))
    return int(world.steps_left)


def end_look(world: Any, allowance: int) -> None:
    world.looks_left -= allowance - world.steps_left


def weighed(run: Callable[[Any], str]) -> Callable[[Any], str]:
    """A text that a function takes: a long one, for each row of a list, would take hours too."""

    def text(s: Any) -> str:
        long_text = run(s)
        if len(long_text) > HEAVY:
            spend(s.world, len(long_text) >> 3)
        return long_text

    return text


def timed(world: Any, run: Callable[[], bool]) -> bool:
    """What is bounded by the clock costs as many steps as could be taken meanwhile."""
    began = time.perf_counter()
    result = run()
    duration = time.perf_counter() - began
    if duration > 0.001:
        spend(world, int(duration * 1e6))
    return result


NOT_WHOLE = N_(
    "This question could not be computed completely: the form needs too many steps for it. No answer is lost. Continue "
    "without it, and tell the form’s author to filter shorter lists."
)
_NOTHING = {"string": "", "number": math.nan, "boolean": False, "nodes": [], "any": ""}
_LOOKS = {"label", "hint", "required", "readonly", "constraint", "choices"}
_WORDS = {"label", "hint", "constraint message", "required message"}
_MORE = "…"  # where words would stand


def guarded(code: Code, purpose: str) -> Code:
    """What is only looked at gives nothing where it needs too much, rather than no page at all; its
    world knows that it was cut short."""
    if purpose.partition(" ")[0] not in _LOOKS or code.kind == "one":
        return code
    run = code.run
    if purpose in _WORDS:
        return replace(code, kind="string", run=_safe(lambda s: string(run(s)), _MORE))
    return replace(code, run=_safe(run, True if purpose == "constraint" else _NOTHING[code.kind]))


def _safe(run: Callable[[Any], Any], fallback: Any) -> Callable[[Any], Any]:
    def safe(s: Any) -> Any:
        try:
            return run(s)
        except Overworked:
            if getattr(s.world, "computing", False):
                raise  # no answer goes because a filter could not be followed
            s.world.cut_short = True
            return fallback

    return safe
