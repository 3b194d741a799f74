"""The pages of a case's course as a whole: nothing cut at any size, each control with a name of its
own, Tab as the eye goes, and every dialog with its first question in hand."""

from collections import Counter
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app.casework.cases import groups, related_people
from app.casework.lifecycle import closure, consents, decisions, referrals
from app.casework.lifecycle.consents import ConsentDetails
from app.casework.lifecycle.referrals import ReferralRequest
from app.ui import navigation, theme
from app.ui.case import closure as ends
from app.ui.case import consent, next_stage, people, recovery_period, referral
from app.ui.case import decision as decides
from app.ui.case.agency_directory import DirectoryScreen
from app.ui.case.context import CasePageContext
from app.ui.case.page import CaseScreen
from app.ui.groups import membership
from app.ui.groups.page import Groups, GroupScreen
from app.ui.labels import Label
from app.ui.links.page import PictureScreen
from app.ui.parts import form_dialog
from app.ui.parts.day_field import Day
from app.ui.shift import notes
from app.ui.shift.page import ShiftPage
from tests.people import keeps_a_case
from tests.ui.hand import Hand
from tests.ui.office import Office, opened
from tests.ui.test_course import opens_case
from tests.ui.test_layout import SIZES, cut_labels, out_of_reach, small_targets, stands_at_every_size
from tests.ui.test_parts import holds, in_days

pytestmark = pytest.mark.screen
ENLARGED = (683, 400)  # 1366x768 at 200 %
SITE = "قطعة 4، شارع 12"


@pytest.fixture
def office(opens, tmp_path, language) -> Office:
    return opened(opens, tmp_path, language, omar="shelter")


def full(office: Office) -> str:
    """A case that everything has happened to."""
    colleague = office.desk
    case = colleague.interviews(name="Sunita Tamang", language="ne", hours="14").case_id
    holds(colleague.hand, case, "needs", need_legal="days", need_food="now")
    day = in_days(colleague.hand, 7)
    holds(colleague.hand, case, "risk", risk_level="high", risk_why="threats", risk_review=day)
    session = colleague.session

    def goes_on() -> None:
        terms = ConsentDetails(language="ne", mode="signature")
        consents.record(session, case, "share", "yes", terms, "shelter")
        referrals.refer(session, case, ReferralRequest("shelter", "accommodation", "تحتاج إلى سكن", "3h"))
        decisions.decide(session, case, "possible", "لجنة الفرز", "مؤشرات")
        related_people.note(session, case, "suspect", {"name": "عادل المشتبه"})
        proceeding_id = related_people.proceed(session, case, {"court": "99/2027"})
        related_people.hear(session, case, proceeding_id, {"date": "2026-12-01"})
        closure.hold(session, case, True, "محكمة")
        group = groups.make(session, "site", SITE, [case, keeps_a_case(session, "Maria Santos")])
        groups.share(session, group, "site", {"name": "سكن العمال"})

    colleague.hand.does(goes_on)
    return case


def reached(scope: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in scope.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget, QScrollArea)
    ]


def unnamed_or_twice(scope: QWidget) -> list[str]:
    """What a screen reader can't tell apart."""
    names = Counter((widget.accessibleName(), widget.accessibleDescription()) for widget in reached(scope))
    return [f"{n} times {name}" for name, n in names.items() if n > 1 or not name[0]]


def place(widget: QWidget, hand: Hand) -> QRect:
    """Where it is, as if the page read from the left."""
    corner = widget.mapTo(hand.window, QPoint(0, 0))
    left_x = hand.window.width() - corner.x() - widget.width() if theme.rtl() else corner.x()
    return QRect(left_x, corner.y(), widget.width(), widget.height())


