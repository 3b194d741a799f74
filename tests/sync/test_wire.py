"""The wire: what is read back is what was written, and anything else is refused by name."""

import hashlib
from contextlib import suppress

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.seal import canonical, receipt
from app.seal.keys import DeviceKeys, Secret
from app.sync import wire
from app.sync.wire import signatures

KEYS, OTHERS = DeviceKeys.fresh(), DeviceKeys.fresh()
STREAM = bytes(range(16))
NOW = 1_795_500_000
MESSAGES = sorted(
    {*wire.REQUESTS.values(), *(request.answer for request in wire.REQUESTS.values())} | {wire.Refusal, wire.BlobTaken},
    key=lambda each: each.__name__,
)
values = st.recursive(
    st.one_of(
        st.integers(-(2**64), 2**64 - 1),
        st.binary(max_size=40),
        st.text(max_size=9).map(canonical.nfc),
        st.sampled_from([bytes(16), bytes(32)]),
    ),
    lambda more: st.lists(more, max_size=5),
    max_leaves=30,
)


def of_shape(shape):
    if isinstance(shape, list):
        return st.lists(of_shape(shape[0]), max_size=4).map(tuple)
    if isinstance(shape, tuple):
        return st.tuples(*map(of_shape, shape))
    if type(shape) is int:
        return st.binary(min_size=shape, max_size=shape)
    if shape is int:
        return st.integers(0, 2**64 - 1)
    if shape is str:
        return st.text(max_size=12).map(canonical.nfc)
    return st.binary(max_size=60)


@given(st.data())
def test_what_is_read_back_is_what_was_written(data):
    kind = data.draw(st.sampled_from(MESSAGES))
    message = kind(*data.draw(of_shape(kind.shape)))
    assert kind.decode(message.encode()) == message


@given(st.data())
def test_a_changed_byte_gives_another_message_or_a_refusal(data):
    kind = data.draw(st.sampled_from(MESSAGES))
    raw = bytearray(kind(*data.draw(of_shape(kind.shape))).encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    only_that(kind, bytes(raw))


@given(st.sampled_from(MESSAGES), st.one_of(st.binary(max_size=300), values.map(canonical.encode)))
def test_anything_else_is_refused_and_nothing_else_happens(kind, raw):
    only_that(kind, raw)


def only_that(kind, raw):
    with suppress(wire.WireRefused):
        assert kind.decode(raw).encode() == raw


@pytest.mark.parametrize(
    "raw",
    [
        b"\x81" * 100_000,  # lists in lists
        b"\x9b" + b"\xff" * 8,  # a list as long as the world
        b"\x5b\x00\x00\x00\xff\xff\xff\xff\xff",
        b"\xc5\x82\x1b" + b"\xff" * 8 + b"\x01",  # a number with an exponent
        b"\xd8\x23\x65((((a",  # a pattern
        b"\xc0\x61x",
        b"\x9f\xff",
        b"",
    ],
)
def test_what_would_burst_a_reader_is_refused(raw):
    for kind in MESSAGES:
        with pytest.raises(wire.WireRefused):
            kind.decode(raw)


@given(st.binary(max_size=2000))
def test_compression_gives_back_what_went_in(content):
    assert wire.unpacked(*wire.packed(content), limit=2000) == content


@given(st.binary(max_size=300), st.sampled_from(["", "zstd", "gzip", "zstd, zstd"]))
def test_whatever_comes_packed_is_at_most_what_is_allowed(content, encoding):
    with suppress(wire.WireRefused):
        assert len(wire.unpacked(content, encoding, 100)) <= 100


def test_a_bomb_is_refused_before_it_goes_off():
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(200 << 20))
    assert len(bomb) < 20_000
    lying = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(1 << 20))
    for content in (bomb, lying, bomb + bomb, bomb[:-1], b"(\xb5/\xfd\x00"):
        with pytest.raises(wire.WireRefused):
            wire.unpacked(content, "zstd", 1 << 20)
    with pytest.raises(wire.WireRefused):
        wire.unpacked(bytes(101), "", 100)


def signed(method="POST", target="/v1/push?a=b", content=b"what", keys=KEYS, at=NOW):
    return signatures.sign(method, target, content, keys, STREAM, at)


