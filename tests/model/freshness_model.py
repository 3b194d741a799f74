"""How old what a computer knows of its colleagues may be, as a model, from docs/decisions/0027 and
docs/formats/directory.md (kind 9) alone: a headquarters that gives what it likes, or an honest one.

Omar is withdrawn some day, by one desk or by the other. Layla asks headquarters; Salma does too, and
writes a record that says what she knew. Nobody forges: entries are signed and chained, so of each
desk's a beginning is given, or all. A rule can be left out, to see what it is for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

TICK_DAYS, HOLDS_DAYS, MOST_DAYS = 4, 7, 31
LONG_DAYS = 400  # of a careless desk

Kind = Literal["fresh", "old", "behind", "hidden"]


@dataclass(frozen=True)
class Entry:
    """Of the first desk: what the directory is as of then, or that Omar is withdrawn. `knew`: how many
    of the other desk's entries it names."""

    at: int
    withdraws: bool = False
    knew: int = 0
    days: int = HOLDS_DAYS


@dataclass(frozen=True)
class World:
    """`second`: when the other desk withdrew Omar. `brought`, `layla`, `salma`, `named`: how many
    entries of the first desk and of the second headquarters was brought, each has, and Salma's last
    record names. `noted`: since when Layla knows of more than she has. `asked`: when her last sync
    that came to its end had asked for the directory; `asking`: when the one that runs now has."""

    now: int = 0
    first: tuple[Entry, ...] = ()
    second: int | None = None
    first_knows: int = 0
    brought: tuple[int, int] = (0, 0)
    layla: tuple[int, int] = (0, 0)
    salma: tuple[int, int] = (0, 0)
    named: tuple[int, int] = (0, 0)
    seen: tuple[int, int] = (0, 0)
    noted: int | None = None
    syncing: bool = False
    asking: int | None = None
    asked: int = -1
    ended: int = -1


@dataclass(frozen=True)
class Rules:
    """What holds; each can be left out."""

    ends: bool = True  # a desk's word holds for a week
    capped: bool = True  # and for a month at most, whatever it says
    chained: bool = True  # who has it has all that its desk said before
    names_the_other_desk: bool = True
    records_name_what_was_known: bool = True
    asked_since: bool = True  # only who was asked after that hides something


@dataclass(frozen=True)
class Play:
    """Who is in it, and how much happens at most: ticks, and statements of the first desk."""

    liar: bool = True
    two_desks: bool = False
    careless: bool = False
    colleague: bool = True
    sticks_alone: bool = False  # nobody asks headquarters
    most_ticks: int = 3
    most_statements: int = 1


ALL = Rules()


def withdrawn_at(world: World) -> int | None:
    by_first = [entry.at for entry in world.first if entry.withdraws]
    return min([*by_first, *([] if world.second is None else [world.second])], default=None)


def knows(world: World, rules: Rules = ALL) -> bool:
    """Does Layla know that Omar is withdrawn?"""
    by_first = any(entry.withdraws for entry in _of_first(world, rules))
    return by_first or bool(world.layla[1])


def _of_first(world: World, rules: Rules) -> list[Entry]:
    entries = [*world.first[: world.layla[0]]]
    return entries if rules.chained else [entry for entry in entries if not entry.withdraws]


def lacks(world: World, rules: Rules = ALL) -> bool:
    by_desk = any(entry.knew > world.layla[1] for entry in world.first[: world.layla[0]])
    by_record = any(seen > has for seen, has in zip(world.seen, world.layla, strict=True))
    return (rules.names_the_other_desk and by_desk) or (rules.records_name_what_was_known and by_record)


def kind(world: World, rules: Rules = ALL) -> Kind:
    """What the page says."""
    if lacks(world, rules):
        assert world.noted is not None
        since = world.asked if rules.asked_since else world.ended
        return "hidden" if since > world.noted else "behind"
    words = [entry for entry in world.first[: world.layla[0]] if not entry.withdraws]
    if not words:
        return "old"
    longest = MOST_DAYS if rules.capped else LONG_DAYS
    last = max(words, key=lambda entry: (entry.at, min(entry.days, longest)))
    until = last.at * TICK_DAYS + min(last.days, longest)
    return "fresh" if world.now * TICK_DAYS <= until or not rules.ends else "old"


# -- what may happen -------------------------------------------------------------------------


def steps(world: World, play: Play) -> Iterator[tuple[str, World]]:
    if world.now < play.most_ticks:
        yield "time passes", replace(world, now=world.now + 1)
    yield from _desks(world, play)
    if play.colleague:
        yield from _salma(world, play)
    if not play.sticks_alone:
        yield from _layla(world, play)


