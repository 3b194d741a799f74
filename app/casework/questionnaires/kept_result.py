"""A result as an event keeps it and as the command line prints it.

What is kept is enough to explain a result years later: the names of the rows are kept as they were, so
that a later version of the tables changes no old result. Version 1 has the reading of 2009 alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.case.profile import Key
from app.casework.questionnaires.coverage import Coverage
from app.casework.questionnaires.labour_thresholds import Comparison, as_stored
from app.screening import Assessment, State, catalogue
from app.screening.readings import RESULTS, Reading, Readings, Sign, table

VERSION = 2
READINGS = ("ilo_2009", "ilo_2012", "elements", "labour")
FROM_ANSWERS, SAID_LATER = 1, 2  # where the officer's concern comes from
_NOT_KNOWN = ("unknown", "refused")
_CHILD = {"child": "yes", "doubtful": "suspected", "unknown": "unknown", "adult": "no"}


@dataclass(frozen=True, slots=True)
class Screening:
    """An interview read in every way. `evidence`: by code the places that say so: (ref, state) each.
    `open_refs_of_2009`: whose answers could change the table's result. `age_refs`: the questions about the
    age that have no answer. `thresholds`: of labour law, as `profile` sets them. `coverage`: None where
    there was no questionnaire."""

    assessment: Assessment
    readings: Readings
    evidence: Mapping[str, tuple[tuple[str, State], ...]]
    open_refs_of_2009: tuple[str, ...] = ()
    age_refs: tuple[str, ...] = ()
    thresholds: tuple[Comparison, ...] = ()
    profile: Key | None = None
    coverage: Coverage | None = None

    @property
    def child(self) -> str:
        """yes, suspected, unknown or no."""
        if self.assessment.age == "adult" and self.assessment.population.startswith("child"):
            return "yes"  # a form for children that asks no age
        return _CHILD[self.assessment.age]

    def refs(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """The places that raised one of these codes."""
        return self._where(codes, lambda state: state == "yes")

    def open_refs(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """The places where these codes are still open."""
        return self._where(codes, lambda state: state not in ("yes", "no"))

    def _where(self, codes: tuple[str, ...], fits: Callable[[State], bool]) -> tuple[str, ...]:
        places = (place for code in codes for place in self.evidence.get(code, ()))
        return tuple(dict.fromkeys(ref for ref, state in places if fits(state)))

    @property
    def would_decide(self) -> tuple[str, ...]:
        """The places whose answers could raise the result, in the order of the form, and those of topics
        that nobody asked about; of whom is to be referred anyway those that say whether it is a child."""
        if self.readings.result == "refer":
            return self.age_refs
        reading = self.readings
        open_hard = tuple(code for code in self.evidence if code in table().hard)
        codes = (*reading.ilo_2012.would_decide, *reading.elements.would_decide, *open_hard)
        unasked = self.coverage.unasked if self.coverage else ()
        deciding = {*self.open_refs_of_2009, *self.open_refs(codes), *self.age_refs, *unasked}
        if reading.result == "not_enough" and unasked:  # what these open is asked when they are
            unsaid = {ref for states in self.evidence.values() for ref, state in states if state in _NOT_KNOWN}
            deciding &= {*unasked, *self.age_refs, *unsaid}
        order = [ref for states in self.evidence.values() for ref, _ in states]
        return tuple(dict.fromkeys(ref for ref in [*order, *deciding] if ref in deciding))


def as_json(result: Screening) -> dict[str, Any]:
    """The shape that the command line prints, with what each reading says by its codes."""
    readings = result.readings
    return {
        **stored_as_json(to_stored(result)),
        "readings": {
            "ilo_2009": _reading_as_json(readings.ilo_2009, result),
            "ilo_2012": _reading_as_json(readings.ilo_2012, result),
            "elements": _reading_as_json(readings.elements, result),
            "labour": list(readings.labour),
        },
    }


def _coverage(result: Screening) -> dict[str, Any]:
    """Topic to asked, open or unasked."""
    return {} if result.coverage is None else {"coverage": dict(result.coverage.topics)}


def _thresholds(result: Screening) -> dict[str, Any]:
    """What labour law drew a line at, and whose profile says so."""
    if result.profile is None:
        return {}
    return {"profile": list(result.profile), "thresholds": [as_stored(case) for case in result.thresholds]}


def _reading_as_json(reading: Reading, result: Screening) -> dict[str, Any]:
    return {
        "state": reading.state,
        "seen": list(reading.seen),
        "refs": list(result.refs(_with_others(reading.seen))),
        "would_decide": list(reading.would_decide),
    }


def stored_as_json(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The same shape from what an event keeps; an old result keeps its word."""
    shape: dict[str, Any] = {"population": stored["population"], "result": stored["result"]}
    if stored["version"] >= VERSION:
        readings = {reading["id"]: reading for reading in stored["readings"]}
        shape |= {
            **{key: list(stored[key]) for key in ("act_now", "decided_by", "would_decide")},
            "child": stored["child"],
            "concern": bool(stored["concern"]),
            "table": stored["table"],
            **{key: stored[key] for key in ("coverage", "profile", "thresholds") if key in stored},
            "readings": {
                **{id_: _stored_reading_as_json(readings[id_]) for id_ in READINGS[:3]},
                "labour": [row["code"] for row in readings["labour"]["seen"]],
            },
        }
    return {
        **shape,
        "strict": stored["strict"],
        "broad": bool(stored["broad"]),
        "dimensions": {
            dimension["id"]: {
                "state": dimension["state"],
                "clause": dimension["clause"] or None,
                "raised": [
                    {"code": raised["code"], "ref": ref} for raised in dimension["raised"] for ref in raised["refs"]
                ],
                "would_decide": list(dimension["would_decide"]),
            }
            for dimension in stored["dimensions"]
        },
        "rule_version": stored["rule_version"],
        "data_version": stored["data_version"],
    }


