"""Which handovers of a case still wait, and whether this officer may answer one.

One offered to a team is everybody's: who declines it leaves it to the others, and it waits no more once
all of them have declined. The fold knows no teams, so that is found here."""

from collections.abc import Iterable

from app.case.events import Event
from app.case.handover import Handover, Recipient
from app.case.projection import Case
from app.casework.session.colleagues import active, teams_of
from app.casework.session.session import Session


def open_handovers(session: Session, case_state: Case) -> list[Handover]:
    """Those that somebody can still accept."""
    return [handover for handover in case_state.handovers if can_be_accepted(session, handover)]


def can_be_accepted(session: Session, handover: Handover) -> bool:
    """Is there anybody left to accept it? Of a team: a member who has a computer, has not declined and
    did not offer it."""
    return not handover.declined or others_can_accept(session, handover, ())


def others_can_accept(session: Session, handover: Handover, but: Iterable[bytes]) -> bool:
    """Is there a member of the team that it was offered to, besides these streams' people, who can still
    accept it?"""
    directory = session.vault.directory
    team = directory.organisation.teams.get(handover.to[1])
    if team is None:
        return True
    answered = {
        device.person
        for stream in (handover.stream, *handover.declined, *but)
        if (device := directory.device(stream)) is not None
    }
    return any(person not in answered and active(directory, person) for person in team.members)


def may_answer(session: Session, handover: Handover) -> bool:
    """Is it offered to this officer, who has not declined it?"""
    return for_me(session, handover.to) and own_streams(session).isdisjoint(handover.declined)


def own_streams(session: Session) -> set[bytes]:
    """The streams of this officer, on whichever computer."""
    return {session.vault.stream, *session.vault.directory.own.devices}


def for_me(session: Session, recipient: Recipient) -> bool:
    """Is it named to this officer, or to a team of hers?"""
    kind, id_ = recipient
    if kind == "person":
        return id_ == session.vault.person
    return id_ in [team.id for team in teams_of(session.vault.directory, session.vault.person)]


def offered(case_state: Case, answer: Event) -> Handover | None:
    """What an acceptance or a refusal answers."""
    offer_id = answer.content.get("of")
    offer = next((event for event in case_state.timeline if event.id == offer_id), None)
    return Handover.of(offer) if offer is not None else None


def open_offer(case_state: Case, id_: object) -> Handover | None:
    return next((handover for handover in case_state.handovers if handover.event == id_), None)
