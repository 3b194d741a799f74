"""Erasing a case by order of two people: one orders with a reason, somebody of the desk confirms, and
every computer that has the case destroys what is in it and says so. Headers and signatures stay.

What was printed, sealed for others, or lies on a stick or in a backup is not reached.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from app.case import events
from app.case.projection import Case
from app.casework.cases import copy_holders, erasure_obstacles, index
from app.casework.cases.copy_holders import Copy
from app.casework.cases.erasure_obstacles import OnHold, ProceedingOpen, ReferralOpen
from app.casework.cases.queries import case_of
from app.casework.session.session import EventAppender, Session, case_state_of
from app.errors import N_, SanadError
from app.seal.canonical import nfc
from app.seal.erasure import CONFIRMS, MOST, ORDERS, Confirmation, ErasureReport, Order
from app.vault import apart, cases, chunks, drafts
from app.vault import erasures as log
from app.vault.database import Writer
from app.vault.erasures import CarriedOutOrder, StoredOrder

__all__ = [
    "Erasure", "NoOrder", "NotYoursToErase", "OnHold", "OpenOrder", "ProceedingOpen", "ReasonNeeded",
    "ReferralOpen", "TooManyOrders", "carry_out", "confirm", "may_order", "order", "ordered", "ours",
    "settle",
]  # fmt: skip


@dataclass(eq=False)
class NotYoursToErase(SanadError):
    """Another role's decision, or the same person's twice."""

    says = N_(
        "A supervisor or the desk orders that a case be erased, and somebody else of the desk "
        "confirms it. Nothing was changed."
    )


@dataclass(eq=False)
class ReasonNeeded(SanadError):
    """An order without one."""

    says = N_("A reason is needed to erase a case. Nothing was changed.")


@dataclass(eq=False)
class NoOrder(SanadError):
    """Nothing to confirm, or no such order."""

    says = N_(
        "There is no order to erase this case that is still to be confirmed. Nothing was changed."
    )


@dataclass(eq=False)
class TooManyOrders(SanadError):
    """As many orders of this computer wait in the case as anybody would take."""

    says = N_(
        "This computer has ordered many times that this case be erased, and nobody has confirmed it "
        "yet. Nothing was changed. Ask somebody of the desk to confirm it, or to put the orders away."
    )


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order that nobody has confirmed yet. `confirms`: this officer can."""

    by: str
    reason: str
    confirms: bool


State = Literal["destroyed", "told", "may_hold"]


@dataclass(frozen=True, slots=True)
class Computer:
    """One that could ever read the case. `at`: when its word that it destroyed it arrived here, None before.
    `withdrawn`: it will not say so, and may still hold what it had. `told`: when the order was laid where it
    fetches it, as far as is known here."""

    id: str
    person: str
    withdrawn: bool
    at: datetime | None = None
    told: datetime | None = None

    @property
    def state(self) -> State:
        if self.at is not None:
            return "destroyed"
        return "told" if self.told is not None and not self.withdrawn else "may_hold"


@dataclass(frozen=True, slots=True)
class Erasure:
    """An order that was carried out here. `records`: how many it named; `copies`: what went out of the
    records before, known to those who order and confirm."""

    order: str
    reference: str
    reason: str
    ordered_by: str
    confirmed_by: tuple[str, ...]
    at: datetime
    records: int
    computers: tuple[Computer, ...]
    copies: tuple[Copy, ...] = ()


def may_order(session: Session) -> bool:
    """Does this officer's role order? Screens offer it only then."""
    return session.officer.role in ORDERS and session.vault.directory.joined


