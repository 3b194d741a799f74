"""Who stands in in a case, and whether that is the only reason for which they read it."""

from app.case import events, roles
from app.case.handover import recipient
from app.case.projection import Case
from app.casework.cases.case_rows import responsible
from app.casework.session.session import Session, case_state_of
from app.vault import log, stand_ins
from app.vault.database import Writer

_GIVING = frozenset({events.ACCESS, events.HANDED})


def refresh(session: Session, writer: Writer, case: bytes) -> None:
    """Before somebody is given what they lack: of a case whose lists still lag behind its events."""
    case_state = case_state_of(session, case)
    if case_state.substitutes:
        stand_ins.keep(writer, case, of(session, writer, case_state))


def of(session: Session, writer: Writer, case: Case) -> list[stand_ins.StandInRow]:
    """Of what is said since there are absences: those are ended, earlier ones never were."""
    substitutes = [substitute for substitute in case.substitutes if substitute.absence]
    if not substitutes:
        return []
    device = session.vault.directory.device(case.stream)
    holders = {responsible(session, case)[0]} | ({device.person} if device else set())
    people = {substitute.person for substitute in substitutes} - holders
    shared = _members(session, writer, case.id, people)
    holders, teams_named = _given(case, holders, shared)
    return [
        stand_ins.StandInRow(
            case=case.id, absence=substitute.absence, person=substitute.person,
            absent=substitute.absent, absent_name=substitute.absent_name,
            first=substitute.first, last=substitute.last, ended=substitute.ended,
            own=substitute.person in holders, shared=substitute.person in shared,
            by_self=substitute.by_self, others=b"".join(sorted(teams_named)),
        )
        for substitute in substitutes
    ]  # fmt: skip


def _given(case: Case, holders: set[bytes], shared: set[bytes]) -> tuple[set[bytes], set[bytes]]:
    """The people and the teams that were given the case by somebody who has it otherwise than as a
    substitute, or whom such a one gave it to; the people with those who had it from the beginning."""
    gifts = [
        (event, receiver)
        for event in case.timeline
        if event.what in _GIVING
        and event.id not in case.without_effect
        and (receiver := recipient(event.content.get("to")))
    ]
    people, teams, count = set(holders), set[bytes](), -1
    while count != len(people):
        count = len(people)
        for event, (kind, id_) in gifts:
            if event.person in people | shared or event.role == roles.DESK:
                (people if kind == "person" else teams).add(id_)
    return people, teams


def _members(session: Session, writer: Writer, case: bytes, substitutes: set[bytes]) -> set[bytes]:
    """Who reads a case by a team that no substitute gave it to, officers' own teams left out."""
    directory = session.vault.directory
    teams, givers = directory.organisation.teams, stand_ins.first_givers(writer, case)
    people = set[bytes]()
    for id_ in log.readers(session.vault.database, session.vault, case):
        giver = directory.device(givers.get(id_, b""))
        if id_ not in teams or teams[id_].personal or (giver and giver.person in substitutes):
            continue
        people |= teams[id_].members
    return people
