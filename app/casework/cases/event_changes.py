"""What one event of a case changed, in words: what stood there and what stands there now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.case import events
from app.case.fields import Field, Value
from app.case.fields import text as text_of
from app.case.kinds.table import RECORDS
from app.case.projection import Case
from app.casework.cases import access_log
from app.casework.cases.field_labels import ANSWER, COURSE, PURPOSE, field_label
from app.casework.cases.queries import case_of
from app.casework.session import profiles
from app.casework.session.session import Session
from app.language import Words
from app.settings import Language


@dataclass(frozen=True, slots=True)
class EventChanges:
    """`changes`: (what it is, what stood there, what stands there now), both "" of a hidden answer.
    `reason`: the author's, "" where none was given."""

    changes: tuple[tuple[str, str, str], ...]
    reason: str


def by_id(session: Session, case_id: str, event_id: str, language: Language) -> EventChanges:
    """Of an event of a case, by its id; nothing where it is gone. NoCase."""
    case_state = case_of(session, case_id)
    event = next((event for event in case_state.timeline if event.id.hex() == event_id), None)
    if event is None:
        return EventChanges((), "")
    return of_event(session, case_state, event, Words(language))


def of_event(session: Session, case_state: Case, event: events.Event, words: Words) -> EventChanges:
    hides = access_log.hides(session, case_state)
    changes = [
        (label, "", "") if hides(case_field) else (label, previous, current)
        for case_field, value in _written(case_state, event.id)
        for label, previous, current in [_change(session, case_state, case_field, value, words)]
    ]
    content = event.content
    if (form := RECORDS.get(event.what)) and content.get("noted") == 1:
        changes = [
            (words(question.label), "", text_of(content.get(question.key)))
            for question in form.questions
            if content.get(question.key)
        ]
    reason = text_of(content.get("reason") or content.get("text") or content.get("note"))
    return EventChanges(tuple(changes), reason)


def _written(case_state: Case, event: bytes) -> Iterator[tuple[Field, Value]]:
    """What an event wrote; of an interview that was finished, not each answer."""
    for register in case_state.registers:
        for value in case_state.history(register):
            if value.event == event and not (register[0] == "answer" and value.what == events.ANSWERS):
                yield register, value


def _change(session: Session, case_state: Case, case_field: Field, value: Value, words: Words) -> tuple[str, str, str]:
    question = field_label(session, case_state, case_field, words.language)
    previous, current = question.told(value.before, words), question.told(value.texts, words)
    if case_field[0] == "stage":
        names = {stage.id: stage.name for stage in profiles.in_use(session).stages}
        previous, current = (
            " / ".join(names.get(text, {}).get(words.language, text) for text in texts)
            for texts in (value.before if any(value.before) else (case_state.first_stage,), value.texts)
        )
    if case_field[0] in ("consent", "basis") and len(case_field) == 3:
        names = {agency.id: agency.name for agency in profiles.in_use(session).agencies}
        agency = names.get(str(case_field[2]), {}).get(words.language, str(case_field[2]))
        purpose = words(PURPOSE.get(str(case_field[1]), str(case_field[1])))
        parts = (words(COURSE[str(case_field[0])]), purpose, agency)
        question = replace(question, label=" · ".join(part for part in parts if part))
    if case_field[0] == "consent":
        previous, current = (
            " / ".join(words(ANSWER.get(text, text)) for text in texts if text) for texts in (value.before, value.texts)
        )
    return question.label, previous, current
