"""A backup of a headquarters into one file, while it serves; and a headquarters made from one.

    file  = "SANAD-HEADQUARTERS-BACKUP 1\\n" || frame ...
    frame = length(4, big-endian) || CBOR [what, ...]
            ["files", [[name, content], ...]]
            ["tables", revision of the tables]
            ["rows", table, [column, ...], [row, ...]]      as many as there are
            ["count", [[table, rows], ...]]
            ["end", SHA-256 of all the bytes before this frame]

The same for both databases: a headquarters moves from one to the other by it. It is read in one
snapshot. It holds no word of a case, but the keys that the folder holds: it is kept like the folder.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, MetaData, Table, select

from app import disk
from app.headquarters import organisation_calls, problems, setup, tables
from app.headquarters.database import Database
from app.seal import canonical
from app.seal.canonical import NotCanonical

_MAGIC = b"SANAD-HEADQUARTERS-BACKUP 1\n"
_FILES = ("receipt.key", "ca.pem", "ca.key", "server.pem", "server.key", "card", "backups.json")
_PAGE = 256  # rows read at once
_FRAME = 1 << 20  # bytes of rows in a frame, about
_LARGEST = 64 << 20
_ENVELOPES, _ENTRIES = "envelope", "entry"


@dataclass(frozen=True, slots=True)
class BackupSummary:
    envelopes: int
    entries: int


# -- backup ----------------------------------------------------------------------------------


def backup(folder: Path, file: Path) -> BackupSummary:
    """Whole or not at all, for its owner alone. NoHeadquarters, DatabaseDown, FileThere,
    NotWritten."""
    settings = setup.settings(folder)
    if file.exists():
        raise problems.FileThere
    database = setup.open_database(folder)
    partial = file.with_name(file.name + ".partial")
    try:
        with _written(partial) as output, database.snapshot() as connection:
            output.put(["files", _files(folder, settings)])
            output.put(["tables", database.revision(connection)])
            for table in tables.tables.sorted_tables:
                _dump(output, connection, table)
            output.put(["count", sorted(map(list, output.rows.items()))])
            output.put(["end", output.hash.digest()])
        _publish(partial, file)
    except FileExistsError as error:
        raise problems.FileThere from error
    except OSError as error:
        raise problems.NotWritten from error
    finally:
        database.close()
        with suppress(OSError):
            partial.unlink()
    return BackupSummary(output.rows[_ENVELOPES], output.rows[_ENTRIES])


def _publish(partial: Path, file: Path) -> None:
    try:
        os.link(partial, file)  # unlike a rename: never over another file
    except FileExistsError:
        raise
    except OSError:  # a stick whose file system has no links
        partial.rename(file)
    with suppress(OSError):  # Windows opens no folders
        descriptor = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class _Out:
    """Frames into a file; what has been written so far, counted and hashed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.hash = file, hashlib.sha256()
        self.rows: Counter[str] = Counter()
        self._write(_MAGIC)

    def _write(self, raw: bytes) -> None:
        self.hash.update(raw)
        self._file.write(raw)

    def put(self, frame: list[Any]) -> None:
        raw = canonical.encode(frame)
        self._write(len(raw).to_bytes(4, "big") + raw)


@contextmanager
def _written(partial: Path) -> Iterator[_Out]:
    with disk.new_file(partial) as buffered_writer:
        yield _Out(buffered_writer)
        buffered_writer.flush()
        os.fsync(buffered_writer.fileno())


def _files(folder: Path, hq_settings: setup.Settings) -> list[list[Any]]:
    """The database's address stays: it may hold a password, and is another elsewhere."""
    settings = json.dumps(asdict(replace(hq_settings, database=""))).encode()
    names = [[name, (folder / name).read_bytes()] for name in _FILES if (folder / name).exists()]
    return [["settings.json", settings], *names]


def _dump(output: _Out, connection: Connection, table: Table) -> None:
    name = str(table.name)
    names, rows, size = [str(column.name) for column in table.columns], list[list[Any]](), 0
    output.rows[name] = 0
    cursor = connection.execution_options(yield_per=_PAGE).execute(select(table))
    for row in cursor:
        plain = [int(value) if isinstance(value, bool) else value for value in row]
        rows.append(plain)
        size += sum(len(value) if isinstance(value, bytes) else 8 for value in plain)
        if size >= _FRAME:
            _rows(output, name, names, rows)
            rows, size = [], 0
    if rows:
        _rows(output, name, names, rows)


