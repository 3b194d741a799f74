"""Records that come and go in pieces: under the same checks, budgets and receipts as whole ones."""

import os

import pytest
from sqlalchemy import func, select

from app.headquarters import database, feed, pieces, tables
from app.seal import canonical
from app.seal.envelope import peek_unverified
from app.seal.keys import digest, fresh_id
from app.sync import wire
from tests.headquarters.conftest import Hq
from tests.headquarters.office import NOW, Answer, Computer, outcomes, receipts

DAY = 86_400


@pytest.fixture
def long(hq: Hq, layla: Computer, team) -> tuple[bytes, bytes]:
    """(case, an envelope of 120 KB that is not there yet, in a case that is)"""
    case, grant = layla.opens(None, team)
    hq.line.pushes(layla, grant)
    return case, layla.says(case, os.urandom(120_000))


def asks(hq: Hq, who: Computer, raw: bytes, start: int, end: int, *, hash_: bytes = b"", size: int = 0) -> Answer:
    piece = wire.PushPiece(hash_ or digest(raw), size or len(raw), start, raw[start:end])
    return hq.line.asks(who, piece)


def brings(hq: Hq, who: Computer, raw: bytes, start: int, end: int) -> wire.PiecePushed:
    answer = asks(hq, who, raw, start, end)
    assert answer.status == 200, answer.refusal()
    return wire.PiecePushed.decode(answer.content)


def begun(hq: Hq) -> int:
    with hq.node.database.look() as connection:
        return connection.execute(select(func.count()).select_from(tables.blob)).scalar_one()


