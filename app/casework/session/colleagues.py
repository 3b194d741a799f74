"""Who is in the organisation: people, teams, computers; and where this vault stands in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.casework.session.ids import id_of
from app.casework.session.registrar import HOME, key_of
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.language import fold
from app.seal.directory import A_TEAM, Colleagues, Device, Team
from app.seal.keys import key_id
from app.vault import erasures, log, programs
from app.vault import sync_state as tables
from app.vault.database import Writer
from app.vault.folder import Folder
from app.vault.vault import put_setting, setting
from app.version import PROGRAM


class NotJoined(SanadError):
    says = N_(
        "This computer has not joined an organisation yet, so you have nobody to share "
        "with. Nothing was changed. Ask user management for an invitation."
    )


class AlreadyJoined(SanadError):
    says = N_("This computer has already joined an organisation with you. Nothing was changed.")


class NotTheDesk(SanadError):
    says = N_(
        "Only user management can do this: its key is not here. Nothing was changed. Ask "
        "user management, or take it over with the second user manager’s sheet."
    )


class NoRecipient(SanadError):
    says = N_(
        "No colleague or team has this name, or more than one does. Nothing was changed. "
        "Choose from the list, or use the id."
    )


@dataclass(frozen=True, slots=True)
class ColleagueOrTeam:
    """A colleague or a team. `here`: has records on this computer."""

    kind: str  # "person" or "team"
    id: str
    name: str
    role: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A colleague's computer. `before`: how many records it had written before it joined. `vouchable`:
    this desk has not certified it and its person's role, and could."""

    id: str
    person: str
    role: str
    teams: tuple[str, ...]
    before: int
    until: int
    revoked: bool
    own: bool
    forked: bool
    version: str = ""  # of Sanad, as it last named it in a record that can be read here
    vouchable: bool = False


@dataclass(frozen=True, slots=True)
class MembershipStatus:
    """`renew`: this computer has new keys, and the desk must let it in again. `withdrawn`: its officer can
    join again by an invitation of the desk."""

    joined: bool
    organisation: str = ""
    teams: tuple[str, ...] = ()
    role: str = ""
    desk: bool = False
    renew: bool = False
    withdrawn: bool = False
    asked: bool = False  # an answer was written and the desk's reply is awaited


def membership_status(session: Session) -> MembershipStatus:
    """Where this vault stands in its organisation."""
    vault, directory = session.vault, session.vault.directory.organisation
    awaits_reply = setting(session.reading(), "answer") is not None
    if not directory.root:
        return MembershipStatus(False, asked=awaits_reply)
    device = directory.devices.get(vault.stream)
    return MembershipStatus(
        joined=True, organisation=directory.name, teams=tuple(team.name for team in teams_of(known_of(session), vault.person)),
        role=session.officer.role, desk=is_desk(session), renew=device is None, withdrawn=is_withdrawn(session), asked=awaits_reply,
    )  # fmt: skip


def is_withdrawn(session: Session) -> bool:
    """Has the desk withdrawn this computer: by the list of colleagues that came here, or by what
    headquarters said the last time, which sends a withdrawn computer no list?"""
    vault = session.vault
    device = vault.directory.organisation.devices.get(vault.stream)
    if device is not None and device.revoked:
        return True
    return tables.state(session.reading(), tables.WITHDRAWN) == vault.stream


def known_of(session: Session) -> Colleagues:
    """Everybody, or NotJoined."""
    if not session.vault.directory.joined:
        raise NotJoined
    return session.vault.directory


def own_id(session: Session) -> str:
    """Of this officer, as a person of the organisation."""
    return session.vault.person.hex()


def is_desk(session: Session) -> bool:
    """Does this vault hold a registrar's key that still counts?"""
    return key_of(session) is not None


def teams_of(colleagues: Colleagues, person: bytes) -> list[Team]:
    """The teams that a person is in, one's own left out, by name."""
    teams = [team for team in colleagues.organisation.teams.values() if person in team.members and not team.personal]
    return sorted(teams, key=lambda team: fold(team.name))


def active(colleagues: Colleagues, person: bytes) -> list[Device]:
    """A person's computers that are not withdrawn."""
    devices = colleagues.organisation.devices.values()
    return [device for device in devices if device.person == person and not device.revoked]


def has_left(colleagues: Colleagues, person: bytes) -> bool:
    """Was every computer of a person withdrawn? Not of whoever works alone, nor where nobody here knows
    one of hers."""
    everybodys = colleagues.organisation.devices.values()
    devices = [device for device in everybodys if device.person == person]
    return bool(devices) and all(device.revoked for device in devices)


def counted(session: Session) -> set[bytes]:
    """The computers that are not withdrawn."""
    devices = session.vault.directory.organisation.devices.values()
    return {device.id for device in devices if not device.revoked}


