"""May this update be installed on this computer, now? Asked in the order in which trust grows: who
signed it, then for whom and until when, then what is here."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import SanadError
from app.seal import canonical, file_marker
from app.update.conditions import (
    NoUpdateRoot,
    UpdateClockInDoubt,
    UpdateExpired,
    UpdateForAnotherOrganisation,
    UpdateForAnotherSystem,
    UpdateNeedsAnother,
    UpdateNotNewer,
    UpdateRootRefused,
)
from app.update.manifest import Manifest, numbers_of
from app.update.root import Root, SignedRoot, newest, signed_root
from app.update.update_file import Head

ROOT_MAGIC = b"SANAD-UPDATE-ROOT "
_DAY_S = 86_400  # a time zone may be chosen wrongly
_LARGEST_ROOT = 1 << 20


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


def check(head: Head, trusted: Root, computer: Here) -> CheckedUpdate:
    """What `Head.manifest_under` refuses, UpdateForAnotherSystem, UpdateForAnotherOrganisation,
    UpdateNotNewer, UpdateNeedsAnother, UpdateClockInDoubt, UpdateExpired."""
    manifest, root = head.manifest_under(trusted)
    if manifest.system != computer.system:
        raise UpdateForAnotherSystem
    if manifest.organisation and manifest.organisation != computer.organisation:
        raise UpdateForAnotherOrganisation
    is_newer = numbers_of(manifest.version) > numbers_of(computer.version)
    if not (is_newer and manifest.number > computer.number):
        raise UpdateNotNewer(manifest.version, computer.version)
    if numbers_of(computer.version) < numbers_of(manifest.follows):
        raise UpdateNeedsAnother(manifest.version, manifest.follows)
    if computer.clock_in_doubt or computer.now < manifest.signed - _DAY_S:
        raise UpdateClockInDoubt
    if computer.now > manifest.expires:
        raise UpdateExpired(manifest.until.date())
    return CheckedUpdate(manifest, root)


def read_roots(raw: bytes) -> tuple[SignedRoot, ...]:
    """The lists of a root file, first to last. UpdateRootRefused, ForeignFile, NewerVersion."""
    try:
        links = canonical.decode(file_marker.content(raw, ROOT_MAGIC, UpdateRootRefused))
        chain = tuple(signed_root(link) for link in links)
    except (canonical.NotCanonical, TypeError) as error:
        raise UpdateRootRefused from error
    if not chain:
        raise UpdateRootRefused
    return chain


def write_roots(chain: Sequence[SignedRoot]) -> bytes:
    return file_marker.line(ROOT_MAGIC) + canonical.encode([link.value() for link in chain])


def pinned(file: Path) -> Root:
    """The list that this computer trusts, from a file that came with the program or is the
    administrator's: its first list, and those that follow from it. NoUpdateRoot where there is none or
    it can't be read."""
    try:
        with file.open("rb") as opened:
            chain = read_roots(opened.read(_LARGEST_ROOT))
        return newest(chain[0].root, chain[1:])
    except (OSError, SanadError) as error:
        raise NoUpdateRoot from error
