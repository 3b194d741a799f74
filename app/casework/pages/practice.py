"""The practice mission: people to talk with before the first real one.

A mission says what a person tells (resources/practice, or a trainer's file); which signs that holds,
and what it should come to, stands in the bank of situations, or in the trainer's file itself. Nothing
here is kept. What an interview came to beside it: app.casework.pages.mission_score.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from app.casework.questionnaires import situation
from app.casework.questionnaires.situation import Situation, SituationUnreadable
from app.errors import N_, SanadError
from app.screening import catalogue
from app.screening.readings import RESULTS, Result
from app.settings import RESOURCES, Language

MISSION = RESOURCES / "practice" / "mission.toml"
FORM = "rapid-screening"
_LARGEST = 1 << 20
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_TEXTS = ("name", "story", "notice")
_KEYS = {"id", "label", "population", "age", "concern", "needs", "facts", "beyond", *_TEXTS}

Texts = Mapping[Language, str]

# what a situation calls a need of today, in words
NEEDS = {
    "medical": N_("medical care"),
    "shelter": N_("a safe place to stay"),
    "danger": N_("protection from danger"),
    "threat": N_("protection from a threat"),
    "child": N_("the safety of a child"),
    "food": N_("food, clothes or hygiene"),
    "self_harm": N_("somebody to stay: thoughts of self-harm"),
}


class MissionUnreadable(SanadError):
    """A file that holds no situations to practise on. `place`: the id of the situation, its number where
    it has none, TOML for the whole file."""

    place: str
    problem: str
    says = N_(
        "This file can’t be used for practice ({place}: {problem}). Nothing was changed. "
        "Correct it there and choose it again; docs/practice.md describes the format."
    )


class NoSuchMission(SanadError):
    says = N_("No situation has this id. Nothing was changed. `practice list` shows all situations.")


@dataclass(frozen=True, slots=True)
class Mission:
    """A person to practise on. `beyond`: marked facts that the screening can't bring out of this talk."""

    id: str
    label: Result
    described: Situation
    name: Texts
    story: Texts
    notice: Texts
    beyond: frozenset[str] = frozenset()


def missions(file: Path | None = None) -> tuple[Mission, ...]:
    """The twelve, or those of a trainer's file, in its order. MissionUnreadable."""
    document = _document(file or MISSION)
    entries = document.get("situation")
    if not isinstance(entries, list) or not entries:
        raise MissionUnreadable("TOML", N_("it has no [[situation]]"))
    read = [_mission(entry, at) for at, entry in enumerate(entries, 1)]
    for at, mission in enumerate(read):
        if mission.id in {earlier.id for earlier in read[:at]}:
            raise MissionUnreadable(mission.id, N_("two situations have this id"))
    return tuple(read)


def mission(id_: str, file: Path | None = None) -> Mission:
    """One of them. NoSuchMission, MissionUnreadable."""
    for candidate in missions(file):
        if candidate.id == id_:
            return candidate
    raise NoSuchMission


def _document(file: Path) -> Mapping[str, Any]:
    try:
        if file.stat().st_size > _LARGEST:
            raise MissionUnreadable("TOML", N_("it is larger than 1 MB"))
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise MissionUnreadable("TOML", N_("it can't be read as TOML in UTF-8")) from error


def _mission(entry: object, at: int) -> Mission:
    id_ = entry.get("id") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(id_, str) or not _ID.fullmatch(id_):
        raise MissionUnreadable(f"{at}", N_("its id is not 1 to 32 English letters, digits, - or _"))
    if not set(entry) <= _KEYS:
        raise MissionUnreadable(id_, N_("it has a key that is not known here"))
    name, story, notice = (_texts(entry, key, id_) for key in _TEXTS)
    marked_entry = entry if "facts" in entry else _of_bank(id_)
    label = marked_entry.get("label")
    if label not in RESULTS:
        raise MissionUnreadable(id_, N_("its label is not one of refer, talk_again, labour_complaint, none"))
    described = _described(marked_entry, id_)
    beyond = entry.get("beyond", [])
    if not isinstance(beyond, list) or not set(map(str, beyond)) <= set(described.answers):
        raise MissionUnreadable(id_, N_("something noted outside the talk is not among its facts"))
    return Mission(
        id=id_,
        label=cast(Result, label),
        described=described,
        name=name,
        story=story,
        notice=notice,
        beyond=frozenset(map(str, beyond)),
    )


def _texts(entry: Mapping[str, Any], key: str, id_: str) -> Texts:
    """In both languages; where there is one alone, it stands for both."""
    texts = entry.get(key)
    if isinstance(texts, str):
        texts = {"en": texts, "ar": texts}
    problem = {"name": N_("it has no name"), "story": N_("it has no story"), "notice": N_("it has no notice")}[key]
    if not isinstance(texts, dict) or not texts or not set(texts) <= {"en", "ar"}:
        raise MissionUnreadable(id_, problem)
    if not all(isinstance(text, str) and text.strip() for text in texts.values()):
        raise MissionUnreadable(id_, problem)
    other_language: Mapping[Language, Language] = {"en": "ar", "ar": "en"}
    return {
        language: " ".join((texts.get(language) or texts[other_language[language]]).split())
        for language in other_language
    }


def _of_bank(id_: str) -> Mapping[str, Any]:
    for entry in _bank():
        if entry["id"] == id_:
            return {**entry, "needs": entry["act_now"]}
    raise MissionUnreadable(id_, N_("it has no facts, and no situation of the bank has its id"))


@lru_cache(maxsize=1)
def _bank() -> tuple[Mapping[str, Any], ...]:
    return tuple(tomllib.loads(situation.BANK.read_text("utf-8"))["situation"])


def _described(entry: Mapping[str, Any], id_: str) -> Situation:
    years = entry.get("age")
    if years == "doubted":
        age = "doubtful"
    elif isinstance(years, int) and not isinstance(years, bool) and 0 <= years <= 120:
        age = "child" if years < catalogue().child_below else "adult"
    else:
        raise MissionUnreadable(id_, N_("its age is neither a number of years nor “doubted”"))
    if entry.get("population") is None:
        raise MissionUnreadable(id_, N_("its population is not one of the four"))
    needs = entry.get("needs", [])
    if not isinstance(needs, list) or not all(need in NEEDS for need in needs):
        raise MissionUnreadable(id_, N_("its needs are not among those in docs/practice.md"))
    try:
        return situation.situation(
            {
                "population": entry["population"],
                "age": age,
                "concern": entry.get("concern", False),
                "needs": needs,
                "facts": entry["facts"],
            }
        )
    except SituationUnreadable as error:
        raise MissionUnreadable(id_, error.problem) from error


def listed(mission_: Mission) -> dict[str, Any]:
    """A mission without what it should come to."""
    return {
        "id": mission_.id,
        "name": dict(mission_.name),
        "story": dict(mission_.story),
        "notice": dict(mission_.notice),
        "population": mission_.described.population,
    }
