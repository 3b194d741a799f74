"""Few bytes of a stranger's may not become many of ours: what is declared is looked at first."""

import io
import os
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import zstandard

from app.bundle import manifest, pack
from app.errors import SanadError
from app.form.problems import FormRefused
from app.form.workbook import archive
from app.seal import canonical, envelope, frame, packing, parcel
from app.seal.keys import DeviceKeys, fresh, fresh_id
from app.sync import wire

KEY = bytes(32)
MEGABYTE = 1 << 20


@contextmanager
def within(most: int) -> Iterator[None]:
    """At most so many bytes are allocated at once inside."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most


def squeezed(content: bytes) -> bytes:
    """As a hostile writer packs: as small as it goes, with no padding that pays for its size."""
    packed = zstandard.ZstdCompressor(level=19).compress(content)
    framed = len(packed).to_bytes(4, "big") + packed
    return framed.ljust(packing.padded_size(len(framed)), b"\0")


def post_file(padded: bytes) -> bytes:
    head, nonce = b"SANAD-POST 1\n", os.urandom(12)
    seal = parcel.AESGCMSIV(parcel._key(KEY))
    return head + nonce + seal.encrypt(nonce, padded, head)


def body_with(envelopes: list[bytes], entries: list[bytes] = []) -> bytes:  # noqa: B006
    """A parcel's body, written by hand: `encode` would take a second for a million."""

    def listed(records: list[bytes]) -> bytes:
        return _head(len(records)) + b"".join(records)

    fields = [b"\x01", b"\x50" + bytes(16), b"\x50" + bytes(16), b"\x80", listed(entries), listed(envelopes), b"\x80"]
    return b"\x87" + b"".join(fields)


def _head(number: int) -> bytes:
    """Of a list of so many, in its shortest form."""
    if number < 24:
        return bytes([0x80 + number])
    size = 1 if number < 1 << 8 else 2 if number < 1 << 16 else 4
    return bytes([0x97 + {1: 1, 2: 2, 4: 3}[size]]) + number.to_bytes(size, "big")


def signed(body: bytes) -> bytes:
    return b"\x82\x5a" + len(body).to_bytes(4, "big") + body + b"\x58\x40" + bytes(64)


def test_a_post_file_of_a_million_empty_envelopes_is_refused_before_they_are_made():
    raw = post_file(squeezed(signed(body_with([b"\x40"] * 1_000_000))))
    assert len(raw) < 400
    with within(MEGABYTE), pytest.raises(parcel.ParcelRefused):
        parcel.read(raw, KEY)


def test_one_that_pays_for_its_length_still_holds_no_more_records_than_bytes_for_them():
    padded = packing.pack(signed(body_with([b"\x40"] * 1_000_000)))
    assert len(padded) > 1_000_000 // 32 - 2048
    with within(8 * MEGABYTE), pytest.raises(parcel.ParcelRefused):
        parcel.read(post_file(padded), KEY)


def test_a_record_shorter_than_its_signature_spoils_the_file():
    long_enough = b"\x58\x40" + bytes(64)
    whole = canonical.encode([body_with([long_enough], [long_enough]), bytes(64)])
    assert len(parcel.read(post_file(packing.pack(whole)), KEY).envelopes) == 1
    for short in (b"\x58\x3f" + bytes(63), b"\x40"):
        for body in (body_with([short]), body_with([long_enough], [short])):
            raw = canonical.encode([body, bytes(64)])
            with pytest.raises(parcel.ParcelRefused):
                parcel.read(post_file(packing.pack(raw)), KEY)


