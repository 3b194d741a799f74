"""What a computer keeps of headquarters (app.vault.sync_state), on records laid by hand: edges, branches, limits."""

import os
from collections.abc import Iterator

import pytest

from app.seal.envelope import Envelope, Kind, LogPosition, seal_public
from app.seal.keys import DeviceKeys, digest, key_id
from app.seal.receipt import CASE, STREAM, Receipt, open_receipt, sign
from app.vault import chunks, log, sync_state
from app.vault.database import Database, Writer
from tests.undone import undone

EPOCH, OTHER_EPOCH = b"epoch", b"another"
A, B, C, D = (bytes([n]) * 16 for n in range(1, 5))  # cases
KEYS, OTHER_KEYS = DeviceKeys.fresh(), DeviceKeys.fresh()
STREAM_ID, OTHER_STREAM = key_id(KEYS.public), key_id(OTHER_KEYS.public)
DAY = 86_400
NOWHERE = bytes(32)


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    with undone(database) as made:
        sync_state.put(made, sync_state.EPOCH, EPOCH)
        yield made


class Chain:
    """A stream of records, which may branch."""

    def __init__(self, writer: Writer, keys: DeviceKeys = KEYS) -> None:
        self.writer, self.keys, self.stream = writer, keys, key_id(keys.public)

    def lays(self, case: bytes = A, after: Envelope | None = None, after_in_case: Envelope | None = None) -> Envelope:
        seq, prev = (after.header.seq, after.id) if after else (0, NOWHERE)
        case_seq, case_prev = (after_in_case.header.case_seq, after_in_case.id) if after_in_case else (0, NOWHERE)
        place = LogPosition(case, self.stream, seq, prev, case_seq, case_prev)
        sealed = seal_public(os.urandom(4), Kind.BLOBS, place, self.keys)
        self.writer.run_all(log._INSERT, [log._row(sealed.id, sealed, 5)])
        return sealed

    def of(self, case: bytes, number: int) -> list[Envelope]:
        records: list[Envelope] = []
        for _ in range(number):
            last = records[-1] if records else None
            records.append(self.lays(case, last, last))
        return records


def receipt(record: Envelope, of: int = STREAM, at: int = 1) -> Receipt:
    head = record.header
    seq = head.seq if of == STREAM else head.case_seq
    return open_receipt(sign(KEYS, head.stream, seq, record.id, at, of), [KEYS.public])


def unsent(writer: Writer) -> dict[bytes, tuple[int, str]]:
    return {row[0]: (row[1], row[2]) for row in writer.rows("SELECT id, ask, why FROM unsent JOIN envelope USING (n)")}


def uncovered(writer: Writer, case: bytes = b"") -> list[bytes]:
    return [id_ for _, id_, _ in sync_state.uncovered(writer, STREAM_ID, case)]


def ids(*records: Envelope) -> list[bytes]:
    return [record.id for record in records]


# -- sending ---------------------------------------------------------------------------------


def test_in_another_history_all_that_is_here_is_asked_for_but_what_headquarters_says_itself(writer: Writer):
    own, theirs = Chain(writer).of(A, 2), Chain(writer, OTHER_KEYS).of(B, 2)
    for record in (own[0], theirs[0]):
        assert sync_state.arrived(writer, record.id) == record.header.case
    sync_state.refused(writer, own[1].id, "clock")
    chunks.put(writer, A, digest(b"12345"), b"12345")
    chunks.are_there(writer, A, [digest(b"12345")])
    sync_state.new_history(writer, OTHER_EPOCH, STREAM_ID)
    assert unsent(writer) == dict.fromkeys(ids(*own), (0, "")) | dict.fromkeys(ids(*theirs), (1, ""))
    assert chunks.left(writer) == 5
    assert sync_state.left(writer) == (4, 4 * 304 + 5)


