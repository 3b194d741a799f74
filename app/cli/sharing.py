"""`case grant`, `hand`, `accept`, `decline`, `substitute`, `verify`, `came-in`."""

from datetime import datetime
from typing import Annotated

from typer import Option

from app.casework.organisation import absences
from app.casework.session.colleagues import is_withdrawn, own_id
from app.casework.session.session import Session
from app.casework.sharing import case_access, case_verification, inbox
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_case, with_session
from app.cli.options import Note
from app.cli.output import words

Recipient = Annotated[str, Option("--to", help="A colleague or a team, by name or id.")]

_CAME_IN = JsonView(inbox.InboxItem, "case=case_id reference kind who=author at note interview=interview_id marks")
_VERIFIED = JsonView(
    case_verification.VerificationResult,
    "ok events signatures problems",
    problems=JsonView(
        case_verification.CaseProblem,
        "kind event who=author why?=reason",
        why=lambda problem: words()(problem.reason) if problem.reason else "",
    ),
)


@with_case()
def case_grant(session: Session, case_id: str, name_or_id: Recipient) -> Document:
    recipient = case_access.find(session, name_or_id)
    granted = case_access.grant(session, case_id, recipient)
    return {"case": case_id, "to": recipient.id, "name": recipient.name, "given": granted}


@with_case()
def case_hand(session: Session, case_id: str, name_or_id: Recipient, note: Note = "") -> Document:
    recipient = case_access.find(session, name_or_id)
    event = case_access.hand_over(session, case_id, recipient, note)
    return {"case": case_id, "to": recipient.id, "name": recipient.name, "handover": event}


@with_case()
def case_accept(session: Session, case_id: str) -> Document:
    case_access.accept(session, case_id)
    return {"accepted": case_id}


@with_case()
def case_decline(session: Session, case_id: str, reason: Annotated[str, Option("--reason")] = "") -> Document:
    case_access.decline(session, case_id, reason)
    return {"declined": case_id}


@with_session()
def case_substitute(
    session: Session,
    name_or_id: Recipient,
    first: Annotated[datetime, Option("--from", formats=["%Y-%m-%d"])],
    last: Annotated[datetime, Option("--until", formats=["%Y-%m-%d"])],
) -> Document:
    recipient = case_access.find(session, name_or_id)
    summary = absences.set_absence(
        session, own_id(session), first_day=first.date(), last_day=last.date(), substitute_id=recipient.id
    )
    cases = summary.given + summary.later
    return {"to": recipient.id, "name": recipient.name, "cases": cases}


@with_session()
def case_came_in(session: Session) -> Document:
    rows = inbox.came_in(session)
    return {"withdrawn": is_withdrawn(session), "came_in": _CAME_IN.each(rows)}


@with_case(view=_VERIFIED, succeeded=lambda verified: verified.ok)
def case_verify(session: Session, case_id: str) -> case_verification.VerificationResult:
    return case_verification.verify(session, case_id)
