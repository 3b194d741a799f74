"""Files sealed with a key that is ours, and what is no such file."""

import pytest

from app.seal import frame, parcel, server_card
from app.seal.attachment import CHUNK, ChunkRefused, FileKey, sealed
from app.seal.file_conditions import ForeignFile
from app.seal.frame import FrameRefused
from app.seal.keys import DeviceKeys, fresh, fresh_id
from app.seal.parcel import Parcel, ParcelRefused
from app.seal.server_card import ServerCard, ServerCardRefused


def flipped(raw: bytes, at: int = -1) -> bytes:
    spoilt = bytearray(raw)
    spoilt[at] ^= 1
    return bytes(spoilt)


# -- the chunks of a file --------------------------------------------------------------------


def test_a_chunk_opens_in_its_place_of_its_file_only():
    key, other_key = FileKey(), FileKey()
    first, last = (chunk for _, chunk in sealed(key, [b"a" * CHUNK, b"b"]))
    assert key.open(0, first, last=False) + key.open(1, last, last=True) == b"a" * CHUNK + b"b"
    for opener, number, chunk, is_last in (
        (key, 1, first, False),  # moved
        (key, 0, last, True),
        (key, 0, first, True),  # the file cut after it
        (key, 1, last, False),
        (key, 0, flipped(first), False),
        (other_key, 0, first, False),
    ):
        with pytest.raises(ChunkRefused):
            opener.open(number, chunk, last=is_last)


# -- frames ----------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"a", b"word " * 1000])
def test_a_frame_holds_as_much_as_it_may_and_not_a_byte_more(content: bytes):
    raw = frame.compress(content)
    assert frame.decompress(raw, len(content)) == content
    if content:
        with pytest.raises(FrameRefused):
            frame.decompress(raw, len(content) - 1)


def test_what_is_no_frame_or_more_than_one_is_refused():
    raw = frame.compress(b"word " * 1000)
    for odd in (b"", b"no frame", raw[:-1], raw + b"x", raw + raw):
        with pytest.raises(FrameRefused):
            frame.decompress(odd, 1 << 20)


# -- what goes by a folder -------------------------------------------------------------------


def test_a_file_of_the_post_opens_for_its_organisation_as_it_was_written_and_not_otherwise():
    keys, organisation, maker = DeviceKeys.fresh(), fresh(), fresh_id()
    letter = Parcel(
        maker=maker, author=b"", to={b"c" * 16: (maker,)}, entries=(b"entry",),
        envelopes=(b"envelope",), taken=(), epoch=b"", receipts=(), chunks=(), body=b"", signature=b"",
    )  # fmt: skip
    raw = parcel.write(letter, keys, organisation)
    opened = parcel.read(raw, organisation)
    assert (opened.to, opened.entries, opened.envelopes) == (
        letter.to,
        letter.entries,
        letter.envelopes,
    )
    head = raw.index(b"\n") + 1
    for odd in (raw[:-1], raw[:head], flipped(raw), flipped(raw, head), raw + b"x"):
        with pytest.raises(ParcelRefused):
            parcel.read(odd, organisation)
    with pytest.raises(ParcelRefused):
        parcel.read(raw, fresh())
    with pytest.raises(ForeignFile):
        parcel.read(b"PK\x03\x04 a workbook", organisation)


# -- the card of a headquarters --------------------------------------------------------------


def test_a_card_says_what_was_written_and_a_damaged_one_is_refused():
    card = ServerCard("https://hq.example.org", "", b"p" * 32, b"t" * 32)
    raw = server_card.write(card)
    assert server_card.read(raw) == card
    assert "t" * 32 not in repr(card)
    for odd in (
        raw[:-1],
        raw + b"x",
        server_card.write(ServerCard("", "", b"p" * 31, b"t" * 32)),
        server_card.write(ServerCard("", "", b"p" * 32, b"t" * 33)),
        server_card.write(ServerCard("", "", "p" * 32, b"t" * 32)),  # type: ignore[arg-type]
        server_card.write(ServerCard(b"", "", b"p" * 32, b"t" * 32)),  # type: ignore[arg-type]
    ):
        with pytest.raises(ServerCardRefused):
            server_card.read(odd)
    with pytest.raises(ForeignFile):
        server_card.read(b"PK\x03\x04 a workbook")
