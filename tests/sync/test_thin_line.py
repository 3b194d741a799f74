"""Any record crosses any line that carries 20 KB between two cuts, in pieces that are not sent twice."""

import random
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app import settings
from app.case import events
from app.casework.exchange import headquarters, sync
from app.casework.exchange.remote_call import RemoteCall, delivered, engine_of
from app.casework.exchange.remote_call import fetched as fetched_of
from app.casework.organisation import administration
from app.casework.records import server_update, updates
from app.casework.session.session import EventAppender, Session
from app.headquarters import feed
from app.headquarters import updates as held_updates
from app.seal.keys import digest, fresh_id
from app.sync import pieces, wire
from app.sync.client import Client
from app.sync.conditions import NetworkLost, ServerOlder
from app.sync.engine import CallResult
from app.sync.pieces import FIRST, LEAST, Pace
from app.update.update_file import head_size
from app.vault import sync_state as tables
from tests.chance import by_chance, times
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee
from tests.people import keeps_a_case
from tests.sync.badline import Line
from tests.sync.test_badline import through
from tests.update.signers import Signers

CASES, SIZE = 9, 52_000
T = TypeVar("T")
CASE, ID, EPOCH = b"c" * 16, b"i" * 32, b"e" * 16


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path) as told:
        for name in (DESK, LAYLA, OMAR) * 2:
            told.syncs(name)
        yield told


def writes(session: Session, number: int, size: int) -> list[str]:
    """Cases with a text that can't be compressed; their ids."""
    rng, cases = random.Random(number), list[str]()
    for _ in range(number):
        case = keeps_a_case(session, "Maya Sample")
        with session.vault.transaction() as writer:
            pen = EventAppender(session, writer, bytes.fromhex(case))
            pen.say(events.NOTE, {"about": "view", "text": rng.randbytes(size)})
        cases.append(case)
    return cases


def crosses(office: Committee, name: str, line: Line) -> sync.SyncSummary:
    with line.open() as port, through(office.sessions[name], port) as client:
        return office.syncs(name, client.carry)


@pytest.mark.parametrize(("cut", "most"), [(20_000, 2.5), (100_000, 2.0)])
def test_nine_cases_cross_a_line_that_breaks_and_swallows_answers_in_one_sync_each_way(
    office: Committee, cut: int, most: float
):
    """As measured by `./run bench sync`: 2.1 and 1.4 times the bytes."""
    cases = writes(office.sessions[LAYLA], CASES, SIZE)
    for name in (LAYLA, DESK):
        line = Line(office.hq.port, cut=cut, swallows=1 / 8)
        summary = crosses(office, name, line)
        assert summary.finished, summary.problems
        assert summary.problems == ()
        assert line.cuts > 1
        assert line.swallowed > 1
        assert line.carried < most * CASES * SIZE
    assert {sync.state(office.sessions[DESK], case) for case in cases} <= {"sent", "held", "read"}


@by_chance
@pytest.mark.long
def test_the_largest_record_crosses_a_line_that_breaks_after_a_fiftieth_of_it(office: Committee):
    (case,) = writes(office.sessions[LAYLA], 1, (4 << 20) - 1_000)
    for name in (LAYLA, OMAR):
        line = Line(office.hq.port, cut=times(80_000, 20_000))
        summary = crosses(office, name, line)
        assert (summary.finished, summary.problems) == (True, ())
        assert line.carried < 2 * (4 << 20)
    assert sync.state(office.sessions[OMAR], case) != "kept"


def test_a_long_list_of_colleagues_crosses_both_ways_with_a_key_longer_than_any_batch(office: Committee):
    desk = office.sessions[DESK]
    for n in range(8):
        office.joins(f"Nobody {n}", news=False)
    directory = desk.vault.directory.organisation
    lost = next(d for d in directory.devices.values() if directory.person(d.person).name == "Nobody 0")
    administration.revoke(desk, lost.id.hex())  # the team has a new key, for all in one entry
    entries = desk.vault.directory.organisation.entries
    assert max(map(len, entries)) > 10_000
    asked = set[tuple[type[wire.Request], bool]]()
    for name in (DESK, LAYLA):
        line = Line(office.hq.port, cut=20_000)
        with line.open() as port, through(office.sessions[name], port) as client:

            def carry(request: wire.Request, client: Client = client) -> CallResult:
                asked.add((type(request), getattr(request, "case", b"") == wire.NO_CASE))
                return client.carry(request)

            summary = office.syncs(name, carry)
        assert (summary.finished, summary.problems) == (True, ())
        assert line.cuts > 1
    assert {(wire.PushPiece, False), (wire.GetPiece, True)} <= asked
    assert set(office.sessions[LAYLA].vault.directory.organisation.entries) == set(entries)


