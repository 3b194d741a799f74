"""A SQLCipher connection as every use of the vault needs it: keyed, durable, append-only.

The connection belongs to the thread that opened it. `transaction` is the only way to write."""

import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sql

from app import disk
from app.disk import DeviceGone, DiskFailed, DiskFull, RecordsInUse, SystemRefusal
from app.errors import N_, SanadError
from app.seal.file_marker import Damaged, ForeignFile, NewerVersion
from app.update import entry
from app.vault import duties
from app.vault.duties import Duties, Noted
from app.vault.failures import FAILURES, failure_of, refused_by_system, refused_reading

__all__ = ["DiskFull", "RecordsInUse"]

_MIGRATIONS = Path(__file__).parent / "migrations"
_FIRST = 20  # the number of the first script; before it there were versions that nobody was given

# https://sqlite.org/c3ref/c_alter_table.html: what an authorizer is asked about
_OK, _DENY = 0, 1
_REFUSED = {24, 25}  # ATTACH, DETACH: no row leaves for another file
_DELETE, _UPDATE, _DROP_TABLE, _DROP_TRIGGER, _ALTER = 9, 23, 11, 16, 26
_FOR_EVER = {"envelope", "directory", "organisation"}
_LOOKING = "?mode=ro&immutable=1"  # https://sqlite.org/uri.html
_WAIT_S = 10.0  # for another program that writes


class OlderVersion(SanadError):
    says = N_(
        "These records were written by an earlier version of Sanad. Nothing is lost. Open them once, then check again."
    )


class UnreleasedVersion(SanadError):
    says = N_(
        "These records were made by a version of Sanad from before its first release, and this version can no longer "
        "read them. Nothing was changed. Open them with the version that made them."
    )


def migrations() -> list[str]:
    """The numbered scripts, first to last. The file's user_version is the number of the last one
    that it has had."""
    return [file.read_text("utf-8") for file in sorted(_MIGRATIONS.glob("[0-9]*.sql"))]


def newest_form() -> int:
    """The `user_version` that this version of Sanad brings records to: the newest that it reads."""
    return _newest(migrations())


def connected(file: Path, key: bytes, uri_query: str = "") -> sql.Connection:
    """`uri_query`: what a file's URI adds, https://sqlite.org/uri.html."""
    name = f"{file.absolute().as_uri()}{uri_query}" if uri_query else str(file)
    try:
        connection = sql.connect(
            name, isolation_level=None, cached_statements=256, timeout=_WAIT_S, uri=bool(uri_query)
        )
    except FAILURES as error:
        raise failure_of(error, file, lambda: False) from error
    try:
        # A raw key: SQLCipher derives nothing from it.  Never as PRAGMA text, which a trace shows.
        raw = bytearray(b"x'" + bytes(key).hex().encode() + b"'")
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.set_key(raw)
        raw[:] = bytes(len(raw))
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except FAILURES as error:
        connection.close()
        raise _refusal(error, file, key, uri_query) from error
    return connection


def _is_damaged(file: Path, key: bytes, uri_query: str) -> bool:
    """As `Database.is_damaged`; False where nobody can tell, since the file can't be read."""
    name = f"{file.absolute().as_uri()}{uri_query}"
    connection = sql.connect(name, isolation_level=None, timeout=_WAIT_S, uri=True)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.set_key(bytearray(b"x'" + bytes(key).hex().encode() + b"'"))
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return bool(_integrity(connection, file, CHECKS))
    except FAILURES as error:
        code = int(getattr(error, "sqlite_errorcode", None) or sql.SQLITE_ERROR) & 0xFF
        return code in (sql.SQLITE_CORRUPT, sql.SQLITE_NOTADB)
    except SystemRefusal:
        return False
    finally:
        connection.close()


CHECKS = ("pages", "structure")  # every page's code; what SQLite makes of them


def _integrity(connection: sql.Connection, file: Path, checks: Sequence[str]) -> list[str]:
    """DiskFailed and its like where a page can't be read, which says nothing of what is in it."""
    if "pages" in checks:
        problems = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
        if any(problem.startswith("error reading") for problem in problems):
            raise refused_reading(file) or DiskFailed()
        if problems:
            return problems
    lines = ["ok"]
    if "structure" in checks:
        lines = [str(row[0]) for row in connection.execute("PRAGMA quick_check")]
    return [] if lines == ["ok"] else lines


def _refusal(error: Exception, file: Path, key: bytes, uri_query: str) -> Exception:
    """Why it can't be opened: another program's database, or what `failure_of` says."""
    failure = failure_of(error, file, lambda: _is_damaged(file, key, uri_query))
    if isinstance(failure, Damaged):
        with suppress(OSError), file.open("rb") as opened:
            if opened.read(15) == b"SQLite format 3":
                return ForeignFile()
    return failure


