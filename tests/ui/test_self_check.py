"""The page of what can be checked on this computer: missing things first, and it can be printed."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from app.casework.pages.self_check import NOT_SO
from app.language import strip_marks
from app.sync.conditions import NobodyThere
from app.ui import navigation, theme
from app.ui.issued_paper import IssuedPaperScreen
from app.ui.self_check import SelfCheckPage
from app.ui.server_reach import STEPS
from app.ui.settings import Settings
from tests.people import keeps_a_case
from tests.ui.hq import with_headquarters

pytestmark = pytest.mark.screen


def test_everything_is_checked_from_the_settings_and_stands_on_paper(opens, language):
    hand = opens(language).unlocks_new()
    hand.window.go(navigation.Settings())
    hand.sees(Settings)
    hand.until(lambda: bool(hand.called(hand.says("Check everything"), QWidget)))
    hand.press("Check everything")
    page: SelfCheckPage = hand.sees(SelfCheckPage)
    hand.until(lambda: page.checked is not None)
    hand.until(lambda: hand.reads(hand.says("What is missing")))
    missing = next(line for line in page.checked.missing if line.name == "copies")
    assert hand.reads(hand.says(missing.lacks))
    # what is missing is not said as if it were so
    assert hand.says(missing.says) not in hand.shown()
    assert hand.reads(strip_marks(theme.words()(NOT_SO, check=hand.says(missing.says))))
    assert hand.reads(hand.says("No name from the records was found outside them"))
    first = page.checked
    hand.press("Check again")
    hand.until(lambda: page.checked is not None and page.checked is not first)
    hand.press("Print or save")
    paper: IssuedPaperScreen = hand.sees(IssuedPaperScreen)
    hand.until(lambda: bool(paper.pages.pdf))
    hand.press("Back")
    hand.sees(SelfCheckPage)


def test_the_way_to_the_server_stands_step_by_step_and_goes_into_a_file(opens, tmp_path, language, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    with with_headquarters(opens, tmp_path, language) as (office, hq):
        hand = office.layla.hand.turns_to()
        hand.does(lambda: keeps_a_case(hand.window.context.session, "Maya Sample"))
        hand.window.go(navigation.SelfCheck())
        page: SelfCheckPage = hand.sees(SelfCheckPage)
        hand.until(lambda: page.checked is not None and hand.reads(hand.says(STEPS["answer"])))
        assert hand.reads(strip_marks(theme.words()("Not tried: {check}", check=hand.says(STEPS["name"]))))
        hq.stop()
        hand.press("Check again")
        not_so = strip_marks(theme.words()(NOT_SO, check=hand.says(STEPS["connection"])))
        hand.until(lambda: page.checked is not None and hand.reads(not_so))
        assert hand.says(STEPS["answer"]) not in hand.shown()  # not as if it had held
        assert hand.reads(hand.says(NobodyThere.says))
        hq.start()
        hand.press("File for whoever helps")
        hand.chooses(tmp_path / "for-whoever-helps.json")
        hand.until((tmp_path / "for-whoever-helps.json").exists)
        text = (tmp_path / "for-whoever-helps.json").read_text("utf-8")
        assert json.loads(text)["headquarters"] == page.reach.document()
        assert "Maya" not in text