def lets_in(office: Committee, joining: Client, desk: Client) -> list[wire.Request]:
    """Somebody joins over these lines; what was asked on them."""
    salma, huda = office.sets_up("Salma Sample", "inspector"), office.sessions[DESK]
    file = office.folder / "way over the network"
    administration.invite(huda, file)
    asked: list[wire.Request] = []

    def whole(call: RemoteCall[T], line: Client) -> T:
        request = call.next()
        while request is not None:
            asked.append(request)
            request = call.next(line.carry(request))
        return call.result

    line = replace(joining, keys=salma.vault.device, stream=salma.vault.stream)
    with line:
        pending = whole(headquarters.asking(salma, file), line)
        assert whole(headquarters.replying(salma), line) is None
        words = " ".join(pending.words)
        whole(headquarters.confirming(huda, pending.device, words), desk)
        headquarters.words_are_same(salma)
        assert whole(headquarters.replying(salma), line) is not None
    return asked


def test_who_joins_an_office_of_ten_is_let_in_over_a_line_that_breaks(office: Committee):
    for n in range(8):
        office.joins(f"Nobody {n}", news=False)
    desk = office.sessions[DESK]
    lines = [Line(office.hq.port, cut=20_000) for _ in range(2)]
    with (
        lines[0].open() as first,
        lines[1].open() as second,
        through(desk, first) as joining,
        through(desk, second) as deciding,
    ):
        asked = lets_in(office, joining, deciding)
    assert all(line.cuts > 1 for line in lines)
    assert {wire.EnrolReplyNamed, wire.GetPiece, wire.PushPiece} <= set(map(type, asked))
    salma = office.sessions["Salma Sample"].vault.directory.organisation
    assert set(salma.entries) == set(desk.vault.directory.organisation.entries)


def test_a_long_answer_reaches_the_desk_in_pieces_and_nobody_else(office: Committee):
    """As of a computer that wrote in many cases with keys that it lost."""
    desk, file, invitation = office.sessions[DESK], random.Random(1).randbytes(60_000), fresh_id()
    thin = Line(office.hq.port, cut=20_000)
    with thin.open() as port, through(desk, port) as line:
        make = partial(wire.EnrolPiece, invitation)
        assert RemoteCall(lambda: line, delivered(engine_of(desk), file, make)).whole()
        assert thin.cuts > 2
        waiting = line.carry(wire.AnswersNamed((invitation,), (), 0)).answer
        assert isinstance(waiting, wire.AnswersWaiting)
        assert waiting.answers == ((digest(file), wire.name_of(digest(file))),)
        whole = RemoteCall(lambda: line, fetched_of(engine_of(desk), digest(file))).whole()
        assert whole == file
    with office.line(LAYLA) as other:
        told = other.carry(wire.GetPiece(wire.NO_CASE, digest(file), 0, 100)).answer
    assert isinstance(told, wire.Refusal)


