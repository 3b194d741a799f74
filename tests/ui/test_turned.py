"""The screen that is turned to the person: her words alone, her answers by touch, and the way back."""

import math
import struct
import wave
from ctypes.util import find_library

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from app.casework.cases import queries
from app.casework.interviews import interview as work
from app.casework.questionnaires.person_words import person_words
from app.disk import DiskFull
from app.language import strip_marks
from app.ui import navigation
from app.ui.early_ending import Closing
from app.ui.interview.language_choice import LanguageCard, LanguageChoice
from app.ui.interview.screen import InterviewScreen
from app.ui.parts.scroll_bar import OverlaidBar
from app.ui.thanks import Thanks
from app.ui.turned.parts import TOUCH, OneAnswer, PersonLabel
from app.ui.turned.screen import TurnedScreen
from tests.people import PHRASE
from tests.person_form import added, ref

pytestmark = pytest.mark.screen
CODE = "246810"


class Talk:
    """Layla's window with an interview in the form of these tests, past safety."""

    def __init__(self, opens, language="en", **options):
        self.hand = opens(language, **options).unlocks_new()
        session = self.hand.window.context.session
        self.form = self.hand.does(lambda: added(session))
        self.hand.window.go(navigation.StartInterview(form_hash=self.form.hash))
        self.page = self.hand.sees(InterviewScreen)
        self.controller = self.page.controller
        self.answers(safe="yes")

    def answers(self, **answers):
        for name, value in answers.items():
            assert self.controller.answer(ref(self.form, name), value) == ""
        self.hand.rests()

    def opens(self, group):
        self.page.open_page(f"/data/{group}")
        self.hand.rests()
        return self.page

    def turns(self, name="passport_now") -> TurnedScreen:
        """By the officer's hand, with a code."""
        self.hand.window.go(navigation.Interview(self.controller, "", ref(self.form, name)))
        self.page = self.hand.sees(InterviewScreen)
        self.hand.rests()
        self.hand.key(Qt.Key.Key_F8)
        if not self.controller.code:
            self.hand.type("Return code", CODE)
            self.hand.press("Turn it now")
        screen = self.hand.sees(TurnedScreen)
        self.hand.rests()
        while screen.item is not None and screen.item.ref != ref(self.form, name):
            screen.primary()
            self.hand.rests()
        return screen

    def comes_back(self, screen):
        self.hand.key(Qt.Key.Key_F8)
        for digit in CODE:
            self.hand.click(self.hand.find(digit, QAbstractButton, screen))
        return self.hand.sees(InterviewScreen)


@pytest.fixture
def talk(opens):
    return Talk(opens)


@pytest.fixture
def nepali(talk):
    talk.answers(language="ne", sex="female", agree="yes")
    return talk


def texts(window):
    """All that can be read or heard in a window."""
    seen = set()
    for widget in window.findChildren(QWidget):
        if widget.isVisible():
            seen.add(strip_marks(widget.accessibleName()))
            if isinstance(widget, QLabel | QAbstractButton):
                seen.add(strip_marks(widget.text()))
            seen.add(widget.toolTip())
    return {text for text in seen if text}


# her words alone


def test_the_person_sees_her_own_words_and_nothing_of_the_officers(nepali):
    screen = nepali.turns()
    words = person_words("ne", to_a_woman=True)
    assert texts(nepali.hand.window) == {
        "तपाईंको पासपोर्ट अहिले कोसँग छ?", "मसँग छ", "मालिकसँग, फिर्ता दिँदैनन्", "मलाई थाहा छैन",
        "भन्न चाहन्नँ", words("stop"), words("hide"), words("back"), words("next"),
        "Back to the officer’s screen",  # the lock, for a screen reader
    }  # fmt: skip
    assert screen.answers["me"].isChecked() is False
    for name in ("safe", "view", "story"):  # and none of theirs is taken from it
        assert nepali.controller.answer(ref(nepali.form, name), "no") != ""


QUESTIONS = (
    ("ar", "female", "من يحتفظ بجواز سفركِ الآن؟"),
    ("ar", "male", "من يحتفظ بجواز سفرك الآن؟"),
    ("ur", "male", "آپ کا پاسپورٹ اس وقت کس کے پاس ہے؟"),
    ("am", "female", "ፓስፖርትሽ አሁን ማን ጋር ነው?"),
)


