"""Whom the server knows: the organisation's directory, read again when it has grown.

What a call sees is one `Known`: it is never changed, only replaced, so that threads may share it.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlalchemy import Connection, select, text, update

from app.headquarters import tables
from app.seal.directory import Device, Directory
from app.seal.keys import digest

EPOCH, ENTRIES, ROOT, TOKEN = "epoch", "entries", "root", "token"
DESK = "desk"


@dataclass(frozen=True, slots=True)
class DirectoryState:
    """What every call looks at first. `entries`: how many the directory has."""

    epoch: bytes
    entries: int


@dataclass(frozen=True)
class KnownDirectory:
    """`epoch`: of the history that goes with it."""

    directory: Directory = field(default_factory=Directory)
    count: int = 0
    epoch: bytes = b""

    @cached_property
    def _teams(self) -> dict[bytes, tuple[bytes, ...]]:
        """By stream: the teams whose current key the computer has, or its officer should have."""
        devices: dict[bytes, set[bytes]] = {stream: set() for stream in self.directory.devices}
        people: dict[bytes, list[bytes]] = {}
        for device in self.directory.devices.values():
            people.setdefault(device.person, []).append(device.id)
        for team in self.directory.teams.values():
            streams = set(team.holders)
            for person in team.members:
                streams.update(people.get(person, ()))
            for stream in streams & devices.keys():
                devices[stream].add(team.id)
        return {stream: tuple(sorted(teams)) for stream, teams in devices.items()}

    def teams(self, stream: bytes) -> tuple[bytes, ...]:
        return self._teams.get(stream, ())

    def device(self, stream: bytes) -> Device | None:
        return self.directory.devices.get(stream)

    def role(self, device: Device) -> str:
        person = self.directory.person(device.person)
        return person.role if person else ""

    def heads(self) -> tuple[bytes, ...]:
        tips = (self.directory.tips(signer) for signer in sorted(self.directory.chains))
        return tuple(tip for signer_tips in tips for tip in signer_tips)

    def lacking(self, heads: Iterable[bytes]) -> list[bytes]:
        """The entries that don't precede some heads, each after those that it needs."""
        entries, present_ids = self.directory.known, set[bytes]()
        for head in heads:
            entry = entries.get(head)
            while entry and entry.id not in present_ids:
                present_ids.add(entry.id)
                entry = entries.get(entry.before)
        missing = [entry for entry in entries.values() if entry.id not in present_ids]
        root = self.directory.root
        missing.sort(key=lambda entry: (entry.signer != root, entry.number, entry.id))
        return [entry.raw for entry in missing]


class DirectoryCache:
    """The directory as this node knows it."""

    def __init__(self) -> None:
        self._known = KnownDirectory()
        self._reading = threading.Lock()

    @property
    def known(self) -> KnownDirectory:
        """As it was when the last call began: each call looks first who calls."""
        return self._known

    def now(self, connection: Connection) -> KnownDirectory:
        current_state = state(connection)
        upto = self.upto(connection, current_state.entries)
        if upto.epoch != current_state.epoch:
            with self._reading:
                upto = self._known = replace(self._known, epoch=current_state.epoch)
        return upto

    def upto(self, connection: Connection, count: int) -> KnownDirectory:
        """With at least so many entries."""
        snapshot = self._known
        if snapshot.count >= count:
            return snapshot
        with self._reading:
            snapshot = self._known
            if snapshot.count < count:
                snapshot = self._known = _grown(connection, snapshot)
        return snapshot


def _grown(connection: Connection, snapshot: KnownDirectory) -> KnownDirectory:
    rows = connection.execute(
        select(tables.entry.c.n, tables.entry.c.raw).where(tables.entry.c.n > snapshot.count).order_by(tables.entry.c.n)
    ).all()
    if not rows:
        return snapshot
    directory = copied(snapshot.directory)
    directory.take(row.raw for row in rows)
    return KnownDirectory(directory, rows[-1].n, snapshot.epoch)


def copied(directory: Directory) -> Directory:
    """One that can take entries while others read the first."""
    return replace(
        directory,
        entries=[*directory.entries],
        chains={signer: [*chain] for signer, chain in directory.chains.items()},
        known={**directory.known},
        registrars={id_: replace(registrar) for id_, registrar in directory.registrars.items()},
    )


# written by hand, since each call begins with it
_STATE = text(f"SELECT name, value FROM setting WHERE name IN ('{EPOCH}', '{ENTRIES}')")  # noqa: S608


def state(connection: Connection) -> DirectoryState:
    values = {row.name: row.value for row in connection.execute(_STATE)}
    return DirectoryState(values[EPOCH], int.from_bytes(values[ENTRIES], "big"))


def add(connection: Connection, people: DirectoryCache, entries: tuple[bytes, ...]) -> tuple[KnownDirectory, int]:
    """Take what holds of some entries, in the caller's transaction: what is known then, and how many
    were refused. The caller calls `People.upto` after its commit."""
    row = connection.execute(
        select(tables.setting.c.value).where(tables.setting.c.name == ENTRIES).with_for_update()
    ).one()
    count = int.from_bytes(row.value, "big")
    upto = people.upto(connection, count)
    directory = copied(upto.directory)
    new, _, refused = directory.take(entries)
    if not new:
        return upto, len(refused)
    connection.execute(
        tables.entry.insert(), [{"n": n, "id": digest(raw), "raw": raw} for n, raw in enumerate(new, count + 1)]
    )
    count += len(new)
    connection.execute(
        update(tables.setting).where(tables.setting.c.name == ENTRIES).values(value=count.to_bytes(8, "big"))
    )
    return KnownDirectory(directory, count, upto.epoch), len(refused)
