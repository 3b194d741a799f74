"""Open a file that came: which, with what; then who signed it, what is in it, and its paper.

Nothing of it reaches the disk, unless the person has its files written into a folder; that is
asked first and stands in the journal of this computer.
"""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.casework import handover, opened
from app.casework.handover import BundleAltered, Opener, Verified
from app.casework.opened import Signer
from app.errors import N_, SanadError
from app.language import Words, isolate_ltr
from app.ui import goto
from app.ui.bundle.came import came_known
from app.ui.bundle.with_paper import WithPaper
from app.ui.desk import Desk
from app.ui.files import FileDialog
from app.ui.parts.boxes import Banner, Row, Rows, empty, group, tight
from app.ui.parts.buttons import Button, Chip
from app.ui.parts.dialog import Answer, Dialog
from app.ui.parts.fields import Field, KeyboardLanguage, Line
from app.ui.parts.grid import Flow
from app.ui.words import Label, Text

_PAPER = "case.pdf"
_OF_THE_PHRASE = ("wrong_passphrase", "needs_identity")
_OF_THE_KEY = ("wrong_identity", "needs_passphrase", "identity_unreadable", "identity_locked")


@dataclass(frozen=True, slots=True)
class Came:
    """What was opened, and whose signature it is."""

    bundle: Verified
    signer: Signer


