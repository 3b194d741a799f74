"""What is asked before a file is opened: which one, its other parts, and a phrase or a key."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.bundle.keys import Opener
from app.bundle.problems import SAYS as PROBLEMS
from app.bundle.problems import BundleAltered, PartsMissing
from app.errors import N_, SanadError
from app.language import Words, isolate_ltr
from app.opener import received
from app.opener.received import Received
from app.seal.six_words import Pair
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, plain
from app.ui.parts import layouts
from app.ui.parts.boxes import Banner, Row, Rows, empty, group
from app.ui.parts.buttons import Button, Chip
from app.ui.parts.fields import Field, KeyboardLanguage, LineInput
from app.ui.parts.grid import Flow
from app.ui.plain_page import Page

_OF_THE_PHRASE = ("wrong_passphrase", "needs_identity")
_OF_THE_KEY = ("wrong_identity", "needs_passphrase", "identity_unreadable", "identity_locked")


class Ask(Page):
    """Two ways, one at a time; one primary action: open."""

    def __init__(
        self, context: AppContext, opened: Callable[[Received], None], file: Path | None
    ) -> None:
        super().__init__(context, N_("Open a sealed file"), N_("For recipients: nothing is installed, and nothing leaves this computer."))  # fmt: skip
        self._opened = opened
        self.file = file
        self.key: Path | None = None
        self.further: list[Path] = []
        self.way, self._busy = "phrase", False
        self.body.addWidget(self._which())
        ways = Flow(gap=8)
        self.chips = {
            "phrase": Chip(N_("With an opening phrase")),
            "key": Chip(N_("With my own key")),
        }
        for method, chip in self.chips.items():
            chip.chosen.connect(lambda method=method: self.by(method))
            ways.add(chip)
        self.body.addWidget(ways)
        self.body.addWidget(self._phrase())
        self.body.addWidget(self._key())
        self.happened = layouts.column(gap=16)
        self.body.addLayout(self.happened)
        self.body.addStretch(1)
        self.go = Button(N_("Open the file"), "primary", "eye", tall=True, on_click=self.primary)
        self.foot(N_("Nothing of it is written to this computer while you view it."), self.go)
        self.by("phrase")

    def _which(self) -> QWidget:
        rows = Rows()
        self.choose = Button(N_("Choose the file"), "second", "folder", on_click=self._ask_file)
        self.row = Row(self._named, N_("From a USB stick, a letter or a message; its name ends in .age."), "doc", self.choose)  # fmt: skip
        rows.add(self.row)
        return rows

    def _named(self, w: Words) -> str:
        return isolate_ltr(self.file.name) if self.file else w("No file is chosen yet.")

    def _phrase(self) -> QWidget:
        self.phrase = LineInput(N_("Opening phrase"))
        self.phrase.returnPressed.connect(self.primary)
        self.phrase.textChanged.connect(lambda _text: self._free())
        self.phrase_field = Field(
            N_("Opening phrase"), self.phrase,
            help_=N_("As the sender told it. Capitals matter; extra spaces do not."),
            beside_label=KeyboardLanguage(self.phrase),
        )  # fmt: skip
        return self.phrase_field

    def _key(self) -> QWidget:
        rows = Rows()
        self.choose_key = Button(N_("Choose the key"), "second", "folder", on_click=self._ask_key)
        rows.add(Row(self._key_named, N_("The file with the secret half: from age-keygen, or an SSH key without a passphrase."), "lock", self.choose_key))  # fmt: skip
        self.key_words = Label("", "small", "ink2")
        self.key_words.hide()
        self.key_field = Field(N_("My own key"), layouts.column_widget(rows, self.key_words, gap=8))
        return self.key_field

    def _key_named(self, w: Words) -> str:
        return isolate_ltr(self.key.name) if self.key else w("No key is chosen yet.")

    def _ask_file(self) -> None:
        FileDialog(self.window(), N_("File received"), self.take_file, kinds="Sanad (*.age *.001 *.sha256)")  # fmt: skip

    def _ask_key(self) -> None:
        FileDialog(self.window(), N_("My own key"), self.take_key)

    def _ask_further(self) -> None:
        FileDialog(self.window(), N_("The folder with the other parts"), self.take_further, folder=True)  # fmt: skip

    def take_file(self, file: Path) -> None:
        self.file, self.further = file, []
        empty(self.happened)
        self.choose.say(N_("Another file"))
        self.retell()
        self._focus()
        self._free()

    def take_key(self, file: Path) -> None:
        self.key = file
        self.choose_key.say(N_("Another key"))
        self.key_words.hide()
        self.retell()
        self._free()
        self.context.workers.slow(
            self,
            lambda: received.words_of_key_file(file),
            lambda words: self._show_words(file, words),
            lambda _unread: None,  # said when the file is opened with it
        )

    def _show_words(self, file: Path, words: list[Pair]) -> None:
        """Of a file of several keys, of the first: whoever made it knows."""
        if self.key == file and words:
            self.key_words.say(
                lambda w: w(
                    N_("Six words of your key, to read to who sends you files: {words}"),
                    words=" ".join(words[0][0 if w.language == "ar" else 1]),
                )
            )
            self.key_words.show()

    def take_further(self, folder: Path) -> None:
        self.further.append(folder)
        self.primary()

    def by(self, method: str) -> None:
        self.way = method
        for choice, chip in self.chips.items():
            chip.setChecked(choice == method)
        self.phrase_field.setVisible(method == "phrase")
        self.key_field.setVisible(method == "key")
        self._focus()
        self._free()

    def _focus(self) -> None:
        if self.isVisible():
            first = self.phrase if self.way == "phrase" else self.choose_key
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _free(self) -> None:
        enough = bool(self.key if self.way == "key" else self.phrase.text().strip())
        self.go.setEnabled(self.file is not None and enough and not self._busy)

    def arrive(self) -> None:
        if self.file is None:
            self.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._focus()

    # opening

    def primary(self) -> None:
        file = self.file
        if file is None or not self.go.isEnabled():
            return
        empty(self.happened)
        for field in (self.phrase_field, self.key_field):
            field.complain("")
        self._working(True)
        opener, further = self._opener(), tuple(self.further)
        self.context.workers.slow(
            self, lambda: received.receive(file, opener(), further), self._came, self._refused
        )

    def _opener(self) -> Callable[[], Opener]:
        key, typed = self.key if self.way == "key" else None, self.phrase.text()
        return lambda: received.by_key_file(key) if key else received.by_phrase(typed)

    def _working(self, busy: bool) -> None:
        self._busy = busy
        for part in (self.choose, self.choose_key, self.phrase, *self.chips.values()):
            part.setEnabled(not busy)
        self.go.say(N_("Opening and checking") if busy else N_("Open the file"))
        self._free()

    def _came(self, bundle: Received) -> None:
        self.phrase.clear()
        self._opened(bundle)

    def _refused(self, error: SanadError) -> None:
        self._working(False)
        kind = error.kind()
        if kind in _OF_THE_PHRASE and self.way == "phrase":
            self.phrase_field.complain(lambda w: w.say(error))
            self.phrase.selectAll()
        elif kind in _OF_THE_KEY and self.way == "key":
            self.key_field.complain(lambda w: w.say(error))
        else:
            self._say(error)
            return
        self._focus()

    def _say(self, error: SanadError) -> None:
        further = None
        if isinstance(error, PartsMissing):
            further = Button(N_("Add a folder or USB stick"), "second", "usb", on_click=self._ask_further)  # fmt: skip
        self.happened.addWidget(Banner(lambda w: w.say(error), "wait", "wait", further))
        if isinstance(error, BundleAltered):
            rows = Rows()
            for problem in error.problems:
                name = plain(isolate_ltr(problem.file))
                rows.add(Row(PROBLEMS[problem.kind], name, "wait", tone="wait"))
            self.happened.addWidget(group(N_("Problems found"), rows))
        (further or self.choose).setFocus(Qt.FocusReason.OtherFocusReason)
