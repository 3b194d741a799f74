"""Choosing a passphrase: a generated one to be written down, or one's own that is judged."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.language import ascii_digits, fold
from app.ui import theme
from app.ui.labels import Label, plain
from app.ui.parts import Box, Button, Chip, Field, KeyboardLanguage, LineInput, layouts, wraps
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Screen


class NewPhrase(QWidget):
    """Two ways, one at a time."""

    ready = Signal()

    def __init__(self, asks: str = N_("Passphrase")) -> None:
        super().__init__()
        self._asks = asks
        self.known: tuple[str, ...] = ()
        column = layouts.column(gap=12, parent=self)
        self.made_way = Chip(N_("Use a generated phrase"), chosen=True)
        self.own_way = Chip(N_("Choose my own"))
        self.made_way.chosen.connect(lambda: self.choose(is_own=False))
        self.own_way.chosen.connect(lambda: self.choose(is_own=True))
        column.addLayout(layouts.row(self.made_way, self.own_way, layouts.Stretch(), gap=8))
        self.generated = self._generated()
        self.own = self._own()
        layouts.add(column, self.generated, self.own)
        wraps(self)
        self.choose(is_own=False)

    def _generated(self) -> QWidget:
        holder = QWidget()
        column = layouts.column(gap=12, parent=holder)
        box = Box("surface", "edge", radius=8, margins=(16, 12, 16, 12))
        self.words = Label("", "question")
        box.inside.addWidget(self.words)
        column.addWidget(box)
        button = Button(N_("Generate another"), "quiet", on_click=self._suggest)
        column.addWidget(button)
        self.again = LineInput(N_("Type it once to remember it"))
        self.again_field = Field(
            N_("Type it once to remember it"), self.again, beside_label=KeyboardLanguage(self.again)
        )
        self.again.returnPressed.connect(self.ready)
        column.addWidget(self.again_field)
        wraps(holder)
        return holder

    def _own(self) -> QWidget:
        self.first_line = LineInput(self._asks, secret=True)
        self.field = Field(
            self._asks,
            self.first_line,
            help_=N_("Use several words that have nothing to do with each other."),
            beside_label=KeyboardLanguage(self.first_line),
        )
        self.second_line = LineInput(N_("Repeat to confirm"), secret=True)
        self.second_field = Field(N_("Repeat to confirm"), self.second_line)
        self.first_line.returnPressed.connect(self.second_line.setFocus)
        self.second_line.returnPressed.connect(self.ready)
        return layouts.column_widget(self.field, self.second_field, gap=12, wrap=True)

    def _suggest(self) -> None:
        from app.casework.records import unlock

        self._suggested = unlock.suggest(theme.words().language)
        self.words.say(plain(self._suggested))

    def choose(self, *, is_own: bool) -> None:
        """One way or the other."""
        self.made_way.setChecked(not is_own)
        self.own_way.setChecked(is_own)
        self.generated.setVisible(not is_own)
        self.own.setVisible(is_own)
        if not is_own and not self.words.text():
            self._suggest()
        if self.isVisible():
            self.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def first(self) -> QWidget:
        return self.first_line if self.own_way.isChecked() else self.again

    def chosen(self) -> str | None:
        """The passphrase, or None after saying what is missing."""
        return self._own_chosen() if self.own_way.isChecked() else self._made_chosen()

    def _made_chosen(self) -> str | None:
        if fold(self.again.text()) == fold(self._suggested):
            return self._suggested
        self.again_field.complain(N_("Not a match yet. Compare word by word."))
        self.again.setFocus()
        return None

    def _own_chosen(self) -> str | None:
        from app.casework.records import unlock

        typed = self.first_line.text()
        judged = unlock.judge(typed, self.known)
        self.field.complain("" if judged.enough else judged.advice)
        matches = typed == self.second_line.text()
        self.second_field.complain("" if matches else N_("They do not match yet."))
        if not judged.enough:
            self.first_line.setFocus()
        elif not matches:
            self.second_line.setFocus()
        else:
            return typed
        return None


LEAST = 4


def choose_pin(screen: Screen, on_done: Callable[[], None]) -> None:
    line = LineInput(N_("Short PIN"), secret=True, ltr=True)
    field = Field(N_("Short PIN"), line, help_=N_("At least four digits."))

    def take() -> None:
        typed = ascii_digits(line.text()).strip()
        if typed.isdigit() and len(typed) >= LEAST:
            screen.context.pin = typed
            on_done()
        else:
            choose_pin(screen, on_done)

    dialog = screen.open_dialog(
        Dialog,
        N_("A short PIN for the hidden screen"),
        N_("It is forgotten when the program is locked or closed."),
        [DialogButton(N_("Leave it")), DialogButton(N_("Use this PIN"), take, "primary")],
        body=field,
    )
    line.returnPressed.connect(dialog.buttons[1].click)
