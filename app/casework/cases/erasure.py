"""Erasing a case: one person orders it with a reason, somebody of the desk confirms whose key did not
let the other in, and whoever has the case is told and may object until the waiting time is over.
Then every computer that has the case destroys what is in it and says so. Headers and signatures stay.

What was printed, sealed for others, or lies on a stick or in a backup is not reached.
docs/decisions/0026-erasing-is-slow-seen-and-contestable.md"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Literal, TypeVar

from app.case import events
from app.case.projection import Case
from app.case.retention import held, proceedings_open, referrals_open
from app.casework.cases import copy_holders, index, open_orders
from app.casework.cases.queries import case_of
from app.casework.session.registrar import key_of
from app.casework.session.session import EventAppender, Session, case_state_of
from app.clock import utc, utc_or_none
from app.errors import N_, SanadError
from app.seal.canonical import nfc
from app.seal.envelope import EnvelopeRefused
from app.seal.erasure import (
    CONFIRMS,
    MOST,
    ORDERS,
    Confirmation,
    ErasureReport,
    Objection,
    Order,
    OrderState,
    Party,
    Ruling,
    countersigned,
)
from app.vault import apart, cases, chunks, drafts
from app.vault import erasures as log
from app.vault.database import Writer
from app.vault.erasures import CarriedOutOrder


class OnHold(SanadError):
    says = N_(
        "There is a legal hold on this case. Nothing was changed. It can be erased once "
        "a supervisor or user management lifts the hold, with a reason."
    )


class ProceedingOpen(SanadError):
    says = N_(
        "Proceedings about this case are still open, and what is recorded here may be evidence. Nothing was changed. "
        "The case can be erased once the decision and the outcome of each hearing are entered."
    )


class ReferralOpen(SanadError):
    says = N_(
        "An agency has not yet answered or finished a referral of this case. Nothing was changed. The case can be "
        "erased once the referral is done, rejected or cancelled."
    )


class NotYoursToErase(SanadError):
    says = N_(
        "A supervisor or user management orders the erasure of a case, and another user "
        "manager confirms it. Nothing was changed."
    )


class NotIndependent(SanadError):
    says = N_(
        "Your key admitted the first person, so you cannot be the second to confirm. Nothing was changed. Another user "
        "manager can confirm, or can vouch for that person first."
    )


class ReasonNeeded(SanadError):
    says = N_("A reason is needed to erase a case. Nothing was changed.")


class NoOrder(SanadError):
    says = N_("No order to erase this case is waiting for confirmation. Nothing was changed.")


class TooManyOrders(SanadError):
    says = N_(
        "This computer has ordered the erasure of this case many times, and nobody has confirmed it yet. Nothing was "
        "changed. Ask user management to confirm the erasure, or to dismiss the orders."
    )


@dataclass(frozen=True, slots=True)
class Protest:
    """An objection, and whether a third person has overruled it."""

    by: str
    reason: str
    overruled: bool


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """What is ordered of a case and not carried out yet; of several orders the one that is carried out
    first. `due`: when that is here, None while none is confirmed to which nobody objects. What this officer can do about it:
    `confirms`, `objects`, `rules` on the objections, `stops` it."""

    by: str
    reason: str
    confirms: bool
    urgent: bool = False
    confirmed_by: tuple[str, ...] = ()
    due: datetime | None = None
    protests: tuple[Protest, ...] = ()
    objects: bool = False
    rules: bool = False
    stops: bool = False


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
    records before, known to those who order and confirm. `wait_days`: how long it could be objected
    to; `protests`: who did, `ruled_by`: who overruled that."""

    order: str
    reference: str
    reason: str
    ordered_by: str
    confirmed_by: tuple[str, ...]
    at: datetime
    records: int
    computers: tuple[Computer, ...]
    copies: tuple[copy_holders.Copy, ...] = ()
    ordered_at: datetime | None = None
    urgent: bool = False
    wait_days: int = 0
    protests: tuple[Protest, ...] = ()
    ruled_by: tuple[str, ...] = ()