def test_no_more_is_looked_at_for_one_batch_than_it_is_said_to(writer: Writer):
    records = Chain(writer).of(A, 1026)
    assert [id_ for id_, _ in sync_state.batch(writer, 1 << 30)] == ids(*records[:1024])
    assert [id_ for id_, _ in sync_state.batch(writer, 1 << 30, skip=1)] == ids(*records[1:1025])


def test_what_is_not_here_any_more_is_neither_sent_nor_said_to_lack(writer: Writer):
    first, second = Chain(writer).of(A, 2)
    writer.run("INSERT INTO away VALUES (?, ?)", (first.id, A))
    assert [id_ for id_, _ in sync_state.batch(writer, 1 << 20)] == [second.id]
    assert sync_state.not_known(writer) == [(second.id, A)]
    assert sync_state.waiting(writer) == 2


def test_of_what_was_asked_for_the_missing_is_sent_and_the_rest_is_there(writer: Writer):
    first, second, third = Chain(writer).of(A, 3)
    writer.run("UPDATE unsent SET ask = 1")
    sync_state.asked(writer, ids(first, second), [second.id, third.id])
    assert unsent(writer) == {second.id: (0, ""), third.id: (1, "")}
    assert sync_state.unsure(writer, 9) == [third.id]


def test_a_day_begins_at_midnight_of_utc(writer: Writer):
    sync_state.offer_daily(writer, DAY)
    for at, is_due in ((DAY - 1, True), (DAY, False), (2 * DAY - 1, False), (2 * DAY, True)):
        assert sync_state.is_due_again(writer, at) == is_due
    record = Chain(writer).lays()
    sync_state.refused(writer, record.id, "clock")
    sync_state.offer_daily(writer, 2 * DAY - 1)
    assert sync_state.refusals(writer) == {"clock": 1}
    sync_state.offer_daily(writer, 2 * DAY)
    assert sync_state.refusals(writer) == {}
    sync_state.offer_daily(writer, -1)  # a clock that stands before 1970
    assert not sync_state.is_due_again(writer, -DAY)


def test_a_stream_is_there_up_to_the_furthest_place_that_is_named(writer: Writer):
    first, second, third = records = Chain(writer).of(A, 3)
    other = Chain(writer, OTHER_KEYS).lays(B)
    sync_state.arrived_to(writer, STREAM_ID, [second.id, NOWHERE, first.id])
    assert set(unsent(writer)) == {third.id, other.id}
    sync_state.arrived_to(writer, STREAM_ID, [NOWHERE])  # a place that isn't here
    assert unsent(writer) == dict.fromkeys(ids(first, second), (1, "")) | dict.fromkeys(ids(third, other), (0, ""))
    tips = [second.id, NOWHERE]
    for record, precedes in zip(records, (True, True, False), strict=True):
        assert sync_state.precedes(writer, STREAM_ID, [NOWHERE, record.id], tips) == precedes
    assert not sync_state.precedes(writer, STREAM_ID, [first.id], [])
    assert sync_state.precedes(writer, STREAM_ID, [], [])


def test_what_came_after_a_number_headquarters_gave_itself(writer: Writer):
    first, second, third = Chain(writer).of(A, 3)
    last = writer.number("SELECT n FROM envelope WHERE id = ?", (second.id,))
    assert sync_state.last_here(writer) == last + 1
    sync_state.arrived_since(writer, last)
    assert set(unsent(writer)) == {first.id, second.id}
    assert sync_state.arrived(writer, third.id) == A  # a second time


# -- branches --------------------------------------------------------------------------------


