"""Files sealed with a key that is ours, and what is no such file."""

import hashlib
from datetime import UTC, datetime

import pytest
from cryptography import x509

from app.seal import case_grant, frame, parcel, server_card, tls
from app.seal.attachment import CHUNK, OVERHEAD, ChunkRefused, FileKey, chunk_sizes, sealed
from app.seal.file_marker import ForeignFile
from app.seal.keys import DeviceKeys, Secret, derive, fresh, fresh_id
from app.seal.server_card import ServerCard, ServerCardRefused


def flipped(raw: bytes, at: int = -1) -> bytes:
    spoilt = bytearray(raw)
    spoilt[at] ^= 1
    return bytes(spoilt)


# -- the chunks of a file --------------------------------------------------------------------


def test_a_chunk_opens_in_its_place_of_its_file_only():
    key, other_key = FileKey(), FileKey()
    first, last = (chunk for _, chunk in sealed(key, [b"a" * CHUNK, b"b"]))
    size = CHUNK + 1
    opened = key.open_part(0, first, size, last=False) + key.open_part(1, last, size, last=True)
    assert opened == b"a" * CHUNK + b"b"
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


_MB = 1 << 20
_SIZES = [0, 1, 4096, 4097, 70_000, CHUNK - 1, CHUNK, CHUNK + 1, 300_000, 600_000, _MB, _MB + 1,
          5 * CHUNK - 1, 5 * CHUNK]  # fmt: skip


@pytest.mark.parametrize("size", _SIZES)
def test_a_file_of_any_size_opens_again_and_its_chunks_tell_a_bucket(size: int):
    key, content = FileKey(), b"word " * (size // 5) + b"x" * (size % 5)
    parts = [content[at : at + CHUNK] for at in range(0, size, CHUNK)]
    chunks = [chunk for _, chunk in sealed(key, parts)]
    assert [len(chunk) for chunk in chunks] == chunk_sizes(size)
    last = len(chunks) - 1
    opened = [key.open_part(n, chunk, size, last=n == last) for n, chunk in enumerate(chunks)]
    assert b"".join(opened) == content


def test_files_of_many_sizes_look_like_few():
    up_to_1_mb = {tuple(chunk_sizes(size)) for size in range(0, _MB + 1, 997)}
    assert len(up_to_1_mb) == 9  # 4 KB, 8, 16, 32, 64, 128, 256, 512 KB, 1 MB
    above = {sum(chunk_sizes(size)) for size in range(_MB + 1, 3 * _MB, 9973)}
    assert all(total % (CHUNK + OVERHEAD) == 0 for total in above)


def test_padding_that_is_not_zeros_or_hides_a_part_is_refused():
    key = FileKey()
    odd = key.seal(0, b"told" + b"not told".ljust(4092, b"\0"), last=True)
    short = key.seal(0, b"to", last=True)
    for chunk in (odd, short):
        with pytest.raises(ChunkRefused):
            key.open_part(0, chunk, 4, last=True)


# -- frames ----------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"a", b"word " * 1000])
def test_a_frame_holds_as_much_as_it_may_and_not_a_byte_more(content: bytes):
    raw = frame.compress(content)
    assert frame.decompress(raw, len(content)) == content
    if content:
        with pytest.raises(frame.FrameRefused):
            frame.decompress(raw, len(content) - 1)


def test_what_is_no_frame_or_more_than_one_is_refused():
    raw = frame.compress(b"word " * 1000)
    for odd in (b"", b"no frame", raw[:-1], raw + b"x", raw + raw):
        with pytest.raises(frame.FrameRefused):
            frame.decompress(odd, 1 << 20)


# -- what goes by a folder -------------------------------------------------------------------


def test_a_file_of_the_post_opens_for_its_organisation_as_it_was_written_and_not_otherwise():
    device, organisation, maker = DeviceKeys.fresh(), fresh(), fresh_id()
    letter = parcel.Parcel(
        maker=maker, author=b"", to={b"c" * 16: (maker,)}, entries=(b"entry" * 20,),
        envelopes=(b"envelope" * 20,), taken=(), epoch=b"", receipts=(), chunks=(), body=b"", signature=b"",
    )  # fmt: skip
    raw = parcel.write(letter, device, organisation)
    opened = parcel.read(raw, organisation)
    assert (opened.to, opened.entries, opened.envelopes) == (letter.to, letter.entries, letter.envelopes)
    head = raw.index(b"\n") + 1
    for odd in (raw[:-1], raw[:head], flipped(raw), flipped(raw, head), raw + b"x"):
        with pytest.raises(parcel.ParcelRefused):
            parcel.read(odd, organisation)
    with pytest.raises(parcel.ParcelRefused):
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


# -- names that everybody must make alike ----------------------------------------------------


def test_a_cases_id_is_made_of_its_first_key_alike_everywhere():
    key = bytes(range(32))
    id_ = case_grant.case_id(key)
    reading = DeviceKeys(derive(key, "sanad/1/read"), Secret()).public
    assert id_ == hashlib.sha256(b"sanad-case-id-1" + reading).digest()[:14] + b"\x5a\x01"
    assert case_grant.bound(id_)
    assert case_grant.case_id(bytes(32)) != id_


# -- certificates ----------------------------------------------------------------------------


def test_an_authority_signs_servers_and_nothing_below_and_a_server_signs_nothing():
    now = datetime(2026, 11, 24, tzinfo=UTC)
    authority = tls.authority(now)
    server = tls.server(authority, "hq.example.org", now)
    for pair, is_authority in ((authority, True), (server, False)):
        certificate = x509.load_pem_x509_certificate(pair.certificate.encode())
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
        assert (basic.critical, usage.critical) == (True, True)
        assert (basic.value.ca, basic.value.path_length) == (is_authority, 0 if is_authority else None)
        may = usage.value
        assert (may.key_cert_sign, may.crl_sign) == (is_authority, is_authority)
        assert may.digital_signature is not is_authority
        assert [may.content_commitment, may.key_encipherment, may.data_encipherment, may.key_agreement] == [
            False,
            False,
            False,
            False,
        ]
    assert tls.ends(server.certificate) < tls.ends(authority.certificate)
