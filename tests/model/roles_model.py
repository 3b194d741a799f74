"""The end of a role as a model, from docs/formats/directory.md alone ("Person"): who has the former
role afterwards, whatever an old laptop writes, and whatever part of it has come to a reader.

One person writes into two cases from two laptops, one of which is a copy. Two desks say that the
role is over, each by what it had seen. A rule can be left out, to see what it is for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

FORMER, NEW, NOBODY_KNOWS = "supervisor", "inspector", ""
CASES = "ab"
MOST_DESKS = 2


@dataclass(frozen=True)
class Record:
    """`before`: the record of the same case that it follows, by its place in `World.records`; None for
    the first. `late`: written when the role was over."""

    case: str
    before: int | None
    late: bool = False


Tips = frozenset[int]


@dataclass(frozen=True)
class World:
    """`ends`: what each desk that ended the role lists."""

    records: tuple[Record, ...] = ()
    ends: tuple[Tips, ...] = ()


@dataclass(frozen=True)
class Rules:
    """What holds; each can be left out."""

    by_hash: bool = True  # else by number
    what_lies_between_is_waited_for: bool = True
    case_by_case: bool = True  # else a case that a desk does not list is as it was
    two_desks_add_up: bool = True  # else the one that came last counts
    named: bool = True


ALL = Rules()


def number(world: World, record: int) -> int:
    """In its case, from 1: what the record itself claims."""
    return len(_chain(world, record))


def _chain(world: World, record: int) -> list[int]:
    """It, and what it follows, back to the first."""
    chain, at = [record], world.records[record].before
    while at is not None:
        chain.append(at)
        at = world.records[at].before
    return chain


def _listed(world: World, case: str, rules: Rules) -> Tips:
    ends = world.ends if rules.two_desks_add_up else world.ends[-1:]
    return frozenset(tip for tips in ends for tip in tips if world.records[tip].case == case)


def role(world: World, record: int, here: frozenset[int], rules: Rules = ALL) -> str:
    """What a reader says who has `here` of the records, and every entry of the directory."""
    if not world.ends:
        return FORMER
    tips = _listed(world, world.records[record].case, rules)
    if not tips and not rules.case_by_case:
        return FORMER
    if not rules.by_hash:
        return FORMER if any(number(world, record) <= number(world, tip) for tip in tips) else NEW
    missing = False
    for tip in tips:
        steps = max(number(world, tip) - number(world, record), 0)
        chain = _chain(world, tip)
        if steps < len(chain) and all(link in here for link in chain[:steps]):
            if chain[steps] == record:
                return FORMER
        else:
            missing = True
    if missing and rules.what_lies_between_is_waited_for:
        return NOBODY_KNOWS
    return NEW


def is_named(world: World, record: int, rules: Rules = ALL) -> bool:
    """Does a reader who has everything say that it claims a number of former days?"""
    tips = _listed(world, world.records[record].case, rules)
    below = any(number(world, record) <= number(world, tip) for tip in tips)
    everything = frozenset(range(len(world.records)))
    return rules.named and below and role(world, record, everything, rules) == NEW


# -- what may happen, and what must not ------------------------------------------------------


def steps(world: World, most_records: int) -> Iterator[tuple[str, World]]:
    """Somebody writes, from whichever laptop, after whatever was written; a desk ends the role by any
    part of it that it may have seen."""
    if len(world.records) < most_records:
        for case in CASES:
            parents = [n for n, record in enumerate(world.records) if record.case == case]
            for before in (None, *parents):
                written = Record(case, before, late=bool(world.ends))
                yield f"writes in {case} after {before}", replace(world, records=(*world.records, written))
    if len(world.ends) < MOST_DESKS:
        in_time = [n for n, record in enumerate(world.records) if not record.late]
        for seen in parts(in_time):
            if all(set(_chain(world, record)) <= seen for record in seen):
                followed = {world.records[record].before for record in seen}
                yield f"ended after {sorted(seen)}", replace(world, ends=(*world.ends, seen - followed))


def parts(records: Iterable[int]) -> Iterator[frozenset[int]]:
    listed = list(records)
    for size in range(len(listed) + 1):
        for part in combinations(listed, size):
            yield frozenset(part)


def breaks(world: World, rules: Rules) -> Iterator[str]:
    """Row 3 of what was shown, and promise 41, as conditions."""
    if not world.ends:
        return
    everything = frozenset(range(len(world.records)))
    seen = {link for tips in world.ends for tip in tips for link in _chain(world, tip)}
    for n, record in enumerate(world.records):
        final = role(world, n, everything, rules)
        if record.late and is_below(world, n) and not is_named(world, n, rules):
            yield "put below the end and not named"
        if n in seen and final != FORMER:
            yield "written in time and seen, and has lost its role"
        for part in parts(everything):
            partly = role(world, n, part, rules)
            if record.late and partly == FORMER:
                yield "row 3: written late, with the former role"
            if n in part and partly not in (final, NOBODY_KNOWS):
                yield "a reader takes back what was said"


def is_below(world: World, record: int) -> bool:
    """Does it claim a number that a listed record of its case has, or one before?"""
    tips = _listed(world, world.records[record].case, ALL)
    return any(number(world, record) <= number(world, tip) for tip in tips)
