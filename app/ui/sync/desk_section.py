"""What the desk's page shows where a headquarters is named: who asks to be let in, what came in and
what checking it found, and the server itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget

from app.casework.exchange import headquarters
from app.casework.exchange.headquarters import DeviceState, IncomingSummary, PendingComputer, ServerCondition
from app.casework.session.session import Session
from app.casework.sharing import case_verification, inbox
from app.casework.sharing.case_verification import VerificationResult
from app.clock import utc
from app.errors import N_, SanadError
from app.language import Words, isolate
from app.ui import navigation, officer_names
from app.ui.labels import Label, Text, plain
from app.ui.parts import Banner, Button, Row, Rows, counted, group
from app.ui.parts.frame import Screen
from app.ui.sharing.received import GROUPS, who_and_what

_AT_MOST = 6

# kinds of what checking a case found, in words
_PROBLEMS: dict[str, str] = {
    "damaged": N_("a record is damaged"),
    "unknown author": N_("the author of a record is not known"),
    "withdrawn author": N_("a record is from a computer whose access has ended"),
    "former role": N_("a record was backdated to a time when its author had another role"),
    "unreadable": N_("a record can’t be opened here"),
    "fork": N_("one computer wrote two copies of the records"),
    "missing": N_("a record is missing that others depend on"),
    "without effect": N_("a record was written by somebody who may not write it"),
}


@dataclass(frozen=True, slots=True)
class AtDesk:
    """What headquarters said, as far as it did; `trouble` where it didn't. `inbox`: the latest of
    `arrivals` things, their cases checked anew."""

    inbox: list[IncomingSummary] = field(default_factory=list)
    arrivals: int = 0
    waiting: list[PendingComputer] = field(default_factory=list)
    states: dict[str, DeviceState] = field(default_factory=dict)
    trouble: SanadError | None = None


def ask(session: Session, *, network: bool) -> AtDesk:
    """Takes as long as the network does: not for the threads that a page waits for."""
    try:
        entries = inbox.came_in(session)
        # only those that are shown: checking a case takes some milliseconds, and thousands may wait
        items = [
            IncomingSummary(entry, case_verification.verify(session, entry.case_id)) for entry in entries[:_AT_MOST]
        ]
        if not network:
            return AtDesk(items, len(entries))
        try:
            waiting = headquarters.answers(session)
            states = {state.row.id: state for state in headquarters.states(session)}
        except SanadError as error:
            return AtDesk(items, len(entries), trouble=error)
        return AtDesk(items, len(entries), waiting, states)
    finally:
        session.close_reader()  # that thread has none of its own


def asked_today(session: Session) -> tuple[list[PendingComputer] | None, ServerCondition]:
    """Who asks to be let in, None where headquarters doesn't say; and how it is, as far as it does. As
    long as the network takes."""
    try:
        return headquarters.answers(session), headquarters.condition(session)
    except SanadError:
        return None, ServerCondition(utc(session.now()))
    finally:
        session.close_reader()  # that thread has none of its own


# -- who asks to be let in -----------------------------------------------------------------------


def waiting(at_desk: AtDesk, compare: Callable[[PendingComputer], None], reload: Callable[[], None]) -> QWidget:
    """The computers that ask, each with the way to its words."""
    title = N_("Waiting to be admitted")
    look = Button(N_("Check again"), "quiet", on_click=reload)
    if at_desk.trouble is not None:
        trouble = at_desk.trouble
        return group(title, Banner(lambda w: w.say(trouble), "wait", "wait"), look)
    if not at_desk.waiting:
        return group(title, Label(N_("No requests over the network."), colour="ink2"), look)
    return asking(at_desk.waiting, compare, look)


def asking(
    requests: Sequence[PendingComputer], compare: Callable[[PendingComputer], None], trailing: QWidget | None = None
) -> QWidget:
    """Those that ask: two people compare six words."""
    rows = Rows()
    for at, request in enumerate(requests):
        button = Button(N_("Compare the words"), "second" if at else "primary")
        button.clicked.connect(lambda _=False, request=request: compare(request))
        name = plain(request.applicant.name)
        rows.add(Row(name, _wants(request), "person", button, tone="wait"))
    title = counted(N_("Waiting to be admitted"), len(requests))
    return group(title, rows, trailing, aligned=True)


def _wants(asks: PendingComputer) -> Text:
    applicant = asks.applicant
    return lambda w: f"{w(officer_names.role(applicant.role))} · {isolate(applicant.team)}"


# -- what came in --------------------------------------------------------------------------------


def came_in(screen: Screen, at_desk: AtDesk) -> QWidget:
    """From whom, and what looking again at every signature of its case found."""
    title = counted(N_("Inbox"), at_desk.arrivals)
    if not at_desk.inbox:
        return group(title, Label(N_("Nothing waiting."), colour="ink2"))
    rows = Rows()
    for item in at_desk.inbox:
        _, icon, tone = GROUPS[item.what.kind]
        show = Button(N_("Open"), "second")
        show.clicked.connect(lambda _=False, id_=item.what.case_id: screen.wants.emit(navigation.Case(id_)))
        rows.add(Row(who_and_what(item.what), _from(item), icon, show, tone=tone))
    every = Button(lambda w: w("Show all ({n})", n=at_desk.arrivals), "quiet", on_click=screen.goes(navigation.Inbox()))
    return group(title, rows, every)


def _from(item: IncomingSummary) -> Text:
    def said(w: Words) -> str:
        parts = [isolate(item.what.author)] if item.what.author else []
        return " · ".join([*parts, w.moment(item.what.at), checked(w, item.verified)])

    return said


def checked(w: Words, verified: VerificationResult) -> str:
    """What checking a case found."""
    if verified.ok:
        return w.count("{n} record, valid signature", "{n} records, all signatures valid", verified.events)
    kinds = dict.fromkeys(case_problem.kind for case_problem in verified.problems)
    return w("to review: {what}", what=w(_PROBLEMS.get(next(iter(kinds)), _PROBLEMS["damaged"])))


# -- the server ----------------------------------------------------------------------------------


def server(address: str, choose: Callable[[], None]) -> QWidget:
    """Where headquarters is, or the way to name one."""
    rows = Rows()
    button = Button(N_("Another card") if address else N_("Choose its card"), "quiet" if address else "second")
    button.clicked.connect(choose)
    title: Text = plain(address) if address else N_("Set the server")
    second = (
        N_("All computers learn this with the next sync or USB transfer.")
        if address
        else N_("With the file “card” that the server administrator gives you. Without a server, use USB sticks.")
    )
    rows.add(Row(title, second, "hq", button))
    return group(N_("Server"), rows)