def order(session: Session, case_id: str, reason: str) -> None:
    """Order that everything in a case be destroyed, once somebody else of the desk confirms it.
    NotYoursToErase, ReasonNeeded, OnHold, ProceedingOpen, ReferralOpen, TooManyOrders, NoCase."""
    if not may_order(session):
        raise NotYoursToErase
    if not reason.strip():
        raise ReasonNeeded
    case, vault = _erasable(session, case_id), session.vault
    with vault.transaction() as writer:
        EventAppender(session, writer, case).say(events.ERASURE, {"reason": nfc(reason.strip())})
        ids, pieces = log.ids_of(writer, case), chunks.ids_of(writer, case)
        new_count = -(-len(ids) // MOST) + -(-len(pieces) // MOST)
        if apart.count_statements(writer, case, vault.stream)[0] + new_count > vault.budget.orders:
            raise TooManyOrders
        for at in range(0, len(ids), MOST):
            log.say(writer, vault, case, Order(tuple(ids[at : at + MOST])))
        for at in range(0, len(pieces), MOST):
            log.say(writer, vault, case, Order((), tuple(pieces[at : at + MOST])))


def ordered(session: Session, case_id: str) -> OpenOrder | None:
    """The order to erase a case that is still to be confirmed; NoCase."""
    case, vault = case_of(session, case_id), session.vault
    for order in log.unconfirmed(session.reading(), vault, case.id):
        is_own = _person(session, order.by) == vault.person
        confirms = not is_own and session.officer.role in CONFIRMS
        return OpenOrder(vault.directory.name_of(order.by), _reason(case, order.by), confirms)
    return None


def confirm(session: Session, case_id: str) -> int:
    """Confirm what somebody else ordered, and carry it out here; how many records were destroyed.
    NotYoursToErase, NoOrder, OnHold, ProceedingOpen, ReferralOpen, NoCase."""
    case, vault = _erasable(session, case_id), session.vault
    if session.officer.role not in CONFIRMS:
        raise NotYoursToErase
    orders = log.unconfirmed(vault.database, vault, case)
    if not orders:
        raise NoOrder
    confirmable_orders = [order for order in orders if _person(session, order.by) != vault.person]
    if not confirmable_orders:
        raise NotYoursToErase
    with vault.transaction() as writer:
        for confirmable_order in confirmable_orders:
            log.say(writer, vault, case, Confirmation(confirmable_order.id))
        count = len(log.ids_of(writer, case))
        carry_out(session, writer, case)
        return count - len(log.ids_of(writer, case))


def carry_out(session: Session, writer: Writer, case: bytes) -> bool:
    """Do as the orders of a case say that hold and were not carried out here yet, and say so; True
    where there was one. Where something still keeps the case, nothing is destroyed until it has ended:
    whoever confirmed may not have seen it yet."""
    vault = session.vault
    log.dispose(writer, vault, case)
    orders = [
        order
        for order in log.orders(writer, vault, case)
        if order.confirmed and not log.is_done(writer, order.id)
    ]
    if not orders or erasure_obstacles.wrong(case_state_of(session, case)) is not None:
        return False
    for erasure_order, completion in [(order, _done(session, order)) for order in orders]:
        log.carry_out(writer, vault, erasure_order, completion)
        log.say(writer, vault, case, ErasureReport(erasure_order.id))
    _forget(writer, case)
    return True


def settle(session: Session) -> bool:
    """Carry out what was ordered while something still kept a case, where that has ended; before each
    exchange. True where there was such a case."""
    any_erased = False
    for case in log.with_orders(session.vault.database):
        with session.vault.transaction() as writer:
            any_erased |= carry_out(session, writer, case)
    return any_erased


def ours(session: Session) -> list[Erasure]:
    """The orders that were carried out here, the latest first."""
    erasures, colleagues = [], session.vault.directory
    orders: dict[bytes, StoredOrder] = {}
    completions = log.done(session.reading())
    for case in {completion.case for completion in completions}:
        case_orders = log.orders(session.reading(), session.vault, case)
        orders |= {order.id: order for order in case_orders}
    for completion in completions:
        erasure_order = orders[completion.order]
        erasures.append(
            Erasure(
                order=completion.order.hex(), reference=completion.reference, reason=completion.reason, ordered_by=colleagues.name_of(erasure_order.by),
                confirmed_by=tuple(sorted({colleagues.name_of(stream) for stream in erasure_order.confirmed})),
                at=datetime.fromtimestamp(completion.at, UTC), records=len(erasure_order.order.envelopes),
                computers=tuple(_computers(session, erasure_order, completion.readers)),
                copies=copy_holders.read(completion.copies),
            )
        )  # fmt: skip
    return erasures


# -- parts -----------------------------------------------------------------------------------


def _erasable(session: Session, case_id: str) -> bytes:
    case_state = case_of(session, case_id)
    erasure_obstacles.check(case_state)
    return case_state.id


def _person(session: Session, stream: bytes) -> bytes:
    device = session.vault.directory.device(stream)
    return device.person if device else b""


def _done(session: Session, order: StoredOrder) -> CarriedOutOrder:
    """What is kept of it. Who decides keeps number and reason for the certificate; others nothing."""
    case = order.envelope.header.case
    case_state, decides = case_state_of(session, case), session.officer.role in ORDERS
    database = session.vault.database
    could = copy_holders.could_read(session, database, case) | log.readers_of(database, case)
    return CarriedOutOrder(
        order=order.id, case=case, reference=index.number_of(case_state) if decides else "",
        reason=_reason(case_state, order.by) if decides else "", at=session.now(),
        readers=tuple(could | {order.by, session.vault.stream}),
        copies=copy_holders.stored(copy_holders.copies_of(session, database, case_state)) if decides else (),
    )  # fmt: skip


def _reason(case_state: Case, stream: bytes) -> str:
    """The last that was given by who ordered."""
    timeline = [
        str(event.content.get("reason", ""))
        for event in case_state.timeline
        if event.what == events.ERASURE and event.stream == stream
    ]
    return timeline[-1] if timeline else ""


def _forget(writer: Writer, case: bytes) -> None:
    """What else here was made of the case."""
    writer.run("DELETE FROM came_in WHERE case_id = ?", (case,))
    for draft in drafts.unfinished(writer):
        if draft.meta.get("case") == case:
            drafts.clear(writer, draft.id)
    cases.remove(writer, case)


def _computers(
    session: Session, erasure_order: StoredOrder, streams: Iterable[bytes]
) -> list[Computer]:
    """Those that may still hold it first, then by name."""
    source, colleagues, case = (
        session.reading(),
        session.vault.directory,
        erasure_order.envelope.header.case,
    )
    ids = [erasure_order.id, *log.confirmations(source, session.vault, erasure_order)]
    there_since = log.there_since(source, case)
    computers = []
    for stream in streams:
        device, at = colleagues.device(stream), erasure_order.carried.get(stream)
        withdrawn = bool(device and device.revoked)
        sent = 0 if withdrawn else log.sent_to(source, case, ids, stream) or there_since
        computers.append(
            Computer(
                stream.hex(), colleagues.name_of(stream), withdrawn, _moment(at), _moment(sent)
            )
        )
    order = "may_hold", "told", "destroyed"
    return sorted(
        computers, key=lambda computer: (order.index(computer.state), computer.person, computer.id)
    )


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
