"""What a transaction owes when it changed the log or a draft: no writer can forget it.

Triggers of the connection note which streams got envelopes, which cases changed and which drafts
were kept, whatever statement did it. Before COMMIT the lists and the search of those cases are made
again; after it the files beside the database say how far the records and drafts have come, so that
an older copy of the database is recognised (app.vault.folder, app.vault.draft_guard)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from app.seal.envelope import Kind

if TYPE_CHECKING:
    from app.vault.database import Writer

_STREAM, _CASE, _DRAFT = 1, 2, 3
_WRITES = re.compile(
    r"\s*(?:WITH\b.*?\)\s*)?(?:(?:INSERT|REPLACE)(?: OR \w+)? INTO|UPDATE(?: OR \w+)?|DELETE FROM)\s+"
    r"(?:main\.)?(\w+)",
    re.IGNORECASE | re.DOTALL,
)

# The tables are the connection's own (TEMP): two connections never see each other's notes, and
# nothing of them reaches the disk (temp_store = MEMORY). A ROLLBACK takes the notes back too.
TRIGGERS = (
    "CREATE TEMP TABLE noted (kind INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID",
    *(
        f"CREATE TEMP TRIGGER {name} AFTER {action} BEGIN "
        f"INSERT OR IGNORE INTO noted SELECT {kind}, {id_} WHERE {condition}; END"
        for name, action, kind, id_, condition in (
            ("note_stream", "INSERT ON main.envelope", _STREAM, "NEW.stream", "1"),
            (
                "note_case",
                "INSERT ON main.envelope",
                _CASE,
                "NEW.case_id",
                f"NEW.kind IN ({int(Kind.EVENT)}, {int(Kind.ERASE)})",
            ),
            ("note_erased", "INSERT ON main.erased", _CASE, "NEW.case_id", "1"),
            # what came in waits in `stale` until its turn comes: then it counts as changed
            ("note_shown", "DELETE ON main.stale", _CASE, "OLD.case_id", "1"),
            ("note_draft", "INSERT ON main.draft", _DRAFT, "NEW.id", "1"),
            ("note_kept", "UPDATE OF number ON main.draft", _DRAFT, "NEW.id", "1"),
        )
    ),
)


@dataclass(slots=True)
class Noted:
    """What one transaction has changed so far. `cases`: those whose lists are still to be made."""

    streams: set[bytes] = field(default_factory=set)
    cases: set[bytes] = field(default_factory=set)
    drafts: set[bytes] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    viewed: set[bytes] = field(default_factory=set)  # cases of which it says only who read them

    def any(self) -> bool:
        return bool(self.streams or self.cases or self.drafts)

    def add(self, noted: "Noted") -> None:
        self.streams |= noted.streams
        self.cases |= noted.cases
        self.drafts |= noted.drafts
        self.tables |= noted.tables
        self.viewed |= noted.viewed

    def changed(self) -> "SavedChanges":
        """What whoever shows it has to read anew."""
        return SavedChanges(frozenset(self.cases - self.viewed), frozenset(self.tables))


@dataclass(frozen=True, slots=True)
class SavedChanges:
    """What transactions changed that are durable. `cases`: of which something else was said than who read
    them; `tables`: by name."""

    cases: frozenset[bytes] = frozenset()
    tables: frozenset[str] = frozenset()

    def __or__(self, other: "SavedChanges") -> "SavedChanges":
        return SavedChanges(self.cases | other.cases, self.tables | other.tables)


@lru_cache(maxsize=512)
def table_of(statement: str) -> str:
    """Which table a statement writes into, "" for none."""
    match = _WRITES.match(statement)
    return match[1] if match else ""


def take(source: "Writer") -> Noted:
    """The notes so far, which are empty from then on. A case whose news still wait for their turn
    (`stale`) is left to it."""
    noted = Noted(
        *(set(source.column("SELECT id FROM noted WHERE kind = ?", (kind,))) for kind in (_STREAM, _CASE, _DRAFT))
    )
    if noted.any():
        source.run("DELETE FROM noted")
    noted.cases -= {case for case in noted.cases if source.rows("SELECT case_id FROM stale WHERE case_id = ?", (case,))}
    return noted


def settled(source: "Writer", cases: Iterable[bytes]) -> None:
    """Whoever writes has made the lists of these cases true, and nothing of them is owed."""
    source.run_all("DELETE FROM noted WHERE kind = ? AND id = ?", [(_CASE, case) for case in cases])


class Duties(Protocol):
    """Whoever keeps the promises of a database: its vault."""

    def before_commit(self, writer: "Writer", noted: Noted) -> None: ...
    def after_commit(self, noted: Noted) -> None: ...
