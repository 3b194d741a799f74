"""What a computer keeps of headquarters, statement by statement: each line that a mutant survived."""

from collections.abc import Iterator

import pytest

from app.casework.cases import queries
from app.casework.session.session import Session
from app.seal.envelope import Header, Kind, LogPosition, seal_public
from app.seal.keys import DeviceKeys, fresh_id, key_id
from app.seal.receipt import CASE, STREAM, Receipt, open_receipt, sign
from app.vault import apart, log
from app.vault import sync_state as tables
from app.vault.database import Writer
from tests.people import keeps_a_case

EPOCH, OTHER = b"epoch", b"another"
KEYS = DeviceKeys.fresh()


@pytest.fixture
def case(at_work: Session) -> str:
    return keeps_a_case(at_work, "Maya Sample")


@pytest.fixture
def writer(at_work: Session, case: str) -> Iterator[Writer]:
    with at_work.vault.transaction() as made:
        tables.put(made, tables.EPOCH, EPOCH)
        yield made


def envelopes(writer: Writer, stream: bytes, case: bytes = b"") -> list[tuple[int, int, bytes]]:
    """(seq, case_seq, id) of a stream, or of what it wrote in a case."""
    rows = writer.rows(
        "SELECT seq, case_seq, id FROM envelope WHERE stream = ?1 AND (?2 = x'' OR case_id = ?2) ORDER BY seq",
        (stream, case),
    )
    return [tuple(row) for row in rows]


def receipt(stream: bytes, seq: int, tip: bytes, of: int = STREAM, at: int = 1) -> Receipt:
    return open_receipt(sign(KEYS, stream, seq, tip, at, of), [KEYS.public])


# -- following the feed ----------------------------------------------------------------------


def test_the_feed_goes_on_where_it_was_and_begins_again_for_another_scope(writer: Writer):
    first, second = fresh_id(), fresh_id()
    assert tables.fed(writer, b"scope", [(first, 3)], [(2, 9), (5, 4)])
    assert tables.cursors(writer) == []  # nothing is fetched yet
    tables.caught_up(writer)
    assert tables.cursors(writer) == [(2, 9), (5, 4)]
    assert tables.fed(writer, b"scope", [(second, 1)], [(5, 7)])
    tables.caught_up(writer)
    assert tables.cursors(writer) == [(2, 9), (5, 7)]  # what the feed didn't name stays
    tables.fed(writer, b"other scope", [], [(5, 1)])
    tables.caught_up(writer)
    assert tables.cursors(writer) == [(5, 1)]  # from the beginning


def test_a_feed_that_was_not_followed_to_its_end_is_asked_for_again(writer: Writer):
    tables.fed(writer, b"scope", [], [(1, 8)])
    tables.caught_up(writer)
    tables.fed(writer, b"scope", [], [(1, 20)])
    tables.fed(writer, b"scope", [], [])  # cut off before it was fetched
    tables.caught_up(writer)
    assert tables.cursors(writer) == [(1, 8)]


def test_headquarters_that_has_less_of_a_case_than_it_gave_is_noticed(writer: Writer):
    case = fresh_id()
    assert tables.fed(writer, b"s", [(case, 5)], [])
    tables.reached(writer, case, 5)
    assert tables.fed(writer, b"s", [(case, 5)], [])
    assert not tables.fed(writer, b"s", [(case, 4)], [])
    assert tables.due(writer, 9, []) == {}


def test_what_is_due_is_as_much_as_is_asked_for_and_none_of_what_is_left_out(writer: Writer):
    cases = sorted(fresh_id() for _ in range(4))
    tables.fed(writer, b"s", [(case, 2) for case in cases], [])
    tables.reached(writer, cases[0], 1)
    assert tables.due(writer, 2, []) == {cases[0]: (1, 2), cases[1]: (0, 2)}
    assert tables.due(writer, 2, [cases[0]]) == {cases[1]: (0, 2), cases[2]: (0, 2)}
    tables.not_ours(writer, cases[1])
    assert set(tables.due(writer, 9, [])) == {cases[0], cases[2], cases[3]}
    tables.reached(writer, cases[2], 7)  # more than was said
    assert tables.fetched(writer, cases[2]) == 7
    assert tables.fetched(writer, fresh_id()) == 0


