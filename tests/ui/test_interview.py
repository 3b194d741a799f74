"""An interview on the screen: what is given is kept, in either language, by hand or by key."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.casework.interviews import interview
from app.casework.questionnaires.form_parts import LABOUR
from app.ui import navigation
from app.ui.early_ending import Closing
from app.ui.home import Home
from app.ui.interview.screen import InterviewScreen
from app.ui.interview.typed_answer import TypedQuestion
from app.ui.labels import Label
from app.ui.parts.notice import announcer
from app.ui.read_back import ReadBack
from app.ui.review import ReviewScreen
from app.ui.thanks import Thanks
from app.ui.window import LOCKED
from tests.ui.forms import EVERYTHING

pytestmark = pytest.mark.screen
FIRST = "/data/first"


@pytest.fixture
def everything_form(tmp_path: Path) -> Path:
    file = tmp_path / "everything.md"
    file.write_text(EVERYTHING, "utf-8")
    return file


@pytest.fixture
def interviewing(opens, everything_form):
    """Opens an interview with the small questionnaire."""

    def open_(language="ar", **options):
        hand = opens(language, **options).unlocks_new()
        hand.opens_form(everything_form)
        return hand

    return open_


def question(hand, name):
    return next(q for q in hand.screen.page.questions() if q.ref.endswith(f"/{name}"))


def kept(hand):
    """Waits until the badge says kept, then reads what is durable, on the vault's thread."""
    hand.until(lambda: hand.screen.controller.state == "kept")
    session, draft, answers = hand.window.context.session, hand.screen.controller.live.draft_id, []
    hand.window.context.workers.write_vault(
        hand.window, lambda: dict(interview.resume(session, draft).interview.values()), answers.append
    )
    hand.until(lambda: bool(answers))
    return answers[0]


def talks_to_the_end(hand) -> Thanks:
    controller = hand.begins().controller
    answer(hand, present="nobody", overheard="no", wants_here="yes", consent_talk="yes",
           consent_record="yes", name="Sunita Tamang", age="26")  # fmt: skip
    hand.window.go(navigation.ReadBack(controller))
    hand.press("Agrees with what was read")
    hand.press("Finish")
    return hand.sees(Thanks)


def test_a_card_is_chosen_anywhere_on_it_and_kept(interviewing, language):
    hand = interviewing(language)
    card = question(hand, "safe").cards["yes"]
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=card.rect().bottomRight() - card.rect().center() / 4)
    assert card.isChecked()
    assert kept(hand)[f"{FIRST}/safe"] == "yes"
    assert hand.screen.bar.badge.accessibleName().startswith(hand.says("Saved"))


def test_a_chosen_card_is_cleared_by_another_press_and_is_a_radio_to_a_screen_reader(interviewing):
    hand = interviewing("en")
    card = question(hand, "safe").cards["yes"]
    hand.click(card)
    assert card.isChecked()
    hand.click(card)
    assert not card.isChecked()
    assert f"{FIRST}/safe" not in {path for path, value in kept(hand).items() if value}
    role = QAccessible.queryAccessibleInterface(card).role()
    assert role == QAccessible.Role.RadioButton


def test_the_badge_does_not_say_kept_before_it_is(interviewing):
    hand = interviewing("en")
    question(hand, "safe").cards["yes"].click()
    assert hand.screen.bar.badge.accessibleName() == "Saving"
    kept(hand)
    assert hand.screen.bar.badge.accessibleName().startswith("Saved")


@pytest.mark.parametrize("typed", ["14", "١٤", "۱۴"])
def test_digits_of_any_script_are_taken_and_the_users_are_shown(interviewing, typed, language):
    hand = interviewing(language)
    hours = question(hand, "hours")
    hours.line.setFocus()
    hours.line.insert(typed)
    hours.line.textEdited.emit(typed)
    hand.key(Qt.Key.Key_Tab)
    assert kept(hand)[f"{FIRST}/hours"] == "14"
    assert hours.line.text() == {"ar": "١٤", "en": "14"}[language]
    hours.more.click()
    assert kept(hand)[f"{FIRST}/hours"] == "15"