def _prepare(connection: sql.Connection) -> None:
    # FULL, not NORMAL: in WAL mode NORMAL may lose the last commits at power loss, and the page
    # has already told the interviewer "kept".  https://sqlite.org/pragma.html#pragma_synchronous
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    # else REPLACE passes the append-only triggers.  https://sqlite.org/lang_conflict.html
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(_PAGES_AT_HAND)


_PAGES_AT_HAND, _MANY_AT_HAND = "PRAGMA cache_size = -32000", "PRAGMA cache_size = -64000"  # KB


def _note_changes(connection: sql.Connection) -> None:
    for statement in duties.TRIGGERS:
        connection.execute(statement)


def _authorize(action: int, table: str | None, two: str | None, *_: object) -> int:
    if action in _REFUSED:
        return _DENY
    if (action, table, two) == (_UPDATE, "envelope", "body"):
        return _OK  # a trigger lets it be emptied alone, and only by order
    if action in (_DELETE, _UPDATE, _DROP_TABLE) and table in _FOR_EVER:
        return _DENY
    if action in (_DROP_TRIGGER, _ALTER):
        return _DENY
    return _OK


class Source:
    """What can be read: a connection, or a transaction on it."""

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        raise NotImplementedError

    def row(self, statement: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        rows = self.rows(statement, values)
        return rows[0] if rows else None

    def has(self, statement: str, values: Sequence[object] = ()) -> bool:
        """Is there such a row?"""
        return bool(self.rows(statement, values))

    def column(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """The first of each row."""
        return [row[0] for row in self.rows(statement, values)]

    def value(self, statement: str, values: Sequence[object] = ()) -> Any | None:
        """The first of a row; None where there is none."""
        return next(iter(self.column(statement, values)), None)

    def number(self, statement: str, values: Sequence[object] = ()) -> int:
        """The same of a count, a sum or a place; 0 where there is none."""
        return int(self.value(statement, values) or 0)


class Database(Source):
    """One connection. `rows` and `row` read; `transaction` writes or leaves all as it was."""

    def __init__(self, connection: sql.Connection, file: Path, key: bytes) -> None:
        self._connection = connection
        self.file = file
        self._key = key
        self._immutable = False
        self.duties: Duties | None = None  # of the vault whose records these are

    def _failure(self, error: Exception) -> Exception:
        failure = failure_of(error, self.file, self.is_damaged)
        if isinstance(failure, Damaged):
            self._note_damage()
        return failure

    def _note_damage(self) -> None:
        """For the next opening (app.vault.healing)."""
        if not self._immutable:
            with suppress(OSError):
                self.file.with_name("damaged").touch(mode=0o600)

    def is_damaged(self) -> bool:
        """Does a page fail its code, or SQLite's structure not hold? The whole file is read."""
        return _is_damaged(self.file, self._key, _LOOKING if self._immutable else "")

    def again(self) -> "Database":
        """A new connection that reads the same. Once a page failed its code, SQLCipher may refuse
        whole ones too on that connection."""
        if self._immutable:
            return Database.untouched(self.file, self._key)
        return Database.reader(self.file, self._key)

    @classmethod
    def create(cls, file: Path, key: bytes) -> "Database":
        """A new, empty, migrated database; FileExistsError rather than touch another."""
        file.touch(mode=0o600, exist_ok=False)
        connection = connected(file, key)
        with _in_words(connection, file, key):
            connection.execute("PRAGMA journal_mode = WAL")
            _prepare(connection)
            _migrate(connection, 0, migrations())
            _note_changes(connection)
            connection.set_authorizer(_authorize)
        return cls(connection, file, key)

    @classmethod
    def open(
        cls, file: Path, key: bytes, scripts: Sequence[str] | None = None, older: Path | None = None
    ) -> "Database":
        """Damaged, ForeignFile, NewerVersion or UnreleasedVersion for what can't be used, and the
        conditions of `app.disk`, ReadOnly among them; the file is left unchanged by all.

        `older`: where a copy is laid before the file is brought to this version."""
        _look_at(file)
        connection = connected(file, key)
        scripts = migrations() if scripts is None else scripts
        with _in_words(connection, file, key):
            version = _version(connection, scripts)
            _prepare(connection)
            # SQLite opens a file that it may not write without a word, takes BEGIN IMMEDIATE for
            # BEGIN there, and refuses at the first keep
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"PRAGMA user_version = {version}")
            connection.execute("ROLLBACK")
            if version < _newest(scripts):
                with disk.in_words():
                    entry.note_records()
                _bring_up(connection, file, version, scripts, older)
            _note_changes(connection)
            connection.set_authorizer(_authorize)
        return cls(connection, file, key)

    @classmethod
    def untouched(cls, file: Path, key: bytes, scripts: Sequence[str] | None = None) -> "Database":
        """A connection that changes nothing on disk, not even beside the file: for looking at it.
        What stands in its log of changes (-wal) is not seen. NewerVersion, OlderVersion,
        UnreleasedVersion."""
        _look_at(file)
        connection = connected(file, key, _LOOKING)
        scripts = migrations() if scripts is None else scripts
        with _in_words(connection, file, key, _LOOKING):
            if _version(connection, scripts) < _newest(scripts):
                raise OlderVersion
            _prepare(connection)
            connection.execute("PRAGMA query_only = ON")
            connection.set_authorizer(_authorize)
        database = cls(connection, file, key)
        database._immutable = True
        return database

    @classmethod
    def reader(cls, file: Path, key: bytes) -> "Database":
        """A connection that can't write, for another thread."""
        connection = connected(file, key)
        with _in_words(connection, file, key):
            _prepare(connection)
            connection.execute("PRAGMA query_only = ON")
            connection.set_authorizer(_authorize)
        return cls(connection, file, key)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows; Damaged if a page on the way is not the one that was written."""
        try:
            rows: list[tuple[Any, ...]] = self._connection.execute(statement, values).fetchall()
        except FAILURES as error:
            raise self._failure(error) from error
        return rows

    def verified_rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]] | None:
        """The same; None if a page on the way is not the one that was written. Where such a page only ends a long
        value it reads as zeros, and SQLCipher refuses what is read after it: so something is."""
        try:
            rows: list[tuple[Any, ...]] = self._connection.execute(statement, values).fetchall()
            self._connection.execute("PRAGMA shrink_memory")
            self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except FAILURES as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sql.SQLITE_CORRUPT, sql.SQLITE_NOTADB):
                return None
            raise self._failure(error) from error
        return rows

    @contextmanager
    def transaction(self) -> Iterator["Writer"]:
        """Everything inside is durable when the block ends, or nothing of it happened. What the
        change asks for (app.vault.duties) is done with it."""
        writer = Writer(self._connection, self.duties)
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except FAILURES as error:
            raise self._failure(error) from error
        try:
            yield writer
            writer.settle()
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                with suppress(sql.DatabaseError):
                    self._connection.execute("ROLLBACK")
            if isinstance(error, FAILURES) and not isinstance(error, sql.IntegrityError):
                raise self._failure(error) from error
            raise
        if self.duties:
            self.duties.after_commit(writer.noted)

    @contextmanager
    def more_at_hand(self) -> Iterator[None]:
        """Memory for more pages while something is written in every case: each is opened and sealed less often."""
        self._connection.execute(_MANY_AT_HAND)
        try:
            yield
        finally:
            self._connection.execute(_PAGES_AT_HAND)

    def mark(self) -> tuple[object, ...] | None:
        """Equal to an earlier one where nothing was written since, by any connection. None inside a
        transaction, of which nobody knows whether it will have happened."""
        if self._connection.in_transaction:
            return None
        version = self.rows("PRAGMA data_version")[0][0]
        return self, version, self._connection.total_changes

    def begin_reading(self) -> None:
        """Read from now on what is there now, until the connection is closed."""
        try:
            self._connection.execute("BEGIN")
            self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except FAILURES as error:
            raise self._failure(error) from error

    def form(self) -> int:
        """The `user_version` of the file: the newest form that it was brought to."""
        return self.number("PRAGMA user_version")

    def drop_old_pages(self) -> None:
        """What was overwritten is gone from the log of changes too, as far as no reader needs it."""
        with suppress(sql.DatabaseError):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def copy_to(self, file: Path, key: bytes) -> None:
        """A complete copy under another key (or the same), durable when this returns."""
        file.touch(mode=0o600, exist_ok=False)
        self.fill(file, key)

    def fill(self, file: Path, key: bytes) -> None:
        """The same into a file that is there and empty."""
        target = sql.connect(str(file), isolation_level=None)
        try:
            raw = bytearray(b"x'" + bytes(key).hex().encode() + b"'")
            target.set_key(raw)
            self._connection.backup(target)
            target.execute("PRAGMA journal_mode = WAL")
        except FAILURES as error:
            raise self._copying(error, file) from error
        finally:
            target.close()

    def _copying(self, error: Exception, path: Path) -> Exception:
        """Either of the two files may be the one: a new one that is damaged is not."""
        failure = failure_of(error, path, lambda: True)
        if isinstance(failure, RuntimeError):  # the backup tells no code of what it meets
            return refused_by_system(path) or DiskFailed()
        return self._failure(error) if isinstance(failure, Damaged) else failure

    def integrity(self, checks: Sequence[str] = CHECKS, progress: Callable[[], None] | None = None) -> list[str]:
        """Every page's code checked, then SQLite's own structure: [] or what is wrong. The
        conditions of `app.disk` where the file can't be read through, or reads well the second
        time: one read that failed looks like a page whose code is wrong."""
        if progress:
            self._connection.set_progress_handler(progress, 100_000)
        try:
            problems = _integrity(self._connection, self.file, checks)
        except FAILURES as error:
            failure = self._failure(error)
            if not isinstance(failure, Damaged):
                raise failure from error
            problems = ["unreadable"]
        finally:
            self._connection.set_progress_handler(None, 0)
        if problems and not self.is_damaged():
            raise DiskFailed
        if problems:
            self._note_damage()
        return [str(problem)[:80] for problem in problems]

    def close(self) -> None:
        self._connection.close()


class Writer(Source):
    """What a transaction may do."""

    def __init__(self, connection: sql.Connection, duties: Duties | None = None) -> None:
        self._connection = connection
        self._duties = duties
        self.noted = Noted()  # by all of the transaction

    def settle(self) -> None:
        """Do now what is owed for what was changed so far, and at the end of the transaction only
        for the rest."""
        if self._duties is None:
            return
        while (noted := duties.take(self)).any():
            self._duties.before_commit(self, noted)
            self.noted.add(noted)

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """The number of the row inserted, where one was."""
        self._note(statement)
        cursor = self._connection.execute(statement, values)
        return int(cursor.lastrowid or 0)

    def run_all(self, statement: str, values: Sequence[Sequence[object]]) -> None:
        """The same for each of these, prepared once."""
        if values:
            self._note(statement)
            self._connection.executemany(statement, values)

    def _note(self, statement: str) -> None:
        if table := duties.table_of(statement):
            self.noted.tables.add(table)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._connection.execute(statement, values).fetchall()
        return rows


@contextmanager
def _in_words(connection: sql.Connection, file: Path, key: bytes, uri_query: str = "") -> Iterator[None]:
    """What fails inside closes the connection and leaves as a condition."""
    try:
        yield
    except FAILURES as error:
        connection.close()
        raise failure_of(error, file, lambda: _is_damaged(file, key, uri_query)) from error
    except BaseException:
        connection.close()
        raise


def _look_at(file: Path) -> None:
    """Damaged where there is no file, or an empty one: SQLite takes that for a new database, and
    would begin to write it."""
    try:
        file_stat = file.stat()
    except FileNotFoundError:
        # the folder answers, so it isn't the disk that is away
        raise (Damaged if file.parent.is_dir() else DeviceGone)() from None
    except OSError as error:
        raise disk.condition(error, Damaged) from error
    if not stat.S_ISREG(file_stat.st_mode) or not file_stat.st_size:
        raise Damaged


def _newest(scripts: Sequence[str]) -> int:
    return _FIRST + len(scripts) - 1


def _version(connection: sql.Connection, scripts: Sequence[str]) -> int:
    """0: nothing was laid in it yet."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > _newest(scripts):
        raise NewerVersion
    if 0 < version < _FIRST:
        raise UnreleasedVersion
    return version


def _bring_up(connection: sql.Connection, file: Path, version: int, scripts: Sequence[str], older: Path | None) -> None:
    """To this version, or left as it was, and then without the copy."""
    if older:
        _lay_older(connection, file, older)
    try:
        _migrate(connection, version, scripts)
    except BaseException:
        if older:
            with suppress(OSError):
                older.unlink()
        raise


def _lay_older(connection: sql.Connection, file: Path, older: Path) -> None:
    """The records as the earlier version left them, whole on disk before they are changed."""
    ((busy, *_),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    if busy:
        raise RecordsInUse
    with disk.in_words(), file.open("rb") as source, disk.written_whole(older) as copy:
        shutil.copyfileobj(source, copy, 1 << 20)


def _migrate(connection: sql.Connection, version: int, scripts: Sequence[str]) -> None:
    """All of them or none: a disk that is full half-way leaves the version that was there."""
    todo = ";".join(scripts[max(version - _FIRST + 1, 0) :])
    try:
        connection.executescript(f"BEGIN;{todo};PRAGMA user_version = {_newest(scripts)};COMMIT;")
    except BaseException:
        if connection.in_transaction:
            with suppress(sql.DatabaseError):
                connection.execute("ROLLBACK")
        raise
