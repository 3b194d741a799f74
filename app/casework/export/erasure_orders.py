"""Orders to erase as a page lists them: those that wait, and those carried out here with who has
answered."""

from contextlib import suppress
from dataclasses import dataclass

from app.casework.cases import erasure
from app.casework.cases.erasure import Erasure, OpenOrder
from app.casework.cases.index import number_of
from app.casework.cases.queries import NoCase
from app.casework.exchange import sync
from app.casework.session.session import Session
from app.casework.session.unreadable import Unreadable, case_or_unreadable
from app.seal.envelope import Kind
from app.seal.erasure import ORDERS


@dataclass(frozen=True, slots=True)
class PendingOrder:
    """An order that is not carried out yet; None of a case with a damaged record."""

    case_id: str
    reference: str
    order: OpenOrder | None


@dataclass(frozen=True, slots=True)
class AnsweredOrder:
    """`there`: has headquarters said to have the order, and with it destroyed what it had? None where
    none is named."""

    erasure: Erasure
    there: bool | None


def may_see(session: Session) -> bool:
    """Numbers and reasons of erased cases are kept for those who order and confirm."""
    return session.officer.role in ORDERS and session.vault.directory.joined


def waiting(session: Session) -> list[PendingOrder]:
    """The orders that are not carried out yet."""
    rows = session.reading().rows(
        "SELECT DISTINCT case_id FROM envelope WHERE kind = ? ORDER BY case_id", (int(Kind.ERASE),)
    )
    pendings = []
    for (case,) in rows:
        with suppress(NoCase):
            state = case_or_unreadable(session, case)
            if isinstance(state, Unreadable):
                pendings.append(PendingOrder(state.case_id, state.reference, None))
            elif (ordered := erasure.ordered(session, case.hex())) is not None:
                pendings.append(PendingOrder(case.hex(), number_of(state), ordered))
    return pendings


def done(session: Session) -> list[AnsweredOrder]:
    """Those that were carried out here, the latest first."""
    named = bool(sync.address(session))
    return [
        AnsweredOrder(erasure, _there(session, bytes.fromhex(erasure.order)) if named else None)
        for erasure in erasure.ours(session)
    ]


def _there(session: Session, order: bytes) -> bool:
    """Are the order and what confirms it there? One call brings both."""
    row = session.reading().row(
        "SELECT count(*) FROM unsent JOIN envelope USING (n) WHERE kind = ? AND case_id = "
        "(SELECT case_id FROM envelope WHERE id = ?)",
        (int(Kind.ERASE), order),
    )
    return row is not None and not row[0]
