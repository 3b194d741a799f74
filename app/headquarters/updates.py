"""Newer versions of Sanad that a node hands on: the files `*.update` of one folder, as an administrator laid
them there. Whoever installs one looks at its signatures with his own list of keys (app.update.check): the
node vouches for nothing. docs/formats/sync.md
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.errors import SanadError
from app.headquarters import problems
from app.seal.keys import digest
from app.sync import wire
from app.update.manifest import Manifest
from app.update.update_file import opened_update

FOLDER = "updates"  # in a headquarters' folder
PIECE = 256 << 10
_ENDING = "*.update"
_LOOKED_AT = 40  # files of the folder


@dataclass(frozen=True, slots=True)
class HeldUpdate:
    """A file that is there. `id`: SHA-256 of its head."""

    file: Path
    id: bytes
    system: str
    number: int
    size: int
    head: bytes


class _State(NamedTuple):
    """Of a file: another one means another update, or one that is still being copied there."""

    name: str
    changed: int
    size: int


class UpdateFolder:
    """What lies in the folder now; a file is read again once it changed. Any thread."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._known: dict[_State, HeldUpdate | None] = {}

    def held(self) -> list[HeldUpdate]:
        """Whole updates, in the order of their names. What is none is passed over."""
        known = {state: self._read(state) for state in self._states()}
        self._known = known
        return [update for update in known.values() if update is not None]

    def _states(self) -> Iterator[_State]:
        if self.folder is None:
            return
        with suppress(OSError):
            for file in sorted(self.folder.glob(_ENDING))[:_LOOKED_AT]:
                status = file.stat()
                yield _State(file.name, status.st_mtime_ns, status.st_size)

    def _read(self, state: _State) -> HeldUpdate | None:
        if state in self._known:
            return self._known[state]
        assert self.folder is not None
        file = self.folder / state.name
        try:
            with opened_update(file) as update:
                manifest = Manifest.of(update.head.targets.signed)
                update.require_size(manifest)
                update.opened.seek(0)
                head = update.opened.read(update.start)
        except (SanadError, OSError):
            return None
        return HeldUpdate(file, digest(head), manifest.system, manifest.number, state.size, head)

    def newest(self, request: wire.AskUpdate) -> wire.UpdateThere:
        """The update with the highest number above the one that the computer has, for its system. Its
        beginning is left out where the computer knows it."""
        newer = [held for held in self.held() if held.system == request.system and held.number > request.number]
        if not newer:
            return wire.UpdateThere(wire.NO_UPDATE, 0, b"")
        newest = max(newer, key=lambda held: held.number)
        is_known = request.known in (newest.id, wire.ANY_UPDATE)
        return wire.UpdateThere(newest.id, newest.size, b"" if is_known else newest.head)

    def piece(self, request: wire.GetUpdate) -> wire.UpdatePiece:
        """Bytes of an update from a place on; none at its end. Refused where it is not there (any more)."""
        return wire.UpdatePiece(self._read_at(request.id, request.start, PIECE)[1])

    def part(self, request: wire.GetPiece) -> wire.Piece:
        """The same, of so many bytes as were asked for."""
        return wire.Piece(*self._read_at(request.id, request.start, min(request.most, wire.BLOB)))

    def _read_at(self, id_: bytes, start: int, limit: int) -> tuple[int, bytes]:
        """(size of the file, bytes)"""
        for update in self.held():
            if update.id == id_:
                try:
                    with update.file.open("rb") as opened:
                        opened.seek(min(start, update.size))
                        return update.size, opened.read(limit)
                except OSError:
                    break
        raise problems.refused("not_there")
