"""What figures of several periods tell when they are laid side by side: a quarter less its months, a year
less the half of it, the same days counted again.

A number that was told is a sum over days. Numbers of one thing whose periods meet at a day give the
sum between any two of such days, and what remains of a sum without others that lie in it. Where
that is one to four cases, whoever has the papers can work them out.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.casework.pages import small_cells
from app.casework.pages.figure_packs import PackTable
from app.casework.pages.figure_tables import CountedTable
from app.casework.pages.small_cells import MERGED

Key = str


@dataclass(frozen=True, slots=True)
class ShownTotal:
    """A total and what it is made of, as far as that is told. `complete`: what is not in `shown` is none;
    `adds`: the parts make up the total."""

    total: int
    parts: Mapping[str, int]
    complete: bool
    adds: bool

    def number(self, value: str) -> int | None:
        return self.parts.get(value, 0 if self.complete else None)

    def remainder(self, values: frozenset[str]) -> int | None:
        """The total without these."""
        numbers = [self.number(value) for value in values]
        if not self.adds or None in numbers:
            return None
        return self.total - sum(number or 0 for number in numbers)


@dataclass(frozen=True, slots=True)
class Sum:
    """A number over days, `first` to before `end`, both in days since some day."""

    first: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class TellsFew:
    """Which table says too much beside earlier ones: their places."""

    table: PackTable
    earlier: tuple[int, ...]


def as_text(line: ShownTotal) -> str:
    """As the journal keeps it."""
    return json.dumps([line.total, line.complete, line.adds, dict(line.parts)], ensure_ascii=False)


def from_text(text: str) -> ShownTotal:
    """ValueError."""
    match json.loads(text):
        case [int(total), bool(complete), bool(adds), dict(parts)]:
            numbers = {value: number for value, number in parts.items() if type(number) is int}
            return ShownTotal(total, numbers, complete, adds)
    raise ValueError


def lines_of(table: CountedTable) -> Iterator[tuple[Key, ShownTotal]]:
    """What a table tells, each line by a key that tables of every pack share that count the same."""
    counted = table.table
    population = counted.population.name
    if table.problem:
        return
    if counted.measures:
        parts = {row: line[0] for row, line in zip(table.rows, table.numbers, strict=True) if line[0] is not None}
        yield f"{population}|measures", ShownTotal(0, parts, complete=False, adds=False)
        return
    total = table.total or 0
    yield f"{population}|{counted.rows}", _line(total, table.rows, table.row_edges)
    if not counted.columns:
        return
    yield f"{population}|{counted.columns}", _line(total, table.columns, table.column_edges)
    by_column = zip(*table.numbers, strict=True)
    for (heading, values), (inward, headings), edges, lines in (
        ((counted.rows, table.rows), (counted.columns, table.columns), table.row_edges, table.numbers),
        ((counted.columns, table.columns), (counted.rows, table.rows), table.column_edges, by_column),
    ):
        inward_edges = table.column_edges if inward == counted.columns else table.row_edges
        for value, edge, numbers in zip(values, edges, lines, strict=True):
            if value != MERGED:
                key = f"{population}|{heading}={value}|{inward}"
                yield key, _line(edge, headings, numbers, adds=sum(inward_edges) == total)


def _line(total: int, values: Sequence[str], numbers: Sequence[int | None], *, adds: bool | None = None) -> ShownTotal:
    published = {value: number for value, number in zip(values, numbers, strict=True) if number is not None}
    parts = {value: number for value, number in published.items() if value != MERGED}
    adds = sum(published.values()) == total if adds is None else adds
    return ShownTotal(total, parts, len(parts) == len(values), adds)


def told_together(
    tables: Sequence[CountedTable],
    days: tuple[int, int],
    earlier: Sequence[tuple[tuple[int, int], Mapping[Key, ShownTotal]]],
) -> list[TellsFew]:
    """Of tables that are to be told, those that tell of one to four cases beside what was told before: of each
    its days, first and the one after the last, and its lines."""
    findings: list[TellsFew] = []
    for table in tables:
        places = {
            place
            for key, line in lines_of(table)
            for place in _revealing(line, days, [(prior_days, lines.get(key)) for prior_days, lines in earlier])
        }
        if places:
            findings.append(TellsFew(table.table, tuple(sorted(places))))
    return findings


def _revealing(
    line: ShownTotal, days: tuple[int, int], earlier: Sequence[tuple[tuple[int, int], ShownTotal | None]]
) -> set[int]:
    """The places of what was told before and tells of few beside this line."""
    revealing: set[int] = set()
    for number, numbers in _series(line, [prior for _, prior in earlier]):
        published = Sum(*days, number)
        known = [(place, Sum(*earlier[place][0], n)) for place, n in enumerate(numbers) if n is not None]
        alone = {place for place, prior in known if few_within([prior], published)}
        if not alone and few_within([prior for _, prior in known], published):
            alone = {place for place, prior in known if prior.first <= published.end and published.first <= prior.end}
        revealing |= alone
    return revealing


def _series(line: ShownTotal, earlier: Sequence[ShownTotal | None]) -> Iterator[tuple[int, list[int | None]]]:
    """Each number that a line tells and the same of earlier ones: its values, those that an earlier line has
    besides, and what is left of the total without the values that two lines tell."""
    lines = [prior for prior in earlier if prior is not None]
    values = {value for published in (line, *lines) for value in published.parts}
    for value in sorted(values):
        if (number := line.number(value)) is not None:
            yield number, [prior.number(value) if prior else None for prior in earlier]
    if line.adds:
        for known in {
            frozenset(v for v in values if line.number(v) is not None and prior.number(v) is not None)
            for prior in lines
        } | {frozenset[str]()}:
            if (remainder := line.remainder(known)) is not None:
                yield remainder, [prior.remainder(known) if prior else None for prior in earlier]


def few_within(earlier: Sequence[Sum], published: Sum) -> bool:
    """Does a number tell of one to four cases beside those that were told before, and not by itself?"""
    if any(
        (prior.first, prior.end) == (published.first, published.end)
        and small_cells.is_small(abs(prior.number - published.number))
        for prior in earlier
    ):
        return True
    return bool(_few([*earlier, published]) - _few(earlier) - _few([published]))


def _few(sums: Sequence[Sum]) -> set[tuple[int, int]]:
    """Sums between two days of which so few remain without others within them."""
    groups = _potentials(sums)
    days = sorted(day for group in groups for day in group)
    steps: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for group in groups:
        for first, end in pairwise(sorted(group)):
            if group[end] >= group[first]:
                steps[first].append((end, group[end] - group[first]))
    few_sums: set[tuple[int, int]] = set()
    for group in groups:
        for first in group:
            for end in group:
                number = group[end] - group[first]
                if first < end and number > 0 and _leaves_few(first, end, number, days, steps):
                    few_sums.add((first, end))
    return few_sums


def _leaves_few(
    first: int, end: int, number: int, days: Sequence[int], steps: Mapping[int, Sequence[tuple[int, int]]]
) -> bool:
    """Can sums that lie in a sum, and not on each other, be taken off so that one to four remain?"""
    # by day, the sums that can be taken off before it: a bit for each
    sums_off = defaultdict(int, {first: 1})
    within = [day for day in days if first <= day <= end]
    for day, following in pairwise(within):
        sums_off[following] |= sums_off[day]
        for until, part in steps.get(day, ()):
            if until <= end:
                sums_off[until] |= sums_off[day] << part
    smallest = max(number - small_cells.SMALLEST + 1, 0)
    return bool(sums_off[end] >> smallest & ((1 << (number - smallest)) - 1))


def _potentials(sums: Sequence[Sum]) -> list[dict[int, int]]:
    """Days that sums lead from one to another, in groups: how many cases come before each, counted from one."""
    group_of: dict[int, dict[int, int]] = {}
    for published in sums:
        group = group_of.setdefault(published.first, {published.first: 0})
        second_group = group_of.setdefault(published.end, {published.end: 0})
        if group is second_group:
            continue  # what came in between doesn't change what the first two say
        shift = group[published.first] + published.number - second_group[published.end]
        group |= {day: prior + shift for day, prior in second_group.items()}
        group_of |= dict.fromkeys(second_group, group)
    return list({id(group): group for group in group_of.values()}.values())
