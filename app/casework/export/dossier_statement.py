"""An interview as a statement of the dossier: what was asked, numbered, and what is known of the talk.

In no language yet: places of the questionnaire stand for its questions. What nobody recorded is not
here, and app.casework.export.dossier_text says that it was not recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.case import events
from app.case.events import Event
from app.case.projection import Case
from app.casework.cases import queries
from app.casework.cases.queries import Change, InterviewView
from app.casework.cases.redaction import NOT_EXPRESSIBLE, Withheld, extras_at, information_of, number_of
from app.casework.interviews import interview as talking
from app.casework.interviews import presence
from app.casework.interviews.conflicts import ConflictView
from app.casework.questionnaires import forms
from app.casework.questionnaires.apart_notes import is_aside
from app.casework.session.session import Session
from app.form import Form, Interview


@dataclass(frozen=True, slots=True)
class NumberedQuestion:
    """`number`: from 1 within its statement, in the order of the questionnaire."""

    number: int
    ref: str


@dataclass(frozen=True, slots=True)
class StatementCorrection:
    """A change of an answer that stands in the statement. `number`: of its question."""

    number: int
    ref: str
    change: Change


@dataclass(frozen=True, slots=True)
class Statement:
    """`questions`: asked of the person; `notes`: what the interviewer alone answered, only where it was
    chosen. `unasked`: how many questions that the questionnaire asks for have no answer. `differing`: by
    place, values between which nobody has decided. `present`: choices of the questionnaire; None where it
    does not ask who was there. `stops`: when the person stopped the talk. `no_talk`: only what staff noted
    apart from a talk that was not held. `withheld`: answers are read through it."""

    view: InterviewView
    form: Form
    interview: Interview
    questions: Sequence[NumberedQuestion]
    notes: Sequence[NumberedQuestion]
    unasked: int
    corrections: Sequence[StatementCorrection]
    differing: Mapping[str, ConflictView]
    present: tuple[str, ...] | None
    stops: Sequence[datetime]
    no_talk: bool
    officers_view: str
    role: str
    judicial: tuple[str, str]  # number and day of the decision that made who recorded it a judicial officer
    withheld: Withheld


def statements(
    session: Session, case: Case, views: Sequence[InterviewView], differing: Sequence[ConflictView], withheld: Withheld
) -> list[Statement]:
    """Those interviews that go along, in their order; what doesn't is counted by `withheld`."""
    listed = []
    for view in views:
        form = forms.load_if_here(session, view.form_hash)
        if withheld.interview(form, view.values):
            continue
        if form is None:
            withheld.account[NOT_EXPRESSIBLE] += number_of(form, view.values)
            continue
        listed.append(_statement(session, case, view, form, differing, withheld))
    return listed


def _statement(
    session: Session, case: Case, view: InterviewView, form: Form, differing: Sequence[ConflictView], withheld: Withheld
) -> Statement:
    interview = Interview(form, view.values, now=session.clock)
    questions, notes, unasked = _places(interview, withheld)
    numbered = [NumberedQuestion(number, ref) for number, ref in enumerate([*questions, *notes], 1)]
    split = len(questions)
    account = case.interviews[bytes.fromhex(view.id)]
    return Statement(
        view=view, form=form, interview=interview, questions=numbered[:split], notes=numbered[split:],
        unasked=unasked, corrections=_corrections(session, case, view, numbered, interview, withheld),
        differing={
            conflict.ref: conflict
            for conflict in differing
            if (conflict.field_kind, conflict.interview_id) == ("answer", view.id)
        },
        present=presence.present(interview) if presence.asks(interview) else None,
        stops=[at for at, _ in view.stops], no_talk=account.apart,
        officers_view=withheld.text(f"talk:{view.id}:view", "" if view.view and withheld.view() else view.view),
        role=_role(case, account.id), judicial=_judicial(session, case, account.id), withheld=withheld,
    )  # fmt: skip


def _last_answers(case: Case, interview: bytes) -> Event | None:
    answers = (event for event in reversed(case.timeline) if event.what == events.ANSWERS)
    return next((event for event in answers if event.content.get("interview") == interview), None)


def _role(case: Case, interview: bytes) -> str:
    event = _last_answers(case, interview)
    return event.role if event else ""


def _judicial(session: Session, case: Case, interview: bytes) -> tuple[str, str]:
    event, organisation = _last_answers(case, interview), session.vault.directory.organisation
    device = organisation.devices.get(event.stream) if event else None
    return organisation.judicial_decision(device.person) if device else ("", "")


def _places(interview: Interview, withheld: Withheld) -> tuple[list[str], list[str], int]:
    """Places with an answer that goes along, of the person and of the interviewer alone, and how many that
    the questionnaire asks for have none."""
    questions, notes, unasked = list[str](), list[str](), 0
    for section in talking.readback(interview, interview.language, aloud=False, unasked=True):
        for line in section.lines:
            extras = extras_at(interview.form, interview.node(line.ref))
            if not line.answer:
                unasked += line.required and not withheld.holds(extras)
            elif not withheld.answer(extras):
                is_note = is_aside(interview.form, line.ref)
                (notes if is_note else questions).append(line.ref)
    return questions, notes, unasked


def _corrections(
    session: Session,
    case: Case,
    view: InterviewView,
    numbered: Sequence[NumberedQuestion],
    interview: Interview,
    withheld: Withheld,
) -> list[StatementCorrection]:
    """What was put right after the answer was first given, the first change first; not of an answer that goes less
    exactly, of which the earlier one stays."""
    changed = set(queries.changed(session, case.id.hex(), view.id))
    corrections = [
        StatementCorrection(question.number, question.ref, change)
        for question in numbered
        if question.ref in changed
        and not withheld.manner_of(information_of(extras_at(interview.form, interview.node(question.ref))))
        for change in queries.history(session, case.id.hex(), "answer", view.id, question.ref)
        if any(change.before) and change.before != change.after
    ]
    return sorted(corrections, key=lambda correction: (correction.change.at, correction.number))
