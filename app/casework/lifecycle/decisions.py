"""What a person is, decided by a named body: by two people where the referral system asks for two.

A screening proposes nothing here: a decision has its own words, its body and its reason."""

from dataclasses import dataclass
from datetime import datetime

from app.case import events
from app.case.decision import Decision
from app.case.kinds import table
from app.case.projection import Case
from app.casework.cases.event_writer import say, under
from app.casework.cases.queries import case_of
from app.casework.session import profiles
from app.casework.session.ids import begun_by
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.seal.canonical import nfc


class NoDecisionHere(SanadError):
    says = N_("This decision is not in the case. Nothing was changed. Open the case again.")


@dataclass(frozen=True, slots=True)
class DecisionOutcome:
    """`in_force`: False while a second person has still to confirm."""

    id: str
    status: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class DecisionView:
    """`state`: in force, waiting (for a second person), earlier. `may_decide`: may this officer
    confirm it? `second`: who did, "" where nobody or the same."""

    id: str
    status: str
    body: str
    reason: str
    state: str
    author: str
    at: datetime
    second: str
    may_decide: bool


def decide(session: Session, case_id: str, status: str, body: str, reason: str) -> DecisionOutcome:
    """Decide on the status. NoCase, NotYours, CaseClosed, NothingSaid."""
    content = {"status": status, "body": nfc(body.strip()), "reason": nfc(reason.strip())}
    event_id = say(session, case_id, events.STATUS, {**content, **under(session)})
    return DecisionOutcome(event_id, status, status not in profiles.in_use(session).two_persons)


def confirm(session: Session, case_id: str, decision: str) -> DecisionOutcome:
    """As a second person. NoCase, NoDecisionHere, NotYours, SecondPerson, InForce."""
    case = case_of(session, case_id)
    decisions = ((candidate.event, candidate) for candidate in case.decisions)
    named_decision = begun_by(decisions, decision, NoDecisionHere)
    say(session, case_id, events.CONFIRMED, {"of": named_decision.event})
    return DecisionOutcome(named_decision.event.hex(), named_decision.status, True)


def decisions(session: Session, case_id: str) -> list[DecisionView]:
    """The last first. NoCase."""
    return decisions_of(session, case_of(session, case_id))


def decisions_of(session: Session, case: Case) -> list[DecisionView]:
    """All that were made, the last first, each with whether it counts, waits for a second person,
    or did earlier."""
    standing_ids = {case.timeline[write.place].id for write in case.standing(("status",))}
    waiting = {waiting_decision.event for waiting_decision in case.waiting_decisions}
    authors = {event.id: event.stream for event in case.timeline}
    name_of = session.vault.directory.name_of
    return [
        DecisionView(
            id=decision.event.hex(),
            status=decision.status,
            body=decision.body,
            reason=decision.reason,
            state="in force"
            if decision.confirmed in standing_ids
            else "waiting"
            if decision.event in waiting
            else "earlier",
            author=name_of(decision.stream),
            at=utc(decision.at),
            second=name_of(authors[decision.confirmed]) if decision.confirmed not in (b"", decision.event) else "",
            may_decide=decision.event in waiting and _may_confirm(session, decision),
        )
        for decision in reversed(case.decisions)
    ]


def _may_confirm(session: Session, decision: Decision) -> bool:
    vault = session.vault
    is_same_person = decision.person == vault.person if decision.person else decision.stream == vault.stream
    return not is_same_person and table.may(session.officer.role, events.CONFIRMED)
