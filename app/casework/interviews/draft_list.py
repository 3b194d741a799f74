"""Unfinished interviews in a list, and those of which less is here than was kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.case import fields
from app.case.projection import Case
from app.case.urgency import NOW
from app.casework.interviews import second_talk
from app.casework.interviews.interview_events import LiveInterview
from app.casework.questionnaires import answer_origins, forms, unsaid_numbers
from app.casework.questionnaires.answers import NOT_ASKED, plain, states_of
from app.casework.questionnaires.raised_needs import raised
from app.casework.questionnaires.versions import drawer_of
from app.casework.session.ids import id_of
from app.casework.session.session import Session, case_state_of
from app.clock import utc
from app.form import Form, Interview
from app.seal.keys import fresh_id
from app.vault import draft_guard
from app.vault import drafts as unfinished
from app.vault import forms as kept
from app.vault.database import Database
from app.vault.drafts import NoDraft

# -- kept draft --------------------------------------------------------------------------------
# What is durable of an unfinished interview, made an interview again.


def rebuilt(session: Session, draft_id: str) -> LiveInterview:
    """The interview with all that was kept of it, and nothing of its case yet. NoDraft, NoForm."""
    draft = unfinished.one(session.reading(), draft_key(draft_id))
    form = forms.load(session, draft.form.hex())
    saved = answer_origins.saved(session.reading(), draft.id)
    interview = Interview(form, saved, now=session.clock)
    return LiveInterview(
        draft_id=draft_id, form=form, interview=interview, started=utc(draft.started), place=draft.place, interrupted=draft.interrupted,
        known_facts=fields.mapped(draft.meta.get("known")), drawer=drawer_of(draft.meta), memory=draft.meta,
    )  # fmt: skip


def begun_for(session: Session, meta: Mapping[str, Any]) -> Case | None:
    """The case that a draft was begun for, where it is here."""
    case = meta.get("case")
    case_state = case_state_of(session, case) if isinstance(case, bytes) else None
    return case_state if case_state and case_state.timeline else None


def belongs_to(session: Session, live: LiveInterview) -> tuple[bytes, bytes]:
    """The case and the interview that a draft will be, both new unless it was begun for a case."""
    meta = unfinished.one(session.reading(), draft_key(live.draft_id)).meta
    case, interview_id = meta.get("case"), meta.get("interview")
    return (
        case if isinstance(case, bytes) else session.vault.new_case(),
        interview_id if isinstance(interview_id, bytes) else fresh_id(),
    )


def draft_key(draft_id: str) -> bytes:
    """The id of a draft as the vault has it. NoDraft."""
    return id_of(draft_id, NoDraft)


# -- draft list ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RolledBackDraft:
    """An unfinished interview of which less is here than was kept. `id`: "" where the note beside the
    records was itself gone or damaged, so that nobody can tell. `kept_answers`, `remained`: answers; `at`: of
    the last keep; `accepted`: the officer went on with what is left; `is_here`: is the draft still there?"""

    id: str
    kept_answers: int
    remained: int
    at: datetime
    accepted: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class DraftRow:
    """An unfinished interview in the list. `questions`: those that its answers lead to. `section` counts from
    1, 0 if unknown."""

    id: str
    form_title: str
    titles: dict[str, str]
    name: str
    site: str
    started: datetime
    updated: datetime
    answered: int
    questions: int
    section: int
    sections: int
    interrupted: bool
    newer: str = ""  # the hash of a newer version of its questionnaire that is offered here
    urgent: bool = False  # an answer says that something is needed today
    rolled_back: RolledBackDraft | None = None


def drafts(session: Session) -> list[DraftRow]:
    """Unfinished interviews, the last touched first."""
    return [_draft_row(session, draft) for draft in unfinished.unfinished(session.reading())]


def rolled_back(session: Session) -> list[RolledBackDraft]:
    """What an officer is still to be told: drafts older than what was kept of them."""
    database = session.reading()
    return [_rolled_back(database, loss) for loss in draft_guard.losses(database) if not loss.accepted]


def accept_rolled_back(session: Session, draft_id: str) -> None:
    """Go on with what is left of a draft ("" for the guard itself). That it happened stays with it,
    and with the case that it becomes."""
    with session.vault.transaction() as writer:
        draft_guard.accept(writer, draft_key(draft_id), session.now())


def _rolled_back(database: Database, loss: draft_guard.Loss) -> RolledBackDraft:
    return RolledBackDraft(
        loss.draft.hex(),
        loss.answers,
        loss.remained,
        utc(loss.at),
        bool(loss.accepted),
        unfinished.exists(database, loss.draft),
    )


def _draft_row(session: Session, draft: unfinished.Draft) -> DraftRow:
    form = forms.load(session, draft.form.hex())
    answers = unfinished.answers(session.reading(), draft.id)
    interview = Interview(form, answers, now=session.clock)
    skipped = second_talk.skipped_of(draft.meta)
    states = [state for ref, state in states_of(interview).items() if plain(ref) not in skipped]
    definitions = [
        question
        for question in form.questions()
        if question.control not in ("", "note", "hidden") and not unsaid_numbers.is_beside(form, question.path)
    ]
    fact_answers = {q.extras["fact"]: answers.get(q.path, "") for q in definitions if q.extras.get("fact")}
    sections = list(dict.fromkeys(q.path.split("/")[2] for q in definitions if q.path.count("/") > 2))
    parts = plain(draft.place).split("/")
    at = sections.index(parts[2]) + 1 if len(parts) > 2 and parts[2] in sections else 0
    titles, database = forms.titles_of(form), session.reading()
    loss = draft_guard.by_draft(draft_guard.losses(database)).get(draft.id)
    return DraftRow(
        id=draft.id.hex(), form_title=form.title, titles=titles,
        name=fact_answers.get("name") or fact_answers.get("name_ar") or fields.text(draft.meta.get("name")),
        site=fact_answers.get("site", ""), started=utc(draft.started), updated=utc(draft.updated),
        answered=sum(state != NOT_ASKED for state in states), questions=len(states), section=at, sections=len(sections), interrupted=draft.interrupted,
        newer=_newer(session, form, draft.form), urgent=NOW in raised(interview, interview.values()).values(),
        rolled_back=_rolled_back(database, loss) if loss else None,
    )  # fmt: skip


def _newer(session: Session, form: Form, form_hash: bytes) -> str:
    offered = (row for row in kept.rows(session.reading()) if row.form_id == form.id)
    return next((row.hash.hex() for row in offered if row.hash != form_hash), "")
