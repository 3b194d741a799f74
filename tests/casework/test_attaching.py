"""Files of a case: sealed, synced in chunks, resumed, kept once, erased."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.casework.cases import attachments, erasure
from app.casework.exchange import sync
from app.casework.interviews import answer_files
from app.casework.records import unlock
from app.casework.session.session import Session
from app.casework.session.stepped_work import carried_out
from app.seal.attachment import chunk_sizes
from app.sync import conditions, wire
from app.sync.engine import CallResult, NoAnswer
from app.vault import chunks
from tests.erasing import vouched, waits
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee, line_of
from tests.people import Person, keeps_a_case

SOME = os.urandom(700_000)  # four chunks, as any file of 512 KB to 1 MB


@pytest.fixture(name="hq")
def _hq(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path) as told:
        told.syncs(DESK)
        yield told


def photograph(folder: Path, content: bytes = SOME, name: str = "passport.jpg") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def test_a_file_is_kept_sealed_and_opens_again(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    case = keeps_a_case(session, "Maya Sample")
    for content in (SOME, b"", b"x" * (256 << 10), b"y" * ((256 << 10) + 1)):
        id_ = attachments.add(session, case, photograph(tmp_path, content), "front page")
        assert attachments.read(session, case, id_) == content
    first = attachments.of(session, case)[0]
    assert (first.name, first.type, first.size, first.note, first.author, first.here) == (
        "passport.jpg",
        "image/jpeg",
        len(SOME),
        "front page",
        layla.name,
        True,
    )
    (tmp_path / "passport.jpg").unlink()
    session.close()
    needle = SOME[1000:1032]
    assert not any(needle in file.read_bytes() for file in layla.home.rglob("*") if file.is_file())
    session = layla.unlocks()
    assert attachments.read(session, case, first.id[:6]) == SOME
    carried_out(attachments.saving(session, case, first.id, tmp_path / "out.jpg"))
    assert (tmp_path / "out.jpg").read_bytes() == SOME
    assert unlock.check(session).ok
    with pytest.raises(attachments.NoAttachment):
        attachments.read(session, case, "")
    with pytest.raises(attachments.NoSuchFile):
        attachments.add(session, case, tmp_path / "nothing")
    session.close()


def test_a_large_file_is_read_in_its_order_by_threads_that_leave_nothing_open(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    case = keeps_a_case(session, "Maya Sample")
    content = os.urandom(21 << 20)
    file = attachments.add(session, case, photograph(tmp_path, content, "film.mp4"))
    assert list(attachments.pieces(session, case, file)) == [
        content[start : start + (4 << 20)] for start in range(0, len(content), 4 << 20)
    ]
    left_off = attachments.pieces(session, case, file)
    assert next(left_off) == content[: 4 << 20]
    left_off.close()
    assert session._readers == {}
    for id_ in chunks.ids_of(session.vault.database, bytes.fromhex(case))[::15]:
        sealed = chunks.content_of(session.vault.database, bytes.fromhex(case), id_)
        assert sealed is not None
        with session.vault.transaction() as writer:
            writer.run("UPDATE chunk SET content = NULL WHERE id = ?", (id_,))
        with pytest.raises(attachments.NotHereYet):
            attachments.read(session, case, file)
        with session.vault.transaction() as writer:
            writer.run("UPDATE chunk SET content = ? WHERE id = ?", (sealed, id_))
    assert attachments.read(session, case, file) == content
    session.close()


def test_the_same_file_twice_is_kept_once(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    case = bytes.fromhex(keeps_a_case(session, "Maya Sample"))
    one = attachments.add(session, case.hex(), photograph(tmp_path))
    before = chunks.ids_of(session.vault.database, case)
    assert attachments.add(session, case.hex(), photograph(tmp_path, name="again.jpg")) == one
    assert chunks.ids_of(session.vault.database, case) == before
    session.close()


def test_what_a_killed_program_sealed_and_did_not_name_is_cleared(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    case = bytes.fromhex(keeps_a_case(session, "Maya Sample"))
    with session.vault.transaction() as writer:
        chunks.put(writer, case, b"o" * 32, b"orphan")
    attachments.add(session, case.hex(), photograph(tmp_path, b"small"))
    assert b"o" * 32 not in chunks.ids_of(session.vault.database, case)
    session.close()


def with_a_photograph(hq: Committee) -> tuple[Session, Session, str, str]:
    layla, omar = hq.sessions[LAYLA], hq.sessions[OMAR]
    case = keeps_a_case(layla, "Maya Sample")
    return layla, omar, case, attachments.add(layla, case, photograph(hq.folder))


def test_it_goes_over_headquarters_to_a_colleague(hq: Committee):
    layla, omar, case, id_ = with_a_photograph(hq)
    assert hq.syncs(LAYLA).finished
    assert sync.state(layla, case) == "held"
    assert hq.syncs(OMAR).finished
    assert attachments.read(omar, case, id_) == SOME
    held = [file.read_bytes() for file in (hq.folder / "hq").rglob("*") if file.is_file()]
    assert not any(SOME[:32] in each for each in held)


def test_text_never_waits_and_what_arrived_is_not_sent_again(hq: Committee):
    layla, omar, case, id_ = with_a_photograph(hq)
    sent: list[int] = []
    with line_of(layla) as line:

        def cut(request: wire.Request) -> CallResult:
            if isinstance(request, wire.PutChunk):
                sent.append(len(request.piece))
                if len(sent) == 6:
                    return CallResult(NoAnswer(conditions.NetworkLost(), final=True))
            return line.carry(request)

        summary = hq.syncs(LAYLA, cut)
    assert not summary.finished
    assert sync.state(layla, case) == "kept"
    assert hq.syncs(OMAR).finished
    (there,) = attachments.of(omar, case)  # the words are there, the photograph is on its way
    assert not there.here
    with pytest.raises(attachments.NotHereYet):
        attachments.read(omar, case, id_)
    again: list[int] = []
    with line_of(layla) as line:

        def counts(request: wire.Request) -> CallResult:
            if isinstance(request, wire.PutChunk):
                again.append(len(request.piece))
            return line.carry(request)

        assert hq.syncs(LAYLA, counts).finished
    assert sum(sent[:5]) + sum(again) == sum(chunk_sizes(len(SOME)))
    assert hq.syncs(OMAR).finished
    assert attachments.read(omar, case, id_) == SOME


def test_a_forged_chunk_is_named_and_asked_for_again(hq: Committee):
    _layla, omar, case, id_ = with_a_photograph(hq)
    hq.syncs(LAYLA)
    with line_of(omar) as line:

        def forged(request: wire.Request) -> CallResult:
            result = line.carry(request)
            if isinstance(request, wire.GetPiece) and isinstance(result.answer, wire.Piece):
                spoilt = bytes([result.answer.content[0] ^ 1]) + result.answer.content[1:]
                return CallResult(wire.Piece(result.answer.size, spoilt))
            return result

        summary = hq.syncs(OMAR, forged)
    assert conditions.ChunkForged.kind() in [problem.kind() for problem in summary.problems]
    assert not attachments.of(omar, case)[0].here
    hq.syncs(OMAR)
    assert attachments.read(omar, case, id_) == SOME


def test_an_erasure_takes_the_photograph_too(hq: Committee):
    layla, omar, case, _ = with_a_photograph(hq)
    for name in (LAYLA, OMAR, DESK):
        hq.syncs(name)
    vouched(hq, OMAR)
    erasure.order(omar, case, "so")
    hq.syncs(OMAR)
    hq.syncs(DESK)
    erasure.confirm(hq.sessions[DESK], case)
    for name in (DESK, OMAR, LAYLA):
        assert hq.syncs(name).finished
    waits(hq)
    for name in (DESK, OMAR, LAYLA):
        assert hq.syncs(name).finished
    for session in (layla, omar, hq.sessions[DESK]):
        assert chunks.ids_of(session.vault.database, bytes.fromhex(case)) == []


def test_a_file_that_is_too_large_or_was_changed_is_refused_and_nothing_of_it_is_kept(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    case = keeps_a_case(session, "Maya Sample")
    with (tmp_path / "film.mp4").open("wb") as film:
        film.truncate(attachments.LARGEST + 1)
    for adds in (
        lambda: list(answer_files.bringing(session, "00" * 16, tmp_path / "film.mp4", "film.mp4")),
        lambda: attachments.add(session, case, tmp_path / "film.mp4"),
    ):
        with pytest.raises(attachments.FileTooLarge):
            adds()
    assert attachments.of(session, case) == []
    id_ = attachments.add(session, case, photograph(tmp_path))
    with session.vault.transaction() as writer:
        writer.run("UPDATE chunk SET content = zeroblob(length(content))")
    with pytest.raises(attachments.ChunkRefused):
        attachments.read(session, case, id_)
    session.close()
