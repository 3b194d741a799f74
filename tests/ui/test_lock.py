"""First start, the lock screen, the cover, and locking."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.casework.records import unlock
from app.ui import navigation
from app.ui.first_start import FirstStart
from app.ui.home import Home
from app.ui.lock import LockScreen
from app.ui.window import LOCKED
from tests.people import CHEAP, PHRASE
from tests.vault.test_vault import write_case

pytestmark = pytest.mark.screen


def test_first_start_is_four_quiet_steps_by_keyboard(opens, language):
    hand = opens(language)
    start = hand.sees(FirstStart)
    hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    start.author.name.insert("ليلى السالم")
    hand.key(Qt.Key.Key_Return)
    assert start.phrase.isVisible()
    start.phrase.phrase.again.insert("not it")
    hand.key(Qt.Key.Key_Return)
    assert hand.reads(hand.says("Not a match yet. Compare word by word."))
    start.phrase.phrase.again.setText(start.phrase.phrase.words.text())
    hand.key(Qt.Key.Key_Return)
    start.back()  # while it is created: whoever left now would never see the card
    assert start._at in (2, 3)
    hand.until(lambda: len(start.steps) == 4 and start.steps[3].isVisible())
    assert len(start._created.card) == 24
    assert all(hand.reads(word) for word in start._created.card)
    hand.press("The card is safe")
    hand.sees(Home)
    assert "Confirm the recovery card on paper" in hand.offered_to_set_up()


def test_a_weak_passphrase_of_ones_own_is_not_taken(opens):
    hand = opens("en")
    start = hand.sees(FirstStart)
    start._show(2)
    hand.press("Choose my own")
    hand.type("Passphrase", "password1234")
    hand.type("Repeat to confirm", "password1234")
    hand.press("Create")
    assert start._created is None
    assert start.phrase.phrase.field.problem.isVisible()


@pytest.fixture
def two_officers(home):
    for name in ("ليلى السالم", "Omar Khalid"):
        unlock.create(home, name, "inspector", "ar", PHRASE, cost=CHEAP).session.close()


def test_a_wrong_passphrase_leaves_a_line_and_the_focus(opens, language, two_officers):
    hand = opens(language)
    lock = hand.sees(LockScreen)
    assert len(lock.cards) == 2
    hand.click(lock.cards[1])
    assert lock.line.hasFocus()
    lock.line.insert("wrong")
    hand.key(Qt.Key.Key_Return)
    hand.until(lock.field.problem.isVisible)
    assert hand.reads(hand.says("Not unlocked. Check the keyboard language and try again."))
    assert lock.line.hasFocus()
    lock.line.setText(PHRASE)
    hand.key(Qt.Key.Key_Return)
    hand.sees(Home)
    assert hand.window.context.officer.name == lock._rows[1].name


def test_the_letters_typed_tell_which_language_the_keyboard_writes(opens, two_officers):
    hand = opens("en")
    hand.sees(LockScreen)
    hand.type("Passphrase", "abc")
    assert hand.reads("Keyboard: English")


def test_a_forgotten_passphrase_is_replaced_by_the_cards_words(opens, home):
    created = unlock.create(home, "ليلى السالم", "inspector", "ar", PHRASE, cost=CHEAP)
    created.session.close()
    hand = opens("en")
    hand.sees(LockScreen)
    hand.press("Forgotten passphrase")
    recover = hand.screen
    recover.words.setPlainText(" ".join(created.card))
    recover.phrase.again.setText(recover.phrase.words.text())
    hand.press("Open")
    hand.until(lambda: recover._opened is not None)
    hand.press("The card is safe")
    hand.sees(Home)


def test_the_title_says_sanad_and_nothing_else(opens, language):
    hand = opens(language).unlocks_new()
    hand.begins()
    assert hand.window.windowTitle() == {"ar": "سند", "en": "Sanad"}[language]
    hand.window.other_language()
    assert hand.window.windowTitle() == {"ar": "Sanad", "en": "سند"}[language]


@pytest.mark.parametrize("way", ["key", "button", "escape twice"])
def test_hide_covers_at_once_and_goes_back_to_the_same_field(opens, language, way):
    hand = opens(language).unlocks_new()
    hand.sees(Home)
    hand.window.context.pin = "2468"
    hand.press("Cases")
    search = QApplication.focusWidget()
    if way == "key":
        hand.key(Qt.Key.Key_F9)
    elif way == "button":
        hand.press("Hide")
    else:
        hand.key(Qt.Key.Key_Escape)
        hand.key(Qt.Key.Key_Escape)
    cover = hand.window.cover
    assert cover.isVisible()
    assert not hand.screen.isVisible()
    hand.key(Qt.Key.Key_A)
    cover.line.setText("٢٤٦٨")
    hand.key(Qt.Key.Key_Return)
    assert not cover.isVisible()
    assert hand.screen.isVisible()
    if way != "button":
        assert QApplication.focusWidget() is search


def test_three_wrong_pins_end_the_process_with_the_lock_code(opens):
    hand = opens("en").unlocks_new()
    hand.window.context.pin = "2468"
    hand.window.cover_now()
    for _ in range(3):
        hand.window.cover.ask()
        hand.window.cover.line.setText("1111")
        hand.window.cover.try_it()
    assert hand.window.exit_code == LOCKED
    assert hand.window.context.open_session is None


def test_without_a_pin_the_passphrase_opens_the_cover(opens):
    hand = opens("ar").unlocks_new()
    hand.window.cover_now()
    hand.window.cover.ask()
    hand.window.cover.line.setText(PHRASE)
    hand.window.cover.try_it()
    hand.until(lambda: not hand.window.cover.isVisible())


def test_idle_covers_first_and_locks_later(opens):
    hand = opens("en").unlocks_new()
    hand.window.idle.set_times(0.05, 0.5)
    hand.window.idle.start()
    hand.until(hand.window.cover.isVisible)
    assert hand.window.exit_code == 0
    hand.until(lambda: hand.window.exit_code == LOCKED)


def test_a_dialog_is_covered_too_and_comes_back(opens):
    hand = opens("en").unlocks_new()
    hand.window.context.pin = "2468"
    hand.sees(Home)
    hand.offered_to_set_up()["Confirm the recovery card on paper"]()
    [dialog] = hand.window.dialogs()
    hand.key(Qt.Key.Key_F9)
    assert not dialog.isVisible()
    hand.window.cover._opened(True)
    assert dialog.isVisible()


def test_lock_ends_the_session_and_the_lock_screen_offers_the_officer_again(opens):
    hand = opens("en").unlocks_new()
    hand.sees(Home)
    hand.press("Lock")
    assert hand.window.exit_code == LOCKED
    hand_again = opens("en")
    hand_again.sees(LockScreen)
    hand_again.window.go(navigation.LockScreen())


def test_an_older_copy_is_opened_only_after_a_question(opens, layla, language):
    session = layla.sets_up()
    write_case(session)
    records = session.vault.file
    session.close()
    older = records.read_bytes()
    session = layla.unlocks()
    write_case(session)
    session.close()
    records.write_bytes(older)
    hand = opens(language)
    lock = hand.sees(LockScreen)
    for answer in ("Leave it closed", "Open the older one"):
        lock.line.setText(PHRASE)
        hand.key(Qt.Key.Key_Return)
        hand.until(lambda: bool(hand.window.dialogs()))
        assert hand.reads(hand.says("The records here are older than before"))
        assert QApplication.focusWidget().accessibleName() == hand.says("Leave it closed")
        hand.press(answer)
        if answer == "Leave it closed":
            assert hand.window.screen_now is lock
            assert lock.line.hasFocus()
            assert lock.go.isEnabled()
    hand.sees(Home)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda raw: raw[:100], "damaged"),
        (lambda _raw: b"%PDF-1.7 something", "not made by Sanad"),
        (lambda raw: raw.replace(b"KEYS 1", b"KEYS 9"), "newer"),
    ],
)
def test_a_key_file_that_cannot_be_read_says_why_and_the_other_officer_opens(opens, home, layla, change, sentence):
    broken = unlock.create(home, "Omar Khalid", "inspector", "en", PHRASE, cost=CHEAP).session
    keys = broken.vault.folder.keys
    broken.close()
    keys.write_bytes(change(keys.read_bytes()))
    hand = opens("en")
    lock = hand.sees(LockScreen)
    assert hand.reads(sentence)
    assert not lock.go.isEnabled()
    layla.sets_up().close()
    hand.window.go(navigation.LockScreen())
    lock = hand.sees(LockScreen)
    assert not hand.reads(sentence)
    hand.click(lock.cards[1])
    assert hand.reads(sentence)
    hand.click(lock.cards[0])
    assert not hand.reads(sentence)
    lock.line.setText(PHRASE)
    hand.key(Qt.Key.Key_Return)
    hand.sees(Home)


def test_damaged_records_are_told_after_the_passphrase_in_the_language_of_the_moment(opens, layla):
    session = layla.sets_up()
    records = session.vault.file
    session.close()
    records.unlink()
    hand = opens("ar")
    lock = hand.sees(LockScreen)
    lock.line.setText(PHRASE)
    hand.key(Qt.Key.Key_Return)
    hand.until(lock.field.problem.isVisible)
    sentence = lock.field.problem.sentence.text()
    hand.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert lock.field.problem.sentence.text() != sentence
    assert hand.reads("damaged")


def test_many_wrong_tries_make_one_wait_and_then_it_opens(opens, layla):
    layla.sets_up().close()
    hand = opens("en")
    lock = hand.sees(LockScreen)
    for _ in range(4):
        lock.line.setText("wrong")
        hand.key(Qt.Key.Key_Return)
        hand.until(lock.go.isEnabled)
        assert hand.reads("Not unlocked.")
    lock.line.setText(PHRASE)
    hand.key(Qt.Key.Key_Return)
    hand.until(lambda: hand.reads("Too many tries. Nothing is lost."))
    assert not lock.go.isEnabled()
    hand.until(lambda: hand.reads("You can try again now."))
    lock.line.setText(PHRASE)
    hand.key(Qt.Key.Key_Return)
    hand.sees(Home)


def test_what_the_cover_and_the_paper_held_is_gone_with_the_session(opens):
    hand = opens("en").unlocks_new()
    hand.window.context.pin = "2468"
    hand.window.lock()
    assert hand.window.context.pin == ""
