"""A bundle on disk: sealed into partial files that become the bundle at once or go, opened, and taken
apart into a new folder. The only plaintext that is ever written is `take_apart`'s."""

import hashlib
import os
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from app.bundle import contents, parts, sealer
from app.bundle.contents import SignedFiles, VerifiedFiles
from app.bundle.keys import Lock, Opener
from app.bundle.problems import BundleDamaged, NoRoomForBundle, PartSizeRefused
from app.disk import new_file, remove_abandoned, sync_folder, write_whole, written_whole
from app.errors import N_, SanadError

_HEADER = 1 << 14  # of age's header, for some hundred recipients
_CHUNK, _TAG = 64 << 10, 16
_PARTIAL = re.compile(r".+\.age(?:\.[0-9]{3})?\.partial")


class FolderNotEmpty(SanadError):
    says = N_("The folder is not empty; nothing in it was changed. Choose a new or empty folder.")


def sealed_size(size: int) -> int:
    """Bytes that a sealed archive of so many bytes takes at most."""
    return _HEADER + size + (size // _CHUNK + 1) * _TAG


def check_room(signed: SignedFiles, file: Path, part_size: int = 0) -> None:
    """NoRoomForBundle, PartSizeRefused: before anything is said or written. OSError."""
    size = sealed_size(signed.size)
    if part_size and (part_size < parts.LEAST or -(-size // part_size) > parts.MOST):
        raise PartSizeRefused(parts.LEAST >> 20, parts.MOST)
    free = shutil.disk_usage(file.parent).free
    if size > free:
        raise NoRoomForBundle(-(-size >> 20), free >> 20)


def seal(signed: SignedFiles, lock: Lock, file: Path, part_size: int = 0) -> tuple[Path, ...]:
    """Write the bundle; it appears whole under its name, or not at all. `part_size`: in parts of so many
    bytes at most, with a list of them. The files, in their order. SealingFailed, OutOfMemory, OSError,
    `archive.Changed`, and whatever the sources of its files raise."""
    _remove_what_was_killed(file.parent)
    if part_size:
        return _in_parts(signed, lock, file, part_size)
    with written_whole(file) as opened:
        sealer.seal_into(opened, signed.pieces(), lock)
    return (file,)


def _remove_what_was_killed(folder: Path) -> None:
    """What a program that was killed left of a bundle; one that is still being written is held."""
    for path in folder.iterdir():
        if _PARTIAL.fullmatch(path.name):
            with suppress(OSError):
                remove_abandoned(path)


class _Parts:
    """Partial files one after another, each full before the next; what is written is hashed."""

    def __init__(self, file: Path, size: int, cleanup: ExitStack) -> None:
        self._file, self._size, self._cleanup = file, size, cleanup
        self._opened: BinaryIO | None = None
        self._room, self._hash = 0, hashlib.sha256()
        self.digests: list[str] = []

    def write(self, content: bytes) -> None:
        """OSError."""
        view = memoryview(content)
        while view:
            if not self._room:
                self.close()
                self._begin()
            assert self._opened is not None
            piece, view = view[: self._room], view[self._room :]
            self._opened.write(piece)
            self._hash.update(piece)
            self._room -= len(piece)

    def close(self) -> None:
        """The last one is for good. OSError."""
        if self._opened is not None:
            self._opened.flush()
            os.fsync(self._opened.fileno())
            self._opened.close()
            self.digests.append(self._hash.hexdigest())
            self._opened = None

    def _begin(self) -> None:
        path = partial_of(parts.name_of(self._file, len(self.digests) + 1))
        self._opened = new_file(path)
        self._cleanup.callback(_forget, self._opened, path)
        self._room, self._hash = self._size, hashlib.sha256()


def partial_of(file: Path) -> Path:
    """What a file is called while it is written."""
    return file.with_name(file.name + ".partial")


def _forget(opened: BinaryIO, path: Path) -> None:
    with suppress(OSError):
        opened.close()
    path.unlink(missing_ok=True)


def _in_parts(signed: SignedFiles, lock: Lock, file: Path, size: int) -> tuple[Path, ...]:
    with ExitStack() as cleanup:
        parts_writer = _Parts(file, size, cleanup)
        sealer.seal_through(parts_writer.write, signed.pieces(), lock)
        parts_writer.close()
        names = [parts.name_of(file, number) for number in range(1, len(parts_writer.digests) + 1)]
        for name in names:
            partial_of(name).replace(name)
    sync_folder(file.parent)
    list_file = file.with_name(file.name + parts.LIST_SUFFIX)
    write_whole(list_file, parts.as_list(parts_writer.digests, file))
    return (*names, list_file)


def opened(file: Path, opener: Opener, further_folders: Sequence[Path] = ()) -> VerifiedFiles:
    """Open and check everything. `file`: the bundle, or any part of it, whose other parts lie beside it
    or in those folders. OSError where a file can't be read; PartsMissing, PartsAltered,
    PartListUnreadable; else what `sealer.open_sealed` and `contents.verify_stream` refuse."""
    sealed = parts.sealed_at(file, further_folders)
    return contents.verify_stream(partial(_blocks, sealed, opener), opener.recipients)


def _blocks(sealed: parts.Sealed, opener: Opener) -> Iterator[bytes]:
    try:
        beginning = sealed.beginning(sealer.LONGEST_HEADER)
        yield from sealer.open_sealed(beginning, sealed.pieces(), opener)
    except BundleDamaged:
        sealed.say_what_is_damaged()


def check_empty(folder: Path) -> None:
    """FolderNotEmpty unless it is new or empty."""
    try:
        if any(folder.iterdir()):
            raise FolderNotEmpty
    except FileNotFoundError:
        pass
    except OSError as error:
        raise FolderNotEmpty from error


def take_apart(bundle: VerifiedFiles, folder: Path, names: Collection[str] | None = None) -> None:
    """Write the files, or those of these names, into a new folder or an empty one. FolderNotEmpty,
    BundleDamaged, OSError; then nothing that was written stays."""
    check_empty(folder)
    chosen_names = bundle.files if names is None else names
    paths: list[Path] = []
    try:
        _make(folder, paths)
        for name, pieces in bundle.files.one_by_one(chosen_names):
            file = folder.joinpath(*name.split("/"))
            _make(file.parent, paths)
            _write(file, pieces, paths)
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


def _write(file: Path, pieces: Iterable[bytes], paths: list[Path]) -> None:
    """A file that is not there yet, for its user alone."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(file, flags, 0o600), "wb") as target:
        paths.append(file)
        for piece in pieces:
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
