"""The language on the screen, and the label that follows its own text's direction.

A text on a screen is a message id, or a function of `Words` where values are put in; it is told
again when the language changes, so that nobody loses a letter, a place or the focus.
"""

import html
from collections.abc import Callable
from typing import Literal

from PySide6 import QtGui
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.language import Sayable, Words, isolate, keep_stops, strip_marks
from app.markup import StyledText
from app.ui import text_lines, theme
from app.ui.tokens import Role
from app.version import VERSION

Text = str | Callable[[Words], str]
Align = Literal["start", "center", "end", "own"]


def plain(text: str) -> Callable[[Words], str]:
    """A text that is nobody's message: a name, an answer, a form's own words."""
    visible = text.mapped(keep_stops) if isinstance(text, StyledText) else keep_stops(text)
    return lambda _words: visible


def isolated(name: Sayable) -> Callable[[Words], str]:
    """A name that stands by itself, in its own direction."""
    return lambda w: isolate(name(w))


def both(first: Sayable, second: Sayable) -> Callable[[Words], str]:
    """Two names beside each other."""
    return lambda w: f"{isolate(first(w))} · {isolate(second(w))}"


def program(w: Words) -> str:
    return w("Sanad {version}", version=VERSION)


def said(text: Text) -> str:
    """The text in the language on the screen."""
    words = theme.words()
    return words.told(text) if isinstance(text, str) and text else text(words) if callable(text) else ""


def tooltip(text: str) -> str:
    """What to hand to setToolTip, so that other people's words stay words: Qt would show as rich
    text, pictures and all, what looks like it."""
    text = strip_marks(text)
    return f"<qt>{html.escape(text)}</qt>" if QtGui.Qt.mightBeRichText(text) else text


def name(widget: QWidget, text: Text) -> None:
    """Give a widget its accessible name, without direction marks."""
    widget.setAccessibleName(strip_marks(said(text)))


def retell(root: QWidget) -> None:
    """Tell every widget under a window its text again."""
    for widget in (root, *root.findChildren(QWidget)):
        method = getattr(widget, "tell", None)
        if callable(method):
            method()
        widget.updateGeometry()
        widget.update()


class Label(QLabel):
    """Wrapped text with a fixed line height, in its own direction, on the page's leading side."""

    def __init__(
        self,
        text: Text = "",
        role: Role = "body",
        colour: str = "ink",
        *,
        weight: int = 0,
        align: Align = "start",
        wrap: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.of, self.role, self.colour = text, role, colour
        self._weight, self._align, self._wrap = weight, align, wrap
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(
            QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum
        )
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.tell()

    def tell(self) -> None:
        self.words = said(self.of)
        self.setText(str(self.words))
        self.setAccessibleName(strip_marks(self.words))

    def say(self, text: Text, colour: str = "") -> None:
        self.of = text
        self.colour = colour or self.colour
        self.tell()
        self.updateGeometry()
        self.update()

    def set_weight(self, weight: int) -> None:
        self._weight = weight

    def setVisible(self, visible: bool) -> None:
        # shown before it has a parent, it would be a window of its own for a moment
        if not visible or self.parentWidget() is not None:
            super().setVisible(visible)

    def _laid(self, width: int) -> text_lines.Laid:
        return text_lines.lay(self.words, self.role, width if self._wrap else 0, self._weight)

    def hasHeightForWidth(self) -> bool:
        return self._wrap

    def heightForWidth(self, width: int) -> int:
        return self._laid(width).height

    def sizeHint(self) -> QSize:
        line = text_lines.lay(self.words, self.role, 0, self._weight)
        if self._wrap and line.width > text_lines.READING_WIDTH:
            line = self._laid(text_lines.READING_WIDTH)
        return QSize(line.width, line.height)

    def minimumSizeHint(self) -> QSize:
        if self._wrap:
            words = text_lines.longest_word(self.text(), self.role, self._weight)
            return QSize(min(words, 240), text_lines.line(self.role))
        return QSize(min(self.sizeHint().width(), 64), text_lines.line(self.role))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        elided = not self._wrap and self.sizeHint().width() > self.width() + 1
        self.setToolTip(tooltip(self.text()) if elided else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = self.colour if self.isEnabled() else "ink2"
        line = self._laid(self.width())
        if not self._wrap and line.width > self.width():
            line = text_lines.elided(self.text(), self.role, self.width(), self._weight)
        text_lines.draw(painter, line, self.rect(), colour, self._align)
