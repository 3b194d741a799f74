"""The uncompressed tar inside a bundle: the same files give the same bytes, and nothing else is read.

No user's name, no machine's path, no mode that differs: what tar would tell of the computer that
wrote it is fixed. Reading writes the archive again and compares.
"""

import io
import re
import struct
import tarfile
from collections.abc import Mapping

from app.bundle.problems import Problem

MOST_FILES = 2000
MOST_BYTES = 256 * 1024 * 1024
# what every system can write, with no way out of the folder
_PART = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9_-])?")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")

_BLOCK, _RECORD = 512, 10_240
# name, mode, uid, gid, size, mtime, checksum, type, link's name, magic with version; then nothing
_USTAR = struct.Struct("100s8s8s8s12s12s8s1s100s8s247x")

Files = Mapping[str, bytes]


class NoArchive(ValueError):
    """Bytes that are no tar at all."""


class Unsafe(ValueError):
    """An archive that would not be unpacked safely, or that Sanad did not write."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def safe_name(name: str) -> bool:
    """May a file inside a bundle have this name?"""
    parts = name.split("/")
    return (
        len(name) <= 99
        and len(parts) <= 4
        and all(_PART.fullmatch(part) and not _RESERVED.fullmatch(part) for part in parts)
    )


def write(files: Files, at: int) -> bytes:
    """The archive of the files in their order; `at`: seconds since 1970, the time of each."""
    parts = []
    for name, content in files.items():
        parts += [_header(name, len(content), at), content, bytes(-len(content) % _BLOCK)]
    parts.append(bytes(2 * _BLOCK))
    return b"".join([*parts, bytes(-sum(map(len, parts)) % _RECORD)])


def _header(name: str, size: int, at: int) -> bytes:
    """POSIX ustar. Not tarfile's: what it writes has changed between versions of Python, and a
    bundle is compared to the byte by whichever version opens it."""
    pack = _USTAR.pack(
        name.encode("ascii"), b"0000644", b"0000000", b"0000000", b"%011o" % size, b"%011o" % at,
        b" " * 8, tarfile.REGTYPE, b"", tarfile.POSIX_MAGIC,
    )  # fmt: skip
    return pack[:148] + b"%06o\0 " % sum(pack) + pack[156:]


def read(raw: bytes) -> tuple[dict[str, bytes], int]:
    """The files in their order and the time that all of them bear. NoArchive; Unsafe, with every
    problem by name."""
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    times: set[int] = set()
    lower: set[str] = set()
    try:
        with tarfile.open(fileobj=io.BytesIO(raw), mode="r:") as archive:
            for member in archive:
                if len(files) + len(problems) >= MOST_FILES:
                    raise Unsafe(Problem("not_as_written"))
                if problem := _problem_of(member, lower):
                    problems.append(problem)
                    continue
                extractfile = archive.extractfile(member)
                files[member.name] = extractfile.read() if extractfile else b""
                lower.add(member.name.lower())
                times.add(int(member.mtime))
    except (tarfile.TarError, OSError, EOFError, ValueError, OverflowError) as error:
        if isinstance(error, Unsafe):
            raise
        if files or problems:
            raise Unsafe(*problems, Problem("not_as_written")) from error
        raise NoArchive from error
    if problems:
        raise Unsafe(*problems)
    if not files:
        raise NoArchive
    at = next(iter(times))
    if len(times) != 1 or not 0 <= at < 8**11 or write(files, at) != raw:
        raise Unsafe(Problem("not_as_written"))
    return files, at


def _problem_of(member: tarfile.TarInfo, used_names: set[str]) -> Problem | None:
    """`used_names`: names in small letters, because some systems don't tell them apart."""
    if not safe_name(member.name):
        return Problem("unsafe_name")
    if member.type != tarfile.REGTYPE or member.pax_headers or member.sparse is not None:
        return Problem("not_a_file", member.name)
    name = member.name.lower()
    texts = ["/".join(name.split("/")[:depth]) for depth in range(1, name.count("/") + 1)]
    if (
        name in used_names
        or any(text in used_names for text in texts)
        or any(used_name.startswith(f"{name}/") for used_name in used_names)
    ):
        return Problem("doubled", member.name)
    return None
