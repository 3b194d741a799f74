"""The opener as a recipient meets it: a file, a phrase, six words, parts to look at and to save."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QTableWidget

from app.bundle import receipt
from app.bundle.keys import lock_for, lock_with, words_of_line
from app.language import strip_marks
from app.opener import printing, received
from app.opener.ask import Ask
from app.opener.contents_page import ContentsPage
from app.opener.viewer import OpenerWindow, Viewer
from app.ui import theme
from app.ui.attachments.page_images import Leaves
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label
from app.ui.parts import Button
from tests.bundle.small import PHRASE, Prosecutor
from tests.opener.received_files import NOTE, PHOTO, bundle, record
from tests.ui.waiting import until


@pytest.fixture
def key(prosecutor: Prosecutor, folder: Path) -> Path:
    file = folder / "key.txt"
    file.write_bytes(prosecutor.file)
    return file


@pytest.fixture
def contents(window: OpenerWindow, prosecutor: Prosecutor, key: Path, folder: Path, qtbot: Any) -> ContentsPage:
    page = window.shown
    assert isinstance(page, Ask)
    said = {"held_back": ("intake", "phone"), "doubts": {"conflict": 4}}
    page.asks.take_file(bundle(prosecutor.lock, folder / "x.sanad.age", **said))
    page.asks.by("key")
    page.asks.take_key(key)
    page.primary()
    until(lambda: isinstance(window.shown, ContentsPage))
    assert isinstance(window.shown, ContentsPage)
    return window.shown


def words_on(window: OpenerWindow) -> str:
    assert window.shown is not None
    labels = window.shown.findChildren(Label)
    return strip_marks("\n".join(label.text() for label in labels if label.isVisibleTo(window)))


def look(window: OpenerWindow, qtbot: Any, name: str) -> Viewer:
    assert window.received is not None
    window.look(next(part for part in window.received.parts if part.name == name))
    viewer = window.shown
    assert isinstance(viewer, Viewer)
    until(lambda: viewer.shown is not None)
    return viewer


@pytest.mark.parametrize("language", ["ar", "en"])
def test_six_words_stand_there_and_no_row_of_signs(contents: ContentsPage, window: OpenerWindow):
    text = words_on(window)
    for words in contents.received.words:
        assert all(word in text for word in words)
    assert "SHA256:" not in text
    w = theme.words()  # what was open is said with its number, and what was left out is not
    kinds = w("The record says which kinds")
    assert f"{w('Left out by the sender')}\n{strip_marks(kinds)}" in text
    assert f"{w('Open points when it was sealed')}\n{w.number(4)}" in text
    assert contents.go.hasFocus()


def test_a_wrong_phrase_is_said_beside_it_and_the_hand_stays_there(window: OpenerWindow, folder: Path, qtbot: Any):
    page = window.shown
    assert isinstance(page, Ask)
    page.asks.take_file(bundle(lock_with(PHRASE), folder / "x.sanad.age"))
    page.asks.phrase.setText("other words")
    page.primary()
    until(page.asks.phrase_field.problem.isVisible)
    assert page.asks.phrase.hasFocus()
    assert window.received is None
    page.asks.phrase.clear()
    QTest.keyClicks(page.asks.phrase, PHRASE)
    QTest.keyClick(page.asks.phrase, Qt.Key.Key_Return)
    until(lambda: isinstance(window.shown, ContentsPage))


def test_each_part_is_shown_from_memory_and_nothing_is_written(
    contents: ContentsPage, window: OpenerWindow, qtbot: Any, folder: Path
):
    before = sorted(folder.rglob("*"))
    assert isinstance(look(window, qtbot, "case.pdf").shown, Leaves)
    assert isinstance(look(window, qtbot, PHOTO).shown, Leaves)
    field = look(window, qtbot, NOTE).shown
    assert isinstance(field, QPlainTextEdit)
    assert "ملاحظة" in field.toPlainText()
    viewer = look(window, qtbot, "answers.json")
    grids = viewer.findChildren(QTableWidget)
    assert "14" in strip_marks(grids[0].item(0, 2).text())
    viewer.back()
    assert isinstance(window.shown, ContentsPage)
    assert sorted(folder.rglob("*")) == before


def test_every_button_has_a_name_for_a_screen_reader_and_the_keyboard_reaches_it(contents: ContentsPage):
    buttons = [b for b in contents.findChildren(QAbstractButton) if b.isVisibleTo(contents)]
    assert len(buttons) > 8
    for button in buttons:
        assert button.accessibleName()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    names = [f"{b.accessibleName()} {b.accessibleDescription()}" for b in contents.views.values()]
    assert len(set(names)) == len(names)


def test_the_language_changes_and_nothing_is_lost(contents: ContentsPage, window: OpenerWindow):
    before, right = words_on(window), theme.rtl()
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert theme.rtl() != right
    assert words_on(window) != before
    assert window.shown is contents


def test_a_file_that_was_closed_is_not_the_next_one(contents: ContentsPage, window: OpenerWindow, key: Path):
    (close,) = [
        button
        for button in contents.findChildren(Button)
        if button.accessibleName() == strip_marks(theme.words()("Close the file"))
    ]
    close.click()
    page = window.shown
    assert isinstance(page, Ask)
    assert page.asks.file is None
    page.asks.by("key")
    page.asks.take_key(key)
    assert not page.go.isEnabled()


def test_saving_says_that_it_is_no_longer_protected_and_writes_what_was_chosen(
    contents: ContentsPage, window: OpenerWindow, qtbot: Any, folder: Path
):
    contents.mark.click()
    assert not contents.save.isEnabled()
    contents.chosen[NOTE].click()
    contents.save.click()
    (dialog,) = window.dialogs()
    assert dialog.buttons[0].hasFocus()
    dialog.buttons[1].click()
    (chooser,) = [dialog for dialog in window.dialogs() if isinstance(dialog, FileDialog)]
    chooser.close_down()
    out = folder / "out"
    contents.save_to(out)
    until(lambda: (out / NOTE).is_file() and contents.save.isEnabled())
    assert [path.name for path in out.rglob("*") if path.is_file()] == ["02.txt"]
    contents.save_to(out)
    until(contents.problem.isVisible)


def test_what_is_wrong_is_named_and_nothing_is_shown(
    window: OpenerWindow, prosecutor: Prosecutor, key: Path, qtbot: Any, folder: Path
):
    file = bundle(prosecutor.lock, folder / "y.sanad.age", part_size=1 << 20)
    raw = bytearray(file.read_bytes())
    raw[-1] ^= 1
    file.write_bytes(raw)
    page = window.shown
    assert isinstance(page, Ask)
    page.asks.take_file(file)
    page.asks.by("key")
    page.asks.take_key(key)
    page.primary()
    until(lambda: page.happened.count() > 0)
    assert "001" in words_on(window)
    assert window.received is None


def test_another_folder_brings_the_parts_that_were_missing(
    window: OpenerWindow, prosecutor: Prosecutor, key: Path, qtbot: Any, folder: Path
):
    bundle(prosecutor.lock, folder / "z.sanad.age", part_size=1 << 20)
    stick = folder / "stick"
    stick.mkdir()
    (folder / "z.sanad.age.001").rename(stick / "z.sanad.age.001")
    page = window.shown
    assert isinstance(page, Ask)
    page.asks.take_file(folder / "z.sanad.age.sha256")
    page.asks.by("key")
    page.asks.take_key(key)
    page.primary()
    until(lambda: page.happened.count() > 0)
    page.take_further(stick)
    until(lambda: isinstance(window.shown, ContentsPage))


def test_texts_tables_and_pictures_become_paper_in_memory(qapp: object):
    pages = printing.of_text("a line\n" * 200)
    assert len(pages) > 1
    assert printing.as_pdf(pages).startswith(b"%PDF")
    assert record().startswith(b"%PDF")


def test_the_owner_of_a_key_reads_its_six_words(window: OpenerWindow, prosecutor: Prosecutor, key: Path, qtbot: Any):
    page = window.shown
    assert isinstance(page, Ask)
    page.asks.by("key")
    page.asks.take_key(key)
    until(lambda: page.asks.key_words.isVisibleTo(window))
    arabic, english = words_of_line(prosecutor.public)
    assert any(" ".join(words) in words_on(window) for words in (arabic, english))


def test_the_words_of_an_ssh_key_are_those_of_its_public_line(tmp_path: Path):
    private = Ed25519PrivateKey.generate()
    file = tmp_path / "id_ed25519"
    file.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    line = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    assert received.words_of_key_file(file) == [words_of_line(lock_for([line + " who@where"]).to[0])]


def test_a_receipt_is_signed_with_a_key_made_once_and_its_words_are_shown(
    contents: ContentsPage, window: OpenerWindow, folder: Path, qtbot: Any
):
    box = contents.receipt
    assert not box.save.isEnabled()
    box.by.setText("Clerk Sample, registry")
    assert not box.save.isEnabled()
    box.make_key(folder / "receipts.key")
    until(box.save.isEnabled)
    box.save_to(folder / "r.sanad-receipt")
    until(lambda: box.words.count() > 0)
    until(box.words.itemAt(1).widget().isVisible)
    read = receipt.read(receipt.take_apart((folder / "r.sanad-receipt").read_bytes()))
    assert (read.receiver, read.bundle) == ("Clerk Sample, registry", contents.received.bundle.manifest.bundle)
    arabic, english = words_of_line(read.key)
    shown = words_on(window)
    assert all(word in shown for word in (arabic if theme.rtl() else english))
    box.take_key(folder / "key.txt")  # age’s key signs nothing
    box.save_to(folder / "no.sanad-receipt")
    until(lambda: bool(box.problem.sentence.text()))
    assert not (folder / "no.sanad-receipt").exists()
