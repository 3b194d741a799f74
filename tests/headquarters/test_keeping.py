"""What headquarters forgets with time, and what it never forgets."""

from pathlib import Path

from app.headquarters import blobs
from app.headquarters.database import Database, tidy
from app.seal.keys import digest
from app.sync import wire
from tests.headquarters.conftest import Hq, started
from tests.headquarters.office import NOW

DAY = 86_400


def answer(hq: Hq, invitation: bytes, file: bytes) -> bytes:
    return hq.line.call(None, wire.Enrol(invitation, file)).hash


def waiting(hq: Hq, *invitations: bytes) -> list[bytes]:
    call = hq.line.call(hq.office.desk, wire.Answers(invitations, (), 0))
    return [file for _, file in call.answers]


def test_answers_go_after_a_while_those_of_strangers_sooner(hq: Hq):
    ours, strange = bytes(16), bytes([7] * 16)
    waiting(hq, ours)  # the desk names its own
    kept = answer(hq, ours, b"to ours")
    answer(hq, strange, b"to nobody's")
    hq.line.call(hq.office.desk, wire.Reply(kept, b"the desk's reply"))
    assert tidy(hq.node.database, NOW + 13 * DAY) == 0
    assert tidy(hq.node.database, NOW + 15 * DAY) == 1
    assert waiting(hq, ours, strange) == [b"to ours"]
    assert hq.line.call(None, wire.EnrolReply(kept, bytes(32), 0)).file == b"the desk's reply"
    assert tidy(hq.node.database, NOW + 121 * DAY) == 1
    assert hq.line.call(None, wire.EnrolReply(kept, bytes(32), 0)).file == b""


def test_pieces_of_a_chunk_that_never_came_whole_go_and_whole_ones_stay(hq: Hq):
    layla = hq.office.joins("Layla")
    hq.line.learns(hq.office)
    case, raws = layla.works(1)
    hq.line.pushes(layla, *raws)
    known, database = hq.node.people.known, hq.node.database
    whole, half = b"whole" * 20, b"half!" * 20
    blobs.keep(database, layla.stream, known, case, digest(whole), blobs.Piece(0, 100, whole), NOW)
    blobs.keep(database, layla.stream, known, case, digest(half), blobs.Piece(0, 100, b"half!"), NOW)
    assert tidy(database, NOW + 59 * DAY) == 0
    assert tidy(database, NOW + 61 * DAY) == 2
    asked = wire.BlobsHave(case, (digest(whole), digest(half)))
    assert hq.line.call(layla, asked).blobs == ((digest(half), 0),)
    assert hq.line.pulls(layla, case) == raws


def test_notes_about_calls_go_after_two_years_and_records_never(hq: Hq):
    layla = hq.office.joins("Layla")
    hq.line.learns(hq.office)
    case, raws = layla.works(1)
    hq.line.pushes(layla, *raws)
    hq.line.call(layla, wire.SayHello())
    seen = {device[0]: device[1] for device in hq.line.call(hq.office.desk, wire.Devices()).devices}
    assert seen[layla.stream] == NOW
    tidy(hq.node.database, NOW + 900 * DAY)
    seen = {device[0]: device[1] for device in hq.line.call(hq.office.desk, wire.Devices()).devices}
    assert seen[layla.stream] == 0
    assert hq.line.pulls(layla, case) == raws


def test_a_node_forgets_by_itself_once_it_serves(hq: Hq, tmp_path: Path, dsn: str):
    answer(hq, bytes(16), b"to nobody's")
    with started(tmp_path / "hq.sqlite", dsn, claimed=hq.office, at=NOW + 20 * DAY) as later:
        hash_ = digest(b"to nobody's")
        answers = [later.line.asks(hq.office.desk, wire.Reply(hash_, b"")) for _ in range(3)]
        while answers[-1].status == 200:
            answers.append(later.line.asks(hq.office.desk, wire.Reply(hash_, b"")))
        assert answers[-1].refusal().kind == "not_yours"


def test_tidying_an_empty_headquarters_changes_nothing(tmp_path: Path, dsn: str):
    database = Database(tmp_path / "x.sqlite", dsn)
    database.upgrade()
    assert tidy(database, NOW) == 0
    database.close()
