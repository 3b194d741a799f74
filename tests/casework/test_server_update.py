"""A newer version comes from the server, a piece at a time, to whoever asked for it; what it says is looked at
on the officer's own computer."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from app import settings
from app.casework.exchange.remote_call import RemoteCall
from app.casework.records import server_update, updates
from app.casework.session.session import Session
from app.errors import SanadError
from app.headquarters import updates as held_updates
from app.policy import Policy
from app.seal.keys import digest
from app.sync import conditions, wire
from app.sync.engine import CallResult
from app.update.conditions import NoRoomForUpdate, UpdateDamaged, UpdateNotOnServer, UpdatesSwitchedOff
from app.update.programs import require_free
from app.update.update_file import head_size
from tests.hq_people import DESK, LAYLA, Committee, committee
from tests.systems import LINKS
from tests.update.signers import NAME, NEWS, Signers, roots_file

PIECE = 1 << 10
T = TypeVar("T")


@pytest.fixture
def signers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Signers:
    """Whom this computer trusts, which works with a packaged program."""
    signers = Signers(tmp_path / "signers")
    assert signers.trusted
    monkeypatch.setenv("SANAD_PROGRAMS", str(tmp_path / "programs"))
    monkeypatch.setattr(settings, "update_root_file", lambda: signers.work / "update.root")
    monkeypatch.setattr(updates.entry, "is_packaged", lambda: True)
    monkeypatch.setattr(held_updates, "PIECE", PIECE)
    monkeypatch.setattr(wire, "BLOB", PIECE)
    return signers


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path, "http") as people:
        people.syncs(DESK)
        people.syncs(LAYLA)
        yield people


def lays(office: Committee, file: Path) -> Path:
    folder = office.hq.folder / held_updates.FOLDER
    folder.mkdir(exist_ok=True)
    return file.rename(folder / file.name)


def offered(session: Session) -> server_update.ServerUpdate:
    update = server_update.finding(session).whole()
    assert update is not None
    return update


def pieces(call: RemoteCall[Path | None], most: int) -> Path | None:
    """The file, or None where the line is lost after so many pieces."""
    request = call.next()
    for _ in range(most):
        if request is None:
            return call.result
        request = call.next(call.carry(request))
    call.close()
    return None


def test_the_newest_for_this_system_is_said_fetched_on_request_and_offered_as_any_file(
    office: Committee, signers: Signers
):
    session = office.sessions[LAYLA]
    assert server_update.finding(session).whole() is None
    lays(office, signers.update("0.3.0"))
    file = lays(office, signers.update("0.4.0"))
    elsewhere = Signers(signers.work / "others", system="windows-arm64")
    lays(office, elsewhere.update("0.9.0"))
    update = offered(session)
    assert (update.version, update.signer, update.news) == ("0.4.0", NAME, NEWS)
    assert (update.size, update.present) == (file.stat().st_size, 0)
    (head,) = updates.downloads().iterdir()  # nothing else is fetched before somebody asks
    assert head.stat().st_size == head_size(file.read_bytes()) > PIECE // 2
    counts: list[tuple[int, int]] = []
    fetched = server_update.fetching(session, update, lambda *count: counts.append(count)).whole()
    assert fetched is not None
    assert fetched.read_bytes() == file.read_bytes()
    assert counts[0] == (head_size(file.read_bytes()) + PIECE, update.size)
    assert counts[-1] == (update.size, update.size)
    offer = updates.find(updates.here(session), [])
    assert offer is not None
    assert offer.file == fetched
    assert updates.look(updates.here(session), fetched).version == "0.4.0"
    updates.forget_downloads()
    assert updates.find(updates.here(session), []) is None


def test_after_a_break_it_goes_on_where_it_was(office: Committee, signers: Signers):
    session = office.sessions[LAYLA]
    file = lays(office, signers.update("0.3.0"))
    first = offered(session)
    assert pieces(server_update.fetching(session, first), 2) is None
    again = offered(session)
    head = head_size(file.read_bytes())
    assert (again.id, again.present) == (first.id, head + 2 * PIECE)
    starts: list[int] = []
    stopped = server_update.fetching(
        session, again, lambda present, _: starts.append(present), lambda: len(starts) < 1
    ).whole()
    assert stopped is None
    assert starts == [head + 3 * PIECE]
    fetched = server_update.fetching(session, offered(session)).whole()
    assert fetched is not None
    assert fetched.read_bytes() == file.read_bytes()


def test_what_was_begun_of_another_update_makes_room(office: Committee, signers: Signers):
    session = office.sessions[LAYLA]
    lays(office, signers.update("0.3.0"))
    assert pieces(server_update.fetching(session, offered(session)), 1) is None
    lays(office, signers.update("0.4.0"))
    assert pieces(server_update.fetching(session, offered(session)), 1) is None
    assert len(list(updates.downloads().iterdir())) == 1
    with pytest.raises(NoRoomForUpdate):
        require_free(10, 20)


def test_one_that_this_computer_would_refuse_is_not_offered(office: Committee, signers: Signers):
    session = office.sessions[LAYLA]
    lays(office, signers.update("0.3.0", by=(1,)))
    assert server_update.finding(session).whole() is None
    lays(office, signers.update("0.1.1"))
    assert server_update.finding(session).whole() is None


def test_withdrawn_keys_are_not_offered_from_the_server_once_a_newer_list_was_seen(office: Committee, signers: Signers):
    session = office.sessions[LAYLA]
    later = Signers(signers.work / "later", roots_file(update=(2, 4), former=signers.roots))
    newer = lays(office, later.update("0.3.0", by=(2, 4)))
    assert offered(session).version == "0.3.0"
    newer.unlink()
    forged = lays(office, signers.update("0.4.0", by=(1, 3)))
    assert server_update.finding(session).whole() is None
    assert updates.find(updates.here(session), [forged.parent]) is None


def test_a_server_that_lies_is_not_believed(office: Committee, signers: Signers):
    session = office.sessions[LAYLA]
    file = lays(office, signers.update("0.3.0"))
    raw = file.read_bytes()
    update = offered(session)
    head = raw[: raw.index(b"#!/bin/sh")] if b"#!/bin/sh" in raw else raw

    def lies(answer: wire.Message) -> None:
        call = server_update.finding(session)
        call.next()
        call.next(CallResult(answer, 0, 0, 0.0))
        call.close()

    for answer in (
        wire.UpdateThere(bytes([1]) * 32, update.size, head),
        wire.UpdateThere(digest(head), update.size - 1, head),
        wire.UpdateThere(digest(head + b"x"), update.size + 1, head + b"x"),
        wire.UpdatePiece(b""),
    ):
        with pytest.raises(conditions.AnswerOdd):
            lies(answer)
    # other bytes than were signed are found before any of them is used
    file.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    fetched = server_update.fetching(session, offered(session)).whole()
    assert fetched is not None
    with pytest.raises(UpdateDamaged):
        updates.look(updates.here(session), fetched)
    # and a server that sends no end of nothing is left
    for answer in (wire.Piece(update.size, b""), wire.UpdatePiece(b"x")):
        call = server_update.fetching(session, update)
        call.next()
        with pytest.raises(conditions.AnswerOdd):
            call.next(CallResult(answer, 0, 0, 0.0))
        call.close()


def test_a_head_of_other_bytes_than_its_name_is_forgotten(office: Committee, signers: Signers):
    session = office.sessions[LAYLA]
    raw = lays(office, signers.update("0.3.0")).read_bytes()
    call = server_update.finding(session)

    def answers() -> None:
        request = call.next()
        answer: wire.Message = wire.UpdateThere(bytes([1]) * 32, len(raw), b"")
        while request is not None:
            request = call.next(CallResult(answer, 0, 0, 0.0))
            assert isinstance(request, wire.GetPiece)
            answer = wire.Piece(len(raw), raw[request.start : request.start + request.most])

    with pytest.raises(conditions.AnswerOdd):
        answers()
    call.close()
    assert list(updates.downloads().iterdir()) == []
    assert offered(session).version == "0.3.0"


def test_a_server_of_before_gives_head_and_pieces_as_it_did(office: Committee, signers: Signers):
    session = office.sessions[LAYLA]
    file = lays(office, signers.update("0.3.0"))
    asked: list[type[wire.Request]] = []

    def whole(call: RemoteCall[T]) -> T:
        request = call.next()
        while request is not None:
            asked.append(type(request))
            if isinstance(request, wire.AskUpdate):
                request = wire.AskUpdate(request.system, request.number, wire.NO_UPDATE)
            request = call.next(call.carry(request))
        call.close()
        return call.result

    update = whole(server_update.finding(session))
    assert update is not None
    fetched = whole(server_update.fetching(session, update))
    assert fetched is not None
    assert fetched.read_bytes() == file.read_bytes()
    assert set(asked) == {wire.AskUpdate, wire.GetUpdate}


def test_where_the_administrator_takes_no_updates_none_is_asked_for(
    office: Committee, signers: Signers, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "policy", lambda: Policy(update_channel="off"))
    with pytest.raises(UpdatesSwitchedOff):
        server_update.finding(office.sessions[LAYLA])


def test_a_file_that_is_still_being_copied_there_or_went_away_is_no_update(office: Committee, signers: Signers):
    session = office.sessions[LAYLA]
    file = lays(office, signers.update("0.3.0"))
    update = offered(session)
    raw = file.read_bytes()
    file.write_bytes(raw[:-10])
    assert server_update.finding(session).whole() is None
    with pytest.raises(UpdateNotOnServer):
        server_update.fetching(session, update).whole()
    file.write_bytes(raw)
    assert offered(session).id == update.id


@LINKS
def test_nothing_follows_a_link_that_was_prepared(office: Committee, signers: Signers):
    session = office.sessions[LAYLA]
    lays(office, signers.update("0.3.0"))
    update = offered(session)
    victim = signers.work / "victim"
    victim.write_bytes(b"mine")
    partial = updates.downloads() / f"{update.id.hex()[:32]}.partial"
    partial.unlink()
    partial.symlink_to(victim)
    with pytest.raises(SanadError):
        server_update.fetching(session, update).whole()
    assert victim.read_bytes() == b"mine"