def test_an_update_crosses_a_line_that_breaks_its_head_too(
    office: Committee, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    signers = Signers(tmp_path / "signers")
    assert signers.trusted
    monkeypatch.setenv("SANAD_PROGRAMS", str(tmp_path / "programs"))
    monkeypatch.setattr(settings, "update_root_file", lambda: signers.work / "update.root")
    monkeypatch.setattr(updates.entry, "is_packaged", lambda: True)
    rng = random.Random(1)
    many = {f"part {n}": rng.randbytes(300) for n in range(800)}
    file = signers.update("0.9.0", more=many)
    folder = office.hq.folder / held_updates.FOLDER
    folder.mkdir()
    file = file.rename(folder / file.name)
    assert head_size(file.read_bytes()[:32]) > 30_000
    session, line = office.sessions[LAYLA], Line(office.hq.port, cut=20_000)
    with line.open() as port, through(session, port) as client:
        monkeypatch.setattr(sync, "connect", lambda _: replace(client))
        update = server_update.finding(session).whole()
        assert update is not None
        got = server_update.fetching(session, update).whole()
    assert got is not None
    assert got.read_bytes() == file.read_bytes()
    assert line.cuts > 10
    assert line.carried < 2.2 * update.size


def asked(office: Committee, name: str, *, stop: int = 0) -> list[wire.Request]:
    """What one sync asks, until so many requests of pieces."""
    requests: list[wire.Request] = []

    def is_whole() -> bool:
        kinds = wire.GetPiece, wire.PushPiece
        return not stop or sum(isinstance(request, kinds) for request in requests) < stop

    with office.line(name) as line:

        def carry(request: wire.Request) -> CallResult:
            requests.append(request)
            return line.carry(request)

        sync.sync(office.sessions[name], carry, go_on=is_whole, rng=lambda: 0.5)
    return requests


def test_a_sync_that_was_stopped_goes_on_in_the_middle_of_a_record(office: Committee):
    writes(office.sessions[LAYLA], 1, 2 << 20)
    for name, kind in ((LAYLA, wire.PushPiece), (OMAR, wire.GetPiece)):
        first = [each for each in asked(office, name, stop=3) if isinstance(each, kind)]
        again = [each for each in asked(office, name) if isinstance(each, kind)]
        assert [each.start for each in first] == [0, 32 << 10, 96 << 10]
        # a push finds out with its first piece, a pull knows how much it has
        assert again[kind is wire.PushPiece].start == 224 << 10
    database = office.sessions[OMAR].vault.database
    assert database.rows("SELECT name FROM sync_state WHERE name GLOB 'fetching*'") == []


# -- every call -------------------------------------------------------------------------------

MOST = 16 << 10  # bytes of a request or an answer that crosses any line whole
FULL, TEXT = 1 << 62, "a kind of a refusal"
PAGE = feed._LISTED
# as large as the line carries, by Pace
IN_PIECES = {
    wire.DirectoryNamed,
    wire.PushBrief,
    wire.PushPiece,
    wire.Have,
    wire.PullNamed,
    wire.GetPiece,
    wire.AskReceipts,
    wire.EnrolPiece,
}
# what a headquarters of before is asked, and computers of before ask
BEFORE = {
    wire.Directory, wire.Push, wire.Pull, wire.Enrol, wire.EnrolReply, wire.Answers, wire.Reply, wire.Devices,
    wire.GetUpdate,
}  # fmt: skip
ONCE = {wire.Claim}  # at the server's beginning
SMALL: list[tuple[wire.Request, wire.Message]] = [
    (
        wire.SayHello(FULL),
        wire.Hello(1, EPOCH, FULL, ((FULL, bytes(32)),) * 16, (bytes(32),) * 99, 1, (FULL, FULL), (bytes(180),) * 16),
    ),
    (
        wire.Feed(bytes(16), ((15, FULL),) * 16, 25),
        wire.Fed(EPOCH, bytes(16), ((CASE, 15, FULL, FULL),) * PAGE, ((15, FULL),) * 16, 1),
    ),
    (wire.BlobsHave(CASE, (bytes(32),) * 64), wire.BlobsMissing(EPOCH, ((bytes(32), FULL),) * 64)),
    (wire.DevicesAfter(CASE), wire.DeviceStates(((CASE, FULL, FULL, 1000, 1, FULL),) * PAGE)),
    (wire.AskBackup(), wire.BackupState(1, FULL, 1)),
    (wire.EnrolReplyNamed(bytes(32), bytes(32), 25), wire.Replied(wire.name_of(bytes(32)))),
    (wire.AnswersNamed((CASE,) * 20, (bytes(32),) * 300, 25), wire.AnswersWaiting(((bytes(32), bytes(8 << 10)),), 1)),
    (wire.AskUpdate(TEXT, FULL, wire.ANY_UPDATE), wire.UpdateThere(bytes(32), FULL, b"")),
]


def test_every_call_crosses_any_line():
    small = {type(request) for request, _ in SMALL}
    assert small | IN_PIECES | BEFORE | ONCE == set(wire.REQUESTS.values())
    for request, answer in SMALL:
        assert type(answer) is type(request).answer
        assert max(len(request.encode()), len(answer.encode())) <= MOST, request


def knows_no_pieces(carry: Callable[[wire.Request], CallResult]) -> Callable[..., CallResult]:
    """A headquarters of before."""

    def carried(request: wire.Request) -> CallResult:
        if isinstance(request, wire.PullNamed | wire.PushBrief | wire.PushPiece | wire.GetPiece | wire.DirectoryNamed):
            return CallResult(wire.Refusal("no_such_call", 0, 0))
        return carry(request)

    return carried


@pytest.mark.parametrize("cut", [0, 20_000])
def test_a_headquarters_of_before_takes_and_gives_whole_entries_of_the_directory(office: Committee, cut: int):
    for n in range(6):
        office.joins(f"Nobody {n}", news=False)
    for name in (DESK, LAYLA):
        line = Line(office.hq.port, cut=cut)
        with line.open() as port, through(office.sessions[name], port) as client:
            summary = office.syncs(name, knows_no_pieces(client.carry))
        assert (summary.finished, summary.problems) == (True, ())
        assert bool(line.cuts) == bool(cut)
    desk, layla = (office.sessions[name].vault.directory.organisation for name in (DESK, LAYLA))
    assert set(layla.entries) == set(desk.entries)


def test_a_headquarters_of_before_takes_and_gives_whole_records(office: Committee):
    (case,) = writes(office.sessions[LAYLA], 1, 200_000)
    for name in (LAYLA, OMAR):
        with office.line(name) as line:
            summary = office.syncs(name, knows_no_pieces(line.carry))
        assert (summary.finished, summary.problems) == (True, ())
    assert sync.state(office.sessions[OMAR], case) != "kept"


def test_where_only_whole_records_go_and_the_line_breaks_it_is_said(office: Committee):
    writes(office.sessions[LAYLA], 1, 200_000)
    line = Line(office.hq.port, cut=20_000)
    with line.open() as port, through(office.sessions[LAYLA], port) as client:
        summary = office.syncs(LAYLA, knows_no_pieces(client.carry))
    assert {type(error) for error in summary.problems} == {ServerOlder, NetworkLost}
    assert crosses(office, LAYLA, Line(office.hq.port)).problems == ()


def test_a_brief_answer_that_names_other_records_is_none():
    pushed = wire.Pushed(EPOCH, ((digest(b"a"), wire.NEW), (digest(b"b"), wire.NEW), (digest(b"c"), wire.KNOWN)), ())
    ids = tuple(id_ for id_, _ in pushed.outcomes)
    brief = wire.PushedBrief.of(pushed)
    assert brief.runs == ((2, wire.NEW), (1, wire.KNOWN))
    assert wire.PushedBrief.decode(brief.encode()).told(ids) == pushed
    lies = [
        replace(brief, named=digest(*ids[:2])),
        replace(brief, runs=((2, wire.NEW),)),
        replace(brief, runs=((1 << 60, wire.NEW), (1, wire.KNOWN))),
    ]
    for lie in lies:
        with pytest.raises(wire.WireRefused):
            lie.told(ids)
    with pytest.raises(wire.WireRefused):
        brief.told(ids[::-1])


# -- who lies ---------------------------------------------------------------------------------


class Kept:
    def __init__(self) -> None:
        self.content = b""

    def begun(self, id_: bytes) -> bytes:
        return self.content

    def keep_piece(self, id_: bytes, start: int, piece: bytes) -> None:
        self.content = self.content[:start] + piece if piece else b""


def attempt(request: wire.Request, *_: Any) -> Generator[Any, Any, Any]:
    return (yield request)


def played(script: Generator[Any, Any, Any], answers: Callable[[Any], Any]) -> Any:
    told = None
    for _ in range(100):
        try:
            request = script.send(told)
        except StopIteration as stop:
            return stop.value
        told = answers(request) if isinstance(request, wire.Request) else None
    raise AssertionError("it does not end")


WHOLE = random.Random(1).randbytes(100_000)


def fetched(answers: Callable[[wire.GetPiece], Any], kept: Kept | None = None) -> Any:
    return played(pieces.fetch(CASE, ID, Pace(), kept or Kept(), attempt, None), answers)


def test_what_lies_about_its_length_is_not_taken():
    for lie in (
        lambda request: wire.Piece(50_000 + request.start, WHOLE[:40_000]),  # another each time
        lambda _: wire.Piece(100_000, b""),
        lambda _: wire.Piece(6 << 20, WHOLE[:10]),
        lambda _: wire.Piece(5, WHOLE[:10]),
    ):
        kept = Kept()
        with pytest.raises(pieces.PieceOdd):
            fetched(lie, kept)
        assert kept.content == b""


def test_what_came_of_another_history_is_begun_anew():
    kept = Kept()
    kept.content = bytes(200_000)

    def answers(request: wire.GetPiece) -> Any:
        if request.start >= len(WHOLE):
            return wire.Refusal("offset", 0, 0)
        return wire.Piece(len(WHOLE), WHOLE[request.start : request.start + request.most])

    assert fetched(answers, kept) == WHOLE
    assert fetched(lambda _: wire.Refusal("offset", 0, 0)).kind == "offset"

    def longer(request: wire.GetPiece) -> wire.Message:
        """Says that more comes, and has no more."""
        return wire.Refusal("offset", 0, 0) if request.start else wire.Piece(9, b"eight of")

    assert fetched(longer).kind == "offset"
    assert fetched(lambda _: wire.Refusal("not_yours", 0, 0)).kind == "not_yours"


def test_a_record_that_is_refused_in_pieces_is_begun_anew_thrice_and_then_named():
    starts: list[int] = []

    def refuses(request: wire.PushPiece) -> Any:
        starts.append(request.start)
        return wire.Refusal("blob_refused", 0, 0)

    told = played(pieces.bring(WHOLE, Pace(), attempt, None), refuses)
    assert told.kind == "blob_refused"
    assert starts == [0] * 4


def test_where_the_answer_to_the_last_piece_was_lost_it_may_be_there_whole():
    told: list[int] = []

    def answers(request: wire.PushPiece) -> Any:
        told.append(request.start)
        if len(told) < 3:
            return wire.PiecePushed(EPOCH, request.start + len(request.piece), (), ())
        return None if len(told) == 3 else wire.Refusal("offset", 0, 0)

    assert played(pieces.bring(WHOLE[: 3 * FIRST], Pace(), attempt, None), answers) is None
    assert told == [0, FIRST, 2 * FIRST, 2 * FIRST]  # and not from its beginning


def test_a_server_that_says_to_have_what_was_not_sent_is_not_believed():
    for there in (0, 10, len(WHOLE), 1 << 40):
        answer = wire.PiecePushed(EPOCH, there, (), ())
        with pytest.raises(pieces.PieceOdd):
            played(pieces.bring(WHOLE, Pace(), attempt, None), lambda _, answer=answer: answer)


def test_after_a_lost_answer_to_much_a_little_goes_first():
    told: list[tuple[int, int]] = []

    def answers(request: wire.PushPiece) -> Any:
        told.append((request.start, len(request.piece)))
        if len(told) == 1:
            return None  # it arrived, and the answer was lost
        if len(told) == 2:
            return wire.PiecePushed(EPOCH, FIRST, (), ())
        if request.start + len(request.piece) < len(WHOLE):
            return wire.PiecePushed(EPOCH, request.start + len(request.piece), (), ())
        return wire.PiecePushed(EPOCH, len(WHOLE), ((digest(WHOLE), wire.NEW),), ())

    assert played(pieces.bring(WHOLE, Pace(), attempt, None), answers).outcomes
    assert told[:3] == [(0, FIRST), (0, LEAST), (FIRST, FIRST)]


# -- how much at once --------------------------------------------------------------------------


def test_a_line_that_does_not_break_carries_more_each_time():
    pace = Pace()
    for _ in range(10):
        pace.went(pace.size)
    assert pace.size == pace.most
    slow = Pace()
    slow.went(slow.size, seconds=9)
    assert slow.size == FIRST


def test_after_breaks_it_is_small_and_grows_again_only_where_the_line_got_better():
    pace = Pace()
    for _ in range(40):  # a break after each 20 KB
        carried = 0
        while carried + pace.size < 17_000:
            pace.went(pace.size)
            carried += pace.size
        pace.broke()
    assert LEAST < pace.size < 10_000
    for _ in range(60):
        pace.went(pace.size)
    assert pace.size > 4 * FIRST


def test_nothing_is_kept_of_what_another_fetch_left(office: Committee):
    vault = office.sessions[LAYLA].vault
    with vault.transaction() as writer:
        tables.keep_piece(writer, b"a" * 32, 0, b"one")
        tables.keep_piece(writer, b"a" * 32, 3, b"two")
    assert tables.begun(vault.database, b"a" * 32) == b"onetwo"
    assert tables.begun(vault.database, b"b" * 32) == b""
    with vault.transaction() as writer:
        tables.keep_piece(writer, b"b" * 32, 0, b"x")
    assert tables.begun(vault.database, b"a" * 32) == b""
    assert tables.begun(vault.database, b"b" * 32) == b"x"
