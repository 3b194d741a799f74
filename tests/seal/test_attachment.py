"""How large the parts of an attached file are, and which part is padded how: at each edge."""

import pytest

from app.seal.attachment import CHUNK, OVERHEAD, ChunkRefused, FileKey, chunk_sizes, padded_size, sealed
from app.seal.keys import digest

KB, MB = 1 << 10, 1 << 20
WHOLE = CHUNK + OVERHEAD


@pytest.mark.parametrize(
    ("size", "padded"),
    [(0, 4 * KB), (1, 4 * KB), (4 * KB, 4 * KB), (4 * KB + 1, 8 * KB), (8 * KB, 8 * KB), (300 * KB, 512 * KB),
     (512 * KB + 1, MB), (MB, MB), (MB + 1, 5 * CHUNK), (5 * CHUNK, 5 * CHUNK), (5 * CHUNK + 1, 6 * CHUNK)],
)  # fmt: skip
def test_a_file_is_padded_to_the_next_power_of_two_up_to_a_megabyte_and_to_whole_chunks_above(size: int, padded: int):
    assert padded_size(size) == padded
    assert sum(chunk_sizes(size)) == padded + OVERHEAD * len(chunk_sizes(size))


def test_its_chunks_are_whole_but_the_last():
    assert chunk_sizes(0) == [4 * KB + OVERHEAD]
    assert chunk_sizes(CHUNK) == [WHOLE]
    assert chunk_sizes(CHUNK + 1) == [WHOLE] * 2
    assert chunk_sizes(MB + 1) == [WHOLE] * 5


def test_each_chunk_is_named_by_its_hash_and_knows_its_place_and_whether_it_is_the_last():
    key = FileKey()
    named = list(sealed(key, [b"a" * CHUNK, b"b" * CHUNK, b"c"]))  # what is padded is a part of its own
    assert [name for name, _ in named] == [digest(chunk) for _, chunk in named]
    assert [len(chunk) for _, chunk in named] == [WHOLE] * 4
    opened = [key.open(n, chunk, last=n == 3) for n, (_, chunk) in enumerate(named)]
    assert opened == [b"a" * CHUNK, b"b" * CHUNK, b"c".ljust(CHUNK, b"\0"), bytes(CHUNK)]
    size = 2 * CHUNK + 1
    parts = [key.open_part(n, chunk, size, last=n == 3) for n, (_, chunk) in enumerate(named)]
    assert parts == [b"a" * CHUNK, b"b" * CHUNK, b"c", b""]
    for wrong_size in (2 * CHUNK, 2 * CHUNK - 1):
        with pytest.raises(ChunkRefused):
            key.open_part(2, named[2][1], wrong_size, last=False)
    short = key.seal(0, b"abc", last=True)
    assert key.open_part(0, short, 3, last=True) == b"abc"
    for wrong_size in (2, 4):
        with pytest.raises(ChunkRefused):
            key.open_part(0, short, wrong_size, last=True)
    assert (len(key.file), len(key.key), FileKey().key != key.key) == (16, 32, True)
    assert len({key.seal(n, b"", last=last) for n in (0, 1) for last in (False, True)}) == 4
