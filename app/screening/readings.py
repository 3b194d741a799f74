"""Three more readings of the same answers beside the operational indicators of 2009, and what to do.

Each reading is versioned data (resources/readings) and a rule that is evaluated twice: with every
open answer read as no, and as yes. Met: both ways. Open: with some answers. No reading says that
somebody is no victim; the highest of them decides what to do next.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from app.screening.age import Age
from app.screening.assessment import Assessment, State
from app.screening.indicators import Population, catalogue
from app.settings import RESOURCES, Language

FOLDER = RESOURCES / "readings"
Result = Literal["refer", "talk_again", "labour_complaint", "none"]
ReadingState = Literal["met", "open", "not_met"]
RESULTS: tuple[Result, ...] = ("none", "labour_complaint", "talk_again", "refer")

_UNKNOWN: tuple[State, ...] = ("unknown", "refused")
_DECEPTION = "ME04"  # alone no control: a wage that was promised higher is a complaint
_ABOUT_THE_WORK = ("DR01", "DR09")  # but this is
_ANY_SIGN = ("EX", "CD", "CR", "PU", "ME", "LL", "F1", "F2", "F3")  # of exploitation of a child


@dataclass(frozen=True, slots=True)
class Sign:
    """A row of a reading: seen where its own code or one of `also` is."""

    code: str
    name: Mapping[Language, str]
    also: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """Of the ILO's table of 2012."""

    id: str
    name: Mapping[Language, str]
    involuntariness: tuple[Sign, ...]
    penalty: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class ReadingTable:
    """What the readings are made of, with the version of each."""

    dimensions: tuple[Dimension, ...]
    acts: tuple[Sign, ...]
    means: tuple[Sign, ...]
    purposes: tuple[Sign, ...]
    breaches: tuple[Sign, ...]
    versions: Mapping[str, str]
    provisional: Collection[str]
    known: frozenset[str] = frozenset()

    def parts(self) -> dict[str, tuple[Sign, ...]]:
        """The rows of each dimension and element, by its id."""
        return {
            **{
                dimension.id: (*dimension.involuntariness, *dimension.penalty)
                for dimension in self.dimensions
            },
            "act": self.acts, "means": self.means, "purpose": self.purposes, "labour": self.breaches,
        }  # fmt: skip

    def codes(self) -> set[str]:
        """Every code that an answer can raise here."""
        return {row.code for rows in self.parts().values() for row in rows}


@dataclass(frozen=True, slots=True)
class Reading:
    """`seen`: the codes of its rows that met it, else of those that were seen at all; `would_decide`:
    codes of answers whose yes would meet it, where it is open."""

    state: ReadingState
    seen: tuple[str, ...] = ()
    would_decide: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Readings:
    """Every reading, and what they come to. `decided_by`: which of them gave the result, or child,
    control, concern. `control`: the means of control and the purposes that were seen; `signs`: all
    that is a sign where the person may be a child."""

    result: Result
    decided_by: tuple[str, ...]
    child: bool
    concern: bool
    ilo_2009: Reading
    ilo_2012: Reading
    elements: Reading
    labour: tuple[str, ...]
    control: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    act_now: tuple[str, ...] = ()


def _signs(rows: list[dict[str, Any]]) -> tuple[Sign, ...]:
    return tuple(
        Sign(row["code"], row["name"], tuple(row["also"]), row.get("strength") == "strong")
        for row in rows
    )


@lru_cache(maxsize=1)
def table() -> ReadingTable:
    """The tables that this version of the program carries."""
    documents = {
        name: json.loads((FOLDER / f"{file}.json").read_text("utf-8"))
        for name, file in (("ilo_2012", "ilo-2012"), ("elements", "elements"), ("labour", "labour"))
    }
    elements = documents["elements"]
    tables = ReadingTable(
        dimensions=tuple(
            Dimension(
                row["id"], row["name"], _signs(row["involuntariness"]), _signs(row["penalty"])
            )
            for row in documents["ilo_2012"]["dimensions"]
        ),
        acts=_signs(elements["act"]),
        means=_signs(elements["means"]),
        purposes=_signs(elements["purpose"]),
        breaches=_signs(documents["labour"]["breaches"]),
        versions={name: document["version"] for name, document in documents.items()},
        provisional=frozenset(
            name for name, document in documents.items() if not document["reviewed"]
        ),
    )
    return replace(tables, known=frozenset(tables.codes()))


