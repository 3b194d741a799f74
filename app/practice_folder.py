"""The folder in which somebody practises: apart from every real record, and gone afterwards.

HOME/practice           a data folder of its own, emptied before and removed after
HOME/practice/practice  marks it: nothing without that mark is ever emptied or practised in
HOME/practice.lock      held by the program whose child practises there

The parent process makes it and takes it away; the window that practises is told of this folder alone
and never of HOME (app.__main__).
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app import disk
from app.disk import InUse
from app.errors import N_, SanadError
from app.platform import system

NAME, MARK, LOCK = "practice", "practice", "practice.lock"
_TAKEN_ALONG = "preferences.json"  # language and look; nothing of a case


class PracticeUnderWay(InUse):
    says = N_(
        "Somebody is practising on this computer already, in another window of Sanad. Nothing "
        "was changed. Close that window, then try again."
    )


class PracticeFolderTaken(SanadError):
    says = N_(
        "Sanad’s files contain a folder named “practice” that Sanad did not make, so practice can’t begin. Nothing was "
        "changed. Ask the person who looks after the computer to move it."
    )


def is_practice(folder: Path) -> bool:
    """Is this data folder one to practise in?"""
    return not folder.is_symlink() and (folder / MARK).is_file()


def check(home: Path) -> None:
    """May somebody begin to practise now? PracticeFolderTaken, PracticeUnderWay."""
    folder = home / NAME
    if folder.is_symlink() or (folder.exists() and not is_practice(folder)):
        raise PracticeFolderTaken
    with disk.in_words():
        if not disk.remove_abandoned(home / LOCK):
            raise PracticeUnderWay


@contextmanager
def laid(home: Path) -> Iterator[Path]:
    """The folder, empty but for the preferences; gone when the block ends. PracticeFolderTaken,
    PracticeUnderWay, what the disk refuses."""
    check(home)
    with disk.in_words():
        home.mkdir(parents=True, exist_ok=True)
        system.make_private(home)
        lock_file = disk.new_file(home / LOCK)
    try:
        yield _made(home)
    finally:
        _remove(home)
        with suppress(OSError):
            if system.removes_open_files:
                (home / LOCK).unlink(missing_ok=True)
        lock_file.close()
        with suppress(OSError):
            if not system.removes_open_files:
                (home / LOCK).unlink(missing_ok=True)


def clear(home: Path) -> None:
    """What a killed program left goes; what another one is practising in stays."""
    with suppress(OSError):
        if (home / NAME).exists() and disk.remove_abandoned(home / LOCK):
            _remove(home)


def _made(home: Path) -> Path:
    _remove(home)
    folder = home / NAME
    with disk.in_words():
        folder.mkdir(mode=0o700)
        system.make_private(folder)
        (folder / MARK).write_bytes(b"")
        with suppress(FileNotFoundError):
            shutil.copyfile(home / _TAKEN_ALONG, folder / _TAKEN_ALONG)
    return folder


def _remove(home: Path) -> None:
    """The mark last, so that what could not be removed now is still ours at the next start."""
    folder = home / NAME
    if not is_practice(folder):
        return
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != MARK:
            with suppress(OSError):
                path.unlink()
    with suppress(OSError):
        if [path.name for path in folder.iterdir()] == [MARK]:
            shutil.rmtree(folder, ignore_errors=True)
