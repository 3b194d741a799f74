"""The page of what can be checked on this computer: missing things first, and it can be printed."""

import pytest
from PySide6.QtWidgets import QWidget

from app.casework.pages.self_check import NOT_SO
from app.language import strip_marks
from app.ui import navigation, theme
from app.ui.issued_paper import IssuedPaperScreen
from app.ui.self_check import SelfCheckPage
from app.ui.settings import Settings

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
