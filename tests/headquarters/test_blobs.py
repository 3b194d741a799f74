"""Encrypted chunks: brought in pieces, resumed, fetched by those who may read their case."""

import os

import pytest
from sqlalchemy import select

from app.headquarters import tables
from app.seal.envelope import Kind
from app.seal.erasure import Order
from app.seal.keys import digest
from app.sync import wire
from app.sync.conditions import DeviceUnknown
from app.sync.wire import signatures
from tests.headquarters.conftest import Hq
from tests.headquarters.office import Answer, Computer
from tests.headquarters.test_erasing import confirmed

CHUNK = os.urandom(256 * 1024 + 16)


def puts(
    hq: Hq, who: Computer, case: bytes, chunk: bytes, start: int = 0, end: int = 0, *,
    id_: bytes = b"", size: int = 0, more: dict[str, str] | None = None,
) -> Answer:  # fmt: skip
    end = end or len(chunk)
    told = {"content-range": f"bytes {start}-{end - 1}/{size or len(chunk)}"}
    target = wire.blob_path(id_ or digest(chunk), case)
    return hq.line.send("PUT", target, chunk[start:end], who.keys, who.stream, told | (more or {}))


def gets(hq: Hq, who: Computer, case: bytes, id_: bytes, range_: str = "") -> Answer:
    return hq.line.send("GET", wire.blob_path(id_, case), b"", who.keys, who.stream, {"range": range_})


def taken(answer: Answer) -> tuple[int, int]:
    assert answer.status == 200, answer.refusal()
    value = wire.BlobTaken.decode(answer.content)
    return value.there, value.whole


def missing(hq: Hq, who: Computer, case: bytes, *ids_: bytes) -> dict[bytes, int]:
    return dict(hq.line.call(who, wire.BlobsHave(case, ids_)).blobs)


@pytest.fixture
def case(hq: Hq, layla: Computer) -> bytes:
    case, raws = layla.works(1)
    hq.line.pushes(layla, *raws)
    return case


def test_a_chunk_cut_off_on_the_way_goes_on_where_it_stopped(hq: Hq, team, layla: Computer, case: bytes):
    id_ = digest(CHUNK)
    assert missing(hq, layla, case, id_) == {id_: 0}
    assert taken(puts(hq, layla, case, CHUNK, 0, 100_000)) == (100_000, 0)
    assert missing(hq, layla, case, id_) == {id_: 100_000}
    assert gets(hq, layla, case, id_).refusal().kind == "not_there"
    assert taken(puts(hq, layla, case, CHUNK, 50_000, 120_000)) == (120_000, 0)  # what was there too
    assert taken(puts(hq, layla, case, CHUNK, 0, 80_000)) == (120_000, 0)  # again: changes nothing
    assert taken(puts(hq, layla, case, CHUNK, 120_000)) == (len(CHUNK), 1)
    assert missing(hq, layla, case, id_) == {}
    assert taken(puts(hq, layla, case, CHUNK)) == (len(CHUNK), 1)
    omar = hq.office.joins("Omar", "inspector", team)
    hq.line.learns(hq.office)
    assert gets(hq, omar, case, id_).content == CHUNK
    rest = gets(hq, omar, case, id_, "bytes=200000-")
    assert (rest.status, rest.content) == (206, CHUNK[200_000:])
    assert rest.headers["content-range"] == f"bytes 200000-{len(CHUNK) - 1}/{len(CHUNK)}"


def test_a_hole_in_a_chunk_is_not_taken(hq: Hq, layla: Computer, case: bytes):
    assert puts(hq, layla, case, CHUNK, 10).refusal().kind == "offset"
    assert missing(hq, layla, case, digest(CHUNK)) == {digest(CHUNK): 0}


def test_bytes_of_another_hash_are_forgotten_and_the_right_ones_taken(hq: Hq, layla: Computer, case: bytes):
    id_ = digest(CHUNK)
    wrong = os.urandom(100)
    assert taken(puts(hq, layla, case, wrong, 0, 50, id_=id_)) == (50, 0)
    refused = puts(hq, layla, case, wrong, 50, id_=id_)
    assert (refused.status, refused.refusal().kind) == (422, "blob_refused")
    assert taken(puts(hq, layla, case, wrong, 0, 50, id_=id_)) == (50, 0)
    assert taken(puts(hq, layla, case, CHUNK)) == (len(CHUNK), 1)  # of another size: begun anew
    assert gets(hq, layla, case, id_).content == CHUNK


