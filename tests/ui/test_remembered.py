"""What is typed on a page or in a dialog is there again: after leaving it, a refusal, hiding, a kill."""

import ast
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.casework.lifecycle import consents
from app.casework.session import typed_text
from app.settings import ROOT
from app.ui import navigation
from app.ui.case import consent
from app.ui.case.page import CaseScreen
from app.ui.early_ending import Closing
from app.ui.holder_cards import OfficersCards
from app.ui.home import Home
from app.ui.interview.screen import InterviewScreen
from app.ui.parts import Area, Choose, Few, LineInput
from app.ui.result import ResultScreen
from app.ui.sending.letter_page import LetterPage
from app.ui.sending.page import SendPage
from app.vault import visits
from tests.ui.hand import Hand
from tests.ui.office import begun, finished
from tests.ui.test_interview import answer, question

pytestmark = pytest.mark.screen


@pytest.fixture
def layla(opens, language) -> Hand:
    return opens(language).unlocks_new()


def a_case(hand: Hand) -> str:
    session = hand.window.context.session
    return hand.does(lambda: finished(session, {"name": "Sunita Tamang"})).case_id


def opens_case(hand: Hand, case: str) -> CaseScreen:
    hand.window.go(navigation.Case(case))
    page: CaseScreen = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    return page


def places(hand: Hand) -> int:
    session = hand.window.context.session
    rows = hand.does(lambda: session.vault.database.rows("SELECT count(*) FROM typed"))
    return int(rows[0][0])


def refers(hand: Hand, case: str, reason: str) -> SendPage:
    hand.window.go(navigation.Send(case, whom="agency"))
    page: SendPage = hand.sees(SendPage)
    hand.until(lambda: bool(page.whom.agencies.cards))
    hand.rests()
    if reason:
        hand.find(hand.says("Reason"), LineInput).setText(reason)
    return page


def test_every_unfinished_interview_and_every_moment_to_try_again_can_be_reached(layla: Hand):
    session = layla.window.context.session

    def some() -> None:
        for number in range(8):
            begun(session, {"name": f"Sample {number}"})
            with session.vault.transaction() as writer:
                visits.keep(writer, visits.Revisit(0, session.now(), f"at {number}", "", ""))

    layla.does(some)
    layla.window.context.clock.pass_(days=3, seconds=9)
    layla.window.go(navigation.Home())
    layla.sees(Home)
    resumes = layla.says("Continue")
    layla.until(lambda: layla.names().count(resumes) == 6)
    assert not layla.reads(layla.says("just now"))
    assert layla.names().count(layla.says("Done")) == 3
    for rows in layla.window.screen_now.findChildren(Few):
        if rows.every.isVisible():
            layla.click(rows.every)
    layla.until(lambda: layla.names().count(resumes) == 8)
    layla.until(lambda: layla.names().count(layla.says("Done")) == 8)


def test_a_referral_that_was_left_stands_as_it_was_typed(layla: Hand):
    case = a_case(layla)
    refers(layla, case, "جواز السفر محتجز")
    layla.press("Back")
    layla.until(lambda: places(layla) == 1)
    page = refers(layla, case, "")
    layla.until(lambda: page.reason.read() == "جواز السفر محتجز")
    assert page.agreement.answer == ""  # a choice is never made beforehand


def test_the_legal_basis_for_one_agency_stands_in_no_others_dialog(layla: Hand):
    page = opens_case(layla, a_case(layla))

    def reason_of(agency: str) -> Area:
        consent.basis(page.of_course(), "share", agency)
        layla.until(lambda: bool(layla.window.dialogs()))
        layla.rests()
        return layla.find(layla.says("Reason"), Area)

    reason_of("prosecution").setPlainText("المادة 12")
    layla.press("Not now")
    layla.until(lambda: places(layla) == 1)
    assert reason_of("shelter").toPlainText() == ""
    layla.press("Not now")
    layla.rests()
    assert reason_of("prosecution").toPlainText() == "المادة 12"


