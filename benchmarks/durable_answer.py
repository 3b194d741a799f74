"""A durable answer, beside plain SQLite with the same settings (target: at most 1.5 times)."""

import sqlite3
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from app.seal.keys import fresh, fresh_id
from app.vault import drafts
from app.vault.database import Database, migrations
from benchmarks.timing import ratio, said, side_by_side


def plain(file: Path) -> sqlite3.Connection:
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    for pragma in ("synchronous = FULL", "secure_delete = ON", "foreign_keys = ON",
                   "recursive_triggers = ON", "temp_store = MEMORY", "cache_size = -16000"):  # fmt: skip
        db.execute(f"PRAGMA {pragma}")
    db.executescript(migrations()[0])
    return db


class PlainWriter:
    """The same statements through the standard library's sqlite3."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def run(self, statement: str, values: tuple[object, ...] = ()) -> int:
        return self._db.execute(statement, values).lastrowid or 0

    def row(self, statement: str, values: tuple[object, ...] = ()) -> object:
        return self._db.execute(statement, values).fetchone()


def measure() -> Iterator[str]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        ours = Database.create(Path(folder, "ours.db"), fresh())
        theirs = plain(Path(folder, "theirs.db"))
        draft = drafts.Draft(fresh_id(), bytes(32), 0, 0, "", False, 0)
        with ours.transaction() as writer:
            drafts.begin(writer, draft)
        writer_there = PlainWriter(theirs)
        drafts.begin(writer_there, draft)  # type: ignore[arg-type]
        number = count()

        def keep_ours() -> None:
            with ours.transaction() as writer:
                drafts.keep(writer, draft.id, {f"/data/work/q{next(number) % 40}": "نعم"}, 1)

        def keep_theirs() -> None:
            theirs.execute("BEGIN IMMEDIATE")
            drafts.keep(writer_there, draft.id, {f"/data/work/q{next(number) % 40}": "نعم"}, 1)  # type: ignore[arg-type]
            theirs.execute("COMMIT")

        sanad_times, other = side_by_side(keep_ours, keep_theirs, 600)
        yield f"Sanad {said(sanad_times)}; plain SQLite {said(other)}; ratio {ratio(sanad_times, other)}"
        ours.close()
        theirs.close()
