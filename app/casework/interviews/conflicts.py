"""Fields in which colleagues wrote different values without knowing of each other, and what a
person decides about them; and an answer corrected later.

Everything that was written stays: a decision is one more event, and the field's history shows it
all (`casework.cases.queries.history`)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.case import events
from app.case.consent import WITHDRAWN, YES
from app.case.fields import CHOSEN, Conflict, Field, Value
from app.case.kinds import table
from app.case.projection import Case
from app.casework.cases import access_log, file_replacement, index
from app.casework.cases.field_labels import FieldLabel, field_label
from app.casework.cases.queries import NoCase, case_of
from app.casework.cases.reviews import NotYours
from app.casework.interviews import answer_files
from app.casework.questionnaires import forms
from app.casework.questionnaires.answer_correction import CorrectedAnswer, amend, held_again, weigh_again
from app.casework.questionnaires.answer_format import marked
from app.casework.session.session import EventAppender, Session, case_state_of
from app.clock import utc, utc_or_none
from app.errors import N_, SanadError
from app.form import AnswerRefused, Choice, NoSuchQuestion
from app.seal.canonical import nfc
from app.settings import Language

__all__ = ["AnswerRefused", "NoSuchQuestion", "NotYours"]


class NoConflict(SanadError):
    says = N_(
        "This was decided in the meantime, or another value arrived from a colleague. Nothing was changed. Check the "
        "case again."
    )


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """A value and what is known of its writing.

    `text` as it is stored, `shown` in words, "" where it was not answered. `source` and `reason`:
    what its author gave. `saw`: what stood in the field as far as the author had seen, in words;
    `saw_until`: the latest that they had seen of the case, None where nothing."""

    event_id: str
    text: str
    shown: str
    author: str
    role: str
    at: datetime
    what: str
    source: str
    reason: str
    saw: tuple[str, ...]
    saw_until: datetime | None
    seen: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A field with values to choose among, the earlier one first.

    `question`: what the field asks, in the officer's language; `labels`: in each language of the
    questionnaire, by code. `control` and `choices`: how another value is written."""

    id: str
    case_id: str
    reference: str
    name: str
    question: str
    labels: Mapping[str, str]
    field_kind: str  # answer, fact, view, review
    interview_id: str
    ref: str  # "" where no question asks it
    fact: str  # its name, where it is one
    control: str
    type: str
    choices: tuple[Choice, ...]
    values: tuple[ConflictSide, ...]
    may_decide: bool  # may this officer decide?
    hidden: bool = False  # of a hidden answer: who sees these values is written into the case
    only_one: bool = False  # only one of these values can stand: neither both nor another
    appearance: frozenset[str] = frozenset()


def conflicts(session: Session, case_id: str, language: Language | None = None) -> list[ConflictView]:
    """What waits for a decision in a case, in the officer's language or another. NoCase."""
    case_state = case_of(session, case_id)
    spoken = language or session.officer.language
    hides = access_log.hides(session, case_state)
    return [
        replace(_view(session, case_state, conflict, spoken), hidden=hides(conflict.field))
        for conflict in case_state.conflicts
    ]


