"""What others changed in one's cases, on the screen: read, kept unread, opened."""

import pytest
from PySide6.QtWidgets import QAbstractButton

from app.casework.lifecycle import case_stages, consents, decisions
from app.casework.lifecycle.consents import ConsentDetails
from app.language import strip_marks
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.sharing.changes import LineRow
from app.ui.sharing.received import CameInScreen
from tests.ui.office import Office, opened

pytestmark = pytest.mark.screen


@pytest.fixture
def office(opens, language, tmp_path) -> Office:
    return opened(opens, tmp_path, language, omar="supervisor")


def changed(office: Office) -> str:
    """Omar, a supervisor, decides, moves and withdraws in Layla's case; its id."""
    case = office.layla.interviews(name="Sunita Tamang", age="16").case_id
    office.layla.writes()
    office.omar.takes()
    omar = office.omar

    def changes() -> None:
        terms = ConsentDetails(language="ne")
        consents.record(omar.session, case, "share", "yes", terms, "embassy")
        decisions.decide(omar.session, case, "presumed", "اللجنة", "جواز السفر محتجز")
        case_stages.move(omar.session, case, "documentation")
        consents.record(
            omar.session, case, "share", "withdrawn", ConsentDetails(note="تخاف أن تعرف أسرتها عنوانها"), "embassy"
        )

    omar.hand.does(changes)
    omar.writes()
    office.layla.takes()
    return case


def test_every_change_by_another_is_a_line_that_is_read_once_it_was_looked_at(office: Office):
    case, hand = changed(office), office.layla.hand
    hand.window.go(navigation.Inbox())
    page: CameInScreen = hand.sees(CameInScreen)
    hand.until(lambda: len(page.changes.rows) >= 4)
    lines = page.changes.lines
    assert {"consent", "status", "stage"} <= {line.kind for line in lines}
    assert not any(line.read for line in lines)
    withdrawn = next(line for line in lines if line.kind == "consent")
    hand.click(page.changes.rows[withdrawn.event])
    hand.until(lambda: hand.reads("تخاف أن تعرف أسرتها عنوانها"))
    assert hand.reads(hand.says("Withdrawn"))
    hand.until(lambda: next(x for x in page.changes.lines if x.event == withdrawn.event).read)
    hand.press("Keep unread")
    assert not next(x for x in page.changes.lines if x.event == withdrawn.event).read
    hand.click(page.changes.chips["decisions"])
    assert {row.line.kind for row in page.findChildren(LineRow) if row.isVisible()} == {"status", "stage"}
    hand.press("Mark all as read")
    hand.until(lambda: hand.window.context.status.came_in == 0)
    hand.click(next(row for row in page.findChildren(LineRow) if row.isVisible()))
    hand.until(lambda: strip_marks(hand.says("Open the case")) in hand.names())
    hand.click(hand.find(hand.says("Open the case"), QAbstractButton))
    assert hand.sees(CaseScreen).case_id == case