def hostile_event(content: bytes, case_key: bytes) -> tuple[envelope.Envelope, bytes]:
    """An event of a colleague who packs by himself; the envelope and the case's key."""
    keys, place = DeviceKeys.fresh(), envelope.LogPosition(case=fresh_id(), stream=fresh_id())
    about = envelope._header(place, keys, 1, envelope.Kind.EVENT, bytes(32)).about()
    nonce = os.urandom(12)
    seal = envelope.AESGCMSIV(envelope._body_key(case_key))
    body = nonce + seal.encrypt(nonce, squeezed(content), about)
    return envelope._signed(place, keys, 1, envelope.Kind.EVENT, body), body


def test_a_sealed_event_of_a_hundred_bytes_does_not_become_a_megabyte():
    case_key = fresh()
    items = b"\xa1\x64what\x9a\x00\x10\x00\x00" + b"\x80" * MEGABYTE
    sealed, body = hostile_event(items, case_key)
    assert len(body) < 256
    with within(MEGABYTE // 2), pytest.raises(envelope.EnvelopeRefused):
        envelope.Opener(case_key).open(sealed)


def test_what_compresses_well_is_padded_until_its_reader_takes_it():
    for content in (b"", b"a", b"\0" * 70_000, b"\0" * envelope.LARGEST, os.urandom(5000)):
        padded = packing.pack(content)
        assert envelope.unpack(padded, envelope.LARGEST) == content
    assert len(packing.pack(b"\0" * 60_000)) == 64  # what is small stays as small as it was


def test_more_items_than_an_event_may_hold_are_counted_before_they_are_made():
    many = b"\x9a" + (canonical.ITEMS + 1).to_bytes(4, "big") + b"\x80" * (canonical.ITEMS + 1)
    with within(MEGABYTE), pytest.raises(canonical.NotCanonical):
        canonical.decode(many)
    with pytest.raises(envelope.EventTooLarge):  # nor is it written
        envelope.seal_event(
            many, envelope.LogPosition(case=fresh_id(), stream=fresh_id()), DeviceKeys.fresh(), fresh(), 1
        )


def test_a_frame_of_the_network_holds_no_more_than_a_multiple_of_itself():
    bomb = frame.compress(bytes(24 * MEGABYTE))
    with within(MEGABYTE), pytest.raises(frame.FrameRefused):
        frame.decompress(bomb, 24 * MEGABYTE)
    content, encoding = wire.packed(bytes(4 * MEGABYTE))
    assert encoding == ""  # sent as it is: it would not be opened
    assert wire.unpacked(content, encoding, 4 * MEGABYTE) == content


def crowded(entries: int) -> bytes:
    """A ZIP archive whose directory names many files, all in one place."""
    one = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = one * entries
    count = min(entries, 0xFFFF)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), 0, 0)
    return directory + end


@pytest.mark.parametrize(
    ("read", "refusal"), [(pack.read, pack.PackTooLarge), (archive.check, FormRefused)], ids=["form pack", "workbook"]
)
def test_a_directory_of_many_files_is_counted_before_it_is_read(
    read: Callable[[bytes], object], refusal: type[SanadError]
):
    raw = crowded(60_000)
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:  # which is what would be made of it
        assert len(opened.infolist()) == 60_000
    with within(2 * MEGABYTE + len(raw)), pytest.raises(refusal):
        read(raw)


def test_a_pack_with_a_longer_directory_is_none():
    with pytest.raises(pack.NoPack):
        pack.read(b"PK\x06\x07" + bytes(16) + crowded(1)[-22:])


def test_a_manifest_of_many_parts_is_refused_before_it_is_read():
    raw = b"[" + b"[]," * (4 * MEGABYTE) + b"[]]"
    with within(MEGABYTE), pytest.raises(manifest.NotAManifest):
        manifest.from_json(raw)


def test_what_follows_a_packed_frame_is_refused():
    packed = zstandard.compress(b"what was said")
    framed = (len(packed) + 1).to_bytes(4, "big") + packed + b"x"
    padded = framed.ljust(packing.padded_size(len(framed)), b"\0")
    with pytest.raises(packing.NotPacked):
        packing.unpack(padded, MEGABYTE)
