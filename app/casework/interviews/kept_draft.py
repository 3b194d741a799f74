"""What is durable of an unfinished interview, made an interview again."""

from collections.abc import Mapping
from typing import Any

from app.case import fields
from app.case.projection import Case
from app.casework.interviews.interview_events import LiveInterview
from app.casework.questionnaires import answer_origins, forms
from app.casework.questionnaires.orphaned_answers import drawer_of
from app.casework.session.ids import id_of
from app.casework.session.session import Session, case_state_of
from app.clock import utc
from app.form import Interview
from app.seal.keys import fresh_id
from app.vault import drafts as unfinished
from app.vault.drafts import NoDraft


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
