"""Files written whole or not at all, and what a disk refuses, each as its own condition.

Everything that touches the disk turns an OSError into a condition here (`condition`), and makes its
files here (`new_file`, `write_whole`): a name that somebody prepared, such as a link called
NAME.partial, is never followed.
"""

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.errors import N_, SanadError
from app.platform import system

MB = 1_000_000  # as makers of disks and the server count
_HELD_S = 2.0  # how long another writer of the same file is waited for


class SystemRefusal(SanadError):
    """What the computer refused: it says nothing of whether what is stored is whole."""


class DiskFull(SystemRefusal):
    says = N_(
        "There is no room left on the disk or USB stick. Earlier work is still saved; the new "
        "data was not. Free some space there, or choose another place, then try again."
    )


class TooLargeForDisk(SystemRefusal):
    says = N_(
        "This disk cannot hold a file of this size. Earlier work is still saved; this "
        "file was not written. Choose another disk."
    )


class ReadOnly(SystemRefusal):
    says = N_(
        "This place can be read but not written to: the disk or file is write-protected. "
        "Nothing was changed and nothing is lost. Remove the protection, then try again."
    )


class InUse(SystemRefusal):
    says = N_(
        "Another program on this computer is using this file or folder. Nothing was lost. "
        "Close it there, then try again."
    )

    @classmethod
    def kind(cls) -> str:
        """The same of whatever is in use: scripts tell it apart by this word."""
        return "in_use"


class RecordsInUse(InUse):
    says = N_(
        "Another program on this computer, perhaps another Sanad, is using the same "
        "records. Nothing was lost. Close it and try again."
    )


class DeviceGone(SystemRefusal):
    says = N_(
        "The disk with these files can no longer be reached. Earlier work is still on "
        "it. Connect it again, then try again."
    )


class NoRight(SystemRefusal):
    says = N_(
        "This user of the computer has no permission for these files or that folder. Nothing was changed and nothing "
        "is lost. Ask the person who looks after the computer for permission, or choose another place."
    )


class DiskFailed(SystemRefusal):
    says = N_(
        "The disk did not respond properly. Earlier work is still saved as far as the "
        "disk is sound; the last step was not done. Try again; if it happens again, "
        "write a backup to another disk and show this computer to whoever looks after it."
    )


class OutOfMemory(SystemRefusal):
    says = N_(
        "This computer has too little free memory for this step. Nothing was changed and "
        "nothing is lost. Close other programs, then try again."
    )


class BadFolder(SanadError):
    says = N_("That place can't be used: it is missing, full or protected. Nothing was lost. Choose another place.")


# What each number of the system means to a person: https://man7.org/linux/man-pages/man3/errno.3.html
_CONDITIONS: dict[str, type[SanadError]] = {
    "ENOSPC": DiskFull, "EDQUOT": DiskFull, "EFBIG": TooLargeForDisk,
    "EROFS": ReadOnly,
    "EACCES": NoRight, "EPERM": NoRight,
    "EBUSY": InUse, "ETXTBSY": InUse, "EAGAIN": InUse, "EDEADLK": InUse, "ENOLCK": InUse,
    "ENODEV": DeviceGone, "ENXIO": DeviceGone, "ESTALE": DeviceGone, "ENOTCONN": DeviceGone,
    "EREMOTEIO": DeviceGone, "EHOSTDOWN": DeviceGone, "ENOMEDIUM": DeviceGone,
    "ESHUTDOWN": DeviceGone, "ETIMEDOUT": DeviceGone,
    "EIO": DiskFailed,
    "ENOMEM": OutOfMemory,
}  # fmt: skip
_OF_NUMBER = {number: kind for name, kind in _CONDITIONS.items() if (number := getattr(errno, name, None)) is not None}
# https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499-
_OF_WINDOWS: dict[int, type[SanadError]] = {
    19: ReadOnly, 21: DeviceGone, 32: InUse, 33: InUse, 39: DiskFull, 112: DiskFull,
    55: DeviceGone, 1117: DiskFailed, 1167: DeviceGone, 223: TooLargeForDisk,
}  # fmt: skip


