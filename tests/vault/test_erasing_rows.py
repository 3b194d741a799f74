"""What was ordered to be destroyed, as a vault keeps it: orders, what the desk puts away, and who had the order."""

import pytest

from app.seal import erasure
from app.seal.envelope import Kind, LogPosition, seal_public
from app.seal.erasure import Confirmation, Disposal, ErasureReport, Order, countersigned
from app.seal.keys import fresh_id
from app.seal.receipt import open_receipt, sign
from app.vault import apart, cases, chunks, erasures, log, sync_state, waiting
from app.vault.cases import IndexRow
from tests.headquarters.office import Computer
from tests.vault.test_intake import Desk, desk, id_of, session

__all__ = ["desk", "session"]
ID = bytes(range(32))


@pytest.fixture
def omar(desk: Desk) -> Computer:
    """A supervisor."""
    return desk.office.joins("Omar Sample", "supervisor")


def says(desk: Desk, who: Computer, case: bytes, statement: erasure.Statement) -> bytes:
    raw = who.orders(case, Kind.ERASE, statement.to_bytes())
    desk.takes(raw)
    return id_of(raw)


def body(desk: Desk, id_: bytes) -> bytes:
    return desk.writer.row("SELECT body FROM envelope WHERE id = ?", (id_,))[0]


def test_orders_of_who_may_are_told_with_the_time_at_which_each_word_came(desk: Desk, omar: Computer):
    case, layla = fresh_id(), desk.omar
    theirs = says(desk, layla, case, Order((ID,)))  # an inspector's: it is none
    order = says(desk, omar, case, Order((ID,)))
    second = desk.office.joins("Badr Second", "desk")
    confirmation = countersigned(Confirmation(order), desk.office.second, case, second.stream)
    confirmed = says(desk, second, case, confirmation)
    says(desk, omar, fresh_id(), Order((ID,)))
    told = erasures.orders(desk.writer, desk.vault, case)
    assert [state.id for state in told.orders] == [order]
    assert [party.person for party in told.orders[0].confirmed] == [second.person]
    assert set(told.arrived) == {theirs, order, confirmed}
    assert told.by_id(order) is told.orders[0]
    assert told.by_id(theirs) is None
    assert erasures.ordered_by(desk.writer, case, layla.stream) == {theirs}
    assert erasures.ordered_by(desk.writer, case, second.stream) == set()
    assert erasures.came_first(desk.writer, case) is None  # all of it is about its erasure
    assert erasures.ids_of(desk.writer, case) == []


def test_the_desk_puts_away_open_orders_and_what_is_kept_apart_and_nothing_else(desk: Desk, omar: Computer):
    desk.takes(desk.shares())
    case = desk.case
    event = desk.omar.says(case)
    desk.takes(event)
    open_one, other, confirmed = (says(desk, omar, case, Order((ID,), wait_s=n)) for n in (1, 2, 3))
    second = desk.office.joins("Badr Second", "desk")
    word = countersigned(Confirmation(confirmed), desk.office.second, case, second.stream)
    confirmation = says(desk, second, case, word)
    beyond = seal_public(b"beyond", Kind.BLOBS, LogPosition(case, omar.stream, 80), omar.keys)
    apart.keep(desk.writer, beyond.id, beyond)
    named = tuple(sorted([open_one, confirmed, confirmation, id_of(event), beyond.id]))
    says(desk, omar, case, Disposal(named))  # a supervisor may not
    says(desk, desk.office.desk, fresh_id(), Disposal(named))  # said in another case
    erasures.dispose(desk.writer, desk.vault, case)
    assert apart.disposed_in(desk.writer, case) == set()
    raw = desk.office.desk.orders(case, Kind.ERASE, b"\x82\x06odd")
    desk.takes(raw)
    erasures.dispose(desk.writer, desk.vault, case)
    assert apart.disposed_in(desk.writer, case) == set()
    says(desk, desk.office.desk, case, Disposal(named))
    for _ in range(2):
        erasures.dispose(desk.writer, desk.vault, case)
        assert apart.disposed_in(desk.writer, case) == set(named) - {confirmed}
    assert body(desk, open_one) == b""
    for id_ in (other, confirmed, confirmation, id_of(event)):
        assert body(desk, id_) != b""
    assert apart.size_of(desk.writer, case, omar.stream) == 0
    assert [state.id for state in erasures.orders(desk.writer, desk.vault, case).orders] == [other, confirmed]


