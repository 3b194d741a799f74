"""Settings: what is chosen holds at once; passphrase, card and backup; questionnaires from disk."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import settings as settings_module
from app.casework.cases import queries
from app.casework.pages import protections
from app.casework.pages.protections import Protection
from app.casework.questionnaires import forms
from app.casework.records import unlock
from app.errors import Said
from app.folders import NoSuchFile
from app.language import strip_marks
from app.settings import preferences
from app.ui import navigation, theme
from app.ui.case_list import Cases
from app.ui.file_chooser import FileDialog
from app.ui.first_start import FirstStart
from app.ui.home import Home
from app.ui.labels import Label
from app.ui.lock import LockScreen
from app.ui.settings import Settings
from tests.people import OTHER_PHRASE, PHRASE
from tests.ui.forms import EVERYTHING
from tests.ui.sending import chooses, send_page
from tests.ui.test_case_screen import in_sight
from tests.ui.test_interview import talks_to_the_end
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen
ONCE = "Print it or write it down now: it is not shown again."


@pytest.fixture
def in_settings(opens):
    def open_(language="en", **options):
        hand = opens(language, **options).unlocks_new()
        hand.sees(Home)
        hand.window.go(navigation.Settings())
        settings = hand.sees(Settings)
        hand.until(lambda: hand.reads(hand.says("Questionnaires")))
        hand.until(lambda: hand.reads(hand.says("They come with Sanad and change with its versions.")))
        return hand, settings

    return open_


def dialog(hand):
    hand.until(lambda: bool(hand.window.dialogs()))
    return hand.window.dialogs()[-1]


def sentence_of_a_dialog(hand):
    return " ".join(hand.shown())


def answers(hand):
    """Press the last answer of the dialog."""
    hand.click(dialog(hand).buttons[-1])


def durable(hand, work):
    values = []
    hand.window.context.workers.write_vault(hand.window, work, values.append)
    hand.until(lambda: bool(values))
    return values[0]


def changes_to(hand, phrase, old=PHRASE):
    rows = [n for n in hand.names() if n == hand.says("Change")]
    assert rows
    hand.press("Change")
    dialog(hand)
    hand.press("Choose my own")
    hand.type("Current passphrase", old)
    hand.type("Passphrase", phrase)
    hand.type("Repeat to confirm", phrase)
    hand.press("Change the passphrase")


@pytest.mark.long
def test_a_changed_passphrase_opens_and_the_one_before_does_not(in_settings, home, language):
    hand, _ = in_settings(language)
    session = hand.window.context.session
    changes_to(hand, OTHER_PHRASE)
    hand.until(lambda: hand.reads(hand.says(ONCE)))
    assert hand.window.context.session is not session
    hand.press("The card is safe")
    vault = hand.window.context.officer.vault_id
    hand.window.go(navigation.Cases())
    hand.sees(Cases)
    hand.window.go(navigation.Settings())
    hand.sees(Settings)
    hand.window.cover_now()
    hand.window.cover.ask()
    hand.window.cover.line.setText(OTHER_PHRASE)
    hand.window.cover.try_it()
    hand.until(lambda: not hand.window.cover.isVisible())
    hand.window.lock()
    with pytest.raises(unlock.WrongPassphrase):
        unlock.unlock(home, vault, PHRASE)
    unlock.unlock(home, vault, OTHER_PHRASE).close()


def test_after_a_change_readers_see_what_is_written_from_then_on(in_settings):
    hand, _ = in_settings()
    changes = []
    workers, window = hand.window.context.workers, hand.window

    def look_at_cases():
        session = window.context.session
        workers.read_vault(window, lambda: queries.cases(session), changes.append)
        hand.until(lambda: bool(changes))
        return changes.pop()

    look_at_cases()
    changes_to(hand, OTHER_PHRASE)
    hand.until(lambda: hand.reads(hand.says(ONCE)))
    look_at_cases()
    hand.press("The card is safe")
    hand.begins()


def test_a_wrong_passphrase_changes_nothing_and_what_was_typed_stays(in_settings):
    hand, _ = in_settings()
    session = hand.window.context.session
    changes_to(hand, OTHER_PHRASE, old="not this one")
    hand.until(lambda: hand.reads("Not unlocked."))
    assert hand.window.context.session is session
    assert len(hand.window.dialogs()) == 1
    assert QApplication.focusWidget().accessibleName() == "Current passphrase"


def test_a_new_card_is_shown_once_and_is_to_be_confirmed(in_settings):
    hand, _ = in_settings()
    hand.press("Make a new one")
    hand.type("Passphrase", "wrong")
    hand.press("Make it")
    hand.until(lambda: hand.reads("Not unlocked."))
    hand.find("Passphrase").clear()
    hand.type("Passphrase", PHRASE)
    hand.press("Make it")
    hand.until(lambda: hand.reads(ONCE))
    hand.press("The card is safe")
    session = hand.window.context.session
    assert not durable(hand, lambda: (unlock.card_confirmed(session),))[0]


def test_three_words_of_the_card_confirm_it(opens, language):
    hand = opens(language).unlocks_new()
    hand.sees(Home)
    confirm = "Confirm the recovery card on paper"
    hand.offered_to_set_up()[confirm]()
    for line in dialog(hand).card.findChildren(type(hand.window.cover.line)):
        line.insert("zebra")
    answers(hand)
    wrong = hand.says("These are not the words at these places. Check the numbers on the card.")
    hand.until(lambda: hand.reads(wrong))
    from app.ui.parts.fields import Field

    for field in dialog(hand).card.findChildren(Field):
        place = next(n for n in range(24, 0, -1) if theme.words().number(n) in field.label.text())
        field.field.setText(hand.card[place - 1])
    answers(hand)
    hand.until(lambda: not hand.window.dialogs())
    hand.until(lambda: confirm not in hand.offered_to_set_up())
    session = hand.window.context.session
    assert durable(hand, lambda: (unlock.card_confirmed(session),))[0]


def test_a_backup_is_written_where_it_was_asked_and_restores(in_settings, tmp_path, language):
    hand, _ = in_settings(language)
    hand.press("Write a backup")
    files = dialog(hand)
    assert isinstance(files, FileDialog)
    assert QApplication.focusWidget() is files.line()
    files.line().setText(str(tmp_path / "copy"))
    hand.key(Qt.Key.Key_Return)
    hand.until(lambda: hand.reads(hand.says("Backup written")))
    row = unlock.restore(tmp_path / "elsewhere", tmp_path / "copy")
    assert row.name == hand.window.context.officer.name


def test_a_file_that_is_there_is_replaced_only_after_a_question(in_settings, tmp_path):
    hand, _ = in_settings()
    path = tmp_path / "copy"
    path.write_bytes(b"of someone else")
    hand.press("Write a backup")
    dialog(hand).line().setText(str(path))
    for reply, is_kept in (("Keep that file", True), ("Replace it", False)):
        hand.key(Qt.Key.Key_Return)  # asked again once it was kept
        hand.until(lambda: hand.reads("A file with this name already exists"))
        hand.press(reply)
        if not is_kept:
            hand.until(lambda: hand.reads("Backup written"))
        assert (path.read_bytes() == b"of someone else") is is_kept


def test_a_backup_that_cannot_be_written_says_so(in_settings, tmp_path):
    hand, settings = in_settings()
    settings.back_up(tmp_path / "no such folder" / "copy")
    hand.until(lambda: hand.reads("That did not work"))
    assert durable(hand, lambda: list(tmp_path.glob("no such folder*"))) == []


def test_hide_covers_the_choosing_of_a_file_and_its_menus(in_settings):
    hand, _ = in_settings()
    hand.window.context.pin = "2468"
    hand.press("Write a backup")
    files = dialog(hand)
    files.line().insert("half a na")
    hand.key(Qt.Key.Key_F9)
    assert hand.window.cover.isVisible()
    assert not files.isVisible()
    hand.window.cover._opened(True)
    assert files.isVisible()
    assert "half a na" in files.line().text()
    hand.window._escaped = 0.0
    hand.key(Qt.Key.Key_Escape)
    hand.until(lambda: not hand.window.dialogs())


def test_qts_own_words_follow_the_language(in_settings):
    hand, _ = in_settings("ar")
    hand.press("Write a backup")
    files = dialog(hand)
    assert files.files.accessibleName() == "الملفات والمجلدات"
    menu = files.line().createStandardContextMenu()
    assert any("نسخ" in action.text().replace("&", "") for action in menu.actions())
    menu.deleteLater()
    hand.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    menu = files.line().createStandardContextMenu()
    assert any("Copy" in action.text().replace("&", "") for action in menu.actions())
    menu.deleteLater()
    assert files.files.accessibleName() == "Files and folders"


def test_language_digits_colours_and_times_hold_at_once(in_settings, home):
    hand, _ = in_settings("ar")
    hand.press("0123")
    assert theme.words().number(12) == "12"
    hand.press("٠١٢٣")
    assert theme.words().number(12) == "١٢"
    hand.press("English")
    assert hand.reads("Questionnaires")
    assert QApplication.layoutDirection() == Qt.LayoutDirection.LeftToRight
    hand.press("١ minute")
    assert hand.window.idle._cover.interval() == 60_000
    assert preferences(home).language == "en"
    assert preferences(home).cover_after_s == 60


def test_a_questionnaire_from_disk_is_offered_with_its_warnings(in_settings, tmp_path, language):
    hand, _ = in_settings(language)
    file = tmp_path / "everything.md"
    forgot = EVERYTHING.replace("appearance |", "bind::sanad:fact |", 1)
    file.write_text(forgot.replace("Is it safe?", f"Is it {'very ' * 60}safe?"), "utf-8")
    hand.press("Add from a file")
    dialog(hand).line().setText(str(file))
    hand.key(Qt.Key.Key_Return)
    hand.until(lambda: hand.reads("Everything"))
    warnings = forms.check(file).problems
    for warning in warnings[:5]:
        assert hand.reads(strip_marks(theme.words().told(warning.sentence)))
    assert any(isinstance(warning.says, Said) for warning in warnings[:5])


def test_a_questionnaire_that_cannot_open_is_refused_with_sheet_and_row(in_settings, tmp_path, language):
    hand, settings = in_settings(language)
    book = Workbook()
    survey = book.active
    survey.title = "survey"
    survey.append(["type", "name", "label", "relevant"])
    survey.append(["text", "a", "A", ""])
    survey.append(["text", "b", "B", "nofunction(${a}) = 1"])
    book.save(tmp_path / "bad.xlsx")
    settings.add_form(Path(tmp_path / "bad.xlsx"))
    hand.until(lambda: hand.reads(hand.says("That did not work")))
    sentence = {"en": "Sheet survey, row 3, column relevant", "ar": "الورقة survey، الصف"}
    assert hand.reads(sentence[language])


def test_a_file_that_is_no_questionnaire_is_refused(in_settings, tmp_path):
    hand, settings = in_settings()
    (tmp_path / "noise.xlsx").write_bytes(b"PK\x03\x04 noise")
    settings.add_form(tmp_path / "noise.xlsx")
    hand.until(lambda: hand.reads("That did not work"))
    hand.press("Close")
    settings.add_form(tmp_path / "missing.xlsx")
    hand.until(lambda: hand.reads("The file cannot be read"))


def test_hide_closes_an_open_list_and_a_menu_first(in_settings, qapp):
    hand, _ = in_settings()
    hand.window.context.pin = "2468"
    hand.press("Add from a file")
    files = dialog(hand)
    menu = files.line().createStandardContextMenu()
    menu.popup(files.line().mapToGlobal(files.line().rect().center()))
    hand.until(menu.isVisible)
    QTest.keyClick(menu, Qt.Key.Key_F9)
    assert not menu.isVisible()
    assert hand.window.cover.isVisible()
    hand.window.cover._opened(True)
    assert files.isVisible()


def test_a_backup_is_restored_from_first_start(opens, layla, tmp_path, home, language):
    session = layla.sets_up()
    unlock.backup(session, tmp_path / "copy")
    session.close()
    home.rename(tmp_path / "lost computer")
    hand = opens(language)
    start = hand.sees(FirstStart)
    hand.press("Restore from a backup")
    hand.press("A backup file")
    dialog(hand).line().setText(str(tmp_path / "nothing here"))
    hand.key(Qt.Key.Key_Return)
    hand.until(lambda: hand.reads(hand.says(NoSuchFile.says)))
    hand.press("Cancel")
    (tmp_path / "noise").write_bytes(b"%PDF-1.7 something")
    start.lay_back(tmp_path / "noise")
    hand.until(lambda: hand.reads(hand.says("That did not work")))
    hand.press("Close")
    hand.press("Restore from a backup")
    hand.press("A backup file")
    dialog(hand).line().setText(str(tmp_path / "copy"))
    hand.key(Qt.Key.Key_Return)
    lock = hand.sees(LockScreen)
    assert hand.reads(layla.name) or lock.cards[0].accessibleName().startswith(layla.name)


def test_the_pages_of_a_preview_are_let_go_when_they_are_left(opens):
    hand = opens("ar").unlocks_new()
    case = talks_to_the_end(hand).case_id
    printing = send_page(hand, case)
    hand.press("Send")
    hand.until(lambda: hand.reads(hand.says("First choose who it is for.")))
    chooses(hand, printing, "own")
    printing.ways.choose("pdf")
    hand.until(lambda: not printing.pages.sheet.image.isNull())
    hand.press("Save as a file")
    hand.press("Choose my own")
    hand.type("Password of the file", "walrus thistle gondola anvil")
    hand.type("Repeat to confirm", "walrus thistle gondola anvil")
    hand.press("Choose the place")
    files = dialog(hand)
    assert isinstance(files, FileDialog)
    files.line().setText(str(hand.home.parent / "paper"))
    hand.key(Qt.Key.Key_Return)
    hand.until(lambda: hand.reads(hand.says("File written.")))
    assert (hand.home.parent / "paper.pdf").read_bytes().startswith(b"%PDF")
    hand.window.go(navigation.Home())
    assert printing.pages.pdf == b""
    assert printing.pages.sheet.image.isNull()


def test_what_this_computer_lacks_to_protect_the_records_is_said(in_settings, language):
    hand, settings = in_settings(language)
    hand.until(lambda: hand.reads(hand.says("Protection of this computer")))
    lines = [
        Protection("landlock", True, "Name", "Remedy"),
        Protection("seccomp", False, protections._LAYERS["seccomp"], protections._OPEN_ELSEWHERE),
    ]
    settings._show_protections(lines)
    hand.until(lambda: hand.reads(hand.says(protections._LAYERS["seccomp"])))
    assert hand.reads(hand.says(protections._OPEN_ELSEWHERE))
    assert not hand.reads("Remedy")
    settings._show_protections(lines[:1])
    hand.until(lambda: hand.reads(hand.says("All protections that Sanad supports are on")))
    stands_at_every_size(hand, "settings")


def test_what_the_administrator_set_stands_there_and_longer_times_are_not_offered(
    opens, language, tmp_path, monkeypatch
):
    rules = tmp_path / "policy.toml"
    rules.write_text("lock_after_s = 300\nheadquarters = 'https://sanad.example.org'\nlanguages = 1")
    monkeypatch.setattr(settings_module, "policy_file", lambda: rules)
    hand = opens(language).unlocks_new()
    assert hand.window.idle._lock.interval() == 300_000
    hand.window.go(navigation.Settings())
    hand.sees(Settings)
    hand.until(lambda: hand.reads("https://sanad.example.org"))
    assert hand.reads(hand.says("this line of the policy is not valid, so the least is allowed"))
    offered = {value for _, name, value in hand.screen._chips if name == "lock_after_s"}
    assert offered == {180, 300}


def test_a_line_of_the_policy_that_makes_no_sense_says_what_follows_from_it(opens, language, tmp_path, monkeypatch):
    rules = tmp_path / "policy.toml"
    names = ("headquarters", "transfer_folders", "update_root", "update_channel", "proxy", "trust")
    rules.write_text("".join(f"{name} = 3.5\n" for name in names))
    monkeypatch.setattr(settings_module, "policy_file", lambda: rules)
    hand = opens(language).unlocks_new()
    hand.window.go(navigation.Settings())
    hand.sees(Settings)
    for follows in ("No server: nothing is exchanged", "Nowhere", "No updates are accepted"):
        hand.until(lambda follows=follows: hand.reads(hand.says(follows)))
    ignored = hand.says("this line of the policy is not valid, so it has no effect")
    assert sum(ignored in text for text in hand.shown()) == 2  # the proxy, the certificates
    assert not any(
        "imported and exported" in text or "nowhere.invalid" in text
        for text in hand.shown()
        if text != hand.says("Folders for imported and exported files")
    )


def test_the_field_of_work_has_a_place_of_its_own_above_how_it_looks(in_settings, language):
    hand, settings = in_settings(language)
    police = hand.find(hand.says("Police"))
    titles = [
        next(label for label in hand.visible(Label, settings) if label.of == title)
        for title in ("Your work", "How it looks")
    ]
    tops = [part.mapTo(settings, QPoint(0, 0)).y() for part in (titles[0], police, titles[1])]
    assert tops == sorted(tops)
    hand.click(police)
    assert preferences(hand.home).work == "police"


def test_each_group_is_one_press_away_and_its_first_choice_has_the_focus(in_settings, language):
    hand, _settings = in_settings(language)
    change = hand.find(hand.says("Change"))
    assert not in_sight(hand, change)
    hand.press("Keeping it safe")
    assert in_sight(hand, change)
    assert change.hasFocus()
    hand.press("Your work")
    assert in_sight(hand, hand.find(hand.says("Police")))
