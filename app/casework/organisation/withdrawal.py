"""Withdrawing computers: their teams have new keys at once, their cases at their next writing."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.casework.organisation import desk
from app.casework.organisation.desk import OwnDevice
from app.casework.session import registrar
from app.casework.session.colleagues import NoRecipient
from app.casework.session.registrar import DirectorySigner
from app.casework.session.session import Session
from app.seal.case_grant import is_key_log
from app.seal.directory import Device
from app.vault.log import cases, readers


@dataclass(frozen=True, slots=True)
class RevocationSummary:
    """`teams`: which have a new key; `cases`: how many the member may still hold."""

    person: str
    teams: tuple[str, ...]
    cases: int


def withdraw(session: Session, devices: Sequence[Device]) -> RevocationSummary:
    """All of one person, or one of them. NotTheDesk, NoRecipient, OwnDevice."""
    vault, keys = session.vault, desk.registrar_key(session)
    if not devices:
        raise NoRecipient
    if any(device.id == vault.stream for device in devices):
        raise OwnDevice
    directory, owner = vault.directory.organisation, devices[0].person
    person = directory.person(owner)
    book = DirectorySigner.of(vault, keys)
    for device in devices:
        if not device.revoked:
            book.withdraw(device, registrar.last_in_cases(vault.database, device.id))
    with vault.transaction() as writer:
        book.mend(writer)
        book.learn(writer)
    teams = {team.id for team in directory.teams.values() if owner in team.members}
    still = [
        case
        for case in cases(vault.database, vault)
        if not is_key_log(case) and teams & set(readers(vault.database, vault, case))
    ]
    changed = [team.name for team in book.directory.teams.values()
               if team.id in {key.team for key in book.new_keys}]  # fmt: skip
    return RevocationSummary(person.name if person else "", tuple(sorted(changed)), len(still))
