"""From answers to an explained result: each dimension with what raised it and what would decide it.

An answer that isn't yes or no is a bound: a dimension is positive if it is so with every open
answer read as no, negative if it isn't with every open answer read as yes, otherwise open. A
result is an aid to identification. It is never a finding that somebody is no victim."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

from app.screening import indicators, rule
from app.screening.age import Age
from app.screening.rule import Clause, Count, Shown, Strict

State = Literal["yes", "no", "unknown", "refused", "not_asked"]
DimensionState = Literal["positive", "negative", "open"]

STRENGTHS: tuple[indicators.Strength, ...] = ("strong", "medium", "weak")
_CERTAIN_FIRST: tuple[State, ...] = ("yes", "unknown", "refused", "not_asked", "no")


@dataclass(frozen=True, slots=True)
class Item:
    """What is known about one indicator, and the answers that say so: (ref, state) each."""

    state: State
    evidence: tuple[tuple[str, State], ...] = ()

    @staticmethod
    def of(*evidence: tuple[str, State]) -> "Item":
        """One yes is enough; while any question is open, so is the indicator."""
        states = {state for _, state in evidence} or {"not_asked"}
        return Item(next(candidate for candidate in _CERTAIN_FIRST if candidate in states), evidence)

    @property
    def open(self) -> bool:
        return self.state not in ("yes", "no")


@dataclass(frozen=True, slots=True)
class RaisedIndicator:
    """An indicator that an answer raised."""

    indicator: indicators.Indicator
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DimensionResult:
    id: indicators.DimensionId
    state: DimensionState
    clause: Clause | None
    raised: tuple[RaisedIndicator, ...]
    would_decide: tuple[str, ...]  # refs; empty unless the dimension is open


@dataclass(frozen=True, slots=True)
class Assessment:
    """A result and everything that explains it."""

    population: indicators.Population
    age: Age
    shown: Shown
    strict: Strict
    broad: bool
    dimensions: tuple[DimensionResult, ...]
    would_decide: tuple[str, ...]  # refs that could change what is shown
    follow_up: bool  # means were found, exploitation was not
    provisional: bool  # the list is reconstructed: nothing was computed from it
    forced_labour: tuple[int, ...]
    rule_version: str
    data_version: str

    def dimension(self, dimension_id: indicators.DimensionId) -> DimensionResult:
        return next(result for result in self.dimensions if result.id == dimension_id)


def _counted(rows: list[indicators.Indicator]) -> Count:
    count = Count()
    for row in rows:
        count = count.plus(row.strength)
    return count


def _pivotal(sure: Count, open_rows: list[indicators.Indicator]) -> set[indicators.Strength]:
    """The strengths of which one more yes could turn this dimension positive."""
    spare = _counted(open_rows)
    pivotal: set[indicators.Strength] = set()
    for strong, medium, weak in product(range(spare.strong + 1), range(spare.medium + 1), range(spare.weak + 1)):
        count = Count(sure.strong + strong, sure.medium + medium, sure.weak + weak)
        if rule.clause(count):
            continue
        added = {"strong": strong, "medium": medium, "weak": weak}
        available = {"strong": spare.strong, "medium": spare.medium, "weak": spare.weak}
        for strength in STRENGTHS:
            if added[strength] < available[strength] and rule.clause(count.plus(strength)):
                pivotal.add(strength)
    return pivotal


def _open_refs(item: Item) -> list[str]:
    return [ref for ref, state in item.evidence if state not in ("yes", "no")]


def _dimension(
    dimension_id: indicators.DimensionId,
    rows: Mapping[str, indicators.Indicator],
    items: Mapping[str, Item],
    provisional: bool,
) -> DimensionResult:
    dimension_items = [
        (row, items[code]) for code, row in rows.items() if row.dimension == dimension_id and code in items
    ]
    raised = [(row, item) for row, item in dimension_items if item.state == "yes"]
    unsure = [(row, item) for row, item in dimension_items if item.open]
    sure = _counted([row for row, _ in raised])
    clause = rule.clause(sure)
    state: DimensionState = "positive" if clause else "negative"
    deciding: list[str] = []
    if not clause and rule.clause(_counted([row for row, _ in raised + unsure])):
        state = "open"
        pivotal = _pivotal(sure, [row for row, _ in unsure])
        deciding = [ref for row, item in unsure if row.strength in pivotal for ref in _open_refs(item)]
    if provisional and (raised or unsure):
        state, clause = "open", None  # the indicators are named; a person weighs them
    return DimensionResult(
        dimension_id,
        state,
        clause,
        tuple(
            RaisedIndicator(row, tuple(ref for ref, state in item.evidence if state == "yes")) for row, item in raised
        ),
        tuple(dict.fromkeys(deciding)),
    )


def _could_change(
    population: indicators.Population, sure: set[indicators.DimensionId], unsure: list[indicators.DimensionId]
) -> list[indicators.DimensionId]:
    """The open dimensions on which what is shown depends, in some completion of the others."""
    return [
        candidate
        for candidate in unsure
        if any(
            rule.shown(population, sure | set(combination))
            != rule.shown(population, sure | set(combination) | {candidate})
            for size in range(len(unsure))
            for combination in combinations([unsure_id for unsure_id in unsure if unsure_id != candidate], size)
        )
    ]


def assess(items: Mapping[str, Item], population: indicators.Population, age: Age = "adult") -> Assessment:
    """What the answers say. `items` has the indicators that the form asks about, by code.

    Codes that the list of this population doesn't have are without effect (for a child two of the
    adult indicators don't exist). An indicator that the form never asks about counts as no."""
    data = indicators.catalogue()
    if age not in ("adult", "unknown"):
        population = indicators.child_list(population)
    provisional = data.provisional(population)
    results = tuple(
        _dimension(dimension_id, data.of(population), items, provisional) for dimension_id in indicators.DIMENSIONS
    )
    sure = {result.id for result in results if result.state == "positive"}
    changing = _could_change(population, sure, [result.id for result in results if result.state == "open"])
    outcome = rule.shown(population, sure)
    if outcome != "child" and (changing or provisional):
        outcome = "supervisor"
    return Assessment(
        population=population,
        age=age,
        shown=outcome,
        strict="UNDEFINED_REVIEW" if provisional else rule.strict(population, sure),
        broad=not provisional and rule.broad(population, sure),
        dimensions=results,
        would_decide=_would_decide(results, changing),
        follow_up=rule.EXPLOITATION not in sure and any(dimension_id in sure for dimension_id in rule.MEANS),
        provisional=provisional,
        forced_labour=_forced_labour(results),
        rule_version=rule.VERSION,
        data_version=data.version,
    )


def _would_decide(results: Iterable[DimensionResult], changing: Collection[str]) -> tuple[str, ...]:
    """The questions whose answers could still change the outcome."""
    changing_results = (result for result in results if result.id in changing)
    return tuple(dict.fromkeys(ref for result in changing_results for ref in result.would_decide))


def _forced_labour(results: Iterable[DimensionResult]) -> tuple[int, ...]:
    """The signs of forced labour of all that is raised, by their numbers."""
    raised = (raised for result in results for raised in result.raised)
    return tuple(sorted({number for entry in raised for number in entry.indicator.forced_labour}))
