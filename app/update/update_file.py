"""The file itself, read and written a little at a time: docs/formats/update.md

    b"SANAD-UPDATE 2\\n" || length of the head, 4 bytes || head || the files' bytes, one after another

    head: CBOR [[root, ...], timestamp, snapshot, targets], each the bytes of TUF metadata

The files lie there as they are, not compressed: nothing in an update can open to more than it is, and two
people who make it of the same folder get the same bytes."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, Targets, Timestamp

from app import disk
from app.seal import canonical, file_marker
from app.update.conditions import UpdateDamaged, UpdateTooLarge
from app.update.manifest import Manifest, ProgramFile
from app.update.root import LONGEST_CHAIN, SPECIFICATION, newest, read, read_root, require_signed, written

_MAGIC, VERSION = b"SANAD-UPDATE ", 2
_SNAPSHOT, _TARGETS = "snapshot.json", "targets.json"
LARGEST_HEAD = 8 << 20
_LENGTH = 4
CHUNK = 1 << 18
Progress = Callable[[int, int], None]  # bytes read, of how many


@dataclass(frozen=True, slots=True)
class Head:
    """`targets`: what the update says of itself; not looked into before the signatures hold."""

    roots: tuple[Metadata[Root], ...]
    timestamp: Metadata[Timestamp]
    snapshot: Metadata[Snapshot]
    targets: Metadata[Targets]

    @classmethod
    def of(cls, roots: Sequence[Metadata[Root]], manifest: Manifest) -> "Head":
        """Without a signature."""
        common = manifest.number, SPECIFICATION, manifest.until
        meta = MetaFile(manifest.number)
        return cls(
            tuple(roots),
            Metadata(Timestamp(*common, meta)),
            Metadata(Snapshot(*common, {_TARGETS: meta})),
            Metadata(manifest.targets()),
        )

    def to_bytes(self) -> bytes:
        return canonical.encode(
            [
                [written(link) for link in self.roots],
                written(self.timestamp),
                written(self.snapshot),
                written(self.targets),
            ]
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Head":
        """UpdateDamaged, UpdateRootRefused."""
        try:
            parts = canonical.shaped(canonical.decode(raw), ([bytes], bytes, bytes, bytes))
        except canonical.NotCanonical as error:
            raise UpdateDamaged from error
        roots, timestamp, snapshot, targets = parts
        if len(roots) > LONGEST_CHAIN:
            raise UpdateDamaged
        return cls(
            tuple(map(read_root, roots)), read(timestamp, Timestamp), read(snapshot, Snapshot), read(targets, Targets)
        )

    def manifest_under(self, trusted: Root) -> tuple[Manifest, Root]:
        """What it says, and the list of keys that signed it, where that goes on from the trusted one and
        enough of its keys signed all of it. Expired or not. UpdateRootRefused, UnknownUpdateKey,
        TooFewUpdateSignatures, UpdateDamaged, UnsafeUpdateName, UpdateTooLarge."""
        root = newest(trusted, self.roots)
        require_signed(root, self.timestamp)
        require_signed(root, self.snapshot)
        require_signed(root, self.targets)
        meta = self.snapshot.signed.meta.get(_TARGETS)
        versions = self.snapshot.signed.version, self.targets.signed.version
        if meta is None or versions != (self.timestamp.signed.snapshot_meta.version, meta.version):
            raise UpdateDamaged
        return Manifest.of(self.targets.signed), root


@dataclass(frozen=True, slots=True)
class OpenUpdate:
    """An update file that is open: its head, and where the files begin."""

    opened: BinaryIO
    head: Head
    start: int

    def require_size(self, manifest: Manifest) -> None:
        """The file holds as many bytes as are announced: UpdateDamaged for more or less."""
        if self.opened.seek(0, 2) != self.start + manifest.size:
            raise UpdateDamaged

    def contents(
        self, manifest: Manifest, progress: Progress | None = None
    ) -> Iterator[tuple[ProgramFile, Iterator[bytes]]]:
        """Each file with its bytes, to be read to the end before the next; UpdateDamaged at the end of
        one whose hash is another."""
        self.require_size(manifest)
        self.opened.seek(self.start)
        offset = 0
        for file in manifest.files:
            yield file, self._content(file, offset, manifest.size, progress)
            offset += file.size

    def _content(self, file: ProgramFile, offset: int, total: int, progress: Progress | None) -> Iterator[bytes]:
        state, remaining = hashlib.sha256(), file.size
        while remaining:
            with disk.in_words():
                content = self.opened.read(min(CHUNK, remaining))
            if not content:
                raise UpdateDamaged
            state.update(content)
            remaining -= len(content)
            yield content
            if progress:
                progress(offset + file.size - remaining, total)
        if state.digest() != file.sha256:
            raise UpdateDamaged

    def verify_contents(self, manifest: Manifest, progress: Progress | None = None) -> None:
        """Every byte is as the manifest says. UpdateDamaged."""
        for _, content in self.contents(manifest, progress):
            for _ in content:
                pass


@contextmanager
def opened_update(file: Path) -> Iterator[OpenUpdate]:
    """ForeignFile, NewerVersion, UpdateDamaged, UpdateTooLarge, UpdateRootRefused; the conditions of
    `app.disk`."""
    with disk.in_words():
        opened = file.open("rb")
    with opened:
        yield read_update(opened)


def read_update(opened: BinaryIO) -> OpenUpdate:
    """Its beginning, up to where the files begin. As `opened_update`."""
    with disk.in_words():
        beginning = opened.read(len(_MAGIC) + 8 + _LENGTH)
        start = head_size(beginning)
        opened.seek(beginning.index(b"\n") + 1 + _LENGTH)
        raw = opened.read(start - opened.tell())
    if opened.tell() != start:
        raise UpdateDamaged
    return OpenUpdate(opened, Head.from_bytes(raw), start)


def head_size(beginning: bytes) -> int:
    """Bytes of a file up to where the files begin, by its first ones. As `opened_update`."""
    line, newline, length = beginning.partition(b"\n")
    file_marker.content(line + newline, _MAGIC, UpdateDamaged, VERSION)
    size = int.from_bytes(length[:_LENGTH], "big")
    if size > LARGEST_HEAD:
        raise UpdateTooLarge
    return len(line) + 1 + _LENGTH + size


def write(opened: BinaryIO, head: Head, contents: Iterator[bytes] | Sequence[bytes]) -> None:
    """UpdateTooLarge for a head that no reader takes."""
    raw = head.to_bytes()
    if len(raw) > LARGEST_HEAD:
        raise UpdateTooLarge
    opened.write(file_marker.line(_MAGIC, VERSION) + len(raw).to_bytes(_LENGTH, "big") + raw)
    for content in contents:
        opened.write(content)