def test_who_may_not_read_a_case_neither_brings_nor_fetches_nor_asks(hq: Hq, layla: Computer, case: bytes):
    puts(hq, layla, case, CHUNK)
    salma = hq.office.joins("Salma")
    hq.line.learns(hq.office)
    for answer in (
        puts(hq, salma, case, b"other"),
        gets(hq, salma, case, digest(CHUNK)),
        hq.line.asks(salma, wire.BlobsHave(case, (digest(CHUNK),))),
    ):
        assert (answer.status, answer.refusal().kind) == (404, "not_yours")
    hers, raws = salma.works(1)
    hq.line.pushes(salma, *raws)
    assert gets(hq, salma, hers, digest(CHUNK)).refusal().kind == "not_there"
    assert missing(hq, salma, hers, digest(CHUNK)) == {digest(CHUNK): 0}


def test_only_signed_pieces_are_taken_as_they_were_signed(hq: Hq, layla: Computer, case: bytes):
    target = wire.blob_path(digest(CHUNK), case)
    told = {"content-range": f"bytes 0-{len(CHUNK) - 1}/{len(CHUNK)}"}
    nobody = hq.line.send("PUT", target, CHUNK, None, b"", told)
    assert (nobody.status, nobody.refusal().kind) == (401, DeviceUnknown.kind())
    signed = signatures.sign("PUT", target, b"another content", layla.keys, layla.stream, hq.clock[0])
    other = hq.line.send("PUT", target, CHUNK, None, b"", told | signed)
    assert (other.status, other.refusal().kind) == (401, "not_signed")
    elsewhere = signatures.sign("PUT", wire.blob_path(digest(b"x"), case), CHUNK, layla.keys, layla.stream, hq.clock[0])
    assert hq.line.send("PUT", target, CHUNK, None, b"", told | elsewhere).status == 401
    assert missing(hq, layla, case, digest(CHUNK)) == {digest(CHUNK): 0}


def test_a_piece_that_says_where_it_belongs_in_no_way_is_refused(hq: Hq, layla: Computer, case: bytes):
    target = wire.blob_path(digest(b"12345"), case)
    for told in ("", "bytes */5", "bytes 0-3/5", "bytes 0-4/4", "bytes 5-9/10x", "bytes -1-3/5",
                 "items 0-4/5", "bytes 0-4/99999999999", "bytes \u0660-\u0664/\u0665"):  # fmt: skip
        headers = {"content-range": told.encode()}
        answer = hq.line.send("PUT", target, b"12345", layla.keys, layla.stream, headers)
        assert (answer.status, answer.refusal().kind) == (400, "wire_refused")


def test_what_is_larger_than_a_chunk_or_oddly_addressed_is_refused(hq: Hq, layla: Computer, case: bytes):
    large = bytes(wire.BLOB + 1)
    assert puts(hq, layla, case, large).refusal().kind == "too_large"
    assert puts(hq, layla, case, large, 0, 5, size=wire.BLOB + 1).refusal().kind == "too_large"
    assert puts(hq, layla, case, b"x", more={"content-encoding": "zstd"}).status == 400
    for target in (
        "/v1/blobs/",
        "/v1/blobs/xx?case=yy",
        wire.blob_path(bytes(32), case) + "&a=b",
        wire.blob_path(bytes(32), case).upper(),
        "/v1/blobs/" + "0" * 64,
    ):
        told = hq.line.send("GET", target, b"", layla.keys, layla.stream)
        assert (told.status, told.refusal().kind) == (404, "no_such_call")
    puts(hq, layla, case, b"x")
    for range_ in ("bytes=0-0", "bytes=-1", "bytes=a-", "bytes=0-,2-"):
        assert gets(hq, layla, case, digest(b"x"), range_).status == 400
    assert gets(hq, layla, case, digest(b"x"), "bytes=1-").refusal().kind == "offset"


def rows(hq: Hq, id_: bytes) -> int:
    """Of the database, of a chunk and its pieces."""
    with hq.node.database.look() as connection:
        return sum(
            len(connection.execute(select(table.c.id).where(table.c.id == id_)).all())
            for table in (tables.blob, tables.blob_part)
        )


def test_an_erased_chunk_is_gone_and_never_asked_for_again(hq: Hq, layla: Computer, case: bytes):
    omar = hq.office.joins("Omar", "supervisor")
    hq.line.learns(hq.office)
    puts(hq, layla, case, CHUNK)
    half = os.urandom(1000)
    puts(hq, layla, case, half, 0, 500)
    order = omar.orders(case, Kind.ERASE, Order((), (digest(CHUNK), digest(half))).to_bytes())
    hq.line.pushes(omar, order, confirmed(hq.office, case, order))
    assert missing(hq, layla, case, digest(CHUNK), digest(half)) != {}
    assert rows(hq, digest(CHUNK)) > 1
    hq.waits()
    assert missing(hq, layla, case, digest(CHUNK), digest(half)) == {}
    assert rows(hq, digest(CHUNK)) == rows(hq, digest(half)) == 0  # no byte of it is left
    for answer in (
        gets(hq, layla, case, digest(CHUNK)),
        puts(hq, layla, case, CHUNK),
        puts(hq, layla, case, half, 500),
    ):
        assert (answer.status, answer.refusal().kind) == (410, "erased")
