"""A file of the post is read at its edges and not beyond."""

import pytest

from app.seal import canonical, file_marker, packing, parcel
from app.seal.keys import DeviceKeys

KEYS = DeviceKeys.fresh()


def posted(fields: list[object]) -> bytes:
    """A file of the post with these parts, sealed as `parcel.write` seals."""
    key, head = b"organisation", file_marker.line(b"SANAD-POST ")
    body = canonical.encode(fields)
    packed = packing.pack(canonical.encode([body, KEYS.sign(b"sanad-post-1" + body)]))
    return head + bytes(12) + parcel.AESGCMSIV(parcel._key(key)).encrypt(bytes(12), packed, head)


def test_a_file_of_the_post_is_refused_for_each_part_of_another_kind_or_size():
    a, b, record = bytes(16), b"b" * 16, bytes(64)
    fields: list[object] = [1, a, b, [[a, [b]]], [record], [record], [bytes(32)], [a, [b"r"]], [[a, b"c"]]]
    read = parcel.read(posted(fields), b"organisation")
    assert (read.maker, read.author, read.to) == (a, b, {a: (b,)})
    assert (read.entries, read.envelopes, read.taken) == ((record,), (record,), (bytes(32),))
    assert (read.epoch, read.receipts, read.chunks) == (a, (b"r",), ((a, b"c"),))
    for count, receipts, chunks in ((7, (), ()), (8, (b"r",), ())):
        shorter = parcel.read(posted(fields[:count]), b"organisation")
        assert (shorter.receipts, shorter.chunks) == (receipts, chunks), count
    spoilt: list[tuple[int, object]] = [
        (1, bytes(15)), (2, "x"), (3, [[a, [bytes(15)]]]), (3, [[bytes(17), []]]), (3, {}), (4, [bytes(63)]),
        (4, [5]), (4, b""), (5, [bytes(63)]), (5, ["x"]), (6, [bytes(31)]), (6, b""), (7, [b"", [b"r"]]),
        (7, [bytes(15), []]), (7, ["", []]), (7, [a, b"r"]), (7, [a, ["r"]]), (8, [[bytes(15), b"c"]]), (8, [[a, "c"]]),
    ]  # fmt: skip
    for place, value in spoilt:
        with pytest.raises(parcel.ParcelRefused):
            parcel.read(posted([*fields[:place], value, *fields[place + 1 :]]), b"organisation")
    assert parcel.read(posted([*fields[:7], [b"", []], []]), b"organisation").epoch == b""
    for version in (0, 2):
        with pytest.raises(file_marker.NewerVersion):
            parcel.read(posted([version, *fields[1:]]), b"organisation")
    with pytest.raises(parcel.ParcelRefused):
        parcel.read(posted(fields), b"another")


def test_who_signed_a_file_of_the_post_is_known_by_key_and_name():
    written = parcel.write(parcel.Parcel(bytes(16), b"", {}, (), (), ()), KEYS, b"organisation")
    read = parcel.read(written, b"organisation")
    other = DeviceKeys.fresh()
    assert read.signed_by(KEYS.public)
    assert not read.signed_by(other.public)
    assert (read.to, read.receipts, read.chunks, read.epoch) == ({}, (), (), b"")


def test_a_file_of_the_post_holds_so_many_entries_and_so_many_items_for_its_bytes_and_no_more():
    def fields(entries: int = 0, receipts: int = 0) -> list[object]:
        listed = [bytes(16), [b"r"] * receipts]
        return [1, bytes(16), bytes(16), [], [bytes(64)] * entries, [], [], listed]

    assert len(parcel.read(posted(fields(entries=65_536)), b"organisation").entries) == 65_536
    with pytest.raises(parcel.ParcelRefused):
        parcel.read(posted(fields(entries=65_537)), b"organisation")

    def may_be_read(count: int) -> bool:  # the eight parts, the two of the last one, and the receipts
        return 8 + 2 + count <= 4096 + len(canonical.encode(fields(receipts=count))) // 8

    most = next(count for count in range(5400, 5600) if not may_be_read(count)) - 1
    assert len(parcel.read(posted(fields(receipts=most)), b"organisation").receipts) == most
    with pytest.raises(parcel.ParcelRefused):
        parcel.read(posted(fields(receipts=most + 1)), b"organisation")