def may_order(session: Session) -> bool:
    """Does this officer's role order? Screens offer it only then."""
    if not session.vault.directory.joined:
        return False
    role = session.officer.role
    return role in ORDERS and (role not in CONFIRMS or key_of(session) is not None)


def order(session: Session, case_id: str, reason: str, *, urgent: bool = False) -> None:
    """Order that everything in a case be destroyed, once somebody of the desk confirms it and the
    waiting time is over. `urgent`: for a person's safety, at once when two have confirmed.
    NotYoursToErase, ReasonNeeded, OnHold, ProceedingOpen, ReferralOpen, TooManyOrders, NoCase."""
    if not may_order(session):
        raise NotYoursToErase
    reason = _reasoned(reason)
    case, vault = _erasable(session, case_id), session.vault
    wait_s = open_orders.wait_s(session)
    with vault.transaction() as writer:
        EventAppender(session, writer, case).say(events.ERASURE, {"reason": reason})
        ids, pieces = log.ids_of(writer, case), chunks.ids_of(writer, case)
        orders = [Order(tuple(ids[at : at + MOST]), (), wait_s, urgent) for at in range(0, len(ids), MOST)] + [
            Order((), tuple(pieces[at : at + MOST]), wait_s, urgent) for at in range(0, len(pieces), MOST)
        ]
        waiting, _ = apart.count_statements(writer, case, vault.stream)
        if waiting + len(orders) > vault.budget.orders:
            raise TooManyOrders
        for statement in orders:
            log.say(writer, vault, case, _signed(session, statement, case))


def ordered(session: Session, case_id: str) -> OpenOrder | None:
    """What is ordered of this case and not carried out yet; NoCase."""
    case = case_of(session, case_id)
    waiting = open_orders.open_orders(session, session.reading(), case.id)
    return _described(session, case, waiting) if waiting.orders else None


def confirm(session: Session, case_id: str) -> int:
    """Confirm what somebody else ordered; how many records were destroyed here at once: none while it
    can be objected to. NotYoursToErase, NotIndependent, NoOrder, OnHold, ProceedingOpen,
    ReferralOpen, NoCase."""
    case, vault = _erasable(session, case_id), session.vault
    if session.officer.role not in CONFIRMS or key_of(session) is None:
        raise NotYoursToErase
    waiting = open_orders.open_orders(session, vault.database, case).orders
    unconfirmed = [state for state in waiting if not state.standing or state.order.urgent]
    if not unconfirmed:
        raise NoOrder
    confirmable = [state for state in unconfirmed if open_orders.may_confirm(session, state)]
    if not confirmable:
        raise NotYoursToErase if open_orders.is_own(session, unconfirmed) else NotIndependent
    with vault.transaction() as writer:
        note = EventAppender(session, writer, case).say(events.ERASURE_CONFIRMED, {})
        for state in confirmable:
            log.say(writer, vault, case, _signed(session, Confirmation(state.id, note), case))
        count = len(log.ids_of(writer, case))
        carry_out(session, writer, case)
        return count - len(log.ids_of(writer, case))


def object_to(session: Session, case_id: str, reason: str) -> None:
    """Say why a case must not be erased: nothing is destroyed until a third person has decided.
    ReasonNeeded, NoOrder, NoCase."""
    reason = _reasoned(reason)
    case, vault = case_of(session, case_id).id, session.vault
    waiting = open_orders.open_orders(session, vault.database, case).orders
    orders = [state for state in waiting if open_orders.may_object(session, state)]
    if not orders:
        raise NoOrder
    with vault.transaction() as writer:
        pen = EventAppender(session, writer, case)
        note = pen.say(events.ERASURE_OBJECTED, {"reason": reason})
        for state in orders:
            log.say(writer, vault, case, Objection(state.id, note))


