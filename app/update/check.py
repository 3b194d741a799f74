"""May this update be installed on this computer, now? Asked in the order in which trust grows: who
signed it, then for whom and until when, then what is here."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tuf.api.metadata import Metadata, Root, Signed

from app import disk
from app.errors import SanadError
from app.seal import canonical, file_marker
from app.update.conditions import (
    NoUpdateRoot,
    UpdateClockInDoubt,
    UpdateDamaged,
    UpdateExpired,
    UpdateForAnotherOrganisation,
    UpdateForAnotherSystem,
    UpdateListLost,
    UpdateNeedsAnother,
    UpdateNotNewer,
    UpdateRootRefused,
)
from app.update.manifest import Manifest, numbers_of
from app.update.root import day, first, name_of, newest, read_root, written
from app.update.update_file import VERSION, Head

ROOT_MAGIC = b"SANAD-UPDATE-ROOT "
_DAY_S = 86_400  # a time zone may be chosen wrongly
_LARGEST_ROOT = 1 << 20
_ACCEPTED = "accepted-"
_KEPT_NAME = re.compile(r"([1-9][0-9]{0,9})-([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Here:
    """What the update is held against. `version`, `number`: in use on this computer. `organisation`:
    its root's id(16), b"" for none. `now`: seconds since 1970. `clock_in_doubt`: as decision 20 says."""

    version: str
    number: int
    system: str
    organisation: bytes
    now: int
    clock_in_doubt: bool


@dataclass(frozen=True, slots=True)
class CheckedUpdate:
    """An update that may be installed. `root`: whose keys signed it."""

    manifest: Manifest
    root: Root

    @property
    def signer(self) -> tuple[str, str]:
        """Who signed it, (English, Arabic)."""
        return name_of(self.root)


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose updates this computer takes: of the newest list of keys that was ever verified here, which is
    never gone back from. `lists`: those that came with the program or are the administrator's. `folder`:
    where newer ones are kept, each with all before it, as NUMBER-SHA256."""

    lists: tuple[Metadata[Root], ...]
    folder: Path

    @property
    def came(self) -> Root:
        """By it an installed version is held: what was installed stays usable."""
        return first(self.lists)

    def follow(self, chain: Sequence[Metadata[Root]] = ()) -> Root:
        """The last list of a chain that goes on from the newest one seen. It is kept before anything is
        taken under it. UpdateRootRefused, UpdateListLost, the conditions of `app.disk`."""
        with disk.in_words():
            latest, known, lost = self._seen()
            root = newest(latest, chain)
            if root.version < lost:
                raise UpdateListLost
            if root.version > latest.version:
                links = {link.signed.version: link for link in (*known, *self.lists)}
                links |= {n: link for link in chain if (n := link.signed.version) > latest.version}
                raw = write_roots([links[number] for number in sorted(links)])
                self.folder.mkdir(parents=True, exist_ok=True)
                disk.write_whole(self.folder / f"{root.version}-{sha256(raw).hexdigest()}", raw)
        return root

    def accept(self, number: int) -> None:
        """An update of that number is put in use: no lower one counts from now on. OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        disk.write_whole(self.folder / f"{_ACCEPTED}{number}", b"")

    def accepted(self) -> int:
        """The highest number that was ever in use here; 0 for none. The conditions of `app.disk`."""
        with disk.in_words():
            names = [file.name for file in self.folder.glob(f"{_ACCEPTED}*")]
        numbers = (name.removeprefix(_ACCEPTED) for name in names)
        return max((int(number) for number in numbers if number.isdecimal()), default=0)

    def _seen(self) -> tuple[Root, tuple[Metadata[Root], ...], int]:
        """(the newest list, it and those before, the highest number of one that can't be read). Whole ones
        that don't follow are of another administrator. OSError."""
        root, lost = self.came, 0
        known: tuple[Metadata[Root], ...] = ()
        for file in self.folder.iterdir() if self.folder.exists() else ():
            name = _KEPT_NAME.fullmatch(file.name)
            if name is None:
                continue
            try:
                with file.open("rb") as opened:
                    raw = opened.read(_LARGEST_ROOT)
                if sha256(raw).hexdigest() != name[2]:
                    raise UpdateDamaged
                chain = read_roots(raw)
            except (OSError, SanadError):
                lost = max(lost, int(name[1]))
                continue
            with suppress(UpdateRootRefused):
                last = newest(self.came, chain)
                if last.version > root.version:
                    root, known = last, chain
        return root, known, lost


def check(head: Head, trusted: Trust, computer: Here) -> CheckedUpdate:
    """What `Trust.follow` and `Head.manifest_under` refuse, UpdateForAnotherSystem, UpdateForAnotherOrganisation,
    UpdateNotNewer, UpdateNeedsAnother, UpdateClockInDoubt, UpdateExpired."""
    manifest, root = head.manifest_under(trusted.follow(head.roots))
    if manifest.system != computer.system:
        raise UpdateForAnotherSystem
    if manifest.organisation and manifest.organisation != computer.organisation:
        raise UpdateForAnotherOrganisation
    is_newer = numbers_of(manifest.version) > numbers_of(computer.version)
    is_newer = is_newer and manifest.number >= trusted.accepted()
    if not (is_newer and manifest.number > computer.number):
        raise UpdateNotNewer(manifest.version, computer.version)
    if numbers_of(computer.version) < numbers_of(manifest.follows):
        raise UpdateNeedsAnother(manifest.version, manifest.follows)
    if computer.clock_in_doubt or computer.now < manifest.signed - _DAY_S:
        raise UpdateClockInDoubt
    parts: list[Signed] = [root, head.timestamp.signed, head.snapshot.signed, head.targets.signed]
    for part in parts:
        if part.is_expired(day(computer.now)):
            raise UpdateExpired(part.expires.date())
    return CheckedUpdate(manifest, root)


def read_roots(raw: bytes) -> tuple[Metadata[Root], ...]:
    """The lists of a root file, first to last. UpdateRootRefused, ForeignFile, NewerVersion."""
    try:
        content = file_marker.content(raw, ROOT_MAGIC, UpdateRootRefused, VERSION)
        chain = tuple(map(read_root, canonical.shaped(canonical.decode(content), [bytes])))
    except canonical.NotCanonical as error:
        raise UpdateRootRefused from error
    if not chain:
        raise UpdateRootRefused
    return chain


def write_roots(chain: Sequence[Metadata[Root]]) -> bytes:
    return file_marker.line(ROOT_MAGIC, VERSION) + canonical.encode([written(link) for link in chain])


def trust(file: Path, folder: Path) -> Trust:
    """By a file that came with the program or is the administrator's: its first list, and those that
    follow from it. NoUpdateRoot where there is none or it can't be read."""
    try:
        with file.open("rb") as opened:
            trusted = Trust(read_roots(opened.read(_LARGEST_ROOT)), folder)
        assert trusted.came
    except (OSError, SanadError) as error:
        raise NoUpdateRoot from error
    return trusted
