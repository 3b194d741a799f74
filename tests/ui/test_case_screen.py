"""A case on one screen: its header never loses what tells two cases apart, what waits comes first, each
tab is made when it is opened, and what was done is said until it was seen."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from app.casework.cases import erasure
from app.language import strip_marks
from app.seal import passphrase
from app.ui import navigation
from app.ui.attachments.section import FilesSection
from app.ui.case.overview import Overview
from app.ui.case.page import CaseScreen
from app.ui.case.waiting import Band
from app.ui.parts import Button, Notice
from app.ui.parts.offers import OfferButton
from app.ui.parts.tabs import Tab
from tests.people import keeps_a_case
from tests.ui.hand import Hand
from tests.ui.office import Office, opened
from tests.ui.sending import send_page
from tests.ui.test_case_pages import full, unnamed_or_twice
from tests.ui.test_course import opens_case, waits_for
from tests.ui.test_layout import SIZES, cut_labels, out_of_reach, small_targets

pytestmark = pytest.mark.screen
TABS = ("Overview", "Interviews", "Progress", "Papers", "People and places", "History")
ENLARGED = (683, 400)  # 1366x768 at 200 %


@pytest.fixture
def office(opens, tmp_path, language) -> Office:
    return opened(opens, tmp_path, language, omar="supervisor")


def in_sight(hand: Hand, widget: QWidget) -> bool:
    corner = widget.mapTo(hand.window, widget.rect().topLeft())
    return widget.isVisible() and hand.window.rect().contains(QRect(corner, widget.size()))


@pytest.mark.long
def test_a_case_that_everything_has_happened_to_holds_on_one_screen(office: Office):
    case = full(office)
    hand, page = opens_case(office.desk, case)
    hand.window.resize(1366, 768)
    hand.rests()
    assert page.area.verticalScrollBar().maximum() == 0
    primaries = [b for b in page.findChildren(Button) if b.isVisible() and b.kind == "primary"]
    assert primaries == [page.next]
    reference = page.told.reference
    for size in ((1366, 768), (1093, 614), (1024, 768), ENLARGED):
        hand.window.resize(*size)
        hand.rests()
        assert in_sight(hand, page.top.second), size
        said = strip_marks(page.top.second.text())
        assert reference in said, size
        assert strip_marks(page.told.responsible) in said, size
        assert all(in_sight(hand, tab) for tab in page.findChildren(Tab)), size


@pytest.mark.long
def test_every_tab_stands_at_every_size_with_names_of_its_own(office: Office):
    hand, page = opens_case(office.desk, full(office))
    for tab in TABS:
        hand.opens_tab(tab)
        for size in (*SIZES, ENLARGED):
            hand.window.resize(*size)
            hand.until(lambda: not [*cut_labels(hand), *small_targets(hand), *out_of_reach(hand)])
        hand.window.resize(*SIZES[0])
        hand.rests()
        assert unnamed_or_twice(page) == [], tab


def test_a_tab_is_made_when_it_is_opened_and_keeps_the_focus_in_the_page(opens, language):
    hand = opens(language).unlocks_new()
    case = _a_case(hand)
    hand.window.go(navigation.Case(case))
    page = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    hand.rests()
    assert page.findChildren(FilesSection) == []
    assert page.content.interviews == page.content.timeline == ()
    for tab in TABS[1:]:
        hand.key(Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        hand.rests()
        opened_tab = next(t for t in page.findChildren(Tab) if t.isChecked())
        assert opened_tab.of == tab
        assert QApplication.focusWidget() is opened_tab
        assert not [shown for shown in page.findChildren(Overview) if shown.isVisible()]
    hand.key(Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    hand.until(lambda: page.next is not None)


def test_what_can_be_added_stands_behind_one_entry_that_hide_and_esc_close(opens, language):
    hand = opens(language).unlocks_new()
    hand.window.go(navigation.Case(_a_case(hand)))
    page = hand.sees(CaseScreen)
    hand.until(page.add.isEnabled)
    hand.press("Add")
    listing = page.add.list_below
    assert listing is not None
    assert all(line.accessibleDescription() for line in listing.lines)
    assert QApplication.focusWidget() is listing.lines[0]
    hand.key(Qt.Key.Key_Down)
    assert QApplication.focusWidget() is listing.lines[1]
    hand.key(Qt.Key.Key_Escape)
    assert page.add.list_below is None
    assert QApplication.focusWidget() is page.add
    hand.press("Add")
    hand.window.cover_now()  # one press, whatever is open
    assert hand.window.cover.isVisible()
    assert not any(b.list_below and b.list_below.isVisible() for b in page.findChildren(OfferButton))


def test_what_was_done_is_said_where_the_eye_is_until_it_was_seen(office: Office):
    case = office.layla.interviews(name="Sunita Tamang").case_id
    hand, page = opens_case(office.layla, case)
    hand.adds("Note for the next shift")
    waits_for(hand, "Save the note")
    hand.window.dialogs()[-1].findChild(QPlainTextEdit).setPlainText("الدواء الساعة التاسعة")
    hand.press("Save the note")
    hand.until(lambda: hand.reads(hand.says("Done. It is recorded in the case.")))
    (notice,) = hand.visible(Notice, page)
    assert in_sight(hand, notice)
    page.load()
    hand.rests()
    hand.opens_tab("History")
    assert in_sight(hand, notice)
    hand.press("Mark as seen")
    hand.until(lambda: not notice.isVisible())
    assert page.isAncestorOf(QApplication.focusWidget())
    assert not page.rail.isAncestorOf(QApplication.focusWidget())


def test_what_destroys_comes_first_where_it_waits_and_is_never_the_petrol_primary(office: Office):
    layla, omar, desk = office.layla, office.omar, office.desk
    case = layla.interviews(name="Sunita Tamang").case_id
    layla.writes()
    office.vouches(omar)
    desk.writes()
    for colleague in (omar, desk):
        colleague.takes()
    omar.hand.does(lambda: erasure.order(omar.session, case, "طلبت ذلك"))
    omar.writes()
    desk.takes()
    hand, page = opens_case(desk, case)
    (band,) = hand.visible(Band, page)
    assert band.act.accessibleName() == hand.says("Confirm the erasure")
    assert band.act.kind == "grave"
    assert hand.says("Review the case") in hand.names()  # which follows
    assert not [b for b in page.findChildren(Button) if b.isVisible() and b.kind == "primary"]


def test_nothing_is_said_not_to_be_missing_above_what_this_stage_expects(opens, language):
    hand = opens(language).unlocks_new(role="shelter")
    hand.window.go(navigation.Case(_a_case(hand)))
    page = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    hand.opens_tab("Progress")
    assert any(part.expected for part in page.of_course().course.parts)
    assert hand.reads(hand.says("Interviews expected at this stage"))
    assert not hand.reads(hand.says("Nothing is missing"))


def test_a_saved_file_is_said_where_the_eye_is_and_the_warning_leaves_when_it_is_met(opens, tmp_path, language):
    hand = opens(language).unlocks_new()
    case = _a_case(hand)
    page = send_page(hand, case, "agency", "prosecution", how="pdf")
    hand.until(lambda: bool(page.pages.pdf))
    hand.press("Save as a file")
    warning = hand.says("Choose how the person answered.")
    assert hand.reads(warning)
    page.agreement.choose("not asked")
    assert not hand.reads(warning)
    hand.type("Reason to go ahead without consent", "خطر على حياتها الليلة")
    file = tmp_path / "record.pdf"
    page.save_paper(file, passphrase.suggest("ar"))
    hand.until(file.exists)
    hand.until(lambda: hand.reads(hand.says("File written.")))
    assert in_sight(hand, page.done_notice)
    page.show_pages()
    hand.rests()
    assert in_sight(hand, page.done_notice)  # until it was seen
    hand.press("Mark as seen")
    hand.until(lambda: not page.done_notice.isVisible())


def _a_case(hand: Hand) -> str:
    session = hand.window.context.session
    return str(hand.does(lambda: keeps_a_case(session, "Sunita Tamang")))
