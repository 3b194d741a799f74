"""Blocks, through a pipe alone and through memory that two processes hold."""

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.broker.blocks import (
    LONGEST_BLOCK,
    Blocks,
    FilePiece,
    SharedBlocks,
    SharedMemory,
    as_source,
    as_target,
    in_blocks,
)
from app.broker.frames import BadFrame
from app.broker.rooms import OPENER
from app.broker.stream import Stream
from app.seal import age_phrase


def shared() -> SharedMemory:
    memory = SharedMemory.fresh(child_reads=True)
    return memory or pytest.skip("a system without memory that two processes can hold")


@contextmanager
def both_ends(way: str) -> Iterator[tuple[Blocks, Blocks]]:
    """Who writes, and who reads: what a child would hold is in this process, too."""
    reading, writing = os.pipe()
    with open(reading, "rb") as source, open(writing, "wb") as target:
        if way == "pipe":
            yield Blocks(target), Blocks(source)
            return
        memory = shared()
        writer = SharedBlocks(target, (os.dup(memory.ours[0]), memory.ours[1]))
        reader = SharedBlocks(source, memory.childs)
        try:
            yield writer, reader
        finally:
            writer.close()
            with suppress(OSError):  # a test closed it before
                reader.close()


def written(writer: Blocks, pieces: list[bytes | FilePiece]) -> threading.Thread:
    thread = threading.Thread(target=writer.write_all, args=(pieces,))
    thread.start()
    return thread


@pytest.mark.parametrize("way", ["pipe", "memory"])
def test_whatever_is_written_is_read_in_its_order(way: str, tmp_path: Path):
    long = os.urandom(2 * LONGEST_BLOCK + 5)
    file = tmp_path / "film"
    file.write_bytes(long[::-1])
    pieces = [b"a", long, b"", *(bytes([number]) for number in range(40))]
    with both_ends(way) as (writer, reader), file.open("rb", buffering=0) as opened:
        thread = written(writer, [*pieces, FilePiece(opened, len(long))])
        blocks = list(iter(reader.read, b""))
        thread.join()
    assert b"".join(blocks) == b"".join(pieces) + long[::-1]
    assert all(0 < len(block) <= LONGEST_BLOCK for block in blocks)


@pytest.mark.parametrize("way", ["pipe", "memory"])
@pytest.mark.parametrize("size", [1, 5000, LONGEST_BLOCK, 3 * LONGEST_BLOCK])
def test_a_library_reads_and_writes_them_as_a_file(way: str, size: int):
    content = os.urandom(2 * LONGEST_BLOCK + 77)
    with both_ends(way) as (writer, reader):

        def writes() -> None:
            target = as_target(writer)
            for piece in in_blocks([content[start : start + size] for start in range(0, len(content), size)]):
                target.write(piece)
            target.flush()
            writer.end()

        thread = threading.Thread(target=writes)
        thread.start()
        source = as_source(reader)
        assert b"".join(iter(lambda: source.read(size), b"")) == content
        assert source.read(1) == b""
        thread.join()


def test_blocks_that_were_cut_or_are_too_long_are_never_taken_for_the_end():
    for raw in (b"", b"\0\0\0", b"\0\0\0\5abcd", (LONGEST_BLOCK + 1).to_bytes(4, "big")):
        with pytest.raises(BadFrame):
            as_source(Blocks(io.BytesIO(raw))).read(10)
        with pytest.raises(BadFrame):
            Blocks(io.BytesIO(raw)).read()
    assert as_source(Blocks(io.BytesIO(b"\0\0\0\2ab" + bytes(4)))).read() == b"ab"


def test_a_length_beyond_a_place_of_the_memory_is_refused():
    memory = shared()
    for size in (LONGEST_BLOCK + 1, 0xFFFFFFFF):
        ends = os.dup(memory.childs[0]), os.dup(memory.childs[1])
        reader = SharedBlocks(io.BytesIO(size.to_bytes(4, "big")), ends)
        with pytest.raises(BadFrame):
            reader.read()
        reader.close()
    memory.give_up()


def test_what_was_read_stays_as_it_was_whatever_the_writer_does_to_the_memory():
    with both_ends("memory") as (writer, reader):
        writer.write(b"kept")
        block = reader.read()
        for number in range(8):  # every place anew
            writer.write(bytes([number]) * 4)
            reader.read()
        assert block == b"kept"


def test_nobody_makes_the_memory_smaller_under_whoever_reads_it():
    memory = shared()
    for size in (0, 100 * LONGEST_BLOCK):
        with pytest.raises(PermissionError):
            os.ftruncate(memory.childs[0], size)
    memory.give_up()


def test_whoever_waits_for_a_free_place_learns_that_the_other_has_ended():
    with both_ends("memory") as (writer, reader):
        for _ in range(4):  # all the places that there are
            writer.write(b"x")
        reader.close()
        with pytest.raises(BrokenPipeError):
            writer.write(b"x")


def test_a_system_without_such_memory_opens_what_was_sealed_all_the_same(monkeypatch: pytest.MonkeyPatch):
    sealed = io.BytesIO()
    content = os.urandom(2 << 20) + b"its end"
    age_phrase.seal(io.BytesIO(content), sealed, "one two", work=10)
    for has_it in (True, False):
        if not has_it:
            monkeypatch.delattr(os, "memfd_create", raising=False)
        opening = Stream(OPENER, {"passphrase": "one two"}, [sealed.getvalue()])
        assert b"".join(opening.blocks()) == content
        assert opening.reply == {"status": 0}
