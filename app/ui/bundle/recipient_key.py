"""How the recipient will open the file: a key of theirs, or a phrase that is told by telephone."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.export import bundle_export
from app.casework.export.bundle_export import Lock
from app.casework.records import unlock
from app.errors import N_, SanadError
from app.language import isolate_ltr
from app.ui import navigation, theme
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, plain
from app.ui.parts import layouts
from app.ui.parts.boxes import Box
from app.ui.parts.buttons import Button, Chip
from app.ui.parts.fields import Area, Field, Line
from app.ui.parts.frame import Screen
from app.ui.parts.grid import Flow
from app.ui.parts.layouts import wraps

Way = Literal["key", "generated", "own"]
_WAYS: tuple[tuple[Way, str], ...] = (
    ("generated", N_("An opening phrase")),
    ("own", N_("My own phrase")),
    ("key", N_("A key of theirs")),
)


class OpensWith(QWidget):
    """Three ways, one at a time; the words are large, because they are read out."""

    def __init__(self, screen: Screen, case_id: str) -> None:
        super().__init__()
        self._screen, self._case = screen, case_id
        self.way: Way = "generated"
        self.phrase = ""
        down = layouts.column(Label(N_("To: how they will open it"), "label"), gap=10, inside=self)
        ways = Flow(gap=8)
        self.chips = {way: Chip(says) for way, says in _WAYS}
        for way, chip in self.chips.items():
            chip.chosen.connect(lambda way=way: self.choose(way))
            ways.add(chip)
        down.addWidget(ways)
        self.parts: dict[Way, QWidget] = {
            "generated": self._generated(), "own": self._own(), "key": self._key(),
        }  # fmt: skip
        for part in self.parts.values():
            down.addWidget(part)
        wraps(self)
        self.another()
        self.choose("generated")

    # the three ways

    def _generated(self) -> QWidget:
        made = QWidget()
        down = layouts.column(gap=6, inside=made)
        box = Box("surface", "edge", radius=8, margins=(16, 10, 16, 10))
        self.words = Label("", "title")
        other = Button(N_("Another one"), "quiet")
        other.clicked.connect(self.another)
        across = layouts.row((self.words, 1), other, gap=12)
        box.inside.addLayout(across)
        down.addWidget(box)
        down.addWidget(Label(N_("Write it down now and tell it by telephone, never with the file. It is kept nowhere."), "small", "ink2"))  # fmt: skip
        wraps(made)
        return made

    def _own(self) -> QWidget:
        self.own = Line(N_("Phrase of your own"))
        self.own_field = Field(
            N_("Phrase of your own"),
            self.own,
            help_=N_(
                "Several words that have nothing to do with the case are best. Tell it by telephone."
            ),
        )
        return self.own_field

    def _key(self) -> QWidget:
        made = QWidget()
        self.keys = Area(
            N_("Their public key"), hint=plain(isolate_ltr("age1…   ssh-ed25519 …")), lines=2
        )
        self.keys_field = Field(
            N_("Their public key"),
            self.keys,
            help_=N_(
                "As they sent it; of several recipients, one on each line. They keep the secret half."
            ),
        )
        down = layouts.column(self.keys_field, gap=6, inside=made)
        line = Flow()
        file = Button(N_("Choose a file with it"), "second", "folder")
        file.clicked.connect(self._ask_file)
        line.add(file)
        down.addWidget(line)
        wraps(made)
        return made

    def another(self) -> None:
        """Other words."""
        self.phrase = unlock.suggest(theme.words().language)
        self.words.say(plain(self.phrase))

    def choose(self, way: Way) -> None:
        """Show one way."""
        self.way = way
        for each, chip in self.chips.items():
            chip.setChecked(each == way)
        for each, part in self.parts.items():
            part.setVisible(each == way)
        first = {"own": self.own, "key": self.keys}.get(way)
        if first is not None and self.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_file(self) -> None:
        def build(window: QWidget) -> FileDialog:
            return FileDialog(window, N_("Choose a file with it"), self.take_file)

        self._screen.wants.emit(navigation.OpenDialog(build))

    def take_file(self, file: Path) -> None:
        """Read keys from a file; what is no public key is not shown."""
        self._screen.desk.off.slow(
            self._screen,
            lambda: bundle_export.keys_in(file),
            lambda found: self.keys.setPlainText("\n".join(found)),
            lambda error: self.keys_field.complain(lambda w: w.say(error)),
        )

    # what is sealed with

    def lock(self, then: Callable[[Lock], None]) -> None:
        """What to seal with, after it was judged; or a sentence beside the field."""
        for field in (self.own_field, self.keys_field):
            field.complain("")
        session, case_id, off = self._screen.desk.session, self._case, self._screen.desk.off
        if self.way == "key":
            lines = [each for each in self.keys.toPlainText().splitlines() if each.strip()]
            off.slow(
                self._screen,
                lambda: bundle_export.lock_for(lines),
                then,
                self._refused(self.keys_field),
            )
            return
        typed = self.own.text() if self.way == "own" else self.phrase
        off.read(
            self._screen,
            lambda: bundle_export.passphrase(typed, session, case_id),
            then,
            self._refused(self.own_field),
        )

    def _refused(self, field: Field) -> Callable[[SanadError], None]:
        def say(error: SanadError) -> None:
            field.complain(lambda w: w.say(error))
            field.field.setFocus(Qt.FocusReason.OtherFocusReason)

        return say

    def told(self) -> str:
        """The phrase that has to be told by telephone; "" for a key."""
        return {"generated": self.phrase, "own": self.own.text().strip()}.get(self.way, "")
