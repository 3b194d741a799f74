"""Looking over records: what is wrong with each, by its name, and that what is well is not named."""

from dataclasses import replace

from app.seal import envelope
from app.seal.envelope import (
    AuthorUnknown,
    Envelope,
    EnvelopeRefused,
    Kind,
    LogPosition,
    peek_unverified,
    seal_event,
    seal_public,
)
from app.seal.keys import fresh, fresh_id
from app.vault import apart, audit, log
from app.vault.audit import LogProblem
from tests.headquarters.office import Computer, Organisation
from tests.vault.test_intake import Desk, desk, session

__all__ = ["desk", "session"]
NOT_HERE = bytes(range(32))


def lays(desk: Desk, *records: Envelope) -> None:
    for record in records:
        log.insert(desk.writer, desk.vault, record)


def written(
    who: Computer, case: bytes, number: int, before: bytes = bytes(32), content: bytes = b"x", kind: Kind = Kind.BLOBS
) -> Envelope:
    place = LogPosition(case, who.stream, 60 + number, bytes(32), number - 1, before)
    return seal_public(content, kind, place, who.keys)


def problems(desk: Desk, case: bytes) -> dict[str, set[bytes]]:
    named: dict[str, set[bytes]] = {}
    number, found = audit.verify(desk.writer, desk.vault, case)
    assert number == desk.writer.number("SELECT count(*) FROM envelope WHERE case_id = ?", (case,))
    for problem in found:
        named.setdefault(problem.kind, set()).add(problem.envelope)
    return named


def test_a_whole_case_has_no_problem_and_what_follows_one_kept_apart_neither(desk: Desk):
    desk.takes(desk.shares())
    event = desk.omar.says(desk.case, b"\xa0")
    beyond = peek_unverified(desk.omar.orders(desk.case, Kind.BLOBS, b"files"))
    after = desk.omar.says(desk.case, b"\xa0")
    for raw in (event, after):
        desk.takes(raw)
    assert problems(desk, desk.case) == {"missing": {peek_unverified(after).id}}
    apart.keep(desk.writer, beyond.id, beyond)
    assert problems(desk, desk.case) == {}
    assert not audit.is_damaged(desk.writer, desk.vault, desk.case)
    assert audit.forks(desk.writer, desk.case) == []


def test_two_records_in_one_place_are_both_named_and_one_that_follows_nothing_is_missing_one(desk: Desk):
    case, omar = fresh_id(), desk.omar
    first = written(omar, case, 1)
    left, right = (written(omar, case, 2, first.id, content) for content in (b"l", b"r"))
    after = written(omar, case, 3, right.id)
    begins_late = written(desk.office.desk, case, 1, bytes(31) + b"x")
    beside = written(desk.office.desk, case, 3, after.id)
    lays(desk, first, left, right, after, begins_late, beside)
    assert problems(desk, case) == {"fork": {left.id, right.id}, "missing": {begins_late.id, beside.id}}
    assert audit.forks(desk.writer, case) == [omar.stream]
    _, found = audit.verify(desk.writer, desk.vault, case)
    assert LogProblem("fork", left.id, omar.stream) in found
    assert LogProblem("missing", beside.id, desk.office.desk.stream) in found
    assert not audit.is_damaged(desk.writer, desk.vault, case)


def test_whose_author_is_unknown_withdrawn_or_had_another_role_is_said(desk: Desk):
    case, omar = fresh_id(), desk.omar
    stranger = Organisation(bytes(32)).joins("Sara Sample")
    strange = written(stranger, case, 1)
    first = written(omar, case, 1)
    second = written(omar, case, 2, first.id)
    beside = written(omar, case, 2, first.id, b"beside")
    third = written(omar, case, 3, second.id)
    lays(desk, strange, first, second, beside, third)
    fork = {"fork": {second.id, beside.id}, "unknown author": {strange.id}}
    assert problems(desk, case) == fork
    omar.cases[case] = (2, second.id)
    desk.office.changes_role(omar, "supervisor")
    assert problems(desk, case) == fork | {"former role": {beside.id}}
    desk.office.withdraws(omar, (case, 2, second.id))
    assert problems(desk, case) == fork | {"withdrawn author": {beside.id, third.id}}
    desk.office.withdraws(omar, (case, 4, NOT_HERE))
    named = problems(desk, case)
    assert named["withdrawn author"] == {beside.id, third.id}  # what they follow isn't here
    errors = [type(error) for error in audit.audit(desk.writer, desk.vault)]
    assert errors == [AuthorUnknown]


