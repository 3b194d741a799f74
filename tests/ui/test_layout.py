"""Each screen at each size in both languages: nothing cut, targets large enough, Hide in reach."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QScrollArea

from app.casework.cases import reviews
from app.casework.organisation import administration
from app.casework.sharing import case_access
from app.ui import navigation
from app.ui.case_columns import CASES
from app.ui.case_list import Cases
from app.ui.first_start import FirstStart
from app.ui.home import Home
from app.ui.interview.contents import ContentsRow
from app.ui.interview.screen import InterviewScreen
from app.ui.labels import Label
from app.ui.lock import OfficerCard
from app.ui.parts.frame import RailButton
from app.ui.read_back import ReadBack
from app.ui.reassign_panel import ReassignCard
from app.ui.setting_up.page import SettingUp
from app.ui.sharing.admission import Admit
from app.ui.sharing.join import Join
from app.ui.thanks import Thanks
from app.ui.work_board import Board
from tests.ui.hand import Hand
from tests.ui.office import ORGANISATION, SECOND, TEAM, finished, opened
from tests.ui.test_interview import answer
from tests.ui.waiting import NeverSo

pytestmark = pytest.mark.screen
SIZES = ((1366, 768), (1366, 690), (1093, 614), (911, 512), (1024, 700))
_ELIDES = (RailButton, ContentsRow, OfficerCard, ReassignCard)


def cut_labels(hand: Hand) -> list[str]:
    cut = []
    for label in hand.window.findChildren(Label):
        if not label.isVisible() or not label.text():
            continue
        if label.hasHeightForWidth():
            if label.height() < label.heightForWidth(label.width()):
                cut.append(f"cut: {label.text()}")
        elif label.width() < label.sizeHint().width():
            cut.append(f"narrow: {label.text()}")
    return cut


def small_targets(hand: Hand) -> list[str]:
    small = []
    for button in hand.window.findChildren(QAbstractButton):
        if not button.isVisible():
            continue
        # lower, so that all sections, and eight officers, are in sight
        least = 40 if isinstance(button, ContentsRow | ReassignCard) else 48
        if min(button.width(), button.height()) < least:
            small.append(f"small: {button.accessibleName()} {button.size()}")
        if button.hasHeightForWidth():
            if button.height() < button.heightForWidth(button.width()):
                small.append(f"cut: {button.accessibleName()}")
        elif not isinstance(button, _ELIDES) and button.width() < button.sizeHint().width():
            small.append(f"narrow: {button.accessibleName()}")
    return small


def out_of_reach(hand: Hand) -> list[str]:
    hidden = []
    for button in hand.screen.findChildren(QAbstractButton, "hide"):
        place = button.mapTo(hand.window, button.rect().topLeft())
        if not hand.window.rect().contains(place) or place.x() + button.width() > hand.window.width():
            hidden.append("Hide")
    hidden += [
        f"sideways: {area.widget().width()} in {area.viewport().width()}"
        for area in hand.visible(QScrollArea, hand.screen)
        if area.widget() is not None
        and area.widget().width() > area.viewport().width()
        and area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    ]
    minimum_size_hint = hand.screen.minimumSizeHint()
    if minimum_size_hint.width() > hand.window.width() or minimum_size_hint.height() > hand.window.height():
        hidden.append(f"page needs {minimum_size_hint}")
    return hidden


def out_of_shape(hand: Hand) -> list[str]:
    """What is still cut, too small or out of reach once the window has come to rest."""
    wrong: list[str] = []

    def settled() -> bool:
        wrong[:] = [*cut_labels(hand), *small_targets(hand), *out_of_reach(hand)]
        return not wrong

    with suppress(NeverSo):
        hand.until(settled)
    return wrong


def stands_at_every_size(hand: Hand, name: str) -> None:
    for size in SIZES:
        hand.window.resize(*size)
        wrong = out_of_shape(hand)
        assert wrong == [], f"{name} at {size}: {wrong}"
    hand.window.resize(*SIZES[0])


def test_first_start_and_lock(opens, language):
    hand = opens(language)
    start = hand.sees(FirstStart)
    for step in range(3):
        start._show(step)
        stands_at_every_size(hand, f"step {step}")
    start.phrase.phrase.choose(is_own=True)
    stands_at_every_size(hand, "own passphrase")
    hand.unlocks_new()
    hand.window.go(navigation.Recovery(hand.window.context.officer.vault_id))
    stands_at_every_size(hand, "recover")
    hand.window.go(navigation.LockScreen())
    stands_at_every_size(hand, "lock")


def in_the_office(hand: Hand) -> dict[str, Callable[[], None]]:
    go = hand.window.go
    return {
        "home": lambda: go(navigation.Home()),
        "cases": lambda: go(navigation.Cases()),
        "settings": lambda: go(navigation.Settings()),
        "help": lambda: go(navigation.Help()),
    }


def test_every_section_of_the_rapid_screening(opens, language):
    hand = opens(language).unlocks_new()
    screen: InterviewScreen = hand.begins()
    answer(hand, present="nobody", overheard="no", wants_here="yes", sex="female", consent_talk="yes",
           consent_record="yes", age="26", name="Sunita Tamang", passport_now="mine")  # fmt: skip
    for page in screen.controller.pages():
        screen.open_page(page.ref)
        stands_at_every_size(hand, page.ref)


def test_from_the_review_to_the_result_and_the_office(opens, language):
    hand = opens(language).unlocks_new()
    controller = hand.begins().controller
    answer(hand, present="nobody", overheard="no", wants_here="yes", sex="female", consent_talk="yes",
           consent_record="yes", age="26", name="Sunita Tamang", hours="14", days="7")  # fmt: skip
    hand.window.go(navigation.EarlyEnding(controller, "safety"))
    stands_at_every_size(hand, "closing")
    hand.window.go(navigation.Review(controller))
    stands_at_every_size(hand, "review")
    hand.window.go(navigation.ReadBack(controller))
    read_back: ReadBack = hand.screen
    stands_at_every_size(hand, "read back")
    read_back.cards[0].click()
    hand.press("Finish")
    thanks: Thanks = hand.sees(Thanks)
    stands_at_every_size(hand, "thanks")
    case_id, interview_id = thanks.case_id, thanks.interview_id
    hand.window.go(navigation.Result(case_id, interview_id))
    hand.until(lambda: hand.reads("Sunita Tamang"))
    stands_at_every_size(hand, "result")
    hand.window.go(navigation.Case(case_id))
    hand.until(lambda: hand.screen.told is not None)
    stands_at_every_size(hand, "case")
    hand.window.go(navigation.Send(case_id, whom="own"))
    hand.until(lambda: bool(hand.screen.pages.pdf))
    stands_at_every_size(hand, "print")
    hand.window.go(navigation.StartInterview({}, controller.form.hash))
    hand.sees(InterviewScreen)
    answer(hand, present="nobody")
    hand.press("Close")
    hand.sees(Home)
    hand.until(lambda: hand.says("Continue") in hand.names())
    for name, show in in_the_office(hand).items():
        show()
        hand.rests()
        stands_at_every_size(hand, name)


def test_a_case_among_three_people(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    case = office.layla.interviews(name="Sunita Tamang", hours="14", passport_now="mine").case_id
    office.layla.writes()
    for colleague in (office.omar, office.desk):
        colleague.takes()
    long = "أخذ صاحب العمل Al-Noor W.L.L. الجواز في المطار وقال إنه سيعيده بعد شهر ولم يعده"
    for colleague, employer, hours in (
        (office.layla, long, "12"),
        (office.omar, long.replace("المطار", "البيت"), "16"),
        (office.desk, "Al-Noor W.L.L.", "11"),
    ):
        colleague.corrects(case, "employer", employer, "قول الشخص")
        colleague.corrects(case, "hours", hours, "دفتر الدوام")
    omar, desk = office.omar, office.desk
    layla = next(
        recipient
        for recipient in omar.hand.does(lambda: case_access.recipients(omar.session))
        if recipient.name == "ليلى السالم"
    )
    omar.hand.does(lambda: case_access.hand_over(omar.session, case, layla, "للمتابعة صباحًا"))
    desk.hand.does(lambda: reviews.review(desk.session, case, "returned", "يلزم ختم الدخول"))
    for colleague in (omar, desk):
        colleague.writes()
    office.layla.takes()
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Conflict(case))
    hand.until(lambda: bool(hand.screen.sides))
    stands_at_every_size(hand, "conflict")
    hand.screen.choose("other")
    stands_at_every_size(hand, "another value")
    office.layla.begins(name="Rahim Uddin")
    for name, destination, ready in (
        ("came in", navigation.Inbox(), "Accept"),
        ("home", navigation.Home(), "Hand over"),
        ("case", navigation.Case(case), "Accept the case"),
        ("settings", navigation.Settings(), "Enter an absence"),
        ("people", navigation.People(), ""),
        ("cases", navigation.Cases(), ""),
    ):
        hand.window.go(destination)
        hand.until(lambda ready=ready: not ready or hand.says(ready) in hand.names())
        hand.rests()
        stands_at_every_size(hand, name)
    hand.window.go(navigation.Post())
    stands_at_every_size(hand, "post")
    hand.screen.use_folder(office.layla.stick)
    (office.layla.stick / "sanad-0123.post").write_bytes(b"cut short")
    hand.until(hand.screen.take.isEnabled)
    hand.screen.take_in()
    hand.until(lambda: hand.reads(hand.says("What happened")))
    stands_at_every_size(hand, "post with news")
    at_desk = desk.hand.turns_to()
    at_desk.window.go(navigation.DeskPage())
    at_desk.until(lambda: at_desk.says("Open a join request") in at_desk.names())
    stands_at_every_size(at_desk, "desk")
    at_desk.window.go(navigation.People())
    at_desk.until(lambda: at_desk.says("Change role") in at_desk.names())
    at_desk.rests()
    stands_at_every_size(at_desk, "people and computers")
    at_desk.window.go(navigation.Figures())
    at_desk.until(lambda: at_desk.reads(at_desk.says("By sex")))
    stands_at_every_size(at_desk, "figures")
    at_desk.window.go(navigation.Cases())
    board = at_desk.sees(Board)
    at_desk.until(lambda: bool(board.model.rows))
    stands_at_every_size(at_desk, "board")
    board.table.toggle(0)
    stands_at_every_size(at_desk, "board with something selected")


def test_setting_up_joining_and_admitting(opens, tmp_path, language):
    desk = opens(language, at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor")
    layla = opens(language, at=tmp_path / "layla").unlocks_new()
    desk.turns_to().window.go(navigation.CreateOrganisation())
    setup: SettingUp = desk.sees(SettingUp)
    desk.until(lambda: desk.says("First team") in desk.names())
    stands_at_every_size(desk, "names")
    setup.name.setText(ORGANISATION)
    setup.team.setText(TEAM)
    setup.primary()
    setup.second.setText(SECOND)
    stands_at_every_size(desk, "second user manager")
    setup.primary()
    desk.until(lambda: setup.papers is not None)
    stands_at_every_size(desk, "words")
    setup.primary()
    stands_at_every_size(desk, "words asked back")
    session, invitation = desk.window.context.session, tmp_path / "invitation"
    desk.does(lambda: administration.invite(session, invitation))
    layla.turns_to().window.go(navigation.Join())
    join: Join = layla.sees(Join)
    layla.until(join.next.isEnabled)
    stands_at_every_size(layla, "join")
    join.look(invitation)
    layla.until(lambda: layla.reads(ORGANISATION))
    stands_at_every_size(layla, "invitation")
    join.answer_to(tmp_path / "answer")
    layla.until(lambda: layla.says("Choose the reply from user management") in layla.names())
    stands_at_every_size(layla, "answered")
    desk.turns_to().window.go(navigation.Admission(tmp_path / "answer"))
    admit: Admit = desk.sees(Admit)
    desk.until(lambda: desk.says("Save the file with the words") in desk.names())
    stands_at_every_size(desk, "applicant")
    admit.words_to(tmp_path / "words")
    desk.until(lambda: desk.says("They do not match") in desk.names())
    stands_at_every_size(desk, "words at the desk")
    layla.turns_to()
    join.read_reply(tmp_path / "words")
    layla.until(lambda: layla.says("They do not match") in layla.names())
    stands_at_every_size(layla, "words at the laptop")
    join.primary()
    desk.turns_to()
    admit.admit_to(tmp_path / "reply")
    desk.until(lambda: desk.says("Back to user management") in desk.names())
    stands_at_every_size(desk, "admitted")
    layla.turns_to()
    join.read_reply(tmp_path / "reply")
    layla.until(lambda: layla.says("Go to USB transfer") in layla.names())
    stands_at_every_size(layla, "joined")


def test_enlarged_the_list_of_cases_keeps_the_next_step_and_the_side_its_margin(opens, language):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    hand.does(lambda: finished(session, {"name": "Sunita Tamang"}))
    hand.window.resize(911, 512)  # 150 % of 1366
    hand.window.go(navigation.Cases())
    page = hand.sees(Cases)
    hand.until(lambda: page.table.model().rowCount() == 1)
    hand.rests()
    titles = [column.title for column in CASES]
    assert page.table.columnWidth(titles.index("Next step")) >= 150
    for button in page.rail.named.values():
        left_x = button.mapTo(page.rail, QPoint(0, 0)).x()
        assert 6 <= left_x <= left_x + button.width() <= page.rail.width() - 6
