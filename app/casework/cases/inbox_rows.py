"""What an inbox shows of each colleague's event: rows, written when its case changes."""

from dataclasses import replace

from app.case import events
from app.case.events import Event
from app.case.fields import mapped
from app.case.fields import text as text_of
from app.case.handover import HandedOnInterview
from app.case.kinds import table
from app.case.kinds.declaration import Inbox
from app.case.projection import Case
from app.case.urgency import NEED, NOW
from app.casework.cases.event_outcomes import kept
from app.casework.cases.open_handovers import for_me, may_answer, offered, open_offer, own_streams
from app.casework.session.session import Session
from app.vault import inbox
from app.vault.database import Writer
from app.vault.inbox import InboxRow

UNTIL_ANSWERED = (events.HANDED, events.HANDED_ON)  # having looked at it is no answer
_NOTES = {events.HANDED: "note", events.HANDED_ON: "note", events.REVIEWED: "text", events.DECLINED: "reason"}


def keep(session: Session, writer: Writer, case_state: Case) -> None:
    """Those of a case, as it tells them now."""
    rows = {row.event: row for row in inbox.of_case(writer, case_state.id)}
    if not rows:
        return
    waiting = _waiting(session, case_state)
    for event in case_state.timeline:
        row = rows.get(event.id)
        if row is not None:
            now = replace(told_of(case_state, event, row), waits=event.id in waiting)
            if now != row:
                inbox.keep(writer, now)


def told_of(case_state: Case, event: Event, row: InboxRow) -> InboxRow:
    """The row with what its event says."""
    content, interview, recipient = event.content, b"", None
    match event.what:
        case events.HANDED_ON:
            handed_on = HandedOnInterview.of(event)
            interview, recipient = handed_on.interview, handed_on.to
        case events.HANDED | events.DECLINED:
            offer = open_offer(case_state, event.id) or open_offer(case_state, content.get("of"))
            recipient = offer.to if offer else None
    return replace(
        row,
        outcome=kept(event),
        urgent=event.what == events.ANSWERS and needed_today(event),
        author=event.stream,
        role=event.role,
        written_at=event.at,
        subject=_subject(case_state, event),
        note=text_of(content.get(_NOTES.get(event.what, ""))),
        interview=interview,
        team=recipient[1] if recipient and recipient[0] == "team" else b"",
    )


def line_of(event_kind: str) -> Inbox | None:
    """How those hear of a kind of event whose case it is; None where nobody does."""
    kind = table.OF_CASES.get(event_kind)
    return kind.inbox if kind and isinstance(kind.inbox, Inbox) else None


def needed_today(event: Event) -> bool:
    facts = mapped(event.content.get("facts"))
    return any(name.startswith(NEED) and text == NOW for name, text in facts.items())


def _subject(case_state: Case, event: Event) -> str:
    """Whom or what it names, as written: an agency's id, a stage's, a person's name."""
    line = line_of(event.what)
    if event.what == events.REFERRED:
        id_ = event.content.get("referral")
        referral = case_state.referrals.get(id_) if isinstance(id_, bytes) else None
        return referral.agency if referral else ""
    return text_of(event.content.get(line.subject)) if line and line.subject else ""


def _waiting(session: Session, case_state: Case) -> set[bytes]:
    """Events of others that ask something of this officer, or answer what she asked."""
    own_computers, is_hers = own_streams(session), case_state.assigned == session.vault.person
    waiting = {handover.event for handover in case_state.handovers if may_answer(session, handover)}
    waiting |= {
        interview.event
        for interview in case_state.unfinished
        if interview.to is not None and for_me(session, interview.to)
    }
    if is_hers or {case_state.responsible, case_state.stream} & own_computers:
        waiting |= {review.event for review in case_state.reviews}
    for event in case_state.timeline:
        if event.what == events.DECLINED:
            offer = offered(case_state, event)
            askers = {case_state.responsible, offer.stream if offer else case_state.responsible}
            is_taken = offer and offer.to[0] == "team" and open_offer(case_state, offer.event) is None
            if askers & own_computers and not is_taken:
                waiting.add(event.id)
    return waiting
