"""Answers from a file given to an interview, as a person would give them in turn."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.case import built_in_profiles
from app.casework.questionnaires import screening, unsaid_numbers
from app.casework.questionnaires.answers import broken_rules, plain
from app.clock import Clock, now
from app.errors import N_, SanadError
from app.form import AnswerRefused, Changes, Form, Interview, NoSuchQuestion
from app.language import Words, strip_marks
from app.settings import Language

_LARGEST = 16 * 1024 * 1024
_LAST_PLACE = re.compile(r"^(.*)\[(\d+)\]([^\[]*)$")

Value = str | list[str]


class AnswersUnreadable(SanadError):
    problem: str
    says = N_(
        "The answers can't be read: {problem} Nothing was changed. Give a list of "
        '{{"ref": …, "value": …}}, or an object of refs and values.'
    )


class AtRef(SanadError):
    """A refusal, and the ref of the answers file that it is about."""

    def __init__(self, error: SanadError, ref: str) -> None:
        super().__init__()
        self.error, self.ref = error, ref


class UnknownLanguage(SanadError):
    says = N_("The form is not written in that language. Nothing was changed. Choose another.")


def read_answers(file: Path) -> list[tuple[str, Value]]:
    """(ref, value) in order. AnswersUnreadable."""
    return list(_pairs(read_json(file, _LARGEST)))


def read_json(file: Path, largest: int) -> Any:
    """Of a file of at most so many bytes. AnswersUnreadable."""
    try:
        if file.stat().st_size > largest:
            raise AnswersUnreadable(N_("the file is too large."))
        return json.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise AnswersUnreadable(N_("the file is missing or protected.")) from error
    except (ValueError, RecursionError) as error:
        raise AnswersUnreadable(N_("it is not JSON in UTF-8.")) from error


def read_line(line: str) -> tuple[str, Value]:
    """One answer as a line of JSON. AnswersUnreadable."""
    try:
        line.encode("utf-8")
        document = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise AnswersUnreadable(N_("it is not JSON in UTF-8.")) from error
    pairs = list(_pairs([document] if isinstance(document, dict) and "ref" in document else document))
    if len(pairs) != 1:
        raise AnswersUnreadable(N_("a line holds one answer."))
    return pairs[0]


def _pairs(document: Any) -> Iterator[tuple[str, Value]]:
    if isinstance(document, dict):
        document = [{"ref": ref, "value": value} for ref, value in document.items()]
    if not isinstance(document, list):
        raise AnswersUnreadable(N_("neither a list nor an object was found."))
    for entry in document:
        if not isinstance(entry, dict) or not isinstance(entry.get("ref"), str):
            raise AnswersUnreadable(N_("an answer has no ref."))
        yield entry["ref"], _written(_value(entry.get("value")))


def _written(value: Value) -> Value:
    """Half of a character can be spelt in JSON but is kept by nothing."""
    try:
        "".join(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise AnswersUnreadable(N_("it is not JSON in UTF-8.")) from error
    return value


def _value(value: Any) -> Value:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(choice, str | int) for choice in value):
        return [str(choice) for choice in value]
    raise AnswersUnreadable(N_("a value is neither text, a number nor a list of choices."))


def give(interview: Interview, ref: str, value: Value) -> dict[str, str | None]:
    """Answer one; a repeat entry that the ref counts and isn't there yet is added first.

    What must be kept durable. NoSuchQuestion, AnswerRefused."""
    durable: dict[str, str | None] = {}
    try:
        _add_entries(interview, ref, durable)
        place = interview.resolve(ref)
        if cleared_ref := unsaid_numbers.gives_way(interview, place, plain(place), value):
            durable.update(interview.answer(cleared_ref, "").answers)
        durable.update(interview.answer(place, value).answers)
    except (NoSuchQuestion, AnswerRefused) as error:
        raise AtRef(error, ref) from error
    return durable


def _add_entries(interview: Interview, ref: str, durable: dict[str, str | None]) -> None:
    parts = ref.split("/")
    for end in range(2, len(parts) + 1):
        head = "/".join(parts[:end])
        match = _LAST_PLACE.match(head)
        if not match or not head.endswith("]"):
            continue
        for _ in range(int(match[2]) if int(match[2]) <= 1000 else 0):
            try:
                interview.resolve(head)
                break
            except NoSuchQuestion:
                changes: Changes
                _, changes = interview.add(_repeat(interview, match[1]))
                durable.update(changes.answers)


def _repeat(interview: Interview, ref: str) -> str:
    try:
        return interview.resolve(ref)
    except NoSuchQuestion:
        return ref


def speak(interview: Interview, language: str | None) -> None:
    """Hold the interview in a language given by its name or its code. UnknownLanguage."""
    if not language:
        return
    known = interview.form.language(language)
    if known is None:
        raise UnknownLanguage
    interview.set_language(known.name)


def play(
    form: Form, answers: Iterable[tuple[str, Value]], language: str | None = None, clock: Clock = now
) -> dict[str, Any]:
    """What the form says to these answers, as `form play` prints it."""
    interview = Interview(form, now=clock)
    speak(interview, language)
    for ref, value in answers:
        give(interview, ref, value)
    result = screening.assess(form, interview, clock().astimezone().date())
    return {
        "values": interview.values(),
        "relevant": _relevant(interview),
        "missing": list(interview.missing()),
        "violations": [{"ref": ref, "message": says} for ref, says in broken_rules(interview)],
        "assessment": None if result is None else _with_hints(interview, screening.as_json(result)),
    }


def _with_hints(interview: Interview, assessment: dict[str, Any]) -> dict[str, Any]:
    """With what labour law says to single answers, by the referral system that came with Sanad."""
    language: Language = "ar" if interview.language_code.startswith("ar") else "en"
    words = Words(language)
    hints = screening.hints(interview, built_in_profiles.default(), words)
    return {**assessment, "hints": [{"ref": ref, "says": strip_marks(says)} for ref, says in hints.items()]}


def _relevant(interview: Interview) -> list[str]:
    pages = (page.ref for page in interview.pages())
    return list(dict.fromkeys([*interview.values(), *pages]))
