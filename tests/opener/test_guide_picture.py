"""The picture of the recipients' guide; `./run pictures` keeps it."""

from pathlib import Path
from typing import Any

import pytest

from app.bundle.keys import lock_with
from app.opener.ask import Ask
from app.opener.contents_page import ContentsPage
from app.opener.viewer import OpenerWindow
from tests.bundle.small import PHRASE
from tests.opener.received_files import bundle
from tests.ui.test_guide_pictures import keep
from tests.ui.waiting import until

pytestmark = [pytest.mark.screen, pytest.mark.long]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_a_recipient_sees(window: OpenerWindow, folder: Path, qtbot: Any, language: str):
    window.resize(1366, 768)
    page = window.shown
    assert isinstance(page, Ask)
    page.asks.take_file(bundle(lock_with(PHRASE), folder / "KW-2026.sanad.age"))
    page.asks.phrase.setText(PHRASE)
    page.primary()
    until(lambda: isinstance(window.shown, ContentsPage))
    until(lambda: window.shown is not None and window.shown.isVisible())
    keep(window, f"opener_{language}")