def test_what_came_damaged_is_asked_for_again_in_its_place(writer: Writer):
    case = fresh_id()
    tables.fed(writer, b"s", [(case, 3)], [])
    tables.reached(writer, case, 3)
    for position in (2, 3, 3):
        tables.dig(writer, case, position)
    assert tables.holes(writer, 9) == [(case, 2), (case, 3)]
    assert len(tables.holes(writer, 1)) == 1
    tables.fill(writer, case, 2)
    assert tables.holes(writer, 9) == [(case, 3)]


def test_a_case_that_lacks_something_is_fetched_anew_once_and_then_daily(writer: Writer):
    case, day = fresh_id(), 86_400
    tables.fed(writer, b"s", [(case, 3)], [])
    tables.reached(writer, case, 3)
    tables.offer_daily(writer, day)
    assert not tables.is_due_again(writer, day)
    assert tables.is_due_again(writer, 2 * day)
    tables.suspect(writer, case)
    assert tables.is_due_again(writer, day)
    assert tables.holes(writer, 9) == []  # it is no place of its own
    tables.begin_again(writer)
    assert tables.due(writer, 9, []) == {case: (0, 3)}
    tables.reached(writer, case, 3)
    tables.suspect(writer, case)  # that did not help: not at once again
    tables.begin_again(writer)
    assert tables.due(writer, 9, []) == {}
    tables.offer_daily(writer, day)
    tables.begin_again(writer)
    assert tables.due(writer, 9, []) == {}
    tables.offer_daily(writer, 2 * day)
    tables.begin_again(writer)
    assert tables.due(writer, 9, []) == {case: (0, 3)}
    tables.unsuspect(writer, case)
    tables.reached(writer, case, 3)
    tables.begin_again(writer)
    assert tables.due(writer, 9, []) == {}


# -- sending ---------------------------------------------------------------------------------


def test_what_is_sent_comes_in_order_and_in_size(writer: Writer, at_work: Session):
    every = [id_ for *_, id_ in envelopes(writer, at_work.vault.stream)]
    assert [id_ for id_, _ in tables.batch(writer, 1 << 20)] == every
    assert [id_ for id_, _ in tables.batch(writer, 1)] == every[:1]  # at least one
    assert [id_ for id_, _ in tables.batch(writer, 1, skip=1)] == every[1:2]
    sizes = [len(raw) for _, raw in tables.batch(writer, 1 << 20)]
    assert len(tables.batch(writer, sizes[0] + sizes[1])) == 2
    assert len(tables.batch(writer, sizes[0] + sizes[1] - 1)) == 1


def test_a_refusal_keeps_a_record_back_until_more_is_known_or_a_day_is_over(writer: Writer, at_work: Session):
    first, second = (id_ for *_, id_ in envelopes(writer, at_work.vault.stream)[:2])
    tables.offer_daily(writer, 0)
    for id_ in (first, second):
        tables.refused(writer, id_, "device_unknown")
    assert tables.refusals(writer) == {"device_unknown": 2}
    assert first not in [id_ for id_, _ in tables.batch(writer, 1 << 20)]
    tables.offer_daily(writer, 100)
    assert tables.refusals(writer) == {"device_unknown": 2}
    tables.offer_daily(writer, 86_400)
    assert tables.refusals(writer) == {}
    tables.refused(writer, first, "clock")
    tables.offer_again(writer)
    assert first in [id_ for id_, _ in tables.batch(writer, 1 << 20)]


