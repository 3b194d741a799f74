"""What an update says of itself before any of it is used: docs/formats/update.md.

A name is refused that could land outside the version's folder on any system, or that Windows keeps for
a device: the same file is refused on Linux and on Windows alike."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tuf.api.metadata import TargetFile, Targets

from app.seal import canonical
from app.update.conditions import UnsafeUpdateName, UpdateDamaged, UpdateTooLarge
from app.update.root import FIELD, SPECIFICATION, day

MOST_FILES = 20_000
MOST_BYTES = 2 << 30  # of all files together
LONGEST_NAME = 200  # with the folder of the versions within what Windows opens, 260
MOST_LINES = 40
_LONGEST_LINE = 300
_NAMES = ("version", "follows", "records", "system", "signed", "organisation", "news")
_SHAPE = (str, str, int, str, int, str, [(str, str)])
_FILES = [(str, int, 32)]
_RUNS = {"custom": {"runs": True}}
_MOST_NUMBER = 1 << 37  # as seconds it is a year that calendars know
_VERSION = re.compile(r"(0|[1-9][0-9]{0,4})(\.(0|[1-9][0-9]{0,4})){1,3}")
_SYSTEM = re.compile(r"[a-z0-9]+-[a-z0-9_]+")
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_FORBIDDEN = frozenset('<>:"|?*\\')
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(10)]
)


@dataclass(frozen=True, slots=True)
class ProgramFile:
    """`name`: below the program's folder, parts apart by /. `runs`: may it be started?"""

    name: str
    size: int
    sha256: bytes
    runs: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """`follows`: the oldest version that it may follow. `number`: rises with everything that is given
    out. `records`: the newest form of records (`user_version`) that it can read. `system`: such as
    windows-x86_64. `signed`, `expires`: seconds since 1970. `organisation`: b"" for every one, else
    its root's id(16). `news`: (English, Arabic) lines. `files`: by name."""

    version: str
    number: int
    follows: str
    records: int
    system: str
    signed: int
    expires: int
    organisation: bytes
    news: tuple[tuple[str, str], ...]
    files: tuple[ProgramFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def signed_at(self) -> datetime:
        return day(self.signed)

    @property
    def until(self) -> datetime:
        return day(self.expires)

    def targets(self) -> Targets:
        """As what is signed says it."""
        values = (
            self.version,
            self.follows,
            self.records,
            self.system,
            self.signed,
            self.organisation.hex(),
            [list(line) for line in self.news],
        )
        files = {
            file.name: TargetFile(file.size, {"sha256": file.sha256.hex()}, file.name, _RUNS if file.runs else None)
            for file in self.files
        }
        fields = {FIELD: dict(zip(_NAMES, values, strict=True))}
        return Targets(self.number, SPECIFICATION, self.until, files, None, fields)

    @classmethod
    def of(cls, targets: Targets) -> "Manifest":
        """UpdateDamaged for what is no manifest or says more than one, UnsafeUpdateName, UpdateTooLarge."""
        if len(targets.targets) > MOST_FILES:
            raise UpdateTooLarge
        try:
            values = [targets.unrecognized_fields[FIELD][name] for name in _NAMES]
            listed = [
                [name, file.length, bytes.fromhex(file.hashes["sha256"])]
                for name, file in sorted(targets.targets.items())
            ]
            shaped = canonical.shaped(values, _SHAPE, _MOST_NUMBER)
            version, follows, records, system, signed, organisation, news = shaped
            manifest = cls(
                version=version, number=targets.version, follows=follows, records=records,
                system=system, signed=signed, expires=int(targets.expires.timestamp()),
                organisation=bytes.fromhex(organisation), news=news,
                files=tuple(
                    ProgramFile(name, size, hash_, targets.targets[name].custom is not None)
                    for name, size, hash_ in canonical.shaped(listed, _FILES, _MOST_NUMBER)
                ),
            )  # fmt: skip
            custom = [file.custom for file in targets.targets.values() if file.custom is not None]
            is_whole = manifest._is_whole() and all(fields["runs"] is True for fields in custom)
            is_whole = is_whole and manifest.targets().to_dict() == targets.to_dict()
        except (canonical.NotCanonical, KeyError, ValueError, TypeError) as error:
            raise UpdateDamaged from error
        if not is_whole:
            raise UpdateDamaged
        require_safe(file.name for file in manifest.files)
        if manifest.size > MOST_BYTES:
            raise UpdateTooLarge
        return manifest

    def _is_whole(self) -> bool:
        if not (is_version(self.version) and is_version(self.follows)):
            return False
        if not _SYSTEM.fullmatch(self.system) or len(self.organisation) not in (0, 16):
            return False
        lines = [line for pair in self.news for line in pair]
        if len(self.news) > MOST_LINES or not all(map(_is_line, lines)):
            return False
        names = [file.name for file in self.files]
        return bool(names) and names == sorted(set(names)) and self.signed < self.expires


def _is_line(line: str) -> bool:
    return 0 < len(line) <= _LONGEST_LINE and line.isprintable()


def is_version(text: object) -> bool:
    """Is it numbers with points between: 2.4.0?"""
    return isinstance(text, str) and _VERSION.fullmatch(text) is not None


def numbers_of(version: str) -> tuple[int, ...]:
    """Of 2.10.1: what versions are compared by; 2.4 is 2.4.0.0."""
    numbers = tuple(map(int, version.split(".")))
    return numbers + (0,) * (4 - len(numbers))


def require_safe(names: Iterable[str]) -> None:
    """UnsafeUpdateName where one of the names is not safe on every system, or two would meet on a disk
    that knows no capitals."""
    lowered: set[str] = set()
    folders: dict[str, str] = {}
    for name in names:
        parts = name.split("/")
        if len(name) > LONGEST_NAME or not all(map(_is_safe, parts)):
            raise UnsafeUpdateName
        lower = name.lower()
        if lower in lowered:
            raise UnsafeUpdateName
        lowered.add(lower)
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            if folders.setdefault(folder.lower(), folder) != folder:
                raise UnsafeUpdateName
    if lowered & folders.keys():
        raise UnsafeUpdateName


def _is_safe(part: str) -> bool:
    """One step of a path: printable ASCII, no device, nothing that a system reads otherwise."""
    return (
        part not in ("", ".", "..")
        and part.isascii()
        and part.isprintable()
        and not _FORBIDDEN & set(part)
        and part[-1] not in " ."
        and part[0] != " "
        and part.split(".", maxsplit=1)[0].rstrip(" ").lower() not in _DEVICES
    )