def test_a_refused_referral_keeps_all_until_it_is_made(layla: Hand):
    case = a_case(layla)
    page = refers(layla, case, "no place to sleep")
    layla.press("Refer and print the letter")
    assert layla.reads(layla.says("Choose how the person answered."))
    for remembered in page.remembered:
        remembered.flush()
    layla.until(lambda: places(layla) == 1)
    assert page.reason.read() == "no place to sleep"
    layla.click(page.agreement.segments.parts["yes"])
    for message, value in (("How it was given", "signature"), ("Language in which it was asked", "ne")):
        layla.find(layla.says(message), Choose).choose(value)
    layla.press("Refer and print the letter")
    layla.sees(LetterPage)
    layla.until(lambda: places(layla) == 0)
    session = layla.window.context.session
    cells = layla.does(lambda: consents.grid(session, case))
    assert [c.agency for c in cells if c.purpose == "share" and c.answer == "yes"] == ["prosecution"]


def test_the_officers_view_survives_a_click_in_the_rail(layla: Hand):
    case = a_case(layla)
    page = opens_case(layla, case)
    result_view = page.content.result
    assert result_view is not None
    interview = result_view.interview_id
    layla.window.go(navigation.Result(case, interview))
    result: ResultScreen = layla.sees(ResultScreen)
    layla.until(lambda: result.remembered is not None)
    result.view.setPlainText("She looked at the door")
    layla.window.go(navigation.Home())
    layla.sees(Home)
    layla.window.go(navigation.Result(case, interview))
    screen_again: ResultScreen = layla.sees(ResultScreen)
    layla.until(lambda: screen_again.view.toPlainText() == "She looked at the door")


def test_when_and_where_to_try_again_survive_hiding_and_going_back(layla: Hand):
    layla.begins()
    answer(layla, present="employer", employer_safe="no")
    layla.press("Next")
    closing: Closing = layla.sees(Closing)
    closing.lines[0].setText("الأحد")
    layla.window.cover_now()
    layla.until(lambda: places(layla) == 1)
    layla.window.cover.hide()
    closing.show()
    closing.back()
    layla.sees(InterviewScreen)
    layla.press("Next")
    screen_again: Closing = layla.sees(Closing)
    layla.until(lambda: screen_again.lines[0].text() == "الأحد")
    screen_again.primary()
    layla.sees(Home)
    layla.until(lambda: places(layla) == 0)


def test_what_is_typed_is_on_the_disk_soon_after_the_last_key(layla: Hand):
    page = opens_case(layla, a_case(layla))
    refers(layla, page.case_id, "typed, then the power fails")
    layla.until(lambda: places(layla) == 1)  # nobody pressed anything
    session = layla.window.context.session
    place = layla.does(lambda: session.vault.database.rows("SELECT place FROM typed"))[0][0]
    assert "typed, then the power fails" in layla.does(lambda: typed_text.of(session, place)).values()


def test_secret_fields_are_never_kept(layla: Hand):
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from app.errors import N_
    from app.ui.parts.remembered_text import Remembered

    page = opens_case(layla, a_case(layla))
    body = QWidget(page)
    column = QVBoxLayout(body)
    for line in (LineInput(N_("Passphrase"), secret=True), LineInput(N_("Note"))):
        column.addWidget(line)
    remembered = Remembered(page, "a page", body)
    assert list(remembered.fields) == ["LineInput"]


def test_the_names_of_holders_stand_there_again_and_the_passphrase_never(layla: Hand):
    layla.window.go(navigation.HolderCards())
    page: OfficersCards = layla.sees(OfficersCards)
    for line, text in ((page.names[3], "Amal One"), (page.set_name, "2026"), (page.phrase, "walnut")):
        line.setText(text)
    layla.window.go(navigation.Home())
    layla.sees(Home)
    layla.until(lambda: places(layla) == 2)
    layla.window.go(navigation.HolderCards())
    again: OfficersCards = layla.sees(OfficersCards)
    layla.until(lambda: (again.names[3].text(), again.set_name.text()) == ("Amal One", "2026"))
    assert [line.text() for line in again.names].count("") == len(again.names) - 1
    assert again.phrase.text() == ""