def test_of_a_stream_with_branches_a_receipt_covers_what_it_follows(writer: Writer):
    chain = Chain(writer)
    first = chain.lays(A)
    elsewhere = chain.lays(B, first)
    left = chain.lays(A, elsewhere, first)
    right = chain.lays(A, elsewhere, first)
    after = chain.lays(B, left, elsewhere)
    assert sync_state.is_forked(writer, STREAM_ID)
    assert not sync_state.is_forked(writer, OTHER_STREAM)
    assert set(uncovered(writer)) == set(ids(first, elsewhere, left, right, after))
    assert sync_state.keep_receipt(writer, receipt(left), EPOCH)
    assert set(uncovered(writer)) == {right.id, after.id}
    assert uncovered(writer, A) == [right.id]
    assert uncovered(writer, B) == [after.id]
    assert uncovered(writer, C) == []
    assert not sync_state.is_held(writer, A)
    assert sync_state.not_held(writer) == {A, B}
    assert not sync_state.keep_receipt(writer, receipt(left, at=9), EPOCH)
    assert sync_state.keep_receipt(writer, receipt(right), EPOCH)  # the other branch's, beside it
    assert uncovered(writer) == [after.id]
    assert sync_state.is_held(writer, A)
    assert sorted(sync_state.receipts(writer, STREAM_ID)) == sorted(
        [(left.header.seq, left.id), (right.header.seq, right.id)]
    )
    assert sync_state.not_held(writer) == {B}


def test_of_a_stream_with_branches_a_receipt_of_a_case_covers_what_it_follows_there(writer: Writer):
    chain = Chain(writer)
    first = chain.lays(A)
    left = chain.lays(A, first, first)
    right = chain.lays(A, first, first)
    after = chain.lays(A, right, right)
    assert sync_state.keep_case_receipt(writer, receipt(right, CASE), EPOCH)
    assert uncovered(writer, A) == [left.id, after.id]
    assert sync_state.keep_case_receipt(writer, receipt(first, CASE), EPOCH) is False
    sync_state.put(writer, sync_state.EPOCH, OTHER_EPOCH)
    assert len(uncovered(writer, A)) == 4
    assert sync_state.keep_case_receipt(writer, receipt(first, CASE), OTHER_EPOCH) is True


def test_what_an_envelope_follows_is_told_in_both_sorts_of_streams(writer: Writer):
    chain, other = Chain(writer), Chain(writer, OTHER_KEYS)
    first, second, third = other.of(B, 3)
    assert set(sync_state.before(writer, OTHER_STREAM, second.id)) == {first.id, second.id}
    assert sync_state.before(writer, STREAM_ID, second.id) == []  # of another stream
    assert sync_state.before(writer, OTHER_STREAM, NOWHERE) == []
    begun = chain.lays(A)
    left, right = chain.lays(A, begun, begun), chain.lays(B, begun)
    assert sync_state.before(writer, STREAM_ID, right.id) == sorted([begun.id, right.id])
    assert sync_state.before(writer, STREAM_ID, left.id) == sorted([begun.id, left.id])
    assert sync_state.before(writer, STREAM_ID, third.id) == []
    assert sync_state.place_of(writer, left.id) == (STREAM_ID, 2)
    assert sync_state.place_of(writer, NOWHERE) is None
    sync_state.covered(writer, STREAM_ID, left.id)
    assert set(unsent(writer)) == {right.id, *ids(first, second, third)}
    assert sync_state.precedes(writer, STREAM_ID, [begun.id], [left.id])
    assert not sync_state.precedes(writer, STREAM_ID, [begun.id, right.id], [left.id])
    sync_state.arrived_to(writer, STREAM_ID, [right.id])
    assert unsent(writer)[left.id] == (1, "")
    assert begun.id not in unsent(writer)
    assert right.id not in unsent(writer)


# -- receipts --------------------------------------------------------------------------------


def test_a_further_receipt_takes_the_place_of_those_before_it_in_its_stream_alone(writer: Writer):
    first, second, third = Chain(writer).of(A, 3)
    other = Chain(writer, OTHER_KEYS).lays(B)
    for record in (second, other):
        assert sync_state.keep_receipt(writer, receipt(record), EPOCH)
    assert not sync_state.keep_receipt(writer, receipt(first), EPOCH)
    assert sync_state.keep_receipt(writer, receipt(first), OTHER_EPOCH)  # another history's
    assert sync_state.keep_receipt(writer, receipt(third, at=7), EPOCH)
    assert writer.rows("SELECT seq FROM receipt WHERE stream = ?", (STREAM_ID,)) == [(3,)]
    assert sync_state.receipts(writer, OTHER_STREAM) == [(1, other.id)]
    assert sync_state.signed_until(writer) == 7


