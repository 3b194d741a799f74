"""A desk, its first laptop and a further one are set up as people do it, each press and field counted.

The minutes that docs/guide-setup.md and the steps at the side say are made of what is counted here: a
press with the reading before it, a field, a word copied onto paper, a stick carried within an office,
six words read aloud (docs/decisions/0044). The seconds of each are slower than those of practised people.
"""

from collections import Counter
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from app.casework.pages.office_setup import MINUTES
from app.casework.session import colleagues
from app.headquarters_setup.setup_page import MINUTES as SERVER_MINUTES
from app.ui.setting_up.page import SettingUp
from app.ui.sharing.join import Join
from tests.headquarters_setup.conftest import Eye, free_port  # noqa: F401
from tests.ui.conftest import *  # noqa: F403
from tests.ui.hand import Hand
from tests.ui.office import ORGANISATION, SECOND, TEAM
from tests.ui.test_joining import goes_on, six_words
from tests.ui.test_setting_up import Stick

pytestmark = pytest.mark.screen
SECONDS = {"press": 6, "field": 15, "paper word": 12, "stick": 20, "words read": 45, "asked word": 8}


@dataclass
class Clock:
    """What people did, and how long that takes."""

    done: Counter = field(default_factory=Counter)

    def counts(self, act: str, number: int = 1) -> None:
        self.done[act] += number

    @property
    def minutes(self) -> float:
        return sum(SECONDS[act] * number for act, number in self.done.items()) / 60

    def since(self, earlier: Counter) -> float:
        return Clock(self.done - earlier).minutes


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Counts every press and field of every hand."""
    counted, click, typed = Clock(), Hand.click, Hand.type

    def press(hand, widget):
        counted.counts("press")
        click(hand, widget)

    def type_(hand, message, text):
        counted.counts("field")
        typed(hand, message, text)

    monkeypatch.setattr(Hand, "click", press)
    monkeypatch.setattr(Hand, "type", type_)
    return counted


@pytest.fixture
def stick(tmp_path, clock) -> Stick:
    carried = Stick(tmp_path / "USB")
    goes = carried.goes_to

    def goes_to(hand):
        clock.counts("stick")
        goes(hand)

    carried.goes_to = goes_to
    return carried


def copies(hand, clock, words):
    """24 words onto paper by hand, and three of them back."""
    hand.until(lambda: all(hand.reads(word) for word in words))
    clock.counts("paper word", len(words))
    hand.press("I have written it down")
    lines = [line for line in hand.screen.findChildren(QLineEdit) if line.isVisible()]
    for line in lines:
        place = int("".join(character for character in line.accessibleName() if character.isdigit()))
        line.setText(words[place - 1])
        clock.counts("asked word")
    hand.press("Confirm the three words")


def sets_up(hand, clock, stick):
    """From Today to the page that waits for computers."""
    goes_on(hand, "Set up an organisation")
    setup = hand.sees(SettingUp)
    hand.until(lambda: hand.says("First team") in hand.names())
    hand.type("Name of the organisation", ORGANISATION)
    hand.type("First team", TEAM)
    hand.press("Next")
    hand.type("Second user manager", SECOND)
    hand.press("Set up the organisation")
    hand.until(lambda: setup.papers is not None)
    papers = setup.papers
    copies(hand, clock, papers.root)
    copies(hand, clock, papers.second)
    goes_on(hand, "I have looked at it")
    goes_on(hand, "Work with USB sticks")
    stick.goes_to(hand)
    goes_on(hand, "Save it to the USB stick")
    hand.until(lambda: hand.reads(hand.says("Invitation saved")))
    hand.press("Next")
    hand.until(lambda: hand.says("That is all for now") in hand.names())


def joins(officer, desk, clock, stick):
    """One laptop, from Today to joined: the stick goes to and fro twice."""
    stick.goes_to(officer)
    goes_on(officer, "Join")
    officer.sees(Join)
    goes_on(officer, "Ask to join")
    officer.until(lambda: officer.says("Choose the reply from user management") in officer.names())
    stick.goes_to(desk)
    desk.until(lambda: desk.reads(officer.window.context.officer.name))
    desk.click(desk.called(desk.says("Compare the words"), QAbstractButton)[-1])
    at_desk = six_words(desk)
    stick.goes_to(officer)
    officer.until(lambda: officer.says("They match") in officer.names())
    assert six_words(officer) == at_desk
    clock.counts("words read")
    officer.press("They match")
    stick.goes_to(desk)
    desk.press("They match: admit")
    desk.until(lambda: desk.says("That is all for now") in desk.names())
    stick.goes_to(officer)
    officer.until(lambda: officer.reads(officer.says("This computer has joined")))
    session = officer.window.context.session
    assert officer.does(lambda: colleagues.membership_status(session)).teams == (TEAM,)


def test_a_desk_and_its_first_laptop_in_half_an_hour_each_further_in_three_minutes(
    opens, tmp_path, clock, stick, language
):
    def person(name: str, role: str, folder: str) -> Hand:
        return stick.is_for(opens(language, at=tmp_path / folder).unlocks_new(name, role))

    desk = person("يوسف الراشد", "supervisor", "desk")
    layla, omar = (person("ليلى السالم", "inspector", "layla"), person("عمر سعد", "inspector", "omar"))
    desk.turns_to()
    sets_up(desk, clock, stick)
    alone = Counter(clock.done)
    joins(layla, desk, clock, stick)
    desk.turns_to()
    first = Counter(clock.done)
    # what the steps at the side promise is no less than what was counted
    until_computers = sum(MINUTES.values()) - MINUTES["computers"] - MINUTES["check"]
    assert Clock(alone).minutes <= until_computers
    assert clock.minutes + MINUTES["check"] <= 30
    joins(omar, desk, clock, stick)
    assert clock.since(first) <= MINUTES["computers"] == 3
    assert (clock.done - first)["field"] == 0  # nobody types for it
    assert (clock.done - first)["press"] <= 6
    desk.turns_to().press("That is all for now")
    desk.until(lambda: desk.says("Finish") in desk.names())
    desk.press("Finish")


def test_a_server_takes_fewer_presses_than_its_steps_promise_minutes_for(
    qtbot,
    qapp,
    tmp_path,
    monkeypatch,
    clock,
    language,
    free_port,  # noqa: F811
):
    from app.headquarters_setup.window import make_window
    from app.settings import Preferences

    monkeypatch.setenv("SANAD_HOME", str(tmp_path / "home"))
    window = make_window(Preferences(language=language))
    window.context.volumes = lambda: ()
    qtbot.addWidget(window)
    window.show()
    eye, press = Eye(qtbot, window), Eye.press

    def counted(of_eye, message):
        clock.counts("press")
        press(of_eye, message)

    monkeypatch.setattr(Eye, "press", counted)
    page = window.shown
    page.take_folder(tmp_path / "server")
    eye.press("Next")
    eye.until(lambda: eye.reads("How do other computers reach this one?"))
    page.host.setText("localhost")
    page.port.setText(str(free_port))
    clock.counts("field", 2)
    eye.press("Next")
    eye.press("Make the server")
    eye.until(lambda: eye.reads("Where do its backups go?"))
    (tmp_path / "disk").mkdir()
    page.take_backup_folder(tmp_path / "disk")
    clock.counts("press", 3)  # the folder, in the dialog
    eye.press("Make the first backup")
    eye.until(lambda: eye.reads("The first backup is made"))
    eye.press("Next")
    eye.press("Only while this window is open")
    eye.until(lambda: eye.titled("It works"))
    eye.press("Next")
    eye.press("Save the card")
    (tmp_path / "stick").mkdir()
    eye.chooses(tmp_path / "stick" / "sanad-server-card")
    clock.counts("press", 2)
    eye.until(lambda: eye.reads("The card is saved"))
    assert clock.minutes <= sum(SERVER_MINUTES.values())
    assert clock.done["press"] <= 16
    window.close()