def rule(session: Session, case_id: str, reason: str, *, goes_on: bool) -> int:
    """A third person decides after an objection (`goes_on`), or whoever may order ends the order for
    good; how many records were destroyed here at once. ReasonNeeded, NotYoursToErase,
    NotIndependent, NoOrder, OnHold, ProceedingOpen, ReferralOpen, NoCase."""
    reason = _reasoned(reason)
    if not may_order(session):
        raise NotYoursToErase
    case, vault = case_of(session, case_id).id, session.vault
    if goes_on:
        _erasable(session, case_id)
    waiting = open_orders.open_orders(session, vault.database, case).orders
    orders = [state for state in waiting if state.objections or not goes_on]
    if not orders:
        raise NoOrder
    may = open_orders.may_rule if goes_on else open_orders.may_stop
    actionable = [state for state in orders if may(session, state)]
    if not actionable:
        raise NotIndependent
    with vault.transaction() as writer:
        content = {"reason": reason, "goes_on": int(goes_on)}
        note = EventAppender(session, writer, case).say(events.ERASURE_DECIDED, content)
        for state in actionable:
            heard = tuple(party.envelope.id for party in state.objections)
            ruling = Ruling(state.id, goes_on, heard if goes_on else (), note)
            log.say(writer, vault, case, _signed(session, ruling, case))
        count = len(log.ids_of(writer, case))
        carry_out(session, writer, case)
        return count - len(log.ids_of(writer, case))


def carry_out(session: Session, writer: Writer, case: bytes) -> bool:
    """Do as the orders of a case say whose time has come, and say so; True where there was one. Where
    something still keeps the case, nothing is destroyed until it has ended: whoever confirmed may
    not have seen it yet."""
    vault = session.vault
    log.dispose(writer, vault, case)
    orders = open_orders.to_carry_out(session, writer, case)
    if not orders or _obstacle(case_state_of(session, case)) is not None:
        return False
    for erasure_order, completion in [(state, _done(session, state)) for state in orders]:
        log.carry_out(writer, vault, erasure_order, completion)
        log.say(writer, vault, case, ErasureReport(erasure_order.id))
    _forget(writer, case)
    return True


def settle(session: Session) -> bool:
    """Carry out what is due: its waiting time is over, or what kept the case has ended. After unlocking
    and before each exchange. True where there was such a case. One with a damaged record stays as it is."""
    any_erased, database = False, session.vault.database
    for case in log.with_orders(database):
        with suppress(EnvelopeRefused):
            if open_orders.to_carry_out(session, database, case):
                with session.vault.transaction() as writer:
                    any_erased |= carry_out(session, writer, case)
    return any_erased


def ours(session: Session) -> list[Erasure]:
    """The orders that were carried out here, the latest first."""
    erasures, source = [], session.reading()
    completions = log.done(source)
    cases_erased = {completion.case for completion in completions}
    known_of = {case: log.orders(source, session.vault, case) for case in cases_erased}
    for completion in completions:
        known = known_of[completion.case]
        if (state := known.by_id(completion.order)) is not None:
            erasures.append(_erasure(session, completion, state, known.arrived))
    return erasures


def _erasure(session: Session, completion: CarriedOutOrder, state: OrderState, arrived: Mapping[bytes, int]) -> Erasure:
    return Erasure(
        order=completion.order.hex(),
        reference=completion.reference,
        reason=completion.reason,
        ordered_by=_name(session, state.ordered),
        confirmed_by=_names(session, state.confirmed),
        at=utc(completion.at),
        records=len(state.order.envelopes),
        computers=tuple(_computers(session, state, arrived, completion.readers)),
        copies=copy_holders.read(completion.copies),
        ordered_at=utc_or_none(arrived[state.id]),
        urgent=state.order.urgent,
        wait_days=state.order.wait_s // 86_400,
        protests=tuple(Protest(_name(session, party), "", True) for party in state.overruled),
        ruled_by=_names(session, state.rulings),
    )


# -- parts -----------------------------------------------------------------------------------


# Asked when it is ordered, when it is confirmed, and by each computer before it destroys anything.
def _obstacle(case: Case) -> SanadError | None:
    """Why a case can't be erased now; None where it can."""
    if held(case):
        return OnHold()
    if proceedings_open(case):
        return ProceedingOpen()
    return ReferralOpen() if referrals_open(case) else None


def _erasable(session: Session, case_id: str) -> bytes:
    case_state = case_of(session, case_id)
    if (error := _obstacle(case_state)) is not None:
        raise error
    return case_state.id


