"""What waits for whoever looks after others' work, for the first page. No case is opened for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.case.tasks import DECISION, ERASURE, ERASURE_OBJECTION, RELEASE
from app.casework.cases.reviews import NotYours, may_review
from app.casework.organisation import referral_system
from app.casework.pages import work_list
from app.casework.pages.work_list import OfficerWork
from app.casework.session.colleagues import is_desk
from app.casework.session.session import Session
from app.clock import utc, utc_or_none
from app.vault import tasks as todo
from app.vault import work_list as rows

SILENT = timedelta(days=3)  # without anything from an officer, until the first page says so
APPROVALS, DECISIONS, ERASURES = (RELEASE,), (DECISION,), (ERASURE, ERASURE_OBJECTION)


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """What waits: how many, and since when the first of them."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeToday:
    """`officers`: who has cases, those first with somebody who needs something today, then who is silent,
    then those with most that is overdue. `facts`: of law and places that nobody confirmed or not lately, for user management."""

    reviews: WorkQueue
    approvals: WorkQueue
    decisions: WorkQueue
    erasures: WorkQueue
    facts: WorkQueue
    officers: tuple[OfficerWork, ...]


def may_see(session: Session) -> bool:
    """Is it this officer's work to look after others'?"""
    return may_review(session)


def how_many_wait(session: Session) -> int:
    """NotYours."""
    _theirs(session)
    return rows.how_many_wait(session.reading())


def today(session: Session) -> OfficeToday:
    """NotYours."""
    _theirs(session)
    now = utc(session.now())
    officers = sorted(
        (work for work in work_list.officers(session) if work.open),
        key=lambda work: (-work.urgent, not is_silent(work, now), -work.late, -work.waits),
    )
    facts = referral_system.facts(session).values() if is_desk(session) else ()
    open_facts = [fact for fact in facts if fact.state_at(session.now()) != "confirmed"]
    return OfficeToday(
        reviews=WorkQueue(how_many_wait(session), work_list.oldest_waiting(session)),
        approvals=_queue(session, APPROVALS),
        decisions=_queue(session, DECISIONS),
        erasures=_queue(session, ERASURES),
        facts=WorkQueue(len(open_facts), None),
        officers=tuple(officers),
    )


def is_silent(work: OfficerWork, now: datetime) -> bool:
    """Did nothing of this officer come for days, though they have cases?"""
    is_here = work.away_until is None and work.open
    return bool(is_here) and (work.contact is None or work.contact < now - SILENT)


def _queue(session: Session, kinds: Sequence[str]) -> WorkQueue:
    database, now, me = session.reading(), session.now(), session.vault.person
    count = todo.count(database, now, kinds, person=me)
    return WorkQueue(count, utc_or_none(todo.oldest(database, now, kinds, me)) if count else None)


def _theirs(session: Session) -> None:
    if not may_see(session):
        raise NotYours
