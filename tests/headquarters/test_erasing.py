"""Erasure by order of two people: what goes, what stays, and who may not."""

import copy
from pathlib import Path

import pytest

from app.headquarters.envelope_checks import BodyMissing
from app.seal import canonical, envelope
from app.seal.envelope import Kind
from app.seal.erasure import Confirmation, Order, countersigned
from app.seal.keys import digest
from tests.headquarters.conftest import Hq
from tests.headquarters.office import Computer, Organisation, outcomes, receipts


def ids(raws: list[bytes]) -> tuple[bytes, ...]:
    return tuple(envelope.peek_unverified(raw).id for raw in raws)


def bare(raw: bytes) -> bytes:
    told = envelope.peek_unverified(raw)
    return canonical.encode([told.header_bytes, told.signature, b""])


def ordered(who: Computer, case: bytes, *named: bytes, chunks: tuple[bytes, ...] = ()) -> bytes:
    return who.orders(case, Kind.ERASE, Order(named, chunks).to_bytes())


def confirmed(office: Organisation, case: bytes, order: bytes, by: Computer | None = None, note: bytes = b"") -> bytes:
    """By the desk's computer, with the key of the desk holder who let nobody in here. `note`: an event that is
    to go along."""
    who = by or office.desk
    confirmation = Confirmation(ids([order])[0], ids([note])[0] if note else b"")
    signed = countersigned(confirmation, office.second, case, who.stream)
    return who.orders(case, Kind.ERASE, signed.to_bytes())


@pytest.fixture
def layla(hq: Hq) -> Computer:
    return hq.office.joins("Layla")


@pytest.fixture
def omar(hq: Hq, layla: Computer) -> Computer:
    made = hq.office.joins("Omar", "supervisor")
    hq.line.learns(hq.office)
    return made


def test_by_order_of_two_the_bodies_go_and_the_chain_is_still_proven(hq: Hq, layla: Computer, omar: Computer):
    case, raws = layla.works(3, "what must be forgotten")
    hq.line.pushes(layla, *raws)
    order = ordered(omar, case, *ids(raws[1:3]))
    confirmation = confirmed(hq.office, case, order)
    hq.line.pushes(omar, order)
    assert hq.line.pulls(layla, case) == [*raws, order]
    assert outcomes(hq.line.pushes(hq.office.desk, confirmation)) == ["new"]
    assert hq.line.pulls(layla, case) == [*raws, order, confirmation]
    hq.waits(days=0.9)
    assert hq.line.pulls(layla, case) == [*raws, order, confirmation]
    hq.waits(days=0.2)
    found = hq.line.pulls(layla, case)
    assert found == [raws[0], bare(raws[1]), bare(raws[2]), raws[3], order, confirmation]
    more = layla.says(case)
    assert receipts(hq.line.pushes(layla, more), hq.node.public) == {layla.stream: 5}
    assert "sanad_erased_total 2" in hq.line.http.get("/metrics").text


def test_the_confirmation_may_come_before_its_order(hq: Hq, layla: Computer, omar: Computer):
    case, raws = layla.works(1)
    hq.line.pushes(layla, *raws)
    order = ordered(omar, case, *ids(raws))
    hq.line.pushes(hq.office.desk, confirmed(hq.office, case, order))
    assert hq.line.pulls(layla, case)[:2] == raws
    hq.line.pushes(omar, order)
    hq.waits()
    assert hq.line.pulls(layla, case)[:2] == [bare(raw) for raw in raws]


def test_one_person_alone_erases_nothing_whoever_it_is(hq: Hq, layla: Computer, omar: Computer):
    desk = hq.office.desk
    case, raws = layla.works(2)
    hq.line.pushes(layla, *raws)
    colleague = hq.office.joins("Salma")
    second = hq.office.joins("Omar again", "supervisor")
    hq.line.learns(hq.office)
    pairs = [(desk, desk), (layla, desk), (omar, layla), (omar, omar), (omar, second), (colleague, layla)]
    for one, other in pairs:
        order = ordered(one, case, *ids(raws))
        pushed = hq.line.pushes(one, order, confirmed(hq.office, case, order, other))
        assert outcomes(pushed) == ["new", "new"]
    hq.waits()
    assert hq.line.pulls(layla, case)[:3] == raws


def test_two_computers_of_one_person_are_one_person(hq: Hq, layla: Computer):
    desk = hq.office.desk
    tablet = hq.office.joins("Huda Desk", "desk", person=desk.person)
    hq.line.learns(hq.office)
    case, raws = layla.works(1)
    hq.line.pushes(layla, *raws)
    order = ordered(tablet, case, *ids(raws))
    hq.line.pushes(desk, order, confirmed(hq.office, case, order))
    hq.waits()
    assert hq.line.pulls(layla, case)[:2] == raws


def test_an_order_of_one_case_reaches_no_other(hq: Hq, layla: Computer, omar: Computer):
    case, raws = layla.works(1)
    other, theirs = layla.works(1)
    hq.line.pushes(layla, *raws, *theirs)
    order = ordered(omar, other, *ids(raws), *ids(theirs))
    confirmation = confirmed(hq.office, other, order)
    hq.line.pushes(omar, order, confirmation)
    hq.waits()
    assert hq.line.pulls(layla, case) == raws
    assert hq.line.pulls(layla, other)[:2] == [bare(raw) for raw in theirs]
    again = ordered(omar, case, *ids(raws))
    hq.line.pushes(omar, again, confirmed(hq.office, case, again))
    hq.waits()
    assert hq.line.pulls(layla, case)[:2] == [bare(raw) for raw in raws]