_Countersigned = TypeVar("_Countersigned", Order, Confirmation, Ruling)


def _signed(session: Session, statement: _Countersigned, case: bytes) -> _Countersigned:
    """By the registrar's key too, where this is a desk."""
    keys = key_of(session) if session.officer.role in CONFIRMS else None
    return countersigned(statement, keys, case, session.vault.stream) if keys else statement


def _reasoned(reason: str) -> str:
    if not reason.strip():
        raise ReasonNeeded
    return nfc(reason.strip())


def _described(session: Session, case: Case, waiting: open_orders.OpenOrders) -> OpenOrder:
    orders, protests = waiting.orders, dict[bytes, Protest]()
    # of several the one that destroys first: an objection to another doesn't stop it
    due = {order.id: at for order in orders if (at := waiting.due[order.id]) is not None}
    first = min(orders, key=lambda order: due.get(order.id, inf))
    for state in orders:
        for party in (*state.overruled, *state.objections):
            stream, overruled = party.envelope.header.stream, party in state.overruled
            reason = _reason(case, stream, events.ERASURE_OBJECTED)
            protests[party.person] = Protest(_name(session, party), reason, overruled)
    rules = any(open_orders.may_rule(session, state) for state in orders)
    return OpenOrder(
        by=_name(session, first.ordered),
        reason=_reason(case, first.ordered.envelope.header.stream),
        confirms=any(open_orders.may_confirm(session, state) for state in orders),
        urgent=first.order.urgent,
        confirmed_by=_names(session, [party for state in orders for party in state.standing]),
        due=utc_or_none(due.get(first.id, 0)),
        protests=tuple(protests.values()),
        objects=any(open_orders.may_object(session, state) for state in orders),
        rules=rules,
        stops=any(open_orders.may_stop(session, state) for state in orders),
    )


def _name(session: Session, party: Party) -> str:
    return session.vault.directory.name_of(party.envelope.header.stream)


def _names(session: Session, parties: Iterable[Party]) -> tuple[str, ...]:
    return tuple(sorted({_name(session, party) for party in parties}))


def _done(session: Session, order: OrderState) -> CarriedOutOrder:
    """What is kept of it. Who decides keeps number and reason for the certificate; others nothing."""
    case, orderer = order.case, order.ordered.envelope.header.stream
    case_state, decides = case_state_of(session, case), session.officer.role in ORDERS
    database = session.vault.database
    could = copy_holders.could_read(session, database, case) | log.readers_of(database, case)
    return CarriedOutOrder(
        order=order.id,
        case=case,
        reference=index.number_of(case_state) if decides else "",
        reason=_reason(case_state, orderer) if decides else "",
        at=session.now(),
        readers=tuple(could | {orderer, session.vault.stream}),
        copies=copy_holders.stored(copy_holders.copies_of(session, database, case_state)) if decides else (),
    )


def _reason(case_state: Case, stream: bytes, kind: str = events.ERASURE) -> str:
    """The last that was given by whose computer this is."""
    timeline = [
        str(event.content.get("reason", ""))
        for event in case_state.timeline
        if event.what == kind and event.stream == stream
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
    session: Session, order: OrderState, arrived: Mapping[bytes, int], streams: Iterable[bytes]
) -> list[Computer]:
    """Those that may still hold it first, then by name."""
    source, colleagues, case = session.reading(), session.vault.directory, order.case
    ids = [order.id, *(party.envelope.id for party in order.confirmed)]
    there_since = log.there_since(source, case)
    computers = []
    for stream in streams:
        device, report = colleagues.device(stream), order.reports.get(stream)
        at = arrived[report.id] if report else None
        withdrawn = bool(device and device.revoked)
        sent = 0 if withdrawn else log.sent_to(source, case, ids, stream) or there_since
        computers.append(
            Computer(stream.hex(), colleagues.name_of(stream), withdrawn, utc_or_none(at), utc_or_none(sent))
        )
    states = "may_hold", "told", "destroyed"
    return sorted(computers, key=lambda computer: (states.index(computer.state), computer.person, computer.id))
