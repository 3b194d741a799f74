"""What colleagues changed in this officer's cases: a line each, read or not; and what waits for an answer.

A line is written when an event of somebody else comes in and concerns this officer: who is responsible
for the case or opened it, shares it by name, stands in, or has written something in it. Needs of today
concern every supervisor as well. One's own changes make no line.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from app.case import events
from app.case.consent import NO, WITHDRAWN
from app.case.events import Event
from app.case.handover import Handover
from app.case.kinds import table
from app.case.kinds.declaration import CONSENT_LINES, DECISIONS, OTHER_LINES, REFERRALS
from app.case.projection import Case
from app.casework.cases import event_changes
from app.casework.cases.event_outcomes import of_kind, outcome_of_kept
from app.casework.cases.inbox_rows import UNTIL_ANSWERED, line_of, needed_today, told_of
from app.casework.cases.open_handovers import for_me, open_offer, others_can_accept, own_streams
from app.casework.session import unreadable
from app.casework.session.ids import id_or_empty
from app.casework.session.session import Session, case_state_of
from app.casework.session.unreadable import Unreadable, case_or_unreadable
from app.clock import utc
from app.errors import N_
from app.language import Words
from app.settings import Language
from app.vault import cases as rows
from app.vault import inbox
from app.vault.database import Writer
from app.vault.inbox import InboxRow

URGENT = "urgent"
GROUPS = (DECISIONS, CONSENT_LINES, REFERRALS, OTHER_LINES)
_SAYS = {URGENT: N_("Urgent need")}


# Shown elsewhere: by app.casework.sharing.key_notices; a colleague's new case by the list of cases,
# where it is marked as unread. An office opens thousands: nobody has to answer one.
_ELSEWHERE = (*sorted(events.OF_KEYS), events.OPENED)
_OF_ERASURE = frozenset({events.ERASURE, events.ERASURE_CONFIRMED, events.ERASURE_OBJECTED, events.ERASURE_DECIDED})


@dataclass(frozen=True, slots=True)
class InboxItem:
    """Something of a colleague that waits for this officer. `kind`: handed over, interview handed on,
    declined, approved, returned, conflict. `team`: to which a case was offered that is handed over or
    declined, "" where to a person; `others_can_accept`: somebody of the team but this officer still can;
    `is_damaged`: a record of the case can't be read, so nobody knows who may answer."""

    case_id: str
    reference: str
    name: str
    kind: str
    author: str
    at: datetime
    note: str = ""
    interview_id: str = ""
    handover_id: str = ""
    marks: tuple[str, ...] = ()
    team: str = ""
    others_can_accept: bool = False
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A change by somebody else. `event`: its id. `says`: a message id. `name`: "" of a restricted
    case. `at`: when it was written, by its author's clock; `arrived`: when it came here. `is_damaged`: of the
    line nothing else is known, as a record of its case can't be read."""

    event: str
    case_id: str
    reference: str
    name: str
    kind: str
    group: str
    says: str
    about: str
    author: str
    role: str
    at: datetime
    arrived: datetime
    read: bool
    marks: tuple[str, ...]
    restricted: bool
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """What changed, in words: (what it is, what stood there, what stands there now). `reason`: the
    author's reason, "" where none was given. `follows`: what it means for this officer, a message id."""

    line: InboxLine
    changes: tuple[tuple[str, str, str], ...]
    reason: str
    follows: str


# -- writing ---------------------------------------------------------------------------------


def notice(session: Session, writer: Writer, case: bytes, new: Set[bytes]) -> None:
    """Colleagues' events have just come in: which of them is something to show?"""
    case_state, streams = case_state_of(session, case), own_streams(session)
    concerned, said_again = concerns(session, case_state), _said_again(case_state)
    for event in case_state.timeline:
        if event.id not in new or event.stream in streams or line_of(event.what) is None:
            continue
        if event.id in case_state.without_effect or event.id in said_again:
            continue
        if concerned or _for_this_officer(session, case_state, event):
            inbox.add(writer, event.id, case, event.what, session.now())


