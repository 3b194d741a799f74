"""Who looked at a restricted case, or at hidden answers: said in the case itself, so that a look leaves
a trace."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from app.case import events
from app.case.fields import Field
from app.case.projection import Case
from app.case.spoken import KEYS
from app.casework.cases.queries import InterviewView, NoCase, case_of
from app.casework.cases.redaction import hidden
from app.casework.questionnaires import forms
from app.casework.questionnaires.answers import open_facts, states_of
from app.casework.session.session import EventAppender, Session
from app.errors import N_, SanadError
from app.form import Interview, origin_of


class HiddenAnswer(SanadError):
    says = N_(
        "This answer is hidden: it is shown on request only. Nothing was changed. Ask "
        "for it with --hidden; the case will show that you have seen it."
    )


_ONCE_S = 3600  # a look within an hour of the last is the same one


def seen(session: Session, case_id: str) -> bool:
    """This officer looks at a case now; True where that was written. NoCase."""
    case, stream, now = case_of(session, case_id), session.vault.stream, session.now()
    timeline = (
        event.at
        for event in case.timeline
        if (event.what, event.stream) == (events.VIEWED, stream) and "interview" not in event.content
    )
    if not case.restricted or 0 <= now - max(timeline, default=-_ONCE_S) < _ONCE_S:
        return False
    with session.vault.transaction() as writer:
        EventAppender(session, writer, case.id).say(events.VIEWED, {})
    return True


def uncovered(session: Session, case_id: str, interview_id: str) -> frozenset[str]:
    """This officer is shown the hidden answers of an interview from now on: where they stand, after it
    was written that they were seen. NoCase; NoForm: nobody knows then which they are."""
    case = case_of(session, case_id)
    interview = next((interview for id_, interview in case.interviews.items() if id_.hex() == interview_id), None)
    if interview is None:
        raise NoCase
    form = forms.load(session, interview.form["hash"].hex())
    refs = hidden(form, [ref for ref, text in interview.answers.items() if text])
    if refs:
        with session.vault.transaction() as writer:
            EventAppender(session, writer, case.id).say(
                events.VIEWED, {"interview": bytes.fromhex(interview_id), "answers": sorted(refs)}
            )
    return refs


def fact_seen(session: Session, case_id: str, fact: str) -> bool:
    """This officer is shown a fact that stands hidden on the screen, such as the safe number: the case
    says so, once an hour. True where it was written now; False also where no interview has it. NoCase."""
    case, stream, now = case_of(session, case_id), session.vault.stream, session.now()
    has_written = False
    for id_, interview in case.interviews.items():
        with suppress(forms.NoForm):
            form = forms.load(session, interview.form["hash"].hex())
            places = {question.path for question in form.questions() if question.extras.get("fact") == fact}
            refs = sorted(ref for ref in places & set(interview.answers) if interview.answers[ref])
            if not refs or _was_seen(case, stream, id_, refs, now):
                continue
            with session.vault.transaction() as writer:
                content = {"interview": id_, "answers": refs}
                EventAppender(session, writer, case.id).say(events.VIEWED, content)
            has_written = True
    return has_written


def _was_seen(case: Case, stream: bytes, interview: bytes, refs: list[str], now: float) -> bool:
    return any(
        (event.what, event.stream) == (events.VIEWED, stream)
        and event.content.get("interview") == interview
        and event.content.get("answers") == refs
        and 0 <= now - event.at < _ONCE_S
        for event in case.timeline
    )


def uncover_all(session: Session, case_id: str) -> None:
    """As `uncovered`, for each interview whose questionnaire is here: the case's history is read whole."""
    for interview in case_of(session, case_id).interviews:
        with suppress(forms.NoForm):
            uncovered(session, case_id, interview.hex())


def is_hidden(session: Session, case_id: str, interview_id: str, ref: str) -> bool:
    case = case_of(session, case_id)
    return hides(session, case)(("answer", bytes.fromhex(interview_id), ref))


def hides(session: Session, case: Case) -> Callable[[Field], bool]:
    """Which of the case's fields hold a hidden answer, or a fact that one is."""
    paths = dict[bytes, frozenset[str]]()
    for id_, interview in case.interviews.items():
        with suppress(forms.NoForm):
            paths[id_] = hidden(forms.load(session, interview.form["hash"].hex()), interview.answers)

    def told(case_field: Field) -> bool:
        if case_field[:1] == ("fact",):
            return not open_facts({str(case_field[1]): ""})
        return case_field[:1] == ("answer",) and case_field[2] in paths.get(case_field[1], ())  # type: ignore[arg-type]

    return told


def answers(session: Session, case_id: str, interview_view: InterviewView, *, uncover: bool = False) -> dict[str, Any]:
    """An interview's answers by place ("values"), hidden ones empty unless they are to be seen, where
    those are ("hidden"), and what kind of answer each question has ("states": given, unknown, refused,
    not_asked). NoCase."""
    try:
        form = forms.load(session, interview_view.form_hash)
    except forms.NoForm:
        came_from = _came_from(interview_view, frozenset())
        return {"values": interview_view.values, "hidden": [], "states": {}, **came_from}
    states = states_of(Interview(form, interview_view.values, now=session.clock))
    hidden_refs = hidden(form, [ref for ref, text in interview_view.values.items() if text])
    values, covered = interview_view.values, frozenset[str]()
    if uncover:
        uncovered(session, case_id, interview_view.id)
    else:
        values = {ref: "" if ref in hidden_refs else text for ref, text in values.items()}
        covered = hidden_refs | hidden(form, list(interview_view.over))
    came_from = _came_from(interview_view, covered)
    return {"values": values, "hidden": sorted(hidden_refs), "states": states, **came_from}


def _came_from(interview_view: InterviewView, hidden_refs: frozenset[str]) -> dict[str, Any]:
    """Where each value came from ("origins"), what the form calculates where something else stands
    over it ("calculated"), in which language it was asked and given ("spoken"); of hidden answers
    neither. "stops": when the person stopped the talk, and at which question."""
    return {
        "stops": [{"at": at.isoformat(), "ref": "" if ref in hidden_refs else ref} for at, ref in interview_view.stops],
        "spoken": _spoken(interview_view, hidden_refs),
        "origins": {
            ref: origin
            for ref, text in interview_view.values.items()
            if (origin := origin_of(text)) and ref not in hidden_refs
        },
        "calculated": {ref: text for ref, text in interview_view.over.items() if ref not in hidden_refs},
    }


def _spoken(interview_view: InterviewView, hidden_refs: frozenset[str]) -> list[dict[str, Any]]:
    """As the events say it: answers that were asked alike stand together."""
    refs_by_mode: dict[tuple[str, ...], list[str]] = {}
    for ref, mode in interview_view.spoken.items():
        if interview_view.values.get(ref) and ref not in hidden_refs:
            refs_by_mode.setdefault(tuple(mode[key] for key in KEYS), []).append(ref)
    return [{**dict(zip(KEYS, mode, strict=True)), "answers": refs} for mode, refs in refs_by_mode.items()]