def condition(error: OSError, otherwise: type[SanadError] = BadFolder) -> SanadError:
    """What an OSError is to a person; `otherwise` for what says nothing of the disk, such as a
    name that isn't there. The condition has the OSError as its cause."""
    kind = _OF_WINDOWS.get(getattr(error, "winerror", None) or 0)
    kind = kind or _OF_NUMBER.get(error.errno or 0, otherwise)
    if kind is NoRight and _is_folder_opened_as_file(error):
        kind = otherwise
    failure = kind()
    failure.__cause__ = error
    return failure


def _is_folder_opened_as_file(error: OSError) -> bool:
    """Windows says of it that one has no right (EACCES), other systems what it is (EISDIR)."""
    return not system.opens_folders and bool(error.filename) and os.path.isdir(error.filename)


@contextmanager
def in_words(otherwise: type[SanadError] = BadFolder) -> Iterator[None]:
    """An OSError inside leaves as a condition."""
    try:
        yield
    except OSError as error:
        raise condition(error, otherwise) from error


def new_file(file: Path) -> BinaryIO:
    """A file that was not there, for its user alone, held against others until it is closed. What
    a killed program left under that name, or somebody prepared, is removed and never followed.
    OSError; BlockingIOError where another program is writing it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    now = time.monotonic() + _HELD_S
    while True:
        try:
            descriptor = os.open(file, flags, 0o600)
            break
        except FileExistsError:
            if not remove_abandoned(file):
                if time.monotonic() > now:
                    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from None
                time.sleep(0.01)
    system.try_lock(descriptor)
    return os.fdopen(descriptor, "wb")


def remove_abandoned(file: Path) -> bool:
    """Remove a file unless a living program holds it (`new_file`, `hold`). Is it gone?"""
    try:
        mode = os.lstat(file).st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):  # the system's own, such as /dev/full
            return False
        if not stat.S_ISREG(mode):
            os.unlink(file)
            return True
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return True
    try:
        if not system.try_lock(descriptor):
            return False
        if system.removes_open_files:
            os.unlink(file)
    finally:
        os.close(descriptor)
    if not system.removes_open_files:  # so it is nobody's if this succeeds
        try:
            os.unlink(file)
        except PermissionError:
            return False
    return True


@contextmanager
def locked(descriptor: int) -> Iterator[None]:
    """No other program that asks for the same lock writes meanwhile. Not on Windows, nor where the
    file system has no locks."""
    with system.locked(descriptor):
        yield


@contextmanager
def written_whole(file: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes `file`'s place at once and for good when the block ends;
    after any failure nothing of it is left. OSError."""
    partial = file.with_name(file.name + ".partial")
    opened = new_file(partial)
    try:
        with opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
            if system.removes_open_files:
                partial.replace(file)
        if not system.removes_open_files:
            partial.replace(file)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    sync_folder(file.parent)


def write_whole(file: Path, content: bytes) -> None:
    """Replace a file at once and for good: after this returns, a power cut can't undo it. OSError."""
    with written_whole(file) as opened:
        opened.write(content)


def write_piece(file: Path, start: int, content: bytes) -> None:
    """Bytes of a file from a place on, for one that comes piece by piece; the file is made where there is
    none, for its user alone. Not durable before `finish_pieces`. OSError, for a link too."""
    flags = os.O_WRONLY | os.O_CREAT
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(file, flags, 0o600), "wb") as opened:
        opened.seek(start)
        opened.write(content)


def finish_pieces(file: Path, name: Path) -> None:
    """What came piece by piece is whole: it gets its name, for good. OSError."""
    with file.open("r+b") as opened:
        os.fsync(opened.fileno())
    file.replace(name)
    sync_folder(name.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder durable; Windows does it by itself."""
    system.sync_folder(folder)
