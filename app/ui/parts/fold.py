"""A head that shows what is folded away: a title, a line that says what is inside, and a chevron."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.language import strip_marks
from app.ui import icons, text_lines, theme
from app.ui.labels import Text, said
from app.ui.parts import layouts, shapes
from app.ui.parts.buttons import Toggles
from app.ui.parts.focus_ring import FocusRing

_INSET, _CHEVRON, _HIGH = 16, 20, 52


class FoldHead(FocusRing, Toggles, QPushButton):
    """The whole head is the target; it says to a screen reader whether it is open."""

    chosen = Signal()

    def __init__(self, title: Text, second: Text) -> None:
        super().__init__()
        self.title, self.second = title, second
        self.spoken = title  # to a screen reader, where titles are alike
        self.setCheckable(True)
        self.listens()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.tell()

    def tell(self) -> None:
        self.setAccessibleName(strip_marks(said(self.spoken)))
        self.setAccessibleDescription(strip_marks(said(self.second)))
        self.update()

    def _lines(self) -> tuple[text_lines.Laid, text_lines.Laid]:
        room = max(60, self.width() - 3 * _INSET - _CHEVRON)
        return (
            text_lines.elided(said(self.title), "body", room, 500),
            text_lines.elided(said(self.second), "small", room),
        )

    def sizeHint(self) -> QSize:
        title, second = self._lines()
        return QSize(240, max(_HIGH, title.line + second.line + 6))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._ring and self.hasFocus():
            shapes.ring(painter, self, 9)
        title, second = self._lines()
        left_edge = 2 * _INSET + _CHEVRON if theme.rtl() else _INSET
        room = self.width() - 3 * _INSET - _CHEVRON
        top = (self.height() - title.line - second.line) // 2
        text_lines.draw(painter, title, QRect(left_edge, top, room, title.line), "ink")
        second_line = QRect(left_edge, top + title.line, room, second.line)
        text_lines.draw(painter, second, second_line, "ink2")
        chevron_x = _INSET if theme.rtl() else self.width() - _INSET - _CHEVRON
        chevron_y = (self.height() - _CHEVRON) // 2
        icon = "up" if self.isChecked() else "down"
        icons.paint(painter, icon, chevron_x, chevron_y, _CHEVRON, "ink2")


class Fold(QWidget):
    """A head, and what it shows below itself when it is open."""

    def __init__(self, title: Text, second: Text, content: QWidget) -> None:
        super().__init__()
        self.head, self.inside = FoldHead(title, second), content
        holder = layouts.column_widget(content, margins=(16, 4, 16, 14))
        holder.setVisible(False)
        layouts.wraps(holder)
        layouts.column(self.head, holder, layouts.Stretch(), parent=self)
        self.head.chosen.connect(lambda: holder.setVisible(self.head.isChecked()))
        self._holder = holder
        layouts.wraps(self)

    def open(self) -> None:
        self.head.setChecked(True)
        self._holder.setVisible(True)
