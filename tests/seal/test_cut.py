"""Cutting an envelope by its bytes finds just what the strict decoder finds."""

from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import SanadError
from app.seal import canonical, split
from app.seal.envelope import Header

number = st.one_of(
    st.sampled_from([0, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**63 - 1]), st.integers(0, 2**63 - 1)
)


def sized(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)


headers = st.builds(
    Header, sized(16), sized(16), number, sized(32), number, sized(32), sized(16), number, number, sized(32)
)
spoilt = st.tuples(st.integers(0, 300), st.binary(max_size=2), st.integers(0, 3))


def spoil(raw: bytes, how: tuple[int, bytes, int]) -> bytes:
    at, put, gone = how
    return raw[:at] + put + raw[at + gone :]


def by_decoder(raw: bytes) -> Header | None:
    try:
        return Header._by_decoder(raw)
    except SanadError:
        return None


@given(headers)
def test_a_header_is_cut_into_its_fields(told):
    raw = told.to_bytes()
    assert split.fields(raw)
    assert Header.from_bytes(raw) == told == by_decoder(raw)


@given(headers, spoilt)
@example(Header(b"c" * 16, b"s" * 16, 1, bytes(32), 1, bytes(32), b"a" * 16, 0, 1, bytes(32)), (3, b"\x18\x01", 1))
def test_a_spoilt_header_is_cut_only_where_the_decoder_takes_it(told, how):
    raw = spoil(told.to_bytes(), how)
    cut_ = split.fields(raw)
    whole = cut_ is not None and raw[0] == split.WHOLE
    assert whole == (by_decoder(raw) is not None)
    assert not whole or Header.from_bytes(raw) == by_decoder(raw)


@given(headers)
def test_every_header_is_still_read_without_what_may_be_left_out(told):
    fields = canonical.decode(told.to_bytes())
    for left_out in ((5,), (7,), (11,), (5, 7, 11)):
        raw = canonical.encode({key: value for key, value in fields.items() if key not in left_out})
        found = split.fields(raw)
        assert found
        assert [each for each in (found[4], found[6], found[10]) if each is not None] == [
            fields[key] for key in (5, 7, 11) if key not in left_out
        ]


strings = st.one_of(st.binary(max_size=300), st.integers(0, 70_000).map(bytes), st.sampled_from([b"", b"x" * 23]))


@given(st.tuples(strings, strings, strings))
def test_three_strings_are_joined_as_the_encoder_joins_them(told):
    raw = split.joined(*told)
    assert raw == canonical.encode(list(told))
    assert split.parts(raw) == told


@given(st.tuples(*[st.binary(max_size=40)] * 3), spoilt)
@example((b"", b"", b""), (1, b"\x58\x00", 1))
@example((b"", b"", b""), (1, b"\x5b" + bytes(8), 1))
def test_what_is_cut_is_what_the_decoder_takes(told, how):
    raw = spoil(split.joined(*told), how)
    try:
        value = canonical.decode(raw)
    except SanadError:
        value = None
    right = type(value) is list and len(value) == 3 and all(type(each) is bytes for each in value)
    assert split.parts(raw) == (tuple(value) if right else None)


@given(st.binary(max_size=60))
def test_any_bytes_are_cut_or_left(raw):
    split.parts(raw), split.fields(raw)
    split.parts(b"\x83" + raw)
