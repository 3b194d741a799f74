"""The people of an organisation, for whoever runs it: who they are, where they work, and every act on
them. All of it is signed by a registrar, and said to everybody by the directory."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from app.case.roles import ROLES
from app.casework.organisation import absences, desk
from app.casework.organisation.absences import Absence
from app.casework.organisation.administration import RevocationSummary, withdraw
from app.casework.organisation.desk import NameNeeded, OwnDevice, UnknownRole
from app.casework.session import freshness, registrar
from app.casework.session.colleagues import NoRecipient, called, known_of
from app.casework.session.ids import id_of
from app.casework.session.registrar import DESK, DirectorySigner
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.language import fold
from app.seal.canonical import nfc
from app.seal.directory import A_TEAM, DESK_TEAM, Device, Person, Team
from app.seal.keys import key_id
from app.vault.database import Writer

__all__ = ["NameNeeded", "NoRecipient", "OwnDevice", "UnknownRole"]

VOUCH, RENEW = "vouch", "renew"
_LONGEST_NUMBER = 100
_SOON_S = 90 * 86400  # a certificate that ends within these is named


class OwnRole(SanadError):
    says = N_("You cannot change your own role. Nothing was changed. The second user manager can.")


class NoDecision(SanadError):
    says = N_(
        "A decision needs a number of at most 100 letters and its day, which cannot be in the future. Nothing was "
        "changed. Correct them, or leave both empty."
    )


class NameTaken(SanadError):
    says = N_("Another team has this name already. Nothing was changed. Choose another name.")


class LastTeam(SanadError):
    says = N_(
        "This is the person’s only team. Nothing was changed. Add the person to another "
        "team first, or move the person there."
    )


@dataclass(frozen=True, slots=True)
class PersonRow:
    """`computers`: those that count, by their ids as `administration.devices` names them; `former`: those
    that were withdrawn. `withdrawn`: none counts. `absence`: planned or under way; `stands_in`: for whom,
    likewise. `pending`: what waits for the desk: "vouch", "renew". `judicial`, `judicial_since`: number and day of
    the decision that made them a judicial officer."""

    id: str
    name: str
    role: str
    teams: tuple[str, ...]
    computers: tuple[str, ...]
    former: tuple[str, ...]
    withdrawn: bool
    own: bool
    absence: Absence | None
    stands_in: tuple[Absence, ...]
    pending: tuple[str, ...]
    judicial: str
    judicial_since: str

    @property
    def away(self) -> bool:
        return self.absence is not None and self.absence.state == "away"


@dataclass(frozen=True, slots=True)
class TeamRow:
    """`desk`: the desk's own, whose members come and go with their role."""

    id: str
    name: str
    members: tuple[str, ...]
    desk: bool


def people(session: Session) -> list[PersonRow]:
    """Everybody, by name; who was withdrawn last. NotJoined."""
    organisation, keys = known_of(session).organisation, registrar.key_of(session)
    own_key = key_id(keys.public) if keys else b""
    devices, teams = dict[bytes, list[Device]](), dict[bytes, list[Team]]()
    for device in organisation.devices.values():
        devices.setdefault(device.person, []).append(device)
    for team in sorted(organisation.teams.values(), key=lambda team: fold(team.name)):
        for member in team.members if not team.personal else ():
            teams.setdefault(member, []).append(team)
    current = [absence for absence in absences.absences(session) if absence.state != "over"]
    absence_by_person = {absence.person_id: absence for absence in reversed(current)}
    covered = dict[str, list[Absence]]()
    for absence in current:
        covered.setdefault(absence.substitute_id, []).append(absence)
    rows = []
    for id_ in organisation.versions:
        person = organisation.person(id_)
        if person is None:
            continue
        own_devices = devices.get(id_, [])
        active = [device for device in own_devices if not device.revoked]
        pending, (number, day) = _pending(session, active, own_key), organisation.judicial_decision(id_)
        rows.append(
            PersonRow(
                id=id_.hex(),
                name=person.name,
                role=person.role,
                teams=tuple(team.name for team in teams.get(id_, ())),
                computers=tuple(device.id.hex() for device in active),
                former=tuple(device.id.hex() for device in own_devices if device.revoked),
                withdrawn=not active,
                own=id_ == session.vault.person,
                absence=absence_by_person.get(id_.hex()),
                stands_in=tuple(covered.get(id_.hex(), ())),
                pending=pending,
                judicial=number,
                judicial_since=day,
            )
        )
    return sorted(rows, key=lambda row: (row.withdrawn, fold(row.name), row.id))