# the dialogs that keep nothing: by a word of their title, with the reason
NOTHING_IS_TYPED = (
    "Role of", "Team of", "Withdraw the access", "Add a person to", "Remove {name} from",
    "End this agreement", "asks for a matching", "Enter an agreement", "Whose records?",
)  # fmt: skip
OPENS_SOMETHING = ("Take over user management?",)
IS_SEEN_AGAIN_AS_A_CHOICE = ("Filter the cases",)
# the modules that make a line or an area of their own outside of a form, and what becomes of it
SECRET = {"app/ui/" + name for name in (
    "lock.py", "passphrase_choice.py", "settings.py", "recovery.py", "recovery_card.py", "cover.py",
    "opening_way.py", "sending/recipient_key.py", "sharing/paper_sheet.py", "turned/return_sheet.py",
    "parts/dialog.py",
)}  # fmt: skip
SEARCH_OR_PLACE = {"app/ui/" + name for name in (
    "case/agency_picker.py", "sending/agency_card.py", "help_panel.py", "file_chooser.py",
    "interview/dialogs.py", "interview/choice_cards.py", "sync/sync_settings.py",
)}  # fmt: skip
BEFORE_RECORDS = {"app/ui/first_start.py"}
READ_ONLY = {"app/ui/sending/disclosure_review.py"}
ANSWERS = {"app/ui/interview/" + name for name in ("geo/geopoint.py", "numbers.py", "dates.py", "typed_answer.py")}
MAKES_FOR_A_FORM = {"app/ui/parts/form_dialog.py", "app/ui/parts/day_field.py"}
KEPT_BY_ITS_PAGE = {
    "app/ui/reassign_panel.py": "app/ui/work_board.py",
    "app/ui/sending/recipient_picker.py": "app/ui/sending/page.py",
    "app/ui/sharing/other_value.py": "app/ui/sharing/conflict.py",
}


def calls(*functions: str) -> Iterator[tuple[str, ast.Call]]:
    for file in sorted((ROOT / "app" / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in functions:
                yield file.relative_to(ROOT).as_posix(), node


def test_every_dialog_in_which_something_is_typed_keeps_it():
    for file, call in calls("Form"):
        named = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        if named["kept_as"] != "''":
            continue
        title = named["title"]
        if any(words in title for words in OPENS_SOMETHING + IS_SEEN_AGAIN_AS_A_CHOICE):
            continue
        assert any(words in title for words in NOTHING_IS_TYPED), (file, title)
        fields = [
            {keyword.arg: ast.unparse(keyword.value) for keyword in field.keywords}
            for field in ast.walk(call)
            if isinstance(field, ast.Call) and ast.unparse(field.func) == "FormField"
        ]
        assert {field.get("kind") for field in fields} <= {"'choose'", "'cards'"}, (file, title)
        assert "reason_field" not in named.get("parts", ""), (file, title)


def test_every_line_and_area_is_kept_or_has_a_reason_not_to_be():
    makers = {file for file, _call in calls("LineInput", "Area")}
    keepers = {file for file, _call in calls("Remembered")}
    excused = SECRET | SEARCH_OR_PLACE | BEFORE_RECORDS | READ_ONLY | ANSWERS | MAKES_FOR_A_FORM
    assert makers - keepers - excused == set(KEPT_BY_ITS_PAGE)
    assert set(KEPT_BY_ITS_PAGE.values()) <= keepers
    assert excused <= makers  # nothing is excused that is gone


def types(hand: Hand, field: QLineEdit | QPlainTextEdit, condition: Callable[[], bool]) -> None:
    """Letter after letter with no pause that a timer could wait for."""
    for _ in range(500):
        if condition():
            break
        QTest.keyClicks(field, "word ")
        hand.bot.wait(20)
    assert condition()


def test_who_writes_without_a_pause_is_kept_while_writing(layla: Hand):
    page = opens_case(layla, a_case(layla))
    refers(layla, page.case_id, "")
    types(layla, layla.find(layla.says("Reason"), LineInput), lambda: places(layla) == 1)
    layla.begins()
    answer(layla, present="nobody", overheard="no", wants_here="yes")
    answer(layla, consent_talk="yes", consent_record="yes")
    layla.screen._to_section("/data/person")
    field = question(layla, "name").first()
    controller = layla.screen.controller
    types(layla, field, lambda: bool(controller.interview.value("/data/person/name")))
