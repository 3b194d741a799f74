"""Strings of bytes are joined and cut as the encoder writes them, at each length."""

import pytest

from app.seal import canonical, split


@pytest.mark.parametrize("size", [0, 23, 24, 255, 256, 65_535, 65_536])
def test_strings_are_joined_and_cut_at_each_length_as_the_encoder_writes_them(size: int):
    strings = [bytes(size), b"s", b"b" * size]
    joined = split.joined(*strings)
    assert joined == canonical.encode(strings)
    assert split.parts(joined) == tuple(strings)
    assert split.parts(joined + b"x") is None
    assert split.parts(joined[:-1]) is None


def test_a_length_in_a_longer_form_is_none():
    for first, size in (
        (b"\x58\x17", 23),
        (b"\x58\x10", 16),
        (b"\x59\x00\xff", 255),
        (b"\x59\x00\x18", 24),
        (b"\x5a\x00\x00\xff\xff", 65_535),
        (b"\x5a\x00\x00\x00\x18", 24),
        (b"\x5b" + bytes(4) + b"\xff\xff\xff\xff", 9),
        (b"\x5b" + bytes(7) + b"\x18", 24),
    ):
        assert split.parts(b"\x83" + first + bytes(size) + b"\x40\x40") is None, first
    assert split.parts(b"\x82\x40\x40") is None
    assert split.parts(b"\x83\x40\x40\x60") is None
    assert split.number(b"\x05") == 5
    assert split.number(b"\x19\x01\x00") == 256
