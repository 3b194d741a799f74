"""What the turned screen is made of: words, buttons, answers and keys to touch, none under 64 pixels."""

import unicodedata
from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QPushButton, QRadioButton, QSizePolicy, QWidget

from app.casework.questionnaires import form_media
from app.language import strip_marks
from app.ui import icons, text_lines, theme
from app.ui.attachments.sound_client import Sound
from app.ui.interview.controller import InterviewController
from app.ui.interview.question_media import HeldSound
from app.ui.parts import Grid, shapes, wraps
from app.ui.parts.buttons import Toggles
from app.ui.parts.focus_ring import FocusRing
from app.ui.turned.look import LanguageLook, Size


class Voice(QObject):
    """Fetches sounds, plays one, falls silent."""

    changed = Signal()

    def __init__(self, controller: InterviewController, parent: QObject) -> None:
        super().__init__(parent)
        self.controller = controller
        self.playing = ""  # the reference of what is heard
        self._sound: Sound | None = None
        self._waits = False

    def offer(self, reference: str, owner: QObject, on_there: Callable[[bytes], object]) -> None:
        """Say when the form has brought a sound; nothing where it came without."""
        context, form = self.controller.context, self.controller.form.hash

        def came(content: bytes | None) -> None:
            if content is not None:
                on_there(content)

        context.read_vault(owner, lambda session: form_media.one(session, form, reference), came)

    def toggle(self, reference: str, content: bytes) -> None:
        """Play it instead of what is heard, or stop it."""
        was_playing = self.playing == reference
        self.silence()
        if was_playing:
            return
        self.playing, self._waits = reference, True
        self._sound = HeldSound(self.controller, content, self)  # type: ignore[arg-type]
        self._sound.changed.connect(self._follow)
        self._sound.failed.connect(lambda _error: self.silence())
        self.changed.emit()

    def _follow(self) -> None:
        sound = self._sound
        if sound is None:
            return
        if self._waits and sound.playback.state == "still" and sound.playback.length:
            self._waits = False  # all of it has gone to the player
            sound.play()
        elif not self._waits and sound.playback.state == "still":
            self.silence()

    def silence(self) -> None:
        """At once."""
        if self._sound is not None:
            self._sound.close()
            self._sound.deleteLater()
            self._sound = None
        if self.playing:
            self.playing = ""
            self.changed.emit()


TOUCH = 64  # the least that a finger needs
_RING, _INSET, _GAP = 28, 20, 16
_HIGH = 92


class PersonLabel(QWidget):
    """Words, wrapped, on the side where her script begins."""

    def __init__(self, look: LanguageLook, size: Size, colour: str = "ink", *, centred: bool = False) -> None:
        super().__init__()
        self.look, self.size_name, self._colour, self._centred = look, size, colour, centred
        self.words = ""
        wraps(self)

    def say(self, words: str) -> None:
        self.words = words
        self.setAccessibleName(strip_marks(words))
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        return self.look.lay(self.words, self.size_name, max(width, 1)).height

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(max(self.width(), 300)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.look.line(self.size_name))

    def paintEvent(self, _event: QPaintEvent) -> None:
        lines = self.look.lay(self.words, self.size_name, self.width())
        side = "center" if self._centred else self.look.align()
        text_lines.draw(QPainter(self), lines, self.rect(), self._colour, side)


