"""What is counted of a case, and whether it waits for a supervisor."""

from app.case import events, roles
from app.case.projection import Case
from app.casework.session.session import Session
from app.vault import office

HANDED, REVIEW = "handed", "review"
FORM = "x:"  # of exploitation, among the kinds of a row


def row_of(session: Session, case: Case) -> office.OfficeRow:
    """What is counted of a case."""
    waits, waiting_since = ("", 0) if case.closed else _waits(session, case)
    forms = [f"{FORM}{part}" for part in case.shown(("exploitation",)).split()]
    return office.OfficeRow(
        case.id, max(case.opened, 0) or max(case.updated, 0), case.closed,
        " ".join([*case.shown(("kind",)).split(), *forms]), waits, waiting_since,
    )  # fmt: skip


def _waits(session: Session, case: Case) -> tuple[str, int]:
    handed = [handover.at for handover in case.handovers if _decides(session, *handover.to)]
    if handed:
        return HANDED, min(handed)
    finished = max((interview.finished for interview in case.interviews.values()), default=0)
    decided = max((review.at for review in case.reviews), default=0)
    return (REVIEW, finished) if finished > decided else ("", 0)


def _decides(session: Session, kind: str, id_: bytes) -> bool:
    """Is it a supervisor, or the desk?"""
    person = session.vault.directory.organisation.person(id_) if kind == "person" else None
    return person is not None and roles.may(person.role, events.REVIEWED)
