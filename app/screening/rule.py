"""When a dimension counts as positive, and what a pattern of dimensions means.

Source: ILO and European Commission, Operational indicators of trafficking in human beings, 2009.
The table covers four patterns of an adult; what it doesn't cover goes to a person, not to a guess.
Pure arithmetic: nothing here knows questions, answers or words for people."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from app.screening.indicators import DimensionId, Population, Strength

VERSION = "sanad-rule-1"

Clause = Literal["a", "b", "c", "d"]
Strict = Literal[
    "TRAFFICKED_LABOUR",
    "TRAFFICKED_SEXUAL",
    "DECEIVED_EXPLOITED",
    "EXPLOITED",
    "UNDEFINED_REVIEW",
    "CHILD_VICTIM",
    "NOT_VICTIM",
    "NOT_ASKED",  # no exploitation was named, and not everything was asked
]
Shown = Literal["possible", "insufficient", "supervisor", "child"]

MEANS: tuple[DimensionId, ...] = ("D1", "D2", "D3", "D5", "D6")
EXPLOITATION: DimensionId = "D4"


@dataclass(frozen=True, slots=True)
class Count:
    """How many indicators of each strength a dimension has."""

    strong: int = 0
    medium: int = 0
    weak: int = 0

    def plus(self, strength: Strength, n: int = 1) -> "Count":
        return Count(
            self.strong + (n if strength == "strong" else 0),
            self.medium + (n if strength == "medium" else 0),
            self.weak + (n if strength == "weak" else 0),
        )


def clause(count: Count) -> Clause | None:
    """The first clause of the rule that makes this dimension positive, or None: negative."""
    if count.strong >= 2:
        return "a"
    if count.strong >= 1 and count.medium + count.weak >= 1:
        return "b"
    if count.medium >= 3:
        return "c"
    if count.medium >= 2 and count.weak >= 1:
        return "d"
    return None


def strict(population: Population, positive: Collection[DimensionId]) -> Strict:
    """The table's reading. D3 and D6 are no columns of the table."""
    if EXPLOITATION not in positive:
        return "NOT_VICTIM"
    if population.startswith("child"):
        return "CHILD_VICTIM"  # under the age limit no means are needed
    deceived, coerced, coerced_at_destination = "D1" in positive, "D2" in positive, "D5" in positive
    if coerced_at_destination and (deceived or coerced):
        return "TRAFFICKED_SEXUAL" if population == "adult_sexual" else "TRAFFICKED_LABOUR"
    if coerced_at_destination or coerced:
        # coercion at destination alone (a passport taken on arrival), or coercive recruitment
        # without it: neither is a row of the table
        return "UNDEFINED_REVIEW"
    return "DECEIVED_EXPLOITED" if deceived else "EXPLOITED"


def broad(population: Population, positive: Collection[DimensionId]) -> bool:
    """Exploitation and any means; for a child exploitation alone."""
    return EXPLOITATION in positive and (
        population.startswith("child") or any(dimension_id in positive for dimension_id in MEANS)
    )


def shown(population: Population, positive: Collection[DimensionId]) -> Shown:
    """What people see of an adult's pattern of dimensions, or of a child's."""
    if population.startswith("child"):
        return "child"
    reading = strict(population, positive)
    if reading in ("TRAFFICKED_LABOUR", "TRAFFICKED_SEXUAL"):
        return "possible"
    if reading != "NOT_VICTIM" or broad(population, positive):
        return "supervisor"
    return "insufficient"
