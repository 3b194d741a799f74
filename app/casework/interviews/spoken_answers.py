"""In which language each answer was asked and given, by whom interpreted, and who touched the screen.

A draft remembers it beside its answers as groups: what is true of most stands once, and only what
differs is named. An event of a case names every answer (docs/formats/events.md, `spoken`)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Literal

from app.case import fields
from app.case.spoken import KEYS, STOPS
from app.casework.questionnaires.apart_notes import is_aside
from app.casework.questionnaires.form_languages import SpokenLanguage, UnreviewedLanguage, form_languages, may_be_spoken
from app.form import TYPED, UNKNOWN, Form, Interview
from app.language import Words
from app.seal.canonical import nfc

Hand = Literal["officer", "person"]
SPOKEN = "spoken"  # in a draft's meta, and in an event


@dataclass(frozen=True, slots=True)
class QuestionMode:
    """How questions are asked just now. `column`: the form's language, as it is written there.
    `language`: the code of the one in which the person answers, "" where nobody said. `reviewed`:
    who reviewed that column, "" for nobody. `interpreter`: as the officer notes interpreters, ""
    without. `touched_by`: whose hand answers."""

    column: str
    language: str = ""
    reviewed: str = ""
    interpreter: str = ""
    touched_by: Hand = "officer"


def asking(
    form: Form, column: str, language: str = "", interpreter: str = "", *, touched_by: Hand = "officer"
) -> QuestionMode:
    """UnreviewedLanguage where the administrator allows reviewed translations alone."""
    spoken = column_of(form, column)
    if spoken is not None and not may_be_spoken(spoken):
        raise UnreviewedLanguage
    return QuestionMode(column, language, reviewed_by(spoken), interpreter, touched_by)


def asking_now(interview: Interview) -> QuestionMode:
    """Questions as this interview speaks now: in its language, to whom and through whom its answers
    say. UnreviewedLanguage."""
    by_fact = {
        fact: interview.value(question.path)
        for question in interview.form.questions()
        if (fact := question.extras.get("fact")) in ("language", "interpreter") and "[" not in question.path
    }
    language, interpreter = by_fact.get("language", ""), by_fact.get("interpreter", "")
    return asking(interview.form, interview.language, language, interpreter)


def column_of(form: Form, name: str) -> SpokenLanguage | None:
    """The language that a column of the form is in."""
    return next(
        (
            spoken
            for spoken in form_languages(form)
            if name == spoken.name or (spoken.feminine and name == spoken.feminine)
        ),
        None,
    )


def reviewed_by(language: SpokenLanguage | None) -> str:
    """ "Name, 2026-11-01", as the form says it."""
    if language is None or language.review is None:
        return ""
    review = language.review
    return f"{review.reviewer}, {review.day.isoformat()}" if review.day else review.reviewer


def _stored(mode: QuestionMode) -> list[str]:
    return [nfc(text) for text in astuple(mode)]


def _from_stored(texts: Sequence[str] | None) -> QuestionMode | None:
    values = fields.texts(list(texts or ()))
    if len(values) != len(KEYS):
        return None
    column, language, reviewed, interpreter, hand = values
    return QuestionMode(column, language, reviewed, interpreter, "person" if hand == "person" else "officer")


def noted(
    meta: Mapping[str, Any], answers: Iterable[str], now: QuestionMode, earlier: Callable[[], Iterable[str]]
) -> dict[str, Any] | None:
    """What a draft's meta says once these answers were given so; None where it says that already.

    `earlier`: places that had an answer before."""
    memory = fields.map_of(meta.get(SPOKEN))
    current, apart = memory.get("now"), _apart(memory)
    stored, paths = _stored(now), set(answers)
    if current == stored and not paths & set(apart):
        return None
    if current is not None and current != stored:
        apart |= {path: fields.texts(current) for path in earlier() if path not in apart}
    apart = {path: group for path, group in apart.items() if path not in paths and list(group) != stored}
    return {**meta, SPOKEN: {"now": stored, "apart": _grouped(apart)}}


def _apart(memory: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    by_path: dict[str, tuple[str, ...]] = {}
    groups = memory.get("apart")
    for group in groups if isinstance(groups, list) else ():
        if isinstance(group, list) and len(group) == 2:
            by_path |= {path: fields.texts(group[0]) for path in fields.texts(group[1])}
    return by_path


def _grouped(by_path: Mapping[str, Sequence[str]]) -> list[list[list[str]]]:
    groups: dict[tuple[str, ...], list[str]] = {}
    for path, group in by_path.items():
        groups.setdefault(tuple(group), []).append(path)
    return [[list(group), paths] for group, paths in groups.items()]


def by_place(meta: Mapping[str, Any], paths: Iterable[str]) -> dict[str, QuestionMode]:
    """How each of a draft's answers was asked; none of a draft that does not say."""
    memory = fields.map_of(meta.get(SPOKEN))
    current, apart = fields.texts(memory.get("now")), _apart(memory)
    usual = _from_stored(current)
    modes = {path: _from_stored(apart[path]) if path in apart else usual for path in paths}
    return {path: mode for path, mode in modes.items() if mode is not None}


