"""Bytes that nobody of ours wrote are refused quickly, whatever they say."""

import time
import tracemalloc

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.seal import canonical
from app.seal.canonical import NotCanonical

VALUES = st.recursive(
    st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=40) | st.text(max_size=20).map(canonical.nfc),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.integers(0, 99) | st.text(max_size=5).map(canonical.nfc), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_is_read_again(value: object):
    assert canonical.decode(canonical.encode(value)) == value


@given(VALUES, st.data())
def test_a_changed_byte_is_another_value_or_refused(value: object, data: st.DataObject):
    raw = bytearray(canonical.encode(value))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    try:
        assert canonical.encode(canonical.decode(bytes(raw))) == raw
    except NotCanonical:
        return


@given(st.binary(max_size=60))
def test_any_bytes_are_a_value_or_refused(raw: bytes):
    try:
        assert canonical.encode(canonical.decode(raw)) == raw
    except NotCanonical:
        return


def _references(levels: int) -> bytes:
    """A list of lists, each of which names the one before four times: 4 ** levels in the end."""
    lists = [b"\xd8\x1c\x80"]
    lists += [b"\xd8\x1c\x84" + (b"\xd8\x1d" + bytes([n])) * 4 for n in range(levels)]
    return bytes([0x80 + len(lists)]) + b"".join(lists)


HALF = b"\xc2\x5a\x00\x03\xd0\x90" + b"\x7f" * 250_000


@pytest.mark.parametrize(
    "raw",
    [
        _references(20),
        b"\x81" * 200_000 + b"\x80",
        b"\xc1" * 300_000 + b"\x00",
        b"\x9b\x00\x00\x00\x7f\xff\xff\xff\xff",
        b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\xd8\x1e\x82" + HALF + HALF[:-1] + b"\x7d",  # a fraction of two numbers of 250 KB
        b"\x9a\x02\x00\x00\x00" + b"\x80" * (32 << 20),
        b"\xba\x00\x80\x00\x00" + b"\x80" * (16 << 20),
    ],
    ids=["references", "deep", "tags", "a long list", "long bytes", "fraction", "lists", "maps"],
)
def test_a_bomb_is_refused_at_once_and_takes_no_memory(raw: bytes):
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(NotCanonical):
        canonical.decode(raw)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - began < 1
    assert most < 8 << 20


@pytest.mark.parametrize(
    "value", [1.5, None, True, cbor2.CBORTag(40, 1), b"\x00", [b"\x01", {b"key": 1}], {"a\u0301": 1}, "a\u0301", 2**70]
)
def test_other_kinds_are_refused(value: object):
    raw = cbor2.dumps({"x": [value]}, canonical=True)
    if value == b"\x00":
        assert canonical.decode(raw) == {"x": [b"\x00"]}
        return
    with pytest.raises(NotCanonical):
        canonical.decode(raw)


@pytest.mark.parametrize(
    "raw", [b"\x18\x01", b"\xa2\x01\x01\x01\x02", b"\x00\x00", b"\xa2\x02\x00\x01\x00", b"",
            b"\x9f\xff", b"\x62\xc3\x28", b"\xf4", b"\xf9\x3c\x00"]
)  # fmt: skip
def test_other_forms_of_a_value_are_refused(raw: bytes):
    with pytest.raises(NotCanonical):
        canonical.decode(raw)


@pytest.mark.parametrize(
    "value", [2**64, -(2**64) - 1, {b"key": 1}, {(): 1}, [[2**64]], {"a": {1: 2**64}}, {2**64: 1}, (1,), "a\u0301"]
)
def test_what_could_not_be_read_again_is_not_written(value: object):
    with pytest.raises(NotCanonical):
        canonical.encode(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [2**64 - 1, -(2**64), {1: b"a", "b": []}, [b"", "", {}]])
def test_what_stands_at_the_edge_is_written_and_read(value: object):
    assert canonical.decode(canonical.encode(value)) == value


@pytest.mark.parametrize("around", [lambda value: [value], lambda value: {"a": value}])
def test_lists_and_maps_are_written_as_deep_as_they_are_read(around):
    value: object = []
    for _ in range(31):
        value = around(value)
    assert canonical.decode(canonical.encode(value)) == value
    with pytest.raises(NotCanonical):
        canonical.encode(around(value))