def resolve(
    session: Session,
    case_id: str,
    conflict_id: str,
    *,
    keep: int | None = None,
    value: str | None = None,
    both: bool = False,
    reason: str = "",
) -> None:
    """Decide: keep one side by its place, write another value, or keep them all.

    NoCase; NoConflict; NotYours; AnswerRefused for a value that the question can't hold or that
    breaks a rule of the form: then nothing was changed."""
    if (keep is not None) + (value is not None) + both != 1:
        raise ValueError("one of keep, value and both")
    with session.vault.transaction() as writer:
        state = case_of(session, case_id)
        conflict = next((conflict for conflict in state.conflicts if conflict.id == conflict_id), None)
        if conflict is None or (keep is not None and not 0 <= keep < len(conflict.values)):
            raise NoConflict
        kind = str(conflict.field[0])
        if not table.may_resolve(session.officer.role, kind):
            raise NotYours
        if both and kind in CHOSEN:
            raise AnswerRefused(N_("only one of these values can stay."))
        chosen = None if keep is None else conflict.values[keep]
        amended = _decided(session, state, conflict, chosen, value)
        names = [*amended.changed, *_mirroring(state, conflict)]
        content: dict[str, Any] = {
            "field": list(conflict.field),
            "value": amended.text,
            "both": int(both),
            "reason": nfc(reason.strip()),
            "facts": {name: amended.facts.get(name, "") for name in names},
            "answers": [] if both else [list(pair) for pair in amended.follows.items()],
            **({} if both else _consents(amended)),
            **(amended.origins if kind == "answer" else {}),
        }
        if chosen is not None and len(chosen.texts) > 1:
            content |= {"both": 1, "values": list(chosen.texts)}
        elif both:
            texts = (text for value in conflict.values for text in value.texts)
            content["values"] = list(dict.fromkeys(texts))
        pen = EventAppender(session, writer, state.id)
        pen.say(events.RESOLVED, content)
        if kind == "answer":
            weigh_again(session, pen, case_state_of(session, state.id), _interview(conflict.field))


def correct(
    session: Session,
    case_id: str,
    interview_id: str,
    ref: str,
    value: str,
    *,
    source: str = "",
    reason: str = "",
    draft_id: str = "",
) -> str:
    """Put a finished interview's answer right; the event's id. What it was stays in the history.
    `draft_id`: where the file lies that is the answer now (app.casework.interviews.answer_files).

    NoCase, NoForm, NoSuchQuestion; AnswerRefused: then nothing was changed."""
    with session.vault.transaction() as writer:
        state = case_of(session, case_id)
        talk = next((t for id_, t in state.interviews.items() if id_.hex() == interview_id), None)
        if talk is None:
            raise NoCase
        amended = amend(session, talk, ref, value)
        answers = {amended.ref: amended.text, **amended.follows}
        pen = EventAppender(session, writer, state.id)
        if draft_id:
            question = held_again(session, talk, session.officer.language).node(amended.ref)
            answer_files.lay(writer, pen, draft_id, {amended.text: marked(question.label)[:200]}, state.id)
            file_replacement.end(writer, draft_id)
        event_id = pen.say(
            events.CORRECTED,
            {
                "interview": talk.id,
                "answers": [list(pair) for pair in answers.items()],
                "facts": {name: amended.facts.get(name, "") for name in amended.changed},
                **amended.origins,
                "source": nfc(source.strip()),
                "reason": nfc(reason.strip()),
                **_consents(amended),
            },
        )
        weigh_again(session, pen, case_state_of(session, state.id), talk.id)
    return event_id.hex()


def _consents(amended: CorrectedAnswer) -> dict[str, Any]:
    return {"consents": list(amended.consents)} if amended.consents else {}


def _decided(
    session: Session, case_state: Case, conflict: Conflict, chosen: Value | None, value: str | None
) -> CorrectedAnswer:
    """The decided value, and what follows from it."""
    field = conflict.field
    text = (chosen or _shown(case_state, conflict)).text if value is None else nfc(value)
    if field[0] == "review" and text not in events.DECISIONS:
        raise AnswerRefused(N_("it is not one of the choices."))
    if field[0] in CHOSEN and text not in [value.text for value in conflict.values]:
        raise AnswerRefused(N_("it is not one of the choices."))
    if field[0] == "consent" and text == YES and WITHDRAWN in [v.text for v in conflict.values]:
        raise AnswerRefused(N_("it was withdrawn. Ask the person again, and record the answer."))
    place = _place(session, case_state, field)
    if place is None:
        return CorrectedAnswer("", text, facts=_facts_of(conflict, case_state, text, chosen))
    talk_id, ref = place
    try:
        amended = amend(session, case_state.interviews[talk_id], ref, text)
    except AnswerRefused:
        if value is not None:
            raise
        # what a colleague wrote is theirs: it stands although this form would not take it
        return CorrectedAnswer(ref, text, facts=_facts_of(conflict, case_state, text, chosen))
    except (forms.NoForm, NoSuchQuestion):
        if value is not None and field[0] == "answer":
            raise
        return CorrectedAnswer(ref, text, facts=_facts_of(conflict, case_state, text, chosen))
    if field[0] == "answer":
        return amended
    return CorrectedAnswer("", amended.text if value is not None else text)


