"""Orders to erase a case that are not carried out yet: who may do what about them, and until when
they wait. docs/decisions/0026-erasing-is-slow-seen-and-contestable.md"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.casework.session import clock_check, profiles
from app.casework.session.registrar import key_of
from app.casework.session.session import Session
from app.seal.erasure import CONFIRMS, LONGEST_WAIT_S, ORDERS, OrderState, Party
from app.seal.keys import key_id
from app.vault import erasures
from app.vault.database import Database, Writer

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class OpenOrders:
    """Those of one case: of one act, which may be several orders, or of several people. `due`: of each
    that is confirmed, when it is carried out here; None while an objection stands."""

    orders: tuple[OrderState, ...]
    due: dict[bytes, int | None]
    since: dict[bytes, int]

    @property
    def confirmed(self) -> tuple[OrderState, ...]:
        return tuple(order for order in self.orders if order.standing)

    @property
    def objected(self) -> tuple[OrderState, ...]:
        return tuple(order for order in self.orders if order.objections)


def wait_s(session: Session) -> int:
    """How long an order waits by the referral system in use."""
    return min(profiles.in_use(session).erasure_days * _DAY_S, LONGEST_WAIT_S)


def open_orders(session: Session, source: Database | Writer, case: bytes) -> OpenOrders:
    """What is ordered of a case and neither carried out here nor ended."""
    known = erasures.orders(source, session.vault, case)
    orders = [order for order in known.orders if order.open and not erasures.is_done(source, order.id)]
    wait = wait_s(session) if orders else 0
    return OpenOrders(
        tuple(orders),
        {order.id: order.due(known.arrived, wait) for order in orders},
        {order.id: known.arrived[order.id] for order in orders},
    )


def to_carry_out(session: Session, source: Database | Writer, case: bytes) -> list[OrderState]:
    """The orders whose time has come: also where a computer gets a case only after it heard that others
    have destroyed it. While this computer's clock is in doubt none has, but those that wait for
    nothing."""
    waiting = open_orders(session, source, case)
    if not any(due is not None for due in waiting.due.values()):
        return []
    now, in_doubt = session.now(), clock_check.doubt(session) is not None
    ready = []
    for order in waiting.orders:
        due = waiting.due[order.id]
        if due is None:
            continue
        is_over = due <= now if not in_doubt else _waits_for_nothing(order)
        if is_over or _is_late(source, order, waiting.since[order.id]):
            ready.append(order)
    return ready


def _is_late(source: Database | Writer, order: OrderState, since: int) -> bool:
    came_first = erasures.came_first(source, order.case)
    return bool(order.reports) and (came_first is None or came_first >= since)


def _waits_for_nothing(order: OrderState) -> bool:
    moments = {party.envelope.id: 0 for party in (order.ordered, *order.standing)}
    return order.due(moments) == 0


# -- who may ---------------------------------------------------------------------------------


def may_confirm(session: Session, order: OrderState) -> bool:
    """Somebody of the desk whose key did not let in who ordered; once."""
    me = _me(session, order)
    return (
        me is not None
        and session.officer.role in CONFIRMS
        and me.is_independent_of(order.ordered)
        and all(me.person != party.person for party in order.standing)
        and (not order.standing or order.order.urgent)
    )


def may_rule(session: Session, order: OrderState) -> bool:
    """A third person, once somebody has objected."""
    me = _me(session, order)
    involved = (order.ordered, *order.confirmed)
    return (
        me is not None
        and bool(order.objections)
        and session.officer.role in ORDERS
        and all(me.is_independent_of(party) for party in involved)
        and any(me.person != party.person for party in order.objections)
    )


def may_stop(session: Session, order: OrderState) -> bool:
    """Whoever may order may also end an order, also the own one."""
    return session.officer.role in ORDERS and _me(session, order) is not None


def may_object(session: Session, order: OrderState) -> bool:
    """Whoever has the case, once: an objection that was overruled is not made again."""
    person = session.vault.person
    return all(party.person != person for party in (*order.objections, *order.overruled))


def is_own(session: Session, orders: Iterable[OrderState]) -> bool:
    return all(order.ordered.person == session.vault.person for order in orders)


def _me(session: Session, order: OrderState) -> Party | None:
    """As whom this officer would sign; None for somebody of the desk without a registrar's key."""
    vault, role = session.vault, session.officer.role
    if role in CONFIRMS:
        keys = key_of(session)
        if keys is None:
            return None
        return Party(order.ordered.envelope, vault.person, frozenset({key_id(keys.public)}))
    certified_by = vault.directory.organisation.let_in_by(vault.stream, role)
    return Party(order.ordered.envelope, vault.person, certified_by)
