"""What is asked before a sealed file is opened, here or by its recipient: which one, and a phrase or a key."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import N_, SanadError
from app.language import Words, isolate_ltr
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label
from app.ui.parts import Button, Chip, Field, Flow, KeyboardLanguage, LineInput, Row, Rows, layouts, wraps

_OF_THE_PHRASE = ("wrong_passphrase", "needs_identity")
_OF_THE_KEY = ("wrong_identity", "needs_passphrase", "identity_unreadable", "identity_locked")


class OpeningWay(QWidget):
    """Two ways, one at a time. `took_file`, `took_key`: it was chosen; `changed`: perhaps there is enough
    now. `kinds`: of the file, as of a `FileDialog`."""

    changed = Signal()
    go_on = Signal()
    took_file, took_key = Signal(), Signal()

    def __init__(self, kinds: str) -> None:
        super().__init__()
        self._kinds = kinds
        self.file: Path | None = None
        self.key: Path | None = None
        self.way = "phrase"
        column = layouts.column(self._which(), gap=16, parent=self)
        ways = Flow(gap=8)
        self.chips = {"phrase": Chip(N_("With an opening phrase")), "key": Chip(N_("With my own key"))}
        for method, chip in self.chips.items():
            chip.chosen.connect(lambda method=method: self.by(method))
            ways.add(chip)
        layouts.add(column, ways, self._phrase(), self._key())
        wraps(self)
        self.by("phrase")

    def _which(self) -> QWidget:
        rows = Rows()
        self.choose = Button(N_("Choose the file"), "second", "folder", on_click=self._ask_file)
        rows.add(Row(self._file_named, N_("From a USB stick, a letter or a message; its name ends in .age."), "doc", self.choose))  # fmt: skip
        return rows

    def _phrase(self) -> QWidget:
        self.phrase = LineInput(N_("Opening phrase"))
        self.phrase.returnPressed.connect(self.go_on)
        self.phrase.textChanged.connect(lambda _text: self.changed.emit())
        self.phrase_field = Field(
            N_("Opening phrase"),
            self.phrase,
            help_=N_("As the sender told it. Capitals matter; extra spaces do not."),
            beside_label=KeyboardLanguage(self.phrase),
        )
        return self.phrase_field

    def _key(self) -> QWidget:
        rows = Rows()
        self.choose_key = Button(N_("Choose the key"), "second", "folder", on_click=self._ask_key)
        rows.add(Row(self._key_named, N_("The file with the private key: from age-keygen, or an SSH key without a passphrase."), "lock", self.choose_key))  # fmt: skip
        self.key_words = Label("", "small", "ink2")  # of whom it belongs to
        self.key_words.hide()
        self.key_field = Field(N_("My own key"), layouts.column_widget(rows, self.key_words, gap=8))
        return self.key_field

    def _file_named(self, w: Words) -> str:
        return isolate_ltr(self.file.name) if self.file else w("No file is chosen yet.")

    def _key_named(self, w: Words) -> str:
        return isolate_ltr(self.key.name) if self.key else w("No key is chosen yet.")

    # choosing

    def _ask_file(self) -> None:
        title = N_("File received")
        FileDialog(self.window(), title, self.take_file, kinds=self._kinds, on_stick=True)

    def _ask_key(self) -> None:
        FileDialog(self.window(), N_("My own key"), self.take_key)

    def by(self, method: str) -> None:
        self.way = method
        for choice, chip in self.chips.items():
            chip.setChecked(choice == method)
        self.phrase_field.setVisible(method == "phrase")
        self.key_field.setVisible(method == "key")
        self.focus()
        self.changed.emit()

    def focus(self) -> None:
        """To what opens the file."""
        if self.isVisible():
            first = self.phrase if self.way == "phrase" else self.choose_key
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_file(self, file: Path) -> None:
        """This is the file; go on with what opens it."""
        self.file = file
        self.choose.say(N_("Another file"))
        self.focus()
        self.took_file.emit()
        self._named()

    def take_key(self, file: Path) -> None:
        self.key = file
        self.choose_key.say(N_("Another key"))
        self.key_words.hide()
        self.took_key.emit()
        self._named()

    def _named(self) -> None:
        for label in self.findChildren(Label):
            label.tell()
            label.updateGeometry()
        self.changed.emit()

    # what was chosen

    def enough(self) -> bool:
        """Is there a file, and something to open it with?"""
        return self.file is not None and bool(self.key if self.way == "key" else self.phrase.text().strip())

    def chosen(self) -> tuple[Path | None, str]:
        """The key, else what was typed."""
        return self.key if self.way == "key" else None, self.phrase.text()

    def quiet(self) -> None:
        """Nothing is wrong any more."""
        for field in (self.phrase_field, self.key_field):
            field.complain("")

    def complain(self, error: SanadError) -> bool:
        """Said beside what it is about, where it is about one of the two."""
        kind = error.kind()
        if kind in _OF_THE_PHRASE and self.way == "phrase":
            self.phrase_field.complain(lambda w: w.say(error))
            self.phrase.selectAll()
        elif kind in _OF_THE_KEY and self.way == "key":
            self.key_field.complain(lambda w: w.say(error))
        else:
            return False
        self.focus()
        return True