def test_she_is_asked_in_her_language_and_gender(nepali):
    for code, sex, question in QUESTIONS:
        nepali.answers(language=code, sex=sex)
        screen = nepali.turns()
        assert question in {label.words for label in screen.findChildren(PersonLabel)}
        right = Qt.LayoutDirection.RightToLeft
        assert (screen.layoutDirection() == right) is (code in ("ar", "ur"))
        words = person_words(code, to_a_woman=sex == "female")
        assert screen.stop.accessibleName() == words("stop")
        nepali.comes_back(screen)


def test_nothing_on_it_is_too_small_for_a_finger(nepali):
    screen = nepali.turns()
    for name in ("passport_now", "hours", "kept"):
        while screen.item.ref != ref(nepali.form, name):
            screen.primary()
        nepali.hand.rests()
        for button in screen.findChildren(QAbstractButton):
            if button.isVisible() and button is not screen.lock:
                assert min(button.width(), button.height()) >= TOUCH, button.accessibleName()


@pytest.mark.long
@pytest.mark.parametrize("code", ["ne", "ur"])
def test_what_surrounds_the_question_stands_whole_at_every_size(talk, code):
    talk.answers(language=code, sex="female", agree="yes")
    screen = talk.turns()
    for size in ((1366, 768), (1093, 614), (911, 512)):
        talk.hand.window.resize(*size)
        talk.hand.rests()
        for button in (screen.stop, screen.hide_now, screen.go_back, screen.next, screen.lock):
            box = button.rect().translated(button.mapTo(screen, QPoint(0, 0)))
            assert screen.rect().contains(box), (size, button.accessibleName())
            assert not screen.area.geometry().intersects(box), (size, button.accessibleName())


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("code", ["ne", "ur"])
def test_the_scroll_bar_lies_on_no_word_whatever_the_officers_language(opens, language, code):
    talk = Talk(opens, language, size=(911, 420))
    talk.answers(language=code, sex="female", agree="yes")
    screen = talk.turns()
    bar = screen.findChild(OverlaidBar)
    talk.hand.until(bar.isVisible)
    place = bar.rect().translated(bar.mapTo(screen, QPoint(0, 0)))
    assert screen.rect().contains(place)
    assert not place.intersects(screen.area.geometry())
    assert (place.x() < screen.area.x()) is (code == "ur")  # at the end of her lines
    for button in (screen.stop, screen.hide_now, screen.go_back, screen.next, screen.lock):
        assert not place.intersects(button.rect().translated(button.mapTo(screen, QPoint(0, 0))))


# answering


def test_an_answer_by_touch_is_kept_as_the_persons_own(nepali):
    screen = nepali.turns()
    nepali.hand.click(screen.answers["employer"])
    assert nepali.controller.interview.value(ref(nepali.form, "passport_now")) == "employer"
    nepali.hand.click(screen.next)
    for digit in "१४":
        nepali.hand.click(nepali.hand.find(digit, QAbstractButton, screen))
    assert nepali.controller.interview.value(ref(nepali.form, "hours")) == "14"
    assert screen.keypad.display.words == "१४"
    nepali.hand.rests()
    session = nepali.hand.window.context.session
    done = nepali.hand.does(lambda: work.finish(session, nepali.controller.live.draft_id))
    (interview,) = nepali.hand.does(lambda: queries.case(session, done.case_id)).interviews
    spoken = interview.spoken[ref(nepali.form, "passport_now")]
    assert (spoken["asked"], spoken["given"], spoken["by"]) == ("नेपाली (ne)", "ne", "person")
    assert interview.spoken[ref(nepali.form, "agree")]["by"] == "officer"


def test_the_keyboard_answers_too_with_her_digits(nepali):
    screen = nepali.turns()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    assert nepali.controller.interview.value(ref(nepali.form, "passport_now")) == "employer"
    QTest.sendKeyEvent(QTest.KeyAction.Click, screen, Qt.Key.Key_unknown, "१", Qt.KeyboardModifier.NoModifier)
    assert nepali.controller.interview.value(ref(nepali.form, "passport_now")) == "me"
    nepali.hand.key(Qt.Key.Key_Right)
    assert screen.answers["employer"].hasFocus()
    nepali.hand.key(Qt.Key.Key_Space)
    assert nepali.controller.interview.value(ref(nepali.form, "passport_now")) == "employer"
    nepali.hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert screen.item.ref == ref(nepali.form, "hours")


@pytest.mark.long
def test_several_answers_and_the_quiet_ones_that_stand_alone(nepali):
    screen = nepali.turns("kept")
    kept = ref(nepali.form, "kept")
    for value in ("me", "employer"):
        nepali.hand.click(screen.answers[value])
    assert nepali.controller.interview.value(kept) == "me employer"
    nepali.hand.click(screen.answers["refused"])
    assert nepali.controller.interview.value(kept) == "refused"
    nepali.hand.click(screen.answers["me"])
    assert nepali.controller.interview.value(kept) == "me"


