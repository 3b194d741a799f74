"""An office is set up on one page, and a computer joins by a stick that nobody looks through."""

import re

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel

from app import settings
from app.casework.organisation import administration, stick_files
from app.casework.pages import office_setup
from app.casework.session import colleagues
from app.language import strip_marks
from app.platform.volumes import Volume
from app.ui import navigation
from app.ui.home import Home
from app.ui.lock import LockScreen
from app.ui.setting_up.page import TITLES, SettingUp
from app.ui.sharing.join import Join
from tests.people import PHRASE
from tests.ui.hand import Hand
from tests.ui.office import ORGANISATION, SECOND, TEAM
from tests.ui.test_joining import asked_back, goes_on, six_words

pytestmark = pytest.mark.screen


class Stick:
    """Plugged into one computer at a time, where it lies in a folder of that computer's."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()

    def goes_to(self, hand):
        self.folder = self.folder.rename(self.place(hand))
        hand.turns_to()

    @staticmethod
    def place(hand):
        return hand.home.with_name(f"media of {hand.home.name}")

    def is_for(self, hand):
        hand.window.context.volumes = lambda: (
            (Volume(self.place(hand), "stick", "SANAD"),) if self.place(hand).is_dir() else ()
        )
        return hand


@pytest.fixture
def stick(tmp_path):
    return Stick(tmp_path / "USB")


def names_the_organisation(hand):
    hand.window.go(navigation.CreateOrganisation())
    setup = hand.sees(SettingUp)
    hand.until(lambda: hand.says("First team") in hand.names())
    hand.type("Name of the organisation", ORGANISATION)
    hand.type("First team", TEAM)
    hand.press("Next")
    hand.type("Second user manager", SECOND)
    return setup


def writes_the_papers(hand, setup):
    hand.until(lambda: setup.papers is not None)
    papers = setup.papers
    for words in (papers.root, papers.second):
        hand.until(lambda words=words: all(hand.reads(word) for word in words))
        hand.press("I have written it down")
        asked_back(hand, words)
        hand.press("Confirm the three words")


def founds(hand, stick):
    """From the first step to the stick with the invitation."""
    setup = names_the_organisation(hand)
    hand.press("Set up the organisation")
    writes_the_papers(hand, setup)
    goes_on(hand, "I have looked at it")
    goes_on(hand, "Work with USB sticks")
    stick.goes_to(hand)
    goes_on(hand, "Save it to the USB stick")
    hand.until(lambda: hand.reads(hand.says("Invitation saved")))
    hand.press("Next")
    hand.until(lambda: hand.says("That is all for now") in hand.names())
    return setup


def asks_to_join(hand, stick):
    stick.goes_to(hand)
    hand.window.go(navigation.Join())
    hand.sees(Join)
    goes_on(hand, "Ask to join")
    hand.until(lambda: hand.says("Choose the reply from user management") in hand.names())


@pytest.fixture
def read(monkeypatch) -> set[str]:
    """All words of buttons and labels that stood there before a press."""
    words, click = set[str](), Hand.click

    def reads(hand, widget):
        for kind in (QAbstractButton, QLabel):
            for seen in hand.window.findChildren(kind):
                if seen.isVisible():
                    words.add(strip_marks(seen.text() or seen.accessibleName()))
                    words.add(strip_marks(seen.accessibleName()))
        click(hand, widget)

    monkeypatch.setattr(Hand, "click", reads)
    return words


def named_in_the_guide(language: str) -> set[str]:
    """The words of the screen in its first three parts, and the last button of the fourth."""
    name = {"en": "guide-setup.md", "ar": "guide-setup.ar.md"}[language]
    parts = (settings.ROOT / "docs" / name).read_text("utf-8").split("\n## ")
    bold = re.findall(r"\*\*(.+?)\*\*", "".join(parts[1:4]))
    return {part.strip() for words in bold for part in re.split("[←→]", words)}


def test_an_office_and_its_first_computer(opens, tmp_path, stick, language, read):
    desk = stick.is_for(opens(language, at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor"))
    layla = stick.is_for(opens(language, at=tmp_path / "layla").unlocks_new())
    desk.turns_to()
    founds(desk, stick)
    asks_to_join(layla, stick)
    stick.goes_to(desk)
    desk.until(lambda: desk.reads(layla.window.context.officer.name))
    desk.click(desk.called(desk.says("Compare the words"), QAbstractButton)[-1])
    shown_at_desk = six_words(desk)
    stick.goes_to(layla)
    layla.until(lambda: layla.says("They match") in layla.names())
    assert six_words(layla) == shown_at_desk
    layla.press("They match")
    session = layla.window.context.session
    assert not layla.does(lambda: colleagues.membership_status(session)).joined
    desk.turns_to().press("They match: admit")  # the stick is in the other computer
    desk.until(desk.screen.problem.isVisible)
    stick.goes_to(desk)
    desk.press("They match: admit")
    desk.until(lambda: desk.says("That is all for now") in desk.names())
    stick.goes_to(layla)
    layla.until(lambda: layla.reads(layla.says("This computer has joined")))
    assert layla.does(lambda: colleagues.membership_status(session)).teams == (TEAM,)
    desk.turns_to().press("That is all for now")
    desk.until(lambda: desk.says("Finish") in desk.names())
    assert desk.reads(desk.says("No copy of these records anywhere else"))
    desk.press("Finish")
    desk.sees(Home)
    # all that the guide names was met, but the ways there, which tests/journeys goes
    elsewhere = {desk.says(words) for words in ("Settings", "Set up", "Join")}
    assert named_in_the_guide(language) - read - elsewhere == set()


def test_a_stick_that_was_away_for_a_moment_is_offered_again(opens, tmp_path, stick):
    desk = stick.is_for(opens("en", at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor"))
    session = desk.window.context.session
    desk.does(lambda: administration.create_organisation(session, ORGANISATION, SECOND, TEAM))
    stick.goes_to(desk)
    desk.window.go(navigation.CreateOrganisation())
    setup = desk.sees(SettingUp)
    desk.until(lambda: setup.setup is not None)
    setup.go_to("invitation")
    desk.until(lambda: "Save it to the USB stick" in desk.names())
    stick.folder = stick.folder.rename(tmp_path / "away")
    desk.press("Save it to the USB stick")  # before the page has noticed
    desk.until(setup.problem.isVisible)
    assert desk.says("Save the invitation") in desk.names()
    stick.goes_to(desk)
    setup._step_watch.look()
    desk.until(lambda: "Save it to the USB stick" in desk.names())


def test_words_that_differ_admit_nobody(opens, tmp_path, stick):
    desk = stick.is_for(opens("en", at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor"))
    layla = stick.is_for(opens("en", at=tmp_path / "layla").unlocks_new())
    desk.turns_to()
    founds(desk, stick)
    asks_to_join(layla, stick)
    stick.goes_to(desk)
    desk.until(lambda: desk.reads("Layla"))
    desk.click(desk.called("Compare the words", QAbstractButton)[-1])
    desk.until(lambda: desk.says("They do not match") in desk.names())
    desk.press("They do not match")
    assert desk.reads("Nothing was signed")
    session = desk.window.context.session
    assert len(desk.does(lambda: administration.devices(session))) == 1
    stick.goes_to(layla)
    layla.until(lambda: layla.says("They do not match") in layla.names())
    layla.press("They do not match")
    layla.rests()
    assert layla.reads("You did not join")  # and the stick, still there, does not ask again
    layla.screen._sticks.look()
    layla.rests()
    assert layla.reads("You did not join")


def test_a_lock_among_the_names_loses_none_of_them(opens, tmp_path, language):
    hand = opens(language, at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor")
    names_the_organisation(hand)
    hand.window.lock()
    hand = opens(language, at=tmp_path / "desk")
    lock = hand.sees(LockScreen)
    lock.line.insert(PHRASE)
    lock.primary()
    hand.sees(Home)
    goes_on(hand, "Set up an organisation")
    setup = hand.sees(SettingUp)
    hand.until(lambda: hasattr(setup, "name") and setup.name.text() == ORGANISATION)
    assert setup.team.text() == TEAM
    hand.press("Next")
    hand.until(lambda: setup.second.text() == SECOND)


def test_it_is_taken_up_from_the_first_page(opens, tmp_path):
    hand = opens("en", at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor")
    setup = names_the_organisation(hand)
    assert hand.reads("Supervision")
    hand.press("Set up the organisation")
    writes_the_papers(hand, setup)
    hand.until(lambda: "User management" in hand.shown())  # the role at the side, too
    assert not hand.reads("Supervision")
    goes_on(hand, "I have looked at it")
    hand.until(lambda: hand.says("Work with USB sticks") in hand.names())
    hand.window.go(navigation.Home())
    hand.sees(Home)
    hand.offered_to_set_up()["Finish setting up the office"]()
    hand.sees(SettingUp)
    hand.until(lambda: hand.says("Work with USB sticks") in hand.names())
    states = [line.mark.state for line in hand.screen.steps.lines]
    assert states == ["done"] * 5 + ["running"] + ["later"] * 3


def test_a_reply_on_the_stick_joins_nobody_before_the_words_were_compared(opens, tmp_path, stick):
    desk = stick.is_for(opens("en", at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor"))
    layla = stick.is_for(opens("en", at=tmp_path / "layla").unlocks_new())
    desk.turns_to()
    founds(desk, stick)
    asks_to_join(layla, stick)
    stick.goes_to(desk)
    session = desk.window.context.session
    [request] = desk.does(lambda: stick_files.requests(session, [stick.folder]))
    words = desk.does(lambda: stick_files.show_words(session, request.file)).words
    desk.does(lambda: stick_files.admit(session, request.file, "inspector", TEAM, words))
    stick.goes_to(layla)  # both files are on it
    layla.until(lambda: layla.says("They match") in layla.names())
    own = layla.window.context.session
    assert not layla.does(lambda: colleagues.membership_status(own)).joined
    layla.press("They match")
    layla.until(lambda: layla.reads("This computer has joined"))


def test_an_invitation_found_on_the_stick_is_the_second_step_and_comes_back_with_the_stick(opens, tmp_path, stick):
    desk = stick.is_for(opens("en", at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor"))
    layla = stick.is_for(opens("en", at=tmp_path / "layla").unlocks_new())
    session = desk.window.context.session
    desk.does(lambda: administration.create_organisation(session, ORGANISATION, SECOND, TEAM))
    desk.does(lambda: stick_files.invite(session, stick.folder))
    stick.goes_to(layla)
    layla.window.go(navigation.Join())
    join = layla.sees(Join)
    layla.until(lambda: "Ask to join" in layla.names())
    assert layla.reads("Step 2 of 4")
    stick.folder = stick.folder.rename(tmp_path / "away")
    layla.press("Ask to join")  # before the page has noticed
    layla.until(join.problem.isVisible)
    assert layla.reads("Plug its USB stick in again, then try once more.")
    join._sticks.look()
    layla.until(lambda: layla.reads("Step 1 of 4"))
    stick.goes_to(layla)
    join._sticks.look()
    layla.until(lambda: "Ask to join" in layla.names())
    layla.press("Ask to join")
    layla.until(lambda: layla.reads("Step 3 of 4"))


def test_each_paper_is_shown_under_its_name_until_it_is_written_down(opens, language):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    hand.does(lambda: office_setup.found(session, ORGANISATION, SECOND, TEAM, ()))
    hand.window.go(navigation.CreateOrganisation())
    setup = hand.sees(SettingUp)
    hand.until(lambda: setup.papers is not None)
    papers = setup.papers
    for step, words, title in (
        ("root", papers.root, "Paper of the organisation"),
        ("holder", papers.second, "Paper of the second user manager"),
    ):
        assert hand.does(lambda: office_setup.read(session).step) == step
        hand.until(lambda words=words: all(hand.reads(word) for word in words))
        assert TITLES[step] == title
        hand.press("I have written it down")
        asked_back(hand, words)
        hand.press("Confirm the three words")
        hand.until(lambda step=step: hand.does(lambda: office_setup.read(session).step) != step)
    assert hand.does(lambda: office_setup.read(session).papers) is None