def _pending(session: Session, active: Iterable[Device], own_key: bytes) -> tuple[str, ...]:
    now, pending = session.now(), list[str]()
    devices = list(active)
    if own_key and any(own_key not in device.certifiers and device.id != session.vault.stream for device in devices):
        pending.append(VOUCH)
    if any(0 < device.until < now + _SOON_S for device in devices):
        pending.append(RENEW)
    return tuple(pending)


def teams(session: Session) -> list[TeamRow]:
    """Every team, by name; officers' own left out. NotJoined."""
    organisation = known_of(session).organisation
    rows = [
        TeamRow(
            team.id.hex(), team.name, tuple(sorted(member.hex() for member in team.members)), team.sort == DESK_TEAM
        )
        for team in organisation.teams.values()
        if not team.personal
    ]
    return sorted(rows, key=lambda row: (fold(row.name), row.id))


def person_called(session: Session, name_or_id: str) -> PersonRow:
    """By id or name; of two of one name the one that is not withdrawn. NoRecipient."""
    return called(people(session), name_or_id, lambda row: row.name, lambda row: not row.withdrawn)


def team_called(session: Session, name_or_id: str) -> TeamRow:
    """By id or name. NoRecipient."""
    return called(teams(session), name_or_id, lambda row: row.name)


# -- people ----------------------------------------------------------------------------------


def rename_person(session: Session, person_id: str, name: str) -> None:
    """The role stays, and with it what was written under it. NotTheDesk, NoRecipient, NameNeeded."""
    person = _person(session, person_id)
    new_name = desk.name_of(name)
    _sign(session, lambda book, _: book.person(person.id, new_name, person.role, []))


def set_judicial(session: Session, person_id: str, number: str, day: date | None) -> None:
    """By which decision, and of which day, somebody is a judicial officer; of nothing where both are empty. NotTheDesk,
    NoRecipient, NoDecision."""
    person, clean_number = _person(session, person_id), nfc(" ".join(number.split()))
    is_whole = bool(clean_number) == (day is not None) and len(clean_number) <= _LONGEST_NUMBER
    if not is_whole or (day and day > utc(session.now()).astimezone().date()):
        raise NoDecision
    _sign(session, lambda book, _: book.judicial(person.id, clean_number, day.isoformat() if day else ""))


def change_role(session: Session, person_id: str, role: str) -> None:
    """From here on; what this desk has of what was written before keeps the former role, so sync first.
    Who comes to the desk gets every team's key; who leaves it is given none of the new ones.
    NotTheDesk, NoRecipient, UnknownRole, OwnRole, DirectoryBehind."""
    person = _person(session, person_id)
    if role not in ROLES:
        raise UnknownRole
    if person.id == session.vault.person:
        raise OwnRole
    freshness.check_nothing_missing(session)
    vault = session.vault
    ends = registrar.last_of_person(vault.database, vault.directory, person.id)

    def sign(book: DirectorySigner, writer: Writer) -> None:
        book.person(person.id, person.name, role, ends)
        for team in list(book.directory.teams.values()):
            if team.sort == DESK_TEAM:
                if role == DESK:
                    book.enter(person.id, team.id, writer)
                else:
                    book.leave(person.id, team)

    _sign(session, sign)


def move_person(session: Session, person_id: str, *, out_of: str, into: str) -> None:
    """Out of one team and into another: the first has a new key. New cases of this person go to the new
    team; older ones stay with the team that they were given to. As `add_to_team`, `remove_from_team`."""
    person, former = _person(session, person_id), _team(session, out_of)
    new = _team(session, into)
    _check_computers(session, person)
    if person.id not in former.members or former.id == new.id:
        raise NoRecipient

    def sign(book: DirectorySigner, writer: Writer) -> None:
        book.enter(person.id, new.id, writer)
        book.leave(person.id, book.directory.teams[former.id])

    freshness.check_nothing_missing(session)
    _sign(session, sign)