def _said_again(case_state: Case) -> set[bytes]:
    """What two computers said of one substitute: it is shown once."""
    shown_events = {event for substitute in case_state.substitutes for event in (substitute.event, substitute.end)}
    return {
        event.id
        for event in case_state.timeline
        if event.what in (events.SUBSTITUTE, events.SUBSTITUTE_ENDED)
        and event.content.get("absence")
        and event.id not in shown_events
    }


def concerns(session: Session, case_state: Case) -> bool:
    """Is this a case of this officer's: responsible for it, its opener, named to share it or to stand
    in, or at work in it?"""
    streams, me = own_streams(session), session.vault.person
    if (
        {case_state.responsible, case_state.stream} & streams
        or case_state.assigned == me
        or ("person", me) in case_state.access
    ):
        return True
    now = session.now()
    if any(
        substitute.person == me and substitute.first <= now <= substitute.last and not substitute.ended
        for substitute in case_state.substitutes
    ):
        return True
    return any(
        event.stream in streams and event.what not in table.PASSING and event.id not in case_state.without_effect
        for event in case_state.timeline
    )


def _for_this_officer(session: Session, case_state: Case, event: Event) -> bool:
    """Of a case that is not this officer's work: what is offered, new, or needed today."""
    match event.what:
        case events.HANDED:
            handovers = [handover.to for handover in case_state.handovers if handover.event == event.id]
        case events.HANDED_ON:
            handovers = [
                unfinished_interview.to
                for unfinished_interview in case_state.unfinished
                if unfinished_interview.event == event.id and unfinished_interview.to
            ]
        case events.SUBSTITUTE | events.SUBSTITUTE_ENDED:
            return session.vault.person in (event.content.get("person"), event.content.get("absent"))
        case events.OPENED:
            return True
        case events.RELEASE_ASKED:  # whoever may answer hears of it, also in a colleague's case
            release = case_state.releases.get(event.content.get("release", b""))
            return release is not None and session.officer.role in release.roles
        case events.ANSWERS:
            return needed_today(event) and table.may(session.officer.role, events.REVIEWED)
        case kind if kind in _OF_ERASURE:
            return True  # whoever has a case hears that it is to go
        case _:
            return False
    return any(for_me(session, handover) for handover in handovers)


# -- reading: what changed -------------------------------------------------------------------


def lines(session: Session, limit: int = 200, *, unread: bool = False) -> list[InboxLine]:
    """The last that came first. `unread`: those alone."""
    database = session.reading()
    changes = inbox.rows(database, limit, unread=unread, but=_ELSEWHERE)
    cases = rows.headings(database, (row.case for row in changes))
    return [_line(session, cases[row.case], row) for row in _told(session, changes, cases)]


def _told(session: Session, changes: Sequence[InboxRow], cases: Mapping[bytes, rows.Heading]) -> Iterator[InboxRow]:
    """Those of these cases; what an earlier version wrote is read from its case until that is made again, and
    stays without an outcome where that is damaged."""
    for row in changes:
        if row.case not in cases:
            continue
        if row.outcome:
            yield row
            continue
        case = case_or_unreadable(session, row.case)
        if isinstance(case, Unreadable):
            yield row
        else:
            yield from (told_of(case, event, row) for event in case.timeline if event.id == row.event)


def _line(session: Session, case: rows.Heading, row: InboxRow) -> InboxLine:
    declared, outcome = line_of(row.what), outcome_of_kept(row.outcome)[1]
    line, group = (declared and (declared.line, declared.group)) or ("", OTHER_LINES)
    if row.urgent:
        line, group = URGENT, OTHER_LINES
    is_damaged = not row.outcome
    return InboxLine(
        event=row.event.hex(), case_id=case.case.hex(), reference=case.reference, name="" if case.restricted else case.name,
        kind=line, group=group, is_damaged=is_damaged,
        says=unreadable.SAYS if is_damaged else _SAYS.get(line) or outcome or of_kind(row.what),
        about=row.subject, author=session.vault.directory.name_of(row.author), role=row.role,
        at=utc(row.at if is_damaged else row.written_at), arrived=utc(row.at), read=row.read,
        marks=case.marks, restricted=case.restricted,
    )  # fmt: skip