def test_an_order_that_is_carried_out_takes_what_it_names_here_and_what_comes(desk: Desk, omar: Computer):
    desk.takes(desk.shares())
    case = desk.case
    first, second, waits, late = (desk.omar.says(case) for _ in range(4))
    for raw in (first, second):
        desk.takes(raw)
    waiting.keep(desk.writer, desk.vault, waits, "later_missing", id_of(waits))
    named = tuple(sorted([id_of(first), id_of(waits), id_of(late)]))
    order = says(desk, omar, case, Order(named))
    (state,) = erasures.orders(desk.writer, desk.vault, case).orders
    assert apart.count_statements(desk.writer, case, omar.stream) == (1, 0)
    copies = [["paper", 1]]
    record = erasures.CarriedOutOrder(order, case, "R1", "why", 7, (b"b" * 16, bytes(16)), copies)
    erasures.carry_out(desk.writer, desk.vault, state, record)
    says(desk, omar, case, ErasureReport(order))
    assert apart.count_statements(desk.writer, case, omar.stream) == (0, 1)
    assert desk.takes(late)
    assert [body(desk, id_of(raw)) for raw in (first, waits, late)] == [b"", b"", b""]
    assert waiting.rows(desk.writer) == []
    assert body(desk, id_of(second)) != b""
    assert body(desk, order) != b""
    assert [erasures.is_done(desk.writer, id_) for id_ in (order, ID)] == [True, False]
    (done,) = erasures.done(desk.writer)
    assert (done.order, done.case, done.reference, done.reason, done.at) == (order, case, "R1", "why", 7)
    assert (done.readers, done.copies) == ((bytes(16), b"b" * 16), copies)
    assert erasures.readers_of(desk.writer, case) == {bytes(16), b"b" * 16}
    assert erasures.readers_of(desk.writer, fresh_id()) == set()


def test_cases_that_are_listed_and_have_orders_are_named(desk: Desk, omar: Computer):
    case, other, gone = (fresh_id() for _ in range(3))
    for id_ in (case, other):
        row = IndexRow(case=id_, reference="", name="", stage="", changed=1)
        cases.keep(desk.writer, row, "")
    for id_ in (case, gone):
        says(desk, omar, id_, Order((ID,)))
    assert erasures.with_orders(desk.writer) == [case]


def test_headquarters_has_an_order_from_when_a_receipt_of_it_or_a_later_record_was_signed(desk: Desk, omar: Computer):
    case, keys = fresh_id(), desk.office.root
    desk.takes(omar.orders(case, Kind.ERASE, Order((ID,)).to_bytes()))
    order_seq, order_id = omar.seq, omar.prev
    desk.takes(omar.orders(case, Kind.ERASE, Order((ID,), wait_s=1).to_bytes()))

    def signs(seq: int, tip: bytes, at: int) -> None:
        receipt = open_receipt(sign(keys, omar.stream, seq, tip, at), [keys.public])
        sync_state.keep_receipt(desk.writer, receipt, b"epoch")

    assert erasures.there_since(desk.writer, case) == 0
    signs(order_seq, order_id, 50)
    assert erasures.there_since(desk.writer, case) == 0  # the second is not there
    sync_state.arrived(desk.writer, order_id)
    assert erasures.there_since(desk.writer, case) == 0
    sync_state.arrived(desk.writer, omar.prev)
    assert erasures.there_since(desk.writer, case) == 50
    signs(omar.seq, omar.prev, 60)
    assert erasures.there_since(desk.writer, case) == 60
    assert erasures.there_since(desk.writer, fresh_id()) == 0


def test_when_a_computer_was_first_sent_an_order_by_post_is_told(desk: Desk):
    case, stream, parcels = fresh_id(), fresh_id(), (b"1" * 32, b"2" * 32, b"3" * 32)
    for parcel, made in zip(parcels, (30, 20, 10), strict=True):
        desk.writer.run("INSERT INTO parcel VALUES (?, ?)", (parcel, made))
        desk.writer.run("INSERT INTO parcel_item VALUES (?, ?)", (parcel, ID))
    for parcel, to_case, device in (
        (parcels[0], case, stream),
        (parcels[1], case, stream),
        (parcels[2], fresh_id(), stream),
        (parcels[2], case, fresh_id()),
    ):
        desk.writer.run("INSERT INTO parcel_to VALUES (?, ?, ?)", (parcel, to_case, device))
    assert erasures.sent_to(desk.writer, case, [bytes(32), ID], stream) == 20
    assert erasures.sent_to(desk.writer, case, [bytes(32)], stream) == 0
    assert erasures.sent_to(desk.writer, case, [], stream) == 0


def test_what_first_came_of_a_case_is_no_word_of_its_erasure(desk: Desk, omar: Computer):
    desk.takes(desk.shares())
    case = desk.case
    desk.writer.run_all(
        log._INSERT,
        [
            log._row(sealed.id, sealed, arrived)
            for arrived, sealed in (
                (3, seal_public(b"x", Kind.ERASE, LogPosition(case, omar.stream, 70), omar.keys)),
                (4, seal_public(b"", Kind.BLOBS, LogPosition(case, omar.stream, 71), omar.keys)),
                (9, seal_public(b"y", Kind.BLOBS, LogPosition(case, omar.stream, 72), omar.keys)),
            )
        ],
    )
    assert erasures.came_first(desk.writer, case) == 9
    assert chunks.ids_of(desk.writer, case) == []
