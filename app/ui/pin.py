"""The short PIN for the cover: in memory only, and gone when the program is locked."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.language import ascii_digits
from app.ui import navigation
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.fields import Field, LineInput
from app.ui.parts.frame import Screen

LEAST = 4


def choose_pin(screen: Screen, on_done: Callable[[], None]) -> None:
    """Ask for a new PIN."""
    line = LineInput(N_("Short PIN"), secret=True, ltr=True)
    field = Field(N_("Short PIN"), line, help_=N_("At least four digits."))

    def take() -> None:
        typed = ascii_digits(line.text()).strip()
        if typed.isdigit() and len(typed) >= LEAST:
            screen.context.pin = typed
            on_done()
        else:
            choose_pin(screen, on_done)

    def build(window: QWidget) -> Dialog:
        dialog = Dialog(
            window,
            N_("A short PIN for the hidden screen"),
            N_("It is forgotten when the program is locked or closed."),
            [DialogButton(N_("Leave it")), DialogButton(N_("Use this PIN"), take, "primary")],
            body=field,
        )
        line.returnPressed.connect(dialog.buttons[1].click)
        return dialog

    screen.wants.emit(navigation.OpenDialog(build))
