"""The parts of a case's work, from its page: begun, prefilled, finished, shown."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit

from app.case import events
from app.casework.cases import queries
from app.casework.interviews import interview as work
from app.casework.lifecycle import closure, decisions, support_services, tasks
from app.casework.questionnaires import forms
from app.casework.session.session import Session
from app.language import strip_marks
from app.ui import navigation, theme
from app.ui.case.page import CaseScreen
from app.ui.interview.controller import InterviewController
from app.ui.interview.page import KnownLine
from app.ui.interview.screen import InterviewScreen
from app.ui.labels import said
from app.ui.parts import RadioCard
from app.ui.sending.page import SendPage
from app.ui.thanks import Thanks
from tests.people import PHRASE
from tests.ui.hand import Hand
from tests.ui.office import finished

pytestmark = pytest.mark.screen
SAFE = {"present": "nobody", "overheard": "no", "wants_here": "yes", "consent_talk": "yes", "consent_record": "yes"}


@pytest.fixture
def layla(opens, language) -> Hand:
    return opens(language).unlocks_new()


def session(hand: Hand) -> Session:
    return hand.window.context.session


def a_case(hand: Hand, **facts: str) -> str:
    answers = {"name": "Sunita Tamang", "language": "ne", "employer": "Sample Trading", **facts}
    return hand.does(lambda: finished(session(hand), answers)).case_id


def holds(hand: Hand, case: str, part: str, **answers: str) -> None:
    """An interview of a part, without the screen."""

    def held() -> None:
        row = forms.forms(session(hand), part)[0]
        live = work.start(session(hand), row.hash, case_id=case)
        questions = {definition.name: definition.path for definition in live.form.questions()}
        for name, value in {**SAFE, **answers}.items():
            kept_answers = live.interview.answer(questions[name], value).answers
            work.keep(session(hand), live.draft_id, kept_answers)
        work.finish(session(hand), live.draft_id)

    hand.does(held)


def passes_the_gates(controller: InterviewController) -> None:
    questions = {definition.name: definition.path for definition in controller.form.questions()}
    for name, value in SAFE.items():
        assert controller.answer(questions[name], value) == ""


def in_days(hand: Hand, days: int) -> str:
    return (hand.window.context.clock() + timedelta(days=days)).date().isoformat()


def risky(hand: Hand, case: str, level: str = "high") -> None:
    day = in_days(hand, 7)
    holds(hand, case, "risk", risk_level=level, risk_why="threats", risk_review=day)


def opens_case(hand: Hand, case: str, tab: str = "Overview") -> CaseScreen:
    hand.window.go(navigation.Case(case))
    page: CaseScreen = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None and page.told.id == case)
    if tab != "Overview":
        hand.opens_tab(tab)
    return page


def beside(hand: Hand, message: str, word: str) -> QAbstractButton | None:
    """The button of a row, by what the row is about."""
    buttons = (button for button in hand.window.findChildren(QAbstractButton) if button.isVisible())
    labels = strip_marks(hand.says(message)), strip_marks(hand.says(word))
    return next((e for e in buttons if (e.accessibleDescription(), e.accessibleName()) == labels), None)


def presses_beside(hand: Hand, message: str, word: str) -> None:
    hand.until(lambda: beside(hand, message, word) is not None)
    button = beside(hand, message, word)
    assert button is not None
    button.click()


def test_what_the_case_knows_is_a_line_and_is_asked_only_to_be_changed(layla: Hand):
    case = a_case(layla)
    opens_case(layla, case, "Interviews")
    presses_beside(layla, "Risk review", "Begin")
    screen: InterviewScreen = layla.sees(InterviewScreen)
    controller = screen.controller
    passes_the_gates(controller)
    names = {controller.node(ref).name: ref for ref in controller.known}
    assert {"sex", "language"} <= set(names)
    section = next(page.ref for page in controller.pages() if names["language"] in page.refs)
    screen.open_page(section)
    assert screen.page is not None
    assert [known_line.ref for known_line in screen.findChildren(KnownLine)] == [
        ref for ref in screen.page.refs() if ref in controller.known
    ]
    presses_beside(layla, controller.node(names["language"]).label, "Change")
    assert names["language"] in {question.ref for question in screen.page.questions()}
    assert names["sex"] in controller.known
    screen.leave()
    opens_case(layla, case, "Interviews")
    presses_beside(layla, "Risk review", "Continue")
    screen_again: InterviewScreen = layla.sees(InterviewScreen)
    assert set(screen_again.controller.known) == set(names.values())


def test_a_high_risk_asks_for_a_safety_plan_before_all_else(layla: Hand):
    case = a_case(layla)
    risky(layla, case)
    page = opens_case(layla, case)
    layla.until(lambda: page.next is not None)
    assert page.next is not None
    assert page.next.accessibleName() == layla.says("Make a safety plan")
    layla.opens_tab("Progress")
    layla.until(lambda: layla.reads(layla.says("No safety plan")))
    layla.opens_tab("Overview")
    page.next.click()
    screen: InterviewScreen = layla.sees(InterviewScreen)
    assert screen.controller.form.id == "safety-plan"
    screen.leave()
    holds(layla, case, "safety-plan", agreed="yes")
    page = opens_case(layla, case, "Progress")
    layla.until(lambda: layla.reads(layla.says("Safety plan made")))
    course = page.of_course().course
    assert course.care.risk is not None
    assert (course.care.risk.level, course.care.risk.planned) == ("high", True)
    assert {check.id: check.answer for check in course.checks}["risk-review"] == "yes"


def test_a_need_is_referred_with_the_agency_that_answers_it_or_given_here(layla: Hand):
    case = a_case(layla)
    holds(layla, case, "needs", need_legal="days", need_food="now", need_work="no")
    page = opens_case(layla, case, "Progress")
    needs = {need.id: said(need.name) for need in page.of_course().course.care.needs}
    assert list(needs) == ["food", "legal"]
    presses_beside(layla, needs["legal"], "Refer")
    refer: SendPage = layla.sees(SendPage)
    layla.until(lambda: refer.whom.agencies.value() is not None)
    assert refer.whom.agencies.value().key()[:2] == ("shelter", "legal aid")
    assert refer.reason.read() == needs["legal"]
    page = opens_case(layla, case, "Progress")
    presses_beside(layla, needs["food"], "Record a service")
    layla.until(lambda: layla.says("Record it") in layla.names())
    layla.press("Record it")
    assert layla.reads(layla.says("First enter what was provided."))
    layla.type("What was provided", "سلة غذائية")
    layla.press("Record it")
    layla.until(lambda: len(page.of_course().course.care.services) == 1)
    (need, _) = page.of_course().course.care.needs
    assert not need.open
    presses_beside(layla, "سلة غذائية", "Recorded by mistake")
    layla.until(lambda: layla.says("Undo this entry") in layla.names())
    layla.press("Undo this entry")
    assert layla.reads(layla.says("Enter the reason first."))
    layla.find(layla.says("Reason"), QPlainTextEdit).setPlainText("x")
    layla.press("Undo this entry")
    layla.until(lambda: not page.of_course().course.care.services)


def test_the_time_to_recover_is_counted_and_made_longer_with_a_reason(layla: Hand):
    case = a_case(layla)
    layla.does(lambda: decisions.decide(session(layla), case, "possible", "the inspector", "signs"))
    layla.window.context.clock.pass_(days=4)
    page = opens_case(layla, case, "Progress")
    layla.until(lambda: layla.says("Extend") in layla.names())
    assert layla.reads(strip_marks(layla.says("recommended, not statutory")))
    layla.press("Extend")
    layla.until(lambda: layla.says("Leave it as it is") in layla.names())
    layla.click(layla.find(layla.says("Extend"), within=layla.window.dialogs()[-1]))
    assert layla.reads(layla.says("Enter the reason first."))
    layla.find(layla.says("Reason"), QPlainTextEdit).setPlainText("in hospital")
    layla.click(layla.find(layla.says("Extend"), within=layla.window.dialogs()[-1]))
    layla.until(lambda: page.of_course().course.care.recovery.days == 45)
    recovery = page.of_course().course.care.recovery
    assert (recovery.day, recovery.reasons[0][:2]) == (5, (45, "in hospital"))
    (task,) = [task for task in tasks.tasks(session(layla)) if task.kind == "recovery"]
    assert (task.due - layla.window.context.clock()).days in (40, 41)


def test_the_journey_stands_on_the_page_of_a_smuggled_person_alone(layla: Hand):
    case = a_case(layla)
    page = opens_case(layla, case)
    assert "smuggling" not in {part.id for part in page.of_course().course.parts}
    layla.does(lambda: closure.set_kinds(session(layla), case, ["smuggling"], "the boat"))
    holds(
        layla, case, "smuggling", route="Sample Port, Sample Sea", means="sea foot", border="outside",
        fee="900", currency="USD", fee_to="abroad", papers="forged",
    )  # fmt: skip
    page = opens_case(layla, case, "Progress")
    layla.until(lambda: layla.reads("Sample Port, Sample Sea"))
    (kind,) = page.of_course().course.kinds
    assert layla.reads(strip_marks(said(kind.note)))
    assert layla.reads(strip_marks(said(kind.results[0])))
    assert layla.reads(f"{theme.words().own_digits('900')} USD")
    facts = queries.case(session(layla), case).facts
    assert facts["smuggling_documents"] == "forged"
    assert support_services.care_of(session(layla), queries.case_of(session(layla), case)).needs == ()


def test_a_hidden_answer_that_is_known_is_shown_only_when_asked_for_and_the_case_says_who_saw_it(layla: Hand):
    case = a_case(layla)
    holds(layla, case, "follow-up", reached="person", safe_contact="the neighbour’s shop")
    risky(layla, case)
    opens_case(layla, case, "Interviews")
    presses_beside(layla, "Safety plan", "Begin")
    screen: InterviewScreen = layla.sees(InterviewScreen)
    controller = screen.controller
    passes_the_gates(controller)
    ref = next(ref for ref in controller.known if controller.node(ref).name == "safe_contact")
    screen.open_page(next(page.ref for page in controller.pages() if ref in page.refs))
    layla.until(lambda: layla.reads(strip_marks(layla.says("On file, but hidden"))))
    assert not layla.reads("the neighbour’s shop")
    presses_beside(layla, controller.node(ref).label, "Show and change")
    assert screen.page is not None
    assert ref in {question.ref for question in screen.page.questions()}

    def looks() -> list[dict]:
        timeline = queries.case_of(session(layla), case).timeline
        return [dict(event.content) for event in timeline if event.what == events.VIEWED]

    layla.until(lambda: bool(layla.does(looks)))
    (view,) = layla.does(looks)
    assert [path.rpartition("/")[2] for path in view["answers"]] == ["safe_contact"]


def test_what_is_asked_anew_says_what_was_said_the_last_time(layla: Hand):
    case = a_case(layla)
    risky(layla, case, "medium")
    opens_case(layla, case, "Interviews")
    presses_beside(layla, "Risk review", "Once more")
    screen: InterviewScreen = layla.sees(InterviewScreen)
    passes_the_gates(screen.controller)
    screen.open_page(screen.controller.pages()[-1].ref)
    level = layla.says("Medium")
    layla.until(lambda: any((level in text and "2026" in text) or "٢٠٢٦" in text for text in layla.shown()))
    screen.leave()


def test_a_part_that_is_finished_goes_back_to_its_case_and_hidden_answers_are_not_read_back(layla: Hand):
    case = a_case(layla)
    holds(layla, case, "follow-up", reached="person", safe_contact="the neighbour’s shop")
    risky(layla, case)
    opens_case(layla, case, "Interviews")
    presses_beside(layla, "Safety plan", "Begin")
    controller = layla.sees(InterviewScreen).controller
    paths = {question.name: question.path for question in controller.form.questions()}
    for name, value in {**SAFE, "agreed": "yes", "take_along": "passport"}.items():
        assert controller.answer(paths[name], value) == ""
    layla.window.go(navigation.ReadBack(controller))
    layla.until(lambda: layla.reads("passport"))
    assert not layla.reads("the neighbour’s shop")
    layla.click(layla.find(strip_marks(layla.says("Agrees with what was read")), RadioCard))
    layla.press("Finish")
    thanks: Thanks = layla.sees(Thanks)
    assert not thanks.next_worker.isVisible()
    thanks.primary()
    layla.until(lambda: layla.says("I am alone: continue") in layla.names())
    layla.type("Passphrase", PHRASE)
    layla.press("I am alone: continue")
    page: CaseScreen = layla.sees(CaseScreen)
    layla.until(lambda: page.told is not None)
    parts = {part.id: part for part in page.of_course().course.parts}
    assert (parts["safety-plan"].count, parts["safety-plan"].draft) == (1, "")