class PersonButton(FocusRing, QPushButton):
    """A word of hers, with an icon; without a word, its name is said all the same."""

    def __init__(
        self, look: LanguageLook, words: str, icon: str = "", *, primary: bool = False,
        icon_after: bool = False, high: int = TOUCH, name: str = "", bare: bool = False,
        size: Size = "button",
    ) -> None:  # fmt: skip
        """`name`: what is said of it where it shows no word; `bare`: without edge and ground."""
        super().__init__()
        self.look, self.words, self.icon_name = look, words, icon
        self._primary, self._after, self._high, self._bare = primary, icon_after, high, bare
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.say(words, name)

    def say(self, words: str, name: str = "") -> None:
        self.words = words
        self.setAccessibleName(strip_marks(name or words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = self.look.lay(self.words, self._size).width if self.words else 0
        wide += 22 + (10 if self.words else 0) if self.icon_name else 0
        return QSize(max(wide + 44, self._high), self._high)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _colours(self) -> tuple[str, str, str]:
        if self._bare:
            return ("primary_soft" if self.isDown() else ""), "", "ink2"
        if self._primary:
            return ("primary_deep" if self.isDown() else "primary"), "", "on_primary"
        return ("primary_soft" if self.isDown() else "surface"), "edge", "ink"

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, (fill, edge, ink) = QPainter(self), self._colours()
        shapes.panel(painter, self, fill, edge)
        if self._ring and self.hasFocus():
            shapes.ring(painter, self)
        lines = self.look.lay(self.words, self._size) if self.words else None
        words = lines.width if lines else 0
        gap = 10 if lines and self.icon_name else 0
        icon = 22 if self.icon_name else 0
        x = (self.width() - words - gap - icon) // 2
        icon_first = self._after == self.look.rtl  # as the eye reads it, from the left
        icon_x = x if icon_first else x + words + gap
        if self.icon_name:
            top = (self.height() - 22) // 2
            icons.paint(painter, self.icon_name, icon_x, top, 22, ink, rtl=self.look.rtl)
        if lines:
            left_x = x + icon + gap if icon_first else x
            text_lines.draw(painter, lines, QRect(left_x, 0, words, self.height()), ink, "center")


class _Answer(FocusRing, Toggles):
    """A card: ring or box, words, and room at its end for what reads it aloud."""

    def __init__(self, look: LanguageLook, words: str, *, quiet: bool = False) -> None:
        super().__init__()
        self.look, self.words, self._quiet = look, words, quiet
        self.voice: PersonButton | None = None
        self.listens()
        wraps(self, QSizePolicy.Policy.Ignored)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(strip_marks(words))

    def hears(self, word: str, on_click: Callable[[], object]) -> None:
        """A zone at its end that reads it aloud."""
        self.voice = PersonButton(self.look, "", "sound", name=f"{word}: {self.words}", bare=True)
        self.voice.setParent(self)
        self.voice.clicked.connect(on_click)
        self.voice.show()
        self.resizeEvent(None)
        self.updateGeometry()

    def _zone(self) -> int:
        return TOUCH + 8 if self.voice is not None else 0

    def resizeEvent(self, _event: object) -> None:
        if self.voice is not None:
            x = 4 if self.look.rtl else self.width() - TOUCH - 4
            self.voice.setGeometry(x, (self.height() - TOUCH) // 2, TOUCH, TOUCH)

    def _room(self, width: int) -> int:
        return max(60, width - 2 * _INSET - _RING - _GAP - self._zone())

    def heightForWidth(self, width: int) -> int:
        return max(_HIGH, self.look.lay(self.words, "answer", self._room(width)).height + 28)

    def sizeHint(self) -> QSize:
        return QSize(480, self.heightForWidth(480))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, _HIGH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space chooses; arrows and digits are the page's."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        shapes.card(painter, self, quiet=self._quiet, ringed=self._ring)
        right = self.look.rtl
        mark_x = self.width() - _INSET - _RING if right else _INSET
        self._mark(painter, QRectF(mark_x, (self.height() - _RING) / 2, _RING, _RING))
        room = self._room(self.width())
        left_x = _INSET + self._zone() if right else _INSET + _RING + _GAP
        box = QRect(left_x, 0, room, self.height())
        text_lines.draw(painter, self.look.lay(self.words, "answer", room), box, "ink", "own")
        if self.voice is not None:
            x = TOUCH + 8 if right else self.width() - TOUCH - 8
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(x, 12, x, self.height() - 12)

    def _mark(self, painter: QPainter, box: QRectF) -> None:
        raise NotImplementedError


class OneAnswer(_Answer, QRadioButton):
    """One of several."""

    chosen = Signal()

    def _mark(self, painter: QPainter, box: QRectF) -> None:
        shapes.radio_mark(painter, box.adjusted(1, 1, -1, -1), 7, checked=self.isChecked())


class AnyAnswer(_Answer, QCheckBox):
    """Any of several."""

    chosen = Signal()

    def _mark(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(theme.colour("primary" if self.isChecked() else "edge"), 2))
        painter.setBrush(theme.colour("primary" if self.isChecked() else "surface"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        if self.isChecked():
            icons.paint(painter, "check", round(box.x()) + 4, round(box.y()) + 4, 20, "on_primary")


Answer = OneAnswer | AnyAnswer


class PersonGrid(Grid):
    """Two answers a row where there is room, from the side where her script begins."""

    def __init__(self, look: LanguageLook, *, columns: int = 2, least_width: int = 330) -> None:
        super().__init__(columns=columns, least_width=least_width, gap=16, right=look.rtl)


class ProgressBar(QWidget):
    """How far, without a number: branching would make it lie."""

    def __init__(self, look: LanguageLook) -> None:
        super().__init__()
        self.look, self.share = look, 0.0
        self.setFixedSize(220, 6)

    def show_share(self, share: float) -> None:
        self.share = share
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(self.rect(), 3, 3)
        filled = round(self.width() * self.share)
        painter.setBrush(theme.colour("primary"))
        x = self.width() - filled if self.look.rtl else 0
        painter.drawRoundedRect(QRect(x, 0, filled, 6), 3, 3)


class Keypad(QWidget):
    """A number by touch, in her digits; what it holds is kept in 0 to 9."""

    changed = Signal(str)

    def __init__(
        self, look: LanguageLook, number: Callable[[str], str], erase: str, *, decimal: bool, value: str,
        unit: Callable[[str], str] = lambda _value: "",
    ) -> None:  # fmt: skip
        """`unit`: the word beside a number, "" for none."""
        super().__init__()
        self._unit = unit
        self.look, self._number, self.value, self._decimal = look, number, value, decimal
        self.display = PersonLabel(look, "question", centred=True)
        self.display.setParent(self)
        self.keys: list[QAbstractButton] = []
        for sign in (*"123456789", "." if decimal else "", "0", "erase"):
            if sign:
                self.keys.append(self._key(sign, erase))
        self.setFixedSize(3 * 112 + 2 * 12, 72 + 4 * (TOUCH + 8))
        self._place()
        self._show()

    def _key(self, sign: str, erase: str) -> PersonButton:
        if sign == "erase":
            key = PersonButton(self.look, "", "erase", name=erase)
        else:
            key = PersonButton(self.look, self._number(sign), size="answer")
        key.setParent(self)
        key.setProperty("sign", sign)
        key.clicked.connect(lambda: self.press(sign))
        return key

    def _place(self) -> None:
        self.display.setGeometry(0, 0, self.width(), 64)
        places = {sign: at for at, sign in enumerate((*"123456789", ".", "0", "erase"))}
        for key in self.keys:
            row, column = divmod(places[key.property("sign")], 3)
            key.setGeometry(column * 124, 72 + row * (TOUCH + 8), 112, TOUCH)

    def show_value(self, value: str) -> None:
        """Another answer took the place of what was typed, or the reverse."""
        self.value = value
        self._show()

    def press(self, sign: str) -> None:
        if sign == "erase":
            value = self.value[:-1]
        elif (sign == "." and (not self._decimal or "." in self.value)) or len(self.value) >= 9:
            return
        else:
            value = self.value + sign
        self.value = value
        self._show()
        self.changed.emit(value)

    def _show(self) -> None:
        number, unit = self._number(self.value) or "–", self._unit(self.value)
        self.display.say(f"{number} {unit}" if unit else number)


def typed_digit(text: str) -> str:
    """A digit of any script as 0 to 9, or the point of a number; "" for anything else."""
    if text == ".":
        return text
    value = unicodedata.decimal(text, None) if len(text) == 1 else None
    return "" if value is None else str(value)