def test_while_typing_no_digits_of_two_scripts_stand_beside_each_other(interviewing, language):
    hand = interviewing(language)
    hours = question(hand, "hours")
    hours.line.setFocus()
    QTest.keyClicks(hours.line, "12")
    hours.step(1)
    QTest.keyClicks(hours.line, "4")
    assert hours.line.text() == {"ar": "١٣٤", "en": "134"}[language]
    day = question(hand, "since").lines["day"]
    QTest.keyClicks(day, "3")
    assert day.text() == {"ar": "٣", "en": "3"}[language]


def test_a_wrong_number_is_complained_about_after_typing_never_while(interviewing):
    hand = interviewing("en")
    hours = question(hand, "hours")
    hours.line.setFocus()
    QTest.keyClicks(hours.line, "99")
    assert not hours.problem.isVisible()
    hand.key(Qt.Key.Key_Tab)
    assert hours.problem.isVisible()


def test_quiet_answers_clear_the_others_stand_last_and_can_be_undone(interviewing):
    hand = interviewing("en")
    harms = question(hand, "harms")
    assert list(harms.cards) == ["pay", "rest", "none", "refused"]
    harms.cards["pay"].click()
    harms.cards["rest"].click()
    harms.cards["none"].click()
    assert kept(hand)[f"{FIRST}/harms"] == "none"
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert kept(hand)[f"{FIRST}/harms"] == "pay rest"
    harms.cards["refused"].click()
    harms.cards["pay"].click()
    assert kept(hand)[f"{FIRST}/harms"] == "pay"