def kind_of(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.refusal().kind


def test_a_record_that_breaks_off_goes_on_where_it_stopped_and_gets_a_receipt(
    hq: Hq, layla: Computer, long: tuple[bytes, bytes]
):
    case, raw = long
    first = brings(hq, layla, raw, 0, 50_000)
    assert (first.there, first.outcomes, first.receipts) == (50_000, (), ())
    assert brings(hq, layla, raw, 0, 0).there == 50_000  # an empty one asks
    assert brings(hq, layla, raw, 20_000, 70_000).there == 70_000  # what was there too
    assert brings(hq, layla, raw, 0, 30_000).there == 70_000
    last = brings(hq, layla, raw, 70_000, len(raw))
    assert last.outcomes == ((peek_unverified(raw).id, wire.NEW),)
    seq = peek_unverified(raw).header.seq
    assert receipts(last, hq.node.public)[layla.stream] == seq
    assert hq.line.pulls(layla, case)[-1] == raw
    assert begun(hq) == 0  # nothing is kept twice
    whole = brings(hq, layla, raw, 0, len(raw))  # the answer was lost, and it is brought again
    assert whole.outcomes == ((peek_unverified(raw).id, wire.KNOWN),)
    assert begun(hq) == 0


def test_what_does_not_fit_is_refused_and_the_right_bytes_are_taken_after_it(
    hq: Hq, layla: Computer, long: tuple[bytes, bytes]
):
    _, raw = long
    assert kind_of(asks(hq, layla, raw, 10, 100)) == (409, "offset")
    assert kind_of(asks(hq, layla, raw, 0, 200, size=150)) == (400, "wire_refused")
    assert kind_of(asks(hq, layla, raw, 0, 100, size=(5 << 20) + 1)) == (413, "too_large")
    assert kind_of(asks(hq, layla, os.urandom(600_000), 0, 600_000)) == (413, "too_large")
    spoilt = raw[:-1] + bytes([raw[-1] ^ 1])
    assert asks(hq, layla, spoilt, 0, 60_000, hash_=digest(raw)).status == 200
    answer = asks(hq, layla, spoilt, 60_000, len(raw), hash_=digest(raw))
    assert kind_of(answer) == (422, "blob_refused")
    assert begun(hq) == 0
    assert asks(hq, layla, raw, 0, 60_000, size=len(raw) + 9).status == 200  # a length that lies
    assert brings(hq, layla, raw, 0, 60_000).there == 60_000  # begun anew with the right one
    assert outcomes(brings(hq, layla, raw, 60_000, len(raw))) == [wire.NEW]


def test_pieces_of_another_computer_lie_apart(hq: Hq, team, layla: Computer, long: tuple[bytes, bytes]):
    _, raw = long
    omar = hq.office.joins("Omar", "inspector", team)
    hq.line.learns(hq.office)
    brings(hq, layla, raw, 0, 60_000)
    assert kind_of(asks(hq, omar, raw, 60_000, len(raw))) == (409, "offset")
    asks(hq, omar, os.urandom(len(raw)), 0, 90_000, hash_=digest(raw))  # spoils his own alone
    assert outcomes(brings(hq, layla, raw, 60_000, len(raw))) == [wire.NEW]


def test_what_is_no_envelope_or_not_signed_is_an_outcome_and_stays_for_later(hq: Hq, layla: Computer, team):
    junk = os.urandom(900)
    assert outcomes(brings(hq, layla, junk, 0, 900)) == ["envelope_refused"]
    salma = hq.office.joins("Salma", "inspector", team)  # nobody told headquarters of her yet
    _, (grant, *_) = salma.works(1)
    assert outcomes(brings(hq, layla, grant, 0, len(grant))) == ["author_unknown"]
    hq.line.learns(hq.office)
    assert outcomes(brings(hq, layla, grant, 0, 0)) == [wire.NEW]  # not a byte of it again


def test_a_withdrawn_computer_brings_what_the_desk_knew_of(hq: Hq, layla: Computer, long: tuple[bytes, bytes]):
    _, raw = long
    header = peek_unverified(raw).header
    hq.office.withdraws(layla, (header.case, header.case_seq, peek_unverified(raw).id))
    hq.line.learns(hq.office)
    assert outcomes(brings(hq, layla, raw, 0, len(raw))) == [wire.NEW]
    answer = hq.line.asks(layla, wire.GetPiece(header.case, peek_unverified(raw).id, 0, 9))
    assert kind_of(answer) == (403, "device_withdrawn")


def test_what_is_begun_and_never_ended_costs_its_own_computer_and_goes_after_14_days(
    hq: Hq, team, layla: Computer, long: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pieces, "BEGUN", 5)
    monkeypatch.setattr(pieces, "BEGUN_BYTES", 150_000)
    omar = hq.office.joins("Omar", "inspector", team)
    hq.line.learns(hq.office)
    _, raw = long
    brings(hq, omar, raw, 0, 50_000)
    ends = os.urandom(2_000)
    brings(hq, layla, ends, 0, 1_999)
    for _ in range(8):
        hq.clock[0] += 1
        brings(hq, layla, os.urandom(1_000), 0, 999)
    assert begun(hq) == 5 + 1
    assert brings(hq, layla, ends, 0, 0).there == 0  # left longest ago
    brings(hq, layla, raw, 0, 100_000)
    assert brings(hq, omar, raw, 0, 0).there == 50_000
    assert database.tidy(hq.node.database, NOW + 13 * DAY) == 0
    assert database.tidy(hq.node.database, NOW + 15 * DAY) > 0
    assert begun(hq) == 0


def test_a_pull_names_what_alone_is_longer_than_was_asked_for(hq: Hq, team, layla: Computer, long: tuple[bytes, bytes]):
    case, raw = long
    hq.line.pushes(layla, raw, layla.says(case))
    omar = hq.office.joins("Omar", "inspector", team)
    hq.line.learns(hq.office)
    id_ = peek_unverified(raw).id

    def pulled(after: int, most: int) -> tuple[list[bytes], int]:
        answer = hq.line.call(omar, wire.PullNamed(((case, after),), most, 0))
        ((_, items, state),) = answer.cases
        return [item for _, item in items], state

    grant, short = hq.line.pulls(layla, case)[0], hq.line.pulls(layla, case)[2]
    assert pulled(0, 3_000) == ([grant], wire.MORE)  # within what was asked for
    assert pulled(1, 3_000) == ([wire.name_of(id_)], wire.MORE)  # and nothing after it
    assert pulled(2, 3_000) == ([short], wire.DONE)
    assert pulled(1, 200_000) == ([raw, short], wire.DONE)
    got = b""
    while len(got) < len(raw):
        piece = hq.line.call(omar, wire.GetPiece(case, id_, len(got), 50_000))
        assert piece.size == len(raw)
        assert 0 < len(piece.content) <= 50_000
        got += piece.content
    assert got == raw


def test_pieces_are_given_to_who_may_have_the_case_alone(hq: Hq, team, layla: Computer, long: tuple[bytes, bytes]):
    case, raw = long
    hq.line.pushes(layla, raw)
    salma = hq.office.joins("Salma")
    hers, grants = salma.works(1)
    hq.line.learns(hq.office)
    hq.line.pushes(salma, *grants)
    id_ = peek_unverified(raw).id
    assert kind_of(hq.line.asks(salma, wire.GetPiece(case, id_, 0, 9))) == (404, "not_yours")
    assert kind_of(hq.line.asks(salma, wire.GetPiece(hers, id_, 0, 9))) == (404, "not_there")
    beyond = hq.line.asks(layla, wire.GetPiece(case, id_, len(raw), 9))
    assert kind_of(beyond) == (409, "offset")


def test_an_entry_of_the_directory_comes_and_goes_in_pieces(hq: Hq, layla: Computer, team):
    heads = hq.line.call(layla, wire.SayHello()).heads
    hq.office.joins("Salma", "inspector", team)
    known = hq.node.people.known.directory.known
    new = [raw for raw in hq.office.entries if digest(raw) not in known]
    last = new[-1]
    assert outcomes(brings(hq, layla, last, 0, len(last))) == ["entry_refused"]  # before its own
    for raw in new[:-1]:
        assert brings(hq, layla, raw, 0, 90).outcomes == ()
        assert brings(hq, layla, raw, 90, len(raw)).outcomes == ((digest(raw), wire.NEW),)
        assert outcomes(brings(hq, layla, raw, 0, len(raw))) == [wire.KNOWN]
    assert outcomes(brings(hq, layla, last, 0, 0)) == [wire.NEW]  # not a byte of it again
    forged = new[-1][:-1] + bytes([new[-1][-1] ^ 1])
    assert outcomes(brings(hq, layla, forged, 0, len(forged))) == ["entry_refused"]
    named = hq.line.call(layla, wire.DirectoryNamed(heads, (), 99))
    assert (len(named.entries), named.more, wire.is_name(named.entries[0])) == (1, 1, True)
    got, id_ = b"", named.entries[0][1:]
    while len(got) < hq.line.call(layla, wire.GetPiece(wire.NO_CASE, id_, 0, 1)).size:
        got += hq.line.call(layla, wire.GetPiece(wire.NO_CASE, id_, len(got), 99)).content
    assert digest(got) == id_
    assert got in new
    beyond = hq.line.asks(layla, wire.GetPiece(wire.NO_CASE, id_, len(got), 9))
    assert kind_of(beyond) == (409, "offset")
    page = hq.line.call(layla, wire.DirectoryNamed(heads, (), len(new[0]) + len(new[1]) + 1))
    assert set(page.entries) < set(new)  # whole ones
    assert 0 < sum(map(len, page.entries)) < len(new[0]) + len(new[1]) + 2


def test_a_withdrawn_computer_brings_no_entries(hq: Hq, layla: Computer):
    hq.office.withdraws(layla)
    hq.line.learns(hq.office)
    hq.office.joins("Salma")
    raw = hq.office.entries[-1]
    assert outcomes(brings(hq, layla, raw, 0, len(raw))) == ["envelope_refused"]


def test_what_others_began_takes_nobody_s_room(hq: Hq, team, layla: Computer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pieces, "BEGUN", 3)
    omar = hq.office.joins("Omar", "inspector", team)
    hq.line.learns(hq.office)
    for who in (omar, layla):
        for _ in range(3):
            brings(hq, who, os.urandom(1_000), 0, 999)
    assert begun(hq) == 6


# -- joining ---------------------------------------------------------------------------------


def leaves(hq: Hq, invitation: bytes, raw: bytes, start: int, end: int, size: int = 0) -> Answer:
    piece = wire.EnrolPiece(invitation, digest(raw), size or len(raw), start, raw[start:end])
    return hq.line.asks(None, piece)


def test_an_answer_and_its_reply_go_in_pieces_to_those_whom_they_concern(hq: Hq, layla: Computer):
    desk, invitation, answer = hq.office.desk, fresh_id(), os.urandom(20_000)
    assert kind_of(leaves(hq, invitation, answer, 100, 200)) == (409, "offset")
    assert kind_of(leaves(hq, invitation, answer, 0, 200, (1 << 20) + 1)) == (413, "too_large")
    told = wire.PiecePushed.decode(leaves(hq, invitation, answer, 0, 15_000).content)
    assert (told.epoch, told.there, told.outcomes) == (bytes(16), 15_000, ())
    told = wire.PiecePushed.decode(leaves(hq, invitation, answer, 15_000, 20_000).content)
    assert told.outcomes == ((digest(answer), wire.NEW),)
    assert begun(hq) == 0
    named = hq.line.call(desk, wire.AnswersNamed((invitation,), (), 0))
    assert named.answers == ((digest(answer), wire.name_of(digest(answer))),)
    of_answer = wire.GetPiece(wire.NO_CASE, digest(answer), 100, 50)
    assert hq.line.call(desk, of_answer).content == answer[100:150]
    assert kind_of(hq.line.asks(layla, of_answer)) == (404, "not_there")
    past = wire.GetPiece(wire.NO_CASE, digest(answer), 20_000, 50)
    assert kind_of(hq.line.asks(desk, past)) == (409, "offset")

    reply = b"SANAD-REPLY 1\n" + canonical.encode([digest(answer), os.urandom(9_000)])
    asks_named = wire.EnrolReplyNamed(digest(answer), bytes(32), 0)
    assert outcomes(brings(hq, layla, reply, 0, len(reply))) == ["envelope_refused"]
    assert hq.line.call(None, asks_named).file == b""  # only the desk's is one
    assert brings(hq, desk, reply, 0, 5_000).outcomes == ()
    assert outcomes(brings(hq, desk, reply, 5_000, len(reply))) == [wire.NEW]
    assert hq.line.call(None, asks_named).file == wire.name_of(digest(reply))
    assert hq.line.call(None, wire.EnrolReply(digest(answer), bytes(32), 0)).file == reply
    piece = wire.GetPiece(wire.NO_CASE, digest(reply), 9_000, 1 << 20)
    assert hq.line.call(layla, piece) == wire.Piece(len(reply), reply[9_000:])
    nobodys = b"SANAD-REPLY 1\n" + canonical.encode([bytes(32), b"reply"])
    assert kind_of(asks(hq, desk, nobodys, 0, len(nobodys))) == (404, "not_yours")


def test_what_strangers_begin_takes_no_room_of_invited_ones(hq: Hq, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pieces, "STRANGE", 5)
    monkeypatch.setattr(pieces, "STRANGE_BYTES", 150_000)
    invited, mine = fresh_id(), os.urandom(2_000)
    hq.line.call(hq.office.desk, wire.AnswersNamed((invited,), (), 0))
    assert leaves(hq, invited, mine, 0, 1_999).status == 200
    for _ in range(8):
        hq.clock[0] += 1
        assert leaves(hq, fresh_id(), os.urandom(1_000), 0, 999).status == 200
    assert begun(hq) == 5 + 1
    hq.clock[0] += 1
    assert leaves(hq, fresh_id(), os.urandom(140_000), 0, 140_000 - 1).status == 200
    hq.clock[0] += 1
    assert leaves(hq, fresh_id(), os.urandom(140_000), 0, 140_000 - 1).status == 200
    assert begun(hq) == 1 + 1
    told = wire.PiecePushed.decode(leaves(hq, invited, mine, 1_999, 2_000).content)
    assert told.outcomes == ((digest(mine), wire.NEW),)


def test_computers_come_a_page_at_a_time(hq: Hq, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feed, "_LISTED", 3)
    for n in range(5):
        hq.office.joins(f"Nobody {n}")
    hq.line.learns(hq.office)
    desk, states = hq.office.desk, list[tuple[bytes, int, int, int, int, int]]()
    while page := hq.line.call(desk, wire.DevicesAfter(states[-1][0] if states else bytes(16))).devices:
        assert len(page) <= 3
        states += page
    assert len(states) > 5
    streams = [state[0] for state in states]
    assert streams == sorted(device[0] for device in hq.line.call(desk, wire.Devices()).devices)
    layla = hq.office.joins("Layla")
    hq.line.learns(hq.office)
    assert kind_of(hq.line.asks(layla, wire.DevicesAfter(bytes(16)))) == (403, "not_the_desk")
