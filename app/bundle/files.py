"""A bundle on disk: sealed into a partial file that becomes the bundle at once or goes, opened,
and taken apart into a new folder. The only plaintext that is ever written is `take_apart`'s."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.bundle import archive, contents, sealer
from app.bundle.contents import SignedFiles, VerifiedFiles
from app.bundle.keys import Lock, Opener
from app.bundle.problems import BundleTooLarge
from app.disk import written_whole
from app.errors import N_, SanadError

_PADDING = 1024 * 1024  # of age and tar around the files


@dataclass(eq=False)
class FolderNotEmpty(SanadError):
    """A folder that holds something."""

    says = N_("The folder is not empty; nothing in it was changed. Choose a new or empty folder.")


def seal(signed: SignedFiles, lock: Lock, file: Path) -> None:
    """Write the bundle; it appears whole under its name, or not at all. SealingFailed, OSError."""
    with written_whole(file) as opened:
        sealer.seal_into(opened, signed.tar, lock)


def opened(file: Path, opener: Opener) -> VerifiedFiles:
    """Open and check everything. OSError where the file can't be read; else what
    `sealer.open_sealed` and `contents.verify` refuse."""
    if file.stat().st_size > archive.MOST_BYTES + _PADDING:
        raise BundleTooLarge
    return contents.verify(sealer.open_sealed(file.read_bytes(), opener), opener.recipients)


def check_empty(folder: Path) -> None:
    """FolderNotEmpty unless it is new or empty."""
    try:
        if any(folder.iterdir()):
            raise FolderNotEmpty
    except FileNotFoundError:
        pass
    except OSError as error:
        raise FolderNotEmpty from error


def take_apart(bundle: VerifiedFiles, folder: Path) -> None:
    """Write the files into a new folder or an empty one. FolderNotEmpty, OSError; then nothing
    that was written stays."""
    check_empty(folder)
    paths: list[Path] = []
    try:
        _make(folder, paths)
        for name, content in bundle.files.items():
            file = folder.joinpath(*name.split("/"))
            _make(file.parent, paths)
            with _new(file) as target:
                paths.append(file)
                target.write(content)
                target.flush()
                os.fsync(target.fileno())
    except BaseException as error:
        for path in reversed(paths):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        if isinstance(error, FileExistsError):
            raise FolderNotEmpty from error
        raise


def _make(folder: Path, paths: list[Path]) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700)
        paths.append(folder)


def _new(file: Path) -> BinaryIO:
    """A file that is not there yet, for its user alone."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(file, flags, 0o600), "wb")