def test_what_is_restricted_or_typed_waits_for_the_officer(nepali):
    screen = nepali.turns("kept")
    screen.primary()
    nepali.hand.rests()
    assert screen.item.manner == "wait"
    moment = person_words("ne")("moment")
    assert moment in texts(nepali.hand.window)
    assert "कसैले चोट पुर्‍यायो?" not in texts(nepali.hand.window)
    assert not screen.next.isVisible()
    page = nepali.comes_back(screen)
    focused = QApplication.focusWidget()
    assert page.page.items[ref(nepali.form, "hurt")].isAncestorOf(focused)


def test_a_refusal_on_her_screen_ends_as_the_officers_does(talk):
    talk.answers(language="ne", sex="female")
    screen = talk.turns("agree")
    talk.hand.click(screen.answers["no"])
    talk.hand.click(screen.next)
    assert screen.item is None
    talk.hand.key(Qt.Key.Key_F8)
    for digit in CODE:
        talk.hand.click(talk.hand.find(digit, QAbstractButton, screen))
    talk.hand.sees(Closing)
    assert talk.hand.reads(person_words("ne", to_a_woman=True)("deleted"))


# stopping


def test_she_stops_with_one_touch_and_what_follows_is_the_officers(nepali):
    screen = nepali.turns()
    nepali.hand.click(screen.answers["employer"])
    nepali.hand.click(screen.stop)
    words = person_words("ne", to_a_woman=True)
    assert {words("stopped"), words("rest"), words("resume"), words("enough")} <= texts(nepali.hand.window)
    assert "मालिकसँग, फिर्ता दिँदैनन्" not in texts(nepali.hand.window)
    nepali.hand.click(screen.enough)
    assert words("turn_back") in texts(nepali.hand.window)
    nepali.comes_back(screen)
    assert nepali.hand.reads("The person stopped the talk on the screen.")
    session, draft = nepali.hand.window.context.session, nepali.controller.live.draft_id
    memory = nepali.hand.does(lambda: work.resume(session, draft)).memory
    assert [at_ref for _, at_ref in memory["stops"]] == [ref(nepali.form, "passport_now")]
    assert nepali.controller.interview.value(ref(nepali.form, "passport_now")) == "employer"


def test_after_a_rest_she_goes_on_where_she_was(nepali):
    screen = nepali.turns()
    nepali.hand.click(screen.stop)
    nepali.hand.click(screen.rest)
    nepali.hand.click(nepali.hand.find(person_words("ne")("resume"), QAbstractButton, screen))
    assert screen.item.ref == ref(nepali.form, "passport_now")
    assert not nepali.controller.person_stopped


def test_a_screen_reader_says_that_one_of_several_is_to_be_chosen(nepali):
    screen = nepali.turns()
    answers = [answer for answer in screen.answers.values() if isinstance(answer, OneAnswer)]
    cards = [LanguageCard("ne", None)]
    assert answers
    for widget in (*answers, *cards):
        spoken = QAccessible.queryAccessibleInterface(widget)
        assert spoken.role() == QAccessible.Role.RadioButton


# the way back


def test_the_officers_side_comes_back_by_the_code_alone(nepali):
    screen = nepali.turns()
    nepali.hand.click(screen.lock)
    assert "मसँग छ" not in texts(nepali.hand.window)
    for digit in "111111":
        nepali.hand.click(nepali.hand.find(digit, QAbstractButton, screen))
    assert nepali.hand.window.screen_now is screen
    assert nepali.hand.reads("That is not the code.")
    for digit in CODE:
        QTest.keyClick(screen.sheet, digit)
    nepali.hand.sees(InterviewScreen)
    assert not nepali.controller.turned


def test_four_wrong_codes_and_only_the_passphrase_opens(nepali):
    screen = nepali.turns()
    nepali.hand.key(Qt.Key.Key_F8)
    for _ in range(4):
        for digit in "111111":
            QTest.keyClick(screen.sheet, digit)
    assert nepali.controller.code == ""
    for digit in CODE:
        QTest.keyClick(screen.sheet, digit)
    assert nepali.hand.window.screen_now is screen
    nepali.hand.type("Passphrase", PHRASE)
    nepali.hand.press("Open")
    nepali.hand.sees(InterviewScreen)


