"""Setting up an office step by step: the records say what is done, whoever did it and wherever."""

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from app.casework.export import joining_sheet
from app.casework.organisation import administration, founding_papers, membership, root_cards, stick_files
from app.casework.pages import office_setup
from app.casework.records import safe_copies
from app.casework.session import typed_text
from app.casework.session.colleagues import NotJoined, NotTheDesk
from app.casework.session.session import Session
from app.disk import BadFolder
from tests.people import Person


def founded(session: Session) -> founding_papers.Papers:
    typed_text.keep(session, "SettingUp||names", {"Line": "اللجنة"})
    return office_setup.found(session, "اللجنة الوطنية", "بدر الثاني", "الفروانية", ("SettingUp||names",))


def test_each_step_follows_from_the_records(at_work: Session, tmp_path: Path):
    assert office_setup.read(at_work).step == "names"
    assert not office_setup.begun_and_open(at_work)
    founded(at_work)
    assert typed_text.of(at_work, "SettingUp||names") == {}  # said, and kept no longer
    assert office_setup.begun_and_open(at_work)
    assert office_setup.read(at_work).step == "root"
    founding_papers.on_paper(at_work, "root")
    assert office_setup.read(at_work).step == "holder"
    founding_papers.on_paper(at_work, "second")
    assert office_setup.read(at_work).step == "rules"
    office_setup.note(at_work, "rules")
    assert office_setup.read(at_work).step == "connection"
    office_setup.note(at_work, "sticks")
    assert office_setup.read(at_work).step == "invitation"
    administration.invite(at_work, tmp_path / "invitation")  # elsewhere, in user management
    assert office_setup.read(at_work).step == "computers"
    office_setup.note(at_work, "computers")
    assert office_setup.read(at_work).step == "check"
    office_setup.note(at_work, "finished")
    assert not office_setup.begun_and_open(at_work)


def test_it_goes_on_where_it_was_after_a_lock(layla: Person):
    session = layla.sets_up()
    papers = founded(session)
    founding_papers.on_paper(session, "root")
    session.close()
    session = layla.unlocks()
    setup = office_setup.read(session)
    assert setup.step == "holder"
    assert setup.papers is not None
    assert setup.papers.second == papers.second
    session.close()


def test_cards_of_the_root_that_nobody_has_keep_the_step_open(at_work: Session):
    founded(at_work)
    dealt = root_cards.deal_out(at_work, "", ("Dalal", "Emad"), 2)
    setup = office_setup.read(at_work)
    assert (setup.step, setup.cards_waiting) == ("root", 2)
    assert "root_cards" in office_setup.open_points(setup)
    for card in dealt.waiting:
        root_cards.handed_out(at_work, dealt.mark, card.number)
    assert office_setup.read(at_work).step == "holder"


def test_what_is_open_at_the_end_and_what_closes_it(at_work: Session, tmp_path: Path, layla: Person):
    papers = founded(at_work)
    assert office_setup.open_points(office_setup.read(at_work)) == [
        "papers",
        "no_copies",
        "second_away",
        "no_server",
        "no_computer",
    ]
    founding_papers.on_paper(at_work, "root")
    founding_papers.on_paper(at_work, "second")
    (tmp_path / "copies").mkdir()
    safe_copies.choose(at_work, tmp_path / "copies")
    stick = tmp_path / "stick"
    stick.mkdir()
    stick_files.invite(at_work, stick)
    badr = Person("بدر الثاني", tmp_path / "badr", role="supervisor").sets_up()
    file = stick_files.ask(badr, stick / "sanad-invitation")
    words = stick_files.show_words(at_work, file).words
    stick_files.admit(at_work, file, "supervisor", "الفروانية", words)
    reply = stick_files.reply(badr, [stick])
    assert reply is not None
    membership.finish(badr, reply.file)
    setup = office_setup.read(at_work)
    assert (setup.computers, setup.second, setup.second_active) == (1, "بدر الثاني", False)
    assert office_setup.open_points(setup) == ["second_away", "no_server"]
    administration.take_over(badr, " ".join(papers.second))
    administration.renew_due(badr)  # as each unlock of a desk does
    with at_work.vault.transaction() as writer:
        at_work.vault.learn(writer, badr.vault.directory.organisation.entries)
    assert office_setup.open_points(office_setup.read(at_work)) == ["no_server"]
    badr.close()