def known(stream):
    return KEYS.public if stream == STREAM else None


def test_a_signature_names_the_computer_that_made_it():
    headers = signed()
    assert signatures.stream_named(headers) == STREAM
    assert signatures.signed_by("POST", "/v1/push?a=b", headers, known, NOW + 299) == STREAM
    signatures.check_content(headers, b"what")
    digest = hashlib.sha256(b"what").digest()
    assert canonical.encode(digest)  # the digest is of the content as it was sent
    with pytest.raises(wire.NotSigned):
        signatures.check_content(headers, b"else")


@pytest.mark.parametrize(
    ("method", "target"), [("PUT", "/v1/push?a=b"), ("POST", "/v1/pull?a=b"), ("POST", "/v1/push")]
)
def test_a_signature_is_for_one_call(method, target):
    with pytest.raises(wire.NotSigned):
        signatures.signed_by(method, target, signed(), known, NOW)


@pytest.mark.parametrize("off", [301, -301, 10 * 365 * 86400, -10 * 365 * 86400])
def test_a_clock_that_is_off_is_said_apart(off):
    with pytest.raises(wire.ClockOff):
        signatures.signed_by("POST", "/v1/push?a=b", signed(at=NOW + off), known, NOW)


def test_somebody_elses_key_and_unknown_streams_are_refused():
    with pytest.raises(wire.NotSigned):
        signatures.signed_by("POST", "/v1/push?a=b", signed(keys=OTHERS), known, NOW)
    with pytest.raises(wire.NotSigned):
        signatures.signed_by("POST", "/v1/push?a=b", signed(), lambda _: None, NOW)


def test_a_signature_must_cover_everything():
    headers = signed()
    for part in ('"@method"', '"@path"', '"@query"', '"content-digest"'):
        fewer = {**headers, "signature-input": headers["signature-input"].replace(part, "")}
        with pytest.raises(wire.NotSigned):
            signatures.signed_by("POST", "/v1/push?a=b", fewer, known, NOW)
    for name in ("signature", "signature-input", "content-digest"):
        with pytest.raises(wire.NotSigned):
            signatures.signed_by("POST", "/v1/push?a=b", {k: v for k, v in headers.items() if k != name}, known, NOW)


@given(st.data())
def test_whatever_stands_in_the_headers_is_refused_and_nothing_else(data):
    headers = signed()
    name = data.draw(st.sampled_from(sorted(headers)))
    text = data.draw(
        st.one_of(
            st.text(max_size=60),
            st.sampled_from(["sanad=()", "sanad=:AA==:", "sanad=1;created=1", "x" * 5000]),
            st.tuples(st.integers(0, len(headers[name])), st.characters()).map(
                lambda cut: headers[name][: cut[0]] + cut[1] + headers[name][cut[0] + 1 :]
            ),
        )
    )
    if text == headers[name]:
        return
    signatures.stream_named({name: text})
    try:
        signatures.signed_by("POST", "/v1/push?a=b", {**headers, name: text}, known, NOW)
    except wire.NotSigned:
        return
    with pytest.raises(wire.NotSigned):  # e.g. another way to write the same digest
        signatures.check_content({**headers, name: text}, b"other")


def test_a_receipt_counts_when_a_certified_key_signed_it():
    keys = receipt.signing(Secret(bytes(range(32))))
    raw = receipt.sign(keys, STREAM, 7, bytes(32), NOW)
    told = receipt.open_receipt(raw, [OTHERS.public, keys.public])
    assert (told.stream, told.seq, told.tip, told.at) == (STREAM, 7, bytes(32), NOW)
    assert receipt.peek_unverified(raw) == told
    with pytest.raises(receipt.ReceiptRefused):
        receipt.open_receipt(raw, [OTHERS.public])


@given(st.data())
def test_a_changed_receipt_is_refused(data):
    keys = receipt.signing(Secret(bytes(range(32))))
    raw = bytearray(receipt.sign(keys, STREAM, 7, bytes(32), NOW))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(receipt.ReceiptRefused):
        receipt.open_receipt(bytes(raw), [keys.public])
    with pytest.raises(receipt.ReceiptRefused):
        receipt.open_receipt(data.draw(st.binary(max_size=200)), [keys.public])