def test_what_was_asked_for_is_there_or_is_sent(writer: Writer, at_work: Session):
    stream = at_work.vault.stream
    first, second, *_ = (id_ for *_, id_ in envelopes(writer, stream))
    tables.new_history(writer, OTHER, fresh_id())
    assert tables.unsure(writer, 2) == [first, second]
    assert tables.batch(writer, 1 << 20) == []
    tables.asked(writer, [first, second], [second])
    assert [id_ for id_, _ in tables.batch(writer, 1 << 20)] == [second]
    assert first not in [id_ for id_, _ in tables.not_known(writer)]
    tables.new_history(writer, OTHER, stream)  # of the own stream headquarters says by itself
    assert tables.unsure(writer, 9) == []
    assert tables.unsent_of(writer, stream)
    assert not tables.unsent_of(writer, fresh_id())


def test_headquarters_says_up_to_where_it_has_a_stream(writer: Writer, at_work: Session):
    stream = at_work.vault.stream
    rows = envelopes(writer, stream)
    tip = rows[1][2]
    before = tables.waiting(writer)
    tables.arrived_to(writer, stream, [tip])
    assert tables.waiting(writer) == before - rows[1][0]
    assert tables.unsure(writer, 99) == []  # the rest was never there
    tables.arrived_to(writer, stream, [])  # it has lost all of it
    assert tables.unsure(writer, 99) == [rows[0][2], tip]
    assert tables.precedes(writer, stream, [rows[0][2], tip], [tip])
    assert not tables.precedes(writer, stream, [rows[2][2]], [tip])
    assert set(tables.before(writer, stream, tip)) == {rows[0][2], tip}


def test_a_case_is_there_once_nothing_of_it_is_unsent(writer: Writer, at_work: Session, case: str):
    id_ = bytes.fromhex(case)
    assert not tables.is_there(writer, id_)
    assert id_ in tables.not_there(writer)
    for *_, envelope in envelopes(writer, at_work.vault.stream):
        assert tables.arrived(writer, envelope)
    assert tables.is_there(writer, id_)
    assert id_ not in tables.not_there(writer)
    assert not tables.is_there(writer, fresh_id())  # of what isn't here nothing is said
    assert tables.arrived(writer, bytes(32)) == b""


def test_a_new_history_of_headquarters_has_no_place_to_go_on_from(writer: Writer, at_work: Session):
    for name in (tables.SCOPE, tables.NEXT_SCOPE, tables.HEADS):
        tables.put(writer, name, b"of before")
    tables.fed(writer, b"scope", [(fresh_id(), 3)], [(2, 9)])
    tables.caught_up(writer)
    tables.dig(writer, fresh_id(), 2)
    tables.new_history(writer, OTHER, at_work.vault.stream)
    kept = [tables.state(writer, name) for name in (tables.SCOPE, tables.NEXT_SCOPE, tables.HEADS)]
    assert (tables.state(writer, tables.EPOCH), kept) == (OTHER, [b"", b"", b""])
    assert (tables.cursors(writer), tables.due(writer, 9, []), tables.holes(writer, 9)) == ([], {}, [])


def test_how_much_is_left_to_send_is_said_in_records_and_bytes(writer: Writer, at_work: Session):
    rows = envelopes(writer, at_work.vault.stream)
    bodies = sum(len(row[0]) for row in writer.rows("SELECT body FROM envelope"))
    assert tables.left(writer) == (len(rows), bodies + 300 * len(rows))
    for *_, envelope in rows:
        tables.arrived(writer, envelope)
    assert tables.left(writer) == (0, 0)


# -- receipts --------------------------------------------------------------------------------


def test_of_a_stream_the_furthest_receipt_says_it_all(writer: Writer, at_work: Session):
    stream = at_work.vault.stream
    rows = envelopes(writer, stream)
    second, third = rows[1], rows[2]
    assert tables.keep_receipt(writer, receipt(stream, second[0], second[2]), EPOCH)
    assert not tables.keep_receipt(writer, receipt(stream, second[0], second[2]), EPOCH)
    assert [id_ for _, id_, _ in tables.uncovered(writer, stream)] == [id_ for *_, id_ in rows[2:]]
    assert tables.keep_receipt(writer, receipt(stream, third[0], third[2]), EPOCH)
    assert not tables.keep_receipt(writer, receipt(stream, rows[0][0], rows[0][2]), EPOCH)
    assert tables.receipts(writer, stream) == [(third[0], third[2])]
    tables.put(writer, tables.EPOCH, OTHER)  # another history of headquarters signed nothing yet
    assert tables.receipts(writer, stream) == []
    assert len(tables.uncovered(writer, stream)) == len(rows)


