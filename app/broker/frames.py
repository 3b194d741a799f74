"""What goes through the pipes, in both directions: 4 bytes length, JSON of a map, 8 bytes length, bytes.
What is larger than memory should hold goes in blocks: 4 bytes length and so many bytes, and a length of
0 at the end, so that what was cut is never taken for what came to its end.
All lengths are big-endian and looked at before anything is made of them."""

import json
from collections.abc import Iterator
from typing import IO, Any

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
    size = int.from_bytes(_exactly(pipe, 4), "big")
    if size > LONGEST_BLOCK:
        raise BadFrame
    return _exactly(pipe, size) if size else b""


def in_blocks(pieces: Iterator[bytes]) -> Iterator[memoryview]:
    """The same bytes in pieces that a block holds, none of them empty."""
    for piece in pieces:
        view = memoryview(piece)
        for start in range(0, len(view), LONGEST_BLOCK):
            yield view[start : start + LONGEST_BLOCK]


class BlockReader:
    """Blocks read as a file. BadFrame where they are cut."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._block, self._ended = pipe, memoryview(b""), False

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes, b"" at the end; a negative size: all that come."""
        if size < 0:
            return b"".join(iter(lambda: self.read(LONGEST_BLOCK), b""))
        if not self._block and not self._ended:
            self._block = memoryview(read_block(self._pipe))
            self._ended = not self._block
        piece, self._block = self._block[:size], self._block[size:]
        return bytes(piece)


class BlockWriter:
    """A file written as blocks, full ones but for the last; `end` once everything was written."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._waiting = pipe, bytearray()

    def write(self, content: bytes) -> int:
        view = memoryview(content)
        while len(self._waiting) + len(view) >= LONGEST_BLOCK:
            room = LONGEST_BLOCK - len(self._waiting)
            self._waiting += view[:room]
            view = view[room:]
            write_block(self._pipe, self._waiting)
            self._waiting = bytearray()
        self._waiting += view
        return len(content)

    def flush(self) -> None:
        """What waits goes with the next block."""

    def end(self) -> None:
        """What waits, and the end."""
        if self._waiting:
            write_block(self._pipe, bytes(self._waiting))
            self._waiting.clear()
        end_blocks(self._pipe)