@pytest.mark.parametrize("whose", ["its own", "another's"])
def test_a_confirmation_takes_what_its_own_computer_wrote_along_and_nothing_of_others(
    hq: Hq, layla: Computer, omar: Computer, whose: str
):
    case, raws = layla.works(2)
    desk = hq.office.desk
    desk.case_keys[case] = layla.case_keys[case]
    why = desk.says(case, "why it goes")
    hq.line.pushes(layla, *raws)
    hq.line.pushes(desk, why)
    order = ordered(omar, case, *ids(raws[:1]))
    note = why if whose == "its own" else raws[2]
    hq.line.pushes(omar, order, confirmed(hq.office, case, order, note=note))
    hq.waits()
    left = hq.line.pulls(layla, case)[:4]
    gone = bare(why) if whose == "its own" else why
    assert left == [bare(raws[0]), raws[1], raws[2], gone]


def test_what_a_computer_that_was_offline_brings_later_is_kept_without_its_body(
    hq: Hq, layla: Computer, omar: Computer
):
    case, raws = layla.works(3)
    hq.line.pushes(layla, *raws[:2])
    order = ordered(omar, case, *ids(raws))
    hq.line.pushes(omar, order, confirmed(hq.office, case, order))
    hq.waits()
    pushed = hq.line.pushes(layla, raws[2], bare(raws[3]))
    assert outcomes(pushed) == ["new", "new"]
    assert receipts(pushed, hq.node.public) == {layla.stream: 4}
    found = hq.line.pulls(layla, case)
    assert [raw for raw in found if envelope.peek_unverified(raw).header.stream == layla.stream] == [
        bare(raw) for raw in raws
    ]


def test_without_an_order_nothing_is_taken_without_its_body(hq: Hq, layla: Computer, omar: Computer):
    case, raws = layla.works(2)
    assert outcomes(hq.line.pushes(layla, *map(bare, raws))) == [BodyMissing.kind()] * 3
    told = envelope.peek_unverified(raws[1])
    forged = canonical.encode([told.header_bytes, bytes(64), b""])
    order = ordered(omar, case, *ids(raws))
    hq.line.pushes(omar, order, confirmed(hq.office, case, order))
    hq.waits()
    assert outcomes(hq.line.pushes(layla, forged)) == ["envelope_refused"]


def test_orders_themselves_are_never_erased(hq: Hq, layla: Computer, omar: Computer):
    case, raws = layla.works(1)
    order = ordered(omar, case, *ids(raws))
    confirmation = confirmed(hq.office, case, order)
    hq.line.pushes(layla, *raws, order, confirmation)
    second = ordered(omar, case, *ids([order, confirmation]))
    hq.line.pushes(omar, second, confirmed(hq.office, case, second))
    hq.waits()
    assert hq.line.pulls(layla, case)[2:4] == [order, confirmation]


def test_a_body_that_is_no_order_is_kept_and_does_nothing(hq: Hq, layla: Computer, omar: Computer):
    case, raws = layla.works(1)
    odd = [
        b"",
        b"\xff",
        canonical.encode([1, [b"short"], []]),
        canonical.encode([3, []]),
        canonical.encode([2, ids(raws)[0]]),
    ]
    sent = [omar.orders(case, Kind.ERASE, body) for body in odd]
    assert outcomes(hq.line.pushes(layla, *raws, *sent)) == ["new"] * 7
    assert hq.line.pulls(layla, case) == [*raws, *sent]


def test_what_was_erased_is_in_no_file_of_the_database(
    hq: Hq, layla: Computer, omar: Computer, tmp_path: Path, dsn: str
):
    case, raws = layla.works(2)
    hq.line.pushes(layla, *raws)
    bodies = [envelope.peek_unverified(raw).body for raw in raws]
    if not dsn:
        before = b"".join(file.read_bytes() for file in tmp_path.glob("hq.sqlite*"))
        assert all(body[:60] in before for body in bodies)
    order = ordered(omar, case, *ids(raws), chunks=(digest(b"x"),))
    hq.line.pushes(omar, order, confirmed(hq.office, case, order))
    hq.waits()
    if not dsn:
        after = b"".join(file.read_bytes() for file in tmp_path.glob("hq.sqlite*"))
        assert not any(body[:60] in after for body in bodies)


def test_what_was_put_below_the_end_of_a_role_orders_nothing(hq: Hq, layla: Computer, omar: Computer):
    case, raws = layla.works(2)
    hq.line.pushes(layla, *raws)
    old_laptop = copy.deepcopy(omar)
    hq.line.pushes(omar, *(omar.orders(case, Kind.BLOBS, b"x") for _ in range(4)))
    hq.office.changes_role(omar, "inspector")
    hq.line.learns(hq.office)
    for former in (omar, old_laptop):  # after the end, and beside what was written before it
        order = ordered(former, case, *ids(raws))
        confirmation = confirmed(hq.office, case, order)
        assert outcomes(hq.line.pushes(hq.office.desk, order, confirmation)) == ["new", "new"]
    hq.waits()
    assert hq.line.pulls(layla, case)[:3] == raws


def test_what_was_ordered_before_the_end_of_a_role_is_carried_out_after_it(hq: Hq, layla: Computer, omar: Computer):
    case, raws = layla.works(2)
    order = ordered(omar, case, *ids(raws))
    later = omar.orders(case, Kind.BLOBS, b"x")
    hq.line.pushes(layla, *raws, order)
    hq.office.changes_role(omar, "inspector")
    hq.line.learns(hq.office)
    hq.line.pushes(hq.office.desk, confirmed(hq.office, case, order))
    hq.waits()
    assert hq.line.pulls(layla, case)[:3] == raws  # what lies between is not there yet
    hq.line.pushes(omar, later)
    assert hq.line.pulls(layla, case)[:3] == [bare(raw) for raw in raws]
