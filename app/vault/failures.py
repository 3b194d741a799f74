"""What SQLite's errors are to a person. Only a page whose code is wrong, in a file that can be read
from beginning to end, is damage: everything else says nothing of what is stored."""

import errno
import os
from pathlib import Path

from sqlcipher3 import dbapi2 as sql

from app import disk
from app.disk import DeviceGone, DiskFailed, DiskFull, InUse, OutOfMemory, ReadOnly
from app.errors import SanadError
from app.seal.slots import Damaged

# https://sqlite.org/rescode.html: the low byte of an extended code is the primary one
_MOVED = 1032  # SQLITE_READONLY_DBMOVED
_IO_NO_MEMORY = 3082  # SQLITE_IOERR_NOMEM
_BLOCK = 1 << 20

FAILURES = (sql.DatabaseError, MemoryError)


def failure_of(error: Exception, file: Path) -> Exception:
    """The condition of an error of the database in `file`; RuntimeError for a bug of ours."""
    if isinstance(error, MemoryError):
        return OutOfMemory()
    code = int(getattr(error, "sqlite_errorcode", None) or 0)
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
            return InUse()
        case sql.SQLITE_READONLY:
            return _refused_by_system(file) or ReadOnly()
        case sql.SQLITE_IOERR | sql.SQLITE_CANTOPEN | sql.SQLITE_PERM:
            return _refused_by_system(file) or DiskFailed()
        case sql.SQLITE_CORRUPT | sql.SQLITE_NOTADB:
            return _refused_reading(file) or Damaged()
    return RuntimeError("the database refused a statement")


def _refused_by_system(file: Path) -> SanadError | None:
    """SQLite keeps the system's number to itself: the same is asked of the system again."""
    for path, how in ((file, os.O_RDWR), (file.parent, os.O_RDONLY)):
        try:
            os.close(os.open(path, how | getattr(os, "O_BINARY", 0)))
        except FileNotFoundError:
            return DeviceGone()
        except OSError as error:
            if not (os.name == "nt" and path == file.parent):  # Windows opens no folders
                return disk.condition(error, DiskFailed)
    for beside in (file.with_name(file.name + end) for end in ("-wal", "-shm")):
        try:
            os.close(os.open(beside, os.O_RDWR | getattr(os, "O_BINARY", 0)))
        except FileNotFoundError:
            continue
        except OSError as error:
            return disk.condition(error, DiskFailed)
    if _protected(file):
        return ReadOnly()
    if not os.access(file.parent, os.W_OK):
        return disk.NoRight()
    return _no_room(file)


def _protected(file: Path) -> bool:
    try:
        return bool(os.statvfs(file).f_flag & os.ST_RDONLY)
    except (AttributeError, OSError):  # Windows has no statvfs
        return False


def _no_room(file: Path) -> SanadError | None:
    try:
        told = os.statvfs(file)
    except (AttributeError, OSError):
        return None
    return DiskFull() if not told.f_bavail else None


def _refused_reading(file: Path) -> SanadError | None:
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
