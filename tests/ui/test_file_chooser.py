"""Finding a file or a place for one: by eye, by hand, by key, in either language."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.language import strip_marks
from app.platform.volumes import Volume
from app.ui.file_chooser import FileDialog
from app.ui.home import Home
from app.ui.parts.dialog import Dialog

pytestmark = pytest.mark.screen


class Chooser:
    """The dialog over the home page, with a stick and a folder of papers."""

    def __init__(self, opens, tmp_path, language):
        self.hand = opens(language).unlocks_new()
        self.hand.sees(Home)
        self.stick, self.papers, self.taken = tmp_path / "SANAD", tmp_path / "papers", []
        for folder in (self.stick, self.papers / "2026" / "تقارير"):
            folder.mkdir(parents=True)
        for name in ("عقد العمل.pdf", "letter.pdf", "photo.jpg"):
            (self.papers / name).write_bytes(b"content")
        self.plugged = [Volume(self.stick, "stick", "SANAD")]
        desk = self.hand.window.context
        desk.volumes, desk.browsed = lambda: tuple(self.plugged), self.papers

    def asks(self, **options):
        self.dialog = FileDialog(self.hand.window, "Folder", self.taken.append, **options)
        self.until_shown("2026")
        return self.dialog

    def names(self):
        return [entry.name for entry in self.dialog.files.entries.shown]

    def until_shown(self, name):
        self.hand.until(lambda: name in self.names())

    def until_taken(self):
        self.hand.until(lambda: bool(self.taken))
        return self.taken[-1]

    def says(self, sentence):
        self.hand.until(lambda: self.hand.reads(self.hand.says(sentence)))

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        self.hand.key(key, modifiers)


@pytest.fixture
def chooser(opens, tmp_path, language):
    return Chooser(opens, tmp_path, language)


@pytest.fixture
def one(opens, tmp_path):
    return Chooser(opens, tmp_path, "en")


def test_what_somebody_brings_is_looked_for_on_the_stick_first(one):
    window = one.hand.window
    assert FileDialog(window, "Card", one.taken.append, on_stick=True).shown_folder == one.stick
    one.plugged.clear()
    assert FileDialog(window, "Card", one.taken.append, on_stick=True).shown_folder == one.papers


def test_the_stick_stands_first_by_its_name_with_its_room(chooser):
    dialog = chooser.asks()
    chooser.hand.until(lambda: dialog.places.entries.shown[0].room is not None)
    index = dialog.places.entries.index(0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("SANAD")
    assert chooser.hand.says("{size} free").format(size="").strip() in spoken
    dialog.places.setFocus(Qt.FocusReason.TabFocusReason)
    dialog.places.stand_on(dialog.places.entries.shown[0])
    chooser.key(Qt.Key.Key_Return)
    chooser.hand.until(lambda: dialog.shown_folder == chooser.stick)
    chooser.says("This folder is empty.")


def test_a_path_is_words_and_has_no_slash(chooser):
    dialog = chooser.asks()
    dialog.open_folder(chooser.stick / "..")
    dialog.open_folder(chooser.stick)
    chooser.hand.until(lambda: dialog.shown_folder == chooser.stick)
    assert strip_marks(dialog.path.text()) == "SANAD"
    (chooser.stick / "تقارير").mkdir()
    dialog.open_folder(chooser.stick / "تقارير")
    chooser.hand.until(lambda: strip_marks(dialog.path.text()) == "SANAD › تقارير")


def test_rows_open_by_enter_and_backspace_goes_up_to_where_one_was(chooser):
    dialog = chooser.asks()
    chooser.key(Qt.Key.Key_Down)
    assert dialog.files.hasFocus()
    chooser.key(Qt.Key.Key_Return)
    chooser.until_shown("تقارير")
    chooser.key(Qt.Key.Key_Backspace)
    chooser.until_shown("letter.pdf")
    assert dialog.files.current().name == "2026"
    chooser.key(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    chooser.until_shown("papers")
    assert dialog.files.current().name == "papers"


def test_what_fits_comes_first_and_the_rest_on_demand(chooser):
    dialog = chooser.asks(kinds="PDF (*.pdf)")
    assert "photo.jpg" not in chooser.names()
    assert {"letter.pdf", "عقد العمل.pdf", "2026"} <= set(chooser.names())
    chooser.hand.click(dialog.all)
    assert chooser.names()[-1] == "photo.jpg"


def test_letters_find_in_either_script_and_enter_takes_what_was_found(chooser):
    dialog = chooser.asks()
    chooser.key(Qt.Key.Key_Down)
    dialog.files.typed.emit("ع")
    dialog.search.insert("قد")
    assert chooser.names() == ["عقد العمل.pdf"]
    assert dialog.search.hasFocus()
    chooser.key(Qt.Key.Key_Return)
    assert chooser.until_taken() == chooser.papers / "عقد العمل.pdf"
    assert chooser.hand.window.context.browsed == chooser.papers


def test_what_is_looked_for_in_an_empty_folder_is_not_found_there(chooser):
    chooser.hand.window.context.browsed = chooser.stick
    dialog = FileDialog(chooser.hand.window, "Folder", chooser.taken.append)
    chooser.says("This folder is empty.")
    dialog.search.insert("عقد")
    chooser.says("No name here contains this.")


def test_escape_clears_what_is_looked_for_before_it_leaves(chooser):
    dialog = chooser.asks()
    dialog.search.insert("nothing at all")
    chooser.says("No name here contains this.")
    chooser.key(Qt.Key.Key_Escape)
    assert dialog.search.text() == ""
    assert dialog in chooser.hand.window.dialogs()
    chooser.hand.window._escaped = 0.0  # a while later: twice at once hides
    chooser.key(Qt.Key.Key_Escape)
    assert chooser.hand.window.dialogs() == []
    assert chooser.taken == []


def test_a_click_opens_a_folder_and_chooses_a_file(one):
    dialog = one.asks()
    one.hand.press("Open")
    one.says("Choose a file from the list first.")
    rows = dialog.files
    letter = rows.entries.index(one.names().index("letter.pdf"))
    one.hand.click_at(rows.viewport(), rows.visualRect(letter).center())
    assert rows.entries.chosen.name == "letter.pdf"
    one.hand.press("Open")
    assert one.until_taken() == one.papers / "letter.pdf"


def test_a_stick_that_is_pulled_says_so_and_comes_back(chooser):
    (chooser.stick / "case.age").touch()
    dialog = chooser.asks()
    dialog.open_folder(chooser.stick)
    chooser.until_shown("case.age")
    stick = chooser.plugged.pop()
    dialog.look_around()
    chooser.says("This stick or share was removed. Nothing is lost. Plug it in again, or choose another place.")
    assert chooser.names() == []
    assert "SANAD" not in [strip_marks(str(place.path.name)) for place in dialog.places.entries.shown]
    chooser.plugged.append(stick)
    dialog.look_around()
    chooser.until_shown("case.age")
    assert not dialog.problem.isVisible()


def test_a_file_that_comes_while_one_looks_is_shown(one):
    dialog = one.asks()
    (one.papers / "later.pdf").touch()
    dialog._read_at = 1.0  # as if the folder had been read before
    dialog.look_around()
    one.until_shown("later.pdf")


def test_a_stick_that_can_only_be_read_is_refused_and_the_dialog_stays(chooser):
    chooser.plugged[:] = [Volume(chooser.papers, "stick", "SANAD", read_only=True)]
    dialog = chooser.asks(save_as="copy.pdf")
    chooser.key(Qt.Key.Key_Return)
    chooser.hand.until(dialog.problem.isVisible)
    assert dialog in chooser.hand.window.dialogs()
    assert chooser.taken == []
    assert not (chooser.papers / "copy.pdf").exists()


def test_too_little_room_is_refused_before_anything_is_written(chooser):
    dialog = chooser.asks(save_as="copy.pdf", needs=1 << 60)
    chooser.key(Qt.Key.Key_Return)
    chooser.hand.until(dialog.problem.isVisible)
    assert chooser.taken == []


def test_a_file_that_is_there_is_asked_about_and_keeping_it_leads_back(chooser):
    dialog = chooser.asks(save_as="letter.pdf")
    assert dialog.name_line.hasFocus()
    chooser.key(Qt.Key.Key_Return)
    chooser.says("A file with this name already exists")
    question = chooser.hand.window.dialogs()[-1]
    assert type(question) is Dialog
    assert question.buttons[0].hasFocus()
    chooser.key(Qt.Key.Key_Escape)
    assert chooser.hand.window.dialogs() == [dialog]
    assert dialog.name_line.hasFocus()
    chooser.key(Qt.Key.Key_Return)
    chooser.says("A file with this name already exists")
    chooser.hand.press("Replace it")
    assert chooser.until_taken() == chooser.papers / "letter.pdf"


def test_a_name_gets_its_ending_and_an_unsafe_one_is_refused(one):
    dialog = one.asks(save_as="تقرير: زيارة.pdf")
    assert dialog.name_line.text() == "تقرير- زيارة.pdf"
    for text in ("", "a*b"):
        dialog.problem.say("")
        dialog.name_line.setText(text)
        one.key(Qt.Key.Key_Return)
        one.hand.until(dialog.problem.isVisible)
    dialog.name_line.setText("د. أحمد")
    one.key(Qt.Key.Key_Return)
    assert one.until_taken() == one.papers / "د. أحمد.pdf"


def test_a_new_folder_is_made_and_opened(chooser):
    dialog = chooser.asks(folder=True)
    assert "letter.pdf" not in chooser.names()
    chooser.hand.press("New folder")
    assert dialog.new_name.hasFocus()
    dialog.new_name.insert("نسخ")
    chooser.key(Qt.Key.Key_Return)
    chooser.hand.until(lambda: dialog.shown_folder == chooser.papers / "نسخ")
    chooser.hand.press("Use this folder")
    assert chooser.until_taken() == chooser.papers / "نسخ"


def test_twenty_thousand_files_come_as_one_scrolls(one, tmp_path):
    for number in range(20_000):
        (one.stick / f"scan {number:05}.jpg").touch()
    dialog = one.asks()
    dialog.open_folder(one.stick)
    one.hand.until(lambda: len(one.names()) == 20_000)
    assert dialog.files.entries.rowCount() < 500
    dialog.search.insert("scan 19999")
    assert one.names() == ["scan 19999.jpg"]


def test_in_a_narrow_window_the_places_are_a_button_away(chooser):
    chooser.hand.window.resize(600, 480)
    dialog = chooser.asks(save_as="copy.pdf")
    assert not dialog.places.isVisible()
    chooser.hand.click(dialog.to_places)
    assert dialog.places.hasFocus()
    assert not dialog.files.isVisible()
    chooser.key(Qt.Key.Key_Escape)
    assert dialog.files.isVisible()
    QApplication.processEvents()
    assert dialog.card.geometry().bottom() <= 480
    assert dialog.take.isVisible()


def test_nothing_of_where_one_looked_is_written(one, home):
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    dialog = one.asks()
    dialog.open_folder(one.stick)
    one.hand.until(lambda: dialog.shown_folder == one.stick)
    one.key(Qt.Key.Key_Escape)
    added = {path for path in home.rglob("*") if path.is_file() and str(one.stick).encode() in path.read_bytes()}
    assert added == set()
    assert before
