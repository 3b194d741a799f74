"""Vaults in memory, with the shipped tables and code, that are killed, filled, copied and restored.

A commit is durable, whatever is killed after it; what was not committed never happened.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sql

from app.casework.cases import index
from app.casework.session.session import Session
from app.seal.secret import Secret
from app.seal.slots import KeyFile
from app.vault import vault as vaults
from app.vault.database import Database, DiskFull, Writer, _authorize, _note_changes, migrations
from app.vault.vault import Vault
from tests.people import Wrist


class Killed(BaseException):
    """Power cut, kill -9."""


NOTHING, KILL_BEFORE, KILL_AFTER, FULL = range(4)


class Memory(Database):
    """`fate`: what happens to the next commit."""

    fate: Callable[[], int] = staticmethod(lambda: NOTHING)

    @contextmanager
    def transaction(self) -> Iterator[Writer]:
        fate = NOTHING
        with super().transaction() as writer:
            yield writer
            fate = self.fate()
            if fate == FULL:
                raise DiskFull
            if fate == KILL_BEFORE:
                raise Killed
        if fate == KILL_AFTER:
            raise Killed

    def copied(self) -> "Memory":
        there = _connection()
        self._connection.backup(there)
        _note_changes(there)
        there.set_authorizer(_authorize)
        return Memory(there, self.file, b"")


def _connection() -> sql.Connection:
    made = sql.connect(":memory:", isolation_level=None, cached_statements=256)
    for each in ("foreign_keys = ON", "recursive_triggers = ON", "temp_store = MEMORY"):
        made.execute(f"PRAGMA {each}")
    return made


def loaded(vault: Vault) -> Memory:
    """The rows of a vault on disk, in memory."""
    there = _connection()
    for script in migrations():
        there.executescript(script)
    source: Any = vault.database._connection
    tables = source.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' "
        "AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    there.execute("DELETE FROM unsent")
    for (name,) in tables:
        for row in source.execute(f"SELECT * FROM {name}").fetchall():
            marks = ", ".join("?" * len(row))
            there.execute(f"INSERT OR IGNORE INTO {name} VALUES ({marks})", row)
    _note_changes(there)
    there.set_authorizer(_authorize)
    return Memory(there, vault.file, b"")


@dataclass
class Nowhere:
    """A vault's folder, as far as an open vault asks for it."""

    told: KeyFile

    def mark(self) -> tuple[int, ...]:
        return ()

    def key_file(self) -> KeyFile:
        return self.told

    def records(self, generation: int) -> Path:
        return Path(f"records-{generation}")

    def drafts(self, generation: int) -> Path:
        return Path(f"records-{generation}.drafts")

    def write_head(self, *_: object) -> None:
        return


@dataclass
class Template:
    """One person's vault, ready to be copied."""

    name: str
    key_file: KeyFile
    master: Secret
    database: Memory

    @classmethod
    def of(cls, name: str, session: Session) -> "Template":
        vault = session.vault
        return cls(name, vault.key_file, vault.master, loaded(vault))


@dataclass
class Laptop:
    """A person's computer. `session` is opened anew after each kill."""

    name: str
    template: Template
    database: Memory
    wrist: Wrist = field(default_factory=Wrist)
    session: Session = field(init=False)
    backup: Memory | None = None

    def __post_init__(self) -> None:
        self.opens()

    @classmethod
    def new(cls, template: Template) -> "Laptop":
        return cls(template.name, template, template.database.copied())

    def opens(self, *, restored: bool = False) -> None:
        """`restored`: these are older records, so a new stream begins, as on disk."""
        fate, self.database.fate = self.database.fate, lambda: NOTHING
        template = self.template
        folder: Any = Nowhere(template.key_file)
        vault = vaults.read_vault(folder, template.key_file, template.master, self.database)
        if restored:
            vault = vaults.new_device(vault)
        self.session = Session(vault, Path("nowhere"), self.wrist, reindex=index.reindex)
        self.database.fate = fate

    def backs_up(self) -> None:
        self.backup = self.database.copied()

    def restores(self) -> None:
        assert self.backup
        fate = self.database.fate
        self.database = self.backup.copied()
        self.opens(restored=True)
        self.database.fate = fate

    def cloned(self, name: str) -> "Laptop":
        return Laptop(name, self.template, self.database.copied(), Wrist(self.wrist.at))

    @property
    def stream(self) -> bytes:
        return self.session.vault.stream

    def envelopes(self) -> dict[bytes, bytes]:
        """id -> case, of what is here whole"""
        return dict(
            self.database.rows(
                "SELECT id, case_id FROM envelope AS e WHERE NOT EXISTS (SELECT 1 FROM away AS a WHERE a.id = e.id)"
            )
        )