def tabbed(hand: Hand, first: QWidget, limit: int = 250) -> list[QWidget]:
    first.setFocus(Qt.FocusReason.TabFocusReason)
    widgets = [first]
    for _ in range(limit):
        hand.key(Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is first:
            break
        widgets.append(now)
    return widgets


def goes_backwards(hand: Hand, scope: QWidget, first: QWidget) -> list[str]:
    """Steps of Tab to what stands above and before it, in one column."""
    walked = [widget for widget in tabbed(hand, first) if scope.isAncestorOf(widget)]
    breaks = []
    for earlier, next_ in pairwise(walked):
        for widget in (earlier, next_):  # where they stand while one is there
            for area in hand.window.findChildren(QScrollArea):
                if area.isAncestorOf(widget):
                    area.ensureWidgetVisible(widget)
        box, next_box = place(earlier, hand), place(next_, hand)
        same_column = box.left() < next_box.right() and next_box.left() < box.right()
        back_on_the_line = next_box.right() <= box.left() and abs(next_box.center().y() - box.center().y()) < 8
        if back_on_the_line or (same_column and next_box.bottom() <= box.top()):
            breaks.append(f"{earlier.accessibleName()} -> {next_.accessibleName()}")
    return breaks


def pages(hand: Hand, case: str, group: str):
    go = hand.window.go
    return {
        "case": (navigation.Case(case), CaseScreen, lambda s: s.told is not None and s.next is not None),
        "directory": (navigation.AgencyDirectory(case), DirectoryScreen, lambda s: s.entries is not None),
        "groups": (navigation.Groups(), Groups, lambda _s: hand.says("Open") in hand.names()),
        "group": (navigation.Group(group), GroupScreen, lambda s: s.told is not None),
        "picture": (navigation.LinkGraph(group_id=group), PictureScreen, lambda s: s.drawn is not None),
        "shift": (navigation.Shift(), ShiftPage, lambda s: s.now is not None),
    }, go


def dialogs(page: CasePageContext) -> dict[str, object]:
    proceeding = page.course.proceedings[0]
    return {
        "move back": lambda: next_stage.move_back(page),
        "whom to share with": lambda: next_stage.sharing_with(page),
        "a consent": lambda: consent.record(page, "share", "prosecution"),
        "a legal basis": lambda: consent.basis(page, "share", "prosecution"),
        "how it goes": lambda: referral.answer(page, page.course.referrals[0]),
        "a decision": lambda: decides.decide(page),
        "a person": lambda: people.note(page),
        "a proceeding": lambda: people.proceed(page, proceeding, page.course.people),
        "the recovery": lambda: recovery_period.extend(page, page.course.care.recovery),
        "closing": lambda: ends.close(page),
        "a hold": lambda: ends.hold(page),
        "a group": lambda: membership.put(page),
        "a note": lambda: notes.write(page.screen, page.case_id),
    }


def test_each_page_stands_at_every_size_with_names_of_its_own_and_tab_as_the_eye_goes(office: Office):
    case = full(office)
    hand = office.desk.hand.turns_to()
    group = hand.does(lambda: groups.groups(office.desk.session))[0].id
    page_table, go = pages(hand, case, group)
    for name, (destination, kind, ready) in page_table.items():
        go(destination)
        screen = hand.sees(kind)
        hand.until(lambda ready=ready, screen=screen: ready(screen))
        hand.rests()
        stands_at_every_size(hand, name)
        hand.window.resize(*ENLARGED)
        hand.until(lambda: not [*cut_labels(hand), *small_targets(hand), *out_of_reach(hand)])
        hand.window.resize(*SIZES[0])
        assert unnamed_or_twice(screen) == [], name
        widgets = reached(screen.area.widget())
        assert goes_backwards(hand, screen.area.widget(), widgets[0]) == [], name


def test_each_dialog_fits_and_begins_at_its_first_question_or_the_safe_answer(office: Office):
    case = full(office)
    hand, page = opens_case(office.desk, case)
    hand.rests()
    for name, opens_it in dialogs(page.of_course()).items():
        for size in (SIZES[0], (911, 512), ENLARGED):
            hand.window.resize(*size)
            QApplication.processEvents()
            opens_it()
            hand.until(lambda: bool(hand.window.dialogs()))
            dialog = hand.window.dialogs()[-1]
            hand.until(dialog.buttons[-1].isVisible)
            hand.rests()
            assert dialog.rect().contains(dialog.card.geometry()), f"{name} at {size}"
            cut = [
                label.text()
                for label in dialog.card.findChildren(Label)
                if label.isVisible()
                and label.hasHeightForWidth()
                and label.height() < label.heightForWidth(label.width())
            ]
            assert cut == [], f"{name} at {size}"
            assert unnamed_or_twice(dialog) == [], name
            first = QApplication.focusWidget()
            if dialog.buttons[-1].kind == "grave":
                assert first is dialog.buttons[0], name  # the safe answer
                first = form_dialog.first_in(dialog.body)
                first.setFocus()
            assert first not in dialog.buttons, name
            assert goes_backwards(hand, dialog.card, first) == [], name
            hand.key(Qt.Key.Key_Escape)
            hand.until(lambda: not hand.window.dialogs())
            assert page.isAncestorOf(QApplication.focusWidget()), name
    hand.window.resize(*SIZES[0])


def test_answers_of_earlier_interviews_are_shown_when_asked_for_and_the_focus_goes_into_them(office: Office):
    colleague = office.desk
    case = colleague.interviews(name="Sunita Tamang", hours="14").case_id
    holds(colleague.hand, case, "needs", need_legal="days")
    hand, page = opens_case(colleague, case)
    hand.opens_tab("Interviews")
    hours = ("١٤", "14")
    assert not any(text in hours for text in hand.shown())
    hand.press("Show the answers")
    hand.until(lambda: any(text in hours for text in hand.shown()))
    hand.until(lambda: QApplication.focusWidget().accessibleName() == hand.says("Correct an answer"))
    assert hand.says("Show the answers") not in hand.names()
    page.load()  # they stay, while the page is open
    hand.rests()
    assert any(text in hours for text in hand.shown())


def test_the_day_of_a_decision_is_a_day_in_both_calendars(office: Office):
    case = full(office)
    hand, page = opens_case(office.desk, case)
    proceeding = page.of_course().course.proceedings[0]
    people.proceed(page.of_course(), proceeding, page.of_course().course.people)
    hand.until(lambda: bool(hand.window.dialogs()))
    dialog = hand.window.dialogs()[-1]
    hand.until(dialog.buttons[-1].isVisible)
    decided = dialog.findChildren(Day)[-3]  # appeal and protection have a last day behind it
    for line, typed in zip(decided.lines.values(), ("31", "2", "2027"), strict=True):
        line.setText(typed)
    hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert hand.reads(hand.says("This date does not exist."))
    assert QApplication.focusWidget() is decided.lines["day"]
    decided.lines["day"].setText("28")
    hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hand.until(lambda: not hand.window.dialogs())
    hand.until(lambda: page.of_course().course.proceedings[0].facts.get("decided") == "2027-02-28")
    hand.opens_tab("People and places")
    hand.until(lambda: hand.reads("1448") or hand.reads("١٤٤٨"))
