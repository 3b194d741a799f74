"""The versions of Sanad in an officer's own folder of programs, and which of them is in use.

    FOLDER/current            which version is in use, and which was before: written whole or not at all
    FOLDER/versions/2.4.0/    the program's files, as its manifest lists them and nothing else
    FOLDER/heads/2.4.0        the head of its update: who signed it
    FOLDER/lists/             lists of keys that were seen (app.update.check.Trust)
    FOLDER/installing         held while something is installed

The version that came with the computer lies elsewhere, is never changed, and is called "" here. Whatever
in this folder can't be read counts as not there: then the version before opens, at last the one that came."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from tuf.api.metadata import Root

from app import disk
from app.errors import SanadError
from app.seal import canonical
from app.update.check import CheckedUpdate
from app.update.conditions import NoRoomForUpdate, UpdateDamaged, UpdateUnderWay
from app.update.manifest import Manifest, ProgramFile, is_version
from app.update.update_file import CHUNK, Head, OpenUpdate, Progress

SHIPPED = ""
BACK_S = 30 * 86_400  # so long one can go back
_SPARE = 64 << 20  # bytes that stay free beside it
_CURRENT, _VERSIONS, _HEADS, _INSTALLING = "current", "versions", "heads", "installing"
LISTS = "lists"


@dataclass(frozen=True, slots=True)
class InUseVersion:
    """`version`: in use, `former`: before it, None for none to go back to; SHIPPED for the one that came
    with the computer. `former_name`: its version, `former_records`: the newest form of records that it
    reads. `installed`, `until`: seconds since 1970, the second the end of going back. `opened`: has the
    version in use brought records to its own form yet?"""

    version: str = SHIPPED
    former: str | None = None
    former_name: str = ""
    former_records: int = 0
    installed: int = 0
    until: int = 0
    opened: bool = False

    def to_bytes(self) -> bytes:
        former = [] if self.former is None else [self.former, self.former_name, self.former_records]
        return canonical.encode([self.version, former, self.installed, self.until, int(self.opened)])

    @classmethod
    def from_bytes(cls, raw: bytes) -> "InUseVersion":
        """UpdateDamaged for anything that `to_bytes` did not write."""
        try:
            version, former, installed, until, opened = canonical.decode(raw)
            name, former_name, records = former or [None, "", 0]
        except (canonical.NotCanonical, ValueError, TypeError) as error:
            raise UpdateDamaged from error
        numbers = (records, installed, until)
        if any(type(number) is not int or not 0 <= number < 1 << 37 for number in numbers):
            raise UpdateDamaged
        names = [version, *([] if name is None else [name])]
        if not all(text == SHIPPED or is_version(text) for text in names) or opened not in (0, 1):
            raise UpdateDamaged
        if type(former_name) is not str:
            raise UpdateDamaged
        return cls(version, name, former_name, records, installed, until, opened=bool(opened))


@dataclass(frozen=True, slots=True)
class Programs:
    folder: Path

    def program(self, version: str) -> Path:
        """Where the files of a version lie."""
        return self.folder / _VERSIONS / version

    def head_file(self, version: str) -> Path:
        return self.folder / _HEADS / version

    def in_use(self) -> InUseVersion:
        """What `current` says; that nothing was installed, where it says nothing that can be read."""
        try:
            with (self.folder / _CURRENT).open("rb") as opened:
                return InUseVersion.from_bytes(opened.read(4096))
        except (OSError, UpdateDamaged):
            return InUseVersion()

    def use(self, choice: InUseVersion) -> None:
        """From the next start on. After a power cut the one or the other stands there. OSError."""
        disk.write_whole(self.folder / _CURRENT, choice.to_bytes())

    def manifest(self, version: str, trusted: Root, system: str) -> Manifest:
        """Of an installed version, where those sign it who may. What `Head.manifest_under` refuses,
        UpdateDamaged where there is none, or for another version or system."""
        try:
            head = Head.from_bytes(self.head_file(version).read_bytes())
        except OSError as error:
            raise UpdateDamaged from error
        manifest, _ = head.manifest_under(trusted)
        if manifest.version != version or manifest.system != system:
            raise UpdateDamaged
        return manifest

    def verify(self, version: str, trusted: Root, system: str) -> Manifest:
        """Every file of a version is as those who may sign said, and there is no other; no link leads
        out. As `manifest`."""
        manifest = self.manifest(version, trusted, system)
        folder = self.program(version)
        try:
            names = set(_names(folder))
            if names != {file.name for file in manifest.files}:
                raise UpdateDamaged
            for file in manifest.files:
                if _hash(folder / file.name, file.size) != file.sha256:
                    raise UpdateDamaged
        except OSError as error:
            raise UpdateDamaged from error
        return manifest

    def holds(self, version: str, trusted: Root, system: str) -> bool:
        """Does `verify` refuse nothing?"""
        try:
            self.verify(version, trusted, system)
        except SanadError:
            return False
        return True

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While inside, nobody else installs. UpdateUnderWay."""
        with disk.in_words():
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                opened = disk.new_file(self.folder / _INSTALLING)
            except BlockingIOError as error:
                raise UpdateUnderWay from error
        with opened:
            yield
        with suppress(OSError):
            (self.folder / _INSTALLING).unlink()

    def require_room(self, manifest: Manifest) -> None:
        """NoRoomForUpdate where the disk of the programs can't take it."""
        with disk.in_words():
            self.folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.folder).free
        require_free(free, manifest.size)

    def lay(self, update: OpenUpdate, checked: CheckedUpdate, progress: Progress | None = None) -> None:
        """Lay a checked version's files beside the others, whole or not at all; it is not in use yet.
        UpdateDamaged, NoRoomForUpdate, the conditions of `app.disk`."""
        manifest = checked.manifest
        self.require_room(manifest)
        folder = self.program(manifest.version)
        partial = folder.with_name(folder.name + ".partial")
        try:
            with disk.in_words():
                _remove(partial)
                partial.mkdir(parents=True)
                self.head_file(manifest.version).parent.mkdir(exist_ok=True)
            for file, content in update.contents(manifest, progress):
                with disk.in_words():
                    _write(partial / file.name, file, content)
            with disk.in_words():
                for place, _, _ in os.walk(partial, topdown=False):
                    disk.sync_folder(Path(place))
                _remove(folder)
                partial.rename(folder)
                disk.sync_folder(folder.parent)
                disk.write_whole(self.head_file(manifest.version), update.head.to_bytes())
        except BaseException:
            with suppress(OSError):
                _remove(partial)
            raise

    def tidy(self) -> None:
        """Remove the versions that are neither in use nor to go back to. What can't be removed stays."""
        choice = self.in_use()
        with suppress(OSError):
            for folder in (self.folder / _VERSIONS, self.folder / _HEADS):
                for path in folder.iterdir():
                    if path.name not in (choice.version, choice.former):
                        _remove(path)

    def note_opened(self, version: str) -> None:
        """This version, if it is in use, is about to bring records to its own form. OSError."""
        choice = self.in_use()
        if choice.version == version and not choice.opened:
            self.use(replace(choice, opened=True))