def test_three_wrong_passphrases_lock_the_program(nepali):
    screen = nepali.turns()
    nepali.hand.key(Qt.Key.Key_F8)
    nepali.hand.press("Forgot the code? Use your passphrase")
    for _ in range(3):
        nepali.hand.until(screen.sheet.go.isEnabled)
        nepali.hand.type("Passphrase", "not the phrase at all")
        screen.sheet.go.click()
    nepali.hand.until(lambda: nepali.hand.window.exit_code == 75)


def test_cancelling_returns_to_her_question(nepali):
    screen = nepali.turns()
    nepali.hand.key(Qt.Key.Key_F8)
    nepali.hand.press("Cancel")
    assert "मसँग छ" in texts(nepali.hand.window)
    assert nepali.hand.window.screen_now is screen


def test_no_key_leads_from_her_screen_to_the_officers(nepali):
    screen = nepali.turns()
    none, control = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
    for key, modifiers in (
        (Qt.Key.Key_F1, none),
        (Qt.Key.Key_Escape, none),
        (Qt.Key.Key_K, control),
        (Qt.Key.Key_N, control),
        (Qt.Key.Key_1, control),
        (Qt.Key.Key_G, control),
        (Qt.Key.Key_L, control),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier),
    ):
        nepali.hand.key(key, modifiers)
        nepali.hand.rests()
        assert nepali.hand.window.screen_now is screen, key
        assert nepali.hand.window.dialogs() == []
        assert nepali.hand.window.help is None
        assert nepali.hand.language == nepali.hand.window.context.preferences.language


def test_hide_opens_to_her_screen_again_never_to_the_officers(nepali):
    screen = nepali.turns()
    nepali.hand.click(screen.hide_now)
    assert nepali.hand.window.cover.isVisible()
    nepali.hand.key(Qt.Key.Key_A)
    nepali.hand.window.cover.line.setText(PHRASE)
    nepali.hand.press("Open")
    nepali.hand.until(lambda: not nepali.hand.window.cover.isVisible())
    assert nepali.hand.window.screen_now is screen


def test_a_trouble_is_the_officers_and_she_is_only_asked_to_turn_the_screen(nepali):
    screen = nepali.turns()
    nepali.controller.trouble.emit(DiskFull())
    nepali.hand.rests()
    assert nepali.hand.window.dialogs() == []
    assert person_words("ne", to_a_woman=True)("turn_back") in texts(nepali.hand.window)
    assert "मसँग छ" not in texts(nepali.hand.window)
    nepali.comes_back(screen)


def test_before_it_is_safe_the_screen_is_not_turned(opens):
    hand = opens("en").unlocks_new()
    session = hand.window.context.session
    form = hand.does(lambda: added(session))
    hand.window.go(navigation.StartInterview(form_hash=form.hash))
    page = hand.sees(InterviewScreen)
    hand.rests()
    assert not page.foot.turn.isVisible()
    hand.key(Qt.Key.Key_F8)
    hand.rests()
    assert hand.window.dialogs() == []
    assert hand.window.screen_now is page


@pytest.mark.long
def test_a_code_has_six_digits(nepali):
    nepali.hand.window.go(navigation.Interview(nepali.controller, "/data/freedom"))
    nepali.hand.sees(InterviewScreen)
    nepali.hand.press("Turn the screen")
    nepali.hand.type("Return code", "1234")
    nepali.hand.press("Turn it now")
    assert nepali.hand.window.dialogs()
    assert nepali.controller.code == ""
    field = nepali.hand.find("Return code", QLineEdit)
    assert field.echoMode() == QLineEdit.EchoMode.Password


# sound


@pytest.mark.long
@pytest.mark.skipif(find_library("pulse") is None, reason="needs the system's library for sound")
def test_a_question_with_sound_can_be_heard_and_falls_silent(opens, tmp_path):
    from app.vault import media

    talk = Talk(opens)
    talk.answers(language="ne", sex="female", agree="yes")
    session = talk.hand.window.context.session
    file = tmp_path / "tone.wav"
    with wave.open(str(file), "wb") as tone:
        tone.setnchannels(1)
        tone.setsampwidth(2)
        tone.setframerate(8000)
        tone.writeframes(b"".join(struct.pack("<h", round(6000 * math.sin(n / 3))) for n in range(16000)))

    def bring():
        with session.vault.transaction() as writer:
            media.keep(writer, bytes.fromhex(talk.form.hash), {"passport.wav": file.read_bytes()})

    talk.hand.does(bring)
    screen = talk.turns()
    talk.hand.until(lambda: screen.listen is not None)
    talk.hand.click(screen.listen)
    talk.hand.until(lambda: screen.voice.playing != "")
    assert screen.listen.accessibleName() == person_words("ne")("silence")
    talk.hand.click(screen.next)
    assert screen.voice.playing == ""


