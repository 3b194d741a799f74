"""What a dialog of fields sees to, whatever it asks."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.casework.session import typed_text
from app.disk import OutOfMemory
from app.errors import N_
from app.ui.home import Home
from app.ui.parts import CheckCard, Choose, FieldProblem, RadioCard
from app.ui.parts.form_dialog import FieldAnswers, Form, FormDialog, FormField, reason_field
from app.ui.parts.frame import IN_CASE
from app.ui.parts.remembered_text import place_of

pytestmark = pytest.mark.screen
TITLE = N_("A hearing")


def asks(hand, kept_as: str = "hearing", **named) -> FormDialog:
    Form(title=TITLE, sentence="", kept_as=kept_as, verb=N_("Save"), leave=N_("Not now"), **named).ask(hand.screen)
    hand.until(lambda: "Save" in hand.names())
    return hand.window.dialogs()[-1]


@pytest.fixture
def hand(opens):
    hand = opens("en").unlocks_new()
    hand.sees(Home)
    hand.until(lambda: hand.says("Start an interview") in hand.names())
    return hand


def test_what_is_missing_is_said_where_it_is_and_nothing_is_kept(hand):
    saved: list[FieldAnswers] = []
    dialog = asks(hand, parts=[FormField(name="court", label=N_("Court or room")), reason_field()], save=saved.append)
    hand.press("Save")
    assert hand.reads("Enter the reason first.")
    assert QApplication.focusWidget().accessibleName() == "Reason"
    assert not saved
    assert hand.window.dialogs() == [dialog]
    hand.find("Reason").setPlainText("  misheard  ")
    assert not hand.reads("Enter the reason first.")
    hand.press("Save")
    hand.until(lambda: not hand.window.dialogs())
    assert [answers.text("reason") for answers in saved] == ["misheard"]


def test_a_complaint_goes_as_soon_as_what_was_missing_is_chosen(hand):
    wanted = {kind: N_(f"Missing: {kind}") for kind in ("choose", "ticks", "cards", "day")}
    choices = [("", N_("Choose")), ("yes", N_("Yes"))]
    dialog = asks(
        hand,
        parts=[
            FormField(name="choose", label=N_("One"), kind="choose", choices=choices, required=wanted["choose"]),
            FormField(name="ticks", label=N_("Any"), kind="ticks", choices=choices[1:], required=wanted["ticks"]),
            FormField(name="cards", label=N_("Card"), kind="cards", choices=choices[1:], required=wanted["cards"]),
            FormField(name="day", label=N_("Day"), kind="day", required=wanted["day"]),
        ],
        save=lambda _answers: None,
    )
    hand.press("Save")
    assert [kind for kind, sentence in wanted.items() if hand.reads(sentence)] == list(wanted)
    dialog.body.findChild(Choose).choose("yes")
    dialog.body.findChild(CheckCard).click()
    dialog.body.findChild(RadioCard).click()
    hand.type("Day", "3")
    assert [sentence for sentence in wanted.values() if hand.reads(sentence)] == []


def test_what_depends_on_an_answer_is_asked_only_then_and_else_not_answered(hand):
    saved: list[FieldAnswers] = []
    asks(
        hand,
        parts=[
            FormField(
                name="kind",
                kind="choose",
                label=N_("Group"),
                choices=[("old", N_("Earlier")), ("new", N_("A new group"))],
            ),
            FormField(
                name="name",
                label=N_("Name"),
                required=N_("Enter the reason first."),
                asked_if=lambda answers: answers["kind"] == "new",
            ),
        ],
        save=saved.append,
    )
    choice = hand.find("Group")
    assert "Name" not in hand.names()
    choice.choose("new")
    hand.type("Name", "kiln")
    hand.press("Save")
    hand.until(lambda: bool(saved))
    assert (saved[0].text("kind"), saved[0].text("name")) == ("new", "kiln")


def test_what_was_written_before_it_stopped_being_asked_is_not_answered(hand):
    saved: list[FieldAnswers] = []
    asks(
        hand,
        parts=[
            FormField(
                name="kind",
                kind="choose",
                label=N_("Group"),
                value="new",
                choices=[("old", N_("Earlier")), ("new", N_("A new group"))],
            ),
            FormField(name="name", label=N_("Name"), asked_if=lambda answers: answers["kind"] == "new"),
        ],
        save=saved.append,
    )
    hand.type("Name", "kiln")
    hand.find("Group").choose("old")
    hand.press("Save")
    hand.until(lambda: bool(saved))
    assert saved[0].text("name") == ""


def test_a_second_press_while_it_is_kept_keeps_it_once(hand):
    saved: list[FieldAnswers] = []
    go_on = threading.Event()

    def save(answers: FieldAnswers) -> None:
        go_on.wait(10)
        saved.append(answers)

    asks(hand, parts=[reason_field()], save=save)
    hand.find("Reason").setPlainText("misheard")
    hand.press("Save")
    hand.press("Save")
    go_on.set()
    hand.until(lambda: not hand.window.dialogs())
    hand.does(lambda: None)  # whatever was still to be kept is kept
    assert len(saved) == 1


def test_what_was_put_right_while_it_was_refused_is_kept_when_it_was_pressed_again(hand):
    saved: list[str] = []
    go_on = threading.Event()

    def save(answers: FieldAnswers) -> None:
        go_on.wait(10)
        if answers.text("reason") != "misheard":
            raise OutOfMemory
        saved.append(answers.text("reason"))

    dialog = asks(hand, parts=[reason_field()], save=save)
    hand.find("Reason").setPlainText("mis")
    hand.press("Save")
    hand.find("Reason").setPlainText("misheard")
    hand.press("Save")
    go_on.set()
    hand.until(lambda: saved == ["misheard"])
    hand.until(lambda: not hand.window.dialogs())
    assert dialog not in hand.window.dialogs()


def test_a_refusal_is_said_and_the_dialog_stays_with_what_was_typed(hand):
    def save(_answers: FieldAnswers) -> None:
        raise OutOfMemory

    dialog = asks(hand, parts=[reason_field()], save=save)
    hand.find("Reason").setPlainText("misheard")
    hand.press("Save")
    hand.until(lambda: any(problem.isVisible() for problem in dialog.findChildren(FieldProblem)))
    assert hand.find("Reason").toPlainText() == "misheard"


@pytest.mark.parametrize("kept_as", ["hearing", ""])
def test_what_opens_something_is_never_kept_before_it_is_said(hand, kept_as):
    dialog = asks(hand, parts=[reason_field()], kept_as=kept_as)
    hand.find("Reason").setPlainText("granite walnut seven")
    hand.click(dialog.buttons[0])
    hand.until(lambda: not hand.window.dialogs())
    session, place = hand.window.context.session, place_of(hand.screen, kept_as)
    kept = hand.does(lambda: typed_text.of(session, place))
    assert kept == ({"reason": "granite walnut seven"} if kept_as else {})


def test_what_cannot_be_taken_back_has_the_safe_answer_in_focus_and_last(hand):
    saved: list[FieldAnswers] = []
    dialog = asks(hand, parts=[reason_field()], kind="grave", save=saved.append)
    safe, act = dialog.buttons
    assert QApplication.focusWidget() is safe
    assert dialog.row.itemAt(dialog.row.count() - 1).widget() is safe
    assert (safe.kind, act.kind) == ("second", "grave")
    dialog.primary()  # Ctrl and Enter
    assert hand.window.dialogs() == [dialog]
    hand.key(Qt.Key.Key_Escape)
    assert hand.window.dialogs() == []
    assert saved == []


def test_an_answer_can_make_it_what_cannot_be_taken_back(hand):
    choices = [("yes", N_("Yes")), ("withdrawn", N_("Withdrawn"))]
    dialog = asks(
        hand,
        parts=[FormField(name="answer", kind="cards", choices=choices, value="yes")],
        grave_when=lambda answers: answers.text("answer") == "withdrawn",
    )
    safe, act = dialog.buttons
    assert act.kind == "primary"
    hand.press("Withdrawn")
    assert act.kind == "grave"
    assert dialog.row.itemAt(dialog.row.count() - 1).widget() is safe
    hand.press("Yes")
    assert act.kind == "primary"
    assert dialog.row.itemAt(dialog.row.count() - 1).widget() is act
    hand.press("Not now")


def test_what_came_of_an_act_is_shown_after_its_sentence_and_stays(hand):
    asks(
        hand,
        save=lambda _answers: None,
        success=lambda _answers: N_("The agreement was saved."),
        after_save=lambda: hand.screen.succeed(N_("Sent to the printer.")),
    )
    hand.press("Save")
    hand.until(lambda: hand.reads("Sent to the printer."))
    assert not hand.reads("The agreement was saved.")


def test_only_the_page_of_a_case_says_that_it_stands_in_the_case(hand):
    hand.screen.say_done(IN_CASE)
    assert not hand.reads("It is recorded in the case")
    hand.screen.is_of_case = True
    hand.screen.say_done(IN_CASE)
    assert hand.reads("It is recorded in the case")