def test_a_record_that_cannot_be_read_or_is_not_what_it_should_be_is_said(desk: Desk):
    desk.takes(desk.shares())
    case, omar = desk.case, desk.omar
    place = omar.place(case)
    of_another_key = seal_event(b"\xa0", place, omar.keys, fresh(), 1)
    after = replace(place, case_seq=place.case_seq + 1, case_prev=of_another_key.id)
    of_no_key_here = seal_event(b"\xa0", after, omar.keys, omar.case_keys[case], 2)
    after = replace(after, case_seq=after.case_seq + 1, case_prev=of_no_key_here.id)
    no_event = seal_event(b"\xff", after, omar.keys, omar.case_keys[case], 1)
    lays(desk, of_another_key, of_no_key_here, no_event)
    assert problems(desk, case) == {"damaged": {of_another_key.id, no_event.id}, "unreadable": {of_no_key_here.id}}
    assert not audit.is_damaged(desk.writer, desk.vault, case)  # each is as it was signed


def test_a_record_that_nobody_signed_is_damaged(desk: Desk):
    case = fresh_id()
    whole = written(desk.omar, case, 1)
    unsigned = replace(written(desk.omar, case, 2, whole.id), signature=bytes(64))
    lays(desk, whole, unsigned)
    assert problems(desk, case) == {"damaged": {unsigned.id}}
    assert audit.is_damaged(desk.writer, desk.vault, case)
    assert [type(error) for error in audit.audit(desk.writer, desk.vault)] == [EnvelopeRefused]


def test_what_has_no_body_is_whole_where_it_was_erased_put_away_or_cleared(desk: Desk):
    case = fresh_id()
    records = [written(desk.omar, case, 1)]
    for number in (2, 3):
        records.append(written(desk.omar, case, number, records[-1].id))
    order = written(desk.omar, case, 4, records[-1].id, b"\x86\x01", Kind.ERASE)
    erased, elsewhere, away, put_away = bare = [replace(record, body=b"") for record in (*records, order)]
    lays(desk, *bare)
    assert problems(desk, case) == {"damaged": {record.id for record in bare}}
    desk.writer.run("INSERT INTO erased VALUES (?, ?, x'')", (erased.id, case))
    desk.writer.run("INSERT INTO erased VALUES (?, ?, x'')", (elsewhere.id, fresh_id()))
    desk.writer.run("INSERT INTO erased VALUES (?, ?, x'')", (put_away.id, case))
    desk.writer.run("INSERT INTO away VALUES (?, ?)", (away.id, case))
    assert problems(desk, case) == {"damaged": {elsewhere.id, put_away.id}}
    assert audit.is_damaged(desk.writer, desk.vault, case)
    desk.writer.run("INSERT INTO disposed VALUES (?, ?)", (put_away.id, case))
    desk.writer.run("DELETE FROM erased WHERE id = ?", (elsewhere.id,))
    desk.writer.run("INSERT INTO erased VALUES (?, ?, x'')", (elsewhere.id, case))
    assert problems(desk, case) == {}
    assert not audit.is_damaged(desk.writer, desk.vault, case)


def test_a_body_that_is_not_the_signed_one_is_damage_also_where_it_should_be_gone(desk: Desk):
    case = fresh_id()
    record = written(desk.omar, case, 1)
    lays(desk, replace(record, body=b"another"))
    desk.writer.run("INSERT INTO erased VALUES (?, ?, x'')", (record.id, case))
    desk.writer.run("INSERT INTO away VALUES (?, ?)", (record.id, case))
    assert problems(desk, case) == {"damaged": {record.id}}
    assert audit.is_damaged(desk.writer, desk.vault, case)


def test_the_own_stream_is_one_chain_from_its_beginning(desk: Desk):
    vault, case = desk.vault, fresh_id()
    assert list(audit.audit(desk.writer, vault)) == []
    seq, tip = log.last_of_stream(desk.writer, vault)

    def own(seq: int, prev: bytes) -> Envelope:
        sealed = seal_public(b"x", Kind.BLOBS, LogPosition(case, vault.stream, seq, prev), vault.device)
        lays(desk, sealed)
        return sealed

    def out_of_chain() -> int:
        errors = list(audit.audit(desk.writer, vault))
        assert all(isinstance(error, EnvelopeRefused) for error in errors)
        assert all(error.problem == envelope.OUT_OF_CHAIN for error in errors)
        return len(errors)

    first = own(seq, tip)
    assert out_of_chain() == 0
    own(seq + 1, first.id)
    assert out_of_chain() == 0
    gap = own(seq + 4, NOT_HERE)
    assert out_of_chain() == 1
    own(seq + 5, gap.id)
    assert out_of_chain() == 1  # it is said once
    own(seq + 6, gap.id)
    assert out_of_chain() == 2
