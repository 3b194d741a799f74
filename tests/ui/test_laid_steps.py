"""A step that is laid anew: no press meets the act of another step, and no answer comes to a step that
did not ask."""

import os
import threading

import pytest
from pyrage import x25519
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.casework.organisation import administration
from app.casework.pages import office_setup
from app.disk import OutOfMemory
from app.errors import N_
from app.platform.volumes import Volume
from app.ui import navigation
from app.ui.home import Home
from app.ui.sending.recipient_key import OpensWith
from app.ui.setting_up.page import SettingUp
from app.ui.sharing.wizard import WizardSteps
from tests.ui.office import ORGANISATION, SECOND, TEAM

pytestmark = pytest.mark.screen


class Wizard(WizardSteps):
    """Two steps, and an act that is under way until it is let go."""

    def __init__(self, context) -> None:
        super().__init__(context, "settings", N_("Join an organisation"), 2)
        self.goes_on, self.pressed = threading.Event(), list[str]()
        self.step(1)

    def step(self, number: int, watch=None) -> None:
        self.lay(
            number,
            N_("Certificate"),
            "",
            [],
            N_("Next"),
            self.act,
            (N_("Back"), lambda: self.pressed.append("back")),
            watch,
        )

    def act(self) -> None:
        self.busy(N_("Writing"))

        def work() -> None:
            self.goes_on.wait(20)
            raise OutOfMemory

        self.context.workers.slow(self, work, lambda _none: None, self.of_this_step(self.refused))


@pytest.fixture
def hand(opens):
    return opens("en").unlocks_new()


@pytest.fixture
def wizard(hand) -> Wizard:
    page = Wizard(hand.window.context)
    hand.window.show_screen(page)
    hand.until(page.next.isVisible)
    return page


def test_while_an_act_is_under_way_neither_button_takes_a_press_nor_a_key(hand, wizard):
    wizard.next.setFocus()
    hand.key(Qt.Key.Key_Return)
    hand.until(lambda: wizard.is_busy)
    hand.key(Qt.Key.Key_Return)  # pressed once more: it falls on no other button
    hand.click(wizard.other)
    assert hand.screen is wizard
    assert wizard.pressed == []
    wizard.goes_on.set()
    hand.until(lambda: hand.reads("memory"))
    assert QApplication.focusWidget() is wizard.next
    assert wizard.next.text() == "Next"
    hand.click(wizard.other)
    assert wizard.pressed == ["back"]


def test_a_refusal_is_not_said_on_another_step(hand, wizard):
    wizard.act()
    wizard.step(2)
    wizard.goes_on.set()
    hand.rests()
    assert not wizard.problem.isVisible()
    assert wizard.next.text() == "Next"


def test_what_is_looked_for_ends_with_the_step_that_it_is_for(wizard):
    class Watch:
        stopped = False

        def stop(self) -> None:
            self.stopped = True

    watch = Watch()
    wizard.step(1, watch)
    wizard.step(1, watch)
    assert not watch.stopped
    wizard.step(2)
    assert watch.stopped


@pytest.fixture
def office(hand) -> SettingUp:
    """At the step of the invitation, which was written before."""
    session = hand.window.context.session

    def founds() -> None:
        administration.create_organisation(session, ORGANISATION, SECOND, TEAM)
        for noted in ("rules", "sticks"):
            office_setup.note(session, noted)
        administration.invite(session, hand.home.with_name("invitation"))

    hand.does(founds)
    hand.window.go(navigation.CreateOrganisation())
    page = hand.sees(SettingUp)
    hand.rests()
    page.go_to("invitation")
    hand.until(lambda: page._number == 7)
    return page


def test_a_stick_that_comes_later_brings_no_step_back(hand, office):
    plugged_in: list[Volume] = []
    hand.window.context.volumes = lambda: tuple(plugged_in)
    watches = [office._step_watch]
    office.go_to("check")
    hand.until(lambda: office._number == 9)
    plugged_in.append(Volume(hand.home, "stick", "SANAD"))
    for watch in watches:
        assert watch is not None
        assert not watch._timer.isActive()
    office.go_to("computers")
    hand.until(lambda: office._number == 8)
    requests = office.requests
    assert requests is not None
    requests._look_at([hand.home])  # under way while one goes on
    requests._shown = None  # and it finds another list than the one that is shown
    office._to("check")
    hand.rests()
    assert office._number == 9


def test_what_could_not_be_noted_can_be_tried_again(hand, office):
    office.busy()
    office.not_noted(OutOfMemory())
    assert office.next.isEnabled()
    assert not office.is_busy


@pytest.mark.skipif(os.name == "nt", reason="a file that is read late: a pipe with a name")
def test_of_two_files_with_keys_the_last_chosen_counts_whichever_is_read_first(hand, tmp_path):
    late, soon = tmp_path / "late.pub", tmp_path / "soon.pub"
    os.mkfifo(late)
    key, other_key = (str(x25519.Identity.generate().to_public()) for _ in range(2))
    soon.write_text(key)
    hand.sees(Home)
    opens_with = OpensWith(hand.screen, "", lambda: ())
    opens_with.take_file(late)
    opens_with.take_file(soon)
    hand.until(lambda: opens_with.keys.toPlainText() == key)
    late.write_text(other_key)
    hand.rests()
    assert opens_with.keys.toPlainText() == key
