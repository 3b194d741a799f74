"""What a vault knows of its organisation: the directory's entries, and keys of its teams."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.errors import SanadError
from app.seal import directory as people
from app.seal.case_grant import Item
from app.seal.directory import Directory, DirectoryEntry, Team
from app.seal.keys import KEY, KeyRefused, Secret, TeamKey, digest, seal_to, seal_to_team
from app.vault.database import Database, Source, Writer

TEAM_CONTEXT = b"sanad-team-1"
WRAPPED = 60  # bytes of a case's key wrapped by a member of a team; sealed from outside it is more
Keyring = dict[tuple[bytes, int], list[TeamKey]]


@dataclass(slots=True)
class DirectoryIntake:
    """What became of entries that came in."""

    new: list[bytes] = field(default_factory=list)
    early: list[bytes] = field(default_factory=list)
    refused: list[SanadError] = field(default_factory=list)


def read(database: Database) -> Directory:
    """The organisation's directory as far as it came here; verified when it was taken in."""
    entries = database.column("SELECT entry FROM organisation ORDER BY n")
    return Directory.read(entries, trusted=True)


def keep(writer: Writer, entries: Iterable[bytes]) -> None:
    for raw in entries:
        writer.run("INSERT INTO organisation (id, entry) VALUES (?, ?)", (digest(raw), raw))


def restated(former: Directory, present: Directory) -> list[bytes]:
    """The computers of whose records something else counts than before: their person has another name
    or role, or they were withdrawn."""
    return [id_ for id_ in former.devices if _standing(former, id_) != _standing(present, id_)]


def _standing(directory: Directory, stream: bytes) -> tuple[object, ...]:
    device = directory.devices[stream]
    versions = directory.versions.get(device.person, [])
    roles = [(person.name, person.role, person.ended) for person in versions]
    return device.person, device.before, device.revoked, device.known, roles


def keyring(source: Source) -> Keyring:
    """The team keys of this vault, by team and number."""
    team_keys: Keyring = {}
    for team, number, key in source.rows("SELECT team, number, key FROM team_key"):
        team_keys.setdefault((team, number), []).append(TeamKey(team, number, Secret(key)))
    return team_keys


def keep_key(writer: Writer, key: TeamKey) -> None:
    writer.run(
        "INSERT OR IGNORE INTO team_key (team, number, key) VALUES (?, ?, ?)", (key.team, key.number, bytes(key.key))
    )


def sealed_for(entries: Iterable[bytes], stream: bytes) -> list[tuple[bytes, int, bytes]]:
    """Team keys that these entries seal to a device: (team, number, sealed)."""
    sealed_keys = []
    for raw in entries:
        entry = DirectoryEntry.parse(raw)
        if entry.kind == people.TEAM:
            team, _name, number, _sort, _public, _members, sealed = entry.content
            sealed_keys += [(team, number, key) for recipient, key in sealed if recipient == stream]
    return sealed_keys


def seal_key(key: TeamKey, receiving: bytes) -> bytes:
    """A team's key for one device: 1,168 bytes."""
    return seal_to(receiving, key.key, TEAM_CONTEXT + key.team)


def wrapped(ring: Keyring, team: Team, case: bytes, number: int, case_key: bytes) -> bytes:
    """The case's key for a team's current key, by a member or from outside."""
    for key in ring.get((team.id, team.number), []):
        if key.public == team.public:
            return key.wrap(case, number, case_key)
    return seal_to_team(team.public, team.id, team.number, case, number, case_key)


def by_member(item: Item) -> bool:
    """Was a case's key wrapped by somebody who has the team's key?"""
    return len(item.wrapped) == WRAPPED


def unwrapped(ring: Keyring, case: bytes, item: Item) -> list[Secret]:
    """The case's keys that an item of a grant holds for this vault's teams."""
    secrets = []
    for key in ring.get((item.team, item.team_number), []):
        try:
            opened = key.unwrap(case, item.number, item.wrapped)
        except KeyRefused:
            continue  # wrapped by somebody who was wrong about it: what it opens stays closed
        secrets += [opened] if len(opened) == KEY else []
    return secrets
