"""One signal of change: the page in front reads anew what it shows, once it wrote into that itself."""

import pytest
from PySide6.QtCore import QObject

from app.casework.lifecycle import shift
from app.ui import navigation
from app.ui.case.page import CaseScreen
from tests.ui.office import opened

pytestmark = pytest.mark.screen


def test_a_page_is_read_anew_after_its_own_writing_and_lies_still_after_others(opens, tmp_path):
    layla = opened(opens, tmp_path, "en").layla
    case, other = (layla.interviews(name=name).case_id for name in ("Maya Sample", "Rita Sample"))
    hand, session = layla.hand.turns_to(), layla.session
    hand.window.go(navigation.Case(case))
    page = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    hand.rests()

    def is_read_after(receiver: QObject, written: str) -> bool:
        content = page.content
        page.context.workers.write_vault(receiver, lambda: shift.note(session, written, "at nine"))
        hand.rests()
        return page.content is not content

    assert is_read_after(page, case)
    assert is_read_after(page.top, case)  # a part of the page
    assert not is_read_after(page, other)  # nothing of that is shown here
    assert not is_read_after(page.context.workers, case)  # a sync: the reader's page lies still