@pytest.mark.both_languages
def test_everything_by_keyboard(interviewing, language):
    hand = interviewing(language)
    assert QApplication.focusWidget() is question(hand, "safe").cards["yes"]
    hand.key(Qt.Key.Key_2)
    assert kept(hand)[f"{FIRST}/safe"] == "no"
    hand.key(Qt.Key.Key_Down)
    assert QApplication.focusWidget() is question(hand, "safe").cards["no"]
    hand.key(Qt.Key.Key_Left if language == "ar" else Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Space)
    assert kept(hand)[f"{FIRST}/safe"] == "unknown"
    hand.key(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is question(hand, "name").line
    hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert hand.screen.here.startswith("/data/worker")


def test_a_question_appears_and_vanishes_with_its_condition(interviewing):
    hand = interviewing("en")
    assert not hand.reads("Detail")
    question(hand, "safe").cards["no"].click()
    assert hand.reads("Detail")
    question(hand, "safe").cards["yes"].click()
    assert not hand.reads("Detail")


def test_the_language_changes_in_the_middle_of_a_word(interviewing, language):
    hand = interviewing(language)
    name = question(hand, "name")
    name.line.setFocus()
    QTest.keyClicks(name.line, "Sun")
    hand.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(QApplication.focusWidget(), "ita")
    assert name.line.text() == "Sunita"
    assert QApplication.focusWidget() is name.line
    second_label = {"ar": "Name", "en": "الاسم"}[language]
    assert name.pair.first.text() == second_label
    assert hand.screen.page.questions()[1] is name
    hand.key(Qt.Key.Key_Tab)
    assert kept(hand)[f"{FIRST}/name"] == "Sunita"


def test_both_languages_stand_side_by_side_or_either(interviewing):
    hand = interviewing("ar")
    safe = question(hand, "safe")
    assert (safe.pair.first.text(), safe.pair.second.text()) == ("هل المكان آمن؟", "Is it safe?")
    assert safe.cards["yes"].accessibleDescription() == "Yes · هل المكان آمن؟"
    hand.click(hand.screen.bar.languages)
    hand.press("No second language")
    assert not safe.pair.second.isVisible()


def test_what_is_required_is_named_once_and_next_goes_on(interviewing):
    hand = interviewing("en")
    hand.press("Next")
    assert hand.reads("Not asked yet: Is it safe?")
    hand.press("العربية")
    assert "هل المكان آمن؟" in hand.screen.banner.sentence.text()
    hand.press("English")
    hand.press("Go there")
    assert QApplication.focusWidget() is question(hand, "safe").cards["yes"]
    hand.press("Next")
    assert hand.screen.here != FIRST


def test_next_says_at_once_what_is_to_be_corrected_and_then_goes_on(interviewing):
    hand = interviewing("en")
    hand.screen.controller.answer(question(hand, "safe").ref, "yes")
    hours = question(hand, "hours")
    hours.line.setFocus()
    QTest.keyClicks(hours.line, "99")
    hand.screen.area.verticalScrollBar().setValue(hand.screen.area.verticalScrollBar().maximum())
    hand.press("Next")
    assert hand.screen.here == FIRST
    assert hours.problem.isVisible()
    inside = hand.screen.area.viewport()
    place = hours.rect().translated(hours.mapTo(inside, QPoint(0, 0)))
    assert inside.rect().contains(place)
    assert QApplication.focusWidget() is hours.line
    hand.press("Next")
    assert hand.screen.here != FIRST  # whoever is in a hurry goes on
    assert kept(hand)[hours.ref] == "99"
    hand.window.go(navigation.Review(hand.screen.controller))
    hand.sees(ReviewScreen)
    assert hand.reads("Answers to correct")


def test_what_a_talk_is_stands_whole_above_when_it_began(opens, language):
    hand = opens(language).unlocks_new()
    hand.window.go(navigation.StartInterview(part=LABOUR))
    screen = hand.sees(InterviewScreen)
    hand.rests()
    title, began = screen.bar.names.findChildren(Label)
    assert title.sizeHint().width() > began.sizeHint().width()
    assert title.width() >= title.sizeHint().width()


def test_entries_of_a_list_are_added_opened_and_removed(interviewing):
    hand = interviewing("en")
    hand.screen._to_section("/data/worker")
    count = len([r for r in hand.screen.page.items if r.endswith("]")])
    hand.press("Add an entry")
    assert len([r for r in hand.screen.page.items if r.endswith("]")]) == count + 1
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "Maya")
    hand.key(Qt.Key.Key_Tab)
    assert "Maya" in kept(hand).values()
    assert hand.reads("Maya")
    removers = [n for n in hand.names() if n == "Remove"]
    hand.press("Remove")
    assert len([n for n in hand.names() if n == "Remove"]) == len(removers) - 1


def test_a_date_is_typed_in_three_fields_and_echoed_in_both_calendars(interviewing):
    hand = interviewing("en")
    since_question = question(hand, "since")
    since_question.lines["day"].setFocus()
    for text in ("٠٣", "٠٢"):
        QApplication.focusWidget().insert(text)
        QApplication.focusWidget().textEdited.emit(text)
    QApplication.focusWidget().insert("2026")
    hand.key(Qt.Key.Key_Tab)
    assert kept(hand)[f"{FIRST}/since"] == "2026-02-03"
    assert hand.reads("Tuesday 3 February 2026")


def test_leaving_and_resuming_goes_back_to_the_section(interviewing):
    hand = interviewing("en")
    question(hand, "safe").give("yes")
    hand.screen._to_section("/data/last")
    hand.press("Close")
    hand.sees(Home)
    hand.until(lambda: "Continue" in hand.names())
    hand.press("Continue")
    assert hand.sees(InterviewScreen).here == "/data/last"


def test_an_interview_that_was_closed_without_an_answer_is_not_on_today(interviewing, language):
    hand = interviewing(language)
    hand.press("Close")
    hand.sees(Home)
    hand.until(lambda: hand.reads(hand.says("No unfinished interviews.")))
    assert hand.says("Continue") not in hand.names()


