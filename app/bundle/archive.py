"""The uncompressed tar inside a bundle: the same files give the same bytes, and nothing else is read.

No user's name, no machine's path, no mode that differs: what tar would tell of the computer that
wrote it is fixed. It is written and read as it comes, a block at a time; a reader makes each header
again and compares, so that no byte of the archive is free."""

import hashlib
import re
import struct
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.bundle.problems import BundleProblem

MOST_FILES = 2000
PIECE = 1 << 20  # bytes that are read at once
# what every system can write, with no way out of the folder
_PART = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9_-])?")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")

_BLOCK, _RECORD = 512, 10_240
_LARGEST = 8**11 - 1  # what eleven octal digits hold
# name, mode, uid, gid, size, mtime, checksum, type, link's name, magic with version; then nothing
_USTAR = struct.Struct("100s8s8s8s12s12s8s1s100s8s247x")


class NoArchive(ValueError):
    """Bytes that are no tar at all."""


class Unsafe(ValueError):
    """An archive that would not be unpacked safely, or that Sanad did not write."""

    def __init__(self, *problems: BundleProblem) -> None:
        super().__init__()
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Source:
    """A file that goes into an archive. `sha256` in hexadecimal; `pieces`: its bytes from the
    beginning, each time anew; `checks_itself`: they raise where they are not of that hash."""

    size: int
    sha256: str
    pieces: Callable[[], Iterable[bytes]]
    checks_itself: bool = False

    @classmethod
    def of(cls, content: bytes) -> "Source":
        return cls(len(content), hashlib.sha256(content).hexdigest(), lambda: (content,))


class Changed(ValueError):
    """A file that is not what it was when its size and hash were taken."""


def safe_name(name: str) -> bool:
    """May a file inside a bundle have this name?"""
    parts = name.split("/")
    return (
        len(name) <= 99
        and len(parts) <= 4
        and all(_PART.fullmatch(part) and not _RESERVED.fullmatch(part) for part in parts)
    )


def size_of(sizes: Iterable[int]) -> int:
    """Bytes of an archive of files of these sizes."""
    total = sum(_BLOCK + size + -size % _BLOCK for size in sizes) + 2 * _BLOCK
    return total + -total % _RECORD


def write(files: Mapping[str, bytes], at: int) -> bytes:
    """The archive of the files in their order; `at`: seconds since 1970, the time of each."""
    sources = {name: Source.of(content) for name, content in files.items()}
    return b"".join(written(sources, at))


def written(files: Mapping[str, Source], at: int) -> Iterator[bytes]:
    """The same, a piece at a time. Changed where a file is another than its source says."""
    total = 0
    for name, source in files.items():
        yield _header(name, source.size, at)
        hash_, size = hashlib.sha256(), 0
        for piece in source.pieces():
            size += len(piece)
            if not source.checks_itself:
                hash_.update(piece)
            yield piece
        if size != source.size or not (source.checks_itself or hash_.hexdigest() == source.sha256):
            raise Changed
        yield bytes(-size % _BLOCK)
        total += _BLOCK + size + -size % _BLOCK
    total += 2 * _BLOCK
    yield bytes(2 * _BLOCK + -total % _RECORD)


