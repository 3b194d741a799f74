"""A case that is cleared from this computer and comes back: which bodies go, and which are taken in again."""

from dataclasses import replace

from app.seal.envelope import Envelope, Kind, LogPosition, seal_public
from app.seal.keys import digest
from app.vault import apart, cases, chunks, inbox, log, purge, sync_state
from app.vault.cases import IndexRow
from app.vault.database import Writer
from tests.vault.test_sync_rows import KEYS, STREAM_ID, A, B, C, Chain


def bodies(writer: Writer, case: bytes, table: str = "envelope") -> list[bytes]:
    rows = writer.rows(f"SELECT body FROM {table} WHERE case_id = ? ORDER BY case_seq", (case,))
    return [row[0] for row in rows]


def order(writer: Writer, case: bytes, content: bytes) -> Envelope:
    sealed = seal_public(content, Kind.ERASE, LogPosition(case, STREAM_ID, 90, case_seq=90), KEYS)
    writer.run_all(log._INSERT, [log._row(sealed.id, sealed, 5)])
    return sealed


def fills(writer: Writer, case: bytes) -> list[Envelope]:
    """Something of a case in each of the tables that are cleared."""
    records = Chain(writer).of(case, 2)
    cases.keep(writer, IndexRow(case=case, reference="R", name="", stage="open", changed=1), "maya")
    inbox.add(writer, digest(case), case, "said", 1)
    sync_state.news(writer, [(case, records[0].id)])
    chunks.put(writer, case, digest(case), case)
    place = LogPosition(case, STREAM_ID, 70, case_seq=70)
    beyond = seal_public(b"beyond", Kind.BLOBS, place, KEYS)
    apart.keep(writer, beyond.id, beyond)
    return records


def test_of_a_cleared_case_headers_and_orders_stay_and_of_others_all(writer: Writer):
    records, others = fills(writer, A), fills(writer, B)
    said = order(writer, A, b"an order")
    purge.clear(writer, A, "R1", 7)
    assert bodies(writer, A) == [b"", b"", b"an order"]
    assert bodies(writer, B) == [record.body for record in others]
    away = writer.rows("SELECT id, case_id FROM away ORDER BY id")
    assert away == sorted((record.id, A) for record in records)
    assert not purge.is_away(writer, said.id)
    assert (bodies(writer, A, "apart"), bodies(writer, B, "apart")) == ([b""], [b"beyond"])
    for table in ("came_in", "fresh", "stale", "chunk", "case_row"):
        assert writer.rows(f"SELECT case_id FROM {table}") == [(B,)], table
    assert purge.cleared(writer) == [purge.ClearedCase(A, "R1", 7, back=False)]
    purge.clear(writer, A, "R1", 9)  # a second time
    assert purge.cleared(writer) == [purge.ClearedCase(A, "R1", 9, back=False)]
    assert len(writer.rows("SELECT id FROM away")) == 2


def test_a_cleared_case_is_back_once_its_last_body_is(writer: Writer):
    (first, second), others = fills(writer, A), fills(writer, B)
    for case in (A, B):
        purge.clear(writer, case, "R", 7)
    assert not purge.is_wanted(writer, first.id)
    purge.bring_back(writer, A)
    assert purge.coming_back(writer) == {A}
    assert purge.is_wanted(writer, first.id)
    assert not purge.is_wanted(writer, others[0].id)
    assert not purge.refill(writer, replace(first, body=b"another"))
    assert bodies(writer, A) == [b"", b""]
    assert purge.refill(writer, first)
    assert bodies(writer, A) == [first.body, b""]
    assert [purge.is_away(writer, record.id) for record in (first, second)] == [False, True]
    assert purge.coming_back(writer) == {A}
    assert purge.refill(writer, second)
    assert [row.case for row in purge.cleared(writer)] == [B]
    assert bodies(writer, A) == [first.body, second.body]
    assert bodies(writer, B) == [b"", b""]


def test_a_case_that_comes_back_is_fetched_from_its_beginning(writer: Writer):
    first, _ = fills(writer, A)
    purge.clear(writer, A, "R", 7)
    assert chunks.ids_of(writer, A) == []
    assert sync_state.fetched(writer, C) == 0
    sync_state.fed(writer, b"scope", [(A, 5)], [])
    sync_state.reached(writer, A, 5)
    purge.bring_back(writer, A)
    assert writer.rows("SELECT after, last FROM fetched WHERE case_id = ?", (A,)) == [(0, 5)]
    purge.bring_back(writer, C)
    assert writer.rows("SELECT after, last FROM fetched WHERE case_id = ?", (C,)) == [(0, 1)]
    assert purge.is_wanted(writer, first.id)
