"""A SQLCipher connection as every use of the vault needs it: keyed, durable, append-only.

The connection belongs to the thread that opened it. `transaction` is the only way to write.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sql

from app.errors import N_, SanadError
from app.seal.slots import Damaged, ForeignFile, NewerVersion

_MIGRATIONS = Path(__file__).parent / "migrations"

# https://sqlite.org/c3ref/c_alter_table.html: what an authorizer is asked about
_OK, _DENY = 0, 1
_REFUSED = {24, 25}  # ATTACH, DETACH: no row leaves for another file
_DELETE, _UPDATE, _DROP_TABLE, _DROP_TRIGGER, _ALTER = 9, 23, 11, 16, 26
_FOR_EVER = {"envelope", "directory", "organisation"}


def migrations() -> list[str]:
    """The numbered scripts, first to last; the file's user_version says how many it has had."""
    return [file.read_text("utf-8") for file in sorted(_MIGRATIONS.glob("[0-9]*.sql"))]


def _connect(file: Path, key: bytes) -> sql.Connection:
    connection = sql.connect(str(file), isolation_level=None, cached_statements=256, timeout=10.0)
    try:
        # A raw key: SQLCipher derives nothing from it.  Never as PRAGMA text, which a trace shows.
        raw = bytearray(b"x'" + bytes(key).hex().encode() + b"'")
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.set_key(raw)
        raw[:] = bytes(len(raw))
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sql.DatabaseError as error:
        connection.close()
        raise _why(file) from error
    return connection


def _why(file: Path) -> ForeignFile | Damaged:
    try:
        with file.open("rb") as opened:
            return ForeignFile() if opened.read(15) == b"SQLite format 3" else Damaged()
    except OSError:
        return Damaged()


def _prepare(connection: sql.Connection) -> None:
    # FULL, not NORMAL: in WAL mode NORMAL may lose the last commits at power loss, and the page
    # has already told the interviewer "kept".  https://sqlite.org/pragma.html#pragma_synchronous
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    # else REPLACE passes the append-only triggers.  https://sqlite.org/lang_conflict.html
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -16000")


def _authorize(action: int, one: str | None, two: str | None, *_: object) -> int:
    if action in _REFUSED:
        return _DENY
    if (action, one, two) == (_UPDATE, "envelope", "body"):
        return _OK  # a trigger lets it be emptied alone, and only by order
    if action in (_DELETE, _UPDATE, _DROP_TABLE) and one in _FOR_EVER:
        return _DENY
    if action in (_DROP_TRIGGER, _ALTER):
        return _DENY
    return _OK


@dataclass(eq=False)
class DiskFull(SanadError):
    """No room for what should be kept."""

    says = N_(
        "This computer's disk is full. What was kept before is still kept; the last entry is not. "
        "Free some space, then continue."
    )


@dataclass(eq=False)
class InUse(SanadError):
    """Another Sanad is writing."""

    says = N_(
        "Another Sanad on this computer is at work on the same records. Nothing was lost. "
        "Close it and try again."
    )