def _header(name: str, size: int, at: int) -> bytes:
    """POSIX ustar. Not tarfile's: what it writes has changed between versions of Python, and a
    bundle is compared to the byte by whichever version opens it."""
    pack = _USTAR.pack(
        name.encode("ascii"), b"0000644", b"0000000", b"0000000", b"%011o" % size, b"%011o" % at,
        b" " * 8, tarfile.REGTYPE, b"", tarfile.POSIX_MAGIC,
    )  # fmt: skip
    return pack[:148] + b"%06o\0 " % sum(pack) + pack[156:]


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive that is being read. `pieces`: its bytes, once, before the next file."""

    name: str
    size: int
    pieces: Iterator[bytes]


class Reader:
    """The files of an archive as they come. `at`: the time that all of them bear, once one was read."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._flow, self._ahead = iter(blocks), bytearray()
        self._count, self._total = 0, 0
        self._lower: set[str] = set()
        self._problems: list[BundleProblem] = []
        self._odd = False
        self.at = 0

    def members(self) -> Iterator[Member]:
        """In their order. NoArchive; Unsafe, with every problem by name, after the last: nothing that
        came before may be used until then."""
        while (header := self._exactly(_BLOCK)).strip(b"\0"):
            if self._count + len(self._problems) >= MOST_FILES:
                raise Unsafe(BundleProblem("not_as_written"))
            member = self._member(header)
            pieces = self._pieces(member.size if member.isreg() else 0)
            if problem := _problem_of(member, self._lower):
                self._problems.append(problem)
            else:
                self._note(member, header)
                yield Member(member.name, member.size, pieces)
            for _ in pieces:
                continue
            if self._exactly(-member.size % _BLOCK if member.isreg() else 0).strip(b"\0"):
                self._odd = True
        self._end(header)

    def _note(self, member: tarfile.TarInfo, header: bytes) -> None:
        at = int(member.mtime)
        if not self._count:
            self.at = at
        self._count += 1
        self._lower.add(member.name.lower())
        if (
            at != self.at
            or not 0 <= at < 8**11
            or not 0 <= member.size <= _LARGEST
            or _header(member.name, member.size, at) != header
        ):
            self._odd = True

    def _member(self, header: bytes) -> tarfile.TarInfo:
        try:
            member = tarfile.TarInfo.frombuf(header, "utf-8", "surrogateescape")
            if member.size < 0:
                raise ValueError
        except (tarfile.TarError, ValueError, OverflowError) as error:
            raise self._broken() from error
        return member

    def _end(self, first: bytes) -> None:
        """After the last file: zeros up to a multiple of a record, and nothing else."""
        if len(first) < _BLOCK:
            raise self._broken()
        expected = self._total - _BLOCK + 2 * _BLOCK
        expected += -expected % _RECORD
        while piece := self._exactly(PIECE):
            if self._total > expected or piece.strip(b"\0"):
                self._odd = True
                break
        if self._total != expected:
            self._odd = True
        if self._problems:
            raise Unsafe(*self._problems)
        if not self._count:
            raise NoArchive
        if self._odd:
            raise Unsafe(BundleProblem("not_as_written"))

    def _broken(self) -> ValueError:
        if self._count or self._problems:
            return Unsafe(*self._problems, BundleProblem("not_as_written"))
        return NoArchive()

    def _pieces(self, size: int) -> Iterator[bytes]:
        """As they come: a film's blocks are handed on and not copied."""
        while size:
            if self._ahead:
                piece = bytes(self._ahead[:size])
                del self._ahead[:size]
            else:
                block = next(self._flow, b"")
                piece = block[:size]
                self._ahead += block[size:]
            if not piece:
                raise Unsafe(*self._problems, BundleProblem("not_as_written"))
            self._total += len(piece)
            size -= len(piece)
            yield piece

    def _exactly(self, size: int) -> bytes:
        """So many bytes, fewer at the end."""
        while len(self._ahead) < size and (block := next(self._flow, b"")):
            self._ahead += block
        piece = bytes(self._ahead[:size])
        del self._ahead[:size]
        self._total += len(piece)
        return piece


def read(raw: bytes) -> tuple[dict[str, bytes], int]:
    """The files in their order and the time that all of them bear. NoArchive; Unsafe, with every
    problem by name."""
    reader = Reader([raw])
    files = {member.name: b"".join(member.pieces) for member in reader.members()}
    return files, reader.at


def _problem_of(member: tarfile.TarInfo, used_names: set[str]) -> BundleProblem | None:
    """`used_names`: names in small letters, because some systems don't tell them apart."""
    if not safe_name(member.name):
        return BundleProblem("unsafe_name")
    if member.type != tarfile.REGTYPE or member.pax_headers or member.sparse is not None:
        return BundleProblem("not_a_file", member.name)
    name = member.name.lower()
    texts = ["/".join(name.split("/")[:depth]) for depth in range(1, name.count("/") + 1)]
    if (
        name in used_names
        or any(text in used_names for text in texts)
        or any(used_name.startswith(f"{name}/") for used_name in used_names)
    ):
        return BundleProblem("doubled", member.name)
    return None