def _desks(world: World, play: Play) -> Iterator[tuple[str, World]]:
    statements = [entry for entry in world.first if not entry.withdraws]
    if len(statements) < play.most_statements and all(
        entry.at < world.now or entry.at == 0 == len(world.first) for entry in statements
    ):
        for days in (HOLDS_DAYS, *([LONG_DAYS] if play.careless else [])):
            said = Entry(world.now, knew=world.first_knows, days=days)
            yield f"the desk says for {days} days", _brought(replace(world, first=(*world.first, said)))
    if withdrawn_at(world) is None:
        out = Entry(world.now, withdraws=True)
        yield "the desk withdraws Omar", _brought(replace(world, first=(*world.first, out)))
        if play.two_desks:
            out_by_second = replace(world, second=world.now, brought=(world.brought[0], 1))
            yield "the second desk withdraws Omar", out_by_second
    if world.second is not None and not world.first_knows:
        yield "the desk hears of the second", replace(world, first_knows=1)
    if world.first:
        has = _both(world.layla, (len(world.first), world.first_knows))
        yield "a stick from the desk", _learns(world, has)


def _brought(world: World) -> World:
    return replace(world, brought=(len(world.first), world.brought[1]))


def _both(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), max(one[1], other[1])


def _given(world: World, has: tuple[int, int], play: Play) -> Iterator[tuple[int, int]]:
    """What somebody has of the directory after asking headquarters."""
    everything = _both(has, world.brought)
    if not play.liar:
        yield everything
        return
    for first in range(has[0], everything[0] + 1):
        for second in range(has[1], everything[1] + 1):
            yield first, second


def _salma(world: World, play: Play) -> Iterator[tuple[str, World]]:
    """She syncs, and writes; what she knew of the directory is brought there before her record is."""
    for has in _given(world, world.salma, play):
        if has != world.named:
            yield f"Salma writes and knows {has}", replace(world, salma=has, named=has)
    if world.first and play.liar:
        has = _both(world.salma, (len(world.first), world.first_knows))
        if has != world.named:
            yield f"Salma had a stick and writes, knowing {has}", replace(world, salma=has, named=has)


def _layla(world: World, play: Play) -> Iterator[tuple[str, World]]:
    """A sync of hers asks for the directory, or leaves that out so soon after the one before; then the
    records come; then it ends."""
    if not world.syncing:
        for has in _given(world, world.layla, play):
            asked = replace(world, syncing=True, asking=world.now)
            yield f"Layla asks and is given {has}", _learns(asked, has)
        for has in _given(world, world.layla, replace(play, liar=True)):
            yield f"Layla is given {has}, and the line breaks", _learns(world, has)
        if world.ended == world.now:
            yield "Layla syncs again at once", replace(world, syncing=True, asking=None)
        return
    yield "a record of Salma’s comes", _learns(world, world.layla, _both(world.seen, world.named))
    asked = world.asked if world.asking is None else world.asking
    yield "the sync ends", replace(world, syncing=False, asking=None, asked=asked, ended=world.now)


def _learns(world: World, has: tuple[int, int], seen: tuple[int, int] | None = None) -> World:
    after = replace(world, layla=has, seen=world.seen if seen is None else seen)
    if not lacks(after):
        return replace(after, noted=None)
    return replace(after, noted=world.now if after.noted is None else after.noted)


# -- what must not ---------------------------------------------------------------------------


def breaks(world: World, play: Play, rules: Rules = ALL) -> Iterator[str]:
    """Row 2 of what was shown, and promise 44."""
    said, out = kind(world, rules), withdrawn_at(world)
    if said == "fresh":
        allowed_days = MOST_DAYS if play.careless else HOLDS_DAYS
        if out is not None and not knows(world, rules):
            long_since = (world.now - out) * TICK_DAYS > allowed_days
            by_second = world.second is not None
            if long_since and not by_second:
                yield "row 2: shared on a list that had ended"
            if long_since and by_second:
                yield "left open: the second desk’s word is held back from all"
        if any(entry.knew > world.layla[1] for entry in world.first[: world.layla[0]]):
            yield "row 2: shared though a desk had said that there is more"
        if any(seen > has for seen, has in zip(world.seen, world.layla, strict=True)):
            yield "row 2: shared though a colleague had known more"
    if said == "hidden" and not play.liar:
        yield "an honest headquarters is accused"
    if lacks(world) and world.noted is not None and world.asked > world.noted and said == "behind":
        yield "held back, and not called so"
