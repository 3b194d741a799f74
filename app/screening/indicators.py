"""The operational indicators as versioned data: what each is called, how strong it is, who says so.

Nothing of the lists is code; resources/indicators/ holds them with a source and a confidence for
each row. Two of the four lists are reconstructed: their rows have confidence "low"."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from app.settings import RESOURCES, Language

Population = Literal["adult_labour", "child_labour", "adult_sexual", "child_sexual"]
Strength = Literal["strong", "medium", "weak"]
Confidence = Literal["high", "medium", "low"]
DimensionId = Literal["D1", "D2", "D3", "D4", "D5", "D6"]

POPULATIONS: tuple[Population, ...] = ("adult_labour", "child_labour", "adult_sexual", "child_sexual")
DIMENSIONS: tuple[DimensionId, ...] = ("D1", "D2", "D3", "D4", "D5", "D6")
FILE = RESOURCES / "indicators" / "ilo-ec-2009.json"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of one population's list."""

    code: str
    population: Population
    dimension: DimensionId
    strength: Strength
    name: Mapping[Language, str]
    forced_labour: tuple[int, ...]  # of the ILO's eleven indicators of forced labour, 1 to 11
    confidence: Confidence
    source: str


@dataclass(frozen=True, slots=True)
class Dimension:
    id: DimensionId
    name: Mapping[Language, str]
    phase: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One version of the lists."""

    version: str
    child_below: int  # years
    dimensions: Mapping[DimensionId, Dimension]
    forced_labour: Mapping[int, Mapping[Language, str]]
    lists: Mapping[Population, Mapping[str, Indicator]]

    def of(self, population: Population) -> Mapping[str, Indicator]:
        """The rows of a population by code."""
        return self.lists[population]

    def provisional(self, population: Population) -> bool:
        """Does this list hold rows of low confidence? Then no result may be computed from it."""
        return any(row.confidence == "low" for row in self.lists[population].values())

    def knows(self, code: str) -> bool:
        return any(code in rows for rows in self.lists.values())


def as_population(text: str) -> Population | None:
    """The population a form names, or None for a word that is no list of ours."""
    for population in POPULATIONS:
        if text.strip() == population:
            return population
    return None


def child_list(population: Population) -> Population:
    """The list that applies to a child in the same kind of exploitation."""
    return "child_sexual" if population.endswith("sexual") else "child_labour"


def _indicator(row: Mapping[str, Any], sources: Mapping[str, str]) -> Indicator:
    return Indicator(
        code=row["code"],
        population=row["population"],
        dimension=row["dimension"],
        strength=row["strength"],
        name=row["name"],
        forced_labour=tuple(row["forced_labour"]),
        confidence=row["confidence"],
        source=sources[row["source"]],
    )


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The lists that this version of the program carries."""
    document = json.loads(FILE.read_text("utf-8"))
    lists: dict[Population, dict[str, Indicator]] = {population: {} for population in POPULATIONS}
    for row in document["indicators"]:
        lists[row["population"]][row["code"]] = _indicator(row, document["sources"])
    return Catalogue(
        document["version"],
        document["child_below"],
        {
            dimension["id"]: Dimension(dimension["id"], dimension["name"], dimension["phase"])
            for dimension in document["dimensions"]
        },
        {entry["n"]: entry["name"] for entry in document["forced_labour"]},
        lists,
    )
