"""The day of a shelter: who arrived, and what is due next for each person. Cases are opened only as far as
somebody may have arrived today, or they are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from app.casework.pages import work_list
from app.casework.pages.work_list import NextStep, Sort, WorkFilter, WorkRow
from app.casework.session.session import Session
from app.casework.session.unreadable import Unreadable, case_or_unreadable
from app.clock import utc

_MOST = 200  # cases that changed today
_PEOPLE = WorkFilter(visits="no")


@dataclass(frozen=True, slots=True)
class Resident:
    """`bed`: as it was written at the arrival; "" where it was not, and in a restricted case. `step`: what is
    due next, None where nothing is. `is_damaged`: a record of the case can't be read, so the bed isn't known."""

    row: WorkRow
    bed: str
    step: NextStep | None
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class ShelterDay:
    """`arrived`: those whose day of arrival is today. `people`: of open cases, the one first for whom
    something is due first; `count`: of all these cases. Who has left is not known but by a closed case."""

    arrived: tuple[Resident, ...]
    people: tuple[Resident, ...]
    count: int


def read(session: Session, limit: int) -> ShelterDay:
    today = utc(session.now()).astimezone().date()
    latest = work_list.find(session, _PEOPLE, Sort.CHANGED, limit=_MOST).rows
    changed = takewhile(lambda row: row.updated.astimezone().date() >= today, latest)
    due = work_list.find(session, _PEOPLE, Sort.NEXT, limit=limit)
    arrived = _residents(session, changed, arrival_day=today.isoformat())
    return ShelterDay(arrived, _residents(session, due.rows), due.total)


def _residents(session: Session, rows: Iterable[WorkRow], arrival_day: str = "") -> tuple[Resident, ...]:
    """Of these cases, or those of them alone who arrived on that day."""
    names, now, residents = work_list.task_names(session), session.now(), []
    for row in rows:
        step = work_list.next_step(row, names, now)
        case = case_or_unreadable(session, row.case)
        if isinstance(case, Unreadable):
            if not arrival_day:
                residents.append(Resident(row, "", step, is_damaged=True))
        elif not arrival_day or case.facts.get("shelter_since", "") == arrival_day:
            bed = "" if row.restricted else case.facts.get("shelter_bed", "")
            residents.append(Resident(row, bed, step))
    return tuple(residents)
