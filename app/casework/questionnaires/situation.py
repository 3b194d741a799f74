"""What answers by indicator come to, without a questionnaire; and how the bank of described situations
comes out (resources/bank, docs/contributing/bank.md)."""

import json
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from app.casework.questionnaires import kept_result
from app.errors import N_, SanadError
from app.screening import Item, Population, State, as_population, assess, catalogue
from app.screening.age import Age
from app.screening.readings import RESULTS, all_codes, read, table
from app.settings import RESOURCES

BANK = RESOURCES / "bank" / "situations.toml"
STATES = ("yes", "no", "unknown", "refused", "not_asked")
AGES = ("adult", "child", "doubtful", "unknown")
_LARGEST = 1 << 20
_BESIDE = {"population", "age", "concern", "needs", "answers", "facts"}


class SituationUnreadable(SanadError):
    """No file of answers by indicator; `problem` names what."""

    says = N_(
        "This file does not describe a situation ({problem}). Nothing was changed. It must be JSON with population, "
        "concern and answers: a code and yes, no, unknown, refused or not_asked."
    )
    problem: str


@dataclass(frozen=True, slots=True)
class Situation:
    """`answers`: by code. `needs`: of today."""

    population: Population
    answers: Mapping[str, State]
    age: Age = "adult"
    concern: bool = False
    needs: tuple[str, ...] = ()


def situation(document: object) -> Situation:
    """From a JSON document: the codes under "answers", or beside the rest. SituationUnreadable."""
    if not isinstance(document, dict):
        raise SituationUnreadable(N_("it is not an object"))
    loose_answers = {key: value for key, value in document.items() if key not in _BESIDE}
    answers = document.get("answers", document.get("facts", loose_answers))
    population = as_population(str(document.get("population", "adult_labour")))
    if population is None:
        raise SituationUnreadable(N_("its population is not one of the four"))
    if not isinstance(answers, dict):
        raise SituationUnreadable(N_("its answers are not an object"))
    known = codes()
    for code, state in answers.items():
        if code not in known:
            raise SituationUnreadable(N_("a code that is in no list"))
        if state not in STATES:
            raise SituationUnreadable(N_("an answer that is not one of the five"))
    age = str(document.get("age", "child" if population.startswith("child") else "adult"))
    concern, needs = document.get("concern", False), document.get("needs", [])
    if age not in AGES or not isinstance(concern, bool) or not isinstance(needs, list):
        raise SituationUnreadable(N_("invalid age, concern or needs"))
    return Situation(population, answers, cast(Age, age), concern, tuple(str(need) for need in needs))


def read_situation(file: Path) -> Situation:
    """SituationUnreadable."""
    try:
        if file.stat().st_size > _LARGEST:
            raise SituationUnreadable(N_("it is larger than 1 MB"))
        document = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise SituationUnreadable(N_("it can't be read as JSON")) from error
    return situation(document)


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """Every code that an answer can raise, of all readings."""
    return all_codes()


def screened(described: Situation) -> kept_result.Screening:
    """Every reading of a situation, and what they come to; the places are the codes themselves."""
    evidence = {code: ((code, state),) for code, state in described.answers.items()}
    operational = {code: Item.of(*states) for code, states in evidence.items() if catalogue().knows(code)}
    assessment = assess(operational, described.population, described.age)
    items_asked = {code: item for code, item in operational.items() if item.state != "not_asked"}
    found_readings = read(
        described.answers,
        described.population,
        described.age,
        assessment if operational else None,
        answered=assess(items_asked, described.population, described.age),
        concern=described.concern,
        needs=described.needs,
    )
    return kept_result.Screening(assessment, found_readings, evidence, open_refs_of_2009=assessment.would_decide)


def as_json(described: Situation) -> dict[str, Any]:
    """The shape that the command line prints."""
    return {
        **kept_result.as_json(screened(described)),
        "versions": dict(table().versions),
        "provisional": sorted(table().provisional),
    }


# -- the bank --------------------------------------------------------------------------------


@dataclass(slots=True)
class BankFigures:
    """`results`: by label, how many came out how; `missed`: ids of those to be referred that got less
    than another talk; `by_form`: for each form of exploitation how many are to be referred, are referred,
    are harmless, and come out above a labour complaint all the same."""

    results: dict[str, Counter[str]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    underrated: list[str] = field(default_factory=list)
    by_form: dict[str, list[int]] = field(default_factory=dict)

    def share(self, label: str, result: str) -> float:
        counts = self.results.get(label, Counter())
        return counts[result] / max(sum(counts.values()), 1)

    @property
    def false_alarms(self) -> float:
        """Of the situations that are no trafficking, how many come out above a labour complaint."""
        harmless = [self.results.get(label, Counter()) for label in ("none", "labour_complaint")]
        alarms = sum(counts["refer"] + counts["talk_again"] for counts in harmless)
        return alarms / max(sum(sum(counts.values()) for counts in harmless), 1)


def bank() -> BankFigures:
    """How every described situation comes out."""
    figures = BankFigures()
    for entry in tomllib.loads(BANK.read_text("utf-8"))["situation"]:
        outcome = screened(_described(entry)).readings
        label = entry["label"]
        figures.results.setdefault(label, Counter())[outcome.result] += 1
        if RESULTS.index(outcome.result) < RESULTS.index(label):
            figures.underrated.append(entry["id"])
        counts = figures.by_form.setdefault(entry["exploitation"], [0, 0, 0, 0])
        is_found = RESULTS.index(outcome.result) >= RESULTS.index("talk_again")
        if label == "refer":
            if not is_found:
                figures.missed.append(entry["id"])
            counts[0] += 1
            counts[1] += outcome.result == "refer"
        elif label in ("none", "labour_complaint"):
            counts[2] += 1
            counts[3] += is_found
    return figures


def result_of(entry: Mapping[str, Any]) -> str:
    """Of a situation of the bank."""
    return screened(_described(entry)).readings.result


def _described(entry: Mapping[str, Any]) -> Situation:
    age: Age = "doubtful"
    if entry["age"] != "doubted":
        age = "child" if entry["age"] < catalogue().child_below else "adult"
    return Situation(entry["population"], entry["facts"], age, entry["concern"], tuple(entry["act_now"]))