@pytest.mark.long
def test_without_sound_there_is_no_button_for_it(nepali):
    screen = nepali.turns()
    assert screen.listen is None
    assert person_words("ne")("listen") not in texts(nepali.hand.window)


# choosing the language


def test_the_person_points_to_her_language_by_its_own_name(talk):
    talk.opens("speech")
    names = [card.accessibleName() for card in talk.hand.window.findChildren(LanguageCard)]
    assert names == [
        "العربية, Arabic",
        "English",
        "नेपाली, Nepali, Reviewed",
        "اردو, Urdu, Not yet reviewed",
        "አማርኛ, Amharic, Not yet reviewed",
        "සිංහල, Sinhala, Not yet reviewed",
        "Another language, with an interpreter",
    ]
    talk.hand.click(talk.hand.find("አማርኛ, Amharic, Not yet reviewed", LanguageCard))
    talk.hand.press("a woman")
    assert talk.controller.fact("language") == "am"
    assert talk.controller.fact("sex") == "female"
    assert talk.hand.reads("Nobody has reviewed the Amharic translation yet.")
    assert talk.controller.other() == "አማርኛ (am)"
    assert not [item for name, item in talk.page.page.items.items() if name.endswith("/sex")]


def test_another_language_is_named_and_spoken_through_an_interpreter(talk):
    page = talk.opens("speech")
    talk.hand.click(talk.hand.find("Another language, with an interpreter", LanguageCard))
    assert talk.controller.fact("language") == "other"
    talk.hand.click(talk.hand.find("తెలుగు"))
    assert talk.controller.fact("language") == "te"
    assert talk.controller.person_language() is None
    assert talk.controller.asking().language == "te"
    assert page.page.items[ref(talk.form, "language")].cards["*"].isChecked()
    assert not page.foot.turn.isVisible()  # her words are not in the form


@pytest.mark.long
def test_a_letter_finds_a_language_in_either_script(talk):
    page = talk.opens("speech")
    choice = page.page.items[ref(talk.form, "language")]
    assert isinstance(choice, LanguageChoice)
    choice.cards["ar"].setFocus()
    talk.hand.key(Qt.Key.Key_U)
    assert choice.cards["ur"].hasFocus()
    QTest.sendKeyEvent(QTest.KeyAction.Click, choice, Qt.Key.Key_unknown, "አ", Qt.KeyboardModifier.NoModifier)
    assert choice.cards["am"].hasFocus()


def test_where_the_administrator_forbids_it_an_unreviewed_language_is_spoken_by_an_interpreter(
    opens, tmp_path, monkeypatch
):
    from app import settings

    policy = tmp_path / "policy.toml"
    policy.write_text("unreviewed_languages = false")
    monkeypatch.setattr(settings, "policy_file", lambda: policy)
    talk = Talk(opens)
    talk.opens("speech")
    assert not talk.hand.find("اردو, Urdu, Only with an interpreter", LanguageCard).isEnabled()
    talk.answers(language="ur", sex="male", agree="yes")
    assert talk.controller.person_language() is None
    assert talk.controller.asking().column == "English (en)"


# thanks


@pytest.mark.both_languages
@pytest.mark.parametrize("language", ["ar", "en"])
def test_she_is_thanked_in_her_own_language_and_gender(opens, language):
    talk = Talk(opens, language)
    talk.answers(language="ne", sex="female", agree="yes")
    session = talk.hand.window.context.session
    done = talk.hand.does(lambda: work.finish(session, talk.controller.live.draft_id))
    talk.hand.window.go(navigation.Thanks(talk.controller, done.case_id, done.interview_id))
    talk.hand.sees(Thanks)
    assert talk.hand.reads("धन्यवाद")
    if language == "ar":
        assert talk.hand.reads("شكرًا لكِ")


@pytest.mark.long
def test_a_resumed_interview_goes_on_in_her_language(nepali):
    draft = nepali.controller.live.draft_id
    nepali.page.leave()
    nepali.hand.rests()
    nepali.hand.window.go(navigation.ResumeInterview(draft))
    page = nepali.hand.sees(InterviewScreen)
    assert page.controller.other() == "नेपाली (ne)"
    assert page.controller.code == ""
