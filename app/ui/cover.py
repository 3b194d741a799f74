"""The cover: a plain page over everything, with the time and the date and nothing else.

It opens with the short PIN, which lives in memory only, or with the passphrase. After three wrong
tries the program locks: its process ends, and the keys with it.
"""

import hmac

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.errors import N_, SanadError
from app.language import Words, ascii_digits
from app.ui import theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, name
from app.ui.parts import Button, Field, KeyboardLanguage, LineInput, layouts

TRIES = 3
_WIDE = 360  # of the field and its button, whatever is said under the field


class Cover(QWidget):
    """Any key shows the field; the right word goes back to the same place."""

    opened = Signal()
    too_often = Signal()

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._parent, self._wrong = context, parent, 0
        self._closed = False  # nothing to say before it first closes over the page
        self._time = Label(self._clock, "display", align="center")
        self._date = Label(self._day, colour="ink2", align="center")
        self.line = LineInput(self._asked, secret=True)
        self.field = Field(self._asked, self.line, beside_label=KeyboardLanguage(self.line))
        self.field.setFixedWidth(_WIDE)
        self.go = Button(N_("Open"), "primary", tall=True, on_click=self.try_it)
        self.go.setFixedWidth(_WIDE)
        self.line.returnPressed.connect(self.try_it)
        layouts.column(
            layouts.Stretch(2),
            self._time,
            self._date,
            layouts.Stretch(1),
            (self.field, 0, Qt.AlignmentFlag.AlignHCenter),
            (self.go, 0, Qt.AlignmentFlag.AlignHCenter),
            layouts.Stretch(2),
            gap=12,
            margins=(32, 18, 32, 20),
            parent=self,
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tick = QTimer(self, interval=20_000)
        for label in (self._time, self._date):
            self._tick.timeout.connect(label.tell)
        self.hide()
        self.tell()

    def tell(self) -> None:
        name(self, N_("Hidden screen"))

    def _clock(self, w: Words) -> str:
        return w.time(self._context.clock()) if self._closed else ""

    def _day(self, w: Words) -> str:
        day = self._context.clock().astimezone().date()
        return w.date(day, "weekday") if self._closed else ""

    def _asked(self, w: Words) -> str:
        return w("Short PIN") if self._context.pin else w("Passphrase")

    def close_over(self) -> None:
        """Cover everything, at once."""
        self._wrong, self._closed = 0, True
        self.line.clear()
        self.field.complain("")
        for part in (self.field, self.go):
            part.hide()
        for label in (self._time, self._date, self.field.label, self.line):
            label.tell()
        self.setGeometry(self._parent.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tick.start()

    def ask(self) -> None:
        self.field.show()
        self.go.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Return that has just opened it comes here too, from the field
        if not self.isVisible() or self.line.isVisible() or event.key() in (Qt.Key.Key_F9, Qt.Key.Key_Escape):
            return
        self.ask()
        if event.text().isprintable():
            self.line.insert(event.text())

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.ask()

    def focusNextPrevChild(self, to_next: bool) -> bool:
        target = self.go if self.line.hasFocus() else self.line
        target.setFocus(Qt.FocusReason.TabFocusReason if to_next else Qt.FocusReason.BacktabFocusReason)
        return True

    def try_it(self) -> None:
        """Is it the PIN, or the passphrase?"""
        typed = self.line.text()
        if self._context.pin:
            matches = hmac.compare_digest(ascii_digits(typed).encode(), self._context.pin.encode())
            self._opened(matches)
            return
        from app.casework.records import unlock

        self.go.setEnabled(False)
        self._context.write_vault(self, lambda session: unlock.verify(session, typed), self._opened, self._refused)

    def _refused(self, _error: SanadError) -> None:
        self._opened(False)

    def _opened(self, right: bool) -> None:
        self.go.setEnabled(True)
        self.line.clear()
        if right:
            self._tick.stop()
            self.hide()
            self.opened.emit()
            return
        self._wrong += 1
        if self._wrong >= TRIES:
            self.too_often.emit()
            return
        self.field.complain(
            lambda w: w.count(
                "Not unlocked. {n} more try, then the program locks.",
                "Not unlocked. {n} more tries, then the program locks.",
                TRIES - self._wrong,
            )
        )
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("bg"))