def _rows(output: _Out, table: str, names: list[str], rows: list[list[Any]]) -> None:
    output.put(["rows", table, names, rows])
    output.rows[table] += len(rows)


# -- restore ---------------------------------------------------------------------------------


def restore(file: Path, folder: Path, dsn: str = "") -> BackupSummary:
    """Into an empty folder and database, as another history: computers say hello anew and bring what
    is missing. BackupRefused, HeadquartersThere, DatabaseDown."""
    contents = _look_over(file)
    if (folder / "settings.json").exists() or (not dsn and (folder / setup.DATABASE).exists()):
        raise problems.HeadquartersThere
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(folder / setup.DATABASE, dsn)
    try:
        database.whole(lambda connection: _fill(database, connection, file))
    except BaseException:
        database.close()
        if not dsn:
            for path in folder.glob(setup.DATABASE + "*"):
                path.unlink()
        raise
    database.close()
    files = dict(contents.files)
    settings = setup.Settings(**json.loads(files.pop("settings.json")))
    for name, content in files.items():
        disk.write_whole(folder / name, content)
    setup.write_settings(folder, replace(settings, database=dsn))
    return BackupSummary(contents.rows[_ENVELOPES], contents.rows[_ENTRIES])


def opened_again(file: Path) -> BackupSummary:
    """Every byte of a backup, read again as for a restore; nothing is made of it. BackupRefused,
    NewerTables."""
    contents = _look_over(file)
    return BackupSummary(contents.rows[_ENVELOPES], contents.rows[_ENTRIES])


@dataclass(slots=True)
class _Contents:
    files: list[tuple[str, bytes]]
    revision: str
    rows: dict[str, int]


def _fill(database: Database, connection: Connection, file: Path) -> None:
    if database.revision(connection):
        raise problems.HeadquartersThere
    reflected_tables: dict[str, Table] = {}
    for frame in _frames(file):
        if frame[0] == "tables":
            database.upgrade_to(connection, frame[1])
        elif frame[0] == "rows":
            _, name, columns, rows = frame
            if name not in reflected_tables:  # as they were then: a later version's tables may differ
                reflected_tables[name] = Table(name, MetaData(), autoload_with=connection)
            insert = reflected_tables[name].insert()
            connection.execute(insert, [dict(zip(columns, row, strict=True)) for row in rows])
    database.upgrade_to(connection, "head")
    organisation_calls.new_epoch(connection)


def _look_over(file: Path) -> _Contents:
    """What is in it, once every byte has been looked at. BackupRefused."""
    contents, counted = _Contents([], "", {}), Counter[str]()
    try:
        for frame in _frames(file):
            match frame:
                case ["files", list(files)]:
                    contents.files = [(name, content) for name, content in files]
                case ["tables", str(revision)]:
                    contents.revision = revision
                case ["rows", str(name), list(), list(rows)]:
                    counted[name] += len(rows)
                case ["count", list(rows)]:
                    contents.rows = dict(rows)
        names = [name for name, _ in contents.files]
        is_valid = (
            {name: number for name, number in contents.rows.items() if number} == dict(counted)
            and bool(contents.revision)
            and {"settings.json", "receipt.key"} <= set(names) <= {"settings.json", *_FILES}
            and _ENVELOPES in contents.rows
        )
        setup.Settings(**json.loads(dict(contents.files)["settings.json"]))
    except (OSError, NotCanonical, ValueError, TypeError, LookupError) as error:
        raise problems.BackupRefused from error
    if not is_valid:
        raise problems.BackupRefused
    if not Database.knows(contents.revision):
        raise problems.NewerTables
    return contents


def _frames(file: Path) -> Iterator[list[Any]]:
    """Each frame; BackupRefused unless the last is an end that fits all before, and nothing
    follows."""
    hash_ = hashlib.sha256(_MAGIC)
    with file.open("rb") as source:
        if source.read(len(_MAGIC)) != _MAGIC:
            raise problems.BackupRefused
        while True:
            size = source.read(4)
            number = int.from_bytes(size, "big")
            raw = source.read(number) if len(size) == 4 and number <= _LARGEST else b""
            if not raw or len(raw) != number:
                raise problems.BackupRefused
            frame = canonical.decode(raw, canonical.MOST_ITEMS)
            if frame[0] == "end":
                if frame != ["end", hash_.digest()] or source.read(1):
                    raise problems.BackupRefused
                return
            hash_.update(size + raw)
            yield frame
