"""How the recipient will open the file: a key of theirs, or a phrase that is told by telephone."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.casework.export import bundle_export, recipient_book
from app.casework.export.disclosure_check import DisclosureBasis
from app.casework.records import unlock
from app.errors import N_, SanadError
from app.language import isolate_ltr
from app.ui import theme
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, plain
from app.ui.parts import Area, Box, Button, Chip, Field, Flow, LineInput, layouts
from app.ui.parts.frame import Screen
from app.ui.sending import kept_recipients

Way = Literal["key", "generated", "own"]
_WAYS: tuple[tuple[Way, str], ...] = (
    ("generated", N_("An opening phrase")),
    ("own", N_("My own phrase")),
    ("key", N_("Their own key")),
)


class OpensWith(QWidget):
    """Three ways, one at a time; the words are large, because they are read out."""

    changed = Signal()  # which way

    def __init__(self, screen: Screen, case_id: str, agencies: Callable[[], Sequence[DisclosureBasis]]) -> None:
        """`agencies`: to which the case may go, once they are known."""
        super().__init__()
        self._screen, self._case, self._agencies = screen, case_id, agencies
        self.way: Way = "generated"
        self.phrase = ""
        column = layouts.column(Label(N_("To: how they will open the file"), "label"), gap=10, parent=self)
        ways = Flow(gap=8)
        self.chips = {method: Chip(says) for method, says in _WAYS}
        for key, chip in self.chips.items():
            chip.chosen.connect(lambda method=key: self.choose(method))
            ways.add(chip)
        column.addWidget(ways)
        self.parts: dict[Way, QWidget] = {"generated": self._generated(), "own": self._own(), "key": self._key()}
        for part in self.parts.values():
            column.addWidget(part)
        layouts.wraps(self)
        self.another()
        self.choose("generated")

    # the three ways

    def _generated(self) -> QWidget:
        box = Box("surface", "edge", radius=8, margins=(16, 10, 16, 10))
        self.words = Label("", "title")
        button = Button(N_("Generate another"), "quiet", on_click=self.another)
        box.inside.addLayout(layouts.row((self.words, 1), button, gap=12))
        says = N_("Write it down now and tell it by telephone, never with the file. It is not stored anywhere.")
        return layouts.column_widget(box, Label(says, "small", "ink2"), gap=6, wrap=True)

    def _own(self) -> QWidget:
        self.own = LineInput(N_("Your own phrase"))
        self.own_field = Field(
            N_("Your own phrase"),
            self.own,
            help_=N_("Use several words that have nothing to do with the case. Tell the recipient by telephone."),
        )
        return self.own_field

    def _key(self) -> QWidget:
        self.kept = kept_recipients.KeptRecipients(self._another_recipient)
        self._file: Path | None = None
        self.keys = Area(N_("Their public key"), hint=plain(isolate_ltr("age1…   ssh-ed25519 …")), lines=2)
        self.keys_field = Field(
            N_("Their public key"),
            self.keys,
            help_=N_("As they sent it; for several recipients, one per line. They keep the private key."),
        )
        file = Button(N_("Choose a file with it"), "second", "folder", on_click=self._ask_file)
        self.keep = Button(N_("Save this recipient"), "quiet", on_click=self._keep)
        line = Flow().add(file, self.keep)
        self.typed = layouts.column_widget(self.keys_field, line, gap=6, wrap=True)
        kept_recipients.read(self._screen, self.kept.know)
        return layouts.column_widget(self.kept, self.typed, gap=10, wrap=True)

    def _another_recipient(self) -> None:
        self.typed.setVisible(self.kept.chosen is None)

    def _keep(self) -> None:
        lines = self._lines()
        self._screen.context.workers.slow(
            self._screen,
            lambda: recipient_book.of_key_line("\n".join(lines)),
            lambda key: kept_recipients.keep(self._screen, key, self._agencies(), self._kept),
            self._refused(self.keys_field),
        )

    def _kept(self, id_: str) -> None:
        def show(recipients: list[recipient_book.BookedRecipient]) -> None:
            self.kept.know(recipients)
            self.kept.choice.choose(id_)

        kept_recipients.read(self._screen, show)

    def _lines(self) -> list[str]:
        return [line for line in self.keys.toPlainText().splitlines() if line.strip()]

    def another(self) -> None:
        """Other words."""
        self.phrase = unlock.suggest(theme.words().language)
        self.words.say(plain(self.phrase))

    def choose(self, method: Way) -> None:
        self.way = method
        for choice, chip in self.chips.items():
            chip.setChecked(choice == method)
        for choice, part in self.parts.items():
            part.setVisible(choice == method)
        self.changed.emit()
        first = {"own": self.own, "key": self.keys}.get(method)
        if first is not None and self.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_file(self) -> None:
        self._screen.open_dialog(FileDialog, N_("Choose a file with it"), self.take_file)

    def take_file(self, file: Path) -> None:
        """Read keys from a file; what is no public key is not shown. Of two files the last one counts,
        whichever is read first."""
        self._file = file

        def read(keys: tuple[str, ...]) -> None:
            if self._file == file:
                self.keys.setPlainText("\n".join(keys))

        def unread(error: SanadError) -> None:
            if self._file == file:
                self.keys_field.complain(lambda w: w.say(error))

        self._screen.context.workers.slow(self._screen, lambda: bundle_export.keys_in(file), read, unread)

    # what is sealed with

    def lock(self, agency: str, on_lock: Callable[[bundle_export.Lock], None]) -> None:
        """What to seal with, for an agency ("" for colleagues), after it was judged; or a sentence beside
        the field."""
        for field in (self.own_field, self.keys_field, self.kept.field):
            field.complain("")
        case_id = self._case
        if self.way == "key":
            recipient = self.kept.chosen
            recipients = [recipient.id] if recipient else self._lines()
            self._screen.read_vault(
                lambda session: recipient_book.lock_of(session, recipients, agency)[0],
                on_lock,
                self._refused(self.kept.field if recipient else self.keys_field),
            )
            return
        typed = self.own.text() if self.way == "own" else self.phrase
        self._screen.read_vault(
            lambda session: bundle_export.passphrase(typed, session, case_id), on_lock, self._refused(self.own_field)
        )

    def _refused(self, field: Field) -> Callable[[SanadError], None]:
        def say(error: SanadError) -> None:
            field.complain(lambda w: w.say(error))
            field.field.setFocus(Qt.FocusReason.OtherFocusReason)

        return say

    def told(self) -> str:
        """The phrase that has to be told by telephone; "" for a key."""
        return {"generated": self.phrase, "own": self.own.text().strip()}.get(self.way, "")
