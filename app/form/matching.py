"""Regular expressions that a form's author wrote, matched in a time that grows with the text only.

Python matches by trying one way after another, which some patterns turn into years. Where a pattern
could (a repetition inside a repetition, several without bounds, a long text) it is followed along all
ways at once instead (Thompson's construction). The pattern is read by Python's own parser, which has no
public name, so that both ways mean the same. Source of the method: K. Thompson, "Regular
expression search algorithm", 1968. What such a machine can't know (references back, looking ahead)
is then no match.
"""

import contextlib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MAX_PATTERN = 2_000
MAX_STATES = 20_000
MAX_TEXT = 100_000
LONG = 2_000

Test = Callable[[str], bool]


class Unfit(Exception):
    """A pattern that no such machine can follow."""


class Machine:
    """States by number: a test of one letter and the state after it, or states reached for nothing."""

    def __init__(self, parsed: Any) -> None:
        if parsed.state.flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE):
            raise Unfit
        self.tests: list[Test | None] = []
        self.after: list[list[int]] = []
        self.end = self._state(None)
        self.start = self._sequence(parsed, self.end)

    def matches(self, text: str) -> bool:
        """Does the whole text match?"""
        now = self._reached([self.start])
        for letter in text:
            now = self._reached(
                self.after[at][0] for at in now if (test := self.tests[at]) and test(letter)
            )
            if not now:
                return False
        return self.end in now

    def _reached(self, states: Iterable[int]) -> set[int]:
        found: set[int] = set()
        waiting = list(states)
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                if self.tests[at] is None:
                    waiting.extend(self.after[at])
        return found

    def _state(self, test: Test | None, *after: int) -> int:
        if len(self.tests) >= MAX_STATES:
            raise Unfit
        self.tests.append(test)
        self.after.append(list(after))
        return len(self.tests) - 1

    def _sequence(self, parts: Any, then: int) -> int:
        for op, value in reversed(list(parts)):
            then = self._part(op, value, then)
        return then

    def _part(self, op: Any, value: Any, then: int) -> int:
        if op is sre.BRANCH:
            return self._state(None, *(self._sequence(one, then) for one in value[1]))
        if op is sre.SUBPATTERN:
            _, added, removed, inner = value
            if added or removed:
                raise Unfit
            return self._sequence(inner, then)
        if op in {sre.MAX_REPEAT, sre.MIN_REPEAT}:
            least, most, inner = value
            return self._repeated(least, most, inner, then)
        if op is sre.AT:
            # of a whole text, its beginning and end hold where they are written at all sensibly
            if value in {sre.AT_BEGINNING, sre.AT_END, sre.AT_BEGINNING_STRING, sre.AT_END_STRING}:
                return then
            raise Unfit
        return self._state(_letter(op, value), then)

    def _repeated(self, least: int, most: Any, inner: Any, then: int) -> int:
        if most is sre.MAXREPEAT:
            loop = self._state(None)
            self.after[loop] = [self._sequence(inner, loop), then]
            then = loop
        else:
            for _ in range(int(most) - least):
                then = self._state(None, self._sequence(inner, then), then)
        for _ in range(least):
            then = self._sequence(inner, then)
        return then


def _letter(op: Any, value: Any) -> Test:
    if op is sre.LITERAL:
        return lambda letter: ord(letter) == value
    if op is sre.NOT_LITERAL:
        return lambda letter: ord(letter) != value
    if op is sre.ANY:
        return lambda letter: letter != "\n"
    if op is not sre.IN:
        raise Unfit
    negated = value[0][0] is sre.NEGATE
    tests = [_within(one, what) for one, what in value[1 if negated else 0 :]]
    return lambda letter: any(test(letter) for test in tests) != negated


def _within(op: Any, value: Any) -> Test:
    if op is sre.RANGE:
        low, high = value
        return lambda letter: low <= ord(letter) <= high
    if op is sre.CATEGORY:
        return _CATEGORIES[value]
    return _letter(op, value)


_CATEGORIES: dict[Any, Test] = {
    sre.CATEGORY_DIGIT: str.isdecimal,
    sre.CATEGORY_NOT_DIGIT: lambda letter: not letter.isdecimal(),
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_NOT_SPACE: lambda letter: not letter.isspace(),
    sre.CATEGORY_WORD: lambda letter: letter.isalnum() or letter == "_",
    sre.CATEGORY_NOT_WORD: lambda letter: not (letter.isalnum() or letter == "_"),
}


def _repetitions(parts: Any, inside: bool = False) -> tuple[int, bool]:
    """How many repetitions vary, and does one stand inside another that goes on?"""
    count, nested = 0, False
    for op, value in parts:
        inner: list[Any] = []
        goes_on = inside
        if op in {sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None)}:
            least, most, body = value
            varies = most is sre.MAXREPEAT or int(most) > least
            count += varies
            nested |= varies and inside
            goes_on = inside or most is sre.MAXREPEAT or int(most) > 1
            inner = [body]
        elif op is sre.SUBPATTERN:
            inner = [value[3]]
        elif op is sre.BRANCH:
            inner = list(value[1])
            count += inside
        elif op in {sre.ASSERT, sre.ASSERT_NOT}:
            inner = [value[1]]
        elif op is getattr(sre, "ATOMIC_GROUP", None):
            inner = [value]
        for one in inner:
            more, deeper = _repetitions(one, goes_on)
            count, nested = count + more, nested or deeper
    return count, nested


class Pattern:
    """A pattern as it is best matched."""

    def __init__(self, source: str) -> None:
        parsed = parser.parse(source)
        self.quick = re.compile(source)
        count, nested = _repetitions(parsed)
        self.tame = not nested and count <= 2
        self.machine: Machine | None = None
        with contextlib.suppress(Unfit):
            self.machine = Machine(parsed)

    def fullmatch(self, text: str) -> bool:
        if len(text) > MAX_TEXT:
            return False
        if self.tame and len(text) <= LONG:
            return self.quick.fullmatch(text) is not None
        if self.machine is not None:
            return self.machine.matches(text)
        # a look ahead or a reference back: tried only where even the worst way is short
        return len(text) <= (LONG if self.tame else 24) and self.quick.fullmatch(text) is not None


@lru_cache(maxsize=512)
def pattern(source: str) -> Pattern | None:
    """None where it is no pattern."""
    if len(source) > MAX_PATTERN:
        return None
    try:
        return Pattern(source)
    except (re.error, RecursionError, OverflowError, ValueError):
        return None
