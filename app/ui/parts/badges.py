"""A state as an icon and a word."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.language import strip_marks
from app.ui import icons, text_lines, theme
from app.ui.labels import Text, said
from app.ui.parts import shapes


class Badge(QLabel):
    """30 high; tinted where it stands alone, plain in rows."""

    def __init__(self, text: Text, icon: str, tone: str, *, tinted: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.of, self.icon_name, self.tone, self._tinted = text, icon, tone, tinted
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.tell()

    def tell(self) -> None:
        text = said(self.of)
        self.setText(text)
        self.setAccessibleName(strip_marks(text))

    def say(self, text: Text, icon: str, tone: str) -> None:
        self.of, self.icon_name, self.tone = text, icon, tone
        self.tell()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if not said(self.of):
            return QSize(0, 30)
        words = text_lines.lay(said(self.of), "small", 0, 500).width
        return QSize(words + 18 + 8 + (20 if self._tinted else 0), 30)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        text = said(self.of)
        if not text:
            return
        painter = QPainter(self)
        inset = 10 if self._tinted else 0
        if self._tinted:
            fill, edge = shapes.tone_fill(self.tone)
            shapes.panel(painter, self, fill, edge, radius=6)
        icon_x = self.width() - inset - 18 if theme.rtl() else inset
        icons.paint(painter, self.icon_name, icon_x, (self.height() - 18) // 2, 18, self.tone)
        left_x = inset if theme.rtl() else inset + 26
        box = QRect(left_x, 0, self.width() - 2 * inset - 26, self.height())
        text_lines.draw(painter, text_lines.lay(text, "small", 0, 500), box, self.tone)


class Mark(Badge):
    """A case's own mark in its header: 26 high, with a line, or dark where nothing is more pressing."""

    def __init__(self, text: Text, icon: str, tone: str, *, solid: bool = False) -> None:
        self._solid = solid
        super().__init__(text, icon, tone)

    def sizeHint(self) -> QSize:
        return QSize(text_lines.lay(said(self.of), "small", 0, 600).width + 16 + 8 + 20, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = "surface" if self._solid else self.tone
        fill = self.tone if self._solid else "surface"
        shapes.panel(painter, self, fill, self.tone, width=1.5, radius=6)
        icon_x = self.width() - 10 - 16 if theme.rtl() else 10
        icons.paint(painter, self.icon_name, icon_x, (self.height() - 16) // 2, 16, ink)
        box = QRect(10 if theme.rtl() else 34, 0, self.width() - 44, self.height())
        text_lines.draw(painter, text_lines.lay(said(self.of), "small", 0, 600), box, ink)
