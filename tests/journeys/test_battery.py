"""The battery dies in the middle of an interview: at the next start it stands on Today, marked as
interrupted, and goes on at the letter where it stopped."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.casework.interviews import interview
from app.casework.records import unlock
from app.ui.home import Home
from app.ui.interview.screen import InterviewScreen
from app.ui.lock import LockScreen
from tests.journeys.battery import TYPED, WORD
from tests.journeys.test_main_path import to_section
from tests.people import PHRASE, Person
from tests.ui.conftest import *  # noqa: F403

pytestmark = [pytest.mark.screen, pytest.mark.long]


def dies_in_an_interview(home: Path, folder: Path) -> None:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.battery", str(home)],
            stdout=subprocess.PIPE,
            stderr=log,
            env=env,
            text=True,
        )
    assert process.stdout
    said = process.stdout.readline().strip()
    process.kill()
    process.wait()
    process.stdout.close()
    assert said == "kept", (folder / "log").read_text("utf-8")[-2000:]


def test_the_battery_dies_in_an_interview_and_nothing_of_it_is_lost(opens, layla: Person, tmp_path):
    layla.sets_up().close()
    dies_in_an_interview(layla.home, tmp_path)
    hand = opens("ar", on_time=True)
    hand.sees(LockScreen)
    hand.type("Passphrase", PHRASE)
    hand.key(Qt.Key.Key_Return)
    hand.sees(Home)
    hand.rests()
    session = hand.window.context.session
    [draft] = hand.does(lambda: interview.drafts(session))
    assert draft.interrupted
    for words in (hand.says("Interrupted"), TYPED, WORD, hand.says("To finish")):
        assert hand.reads(words), words
    assert not hand.does(lambda: interview.rolled_back(session))
    hand.press("Continue")
    screen = hand.sees(InterviewScreen)
    assert screen.controller.state == "kept"
    to_section(hand, "الشخص")
    assert TYPED in [line.text() for line in screen.findChildren(QLineEdit) if line.isVisible()]
    to_section(hand, "الوثائق ومكان العمل")
    assert WORD in [line.text() for line in screen.findChildren(QLineEdit) if line.isVisible()]
    assert hand.does(lambda: unlock.check(session)).ok
