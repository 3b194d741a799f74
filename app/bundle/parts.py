"""A bundle on disk: one file, or parts of it for several sticks.

CASE.sanad.age.001, .002 and so on, which `cat` puts together, and CASE.sanad.age.sha256, a list that
`sha256sum --check` reads and that goes on each stick. It says which part is missing or altered, and
is no one's word: what holds is the seal and the signature inside. docs/formats/bundle.md"""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.broker.blocks import FilePiece
from app.bundle.problems import BundleDamaged, PartListUnreadable, PartsAltered, PartsMissing

LIST_SUFFIX = ".sha256"
LEAST, MOST = 1 << 20, 999  # bytes of a part; parts
_NUMBERED = re.compile(r"(?P<name>.+)\.(?P<number>[0-9]{3})")
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_LONGEST_LIST = 1 << 20


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed bundle as it lies on disk: its files in their order. `digests`: SHA-256 of each in
    hexadecimal, where there is a list of them."""

    files: tuple[Path, ...]
    digests: tuple[str, ...] = ()

    def beginning(self, size: int) -> bytes:
        """Its first bytes. OSError."""
        with self.files[0].open("rb") as opened:
            return opened.read(size)

    def pieces(self) -> Iterator[FilePiece]:
        """Its bytes, a file after another. OSError."""
        for file in self.files:
            with file.open("rb", buffering=0) as opened:
                yield FilePiece(opened, os.fstat(opened.fileno()).st_size)

    def say_what_is_damaged(self) -> None:
        """After it did not open: PartsAltered, BundleDamaged. OSError."""
        altered = [
            number
            for number, (file, digest) in enumerate(zip(self.files, self.digests, strict=False), 1)
            if digest_of(file) != digest
        ]
        if altered:
            raise PartsAltered(tuple(altered), len(self.files))
        raise BundleDamaged


def name_of(file: Path, number: int) -> Path:
    """Where a part of a bundle lies, by its number from 1."""
    return file.with_name(f"{file.name}.{number:03}")


def digest_of(file: Path) -> str:
    """SHA-256 in hexadecimal. OSError."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def as_list(digests: Sequence[str], file: Path) -> bytes:
    """The list of a bundle's parts, in their order."""
    lines = [f"{digest}  {name_of(file, number).name}\n" for number, digest in enumerate(digests, 1)]
    return "".join(lines).encode()


def sealed_at(file: Path, further_folders: Sequence[Path] = ()) -> Sealed:
    """A bundle that somebody names by its file, by any part of it, or by the list of them; its other
    parts lie beside it or in those folders. PartsMissing, PartListUnreadable, OSError."""
    name = _whole_name(file)
    if name is None:
        file.stat()
        return Sealed((file,))
    folders = list(dict.fromkeys([file.parent, *further_folders]))
    digests = _listed(name, folders)
    if digests is None:
        paths = [path for folder in folders for path in folder.iterdir()]
        numbers = [
            int(match["number"])
            for path in paths
            if (match := _NUMBERED.fullmatch(path.name)) and match["name"] == name
        ]
        total = max(numbers, default=1)
    else:
        total = len(digests)
    files = [_in_folders(f"{name}.{number:03}", folders) for number in range(1, total + 1)]
    missing = tuple(number for number, path in enumerate(files, 1) if path is None)
    if missing:
        raise PartsMissing(missing, total)
    return Sealed(tuple(path for path in files if path is not None), tuple(digests or ()))


def _whole_name(file: Path) -> str | None:
    """Of a part or a list, the name of what they belong to."""
    if match := _NUMBERED.fullmatch(file.name):
        return match["name"]
    return file.name.removesuffix(LIST_SUFFIX) if file.name.endswith(LIST_SUFFIX) else None


def _in_folders(name: str, folders: Sequence[Path]) -> Path | None:
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def _listed(name: str, folders: Sequence[Path]) -> list[str] | None:
    """The digests of a list, in the order of the parts; None where there is no list."""
    file = _in_folders(name + LIST_SUFFIX, folders)
    if file is None:
        return None
    with file.open("rb") as opened:
        return read_list(opened.read(_LONGEST_LIST), name)


def read_list(raw: bytes, name: str) -> list[str]:
    """The digests of the parts of a bundle of this name, in their order. PartListUnreadable."""
    digests = []
    try:
        # copied by way of Windows it may have come to other ends of lines
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise PartListUnreadable from error
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] != f"{name}.{number:03}":
            raise PartListUnreadable
        digests.append(match[1])
    if not 0 < len(digests) <= MOST:
        raise PartListUnreadable
    return digests
