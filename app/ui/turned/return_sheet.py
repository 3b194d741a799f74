"""Back to the officer's side: six digits chosen before the screen was turned, or the passphrase.

The code opens this interview's own page and nothing else, lives in memory, and is tried four times;
then only the passphrase opens, and after three wrong ones the program locks."""

import hmac

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from app.casework.records import unlock
from app.errors import N_
from app.language import Words, ascii_digits
from app.ui import navigation, text_lines, theme
from app.ui.interview.controller import InterviewController
from app.ui.labels import Label, name, said
from app.ui.parts import Box, Button, Field, Icon, KeyboardLanguage, LineInput, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Screen

DIGITS = 6
CODE_TRIES, PASSPHRASE_TRIES = 4, 3
_WIDE = 404


class Dots(QWidget):
    """How many digits were touched, and never which."""

    def __init__(self) -> None:
        super().__init__()
        self.filled = 0
        self.setFixedHeight(28)

    def show_filled(self, filled: int) -> None:
        self.filled = filled
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(DIGITS * 32, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left_x = (self.width() - DIGITS * 32) / 2
        for at in range(DIGITS):
            place = DIGITS - 1 - at if theme.rtl() else at
            painter.setPen(QPen(theme.colour("primary" if at < self.filled else "edge"), 2))
            painter.setBrush(theme.colour("primary" if at < self.filled else "surface"))
            painter.drawEllipse(QRectF(left_x + place * 32 + 8, 6, 16, 16))


class DigitKey(Button):
    """A digit of the officer's, large."""

    def __init__(self, digit: str) -> None:
        super().__init__(lambda w: w.number(digit), "second")
        self.setFixedSize(112, 60)

    def _words(self) -> text_lines.Laid:
        return text_lines.lay(said(self.of), "heading", 0, 600)


class ReturnSheet(Box):
    """In the corner of the lock, in the officer's language."""

    opened = Signal()
    cancelled = Signal()
    fitted = Signal()  # it is another height now

    def __init__(self, screen: Screen, controller: InterviewController) -> None:
        super().__init__(gap=10, margins=(24, 18, 24, 18))
        self.page, self.controller = screen, controller
        self.typed, self.wrong = "", 0
        direction = Qt.LayoutDirection.RightToLeft if theme.rtl() else Qt.LayoutDirection.LeftToRight
        self.setLayoutDirection(direction)
        self.setFixedWidth(_WIDE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.inside.addLayout(
            layouts.row(Icon("lock"), (Label(N_("Back to the officer’s screen"), "heading"), 1), gap=10)
        )
        self.sentence = Label(N_("Turn the screen towards you, then enter your return code."), colour="ink2")
        self.inside.addWidget(self.sentence)
        self.keys = self._keys()
        self.inside.addWidget(self.keys)
        self.phrase = self._phrase()
        self.inside.addWidget(self.phrase)
        self.forgot = Button(N_("Forgot the code? Use your passphrase"), "quiet", on_click=self.ask_passphrase)
        self.inside.addWidget(self.forgot, 0, Qt.AlignmentFlag.AlignHCenter)
        self.phrase.hide()
        self.tell()
        if not controller.code:
            self.ask_passphrase()

    def tell(self) -> None:
        name(self, N_("Back to the officer’s screen"))

    def _keys(self) -> QWidget:
        holder = QWidget()
        self.dots = Dots()
        grid = QGridLayout()
        grid.setSpacing(8)
        holder.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as on every telephone
        self.digits: dict[str, Button] = {}
        for at, digit in enumerate("123456789"):
            grid.addWidget(self._digit(digit), at // 3, at % 3)
        cancel = Button(N_("Cancel"), "quiet", on_click=self.cancelled.emit)
        erase = Button("", "second", "erase", on_click=lambda: self.press(""))
        name(erase, N_("Erase"))
        self.cancel, self.erase = cancel, erase
        for at, button in enumerate((cancel, self._digit("0"), erase)):
            button.setFixedSize(112, 60)
            grid.addWidget(button, 3, at)
        layouts.column(self.dots, grid, gap=14, parent=holder)
        return holder

    def _digit(self, digit: str) -> Button:
        button = DigitKey(digit)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.press(digit))
        self.digits[digit] = button
        return button

    def _phrase(self) -> QWidget:
        self.line = LineInput(N_("Passphrase"), secret=True)
        self.field = Field(N_("Passphrase"), self.line, beside_label=KeyboardLanguage(self.line))
        self.go = Button(N_("Open"), "primary", on_click=self.try_passphrase)
        self.line.returnPressed.connect(self.try_passphrase)
        leave = Button(N_("Cancel"), "quiet", on_click=self.cancelled.emit)
        foot = layouts.row(leave, layouts.Stretch(), self.go, gap=12)
        return layouts.column_widget(self.field, foot, gap=12)

    def high(self) -> int:
        self.inside.activate()
        return self.inside.totalHeightForWidth(_WIDE)

    def start(self) -> None:
        (self.line if self.keys.isHidden() else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def press(self, digit: str) -> None:
        """A digit; "" takes the last one back."""
        self.typed = (self.typed + digit)[:DIGITS] if digit else self.typed[:-1]
        if len(self.typed) == DIGITS:
            typed, self.typed = self.typed, ""
            self._try_code(typed)
        self.dots.show_filled(len(self.typed))

    def _try_code(self, typed: str) -> None:
        if hmac.compare_digest(typed.encode(), self.controller.code.encode()):
            self.opened.emit()
            return
        self.wrong += 1
        if self.wrong >= CODE_TRIES:
            self.controller.code = ""  # it opens nothing any more
            self.ask_passphrase()
        else:
            self.sentence.say(self._tries_left, "wait")

    def _tries_left(self, w: Words) -> str:
        return w.count(
            "That is not the code. {n} more try, then only the passphrase opens.",
            "That is not the code. {n} more tries, then only the passphrase opens.",
            CODE_TRIES - self.wrong,
        )

    def ask_passphrase(self) -> None:
        """Instead of the code."""
        self.keys.hide()
        self.forgot.hide()
        self.phrase.show()
        self.wrong = 0
        self.sentence.say(N_("Turn the screen towards you, then enter your passphrase."), "ink2")
        self.fitted.emit()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_passphrase(self) -> None:
        typed = self.line.text()
        self.go.setEnabled(False)
        self.page.context.write_vault(
            self, lambda session: unlock.verify(session, typed), self._judged, lambda _e: self._judged(False)
        )

    def _judged(self, right: bool) -> None:
        self.go.setEnabled(True)
        self.line.clear()
        if right:
            self.opened.emit()
            return
        self.wrong += 1
        if self.wrong >= PASSPHRASE_TRIES:
            self.page.wants.emit(navigation.Lock())
            return
        self.field.complain(
            lambda w: w.count(
                "Not unlocked. {n} more try, then the program locks.",
                "Not unlocked. {n} more tries, then the program locks.",
                PASSPHRASE_TRIES - self.wrong,
            )
        )
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = ascii_digits(event.text())
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif self.keys.isHidden():
            super().keyPressEvent(event)
        elif len(digit) == 1 and digit in "0123456789":
            self.press(digit)
        elif event.key() == Qt.Key.Key_Backspace:
            self.press("")
        else:
            super().keyPressEvent(event)


def choose_code(screen: Screen, controller: InterviewController, ref: str = "") -> None:
    """Once an interview: the digits that bring the officer's side back. Then the screen turns."""
    if screen.window().findChildren(Dialog):
        return  # it is being asked already
    if controller.code:
        screen.wants.emit(navigation.Turned(controller, ref))
        return
    line = LineInput(N_("Return code"), secret=True, ltr=True)
    field = Field(N_("Return code"), line, help_=N_("Six digits."))

    def take() -> None:
        typed = ascii_digits(line.text()).strip()
        if len(typed) == DIGITS and typed.isdigit():
            controller.code = typed
            dialog.close_down()
            screen.wants.emit(navigation.Turned(controller, ref))
        else:
            field.complain(N_("Six digits."))
            line.setFocus(Qt.FocusReason.OtherFocusReason)

    title = N_("Turn the screen to the person")
    sentence = N_("Choose a code that brings back your screen. It is for this interview only.")
    dialog = screen.open_dialog(Dialog, title, sentence, [DialogButton(N_("Not now"))], body=field)
    go = Button(N_("Turn it now"), "primary", on_click=take)
    dialog.buttons.append(go)
    dialog.row.addWidget(go)
    line.returnPressed.connect(take)
    line.setFocus(Qt.FocusReason.OtherFocusReason)