def require_free(free: int, needed: int) -> None:
    """NoRoomForUpdate where so many bytes don't hold what is needed and some to spare."""
    missing = needed + _SPARE - free
    if missing > 0:
        raise NoRoomForUpdate(-(-missing // disk.MB))


def _names(folder: Path) -> Iterator[str]:
    """Of all below it, as a manifest has them. UpdateDamaged for a link or anything that is no file."""
    stack = [folder]
    while stack:
        place = stack.pop()
        if os.path.islink(place) or not stat.S_ISDIR(place.lstat().st_mode) or _is_junction(place):
            raise UpdateDamaged
        with os.scandir(place) as entries:
            for entry in entries:
                path = Path(entry.path)
                if entry.is_dir(follow_symlinks=False):
                    stack.append(path)
                elif entry.is_file(follow_symlinks=False):
                    yield path.relative_to(folder).as_posix()
                else:
                    raise UpdateDamaged


def _is_junction(path: Path) -> bool:
    is_junction = getattr(os.path, "isjunction", None)  # from Python 3.12 on
    return bool(is_junction and is_junction(path))


def _hash(path: Path, size: int) -> bytes:
    """SHA-256 of a file of that size; b"" where it has another."""
    state = sha256()
    with path.open("rb", buffering=0) as opened:
        if os.fstat(opened.fileno()).st_size != size:
            return b""
        while content := opened.read(CHUNK * 4):
            state.update(content)
    return state.digest()


def _write(path: Path, file: ProgramFile, content: Iterator[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with disk.new_file(path) as opened:
        for chunk in content:
            opened.write(chunk)
        opened.flush()
        os.fsync(opened.fileno())
    path.chmod(0o700 if file.runs else 0o600)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