def test_a_receipt_of_one_case_covers_that_case_to_that_place(writer: Writer, at_work: Session, case: str):
    stream, id_ = at_work.vault.stream, bytes.fromhex(case)
    rows = envelopes(writer, stream, id_)
    middle = rows[1]
    told = receipt(stream, middle[1], middle[2], CASE)
    assert tables.keep_case_receipt(writer, told, EPOCH) is True
    assert tables.keep_case_receipt(writer, told, EPOCH) is False
    earlier = receipt(stream, rows[0][1], rows[0][2], CASE)
    assert tables.keep_case_receipt(writer, earlier, EPOCH) is False
    assert tables.in_case(writer, stream) == {id_: middle[1]}
    left = [row[2] for row in rows[2:]]
    assert [envelope for _, envelope, _ in tables.uncovered(writer, stream, id_)] == left
    assert tables.uncovered(writer, stream, fresh_id()) == []
    assert not tables.is_held(writer, id_) or not left


def test_the_first_record_of_a_case_is_held_by_a_receipt_of_its_own(writer: Writer, at_work: Session, case: str):
    stream, id_ = at_work.vault.stream, bytes.fromhex(case)
    _, place, first = envelopes(writer, stream, id_)[0]
    assert tables.keep_case_receipt(writer, receipt(stream, place, first, CASE), EPOCH) is True
    assert tables.in_case(writer, stream) == {id_: 1}


def test_a_receipt_of_a_case_at_another_place_or_of_another_computer_is_none(
    writer: Writer, at_work: Session, case: str
):
    stream = at_work.vault.stream
    last = envelopes(writer, stream, bytes.fromhex(case))[-1]
    for wrong in (
        receipt(stream, last[1] + 1, last[2], CASE),
        receipt(stream, last[1] - 1, last[2], CASE),
        receipt(fresh_id(), last[1], last[2], CASE),
        receipt(stream, last[1], bytes(32), CASE),
    ):
        assert tables.keep_case_receipt(writer, wrong, EPOCH) is None
    assert tables.in_case(writer, stream) == {}


def test_when_headquarters_signed_last_is_the_latest_of_its_times(writer: Writer, at_work: Session):
    assert tables.signed_until(writer) == 0
    stream = at_work.vault.stream
    rows = envelopes(writer, stream)
    for (seq, _, id_), at in zip(rows, (50, 80), strict=False):
        tables.keep_receipt(writer, receipt(stream, seq, id_, at=at), EPOCH)
    assert tables.signed_until(writer) == 80


# -- what is new -----------------------------------------------------------------------------


def test_news_wait_until_they_are_shown_case_by_case(writer: Writer, case: str):
    id_, other = bytes.fromhex(case), fresh_id()
    tables.news(writer, [(id_, b"a" * 32), (id_, b"b" * 32)])
    tables.all_news(writer, other)
    assert tables.stale(writer, [id_]) == (id_, {b"a" * 32, b"b" * 32})
    tables.shown(writer, id_)
    found = tables.stale(writer)
    assert found is not None
    assert found[0] == other
    tables.shown(writer, other)
    assert tables.stale(writer) is None


def test_of_a_case_that_is_all_new_every_record_is(writer: Writer, at_work: Session, case: str):
    id_ = bytes.fromhex(case)
    tables.all_news(writer, id_)
    _, new = tables.stale(writer, [id_]) or (b"", set())
    assert new >= {row[2] for row in envelopes(writer, at_work.vault.stream, id_)}


def test_the_desk_says_within_a_time_that_it_has_read(writer: Writer, case: str):
    id_ = bytes.fromhex(case)
    assert tables.unread(writer, 0, 100) == id_
    tables.countersigned(writer, id_, 50)
    assert tables.was_countersigned(writer, id_, 49, 50)
    assert not tables.was_countersigned(writer, id_, 50, 60)
    assert not tables.was_countersigned(writer, id_, 0, 49)
    assert tables.unread(writer, 0, 100) is None
    assert tables.unread(writer, 50, 100) == id_


