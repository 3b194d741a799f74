"""Folders outside the vault, as somebody looks through them for a file or a place: what lies there,
how much room is left, what can be written there under which name.

Nothing of it is kept. Each call may wait for a share that doesn't answer: none belongs on a
screen's own thread.
"""

import os
import re
import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from app import disk
from app.disk import BadFolder, NoRight, ReadOnly, condition, in_words
from app.errors import N_, SanadError
from app.platform.volumes import Volume

_LONGEST_BYTES = 255  # of a name, in every file system that a stick has; an Arabic letter is two
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]')
_OF_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_HIDDEN_BY_WINDOWS = 0x2 | 0x4  # FILE_ATTRIBUTE_HIDDEN, FILE_ATTRIBUTE_SYSTEM
_ON_WINDOWS = hasattr(os.stat_result, "st_file_attributes")
_SPARE_BYTES = 64 << 10  # that a file system takes besides


class TooLittleRoom(SanadError):
    free: int  # megabytes
    needed: int

    says = N_(
        "There is too little room here: {free} MB free, {needed} MB needed. Nothing was written and "
        "nothing is lost. Delete what is no longer needed there, or choose another place."
    )


class NoSuchFile(SanadError):
    says = N_(
        "No file or folder has this name here. Nothing was changed. Check the spelling, or choose it from the list."
    )


class BadFileName(SanadError):
    says = N_(
        "A file can’t have this name on every computer. Nothing was written. Use letters, digits, "
        "spaces and hyphens, and keep it shorter."
    )


class NameTaken(SanadError):
    says = N_("A file or folder here already has this name. Nothing was changed. Choose another name.")


class FileEntry(NamedTuple):  # twenty thousand are made in half the time of a dataclass's
    """A file or folder. `at`: when it was last changed, in seconds since 1970."""

    name: str
    is_folder: bool
    size: int = 0
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class FreeSpace:
    """Of a place. `free`: in bytes, None where nobody can tell."""

    free: int | None
    read_only: bool


def entries(folder: Path) -> list[FileEntry]:
    """What lies in a folder and isn't hidden: folders by name, then files, the newest first."""
    with in_words(BadFolder), os.scandir(folder) as scan:
        listed = [entry for item in scan if (entry := _entry(item)) is not None]
    folders = sorted((e for e in listed if e.is_folder), key=lambda e: e.name.casefold())
    files = [e for e in listed if not e.is_folder]
    files.sort(key=attrgetter("name"))
    files.sort(key=attrgetter("at"), reverse=True)
    return folders + files


def _entry(item: "os.DirEntry[str]") -> FileEntry | None:
    name = item.name
    if name[0] == ".":
        return None
    try:
        status = item.stat()
    except OSError:  # a link that leads nowhere
        return None
    if _ON_WINDOWS and status.st_file_attributes & _HIDDEN_BY_WINDOWS:  # type: ignore[attr-defined,unused-ignore]
        return None
    kind = stat.S_IFMT(status.st_mode)
    if kind == stat.S_IFREG:
        return FileEntry(name, False, status.st_size, status.st_mtime)
    return FileEntry(name, True, at=status.st_mtime) if kind == stat.S_IFDIR else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the names of the files that are looked for begin or end; neither: every file is."""

    endings: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, kinds: str) -> "Wanted":
        """Of patterns in brackets: "PDF (*.pdf)", "(sanad-words*)"."""
        patterns = kinds.partition("(")[2].rpartition(")")[0].casefold().split()
        return cls(
            tuple(pattern[1:] for pattern in patterns if pattern.startswith("*")),
            tuple(pattern.rstrip("*") for pattern in patterns if not pattern.startswith("*")),
        )

    def fits(self, name: str) -> bool:
        name = name.casefold()
        return self == Wanted() or name.endswith(self.endings) or name.startswith(self.beginnings)


def changed_at(folder: Path) -> float:
    """When something was last put in or taken out; SanadError where it is away."""
    with in_words(BadFolder):
        return folder.stat().st_mtime


def room(folder: Path, volumes: Sequence[Volume]) -> FreeSpace:
    """How much room a place has, among what is plugged in."""
    writable = os.access(folder, os.W_OK | os.X_OK) and not _read_only(folder, volumes)
    return FreeSpace(_free(folder), not writable)


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _read_only(folder: Path, volumes: Sequence[Volume]) -> bool:
    return any(volume.read_only and folder.is_relative_to(volume.path) for volume in volumes)


def opened(path: Path) -> Path:
    """A file or folder that somebody named, if it is there. SanadError."""
    try:
        path.stat()
    except OSError as error:
        raise condition(error, NoSuchFile) from error
    return path


def place_for(path: Path, needs: int, volumes: Sequence[Volume]) -> bool:
    """Before work begins: can a file be written there? Is one there already? SanadError with what to
    do about it. `needs`: bytes; 0 where nobody knows yet."""
    if path.name != safe_name(path.name):
        raise BadFileName
    check_folder(path.parent, needs, volumes)
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise condition(error) from error
    if stat.S_ISDIR(status.st_mode):
        raise NameTaken
    if stat.S_ISREG(status.st_mode) and not os.access(path, os.W_OK):
        raise ReadOnly
    return True


def check_folder(folder: Path, needs: int, volumes: Sequence[Volume]) -> None:
    """Can files be written in a folder? SanadError."""
    with in_words(BadFolder):
        status = folder.stat()
    if not stat.S_ISDIR(status.st_mode):
        raise BadFolder
    if _read_only(folder, volumes):
        raise ReadOnly
    if not os.access(folder, os.W_OK | os.X_OK):
        raise NoRight
    free = _free(folder)
    if needs and free is not None and free < needs + _SPARE_BYTES:
        raise TooLittleRoom(free // disk.MB, -(-needs // disk.MB))


def new_folder(folder: Path, name: str) -> Path:
    """Make a folder in another. SanadError."""
    if not name.strip() or name.strip() != safe_name(name):
        raise BadFileName
    made_folder = folder / name.strip()
    try:
        made_folder.mkdir()
    except FileExistsError as error:
        raise NameTaken from error
    except OSError as error:
        raise condition(error) from error
    return made_folder


def safe_name(name: str) -> str:
    """A name that every computer and stick takes: without signs that some forbid, short enough, its
    ending kept."""
    name = _FORBIDDEN.sub("-", name).strip(" ").rstrip(". ")
    if _OF_WINDOWS.fullmatch(name):
        name = f"{name}-"
    if len(name.encode()) <= _LONGEST_BYTES:
        return name
    stem, ending = os.path.splitext(name)
    if len(ending.encode()) > 40:
        stem, ending = name, ""
    limit = _LONGEST_BYTES - len(ending.encode())
    return stem.encode()[:limit].decode("utf-8", "ignore").rstrip(". ") + ending
