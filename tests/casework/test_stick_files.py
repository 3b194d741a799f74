"""Joining by a stick that goes to and fro: what lies on it is found, and nothing of it is believed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import settings
from app.casework.organisation import administration, membership, stick_files
from app.casework.organisation.invitations import cancel, open_invitations
from app.casework.session.session import Session
from app.casework.session.transfer_places import PlaceNotAllowed
from app.seal.enrolment import AnswerFileRefused
from tests.people import Person

TEAM = "تفتيش الفروانية"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Session]:
    session = Person("هدى المقر", tmp_path / "desk", role="desk").sets_up()
    administration.create_organisation(session, "اللجنة الوطنية", "بدر الثاني", TEAM)
    yield session
    session.close()


@pytest.fixture
def stick(desk: Session, tmp_path: Path) -> Path:
    """With an invitation of the desk."""
    folder = tmp_path / "stick"
    folder.mkdir()
    stick_files.invite(desk, folder)
    return folder


def asks(session: Session, stick: Path) -> Path:
    [found] = stick_files.invitations(session, [stick])
    return stick_files.ask(session, found.file)


def test_a_stick_goes_round_and_nobody_chooses_a_file(desk: Session, at_work: Session, stick: Path):
    [found] = stick_files.invitations(at_work, [stick])
    assert (found.invitation.organisation, found.invitation.team) == ("اللجنة الوطنية", TEAM)
    stick_files.ask(at_work, found.file)
    [request] = stick_files.requests(desk, [stick])
    assert request.applicant is not None
    assert request.applicant.name == at_work.officer.name
    assert stick_files.reply(at_work, [stick]) is None
    seen_at_desk = stick_files.show_words(desk, request.file)
    shown = stick_files.reply(at_work, [stick])
    assert shown is not None
    assert not shown.reply.admitted
    assert shown.reply.words == seen_at_desk.words
    stick_files.admit(desk, request.file, "inspector", TEAM, seen_at_desk.words)
    admitted = stick_files.reply(at_work, [stick])
    assert admitted is not None
    assert admitted.reply.admitted  # the file that admits comes before the one with the words
    assert membership.finish(at_work, admitted.file).team == TEAM
    assert stick_files.requests(desk, [stick]) == []


def test_each_of_several_computers_on_one_stick_finds_its_own_words(desk: Session, tmp_path: Path, stick: Path):
    sessions = [Person(f"Officer {n} Sample", tmp_path / str(n)).sets_up() for n in range(2)]
    files = [asks(session, stick) for session in sessions]
    assert len(set(files)) == 2
    requests = stick_files.requests(desk, [stick])
    words = {
        request.applicant.name: stick_files.show_words(desk, request.file).words
        for request in requests
        if request.applicant
    }
    for session in sessions:
        shown = stick_files.reply(session, [stick])
        assert shown is not None
        assert shown.reply.words == words[session.officer.name]
        session.close()
    assert len(set(words.values())) == 2


def test_a_request_that_was_swapped_after_the_words_is_not_admitted(
    desk: Session, at_work: Session, tmp_path: Path, stick: Path
):
    file = asks(at_work, stick)
    words = stick_files.show_words(desk, file).words
    stranger = Person("Stranger Sample", tmp_path / "stranger").sets_up()
    swapped = asks(stranger, stick)
    os.replace(swapped, file)
    with pytest.raises(AnswerFileRefused):
        stick_files.admit(desk, file, "inspector", TEAM, words)
    assert administration.people(desk) == []
    stranger.close()


def test_a_stick_that_was_pulled_out_admits_nobody_and_can_come_back(desk: Session, at_work: Session, stick: Path):
    file = asks(at_work, stick)
    words = stick_files.show_words(desk, file).words
    away = stick.with_name("pulled out")
    stick.rename(away)
    with pytest.raises(stick_files.StickAway):
        stick_files.admit(desk, file, "inspector", TEAM, words)
    with pytest.raises(stick_files.StickAway):
        stick_files.show_words(desk, file)
    assert stick_files.requests(desk, [stick]) == []
    assert administration.people(desk) == []
    away.rename(stick)
    stick_files.admit(desk, file, "inspector", TEAM, words)
    assert len(administration.people(desk)) == 1


def test_a_request_to_a_cancelled_invitation_is_named_and_not_admitted(desk: Session, at_work: Session, stick: Path):
    file = asks(at_work, stick)
    cancel(desk, open_invitations(desk)[0].id)
    [request] = stick_files.requests(desk, [stick])
    assert request.applicant is None
    assert isinstance(request.refused, administration.InvitationOver)
    with pytest.raises(administration.InvitationOver):
        stick_files.show_words(desk, file)


def test_what_strangers_put_on_a_stick_is_passed_over(desk: Session, at_work: Session, stick: Path, tmp_path: Path):
    for beginning in (stick_files.INVITATION, stick_files.ANSWER, stick_files.REPLY):
        (stick / f"{beginning}-noise").write_bytes(b"\x00 nothing of ours")
        (stick / f"{beginning}-folder").mkdir()
    if hasattr(os, "mkfifo"):  # who opened it would wait for ever
        os.mkfifo(stick / f"{stick_files.INVITATION}-pipe")
    asked = asks(at_work, stick)
    assert stick_files.reply(at_work, [stick, tmp_path / "not plugged in"]) is None
    assert [request.file for request in stick_files.requests(desk, [stick])] == [asked]


def test_nothing_is_read_or_written_where_the_administrator_allows_no_files(
    desk: Session, at_work: Session, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = asks(at_work, stick)
    rules = tmp_path / "policy.toml"
    rules.write_text(f"transfer_folders = ['{tmp_path / 'share'}']")
    monkeypatch.setattr(settings, "policy_file", lambda: rules)
    before = sorted(stick.iterdir())
    assert stick_files.invitations(at_work, [stick]) == []
    assert stick_files.requests(desk, [stick]) == []
    for refused in (
        lambda: stick_files.ask(at_work, stick / "sanad-invitation"),
        lambda: stick_files.invite(desk, stick),
        lambda: stick_files.show_words(desk, file),
        lambda: stick_files.admit(desk, file, "inspector", TEAM, ()),
    ):
        with pytest.raises(PlaceNotAllowed):
            refused()
    assert sorted(stick.iterdir()) == before


def test_an_invitation_never_takes_another_files_name(desk: Session, stick: Path):
    first = (stick / "sanad-invitation").read_bytes()
    _, file = stick_files.invite(desk, stick)
    assert file.name == "sanad-invitation-2"
    assert (stick / "sanad-invitation").read_bytes() == first


def test_a_computer_that_asked_nothing_takes_no_reply(at_work: Session, stick: Path):
    with pytest.raises(membership.NotAsked):
        stick_files.reply(at_work, [stick])


def test_an_invitation_that_went_with_its_stick_is_asked_for_and_not_for_another_file(at_work: Session, stick: Path):
    [found] = stick_files.invitations(at_work, [stick])
    away = stick.with_name("pulled out")
    stick.rename(away)
    for reads in (stick_files.ask, membership.look, membership.reply, membership.finish):
        with pytest.raises(membership.JoinFileAway):
            reads(at_work, found.file)
    away.rename(stick)
    assert stick_files.ask(at_work, found.file).is_file()
