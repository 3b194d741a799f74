"""What SQLite's errors are to a person. Only a page whose code is wrong, in a file that can be read
from beginning to end, is damage: everything else says nothing of what is stored."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlcipher3 import dbapi2 as sql

from app import disk
from app.disk import DeviceGone, DiskFailed, DiskFull, OutOfMemory, ReadOnly, RecordsInUse
from app.errors import SanadError
from app.platform import system
from app.seal.file_marker import Damaged

# https://sqlite.org/rescode.html: the low byte of an extended code is the primary one
_MOVED = 1032  # SQLITE_READONLY_DBMOVED
_IO_NO_MEMORY = 3082  # SQLITE_IOERR_NOMEM
_BLOCK = 1 << 20
_PROBE = 1 << 17  # bytes: more than SQLite makes a file longer by at once

FAILURES = (sql.DatabaseError, MemoryError)


def failure_of(error: Exception, file: Path, is_damaged: Callable[[], bool]) -> Exception:
    """The condition of an error of the database in `file`; RuntimeError for a bug of ours.

    `is_damaged` reads the whole file again: where one read fails (EIO), SQLCipher may well say
    that the file is malformed."""
    if isinstance(error, MemoryError):
        return OutOfMemory()
    code = int(getattr(error, "sqlite_errorcode", None) or sql.SQLITE_ERROR)
    if code == _MOVED:
        return DeviceGone()
    if code == _IO_NO_MEMORY:
        return OutOfMemory()
    match code & 0xFF:
        case sql.SQLITE_NOMEM:
            return OutOfMemory()
        case sql.SQLITE_FULL:
            return DiskFull()
        case sql.SQLITE_BUSY | sql.SQLITE_LOCKED | sql.SQLITE_PROTOCOL:
            return RecordsInUse()
        case sql.SQLITE_READONLY:
            return refused_by_system(file) or ReadOnly()
        case sql.SQLITE_IOERR | sql.SQLITE_CANTOPEN | sql.SQLITE_PERM:
            return refused_by_system(file) or DiskFailed()
        case sql.SQLITE_CORRUPT | sql.SQLITE_NOTADB:
            return refused_reading(file) or (Damaged() if is_damaged() else DiskFailed())
    return RuntimeError("the database refused a statement")


def refused_by_system(file: Path) -> SanadError | None:
    """SQLite keeps the system's number to itself: the same is asked of the system again."""
    for path, flags in ((file, os.O_RDWR), (file.parent, os.O_RDONLY)):
        try:
            os.close(os.open(path, flags | getattr(os, "O_BINARY", 0)))
        except FileNotFoundError:
            return DeviceGone()
        except OSError as error:
            if system.opens_folders or path != file.parent:
                return disk.condition(error, DiskFailed)
    for companion in (file.with_name(file.name + end) for end in ("-wal", "-shm")):
        try:
            os.close(os.open(companion, os.O_RDWR | getattr(os, "O_BINARY", 0)))
        except FileNotFoundError:
            continue
        except OSError as error:
            return disk.condition(error, DiskFailed)
    if _protected(file):
        return ReadOnly()
    return _refused_writing(file.with_name("probe.partial"))


def _protected(file: Path) -> bool:
    try:
        return bool(os.statvfs(file).f_flag & os.ST_RDONLY)
    except (AttributeError, OSError):  # Windows has no statvfs
        return False


def _refused_writing(probe: Path) -> SanadError | None:
    """SQLite tells a full disk from a failed one only where it writes records, not where it makes
    its files beside them longer."""
    try:
        with disk.new_file(probe) as opened:
            opened.write(bytes(_PROBE))
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        return disk.condition(error, DiskFailed)
    finally:
        with suppress(OSError):
            probe.unlink()
    return None


def refused_reading(file: Path) -> SanadError | None:
    """Why the file can't be read through, if it can't: then nobody knows whether it is damaged."""
    try:
        with file.open("rb", buffering=0) as opened:
            while opened.read(_BLOCK):
                pass
    except OSError as error:
        if error.errno == errno.EISDIR:
            return None
        return disk.condition(error, DiskFailed)
    return None