def as_told(
    interview: Interview, meta: Mapping[str, Any], answers: Mapping[str, str], computed: Iterable[str]
) -> dict[str, Any]:
    """What an event says of it: of answers that somebody was asked for, not of what the interviewer
    answers alone or the form computes."""
    unasked, origins = set(computed), interview.origins()
    paths = [
        path
        for path, text in answers.items()
        if text
        and path not in unasked
        and origins.get(path, UNKNOWN) in (TYPED, UNKNOWN)
        and not is_aside(interview.form, path)
    ]
    groups: dict[QuestionMode, list[str]] = {}
    for path, mode in by_place(meta, paths).items():
        groups.setdefault(mode, []).append(path)
    return {SPOKEN: [_entry(mode, paths) for mode, paths in groups.items()]} if groups else {}


def _entry(mode: QuestionMode, paths: list[str]) -> dict[str, Any]:
    return {**dict(zip(KEYS, _stored(mode), strict=True)), "answers": paths}


def stopped(meta: Mapping[str, Any], at: int, place: str) -> dict[str, Any]:
    """A draft's meta once the person has stopped the talk there."""
    return {**meta, STOPS: [*meta.get(STOPS, []), [at, nfc(place)]]}


def stops_told(meta: Mapping[str, Any]) -> dict[str, Any]:
    """What an event says of it."""
    return {STOPS: meta[STOPS]} if meta.get(STOPS) else {}


def remembered(spoken: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """A draft's memory of what an event told, so that it goes on from there."""
    by_path = {path: [mode.get(key, "") for key in KEYS] for path, mode in spoken.items()}
    return {SPOKEN: {"apart": _grouped(by_path)}} if by_path else {}


def in_words(form: Form, mode: Mapping[str, str], words: Words) -> str:
    """For papers and pages: asked in Nepali, not reviewed yet, interpreter T-07."""
    language = column_of(form, mode["asked"])
    parts = [words("Asked in {language}", language=_called(language, mode["asked"], words))]
    if mode["reviewed"]:
        parts.append(words("translation reviewed: {reviewer}", reviewer=mode["reviewed"]))
    elif language is not None and language.unreviewed:
        parts.append(words("translation not reviewed yet"))
    if mode["given"] and mode["given"] != (language.code if language else ""):
        answered_in = words.language_name(mode["given"])
        parts.append(words("answered in {language}", language=answered_in))
    if mode["interpreter"]:
        parts.append(words("interpreter: {interpreter}", interpreter=mode["interpreter"]))
    if mode["by"] == "person":
        parts.append(words("answered by the person on the screen"))
    return " · ".join(parts)


def _called(language: SpokenLanguage | None, name: str, words: Words) -> str:
    return language.called(words.language) if language is not None else name
