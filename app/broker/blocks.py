"""What is larger than memory should hold, in blocks: 4 bytes length (big-endian) and so many bytes, and
a length of 0 at the end, so that what was cut is never taken for what came to its end.

Where the system has memory that two processes can hold, a block lies there and the pipe carries its
length alone: a pipe asks for a page of memory for each 4 KB and has it copied twice. Whoever reads
copies a block before anything is made of it, since the other one could still write: decision 42."""

import errno
import io
import mmap
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from app.broker.frames import BadFrame, exactly
from app.platform import system

if TYPE_CHECKING:
    from typing_extensions import Buffer  # of collections.abc from Python 3.12 on

LONGEST_BLOCK = 1 << 20
_PLACES = 4  # for blocks in the memory that two hold
_FREE = b"\0"  # said by whoever reads: the place of a block may be written again


@dataclass(frozen=True, slots=True)
class FilePiece:
    """So many bytes of a file that is open, from where it stands, before the next piece is asked for."""

    file: io.FileIO
    size: int


Piece = bytes | memoryview | FilePiece


class Blocks:
    """The blocks that go through a pipe, in the one direction that it has."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe

    def write(self, content: bytes | memoryview) -> None:
        """One block of 1 byte to LONGEST_BLOCK. OSError where nobody reads any more."""
        self._pipe.write(len(content).to_bytes(4, "big"))
        self._pipe.write(content)

    def write_all(self, pieces: Iterable[Piece]) -> None:
        """These bytes in as many blocks as they need, and the end. OSError as `write`, or of a file."""
        for piece in pieces:
            if isinstance(piece, FilePiece):
                for start in range(0, piece.size, LONGEST_BLOCK):
                    self._write_from(piece.file, min(LONGEST_BLOCK, piece.size - start))
            else:
                for block in in_blocks([piece]):
                    self.write(block)
        self.end()

    def end(self) -> None:
        """Nothing comes after it."""
        self._pipe.write(bytes(4))
        self._pipe.flush()

    def next_size(self) -> int:
        """Bytes of the next block, all of which are then taken; 0 after the last. BadFrame."""
        size = int.from_bytes(exactly(self._pipe, 4), "big")
        if size > LONGEST_BLOCK:
            raise BadFrame
        return size

    def take(self, target: memoryview) -> None:
        """The next bytes of the block whose size was asked for. BadFrame."""
        if self._pipe.readinto(target) != len(target):  # type: ignore[attr-defined]
            raise BadFrame

    def read(self) -> bytes:
        """The next block, b"" after the last. BadFrame."""
        size = self.next_size()
        return exactly(self._pipe, size) if size else b""

    def close(self) -> None:
        """What they have beside the pipe."""

    def _write_from(self, file: io.FileIO, size: int) -> None:
        """By the system itself where it can, which copies nothing into this process."""
        self._pipe.write(size.to_bytes(4, "big"))
        self._pipe.flush()
        while size:
            count = system.move(file.fileno(), self._pipe.fileno(), size)
            if count is None:
                count = self._pipe.write(file.read(size))
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


# -- memory that two processes hold ----------------------------------------------------------

Ends = tuple[int, int]  # descriptors: of the memory, and of a pipe that says which places are free


class SharedMemory:
    """What this process makes and hands to a child that reads or writes it. `ours`, `childs`: what each of
    the two needs of it."""

    def __init__(self, memory: int, *, child_reads: bool) -> None:
        wait, say = os.pipe()
        os.write(say, _PLACES * _FREE)
        ours, childs = (wait, say) if child_reads else (say, wait)
        self.ours, self.childs = (memory, ours), (memory, childs)

    @classmethod
    def fresh(cls, *, child_reads: bool) -> "SharedMemory | None":
        """None where the system has none."""
        memory = system.shared_memory(_PLACES * LONGEST_BLOCK)
        return None if memory is None else cls(memory, child_reads=child_reads)

    def handed_over(self) -> None:
        """The child has its ends: what it holds alone tells us when it is gone."""
        os.close(self.childs[1])

    def give_up(self) -> None:
        """There is no child."""
        for descriptor in {*self.ours, *self.childs}:
            os.close(descriptor)


class SharedBlocks(Blocks):
    """The same through such memory. `ends`: this side's; closed with it."""

    def __init__(self, pipe: IO[bytes], ends: Ends) -> None:
        super().__init__(pipe)
        memory, self._places = ends
        self._mapped = mmap.mmap(memory, _PLACES * LONGEST_BLOCK)
        self._memory = memoryview(self._mapped)
        os.close(memory)
        self._count, self._taken, self._size = 0, 0, 0

    def write(self, content: bytes | memoryview) -> None:
        self._free_place()[: len(content)] = content
        self._say(len(content))

    def take(self, target: memoryview) -> None:
        start = self._taken
        self._taken += len(target)
        target[:] = self._place()[start : self._taken]
        if self._taken == self._size:
            self._give_back()

    def next_size(self) -> int:
        self._size, self._taken = super().next_size(), 0
        return self._size

    def read(self) -> bytes:
        content = bytes(self._place()[: self.next_size()])
        if content:
            self._give_back()
        return content

    def close(self) -> None:
        os.close(self._places)
        self._memory.release()
        self._mapped.close()

    def _write_from(self, file: io.FileIO, size: int) -> None:
        place, count = self._free_place(), 0
        while count < size:
            read = file.readinto(place[count:size])
            if not read:
                raise _shorter()
            count += read
        self._say(size)

    def _place(self) -> memoryview:
        start = self._count % _PLACES * LONGEST_BLOCK
        return self._memory[start : start + LONGEST_BLOCK]

    def _free_place(self) -> memoryview:
        if not os.read(self._places, 1):
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
        return self._place()

    def _say(self, size: int) -> None:
        self._count += 1
        self._pipe.write(size.to_bytes(4, "big"))
        self._pipe.flush()

    def _give_back(self) -> None:
        self._count += 1
        with suppress(BrokenPipeError):  # it has written its last
            os.write(self._places, _FREE)


def blocks_through(pipe: IO[bytes], ends: Ends | None) -> Blocks:
    """The way that there is."""
    return Blocks(pipe) if ends is None else SharedBlocks(pipe, ends)


# -- as a library reads and writes -----------------------------------------------------------


class _Source(io.RawIOBase):
    def __init__(self, blocks: Blocks) -> None:
        self._blocks, self._left, self._ended = blocks, 0, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "Buffer", /) -> int:
        if not self._left and not self._ended:
            self._left = self._blocks.next_size()
            self._ended = not self._left
        target = memoryview(buffer)
        size = min(len(target), self._left)
        if size:
            self._blocks.take(target[:size])
            self._left -= size
        return size


class _Target(io.RawIOBase):
    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks

    def writable(self) -> bool:
        return True

    def write(self, content: "Buffer", /) -> int:
        block = memoryview(content)[:LONGEST_BLOCK]
        self._blocks.write(block)
        return len(block)


def as_source(blocks: Blocks) -> io.BufferedReader:
    """Blocks read as a file. BadFrame where they are cut."""
    # the interpreter's own buffers: libraries read and write a few kilobytes at a time
    return io.BufferedReader(_Source(blocks), LONGEST_BLOCK)


def as_target(blocks: Blocks) -> io.BufferedWriter:
    """A file written as blocks, full ones but for the last, once it is flushed; not ended."""
    return io.BufferedWriter(_Target(blocks), LONGEST_BLOCK)
