"""What is said of an erasure is read at its edges and not beyond."""

from types import SimpleNamespace

import pytest

from app.seal import canonical, directory, envelope, erasure
from app.seal.keys import DeviceKeys

KEYS = DeviceKeys.fresh()


ORDER = erasure.Order((bytes(32), b"b" * 32), (bytes(32),), 366 * 86_400, urgent=True)


def test_what_is_said_of_an_erasure_is_read_at_its_edges_and_not_beyond():
    def order(
        ids: list[object], chunks: tuple[object, ...] | list[object] = (), wait_s: object = 86_400, urgent: object = 0
    ) -> bytes:
        return canonical.encode([1, ids, list(chunks), wait_s, urgent, []])

    assert erasure.read(ORDER.to_bytes()) == ORDER
    assert erasure.Order(()).wait_s == 86_400
    many = [n.to_bytes(32, "big") for n in range(10_001)]
    assert len(erasure.read(order([*many[:9_999]], [many[0]])).envelopes) == 9_999
    id_, note = bytes(32), b"n" * 32
    refused = [
        order(many), order([*many[:10_000]], [many[0]]), order([bytes(31)]), order(["x"]), order([many[1], many[0]]),
        order([id_, id_]), order([], [id_, id_]), order([], wait_s=-1), order([], wait_s=366 * 86_400 + 1),
        order([], wait_s="1"), order([], urgent=2), canonical.encode([1, [], [], 5, 0, [bytes(16)]]),
        canonical.encode([1, [], [], 5, 0, [bytes(15), bytes(64)]]), canonical.encode([1, [], [], 5, 0, [bytes(16), bytes(63)]]),
        canonical.encode([2, bytes(31), b"", []]), canonical.encode([2, id_, bytes(31), []]),
        canonical.encode([3, bytes(33)]), canonical.encode([4, id_, b"n"]), canonical.encode([4, bytes(31), b""]),
        canonical.encode([5, id_, 2, [], b"", []]), canonical.encode([5, id_, 1, [bytes(31)], b"", []]),
        canonical.encode([5, id_, 1, [], b"n", []]), canonical.encode([6, [bytes(31)]]), canonical.encode([7, id_]),
        b"no body",
    ]  # fmt: skip
    for body in refused:
        with pytest.raises(envelope.EnvelopeRefused):
            erasure.read(body)
    second = erasure.Countersignature(bytes(16), bytes(64))
    for statement in (
        erasure.Confirmation(id_, note, second),
        erasure.Confirmation(id_),
        erasure.Objection(id_, note),
        erasure.Objection(id_),
        erasure.ErasureReport(id_),
        erasure.Ruling(id_, True, (id_, note), note, second),
        erasure.Ruling(id_, goes_on=False),
        erasure.Disposal((id_, note)),
        erasure.Disposal(()),
    ):
        assert erasure.read(statement.to_bytes()) == statement
    kinds = [
        erasure.Order(()),
        erasure.Confirmation(id_),
        erasure.ErasureReport(id_),
        erasure.Objection(id_),
        erasure.Ruling(id_, True),
        erasure.Disposal(()),
    ]
    assert [erasure.sort_of(statement.to_bytes()) for statement in kinds] == [1, 2, 3, 4, 5, 6]
    assert erasure.sort_of(b"") == 0


def test_the_desk_alone_puts_away_and_an_order_is_one_only_where_its_envelope_says_so():
    place = envelope.LogPosition(bytes(16), bytes(16))
    disposal = envelope.seal_public(erasure.Disposal(()).to_bytes(), envelope.Kind.ERASE, place, KEYS)
    device = directory.Device(bytes(16), bytes(16), KEYS.public, b"")

    def authors(known: directory.Device | None, role: str) -> SimpleNamespace:
        return SimpleNamespace(
            signer=lambda *_: known,
            role_of=lambda _: role,
            let_in_by=lambda *_: frozenset(),
            registrar_key=lambda _: None,
            counts=lambda _: False,
        )

    for known, role, may in (
        (device, "desk", True),
        (None, "desk", False),
        (device, "supervisor", False),
        (None, "", False),
    ):
        assert erasure.may_dispose(disposal, authors(known, role)) is may
    for kind, count in ((envelope.Kind.ERASE, 1), (envelope.Kind.GRANT, 0)):
        order = envelope.seal_public(ORDER.to_bytes(), kind, place, KEYS)
        states = erasure.judge([order], authors(device, "supervisor"))
        assert [state.ordered.note for state in states] == [b""] * count  # an order has none
    odd = envelope.seal_public(b"\x86\x01odd", envelope.Kind.ERASE, place, KEYS)
    assert erasure.judge([odd, disposal], authors(device, "supervisor")) == []
    for known, role in ((None, "supervisor"), (device, "inspector"), (device, "desk")):
        order = envelope.seal_public(ORDER.to_bytes(), envelope.Kind.ERASE, place, KEYS)
        assert erasure.judge([order], authors(known, role)) == []
