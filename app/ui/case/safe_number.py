"""A telephone number that is safe to call: hidden until somebody asks to see it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.casework.cases import access_log
from app.errors import N_
from app.language import Words, isolate_ltr, strip_marks
from app.ui.labels import Label, said
from app.ui.parts import Button, layouts

if TYPE_CHECKING:
    from app.ui.case.page import CaseScreen

_SHOWN_MS = 30_000  # so long it stands on the screen


class SafeNumber(QWidget):
    """Hidden until it is asked for, and again after half a minute: whoever walks by reads nothing. That
    it was shown stands in the case."""

    def __init__(self, screen: "CaseScreen", number: str, line: Callable[[QWidget, QWidget], QWidget]) -> None:
        """`line`: of the number and of the button that shows it."""
        super().__init__()
        self._screen, self._number, self.is_shown = screen, number, False
        self.value = Label(self._says, weight=500)
        self.turn = Button(N_("Show"), "quiet", on_click=self._ask)
        self.turn.setAccessibleDescription(strip_marks(said(N_("Safe number"))))
        self._hide = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._hide.timeout.connect(self._turn)
        layouts.column(line(self.value, self.turn), parent=self)
        layouts.wraps(self)

    def _says(self, w: Words) -> str:
        return isolate_ltr(self._number) if self.is_shown else w(N_("Not shown"))

    def _ask(self) -> None:
        """It is written first; a number that is not there for the record is not shown."""
        if self.is_shown:
            self._turn()
            return
        case_id = self._screen.case_id
        self._screen.context.write_vault(
            self, lambda session: access_log.fact_seen(session, case_id, "phone"), lambda _result: self._turn()
        )

    def _turn(self) -> None:
        self.is_shown = not self.is_shown
        self._hide.start() if self.is_shown else self._hide.stop()
        self.turn.say(N_("Hide it") if self.is_shown else N_("Show"))
        self.value.tell()