def readers(session: Session, case: bytes) -> set[bytes]:
    """The computers that may read a case: of its teams' members, and those that hold their keys; of
    one that was erased, those that could."""
    colleagues = session.vault.directory
    readers = set(erasures.readers_of(session.reading(), case))
    for id_ in log.readers(session.reading(), session.vault, case):
        team = colleagues.organisation.teams.get(id_)
        if team is None:
            continue
        for person in team.members:
            readers |= {device.id for device in active(colleagues, person)}
        readers |= {stream for number, stream in team.sealed if number == team.number}
    return readers & counted(session)


def people(session: Session) -> list[ColleagueOrTeam]:
    """Colleagues with a computer that counts, by name, oneself left out."""
    colleagues = known_of(session)
    names = {folder.path.name for folder in Folder.all(session.home)}
    own_id = session.vault.person
    recipients = []
    for person in colleagues.organisation.versions:
        entry = colleagues.organisation.person(person)
        if entry and person != own_id and active(colleagues, person):
            recipients.append(ColleagueOrTeam("person", person.hex(), entry.name, entry.role, len(names) > 1))
    return sorted(recipients, key=lambda recipient: fold(recipient.name))


def teams(session: Session) -> list[ColleagueOrTeam]:
    """Every team, by name; also one that nobody is in yet. One's own left out."""
    recipients = [
        ColleagueOrTeam("team", team.id.hex(), team.name)
        for team in known_of(session).organisation.teams.values()
        if not team.personal
    ]
    return sorted(recipients, key=lambda recipient: fold(recipient.name))


def recipients(session: Session) -> list[ColleagueOrTeam]:
    """Whom a case can be given to: colleagues, then teams with members."""
    teams_by_id = known_of(session).organisation.teams
    return people(session) + [t for t in teams(session) if teams_by_id[bytes.fromhex(t.id)].members]


def find(session: Session, name_or_id: str) -> ColleagueOrTeam:
    """A colleague or a team by id or by name. NoRecipient where there is none, or two."""
    return called(recipients(session), name_or_id, lambda row: row.name)


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Row = TypeVar("_Row", bound=_HasId)


def called(
    rows: Sequence[_Row], name_or_id: str, name: Callable[[_Row], str], counts: Callable[[_Row], bool] = lambda _: True
) -> _Row:
    """The row of this id or name; of several of one name the one that counts. NoRecipient."""
    named = [row for row in rows if fold(name(row)) == fold(name_or_id)]
    matches = (
        [row for row in rows if row.id == name_or_id.strip().lower()] or [row for row in named if counts(row)] or named
    )
    if len(matches) != 1:
        raise NoRecipient
    return matches[0]


def addressed(session: Session, recipient: ColleagueOrTeam) -> list[Team]:
    """The teams whose keys make a case readable for a recipient. NoRecipient."""
    organisation = known_of(session).organisation
    id_ = id_of(recipient.id, NoRecipient)
    if recipient.kind == "team":
        teams = [organisation.teams[id_]] if id_ in organisation.teams else []
    else:
        teams = [t for t in organisation.teams.values() if t.personal and id_ in t.members]
    if not teams:
        raise NoRecipient
    return teams


def devices(session: Session) -> list[DeviceRow]:
    """Every computer that the organisation knows, by its person's name."""
    colleagues = known_of(session)
    versions = programs.programs(session.reading()) | {session.vault.stream: PROGRAM}
    keys = key_of(session)
    certifier = key_id(keys.public) if keys is not None else b""
    team_names: dict[bytes, tuple[str, ...]] = {}
    device_rows = []
    for device in colleagues.organisation.devices.values():
        if device.person not in team_names:
            teams = teams_of(colleagues, device.person)
            team_names[device.person] = tuple(team.name for team in teams)
        person = colleagues.organisation.person(device.person)
        device_rows.append(
            DeviceRow(
                id=device.id.hex(),
                person=person.name if person else "",
                role=person.role if person else "",
                teams=team_names[device.person],
                before=device.before,
                until=device.until,
                revoked=device.revoked,
                own=device.id == session.vault.stream,
                forked=tables.is_forked(session.reading(), device.id),
                version=versions.get(device.id, ""),
                vouchable=keys is not None
                and not device.revoked
                and device.id != session.vault.stream
                and not colleagues.organisation.is_certified_by(device, certifier),
            )
        )
    return sorted(device_rows, key=lambda row: (row.revoked, fold(row.person)))


# -- home team ---------------------------------------------------------------------------------
# Whose new cases are whose: the team that they are shared with follows the directory.


def follow_home_team(session: Session, writer: Writer) -> None:
    """Where the desk has taken this officer out of the home team, another of hers takes its place: of
    several the first by name. What was given to the former one stays given."""
    vault = session.vault
    teams = vault.directory.organisation.teams
    home = teams.get(vault.home_team)
    if home is None or vault.person in home.members:
        return
    candidates = teams_of(vault.directory, vault.person)
    candidates.sort(key=lambda team: team.sort != A_TEAM)
    if candidates:
        put_setting(writer, HOME, candidates[0].id)
        vault.home_team = candidates[0].id
