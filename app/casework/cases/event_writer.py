"""An event of a case's course, tried on the case before it is signed.

The rules are the fold's alone: what it would refuse is not written, and said with a remedy."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.case.events import Event
from app.case.projection import Case
from app.casework.cases.queries import case_of
from app.casework.cases.refusals import as_error
from app.casework.cases.second_person import ApprovalNeeded, is_asked_for
from app.casework.session import profiles
from app.casework.session.session import EventAppender, Session, case_state_with
from app.seal.canonical import nfc
from app.vault.database import Writer

_TRIED = b"\xff" * 31


def say(session: Session, case_id: str, kind: str, content: Mapping[str, Any]) -> str:
    """Try, write, and keep lists and tasks true; the event's id. NoCase, and what `as_error` makes."""
    with session.vault.transaction() as writer:
        return say_in(session, writer, case_of(session, case_id), kind, content)


def say_in(session: Session, writer: Writer, case: Case, kind: str, content: Mapping[str, Any]) -> str:
    """As `say`, inside a transaction; who calls refreshes the list."""
    attempt(session, case, kind, content)
    return EventAppender(session, writer, case.id).say(kind, content).hex()


def attempt(session: Session, case: Case, kind: str, content: Mapping[str, Any]) -> Case:
    """The case as it would be; raises what the fold would have against it."""
    return attempt_all(session, case, [(kind, content)])


def attempt_all(session: Session, case: Case, contents: Sequence[tuple[str, Mapping[str, Any]]]) -> Case:
    """The same with several events, each after the one before."""
    vault, tried, seen = session.vault, list[Event](), case.heads
    for number, (kind, content) in enumerate(contents):
        event = Event(
            id=_TRIED + bytes([number]), stream=vault.stream, what=kind, at=session.now(), seen=seen,
            content=content, role=session.officer.role, enrolled=True, person=vault.person,
        )  # fmt: skip
        tried.append(event)
        seen = (event.id,)
    case_state = case_state_with(session, case.id, *tried)
    for event in tried:
        if refused := case_state.refused.get(event.id):
            raise as_error(refused)
    return case_state


def under(session: Session) -> dict[str, Any]:
    """What an event says of the referral system that it was made under."""
    return {"profile": list(profiles.in_use(session).key)}


def going(session: Session, agency: str, override: str, *, is_approved: bool = False) -> dict[str, Any]:
    """What an export says of the agency that it goes to; nothing where it names none. `is_approved`: a
    second person's word was looked for, or this needs none. ApprovalNeeded."""
    if not agency:
        return {}
    if not is_approved and is_asked_for(session, agency):
        raise ApprovalNeeded
    return {"agency": agency, "override": nfc(override.strip()), **under(session)}