def test_only_user_management_of_an_organisation_notes_anything(at_work: Session, tmp_path: Path):
    with pytest.raises(NotJoined):
        office_setup.note(at_work, "rules")
    desk = Person("هدى المقر", tmp_path / "desk", role="desk").sets_up()
    founded(desk)
    stick_files.invite(desk, tmp_path)
    file = stick_files.ask(at_work, tmp_path / "sanad-invitation")
    words = stick_files.show_words(desk, file).words
    stick_files.admit(desk, file, "inspector", "الفروانية", words)
    reply = stick_files.reply(at_work, [tmp_path])
    assert reply is not None
    membership.finish(at_work, reply.file)
    with pytest.raises(NotTheDesk):
        office_setup.note(at_work, "rules")
    assert not office_setup.begun_and_open(at_work)
    desk.close()


def test_the_sheet_for_officers_has_a_page_in_each_language(at_work: Session, tmp_path: Path):
    founded(at_work)
    invitation = administration.invite(at_work, tmp_path / "invitation")
    by_stick = joining_sheet.sheet(at_work, invitation, online=False)
    with pikepdf.open(io.BytesIO(by_stick)) as pdf:
        assert len(pdf.pages) == 2
    joining_sheet.save(at_work, invitation, tmp_path / "sheet.pdf", online=True)
    assert (tmp_path / "sheet.pdf").read_bytes()[:4] == b"%PDF"
    with pytest.raises(BadFolder):
        joining_sheet.save(at_work, invitation, tmp_path / "nowhere" / "sheet.pdf", online=True)


def test_a_computer_whose_access_ended_is_none_that_was_admitted(at_work: Session, tmp_path: Path):
    founded(at_work)
    stick_files.invite(at_work, tmp_path)
    badr = Person("بدر الثاني", tmp_path / "badr", role="supervisor").sets_up()
    file = stick_files.ask(badr, tmp_path / "sanad-invitation")
    words = stick_files.show_words(at_work, file).words
    stick_files.admit(at_work, file, "supervisor", "الفروانية", words)
    assert office_setup.read(at_work).computers == 1
    administration.revoke(at_work, badr.vault.stream.hex())
    setup = office_setup.read(at_work)
    assert setup.computers == 0
    assert "no_computer" in office_setup.open_points(setup)
    badr.close()


def test_who_may_take_over_no_more_is_not_named_as_who_can(at_work: Session):
    papers = founded(at_work)
    assert office_setup.read(at_work).second == "بدر الثاني"
    administration.withdraw_registrar(at_work, " ".join(papers.root), "بدر الثاني")
    setup = office_setup.read(at_work)
    assert setup.second == ""
    assert "second_away" in office_setup.open_points(setup)


def test_what_an_office_should_not_be_left_without_is_named_and_nothing_else(at_work: Session):
    founded(at_work)
    kept = office_setup.read(at_work)
    whole = replace(
        kept,
        papers=None,
        cards_waiting=0,
        copies=True,
        second_active=True,
        server="https://hq.example.org",
        computers=1,
    )
    assert office_setup.open_points(whole) == []
    words = ("one",) * 24
    lacks = {
        "papers": [
            {"papers": replace(kept.papers, root=words, second=())},
            {"papers": replace(kept.papers, root=(), second=words)},
        ],
        "root_cards": [{"cards_waiting": 1}],
        "second_away": [{"second_active": False}],
        "no_computer": [{"computers": 0}],
    }
    for point, lackings in lacks.items():
        for lacking in lackings:
            assert office_setup.open_points(replace(whole, **lacking)) == [point], lacking
    # a server has the records too
    assert office_setup.open_points(replace(whole, copies=False)) == []
    assert office_setup.open_points(replace(whole, server="")) == ["no_server"]
    assert office_setup.open_points(replace(whole, server="", copies=False)) == ["no_copies", "no_server"]