def _shown(case_state: Case, conflict: Conflict) -> Value:
    """Which of the values stands while both are kept."""
    text = case_state.registers[conflict.field].last.text
    return next((value for value in conflict.values if value.text == text), conflict.values[-1])


def _place(session: Session, case_state: Case, field: Field) -> tuple[bytes, str] | None:
    """Where a field's value is asked for: in which interview, at which ref."""
    if field[0] == "answer":
        return (_interview(field), str(field[2])) if _interview(field) in case_state.interviews else None
    if field[0] == "fact":
        question = field_label(session, case_state, field, session.officer.language)
        return (question.interview, question.ref) if question.interview and question.ref else None
    return None


def _mirroring(case_state: Case, conflict: Conflict) -> list[str]:
    """Facts that say once more what this answer says: they are decided with it."""
    if conflict.field[0] != "answer":
        return []
    names = []
    for key, register in case_state.registers.items():
        if key[0] == "fact" and len(register.standing) > 1:
            ids = {case_state.timeline[write.place].id for write in register.standing}
            if ids <= set(conflict.events) and register.differs():
                names.append(str(key[1]))
    return names


def _facts_of(conflict: Conflict, case_state: Case, text: str, chosen: Value | None) -> dict[str, str]:
    """The same facts where the questionnaire isn't here: as the chosen side's author gave them."""
    facts = {}
    for name in _mirroring(case_state, conflict):
        register = case_state.registers["fact", name]
        texts = {case_state.timeline[write.place].id: write.text for write in register.standing}
        facts[name] = texts.get(chosen.event, text) if chosen else text
    return facts


def _interview(field: Field) -> bytes:
    return field[1] if isinstance(field[1], bytes) else b""


def _view(session: Session, case_state: Case, conflict: Conflict, language: Language) -> ConflictView:
    question = field_label(session, case_state, conflict.field, language)
    times = {event.id: event.at for event in case_state.timeline}
    return ConflictView(
        id=conflict.id,
        case_id=case_state.id.hex(),
        reference=index.number_of(case_state),
        name=case_state.name,
        question=question.label,
        labels=question.labels,
        field_kind=str(conflict.field[0]),
        interview_id=question.interview.hex(),
        ref=question.ref,
        fact=str(conflict.field[1]) if conflict.field[0] == "fact" else "",
        control=question.control,
        type=question.type,
        choices=question.choices,
        values=tuple(_side(session, question, value, times) for value in conflict.values),
        may_decide=table.may_resolve(session.officer.role, str(conflict.field[0])),
        only_one=conflict.field[0] in CHOSEN,
        appearance=question.appearance,
    )


def _side(session: Session, question: FieldLabel, value: Value, times: Mapping[bytes, int]) -> ConflictSide:
    time = max((times[id_] for id_ in value.seen if id_ in times), default=0)
    return ConflictSide(
        event_id=value.event.hex(),
        text=value.text,
        shown=question.shown(value.texts),
        author=session.vault.directory.name_of(value.stream),
        role=value.role,
        at=utc(value.at),
        what=value.what,
        source=value.source,
        reason=value.reason,
        saw=tuple(question.shown((choice,)) for choice in value.before),
        saw_until=utc_or_none(time),
        seen=tuple(id_.hex() for id_ in value.seen),
        texts=value.texts,
    )
