"""A desk founds an organisation; computers join it by three files and six words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.casework.cases import queries
from app.casework.exchange import headquarters
from app.casework.organisation import administration, admission, invitations, membership, stick_files
from app.casework.records import unlock
from app.casework.session.session import Session
from app.disk import BadFolder
from app.errors import SanadError
from app.seal.enrolment import AnswerFileRefused, InvitationRefused, ReplyRefused
from app.seal.file_marker import ForeignFile
from tests.people import Person, keeps_a_case


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Session]:
    session = Person("هدى المقر", tmp_path / "desk", role="desk").sets_up()
    administration.create_organisation(session, "اللجنة الوطنية", "بدر الثاني", "تفتيش الفروانية")
    yield session
    session.close()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def joins(desk: Session, session: Session, files: Path, **how: str) -> membership.JoinSummary:
    administration.invite(desk, files / "invitation")
    membership.answer(session, files / "invitation", files / "answer")
    administration.admit(desk, files / "answer", files / "reply", **how)
    return membership.finish(session, files / "reply")


def test_both_screens_show_the_same_six_words_before_anything_is_signed(desk: Session, at_work: Session, files: Path):
    administration.invite(desk, files / "invitation")
    seen = membership.answer(at_work, files / "invitation", files / "answer")
    assert (seen.organisation, seen.team) == ("اللجنة الوطنية", "تفتيش الفروانية")
    at_the_desk = administration.write_words(desk, files / "answer", files / "words")
    assert len(at_the_desk.words) == 6
    assert not at_the_desk.admitted
    at_the_laptop = membership.reply(at_work, files / "words")
    assert at_the_laptop.words == at_the_desk.words
    assert at_the_laptop.words_other == at_the_desk.words_other
    assert not at_the_laptop.admitted
    with pytest.raises(membership.NotAdmitted):
        membership.finish(at_work, files / "words")
    assert administration.people(desk) == []
    admitted = administration.admit(desk, files / "answer", files / "reply")
    assert admitted.words == at_the_desk.words
    done = membership.finish(at_work, files / "reply")
    assert done.words == at_the_desk.words
    assert [person.name for person in administration.people(desk)] == [at_work.officer.name]
    assert [person.name for person in administration.people(at_work)] == [desk.officer.name]


def test_an_invitation_for_one_person_admits_nobody_else(desk: Session, at_work: Session, files: Path, tmp_path: Path):
    other = Person("Omar Sample", tmp_path / "other").sets_up()
    invitations.invite(desk, files / "invitation", "Fahad Sample", "تفتيش الفروانية")
    for session, answer in ((at_work, files / "answer"), (other, files / "of another")):
        membership.answer(session, files / "invitation", answer)
        asked = administration.applicant(desk, answer)  # the words are compared with either
        assert asked.invited == "Fahad Sample"
    assert [row.name for row in invitations.open_invitations(desk)] == ["Fahad Sample"]
    administration.admit(desk, files / "answer", files / "reply")
    assert invitations.open_invitations(desk) == []
    with pytest.raises(admission.InvitationUsed):
        administration.admit(desk, files / "of another", files / "reply of another")
    assert [person.name for person in administration.people(desk)] == [at_work.officer.name]
    # who has come may ask once more, as after a stick was lost
    administration.admit(desk, files / "answer", files / "reply")
    other.close()


def test_what_was_written_before_joining_stays_valid_and_is_open_to_the_team(desk: Session, layla: Person, files: Path):
    session = layla.sets_up()
    case = keeps_a_case(session, "Maya Sample")
    hidden = keeps_a_case(session, "Rima Sample", restricted=True)
    done = joins(desk, session, files)
    assert done.cases == 1  # the restricted one stays its officer's
    assert unlock.check(session).ok
    page = queries.case(session, case)
    assert page.name == "Maya Sample"
    keeps_a_case(session, "Third Sample")
    session.close()
    session = layla.unlocks()
    assert administration.membership_status(session).organisation == "اللجنة الوطنية"
    assert unlock.check(session).ok
    from app.vault import log

    team = session.vault.home_team
    database = session.vault.database
    assert team in log.readers(database, session.vault, bytes.fromhex(case))
    assert team not in log.readers(database, session.vault, bytes.fromhex(hidden))
    session.close()


def test_one_invitation_serves_many_and_each_has_its_own_words(desk: Session, tmp_path: Path, files: Path):
    administration.invite(desk, files / "invitation")
    words = set()
    for number in range(3):
        session = Person(f"Officer {number} Sample", tmp_path / str(number)).sets_up()
        membership.answer(session, files / "invitation", files / "answer")
        administration.admit(desk, files / "answer", files / "reply")
        done = membership.finish(session, files / "reply")
        words.add(done.words)
        assert len(administration.people(session)) == number + 1
        session.close()
    assert len(words) == 3


def test_answering_again_to_the_desk_gives_the_same_words_and_one_computer(
    desk: Session, at_work: Session, files: Path
):
    joins(desk, at_work, files)
    first = administration.applicant(desk, files / "answer")
    assert administration.admit(desk, files / "answer", files / "again").words == first.words
    assert len(administration.devices(desk)) == 2
    with pytest.raises(membership.AlreadyJoined):
        membership.answer(at_work, files / "invitation", files / "answer")


@pytest.mark.parametrize("name", ["invitation", "answer", "reply"])
def test_a_flipped_or_cut_file_is_refused_and_changes_nothing(name: str, desk: Session, at_work: Session, files: Path):
    administration.invite(desk, files / "invitation")
    membership.answer(at_work, files / "invitation", files / "answer")
    administration.admit(desk, files / "answer", files / "reply")
    whole = (files / name).read_bytes()
    broken = files / "broken"
    takes = {
        "invitation": lambda file: membership.look(at_work, file),
        "answer": lambda file: administration.applicant(desk, file),
        "reply": lambda file: membership.finish(at_work, file),
    }
    places = sorted({*range(0, len(whole), max(1, len(whole) // 60)), *range(25)})
    for place in places:
        for raw in (whole[:place], whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]):
            broken.write_bytes(raw)
            with pytest.raises(SanadError):
                takes[name](broken)
            assert not administration.membership_status(at_work).joined


def test_a_swapped_answer_shows_other_words(desk: Session, tmp_path: Path, files: Path):
    """Somebody on the way answers with keys of their own."""
    administration.invite(desk, files / "invitation")
    honest = Person("Sara Sample", tmp_path / "one").sets_up()
    other = Person("Sara Sample", tmp_path / "two").sets_up()
    membership.answer(honest, files / "invitation", files / "answer")
    membership.answer(other, files / "invitation", files / "swapped")
    administration.admit(desk, files / "swapped", files / "reply")
    with pytest.raises(ReplyRefused):
        membership.finish(honest, files / "reply")
    assert (
        administration.applicant(desk, files / "answer").words
        != administration.applicant(desk, files / "swapped").words
    )
    honest.close()
    other.close()


def test_another_desks_files_are_refused(desk: Session, at_work: Session, tmp_path: Path, files: Path):
    other = Person("Other Desk", tmp_path / "other", role="desk").sets_up()
    administration.create_organisation(other, "Other Committee", "Second")
    administration.invite(other, files / "invitation")
    membership.answer(at_work, files / "invitation", files / "answer")
    with pytest.raises(administration.InvitationOver):
        administration.applicant(desk, files / "answer")
    for name, wrong in (("answer", ForeignFile), ("invitation", ForeignFile)):
        with pytest.raises((wrong, AnswerFileRefused, InvitationRefused)):
            membership.finish(at_work, files / name)
    other.close()


@pytest.mark.parametrize("asked_before", [False, True])
def test_a_join_request_that_could_not_be_written_is_not_awaited(
    desk: Session, at_work: Session, files: Path, asked_before: bool
):
    administration.invite(desk, files / "invitation")
    if asked_before:
        membership.answer(at_work, files / "invitation", files / "answer")
        administration.write_words(desk, files / "answer", files / "words")
    with pytest.raises(BadFolder):
        membership.answer(at_work, files / "invitation", files / "pulled out" / "answer")
    request = files / f"{stick_files.ANSWER}-{at_work.vault.stream.hex()[:8]}"
    request.mkdir()  # where no file can be written
    with pytest.raises(SanadError):
        stick_files.ask(at_work, files / "invitation")
    assert (membership.pending(at_work) is not None) is asked_before
    if asked_before:
        assert membership.reply(at_work, files / "words").words


def test_an_invitation_ends(desk: Session, layla: Person, files: Path):
    session = layla.sets_up()
    administration.invite(desk, files / "invitation", days=2)
    layla.clock.pass_(days=3)
    with pytest.raises(membership.InvitationEnded):
        membership.answer(session, files / "invitation", files / "answer")
    session.close()


def test_the_second_holders_sheet_makes_a_desk_of_a_colleague(tmp_path: Path, at_work: Session, files: Path):
    desk = Person("هدى المقر", tmp_path / "desk", role="desk").sets_up()
    sheets = administration.create_organisation(desk, "Committee", "Second Sample")
    joins(desk, at_work, files, role="desk")
    desk.close()
    with pytest.raises(administration.NotTheDesk):
        administration.invite(at_work, files / "next")
    with pytest.raises(administration.NotTheDesk):
        administration.take_over(at_work, " ".join(sheets.root_words))
    administration.take_over(at_work, " ".join(sheets.second_words))
    late = Person("Late Sample", tmp_path / "late").sets_up()
    administration.invite(at_work, files / "next")
    membership.answer(late, files / "next", files / "answer")
    administration.admit(at_work, files / "answer", files / "reply")
    assert membership.finish(late, files / "reply").team == "Committee"
    assert len(administration.people(late)) == 2
    late.close()


def test_the_root_withdraws_a_registrar_and_its_later_entries_do_not_count(
    tmp_path: Path, at_work: Session, files: Path
):
    desk = Person("هدى المقر", tmp_path / "desk", role="desk").sets_up()
    sheets = administration.create_organisation(desk, "Committee", "Second Sample")
    joins(desk, at_work, files)
    administration.withdraw_registrar(desk, " ".join(sheets.root_words), desk.officer.name)
    with pytest.raises(administration.NotTheDesk):
        administration.invite(desk, files / "next")
    assert len(administration.devices(desk)) == 2  # what was signed before stays
    desk.close()


def test_a_role_is_what_the_desk_says_it_is(desk: Session, tmp_path: Path, files: Path):
    session = Person("Would Be Sample", tmp_path / "w", role="supervisor").sets_up()
    done = joins(desk, session, files, role="inspector")
    assert done.role == session.officer.role == "inspector"
    session.close()


def test_after_a_recovery_card_the_desk_lets_the_new_keys_in(desk: Session, layla: Person, files: Path):
    from tests.people import CHEAP, OTHER_PHRASE

    session = layla.sets_up()
    case = keeps_a_case(session, "Maya Sample")
    joins(desk, session, files)
    session.close()
    made = unlock.recover(layla.home, layla.vault_id, " ".join(layla.card), OTHER_PHRASE, cost=CHEAP)
    session = made.session
    assert administration.membership_status(session).renew
    assert queries.case(session, case).name == "Maya Sample"
    joins(desk, session, files)
    assert not administration.membership_status(session).renew
    assert [row.revoked for row in administration.devices(desk) if row.person == layla.name] == [False, True]
    assert unlock.check(session).ok
    session.close()


def test_an_organisation_and_its_second_holder_have_names(at_work: Session):
    for names in ((" ", "Badr Second", ""), ("Committee", " ", ""), ("Committee", "\u200f", "")):
        with pytest.raises(administration.NameNeeded):
            administration.create_organisation(at_work, *names)
    assert not at_work.vault.directory.joined


def test_nobody_is_the_second_holder_of_their_own_organisation(at_work: Session):
    name = at_work.vault.key_file.officer
    with pytest.raises(administration.OneHolder):
        administration.create_organisation(at_work, "Committee", f"  {name.upper()} ")
    assert not at_work.vault.directory.joined


def test_the_desk_neither_withdraws_itself_nor_admits_anybody_in_a_role_there_is_not(
    desk: Session, at_work: Session, files: Path
):
    with pytest.raises(administration.OwnDevice):
        administration.revoke(desk, desk.vault.stream.hex())
    with pytest.raises(administration.UnknownRole):
        joins(desk, at_work, files, role="king")
    assert administration.people(desk) == []
    assert not any(device.revoked for device in desk.vault.directory.organisation.devices.values())


def test_a_reply_is_for_who_asked(desk: Session, at_work: Session, files: Path, tmp_path: Path):
    with pytest.raises(membership.NotAsked):
        headquarters.replying(at_work)
    asked = Person("Omar", tmp_path / "omar").sets_up()
    joins(desk, asked, files)
    asked.close()
    with pytest.raises(membership.NotAsked):
        membership.finish(at_work, files / "reply")


def test_an_invitation_without_a_headquarters_here_is_not_for_this_computer_alone(desk: Session, files: Path):
    administration.invite(desk, files / "invitation")
    with pytest.raises(headquarters.NotAlone):
        headquarters.alone(files / "invitation")
