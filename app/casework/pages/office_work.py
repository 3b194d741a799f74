"""What waits for a supervisor's decision, for the first page. No case is opened for it."""

from app.casework.cases.reviews import NotYours, may_review
from app.casework.session.session import Session
from app.vault import work_list


def may_see(session: Session) -> bool:
    """Is it this officer's work to look after others'?"""
    return may_review(session)


def how_many_wait(session: Session) -> int:
    """NotYours."""
    _theirs(session)
    return work_list.how_many_wait(session.reading())


def _theirs(session: Session) -> None:
    if not may_see(session):
        raise NotYours
