"""What goes through the pipes, in both directions: 4 bytes length, JSON of a map, 8 bytes length, bytes.
What is larger than memory should hold goes in blocks: 4 bytes length and so many bytes, and a length of
0 at the end, so that what was cut is never taken for what came to its end.
All lengths are big-endian and looked at before anything is made of them."""

import errno
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import FileIO
from typing import IO, Any

from app.platform import system

LONGEST_HEADER = 1 << 20
LONGEST_BLOCK = 1 << 20

Message = tuple[dict[str, Any], bytes]


class BadFrame(ValueError):
    """What no other end would have written, or the end of it."""


def write(pipe: IO[bytes], header: dict[str, Any], content: bytes = b"") -> None:
    """BrokenPipeError where nobody reads any more."""
    encoded = json.dumps(header).encode()
    pipe.write(
        b"".join((len(encoded).to_bytes(4, "big"), encoded, len(content).to_bytes(8, "big")))
    )
    pipe.write(content)
    pipe.flush()


def read(pipe: IO[bytes], largest: int) -> Message:
    """The next message with at most so many bytes; BadFrame."""
    size = int.from_bytes(_exactly(pipe, 4), "big")
    if size > LONGEST_HEADER:
        raise BadFrame
    try:
        header = json.loads(_exactly(pipe, size))
    except (ValueError, RecursionError) as error:
        raise BadFrame from error
    length = int.from_bytes(_exactly(pipe, 8), "big")
    if not isinstance(header, dict) or length > largest:
        raise BadFrame
    return header, _exactly(pipe, length)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    content = pipe.read(size)
    if len(content) != size:
        raise BadFrame
    return content


def write_block(pipe: IO[bytes], content: bytes | bytearray | memoryview) -> None:
    """One block of 1 byte to LONGEST_BLOCK. BrokenPipeError where nobody reads any more."""
    pipe.write(len(content).to_bytes(4, "big"))
    pipe.write(content)


def end_blocks(pipe: IO[bytes]) -> None:
    """Nothing comes after it."""
    pipe.write(bytes(4))
    pipe.flush()


def read_block(pipe: IO[bytes]) -> bytes:
    """The next block, b"" after the last. BadFrame."""
    size = _block_size(pipe)
    return _exactly(pipe, size) if size else b""


def _block_size(pipe: IO[bytes]) -> int:
    size = int.from_bytes(_exactly(pipe, 4), "big")
    if size > LONGEST_BLOCK:
        raise BadFrame
    return size


@dataclass(frozen=True, slots=True)
class FilePiece:
    """So many bytes of a file that is open, from where it stands, before the next piece is asked for."""

    file: FileIO
    size: int


Piece = bytes | memoryview | FilePiece


def write_blocks(pipe: IO[bytes], pieces: Iterable[Piece]) -> None:
    """The same bytes in as many blocks as they need. BrokenPipeError where nobody reads any more."""
    for piece in pieces:
        if isinstance(piece, FilePiece):
            for start in range(0, piece.size, LONGEST_BLOCK):
                _move_block(pipe, piece.file, min(LONGEST_BLOCK, piece.size - start))
        else:
            for block in in_blocks([piece]):
                write_block(pipe, block)


def _move_block(pipe: IO[bytes], file: FileIO, size: int) -> None:
    """By the system itself where it can, which copies nothing into this process."""
    pipe.write(size.to_bytes(4, "big"))
    pipe.flush()
    while size:
        count = system.move(file.fileno(), pipe.fileno(), size)
        if count is None:
            count = pipe.write(file.read(size))
        if not count:
            raise _shorter()
        size -= count


def _shorter() -> OSError:
    return OSError(errno.EIO, os.strerror(errno.EIO))  # than it was when its size was taken


def in_blocks(pieces: Iterable[bytes | memoryview]) -> Iterator[memoryview]:
    """The same bytes in pieces that a block holds, none of them empty."""
    for piece in pieces:
        view = memoryview(piece)
        for start in range(0, len(view), LONGEST_BLOCK):
            yield view[start : start + LONGEST_BLOCK]


def _buffer() -> memoryview:
    return memoryview(bytearray(LONGEST_BLOCK))


class BlockReader:
    """Blocks read as a file. BadFrame where they are cut."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._block, self._ended = pipe, memoryview(b""), False
        # by turns, and not anew for each block: a page of memory that is asked for anew costs more than
        # what is copied into it
        self._buffers: list[memoryview] = []

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes, b"" at the end; a negative size: all that come."""
        if size < 0:
            return b"".join(iter(lambda: self.read(LONGEST_BLOCK), b""))
        return bytes(self.view(size))

    def view(self, size: int) -> memoryview:
        """The same without a copy: as it is until the second block after its own is read."""
        if not self._block and not self._ended:
            self._block = self._next()
            self._ended = not self._block
        piece, self._block = self._block[:size], self._block[size:]
        return piece

    def _next(self) -> memoryview:
        size = _block_size(self._pipe)
        buffer = self._buffers.pop(0) if len(self._buffers) == 3 else _buffer()
        self._buffers.append(buffer)
        block = buffer[:size]
        if size and self._pipe.readinto(block) != size:  # type: ignore[attr-defined]
            raise BadFrame
        return block


class BlockViews:
    """A reader of blocks whose `read` copies nothing."""

    def __init__(self, reader: BlockReader) -> None:
        self.read = reader.view


class BlockWriter:
    """A file written as blocks, full ones but for the last; `end` once everything was written."""

    _LENGTH = 4

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._size = pipe, 0
        self._buffer = memoryview(bytearray(self._LENGTH + LONGEST_BLOCK))

    def write(self, content: bytes) -> int:
        view = memoryview(content)
        while view:
            piece, view = view[: LONGEST_BLOCK - self._size], view[LONGEST_BLOCK - self._size :]
            start = self._LENGTH + self._size
            self._buffer[start : start + len(piece)] = piece
            self._size += len(piece)
            if self._size == LONGEST_BLOCK:
                self._write()
        return len(content)

    def _write(self) -> None:
        self._buffer[: self._LENGTH] = self._size.to_bytes(self._LENGTH, "big")
        self._pipe.write(self._buffer[: self._LENGTH + self._size])
        self._size = 0

    def flush(self) -> None:
        """What waits goes with the next block."""

    def end(self) -> None:
        """What waits, and the end."""
        if self._size:
            self._write()
        end_blocks(self._pipe)
