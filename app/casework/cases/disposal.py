"""What computers wrote beyond their budget, kept apart here; and the desk's word that puts it away.

A disposal is signed and travels with its case: every reader and headquarters empty the bodies that
it names, of orders that are open and of what is kept apart, and of nothing else. Headers stay."""

from dataclasses import dataclass
from datetime import datetime

from app.casework.session.ids import id_of
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.seal.erasure import CONFIRMS, MOST, Disposal
from app.vault import apart, cases, erasures


class NotYoursToPutAway(SanadError):
    says = N_(
        "Only user management can remove what a computer wrote beyond its limit. Nothing was changed. Tell user "
        "management which computer it was."
    )


class NothingApart(SanadError):
    says = N_(
        "No records from this computer are set aside in this case, and the computer has no open order in it. Nothing "
        "was changed. Check the list of what is set aside."
    )


@dataclass(frozen=True, slots=True)
class ApartRecords:
    """What is kept apart of one computer in one case. `size`: bytes that are still here; `put_away`: how
    many of the records the desk has put away."""

    case: str
    reference: str
    computer: str
    author: str
    records: int
    size: int
    since: datetime
    put_away: int


def apart_records(session: Session) -> list[ApartRecords]:
    """Everything that is kept apart on this computer, the latest first."""
    groups = apart.groups(session.reading())
    listed = cases.headings(session.reading(), (group.case for group in groups))
    return [_records(session, group, listed[group.case].reference if group.case in listed else "") for group in groups]


def _records(session: Session, group: apart.ApartGroup, number: str) -> ApartRecords:
    return ApartRecords(
        case=group.case.hex(),
        reference=number,
        computer=group.stream.hex(),
        author=session.vault.directory.name_of(group.stream),
        records=group.number,
        size=group.size,
        since=utc(group.since),
        put_away=group.disposed,
    )


def may_put_away(session: Session) -> bool:
    return session.officer.role in CONFIRMS and session.vault.directory.joined


def put_away(session: Session, case_id: str, computer: str) -> int:
    """Put away what is kept apart of a computer in a case, and its orders that nobody confirmed, here
    and wherever the case is; how many records. NotYoursToPutAway, NothingApart."""
    vault = session.vault
    if not may_put_away(session):
        raise NotYoursToPutAway
    case, stream = id_of(case_id, NothingApart), id_of(computer, NothingApart)
    with vault.transaction() as writer:
        named = set(apart.ids_of(writer, case, stream))
        confirmed = {order.id for order in erasures.orders(writer, vault, case).orders if order.confirmed}
        named |= erasures.ordered_by(writer, case, stream) - confirmed
        ids = sorted(named - {id_ for id_, _ in apart.disposed(writer, sorted(named))})
        if not ids:
            raise NothingApart
        for at in range(0, len(ids), MOST):
            erasures.say(writer, vault, case, Disposal(tuple(ids[at : at + MOST])))
        erasures.dispose(writer, vault, case)
    return len(ids)
