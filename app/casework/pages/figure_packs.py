"""Packs of tables for reports: which figures a report asks for. Data, with a version and a source each:
`resources/reports/`."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from app.errors import N_, SanadError
from app.settings import RESOURCES, Language

When = Literal["opened", "decided", "closed"]
# What cases are told apart by. There is no sex beside sex and age: from the
# women and the women of age the few girls could be worked out.
DIMENSIONS = (
    "month", "office", "sex_age", "nationality", "crossing", "form", "sector", "stage", "outcome", "status", "kind",
)  # fmt: skip
CROSSING = "crossing"  # whether a person is a national of this country
OF_PERSONS = ("sex", "nationality")  # what units are told apart by
# What tables count beside cases, each with the cases of its table: persons, and offences that have a number.
UNITS = MEASURES = ("offences", "suspects", "charged", "convicted")


class NoSuchPack(SanadError):
    name: str
    known: str
    says = N_("There is no table pack {name}. Nothing was written. Choose one of these: {known}")


class Population(NamedTuple):
    """As in PackTable."""

    when: When
    kind: str
    status: tuple[str, ...]
    unit: str = ""

    @property
    def name(self) -> str:
        """As publications are remembered."""
        return "/".join((self.when, self.kind, "+".join(self.status), *filter(None, (self.unit,))))


@dataclass(frozen=True, slots=True)
class PackTable:
    """`rows`, `columns`: of DIMENSIONS, "" for no columns; or `measures`. `when`: by which day a case
    belongs to the period. `kind`, `status`: of which cases, () for all. `unit`: of UNITS, what is counted of
    these cases, told apart by OF_PERSONS; "" for the cases themselves."""

    id: str
    title: dict[Language, str]
    rows: str
    columns: str
    measures: tuple[str, ...]
    when: When
    kind: str
    status: tuple[str, ...]
    unit: str = ""

    @property
    def population(self) -> Population:
        """Tables of one population count the same."""
        return Population(self.when, self.kind, self.status, self.unit)

    @property
    def populations(self) -> tuple[Population, ...]:
        """Its own, and those of its measures."""
        return self.population, *(self.population._replace(unit=name) for name in self.measures)


@dataclass(frozen=True, slots=True)
class Pack:
    """`short`: what a button has room for. `source`: whose report it is; `note`: what has to be known of it."""

    id: str
    version: int
    title: dict[Language, str]
    short: dict[Language, str]
    source: dict[Language, str]
    note: dict[Language, str]
    tables: tuple[PackTable, ...]


@lru_cache(maxsize=1)
def packs() -> dict[str, Pack]:
    """By id."""
    files = sorted((RESOURCES / "reports").glob("*.toml"))
    return {file.stem: _pack(file.stem, tomllib.loads(file.read_text("utf-8"))) for file in files}


def pack(id_: str) -> Pack:
    """NoSuchPack."""
    if id_ not in packs():
        raise NoSuchPack(id_, " ".join(packs()))
    return packs()[id_]


def _pack(id_: str, document: dict[str, Any]) -> Pack:
    return Pack(
        id=id_,
        version=document["version"],
        title=_texts(document, "title"),
        short=_texts(document, "short"),
        source=_texts(document, "source"),
        note=_texts(document, "note"),
        tables=tuple(_table(entry) for entry in document["table"]),
    )


def _table(entry: dict[str, Any]) -> PackTable:
    return PackTable(
        id=entry["id"],
        title=_texts(entry, "title"),
        rows=entry.get("rows", ""),
        columns=entry.get("columns", ""),
        measures=tuple(entry.get("measures", ())),
        when=entry.get("when", "opened"),
        kind=entry.get("kind", ""),
        status=tuple(entry.get("status", ())),
        unit=entry.get("unit", ""),
    )


def _texts(entry: dict[str, Any], key: str) -> dict[Language, str]:
    return {"en": entry[f"{key}_en"], "ar": entry[f"{key}_ar"]}