def test_what_lies_between_two_records_and_is_not_here_is_named(at_work: Session, case: str):
    id_, stream = bytes.fromhex(case), at_work.vault.stream
    queries.set_view(at_work, case, "00" * 16, "so")
    assert tables.gaps(at_work.vault.database, id_) == set()
    row = at_work.vault.database.row("SELECT count(*) FROM envelope WHERE case_id = ? AND stream = ?", (id_, stream))
    number = int(row[0])
    with at_work.vault.transaction() as writer:
        writer.run(
            "INSERT INTO apart SELECT randomblob(32), case_id, stream, ?, kind, header, signature, "
            "body, 0 FROM envelope WHERE case_id = ? AND case_seq = 1",
            (number + 3, id_),
        )
        assert tables.gaps(writer, id_) == {(stream, number + 1), (stream, number + 2)}


def test_of_two_branches_in_one_case_each_has_a_receipt_of_its_own(writer: Writer, at_work: Session, case: str):
    """A restored computer wrote on in the case: the longer branch's receipt says nothing of the other."""
    stream, id_ = at_work.vault.stream, bytes.fromhex(case)
    rows = envelopes(writer, stream, id_)
    end, before = rows[-1], rows[-2]
    beside = _beside(writer, at_work, end[2])
    longer = receipt(stream, end[1], end[2], CASE)
    assert tables.is_forked(writer, stream)
    assert tables.keep_case_receipt(writer, longer, EPOCH) is True
    assert beside in {envelope for _, envelope, _ in tables.uncovered(writer, stream, id_)}
    assert tables.keep_case_receipt(writer, receipt(stream, end[1], beside, CASE), EPOCH) is True
    assert tables.keep_case_receipt(writer, receipt(stream, before[1], before[2], CASE), EPOCH) is False
    assert tables.uncovered(writer, stream, id_) == []
    assert tables.is_held(writer, id_)


def test_of_two_branches_headquarters_may_have_one_alone(writer: Writer, at_work: Session, case: str):
    stream, id_ = at_work.vault.stream, bytes.fromhex(case)
    rows = envelopes(writer, stream, id_)
    end = rows[-1][2]
    beside = _beside(writer, at_work, end)
    for *_, envelope in envelopes(writer, stream):
        tables.arrived(writer, envelope)
    tables.arrived_to(writer, stream, [end])
    assert tables.not_known(writer) == [(beside, id_)]  # it was never there
    assert tables.unsure(writer, 9) == [beside]
    assert tables.precedes(writer, stream, [end, rows[0][2]], [end])
    assert not tables.precedes(writer, stream, [beside], [end])
    tables.arrived_to(writer, stream, [end, beside])
    assert tables.not_known(writer) == []


def _beside(writer: Writer, at_work: Session, end: bytes) -> bytes:
    """Another envelope in the place of the last one; its id."""
    ((case, header),) = writer.rows("SELECT case_id, header FROM envelope WHERE id = ?", (end,))
    head = Header.from_bytes(header)
    place = LogPosition(case, head.stream, head.seq - 1, head.prev, head.case_seq - 1, head.case_prev)
    other = seal_public(b"another branch", Kind.BLOBS, place, at_work.vault.device)
    log.insert(writer, at_work.vault, other)
    return other.id


def test_the_first_record_of_a_stream_in_a_case_may_be_the_one_that_is_missing(
    writer: Writer, at_work: Session, case: str
):
    id_, stream = bytes.fromhex(case), key_id(KEYS.public)
    for place in (2, 4):
        record = seal_public(b"x", Kind.BLOBS, LogPosition(id_, stream, place, case_seq=place - 1), KEYS)
        apart.keep(writer, record.id, record)
    assert tables.gaps(writer, id_) == {(stream, 1), (stream, 3)}
