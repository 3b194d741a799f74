"""The language on the screen, and the label that follows its own text's direction.

A text on a screen is a message id, or a function of `Words` where values are put in; it is told
again when the language changes, so that nobody loses a letter, a place or the focus.
"""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.casework.questionnaires.markup import Styled
from app.language import Words, keep_stops, strip_marks
from app.ui import text_lines, theme
from app.ui.tokens import Role

Text = str | Callable[[Words], str]
Align = Literal["start", "center", "end", "own"]


def plain(written: str) -> Callable[[Words], str]:
    """A text that is nobody's message: a name, an answer, a form's own words."""
    shown = written.mapped(keep_stops) if isinstance(written, Styled) else keep_stops(written)
    return lambda _words: shown


def said(of: Text) -> str:
    """The text in the language on the screen."""
    words = theme.words()
    return words(of) if isinstance(of, str) and of else of(words) if callable(of) else ""


def name(widget: QWidget, of: Text) -> None:
    """Give a widget its accessible name, without direction marks."""
    widget.setAccessibleName(strip_marks(said(of)))


def retell(root: QWidget) -> None:
    """Tell every widget under a window its text again."""
    for widget in (root, *root.findChildren(QWidget)):
        tell = getattr(widget, "tell", None)
        if callable(tell):
            tell()
        widget.updateGeometry()
        widget.update()


class Label(QLabel):
    """Wrapped text with a fixed line height, in its own direction, on the page's leading side."""

    def __init__(
        self,
        of: Text = "",
        role: Role = "body",
        colour: str = "ink",
        *,
        weight: int = 0,
        align: Align = "start",
        wrap: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.of, self.role, self.colour = of, role, colour
        self._weight, self._align, self._wrap = weight, align, wrap
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(
            QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Maximum,
            QSizePolicy.Policy.Minimum,
        )
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.tell()

    def tell(self) -> None:
        """Read the text again, in the language on the screen."""
        self.words = said(self.of)
        self.setText(str(self.words))
        self.setAccessibleName(strip_marks(self.words))

    def say(self, of: Text, colour: str = "") -> None:
        """Show another text."""
        self.of = of
        self.colour = colour or self.colour
        self.tell()
        self.updateGeometry()
        self.update()

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
        laid = text_lines.lay(self.words, self.role, 0, self._weight)
        if self._wrap and laid.width > text_lines.READING_WIDTH:
            laid = self._laid(text_lines.READING_WIDTH)
        return QSize(laid.width, laid.height)

    def minimumSizeHint(self) -> QSize:
        if self._wrap:
            words = text_lines.longest_word(self.text(), self.role, self._weight)
            return QSize(min(words, 240), text_lines.line(self.role))
        return QSize(min(self.sizeHint().width(), 64), text_lines.line(self.role))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        elided = not self._wrap and self.sizeHint().width() > self.width() + 1
        self.setToolTip(strip_marks(self.text()) if elided else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = self.colour if self.isEnabled() else "ink2"
        laid = self._laid(self.width())
        if not self._wrap and laid.width > self.width():
            laid = text_lines.elided(self.text(), self.role, self.width(), self._weight)
        text_lines.draw(painter, laid, self.rect(), colour, self._align)
