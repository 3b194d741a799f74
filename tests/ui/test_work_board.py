"""The supervisor's board and the officer's list: chips, search, acts on several by keys, figures that open cases."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from app.case import events
from app.casework.cases import queries, reviews
from app.casework.pages import office_figures, work_list
from app.casework.pages.work_list import WorkFilter
from app.casework.session.session import EventAppender, Session
from app.casework.sharing import case_access
from app.language import Words, strip_marks
from app.seal.keys import fresh_id
from app.ui import case_columns, figures, navigation, theme
from app.ui.case.page import CaseScreen
from app.ui.case_list import Cases
from app.ui.figures import FigureRows, FiguresPage, OfficerRows
from app.ui.home import Home
from app.ui.issued_paper import IssuedPaperScreen
from app.ui.reassign_panel import WIDTH, ReassignPanel
from app.ui.work_board import Board
from tests.people import keeps_a_case
from tests.ui.hand import Hand
from tests.ui.office import opened
from tests.ui.test_case_pages import ENLARGED
from tests.ui.test_layout import out_of_shape

pytestmark = pytest.mark.screen

SUNITA = {"risk_level": "high", "nationality": "NP", "phone": "+965 5512 3456", "age": "29"}
NONE = Qt.KeyboardModifier.NoModifier


def keeps(session: Session, name: str, *, restricted: bool = False, **facts: str) -> str:
    case = keeps_a_case(session, name, restricted=restricted)
    with session.vault.transaction() as writer:
        pen = EventAppender(session, writer, bytes.fromhex(case))
        told = {"interview": fresh_id(), "facts": facts, "answers": []}
        pen.say(events.ANSWERS, {**told, "restricted": int(restricted)})
    return case


def sees_board(hand: Hand, number: int) -> Board:
    hand.window.go(navigation.Cases())
    board = hand.sees(Board)
    hand.until(lambda: len(board.model.rows) == number)
    hand.rests()
    return board


def names(page: Cases) -> list[str]:
    return [row.name for row in page.model.rows]


def reads_row(page: Cases, at: int) -> str:
    return page.model.spoken(at)


@pytest.fixture
def omar(opens, language) -> Hand:
    return opens(language).unlocks_new("عمر المثال", "supervisor")


def test_the_filter_that_is_on_has_room_in_the_narrowest_window(omar):
    """At 200 %: one of those behind the menu stands in the row once it is chosen, and one that is none of
    them says itself; a list that is empty then is read whole."""
    omar.does(lambda: keeps(omar.window.context.session, "Rahim Uddin", risk_level="low"))
    board = sees_board(omar, 1)
    omar.window.resize(*ENLARGED)
    omar.rests()
    last = board.offered[-1]
    assert last not in [chip.offered for chip in board._buttons()]
    board.choose(last.filter)
    omar.rests()
    assert [chip.offered for chip in board._buttons() if chip.isChecked()] == [last]
    assert out_of_shape(omar) == []
    board.choose(WorkFilter(danger="high", state="all", sex="female"))
    omar.until(lambda: board.stack.currentWidget() is board.nothing)
    assert board.own.isVisible()
    assert out_of_shape(omar) == []
    board.search.setText("Nobody of this name")
    omar.rests()
    assert out_of_shape(omar) == []


def test_a_supervisor_sees_danger_first_and_filters_by_chips_by_text_and_back(omar, language):
    session = omar.window.context.session

    def fill() -> None:
        keeps(session, "Rahim Uddin", risk_level="low", nationality="BD", age="40")
        keeps(session, "Sunita Tamang", **SUNITA)
        keeps(session, "Asha Secret", restricted=True, **SUNITA)
        keeps(session, "Maya Child", age="15")

    omar.does(fill)
    board = sees_board(omar, 4)
    assert names(board)[-1] == "Rahim Uddin"
    assert set(names(board)[:2]) == {"Sunita Tamang", ""}
    restricted = next(at for at, row in enumerate(board.model.rows) if row.restricted)
    assert omar.says("Restricted case") in reads_row(board, restricted)
    description = board.model.index(restricted, 2).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert description == reads_row(board, restricted)
    for secret in ("Asha", "Nepal", "نيبال"):
        for column in range(board.model.columnCount()):
            text = board.model.index(restricted, column).data(Qt.ItemDataRole.AccessibleTextRole)
            assert secret not in text
    chips = {button.offered.name: button for button in board._buttons()}
    assert [chips[name].number for name in ("All", "High danger", "Children", "Late")] == [4, 2, 1, 0]
    omar.click(chips["Children"])
    omar.until(lambda: names(board) == ["Maya Child"])
    omar.click(chips["Late"])
    omar.until(lambda: board.stack.currentWidget() is board.nothing)
    assert omar.reads(omar.says("No case fits this filter"))
    omar.press("Show all cases")
    omar.until(lambda: len(board.model.rows) == 4)
    board.search.setText("5512 3456")
    omar.until(lambda: len(board.model.rows) == 2)
    sunita = names(board).index("Sunita Tamang")
    assert omar.says("telephone") in board.model.index(sunita, 2).data(Qt.ItemDataRole.AccessibleTextRole)

    def numbers() -> list[int]:
        return [chip.number for chip in board._buttons() if chip.offered.name in ("All", "Children")]

    omar.until(lambda: numbers() == [2, 0])  # of what is found
    omar.click(next(chip for chip in board._buttons() if chip.offered.name == "Children"))
    omar.until(lambda: board.stack.currentWidget() is board.nothing)
    board.search.setText("Maya")
    omar.until(lambda: names(board) == ["Maya Child"] and numbers() == [1, 1])
    board.show_all()
    omar.until(lambda: len(board.model.rows) == 4 and numbers() == [4, 1])
    board.search.setText("zzzz")
    omar.until(lambda: omar.reads("zzzz"))
    omar.rests()
    assert board.stack.currentWidget() is board.nothing
    board.search.setText("")
    omar.until(lambda: len(board.model.rows) == 4)


def test_columns_sort_and_the_same_again_turns_the_order(omar):
    session = omar.window.context.session
    omar.does(lambda: [keeps(session, name) for name in ("Beta", "Alpha", "Gamma")])
    board = sees_board(omar, 3)
    header = board.table.titles

    def presses(column: int) -> None:
        x = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
        omar.click_at(header.viewport(), QPoint(x, 20))

    presses(2)
    omar.until(lambda: names(board) == ["Alpha", "Beta", "Gamma"])
    presses(2)
    omar.until(lambda: names(board) == ["Gamma", "Beta", "Alpha"])
    assert (board.sort, board.reverse) == (work_list.Sort.PERSON, True)


def test_the_keyboard_walks_marks_opens_and_comes_back_to_the_same_row(omar):
    session = omar.window.context.session
    omar.does(lambda: [keeps(session, f"Sample {at}") for at in range(4)])
    board = sees_board(omar, 4)
    board.table.setFocus()
    omar.until(board.table.hasFocus)
    board.table.go_to(0)
    omar.key(Qt.Key.Key_Space)
    omar.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(board.model.chosen) == 2
    assert omar.reads(strip_marks(board._band_says(board_words(omar))))
    omar.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    omar.until(lambda: len(board.model.chosen) == 4)
    omar.key(Qt.Key.Key_Escape)
    assert board.model.chosen == {}
    omar.key(Qt.Key.Key_Space)
    marked = next(iter(board.model.chosen))
    omar.key(Qt.Key.Key_Down)
    at = board.table.currentIndex().row()
    opened_id = board.model.rows[at].id
    omar.key(Qt.Key.Key_Return)
    case = omar.sees(CaseScreen)
    assert case.case_id == opened_id
    case.back()
    again = omar.sees(Board)
    omar.until(lambda: again.table.currentIndex().row() == at)
    assert set(again.model.chosen) == {marked}


def board_words(_hand: Hand) -> Words:
    return theme.words()


def test_what_waits_for_review_is_opened_the_longest_first_until_nothing_waits(omar):
    session = omar.window.context.session
    case = omar.does(lambda: keeps(session, "Sunita Tamang"))
    board = sees_board(omar, 1)
    omar.until(board.review.isVisible)
    omar.press("Review the first")
    assert omar.sees(CaseScreen).case_id == case
    session.clock.pass_(minutes=1)  # type: ignore[attr-defined]
    omar.does(lambda: reviews.review(session, case, "approved"))
    sees_board(omar, 1)
    omar.until(lambda: omar.reads(omar.says("Nothing waits for your review")))


def test_a_filter_is_kept_under_a_name_and_stands_among_the_chips(omar):
    session = omar.window.context.session
    omar.does(lambda: [keeps(session, "Sunita Tamang", **SUNITA), keeps(session, "Rahim Uddin")])
    board = sees_board(omar, 2)
    omar.does(lambda: work_list.save(session, "نيبال", WorkFilter(nationality="NP")))
    board.load()
    omar.until(lambda: any(chip.is_own for chip in board.offered))
    omar.rests()
    if own := [chip for chip in board._buttons() if chip.offered.is_own]:
        omar.click(own[0])
    else:  # there is no room for it beside the others
        omar.click(board.others)
        (action,) = [line for line in board.others.menu_below.actions() if line.text().startswith("نيبال")]
        assert board_words(omar).number(1) in action.text()
        omar.click_at(board.others.menu_below, board.others.menu_below.actionGeometry(action).center())
    omar.until(lambda: names(board) == ["Sunita Tamang"])
    board.ask_filter()
    show = omar.says("Show these cases")
    omar.until(lambda: bool(omar.called(show, QAbstractButton)))
    omar.press("Show these cases")
    omar.until(lambda: not omar.window.dialogs())
    assert board.filter == WorkFilter(nationality="NP")


def test_several_cases_go_to_another_officer_and_a_refused_one_is_named(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    cases = [office.layla.interviews(name=name).case_id for name in ("Sunita Tamang", "Maya Sample")]
    office.layla.writes()
    office.desk.takes()
    hand = office.desk.hand.turns_to()
    board = sees_board(hand, 2)
    hand.until(lambda: bool(board.counts))
    board.table.setFocus()
    hand.until(board.table.hasFocus)
    board.table.go_to(0)
    hand.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    hand.until(lambda: len(board.model.chosen) == 2)
    hand.key(Qt.Key.Key_R)
    hand.until(board.panel.isVisible)
    board.panel.press()
    assert hand.reads(hand.says("Choose an officer first."))
    for size in (ENLARGED, (911, 512), (1366, 768)):
        hand.window.resize(*size)
        hand.rests()
        assert out_of_shape(hand) == []
        assert board.stack.isVisible() == board.band.isVisible() == (size[0] >= 1024)
    note, act = board.panel.note, board.panel.primary
    assert note.mapTo(hand.window, QPoint()).y() < act.mapTo(hand.window, QPoint()).y()
    omar_work = next(work for work in board.counts.works if work.name == "عبدالله المطيري")
    hand.click(board.panel.cards[omar_work.id])
    board.panel.note.setPlainText("Layla is away")
    hand.click(board.panel.primary)
    hand.until(lambda: {row.officer_name for row in board.model.rows} == {"عبدالله المطيري"})
    assert board.model.chosen == {}
    assert [row.assigned for row in board.model.rows] == [True, True]  # "not accepted yet"
    board.model.choose(board.model.rows, marked=True)
    board.reassign(omar_work, "")
    hand.until(lambda: hand.reads(board.model.rows[0].reference))  # both are there already
    assert len(board.model.chosen) == 2
    assert sorted(row.id for row in board.model.rows) == sorted(cases)


def test_every_figure_opens_its_cases_and_the_paper_tells_no_small_number(omar, language, monkeypatch):
    session = omar.window.context.session
    omar.does(
        lambda: [
            *(keeps(session, f"Sample {at}", nationality="NP", sex="female") for at in range(6)),
            keeps(session, "Rahim Uddin", nationality="BD", sex="male"),
        ]
    )
    omar.window.go(navigation.Figures())
    page = omar.sees(FiguresPage)
    omar.until(lambda: bool(omar.visible(FigureRows, page)))
    omar.until(lambda: bool(omar.visible(OfficerRows, page)))
    nations = next(
        rows
        for rows in omar.visible(FigureRows, page)
        if rows.accessibleName() == omar.says(office_figures.BY_NATIONALITY)
    )
    assert [figure.number for figure in nations.figures] == [6, 1]
    nations.setFocus()
    nations.setCurrentCell(1, 0)
    omar.key(Qt.Key.Key_Return)
    board = omar.sees(Board)
    omar.until(lambda: names(board) == ["Rahim Uddin"])
    paper = omar.does(lambda: office_figures.paper(session, office_figures.Period()))
    words = board_words(omar)
    tables = {heading: rows for heading, _meaning, rows in paper.notice(words).tables}
    assert tables[omar.says(office_figures.BY_STAGE)][0][1] == words.number(7)
    # one alone could be counted back, so both would stand in one row
    assert omar.says(office_figures.BY_NATIONALITY) not in tables
    monkeypatch.setattr(figures, "_MOST", 1)
    omar.window.go(navigation.Figures())
    page = omar.sees(FiguresPage)
    says = strip_marks(theme.words()("And {n} more.", n=1))
    omar.until(lambda: omar.reads(says))  # nobody takes the first rows for all
    page.primary()
    omar.sees(IssuedPaperScreen)


def test_an_officer_begins_with_her_own_cases_and_is_offered_no_board(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    desk = office.desk.session
    case = office.desk.interviews(name="Sunita Tamang").case_id
    office.desk.hand.does(lambda: case_access.hand_over(desk, case, case_access.find(desk, "ليلى السالم")))
    office.desk.writes()
    office.layla.takes()
    own = office.layla.interviews(name="Maya Sample").case_id
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Home())
    hand.sees(Home)
    hand.until(lambda: hand.reads(hand.says("Recent cases")))
    assert not hand.reads(hand.says("Supervisor’s dashboard"))
    hand.window.go(navigation.Cases())
    page = hand.sees(Cases)
    assert not isinstance(page, Board)
    hand.until(lambda: [row.id for row in page.model.rows] == [own])
    chips = {button.offered.name: button for button in page._buttons()}
    hand.click(chips["Whole office"])
    hand.until(lambda: len(page.model.rows) == 2)


def test_a_decision_on_several_is_each_cases_own(omar):
    session = omar.window.context.session

    def fill() -> list[str]:
        return [keeps(session, name, risk_level="high") for name in ("Maya Sample", "Sita Sample")]

    cases = omar.does(fill)
    board = sees_board(omar, 2)
    board.table.setFocus(Qt.FocusReason.OtherFocusReason)
    omar.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    omar.until(lambda: len(board.model.chosen) == 2)
    QTest.keyClick(board.table, "v")
    omar.until(lambda: bool(omar.window.dialogs()))
    number = theme.words().count("Your decision on {n} case", "Your decision on {n} cases", 2)
    assert omar.reads(strip_marks(number))
    omar.press("Approve")
    omar.press("Save the decision")
    omar.until(lambda: not board.model.chosen)
    for case in cases:
        [review] = omar.does(lambda case=case: queries.case(session, case)).reviews
        assert review.decision == reviews.APPROVED


@pytest.mark.parametrize(
    ("seconds", "late", "waits"),
    [
        (-7200, "less than an hour late", "waits less than an hour"),
        (3599, "less than an hour late", "waits less than an hour"),
        (3600, "1 hour late", "waits 1 hour"),
        (86_399, "23 hours late", "waits 23 hours"),
        (86_400, "1 day late", "waits 1 day"),
    ],
)
def test_how_long_something_is_late_or_waits_is_never_more_than_it_was(seconds, late, waits):
    time = timedelta(seconds=seconds)
    assert case_columns._how_long(Words("en"), time, late=True) == late
    assert case_columns._how_long(Words("en"), time, late=False) == waits


def test_among_many_officers_one_is_found_by_name_and_whoever_was_chosen_stays(qapp):
    works = [officer_work(name) for name in ("Layla", "Nora", "Omar", "Huda", "Rana", "Sami", "Noura")]
    panel, now = ReassignPanel(lambda _work, _reason: None, lambda: None), datetime.now(UTC)
    panel.offer(works[:6], 1, now)
    assert panel.search.isHidden()
    panel.offer(works, 1, now)
    assert not panel.search.isHidden()
    panel.choose("Layla")
    panel.search.setText("nO")
    assert {name for name, card in panel.cards.items() if not card.isHidden()} == {"Layla", "Nora", "Noura"}
    panel.search.clear()
    panel.offer([officer_work(f"Officer {at}") for at in range(12)], 1, now)
    panel.resize(WIDTH, 610)  # beside the list of a screen of 768 lines
    panel.show()
    qapp.processEvents()
    heights = [card.visibleRegion().boundingRect().height() for card in panel.cards.values()]
    seen = [height for height in heights if height >= 40]
    assert len(seen) == 8
    panel.deleteLater()


def officer_work(name: str) -> work_list.OfficerWork:
    return work_list.OfficerWork(
        id=name, name=name, role="inspector", teams=(), open=1, high=0, urgent=0, late=0, waits=0,
        contact=None, away_until=None,
    )  # fmt: skip


def test_the_officers_of_today_are_told_in_the_language_that_was_chosen(opens, tmp_path):
    office = opened(opens, tmp_path, "ar", omar="supervisor")
    hand = office.omar.hand.turns_to()
    hand.window.go(navigation.Home())
    hand.sees(Home)
    hand.until(lambda: bool(hand.window.findChildren(OfficerRows)))
    (rows,) = hand.window.findChildren(OfficerRows)
    hand.window.go(navigation.SwitchLanguage())
    hand.until(lambda: rows.horizontalHeaderItem(1).text() == "Urgent")
