"""A supervisor's decision on a case: approved, or returned with what is still wanted."""

from app.case import events
from app.case.kinds import table
from app.casework.cases.queries import case_of
from app.casework.session.session import EventAppender, Session
from app.errors import N_, SanadError
from app.seal.canonical import nfc

APPROVED, RETURNED = events.DECISIONS


class NotYours(SanadError):
    says = N_(
        "Only a supervisor or user management can make this decision. Nothing was "
        "changed. Hand the case over to a supervisor."
    )


class NoDecision(SanadError):
    says = N_("Approve it or return it. Nothing was changed.")


def may_review(session: Session) -> bool:
    """Does this officer's role decide? Screens offer it only then."""
    return table.may(session.officer.role, events.REVIEWED)


def review(session: Session, case_id: str, decision: str, text: str = "") -> None:
    """Decide on a case. `text`: what is still wanted, or why. NotYours, NoDecision, NoCase."""
    if not may_review(session):
        raise NotYours
    if decision not in events.DECISIONS:
        raise NoDecision
    case = case_of(session, case_id).id
    with session.vault.transaction() as writer:
        EventAppender(session, writer, case).say(events.REVIEWED, {"decision": decision, "text": nfc(text.strip())})
