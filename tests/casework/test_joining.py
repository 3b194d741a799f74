"""A desk founds an organisation; computers join it by three files and six words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.casework import joining, organisation, reading, unlock
from app.casework.session import Session
from app.errors import SanadError
from app.seal.enrolment import AnswerFileRefused, InvitationRefused, ReplyRefused
from app.seal.slots import ForeignFile
from tests.people import Person, keeps_a_case


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Session]:
    session = Person("هدى المقر", tmp_path / "desk", role="desk").sets_up()
    organisation.found(session, "اللجنة الوطنية", "بدر الثاني", "تفتيش الفروانية")
    yield session
    session.close()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def joins(desk: Session, session: Session, files: Path, **how: str) -> joining.Joined:
    organisation.invite(desk, files / "invitation")
    joining.answer(session, files / "invitation", files / "answer")
    organisation.admit(desk, files / "answer", files / "reply", **how)
    return joining.finish(session, files / "reply")


def test_both_screens_show_the_same_six_words_before_anything_is_signed(
    desk: Session, at_work: Session, files: Path
):
    organisation.invite(desk, files / "invitation")
    seen = joining.answer(at_work, files / "invitation", files / "answer")
    assert (seen.organisation, seen.team) == ("اللجنة الوطنية", "تفتيش الفروانية")
    at_the_desk = organisation.write_words(desk, files / "answer", files / "words")
    assert len(at_the_desk.words) == 6
    assert not at_the_desk.admitted
    at_the_laptop = joining.reply(at_work, files / "words")
    assert at_the_laptop.words == at_the_desk.words
    assert at_the_laptop.words_other == at_the_desk.words_other
    assert not at_the_laptop.admitted
    with pytest.raises(joining.NotAdmitted):
        joining.finish(at_work, files / "words")
    assert organisation.people(desk) == []
    admitted = organisation.admit(desk, files / "answer", files / "reply")
    assert admitted.words == at_the_desk.words
    done = joining.finish(at_work, files / "reply")
    assert done.words == at_the_desk.words
    assert [each.name for each in organisation.people(desk)] == [at_work.officer.name]
    assert [each.name for each in organisation.people(at_work)] == [desk.officer.name]


def test_what_was_written_before_joining_stays_valid_and_is_open_to_the_team(
    desk: Session, layla: Person, files: Path
):
    session = layla.sets_up()
    case = keeps_a_case(session, "Maya Sample")
    hidden = keeps_a_case(session, "Rima Sample", restricted=True)
    done = joins(desk, session, files)
    assert done.cases == 1  # the restricted one stays its officer's
    assert unlock.check(session).ok
    page = reading.case(session, case)
    assert page.name == "Maya Sample"
    keeps_a_case(session, "Third Sample")
    session.close()
    session = layla.unlocks()
    assert organisation.standing(session).organisation == "اللجنة الوطنية"
    assert unlock.check(session).ok
    from app.vault import log

    team = session.vault.home_team
    database = session.vault.database
    assert team in log.readers(database, session.vault, bytes.fromhex(case))
    assert team not in log.readers(database, session.vault, bytes.fromhex(hidden))
    session.close()


def test_one_invitation_serves_many_and_each_has_its_own_words(
    desk: Session, tmp_path: Path, files: Path
):
    organisation.invite(desk, files / "invitation")
    words = set()
    for number in range(3):
        session = Person(f"Officer {number} Sample", tmp_path / str(number)).sets_up()
        joining.answer(session, files / "invitation", files / "answer")
        organisation.admit(desk, files / "answer", files / "reply")
        done = joining.finish(session, files / "reply")
        words.add(done.words)
        assert len(organisation.people(session)) == number + 1
        session.close()
    assert len(words) == 3


def test_answering_again_to_the_desk_gives_the_same_words_and_one_computer(
    desk: Session, at_work: Session, files: Path
):
    joins(desk, at_work, files)
    first = organisation.applicant(desk, files / "answer")
    assert organisation.admit(desk, files / "answer", files / "again").words == first.words
    assert len(organisation.devices(desk)) == 2
    with pytest.raises(joining.AlreadyJoined):
        joining.answer(at_work, files / "invitation", files / "answer")


@pytest.mark.parametrize("name", ["invitation", "answer", "reply"])
def test_a_flipped_or_cut_file_is_refused_and_changes_nothing(
    name: str, desk: Session, at_work: Session, files: Path
):
    organisation.invite(desk, files / "invitation")
    joining.answer(at_work, files / "invitation", files / "answer")
    organisation.admit(desk, files / "answer", files / "reply")
    whole = (files / name).read_bytes()
    broken = files / "broken"
    takes = {
        "invitation": lambda file: joining.look(at_work, file),
        "answer": lambda file: organisation.applicant(desk, file),
        "reply": lambda file: joining.finish(at_work, file),
    }
    places = sorted({*range(0, len(whole), max(1, len(whole) // 60)), *range(25)})
    for place in places:
        for raw in (whole[:place], whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]):
            broken.write_bytes(raw)
            with pytest.raises(SanadError):
                takes[name](broken)
            assert not organisation.standing(at_work).joined


def test_a_swapped_answer_shows_other_words(desk: Session, tmp_path: Path, files: Path):
    """Somebody on the way answers with keys of their own."""
    organisation.invite(desk, files / "invitation")
    honest = Person("Sara Sample", tmp_path / "one").sets_up()
    other = Person("Sara Sample", tmp_path / "two").sets_up()
    joining.answer(honest, files / "invitation", files / "answer")
    joining.answer(other, files / "invitation", files / "swapped")
    organisation.admit(desk, files / "swapped", files / "reply")
    with pytest.raises(ReplyRefused):
        joining.finish(honest, files / "reply")
    assert (
        organisation.applicant(desk, files / "answer").words
        != organisation.applicant(desk, files / "swapped").words
    )
    honest.close()
    other.close()


def test_another_desks_files_are_refused(
    desk: Session, at_work: Session, tmp_path: Path, files: Path
):
    other = Person("Other Desk", tmp_path / "other", role="desk").sets_up()
    organisation.found(other, "Other Committee", "Second")
    organisation.invite(other, files / "invitation")
    joining.answer(at_work, files / "invitation", files / "answer")
    with pytest.raises(organisation.InvitationOver):
        organisation.applicant(desk, files / "answer")
    for name, wrong in (("answer", ForeignFile), ("invitation", ForeignFile)):
        with pytest.raises((wrong, AnswerFileRefused, InvitationRefused)):
            joining.finish(at_work, files / name)
    other.close()


def test_an_invitation_ends(desk: Session, layla: Person, files: Path):
    session = layla.sets_up()
    organisation.invite(desk, files / "invitation", days=2)
    layla.clock.pass_(days=3)
    with pytest.raises(joining.InvitationEnded):
        joining.answer(session, files / "invitation", files / "answer")
    session.close()


def test_the_second_holders_sheet_makes_a_desk_of_a_colleague(
    tmp_path: Path, at_work: Session, files: Path
):
    desk = Person("هدى المقر", tmp_path / "desk", role="desk").sets_up()
    sheets = organisation.found(desk, "Committee", "Second Sample")
    joins(desk, at_work, files, role="desk")
    desk.close()
    with pytest.raises(organisation.NotTheDesk):
        organisation.invite(at_work, files / "next")
    with pytest.raises(organisation.NotTheDesk):
        organisation.take_over(at_work, " ".join(sheets.root_words))
    organisation.take_over(at_work, " ".join(sheets.second_words))
    late = Person("Late Sample", tmp_path / "late").sets_up()
    organisation.invite(at_work, files / "next")
    joining.answer(late, files / "next", files / "answer")
    organisation.admit(at_work, files / "answer", files / "reply")
    assert joining.finish(late, files / "reply").team == "Committee"
    assert len(organisation.people(late)) == 2
    late.close()


def test_the_root_withdraws_a_registrar_and_its_later_entries_do_not_count(
    tmp_path: Path, at_work: Session, files: Path
):
    desk = Person("هدى المقر", tmp_path / "desk", role="desk").sets_up()
    sheets = organisation.found(desk, "Committee", "Second Sample")
    joins(desk, at_work, files)
    organisation.withdraw_registrar(desk, " ".join(sheets.root_words), desk.officer.name)
    with pytest.raises(organisation.NotTheDesk):
        organisation.invite(desk, files / "next")
    assert len(organisation.devices(desk)) == 2  # what was signed before stays
    desk.close()


def test_a_role_is_what_the_desk_says_it_is(desk: Session, tmp_path: Path, files: Path):
    session = Person("Would Be Sample", tmp_path / "w", role="supervisor").sets_up()
    done = joins(desk, session, files, role="inspector")
    assert done.role == session.officer.role == "inspector"
    session.close()


def test_after_a_recovery_card_the_desk_lets_the_new_keys_in(
    desk: Session, layla: Person, files: Path
):
    from tests.people import CHEAP, OTHER_PHRASE

    session = layla.sets_up()
    case = keeps_a_case(session, "Maya Sample")
    joins(desk, session, files)
    session.close()
    made = unlock.recover(
        layla.home, layla.vault_id, " ".join(layla.card), OTHER_PHRASE, cost=CHEAP
    )
    session = made.session
    assert organisation.standing(session).renew
    assert reading.case(session, case).name == "Maya Sample"
    joins(desk, session, files)
    assert not organisation.standing(session).renew
    assert [row.revoked for row in organisation.devices(desk) if row.person == layla.name] == [
        False, True,
    ]  # fmt: skip
    assert unlock.check(session).ok
    session.close()