def all_codes() -> frozenset[str]:
    """Every code that an answer can raise, of all readings."""
    return table().known | {code for rows in catalogue().lists.values() for code in rows}


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answers by code, and how open ones are to be read. `kind`: of the list, labour or sexual."""

    states: Mapping[str, State]
    kind: str
    generous: bool = False

    def says(self, code: str) -> bool:
        bare, _, kind = code.partition("@")
        if kind and kind != self.kind:
            return False
        state = self.states.get(bare, "no")
        return state == "yes" or (self.generous and state != "no")

    def sees(self, sign: Sign) -> bool:
        return any(self.says(code) for code in (sign.code, *sign.also))

    def seen(self, signs: Collection[Sign]) -> list[str]:
        return [sign.code for sign in signs if self.sees(sign)]


def _forced_labour(answers: _Answers) -> list[str]:
    """The rows of each dimension that is met: one of each column at least, one of them strong."""
    rows: list[str] = []
    for dimension in table().dimensions:
        columns = [
            [sign for sign in column if answers.sees(sign)]
            for column in (dimension.involuntariness, dimension.penalty)
        ]
        if all(columns) and any(sign.strong for column in columns for sign in column):
            rows += [sign.code for column in columns for sign in column]
    return rows


def _elements(answers: _Answers, *, child: bool) -> list[str]:
    """Act, means and purpose; of a child act and purpose."""
    tables = table()
    acts, means = answers.seen(tables.acts), answers.seen(tables.means)
    purposes = answers.seen(tables.purposes)
    if "PU02" not in purposes and _forced_labour(answers):
        purposes.append("PU02")
    if not acts or not purposes or not (means or child):
        return []
    return [*acts, *means, *purposes]


def _read(
    rule: Callable[[_Answers], list[str]], parts: str, states: Mapping[str, State], kind: str
) -> Reading:
    answers = _Answers(states, kind)
    if rows := rule(answers):
        return Reading("met", tuple(rows))
    signs = [sign for part in parts.split() for sign in table().parts()[part]]
    rows_seen = tuple(answers.seen(signs))
    if not rule(_Answers(states, kind, generous=True)):
        return Reading("not_met", rows_seen)
    closed = {code: "no" if state not in ("yes", "no") else state for code, state in states.items()}
    deciding = [
        code
        for code, state in states.items()
        if state not in ("yes", "no") and rule(_Answers({**closed, code: "yes"}, kind))
    ]
    return Reading("open", rows_seen, tuple(deciding))


def _operational(assessment: Assessment | None) -> Reading:
    """The reading of 2009: its strict and its broad one."""
    if assessment is None:
        return Reading("not_met")
    is_met = assessment.strict in ("TRAFFICKED_LABOUR", "TRAFFICKED_SEXUAL", "CHILD_VICTIM")
    is_met = is_met or assessment.shown == "possible" or assessment.broad
    codes = tuple(
        raised.indicator.code
        for dimension in assessment.dimensions
        if dimension.state == "positive" or not is_met
        for raised in dimension.raised
    )
    if is_met:
        return Reading("met", codes)
    is_open = bool(assessment.would_decide) or assessment.provisional
    return Reading("open" if is_open else "not_met", codes)


def read(
    states: Mapping[str, State],
    population: Population,
    age: Age,
    assessment: Assessment | None,
    *,
    concern: bool = False,
    needs: Collection[str] = (),
) -> Readings:
    """What the answers come to. `states` has the codes that were asked about; what is not in it
    counts as no. A not-asked answer keeps a reading open only where some sign was seen."""
    kind = "sexual" if population.endswith("sexual") else "labour"
    child = age not in ("adult", "unknown") or population.startswith("child")
    is_anything_seen = "yes" in states.values()
    states_read = {
        code: state if state in ("yes", "no", *_UNKNOWN) or is_anything_seen else "no"
        for code, state in states.items()
    }
    answers = _Answers(states_read, kind)
    forced = _read(_forced_labour, "F1 F2 F3", states_read, kind)
    elements = _read(
        lambda answers_read: _elements(answers_read, child=child),
        "act means purpose",
        states_read,
        kind,
    )
    operational = _operational(assessment)
    labour = tuple(answers.seen(table().breaches))
    by_reading = {"ilo_2009": operational, "ilo_2012": forced, "elements": elements}
    met_readings = [name for name, reading in by_reading.items() if reading.state == "met"]
    signs = tuple(
        code for code, state in states_read.items() if state == "yes" and code.startswith(_ANY_SIGN)
    )
    if child and signs:
        met_readings.append("child")
    control = _control(answers)
    to_settle = [name for name, reading in by_reading.items() if reading.state == "open"]
    to_settle += ["control"] if control else []
    to_settle += ["concern"] if concern else []
    outcome: tuple[Result, list[str]] = ("none", [])
    for result, reasons in (
        ("refer", met_readings), ("talk_again", to_settle), ("labour_complaint", ["labour"] if labour else []),
    ):  # fmt: skip
        if reasons:
            outcome = result, reasons  # type: ignore[assignment]
            break
    return Readings(
        result=outcome[0], decided_by=tuple(outcome[1]), child=child, concern=concern,
        ilo_2009=operational, ilo_2012=forced, elements=elements, labour=labour,
        control=control, signs=signs if child else (), act_now=tuple(needs),
    )  # fmt: skip


def _control(answers: _Answers) -> tuple[str, ...]:
    """The means of control and the purposes that are seen, and deception about the work itself."""
    tables = table()
    controls = [sign for sign in tables.means if sign.code != _DECEPTION]
    about_the_work = (code for code in _ABOUT_THE_WORK if answers.says(code))
    return (*answers.seen([*controls, *tables.purposes]), *about_the_work)