def detail(session: Session, event_id: str, language: Language | None = None) -> Detail | None:
    """One line with what stood there before and stands there now; None where it is gone."""
    row = inbox.one(session.reading(), id_or_empty(event_id))
    if row is None:
        return None
    case_state = case_state_of(session, row.case)
    words = Words(language or session.officer.language)
    event = next((event for event in case_state.timeline if event.id == row.event), None)
    if event is None:
        return None
    changes = event_changes.of_event(session, case_state, event, words)
    case = rows.headings(session.reading(), [row.case])[row.case]
    line = _line(session, case, told_of(case_state, event, row))
    return Detail(line, changes.changes, changes.reason, _follows(event))


def _follows(event: Event) -> str:
    """Nothing of an agreement, nor of a hold that was lifted: no sentence may say more than was done."""
    content = event.content
    if event.what == events.CONSENT and content.get("answer") not in (NO, WITHDRAWN):
        return ""
    if event.what == events.HOLD and not content.get("on"):
        return ""
    line = line_of(event.what)
    return line.follows if line else ""


def mark(session: Session, event_ids: Iterable[str], *, read: bool = True) -> None:
    """This officer has read these lines, or keeps them unread."""
    with session.vault.transaction() as writer:
        inbox.mark(writer, [id_or_empty(event_id) for event_id in event_ids], read=read)


def mark_all(session: Session) -> list[str]:
    """All of them; which they were, so that it can be undone."""
    rows = inbox.rows(session.reading(), 100_000, unread=True, but=_ELSEWHERE)
    unread = [row.event.hex() for row in rows]
    mark(session, unread)
    return unread


def seen(session: Session, case_id: str) -> None:
    """The officer has looked at the case: its lines are read, but for what waits for an answer."""
    with session.vault.transaction() as writer:
        inbox.read_case(writer, bytes.fromhex(case_id), (events.HANDED, events.HANDED_ON))


def how_many(session: Session) -> int:
    """How many lines are unread, and cases with values that differ: a number for the rail."""
    database = session.reading()
    return inbox.unread(database, _ELSEWHERE) + rows.conflicts(database)


# -- reading: what waits ---------------------------------------------------------------------


def came_in(session: Session) -> list[InboxItem]:
    """What colleagues left for this officer and waits, and values that differ: of people who need something
    today first, then the latest. A case is opened only where a team is to answer."""
    database = session.reading()
    waiting = inbox.waiting(database, UNTIL_ANSWERED)
    cases = rows.headings(database, (row.case for row in waiting))
    items = [
        _item(session, cases[row.case], row)
        for row in _told(session, waiting, cases)
        if row.what not in UNTIL_ANSWERED or not row.team or for_me(session, ("team", row.team))
    ]
    for conflict_row in rows.in_conflict(database):
        case_id, at = conflict_row.case.hex(), utc(conflict_row.changed)
        reference, name, case_marks = conflict_row.reference, conflict_row.name, conflict_row.marks
        items.append(InboxItem(case_id, reference, name, "conflict", "", at, marks=case_marks))
    return sorted(items, key=lambda item: (URGENT not in item.marks, -item.at.timestamp()))


def _item(session: Session, case: rows.Heading, row: InboxRow) -> InboxItem:
    _, _, outcome = row.outcome.partition(":")
    offer = _team_offer(session, row) if row.team else None
    is_damaged = isinstance(offer, Unreadable)
    offer = None if isinstance(offer, Unreadable) else offer
    return InboxItem(
        case_id=case.case.hex(),
        reference=case.reference,
        name=case.name,
        is_damaged=is_damaged,
        kind=outcome if row.what == events.REVIEWED else row.what,
        author=session.vault.directory.name_of(row.author),
        at=utc(row.written_at),
        note=row.note,
        interview_id=row.interview.hex(),
        handover_id=row.event.hex() if row.what in UNTIL_ANSWERED else "",
        marks=case.marks,
        team=offer.name if offer else "",
        others_can_accept=offer is not None and others_can_accept(session, offer, [session.vault.stream]),
    )


def _team_offer(session: Session, row: InboxRow) -> Handover | Unreadable | None:
    case_state = case_or_unreadable(session, row.case)
    if isinstance(case_state, Unreadable):
        return case_state
    event = next(event for event in case_state.timeline if event.id == row.event)
    return open_offer(case_state, event.id) or open_offer(case_state, event.content.get("of"))