def test_a_receipt_of_a_case_covers_it_beside_what_one_of_the_stream_covers(writer: Writer):
    chain = Chain(writer)
    first = chain.lays(A)
    second = chain.lays(B, first)
    third = chain.lays(A, second, first)
    fourth = chain.lays(B, third, second)
    assert sync_state.keep_case_receipt(writer, receipt(second, CASE), EPOCH) is True
    assert uncovered(writer) == ids(first, third, fourth)
    assert uncovered(writer, B) == [fourth.id]
    assert sync_state.keep_case_receipt(writer, receipt(second, CASE), EPOCH) is False
    assert sync_state.keep_case_receipt(writer, receipt(fourth, CASE), EPOCH) is True
    assert sync_state.in_case(writer, STREAM_ID) == {B: 2}
    assert writer.number("SELECT count(*) FROM case_receipt") == 1  # the one before is gone
    assert sync_state.in_case(writer, OTHER_STREAM) == {}
    assert uncovered(writer) == ids(first, third)
    assert sync_state.keep_receipt(writer, receipt(first), EPOCH)
    assert uncovered(writer) == [third.id]
    assert sync_state.not_held(writer) == {A}
    assert [sync_state.is_held(writer, case) for case in (A, B, C)] == [False, True, True]


def test_the_streams_are_listed_once_in_order(writer: Writer):
    assert sync_state.streams(writer) == []
    Chain(writer).of(A, 2)
    Chain(writer, OTHER_KEYS).of(B, 2)
    assert sync_state.streams(writer) == sorted([STREAM_ID, OTHER_STREAM])


def test_a_case_is_there_once_its_records_and_its_files_are(writer: Writer):
    record, other = Chain(writer).lays(A), Chain(writer, OTHER_KEYS).lays(B)
    chunks.put(writer, A, digest(b"1"), b"1")
    sync_state.arrived(writer, record.id)
    assert [sync_state.is_there(writer, case) for case in (A, B, C)] == [False, False, False]
    assert sync_state.not_there(writer) == {A, B}
    chunks.are_there(writer, A, [digest(b"1")])
    assert [sync_state.is_there(writer, case) for case in (A, B, C)] == [True, False, False]
    assert sync_state.not_there(writer) == {B}
    assert sync_state.unsent_of(writer, OTHER_STREAM)
    assert not sync_state.unsent_of(writer, STREAM_ID)
    sync_state.arrived(writer, other.id)
    assert sync_state.not_there(writer) == set()


# -- fetching --------------------------------------------------------------------------------


def test_so_many_cases_as_are_asked_for_are_due_without_those_under_way(writer: Writer):
    sync_state.fed(writer, b"scope", [(case, 2) for case in (A, B, C, D)], [])
    assert sync_state.due(writer, 2, [A, B]) == {C: (0, 2), D: (0, 2)}
    assert sync_state.due(writer, 1, [A]) == {B: (0, 2)}
    assert sync_state.due(writer, 0, []) == {}
    sync_state.reached(writer, A, 2)
    assert set(sync_state.due(writer, 9, [])) == {B, C, D}


def test_a_feed_says_less_of_one_case_and_the_rest_of_it_counts_all_the_same(writer: Writer):
    assert sync_state.fed(writer, b"scope", [(A, 5), (B, 5)], [(1, 4)])
    sync_state.reached(writer, A, 3)
    assert sync_state.fed(writer, b"scope", [(A, 3)], [(2, 6)])
    assert not sync_state.fed(writer, b"scope", [(A, 2), (C, 1)], [(2, 6)])
    assert sync_state.due(writer, 9, []) == {A: (3, 5), B: (0, 5), C: (0, 1)}
    assert sync_state.cursors(writer) == []
    sync_state.caught_up(writer)
    assert sync_state.cursors(writer) == [(2, 6)]  # what was not followed to its end is read again
    sync_state.fed(writer, b"scope", [], [])
    sync_state.caught_up(writer)
    assert sync_state.cursors(writer) == [(2, 6)]


