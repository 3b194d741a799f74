"""What is packed says little of its size, and opens to no more than it may."""

import pytest

from app.seal import packing


def test_padding_tells_a_size_by_steps():
    sizes = {
        0: 64,
        1: 64,
        64: 64,
        65: 128,
        1024: 1024,
        1025: 1088,
        1088: 1088,
        1089: 1152,
        65_536: 65_536,
        65_537: 67_584,
    }
    assert {size: packing.padded_size(size) for size in sizes} == sizes
    for content in (b"", b"x", bytes(65_536), bytes(65_537), bytes(1 << 20)):
        assert packing.unpack(packing.pack(content), len(content)) == content
        if content:
            with pytest.raises(packing.TooLarge):
                packing.unpack(packing.pack(content), len(content) - 1)
    framed = packing.padded(packing.compressor().compress(b"x"))
    for spoilt in (framed[:-1] + b"x", framed[:8], b""):
        with pytest.raises(packing.NotPacked):
            packing.unpack(spoilt, 10)