def _stored_reading_as_json(reading: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "state": reading["state"],
        "seen": [row["code"] for row in reading["seen"]],
        "refs": list(dict.fromkeys(ref for row in reading["seen"] for ref in row["refs"])),
        "would_decide": list(reading["would_decide"]),
    }


def to_stored(result: Screening, concern_before: int = 0) -> dict[str, Any]:
    """What an event keeps: text, whole numbers, lists and maps. `concern_before`: of the result that
    this one takes the place of; what an officer said on its page stays."""
    assessment, readings = result.assessment, result.readings
    concern = FROM_ANSWERS if readings.concern else 0
    return {
        "version": VERSION,
        "population": assessment.population,
        "age": assessment.age,
        "result": readings.result,
        "act_now": list(readings.act_now),
        "child": result.child,
        "concern": SAID_LATER if concern_before == SAID_LATER else concern,
        "decided_by": list(readings.decided_by),
        "readings": [
            _stored_reading("ilo_2009", readings.ilo_2009, result),
            _stored_reading("ilo_2012", readings.ilo_2012, result),
            _stored_reading("elements", readings.elements, result),
            _stored_reading("labour", _labour(result), result),
            _stored_reading("control", Reading("met" if readings.control else "not_met", readings.control), result),
            _stored_reading("child", Reading("met" if readings.signs else "not_met", readings.signs), result),
        ],
        **_coverage(result),
        **_thresholds(result),
        "table": assessment.shown,
        "strict": assessment.strict,
        "broad": int(assessment.broad),
        "provisional": int(assessment.provisional),
        "follow_up": int(assessment.follow_up),
        "dimensions": [
            {
                "id": dimension_result.id,
                "state": dimension_result.state,
                "clause": dimension_result.clause or "",
                "raised": [
                    {
                        "code": raised.indicator.code,
                        "strength": raised.indicator.strength,
                        "confidence": raised.indicator.confidence,
                        "name": dict(raised.indicator.name),
                        "refs": list(raised.refs),
                    }
                    for raised in dimension_result.raised
                ],
                "would_decide": list(dimension_result.would_decide),
            }
            for dimension_result in assessment.dimensions
        ],
        "would_decide": list(result.would_decide),
        "forced_labour": list(assessment.forced_labour),
        "rule_version": assessment.rule_version,
        "data_version": assessment.data_version,
    }


def _labour(result: Screening) -> Reading:
    """Met by any breach; open where none is seen and an answer about one isn't known."""
    if result.readings.labour:
        return Reading("met", result.readings.labour)
    unsettled = tuple(
        sign.code
        for sign in table().breaches
        for code in (sign.code, *sign.also)
        if any(state in _NOT_KNOWN for _, state in result.evidence.get(code, ()))
    )
    return Reading("open" if unsettled else "not_met", (), tuple(dict.fromkeys(unsettled)))


def _stored_reading(id_: str, reading: Reading, result: Screening) -> dict[str, Any]:
    tables = table()
    return {
        "id": id_,
        "state": reading.state,
        "version": result.assessment.data_version if id_ == "ilo_2009" else tables.versions.get(id_, ""),
        "provisional": int(result.assessment.provisional if id_ == "ilo_2009" else id_ in tables.provisional),
        "seen": [_stored_row(code, id_, result) for code in dict.fromkeys(reading.seen)],
        "would_decide": list(result.open_refs(reading.would_decide)),
    }


def _stored_row(code: str, id_: str, result: Screening) -> dict[str, Any]:
    part, sign = _signs().get(code, ("", None)) if id_ != "ilo_2009" else ("", None)
    if sign is None:
        row = next(rows[code] for rows in catalogue().lists.values() if code in rows)
        return {
            "code": code,
            "part": row.dimension,
            "strength": row.strength,
            "name": dict(row.name),
            **_raised(result, (code,)),
        }
    graded = id_ == "ilo_2012"
    return {
        "code": code,
        "part": part,
        "strength": ("strong" if sign.strong else "medium") if graded else "",
        "name": dict(sign.name),
        **_raised(result, (code, *sign.also)),
    }


def _raised(result: Screening, codes: tuple[str, ...]) -> dict[str, Any]:
    """The codes of these that an answer raised, and where."""
    raising = [code for code in codes if any(state == "yes" for _, state in result.evidence.get(code, ()))]
    return {"codes": raising, "refs": list(result.refs(codes))}


@lru_cache(maxsize=1)
def _signs() -> dict[str, tuple[str, Sign]]:
    """Each row of the three tables by its code, with the part that it stands in."""
    return {sign.code: (part, sign) for part, signs in table().parts().items() for sign in signs}


def _with_others(codes: tuple[str, ...]) -> tuple[str, ...]:
    """These codes, and those that stand for them."""
    return (*codes, *(alias for code in codes if code in _signs() for alias in _signs()[code][1].also))


def with_concern(stored: Mapping[str, Any]) -> dict[str, Any] | None:
    """The same result with the officer's concern, which never lowers it; None where nothing changes, and
    for a result of a version that knows no concern."""
    if stored["version"] < VERSION or stored["concern"]:
        return None
    changed = {**stored, "concern": SAID_LATER}
    if RESULTS.index(stored["result"]) < RESULTS.index("talk_again"):
        changed |= {"result": "talk_again", "decided_by": ["concern"]}
    elif stored["result"] == "talk_again":
        changed |= {"decided_by": [*stored["decided_by"], "concern"]}
    return changed