def withdraw_person(session: Session, person_id: str) -> RevocationSummary:
    """Withdraw all computers of a person, at once and in one. NotTheDesk, NoRecipient, OwnDevice."""
    desk.registrar_key(session)
    person = _person(session, person_id)
    devices = session.vault.directory.organisation.devices.values()
    return withdraw(session, [device for device in devices if device.person == person.id])


# -- teams -----------------------------------------------------------------------------------


def create_team(session: Session, name: str, members: Iterable[str] = ()) -> TeamRow:
    """A team apart from any invitation. NotTheDesk, NoRecipient, NameNeeded, NameTaken."""
    new_name, people_ids = desk.name_of(name), list[bytes]()
    for member in members:
        person = _person(session, member)
        _check_computers(session, person)
        people_ids.append(person.id)
    _check_free(session, new_name)
    new_teams = list[Team]()
    _sign(session, lambda book, _: new_teams.append(book.new_team(new_name, people_ids)))
    (team,) = new_teams
    return TeamRow(team.id.hex(), team.name, tuple(id_.hex() for id_ in sorted(people_ids)), False)


def rename_team(session: Session, team_id: str, name: str) -> None:
    """Its key, its members and its cases stay. NotTheDesk, NoRecipient, NameNeeded, NameTaken."""
    team, new_name = _team(session, team_id, with_desk=True), desk.name_of(name)
    _check_free(session, new_name, but=team.id)
    _sign(session, lambda book, _: book.rename_team(team, new_name))


def add_to_team(session: Session, person_id: str, team_id: str) -> None:
    """One reads a team's cases from their beginning. NotTheDesk, NoRecipient, DirectoryBehind."""
    person, team = _person(session, person_id), _team(session, team_id)
    _check_computers(session, person)
    freshness.check_nothing_missing(session)
    _sign(session, lambda book, writer: book.enter(person.id, team.id, writer))


def remove_from_team(session: Session, person_id: str, team_id: str) -> None:
    """The team has a new key; what was read stays read. NotTheDesk, NoRecipient, LastTeam."""
    person, team = _person(session, person_id), _team(session, team_id)
    if person.id not in team.members:
        raise NoRecipient
    organisation = session.vault.directory.organisation
    is_elsewhere = any(
        candidate.id != team.id and not candidate.personal and person.id in candidate.members
        for candidate in organisation.teams.values()
    )
    if not is_elsewhere:
        raise LastTeam
    _sign(session, lambda book, _: book.leave(person.id, book.directory.teams[team.id]))


# -- parts -----------------------------------------------------------------------------------


def _sign(session: Session, sign: Callable[[DirectorySigner, Writer], object]) -> None:
    """Entries, with the keys of teams that follow from them, in one transaction."""
    book = DirectorySigner.of(session.vault, desk.registrar_key(session))
    with session.vault.transaction() as writer:
        sign(book, writer)
        book.mend(writer)
        if book.entries:
            book.as_of(session.now())
        book.learn(writer)


def _person(session: Session, person_id: str) -> Person:
    desk.registrar_key(session)
    person = known_of(session).organisation.person(id_of(person_id, NoRecipient))
    if person is None:
        raise NoRecipient
    return person


def _team(session: Session, team_id: str, *, with_desk: bool = False) -> Team:
    """The desk's own team follows the role: nobody is put into it or taken out."""
    desk.registrar_key(session)
    team = known_of(session).organisation.teams.get(id_of(team_id, NoRecipient))
    if team is None or not (team.sort == A_TEAM or (with_desk and team.sort == DESK_TEAM)):
        raise NoRecipient
    return team


def _check_computers(session: Session, person: Person) -> None:
    devices = session.vault.directory.organisation.devices.values()
    if not any(device.person == person.id and not device.revoked for device in devices):
        raise NoRecipient


def _check_free(session: Session, name: str, but: bytes = b"") -> None:
    for team in session.vault.directory.organisation.teams.values():
        if not team.personal and team.id != but and fold(team.name) == fold(name):
            raise NameTaken