def opened_as_after_a_crash(hand) -> list[str]:
    """The interview anew, of what is durable; what a screen reader says at once."""
    previous, spoken = hand.screen, []
    typed = [question for question in previous.page.questions() if isinstance(question, TypedQuestion)]
    hand.until(lambda: not any(each._pause.isActive() for each in typed))
    hand.until(lambda: not previous.controller._moved.isActive())
    kept(hand)
    announcer.spoken.connect(spoken.append)
    hand.window.go(navigation.ResumeInterview(previous.controller.live.draft_id))
    hand.until(lambda: hand.screen is not previous)
    hand.sees(InterviewScreen)
    QApplication.processEvents()
    return spoken


def test_after_a_crash_one_goes_on_where_one_was(interviewing, language):
    hand = interviewing(language)
    question(hand, "safe").cards["no"].click()
    for name, text in (("name", "Half a na"), ("detail", "She came with half a sent")):
        field = question(hand, name).first()
        field.setFocus()
        QTest.keyClicks(field, text)
        spoken = opened_as_after_a_crash(hand)
        field = question(hand, name).first()
        assert QApplication.focusWidget() is field
        QTest.keyClicks(field, "!")
        assert question(hand, name).typed() == f"{text}!"
        label = hand.screen.controller.node(question(hand, name).ref).label
        assert any(label in sentence for sentence in spoken)
    question(hand, "since").lines["day"].setFocus()  # she went on, and typed nothing there
    opened_as_after_a_crash(hand)
    assert question(hand, "since").isAncestorOf(QApplication.focusWidget())


def test_after_a_choice_one_goes_on_with_what_is_still_open(interviewing):
    hand = interviewing("en")
    card = question(hand, "safe").cards["yes"]
    card.setFocus()
    card.click()
    opened_as_after_a_crash(hand)
    assert QApplication.focusWidget() is question(hand, "name").line


def test_the_field_being_typed_is_kept_when_the_program_locks(interviewing, layla):
    hand = interviewing("en")
    name = question(hand, "name")
    name.line.setFocus()
    QTest.keyClicks(name.line, "Half a na")
    vault = hand.window.context.officer.vault_id
    hand.window.lock()
    assert hand.window.exit_code == LOCKED
    layla.vault_id = vault
    session = layla.unlocks()
    [draft] = interview.drafts(session)
    assert interview.resume(session, draft.id).interview.values()[f"{FIRST}/name"] == "Half a na"
    assert draft.interrupted
    session.close()


def test_what_was_given_just_before_finishing_is_in_the_case(opens):
    hand = opens("en").unlocks_new()
    hand.window.go(navigation.Case(talks_to_the_end(hand).case_id))
    hand.until(lambda: hand.reads("Sunita Tamang"))


def test_the_end_leads_to_a_review_with_links(interviewing):
    hand = interviewing("en")
    hand.screen._to_section("/data/last")
    hand.press("Next")
    hand.sees(ReviewScreen)
    assert hand.reads("Required by the form, not asked yet")
    hand.press("Go there")
    screen = hand.sees(InterviewScreen)
    assert screen.here == FIRST
    hand.press("Done: back to the review")  # names once what is still not asked here
    hand.press("Done: back to the review")
    hand.sees(ReviewScreen)  # by itself, not the next section


@pytest.mark.parametrize("name", ["months_owed", "accident", "age_begin"])
def test_the_question_that_the_review_leads_to_is_in_view(opens, name):
    hand = opens("en").unlocks_new()
    hand.window.go(navigation.StartInterview(part=LABOUR))
    controller = hand.sees(InterviewScreen).controller
    answer(hand, present="nobody", overheard="no", wants_here="yes", consent_talk="yes", consent_record="yes")
    place = next(q.path for q in controller.form.questions() if q.name == name)
    hand.window.go(navigation.Interview(controller, ref=place, for_review=True))
    screen = hand.sees(InterviewScreen)
    hand.rests()
    inside, asked = screen.area.viewport(), question(hand, name)
    top = asked.mapTo(inside, QPoint(0, 0)).y()
    assert top >= 0
    assert top + asked.height() <= inside.height()


