"""What could be worked out by taking published numbers from one another: where one kind of cases lies within
another, the larger number less the smaller one counts those who are only in the larger. Decision 47.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Protocol, TypeVar

from app.casework.pages.small_cells import MERGED, is_small


class Counted(Protocol):
    """Cases that published numbers count."""

    @property
    def ids(self) -> frozenset[Any]:
        """Of these cases."""
        ...


_C = TypeVar("_C", bound=Counted)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a table shows of one thing that cases are told apart by. `numbers`: by value; `names`: under which
    name each is shown, MERGED for those that are counted together."""

    numbers: Mapping[str, int]
    names: Mapping[str, str]


def remainders(population: _C, larger: Sequence[_C]) -> Iterator[tuple[_C, tuple[_C, ...]]]:
    """A population of `larger` that holds this one, and what a reader can take from it: this one, alone and
    with others of it that have no case in common."""
    for container in larger:
        if not population.ids < container.ids:
            continue
        contained = [part for part in larger if part.ids and part.ids < container.ids]
        for size in range(len(contained) + 1):
            for combined in combinations(contained, size):
                parts = (population, *combined)
                if all(a.ids.isdisjoint(b.ids) for a, b in combinations(parts, 2)):
                    yield container, parts


def leaves_few(population: _C, larger: Sequence[_C], number: Callable[[_C], int]) -> bool:
    """Would its number, taken from published ones, leave fewer than five and not none?"""
    return any(
        is_small(number(container) - sum(map(number, parts))) for container, parts in remainders(population, larger)
    )


def merged_beside(table: Shown, compared: Iterable[tuple[Shown, Sequence[Shown]]]) -> dict[str, str] | None:
    """The names with so many values more counted together that nothing below five is left of the larger tables
    in `compared` when this one and those with it are taken from them; None where nothing may be told apart."""
    sums = list(compared)
    ways = [_merged_so(table, sums, is_of_few=flag) for flag in (True, False)]
    merged = [names for names in ways if names is not None]
    return max(merged, key=lambda names: len(set(names.values())), default=None)


def _merged_so(
    table: Shown, sums: Sequence[tuple[Shown, Sequence[Shown]]], *, is_of_few: bool
) -> dict[str, str] | None:
    """The smallest first; `is_of_few`: of those that leave few before all others. Neither tells more of every
    table."""
    numbers, names = table.numbers, dict(table.names)
    while True:
        groups = (_few_left(Shown(numbers, names), larger_table, parts) for larger_table, parts in sums)
        few_left = next(filter(None, groups), None)
        together = sum(number for value, number in numbers.items() if names[value] == MERGED)
        if few_left is None and not is_small(together):
            return names
        remaining = sorted(
            (is_of_few and value not in (few_left or ()), numbers[value], value)
            for value in names
            if names[value] != MERGED
        )
        if len(remaining) <= 1:
            return None
        names[remaining[0][-1]] = MERGED


def _few_left(table: Shown, larger_table: Shown, parts: Sequence[Shown]) -> set[str] | None:
    """The values that all of these tables show as one number or as several that make it up, and of which few
    are left; of several such groups always the same one, so that figures made again say the same."""
    groups = _common([larger_table.names, table.names, *(part.names for part in parts)])
    few_left = [
        group
        for group in groups
        if is_small(_sum(larger_table, group) - _sum(table, group) - sum(_sum(part, group) for part in parts))
    ]
    return min(few_left, key=lambda group: (_sum(table, group), sorted(group)), default=None)


def _sum(table: Shown, group: Iterable[str]) -> int:
    return sum(table.numbers.get(value, 0) for value in group)


def _common(tables: Sequence[Mapping[str, str]]) -> list[set[str]]:
    """The smallest groups of values that are made up of whole groups of each table."""
    groups: list[set[str]] = []
    for names in tables:
        for name in set(names.values()):
            members = {value for value in names if names[value] == name}
            touching = [group for group in groups if group & members]
            groups = [group for group in groups if not group & members]
            groups.append(members.union(*touching))
    return groups