class OpenFile(WithPaper):
    """One primary action: open; then: back to the cases."""

    came: Came | None = None
    file: Path | None = None
    key: Path | None = None
    folder: Path | None = None
    _busy = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self._title, self._second, N_("What the file says"))
        self.asks = self._asks()
        self.body.addWidget(self.asks)
        self.happened = QVBoxLayout()
        tight(self.happened, 16)
        self.body.addLayout(self.happened)
        self.take_apart = Button(N_("Write its files into a folder"), "second", "folder")
        self.take_apart.clicked.connect(self._ask_extract)
        acts = Flow(gap=12)
        acts.add(self.look_at)
        acts.add(self.take_apart)
        self.body.addWidget(acts)
        self.body.addStretch(1)
        self.page.addLayout(self.foot(N_("Nothing of it is written to this computer while you look at it."), N_("Open the file"), "eye"))  # fmt: skip
        self.take_apart.hide()
        self.show_paper(there=False)
        self.by("phrase")

    def _title(self, w: Words) -> str:
        return w("The file is as it was signed") if self.came else w("Open a file that came")

    def _second(self, w: Words) -> str:
        return isolate_ltr(self.file.name) if self.file else " "

    # what is asked

    def _asks(self) -> QWidget:
        made = QWidget()
        down = QVBoxLayout(made)
        tight(down, 16)
        rows = Rows()
        self.choose = Button(N_("Choose the file"), "second", "folder")
        self.choose.clicked.connect(self._ask_file)
        rows.add(Row(self._file_named, N_("From a stick, a letter or a message; it ends in .age."), "doc", self.choose))  # fmt: skip
        down.addWidget(rows)
        ways = Flow(gap=8)
        self.chips = {
            "phrase": Chip(N_("With an opening phrase")),
            "key": Chip(N_("With my own key")),
        }
        for way, chip in self.chips.items():
            chip.chosen.connect(lambda way=way: self.by(way))
            ways.add(chip)
        down.addWidget(ways)
        self.phrase = Line(N_("Opening phrase"))
        self.phrase.returnPressed.connect(self.primary)
        self.phrase.textChanged.connect(self._free)
        self.phrase_field = Field(
            N_("Opening phrase"),
            self.phrase,
            help_=N_("As the sender told it. Capitals count, more than one space does not."),
            beside=KeyboardLanguage(self.phrase),
        )
        down.addWidget(self.phrase_field)
        self.choose_key = Button(N_("Choose the key"), "second", "folder")
        self.choose_key.clicked.connect(self._ask_key)
        self.key_row = Row(self._key_named, N_("The file with the secret half: from age-keygen, or an SSH key without a passphrase."), "lock", self.choose_key)  # fmt: skip
        keys = Rows()
        keys.add(self.key_row)
        self.key_field = Field(N_("My own key"), keys)
        down.addWidget(self.key_field)
        return made

    def _file_named(self, w: Words) -> str:
        return isolate_ltr(self.file.name) if self.file else w("No file is chosen yet.")

    def _key_named(self, w: Words) -> str:
        return isolate_ltr(self.key.name) if self.key else w("No key is chosen yet.")

    def by(self, way: str) -> None:
        """With a phrase, or with a key."""
        self.way = way
        for each, chip in self.chips.items():
            chip.setChecked(each == way)
        self.phrase_field.setVisible(way == "phrase")
        self.key_field.setVisible(way == "key")
        if self.isVisible():
            first = self.phrase if way == "phrase" else self.choose_key
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._free()

    def _ask_file(self) -> None:
        def build(window: QWidget) -> FileDialog:
            return FileDialog(window, N_("The file that came"), self.take_file, kinds="Sanad (*.age)")  # fmt: skip

        self.wants.emit(goto.Ask(build))

    def take_file(self, file: Path) -> None:
        """This is the file; go on with what opens it."""
        self.file = file
        self._named()
        self.choose.say(N_("Another file"))
        (self.phrase if self.way == "phrase" else self.choose_key).setFocus(Qt.FocusReason.OtherFocusReason)  # fmt: skip

    def _ask_key(self) -> None:
        def build(window: QWidget) -> FileDialog:
            return FileDialog(window, N_("My own key"), self.take_key)

        self.wants.emit(goto.Ask(build))

    def take_key(self, file: Path) -> None:
        """This is the key."""
        self.key = file
        self._named()
        self.choose_key.say(N_("Another key"))
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _named(self) -> None:
        for label in self.asks.findChildren(Label):
            label.tell()
            label.updateGeometry()
        self.top.second.tell()
        self._free()

    def _free(self) -> None:
        opener = self.phrase.text().strip() if self.way == "phrase" else self.key
        may = self.file is not None and bool(opener) and not self._busy
        if hasattr(self, "go"):
            self.go.setEnabled(may or self.came is not None)

    # opening

    def primary(self) -> None:
        if self.came is not None:
            self.back()
        elif self.file is not None and self.go.isEnabled():
            self._open(self.file)

    def _open(self, file: Path) -> None:
        empty(self.happened)
        for field in (self.phrase_field, self.key_field):
            field.complain("")
        self._working(True)
        key, typed = self.key if self.way == "key" else None, self.phrase.text()

        def opener() -> Opener:
            return handover.key_file(key) if key else handover.opener_with(typed)

        self.desk.off.slow(
            self, lambda: handover.open_bundle(file, opener()), self._whose, self._refused
        )

    def _working(self, busy: bool) -> None:
        self._busy = busy
        self.asks.setEnabled(not busy)
        self.go.say(N_("Opening and checking") if busy else N_("Open the file"))
        self._free()

    def _whose(self, bundle: Verified) -> None:
        session = self.desk.session
        self.desk.off.read(
            self,
            lambda: Came(bundle, opened.signer(session, bundle)),
            self._opened,
            self._refused,
        )

    def _refused(self, error: SanadError) -> None:
        self._working(False)
        says: Text = lambda w: w.say(error)  # noqa: E731
        if error.kind() in _OF_THE_PHRASE:
            self.phrase_field.complain(says)
            self.phrase.selectAll()
            self.phrase.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if error.kind() in _OF_THE_KEY:
            self.key_field.complain(says)
            self.choose_key.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.happened.addWidget(Banner(says, "wait", "wait"))
        if isinstance(error, BundleAltered):
            self.happened.addWidget(self._problems(error))
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _problems(error: BundleAltered) -> QWidget:
        rows = Rows()
        for kind in dict.fromkeys(each.kind for each in error.problems):
            rows.add(Row(handover.SAYS[kind], "", "wait", tone="wait"))
        return group(N_("What does not fit"), rows)

    def _opened(self, came: Came) -> None:
        self.came = came
        self.phrase.clear()
        self._working(False)
        self.asks.hide()
        self.happened.addWidget(came_known(came.bundle.manifest, came.signer))
        self.pages.show_pdf(came.bundle.files[_PAPER])
        self.show_paper(there=True)
        self.take_apart.show()
        for part in (self.top.title, self.top.second):
            part.tell()
            part.updateGeometry()
        self.leave.say(N_("Another file"))
        self.leave.clicked.disconnect()
        self.leave.clicked.connect(lambda: self.wants.emit(goto.OpenBundle()))
        self.go.icon_name = ""
        self.go.say(N_("Close the file"))
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.verticalScrollBar().setValue(0)

    # into a folder

    def _ask_extract(self) -> None:
        def build(window: QWidget) -> Dialog:
            return Dialog(
                window,
                N_("Write the files readable for everyone?"),
                N_(
                    "Whoever finds the folder reads the name and every answer. They stay on the disk"
                    " or the stick even after they are deleted. The journal of this computer says"
                    " that it was done."
                ),
                [
                    Answer(N_("Only look at it here")),
                    Answer(N_("Choose the folder"), self._choose_folder, "grave"),
                ],
                width=560,
            )

        self.wants.emit(goto.Ask(build))

    def _choose_folder(self) -> None:
        def build(window: QWidget) -> FileDialog:
            return FileDialog(window, N_("An empty folder for the files"), self.extract_to, folder=True)  # fmt: skip

        self.wants.emit(goto.Ask(build))

    def extract_to(self, folder: Path) -> None:
        """Write the files there, after the journal says so."""
        if self.came is None:
            return
        session, bundle = self.desk.session, self.came.bundle
        self.take_apart.setEnabled(False)
        self.desk.off.write(
            self,
            lambda: opened.take_apart(session, bundle, folder),
            lambda _none: self._extracted(folder),
            self._not_extracted,
        )

    def _extracted(self, folder: Path) -> None:
        self.take_apart.setEnabled(True)
        self.note.say(lambda w: w("The files are in {folder}, readable for everyone who finds them.", folder=isolate_ltr(str(folder))))  # fmt: skip
        self.tell_trouble("")

    def _not_extracted(self, error: SanadError) -> None:
        self.take_apart.setEnabled(True)
        self.tell_trouble(lambda w: w.say(error))

    # around

    def arrive(self) -> None:
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        self.wants.emit(goto.Cases())

    def forget(self) -> None:
        super().forget()
        self.came = None
        self.phrase.clear()