def test_below_the_last_question_of_a_section_there_is_nothing_to_scroll_to(opens, language):
    hand = opens(language).unlocks_new()
    screen = hand.begins()
    answer(hand, present="nobody", overheard="no", wants_here="yes", consent_talk="yes", consent_record="yes")
    for page in screen.controller.pages():
        screen.open_page(page.ref)
        hand.rests()
        canvas = screen.area.widget()
        ends = [asked.mapTo(canvas, asked.rect().bottomLeft()).y() for asked in screen.page.questions()]
        below = canvas.height() - max(ends)
        assert below < 48 or canvas.height() == screen.area.viewport().height(), page.ref


def test_every_section_of_a_screening_is_in_sight(opens, language):
    hand = opens(language).unlocks_new()
    contents = hand.begins().contents
    hand.rests()
    assert len(contents.rows) > 12
    inside = contents.area.viewport()
    for row in contents.rows.values():
        place = row.rect().translated(row.mapTo(inside, QPoint(0, 0)))
        assert inside.rect().contains(place), row.accessibleName()
    assert contents.area.verticalScrollBar().maximum() == 0


def test_what_is_asked_of_the_person_stays_in_sight_however_long_the_answers_are(interviewing):
    hand = interviewing("en")
    controller = hand.screen.controller
    hand.window.go(navigation.ReadBack(controller))
    page = hand.sees(ReadBack)
    for size in ((1366, 768), (1093, 614), (700, 500)):
        hand.window.resize(*size)
        hand.rests()
        bar = page.area.verticalScrollBar()
        bar.setValue(0)
        corner = page.cards[0].mapTo(page, page.cards[0].rect().topLeft())
        assert page.rect().contains(QRect(corner, page.cards[0].size())), size
        assert page.area.isAncestorOf(page.asked) == (size[1] < 600), size


def answer(hand, **values):
    for question_ in hand.screen.controller.form.questions():
        value = values.get(question_.name)
        if value:
            assert hand.screen.controller.answer(question_.path, value) == ""


def test_an_unsafe_place_closes_with_neutral_words_and_keeps_only_when_where_how(opens, language):
    hand = opens(language).unlocks_new()
    hand.begins()
    answer(hand, present="employer", employer_safe="no")
    hand.press("Next")
    closing = hand.sees(Closing)
    assert hand.reads(hand.says("We stop here for today. We can talk another time."))
    for line, text in zip(closing.lines, ("الأحد", "السوق", "عند الباب"), strict=True):
        line.insert(text)
    hand.press("Close")
    hand.sees(Home)
    hand.until(lambda: hand.reads("الأحد"))
    assert "Continue" not in hand.names()


def test_consent_refused_destroys_the_draft(opens):
    hand = opens("en").unlocks_new()
    hand.begins()
    answer(hand, present="nobody", overheard="no", wants_here="yes", consent_talk="no")
    hand.press("Next")
    hand.sees(Closing)
    hand.press("Delete and close")
    hand.sees(Home)
    session, outcomes = hand.window.context.session, []
    hand.window.context.workers.read_vault(
        hand.window, lambda: (interview.drafts(session), interview.refusals(session)), outcomes.append
    )
    hand.until(lambda: bool(outcomes))
    assert outcomes == [([], 1)]


def test_a_draft_is_discarded_only_after_a_question_whose_safe_answer_has_the_focus(opens):
    hand = opens("en").unlocks_new()
    hand.begins()
    answer(hand, present="nobody")
    hand.press("Close")
    hand.sees(Home)
    hand.until(lambda: "Discard" in hand.names())
    hand.press("Discard")
    assert QApplication.focusWidget().accessibleName() == "Save"
    hand.key(Qt.Key.Key_Escape)
    assert "Discard" in hand.names()
    hand.press("Discard")
    hand.press("Delete the interview")
    hand.until(lambda: hand.reads("No unfinished interviews."))
