"""Three more readings of the same answers beside the operational indicators of 2009, and what to do.

Each reading is versioned data (resources/readings) and a rule that is evaluated twice: with every
open answer read as no, and as yes. Met: both ways. Open: with some answers. No reading says that
somebody is no victim; the highest of them decides what to do next.

Freedom to leave is the hinge: an adult who can leave after notice, with nothing hard seen or open, has a
labour complaint, however many breaches there are. What nobody asked is never weighed as a no."""

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
Result = Literal["refer", "talk_again", "not_enough", "labour_complaint", "none"]
ReadingState = Literal["met", "open", "not_met"]
RESULTS: tuple[Result, ...] = ("none", "labour_complaint", "not_enough", "talk_again", "refer")

_UNKNOWN: tuple[State, ...] = ("unknown", "refused")
_DECEPTION = "ME04"  # alone no control: a wage that was promised higher is a complaint
_ANY_SIGN = ("EX", "CD", "CR", "CW", "PU", "ME", "LL", "F1", "F2", "F3")  # where it may be a child
_ORDINARY = ("EX02", "EX03", "EX07", "EX08", "CW", "LL")  # of these a child's case is talked about again
_NO_WORK = "EX09"  # no school alone is no sign of exploitation


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
    own_signs: tuple[Sign, ...]  # signs of the program's own, of no published table
    child_work: tuple[Sign, ...]
    unfree: tuple[str, ...]  # said no to, the person can leave
    holding: tuple[str, ...]  # what keeps also somebody who could leave
    hard: frozenset[str]
    versions: Mapping[str, str]
    provisional: Collection[str]
    known: frozenset[str] = frozenset()

    def parts(self) -> dict[str, tuple[Sign, ...]]:
        """The rows of each dimension and element, by its id."""
        return {
            **{dimension.id: (*dimension.involuntariness, *dimension.penalty) for dimension in self.dimensions},
            "act": self.acts,
            "means": self.means,
            "purpose": self.purposes,
            "labour": self.breaches,
            "other": self.own_signs,
            "child_work": self.child_work,
        }

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
    control, hard (an answer to a hard question is open), concern, coverage. `control`: the means of
    control, the purposes and the hard signs that were seen; `signs`: all that is a sign where the person
    may be a child."""

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
    return tuple(Sign(row["code"], row["name"], tuple(row["also"]), row.get("strength") == "strong") for row in rows)


@lru_cache(maxsize=1)
def table() -> ReadingTable:
    """The tables that this version of the program carries."""
    documents = {
        name: json.loads((FOLDER / f"{file}.json").read_text("utf-8"))
        for name, file in (
            ("ilo_2012", "ilo-2012"),
            ("elements", "elements"),
            ("labour", "labour"),
            ("freedom", "freedom"),
        )
    }
    elements, freedom = documents["elements"], documents["freedom"]
    tables = ReadingTable(
        dimensions=tuple(
            Dimension(row["id"], row["name"], _signs(row["involuntariness"]), _signs(row["penalty"]))
            for row in documents["ilo_2012"]["dimensions"]
        ),
        acts=_signs(elements["act"]),
        means=_signs(elements["means"]),
        purposes=_signs(elements["purpose"]),
        breaches=_signs(documents["labour"]["breaches"]),
        own_signs=_signs(freedom["signs"]),
        child_work=_signs(freedom["child_work"]),
        unfree=tuple(freedom["unfree"]),
        holding=tuple(freedom["held"]),
        hard=frozenset(freedom["hard"]),
        versions={name: document["version"] for name, document in documents.items()},
        provisional=frozenset(name for name, document in documents.items() if not document["reviewed"]),
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

    def raising(self, signs: Collection[Sign]) -> set[str]:
        """The codes themselves that are said, of these rows or what stands for them."""
        return {code for sign in signs for code in (sign.code, *sign.also) if self.says(code)}


def _forced_labour(answers: _Answers) -> list[str]:
    """The rows of each dimension that is met: one of each column at least, one of them strong. One sign is
    never both sides."""
    rows: list[str] = []
    for dimension in table().dimensions:
        columns = [
            [sign for sign in column if answers.sees(sign)] for column in (dimension.involuntariness, dimension.penalty)
        ]
        both_sides = set().union(*(answers.raising(column) for column in columns))
        if all(columns) and len(both_sides) > 1 and any(sign.strong for column in columns for sign in column):
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


def _read(rule: Callable[[_Answers], list[str]], parts: str, states: Mapping[str, State], kind: str) -> Reading:
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
    is_open = any(dimension.state == "open" for dimension in assessment.dimensions)
    is_open = bool(assessment.would_decide) or (assessment.provisional and is_open)
    return Reading("open" if is_open else "not_met", codes)


def read(
    states: Mapping[str, State],
    population: Population,
    age: Age,
    assessment: Assessment | None,
    *,
    answered: Assessment | None = None,
    concern: bool = False,
    needs: Collection[str] = (),
    unasked: bool = False,
) -> Readings:
    """What the answers come to. `states` has the codes that were asked about; what is not in it
    counts as no. `answered`: the assessment without what nobody was asked, where it differs; `unasked`:
    a topic was left out. Both give `not_enough` at most."""
    kind = "sexual" if population.endswith("sexual") else "labour"
    child = age not in ("adult", "unknown") or population.startswith("child")
    answered_states = {code: "no" if state == "not_asked" else state for code, state in states.items()}
    with_all = _by_reading(states, kind, assessment, child=child)
    by_reading = _by_reading(answered_states, kind, answered or assessment, child=child)
    answers = _Answers(answered_states, kind)
    labour = tuple(answers.seen(table().breaches))
    signs = _signs_of_a_child(answered_states) if child else ()
    refer = [name for name, reading in by_reading.items() if reading.state == "met"]
    if any(not code.startswith(_ORDINARY) for code in signs):
        refer.append("child")
    control = _control(answers)
    settle = [name for name, reading in by_reading.items() if reading.state == "open"]
    settle += ["control"] if control else []
    settle += ["child"] if signs else []
    settle += ["hard"] if any(answered_states.get(code) in _UNKNOWN for code in table().hard) else []
    settle += ["concern"] if concern else []
    unasked = unasked or any(states.get(code) == "not_asked" for code in table().hard)
    is_left_out = unasked or any(
        with_all[name].state == "open" and reading.state == "not_met" for name, reading in by_reading.items()
    )
    complains = bool(labour)
    if _is_free(states, answers) and not {"hard", "concern"} & set(settle) and not child:
        complains = complains or bool(refer or settle)
        refer, is_left_out = [], unasked
        settle = ["control"] if any(map(answers.says, table().holding)) else []
    if unasked:
        with_all = {
            name: replace(reading, state="open") if reading.state == "not_met" else reading
            for name, reading in with_all.items()
        }
    reasons: dict[Result, list[str]] = {
        "refer": refer,
        "talk_again": settle,
        "not_enough": ["coverage"] if is_left_out else [],
        "labour_complaint": ["labour"] if complains else [],
        "none": [],
    }
    result: Result = next((name for name in reversed(RESULTS) if reasons[name]), "none")
    return Readings(
        result=result,
        decided_by=tuple(reasons[result]),
        child=child,
        concern=concern,
        **with_all,
        labour=labour,
        control=control,
        signs=signs,
        act_now=tuple(needs),
    )


def _by_reading(
    states: Mapping[str, State], kind: str, assessment: Assessment | None, *, child: bool
) -> dict[str, Reading]:
    return {
        "ilo_2009": _operational(assessment),
        "ilo_2012": _read(_forced_labour, "F1 F2 F3", states, kind),
        "elements": _read(lambda answers: _elements(answers, child=child), "act means purpose", states, kind),
    }


def _signs_of_a_child(states: Mapping[str, State]) -> tuple[str, ...]:
    return tuple(
        code for code, state in states.items() if state == "yes" and code.startswith(_ANY_SIGN) and code != _NO_WORK
    )


def _is_free(states: Mapping[str, State], answers: _Answers) -> bool:
    """Asked, and said to be able to leave, with nothing hard seen."""
    tables = table()
    unfree_states = {states[code] for code in tables.unfree if code in states}
    return unfree_states == {"no"} and not any(map(answers.says, tables.hard))


def _control(answers: _Answers) -> tuple[str, ...]:
    """The means of control and the purposes that are seen, and each other hard sign and what is held."""
    tables = table()
    controls = [sign for sign in tables.means if sign.code != _DECEPTION]
    rows = answers.seen([*controls, *tables.purposes])
    named = answers.raising([*controls, *tables.purposes])
    alone = [code for code in answers.states if code in {*tables.hard, *tables.holding} - named]
    return (*rows, *(code for code in alone if answers.says(code)))
