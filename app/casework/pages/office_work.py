"""What waits for a supervisor's decision, for the first page. No case is opened for it."""

from dataclasses import dataclass
from datetime import datetime

from app.casework.cases.case_rows import HANDED
from app.casework.cases.reviews import NotYours, may_review
from app.casework.session.session import Session
from app.clock import utc
from app.vault import office

__all__ = ["ToReview", "how_many_wait", "may_see", "to_review"]


@dataclass(frozen=True, slots=True)
class ToReview:
    """`name`: "" of a restricted case. `handed`: to a supervisor, who has not answered; else an
    interview was finished that nobody has decided on."""

    case_id: str
    reference: str
    name: str
    handed: bool
    since: datetime
    marks: tuple[str, ...] = ()


def may_see(session: Session) -> bool:
    """Is it this officer's work to look after others'?"""
    return may_review(session)


def to_review(session: Session, limit: int = 50) -> list[ToReview]:
    """Needs of today, danger and children first; then those handed over, and the longest waiting.
    NotYours."""
    _theirs(session)
    return [
        ToReview(
            waiting.case.hex(), waiting.reference, "" if waiting.restricted else waiting.name,
            waiting.waits == HANDED, utc(waiting.since), waiting.marks,
        )
        for waiting in office.waiting(session.reading(), limit)
    ]  # fmt: skip


def how_many_wait(session: Session) -> int:
    """NotYours."""
    _theirs(session)
    return office.how_many_wait(session.reading())


def _theirs(session: Session) -> None:
    if not may_see(session):
        raise NotYours