def test_before_the_first_feed_nothing_is_caught_up_with(writer: Writer):
    writer.run("INSERT INTO cursor VALUES (1, 2, 9)")
    sync_state.caught_up(writer)
    assert sync_state.cursors(writer) == [(1, 2)]
    assert sync_state.state(writer, sync_state.SCOPE) == b""


def test_holes_are_places_of_a_case_and_what_is_suspect_is_none(writer: Writer):
    for case, position in ((A, 1), (B, 3)):
        sync_state.dig(writer, case, position)
    sync_state.suspect(writer, A)
    sync_state.suspect(writer, A)
    assert sorted(sync_state.holes(writer, 9)) == [(A, 1), (B, 3)]
    sync_state.fill(writer, A, 3)
    sync_state.fill(writer, C, 1)
    assert sorted(sync_state.holes(writer, 9)) == [(A, 1), (B, 3)]
    sync_state.unsuspect(writer, B)
    assert writer.number("SELECT count(*) FROM hole WHERE position = 0") == 1
    sync_state.begin_again(writer)
    assert writer.rows("SELECT case_id FROM hole WHERE position = -1") == [(A,)]
    sync_state.suspect(writer, A)
    assert not writer.rows("SELECT 1 FROM hole WHERE position = 0")
    sync_state.unsuspect(writer, A)
    assert sorted(sync_state.holes(writer, 9)) == [(A, 1), (B, 3)]


# -- what is new -----------------------------------------------------------------------------


def test_a_case_with_news_comes_in_its_turn_or_before_it_where_it_is_wanted(writer: Writer):
    record = Chain(writer).lays(C)
    sync_state.news(writer, [(A, NOWHERE), (B, b"b" * 32)])
    sync_state.news(writer, [(A, NOWHERE)])
    assert sync_state.stale(writer, [D, B]) == (B, {b"b" * 32})
    assert sync_state.stale(writer, [D]) == (A, {NOWHERE})
    assert sync_state.stale(writer) == (A, {NOWHERE})
    sync_state.all_news(writer, C)
    assert sync_state.stale(writer, [C, B]) == (C, {C, record.id})
    assert [sync_state.is_stale(writer, case) for case in (C, D)] == [True, False]
    sync_state.changed(writer, D)
    sync_state.changed(writer, D)
    assert sync_state.stale(writer, [D]) == (D, set())
    sync_state.shown(writer, D)
    assert not sync_state.is_stale(writer, D)
    assert sync_state.is_stale(writer, C)
    sync_state.shown(writer, C)
    assert writer.rows("SELECT case_id FROM fresh ORDER BY case_id") == [(A,), (B,)]


def test_what_the_desk_said_to_have_read_counts_from_after_one_moment_to_another(writer: Writer):
    writer.run("INSERT INTO case_row (case_id, reference, name, stage, updated) VALUES (?, '', '', '', 1)", (A,))
    assert sync_state.unread(writer, 0, 99) == A
    sync_state.countersigned(writer, A, 50)
    for since, now, was_said in ((49, 50, True), (50, 50, False), (49, 49, False), (0, 99, True)):
        assert sync_state.was_countersigned(writer, A, since, now) == was_said
        assert (sync_state.unread(writer, since, now) is None) == was_said
    assert not sync_state.was_countersigned(writer, B, 0, 99)
    writer.run("UPDATE case_row SET received = 1")
    assert sync_state.unread(writer, 50, 99) is None
    assert sync_state.undecided(writer) == 0
    writer.run("INSERT INTO waiting VALUES (x'01', x'', x'', 'no_key_yet', 1)")
    assert sync_state.undecided(writer) == 1
