"""After locking, no process of ours holds what was read: real processes, their real memory."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import settings
from app.casework.interviews import interview
from app.casework.questionnaires import answer_player, forms
from tests.journeys.desktop import Desktop
from tests.people import PHRASE, Person

PLANTED = "Plantedname Zubarah"
ANSWERS = [
    ("/data/safety/present", "nobody"),
    ("/data/safety/overheard", "no"),
    ("/data/safety/wants_here", "yes"),
    ("/data/consent/consent_talk", "yes"),
    ("/data/consent/consent_record", "yes"),
    ("/data/person/name", PLANTED),
]

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.skipif(not shutil.which("Xvfb") or not shutil.which("xdotool"), reason="needs Xvfb and xdotool"),
    pytest.mark.skipif(
        os.name == "posix" and os.getuid() != 0, reason="only root may read the memory of a protected process"
    ),
    pytest.mark.xdist_group("screen"),
]


@pytest.fixture
def desktop(layla: Person, tmp_path: Path) -> Iterator[Desktop]:
    session = layla.sets_up()
    live = interview.start(session, forms.forms(session)[0].hash)
    for ref, value in ANSWERS:
        interview.keep(session, live.draft_id, answer_player.give(live.interview, ref, value))
    interview.finish(session, live.draft_id)
    session.close()
    settings.remember(settings.Preferences(language="en"), layla.home)
    desktop_shown = Desktop(layla.home, tmp_path)
    yield desktop_shown
    desktop_shown.close()


def test_after_locking_nothing_of_ours_holds_a_name_and_nothing_lies_about(desktop: Desktop, layla: Person):
    desktop.wait_for_window()
    desktop.clicks(683, 420)
    desktop.types(PHRASE)
    desktop.presses("Return")
    open_window = desktop.comes_to_remember(PLANTED)
    assert desktop.titles() <= {"Sanad", "سند"}
    desktop.clicks(80, 732)  # Lock, at the foot of the rail
    desktop.ends(open_window)
    desktop.wait_for_window()
    pids = desktop.processes()
    assert open_window not in pids
    assert len(pids) >= 2
    for pid in pids:
        assert not desktop.remembers(pid, PLANTED)
        assert not desktop.remembers(pid, PHRASE)
    for folder in (layla.home, desktop.temporary, desktop.log.parent / "cache", desktop.log.parent / "config"):
        for file in folder.rglob("*"):
            if file.is_file():
                assert PLANTED.split(maxsplit=1)[0].encode() not in file.read_bytes(), file
    assert PLANTED.encode() not in desktop.log.read_bytes()