class Database:
    """One connection. `rows` and `row` read; `transaction` writes or leaves all as it was."""

    def __init__(self, connection: sql.Connection, file: Path) -> None:
        self._connection = connection
        self.file = file

    @classmethod
    def create(cls, file: Path, key: bytes) -> "Database":
        """A new, empty, migrated database; FileExistsError rather than touch another."""
        file.touch(mode=0o600, exist_ok=False)
        connection = _connect(file, key)
        connection.execute("PRAGMA journal_mode = WAL")
        _prepare(connection)
        _migrate(connection, 0, migrations())
        connection.set_authorizer(_authorize)
        return cls(connection, file)

    @classmethod
    def open(
        cls,
        file: Path,
        key: bytes,
        scripts: Sequence[str] | None = None,
        older: Path | None = None,
    ) -> "Database":
        """Damaged, ForeignFile or NewerVersion for what can't be used, which is left unchanged.

        `older`: where a copy is laid before the file is brought to this version.
        """
        # SQLite takes an empty file for a new database, and would begin to write one
        if not file.is_file() or not file.stat().st_size:
            raise Damaged
        connection = _connect(file, key)
        try:
            scripts = migrations() if scripts is None else scripts
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > len(scripts):
                raise NewerVersion
            _prepare(connection)
            if older and version < len(scripts):
                _lay_older(connection, file, older)
            _migrate(connection, version, scripts)
            connection.set_authorizer(_authorize)
        except sql.DatabaseError as error:
            connection.close()
            raise Damaged from error
        except BaseException:
            connection.close()
            raise
        return cls(connection, file)

    @classmethod
    def reader(cls, file: Path, key: bytes) -> "Database":
        """A connection that can't write, for another thread."""
        connection = _connect(file, key)
        _prepare(connection)
        connection.execute("PRAGMA query_only = ON")
        connection.set_authorizer(_authorize)
        return cls(connection, file)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows; Damaged if a page on the way is not the one that was written."""
        try:
            found: list[tuple[Any, ...]] = self._connection.execute(statement, values).fetchall()
        except sql.DatabaseError as error:
            raise _as_said(error) from error
        return found

    def row(self, statement: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        found = self.rows(statement, values)
        return found[0] if found else None

    @contextmanager
    def transaction(self) -> Iterator["Writer"]:
        """Everything inside is durable when the block ends, or nothing of it happened."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sql.DatabaseError as error:
            raise _as_said(error) from error
        try:
            yield Writer(self._connection)
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sql.DatabaseError) and not isinstance(error, sql.IntegrityError):
                raise _as_said(error) from error
            raise

    def mark(self) -> tuple[object, ...] | None:
        """Equal to an earlier one where nothing was written since, by any connection. None inside a
        transaction, of which nobody knows whether it will have happened."""
        if self._connection.in_transaction:
            return None
        version = self.rows("PRAGMA data_version")[0][0]
        return self, version, self._connection.total_changes

    def drop_old_pages(self) -> None:
        """What was overwritten is gone from the log of changes too, as far as no reader needs it."""
        with suppress(sql.DatabaseError):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def copy_to(self, file: Path, key: bytes) -> None:
        """A complete copy under another key (or the same), durable when this returns."""
        file.touch(mode=0o600, exist_ok=False)
        there = sql.connect(str(file), isolation_level=None)
        try:
            raw = bytearray(b"x'" + bytes(key).hex().encode() + b"'")
            there.set_key(raw)
            self._connection.backup(there)
            there.execute("PRAGMA journal_mode = WAL")
        finally:
            there.close()

    def integrity(self, progress: Callable[[], None] | None = None) -> list[str]:
        """Every page's code checked, then SQLite's own structure: [] or what is wrong."""
        if progress:
            self._connection.set_progress_handler(progress, 100_000)
        try:
            found = [row[0] for row in self._connection.execute("PRAGMA cipher_integrity_check")]
            if not found:
                told = [row[0] for row in self._connection.execute("PRAGMA quick_check")]
                found = [] if told == ["ok"] else told
        except sql.DatabaseError:
            found = ["unreadable"]
        finally:
            self._connection.set_progress_handler(None, 0)
        return [str(each)[:80] for each in found]

    def close(self) -> None:
        self._connection.close()


class Writer:
    """What a transaction may do."""

    def __init__(self, connection: sql.Connection) -> None:
        self._connection = connection

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """The number of the row inserted, where one was."""
        cursor = self._connection.execute(statement, values)
        return int(cursor.lastrowid or 0)

    def run_all(self, statement: str, values: Sequence[Sequence[object]]) -> None:
        """The same for each of these, prepared once."""
        if values:
            self._connection.executemany(statement, values)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._connection.execute(statement, values).fetchall()
        return found

    def row(self, statement: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        found = self.rows(statement, values)
        return found[0] if found else None


def _lay_older(connection: sql.Connection, file: Path, older: Path) -> None:
    """The records as the earlier version left them, whole on disk before they are changed."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    partial = older.with_name(older.name + ".partial")
    try:
        shutil.copyfile(file, partial)
        partial.chmod(0o600)
        with partial.open("rb+") as opened:
            os.fsync(opened.fileno())
        partial.replace(older)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise DiskFull from error


def _migrate(connection: sql.Connection, version: int, scripts: Sequence[str]) -> None:
    for number, script in enumerate(scripts[version:], version + 1):
        try:
            connection.executescript(f"BEGIN;{script};PRAGMA user_version = {number};COMMIT;")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _as_said(error: sql.DatabaseError) -> Exception:
    """Damage is a condition with a remedy; a full disk and a bug keep their own names."""
    told = str(error)
    if "malformed" in told or "not a database" in told or "disk I/O error" in told:
        return Damaged()
    if "full" in told:
        return DiskFull()
    if "locked" in told or "busy" in told:
        return InUse()
    return RuntimeError("the database refused a statement")
