"""The pages of a paper as pictures, one at a time."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.language import Words
from app.ui import paper, theme
from app.ui.labels import Label
from app.ui.parts import layouts
from app.ui.parts.buttons import IconButton


class Sheet(QWidget):
    """One page as a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.setMinimumSize(240, 200)

    def show_image(self, image: QImage) -> None:
        self.image = image
        self.update()

    def wide(self) -> int:
        """The width at which a whole page fits."""
        return max(200, min(self.width(), round(self.height() / 1.4142)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width = self.wide()
        height = min(self.height() - 1, round(width * 1.4142))
        box = QRect((self.width() - width) // 2, 0, width - 1, height)
        painter.fillRect(box, Qt.GlobalColor.white)
        if not self.image.isNull():
            painter.drawImage(box, self.image)
        painter.setPen(theme.colour("edge"))
        painter.drawRect(box)


class Pages(QWidget):
    """Previous, where one is, next; the page beneath."""

    def __init__(self) -> None:
        super().__init__()
        self.pdf, self._page, self._pages = b"", 0, 0
        self.sheet = Sheet()
        self.where = Label(self._place, "small", "ink2", wrap=False)
        self.before = IconButton(N_("Previous page"), "arrow_back", "quiet")
        self.after = IconButton(N_("Next page"), "arrow_fwd", "quiet")
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        column = layouts.column(gap=8, parent=self)
        turn = layouts.row(
            layouts.Stretch(), self.before, self.where, self.after, layouts.Stretch(), gap=8
        )
        column.addLayout(turn)
        column.addWidget(self.sheet, 1)
        self._turn(0)

    def show_pdf(self, pdf: bytes) -> None:
        """From its first page."""
        self.pdf, self._page, self._pages = pdf, 0, paper.count(pdf)
        self._turn(0)

    def _turn(self, step: int) -> None:
        self._page = max(0, min(self._pages - 1, self._page + step))
        self.before.setEnabled(self._page > 0)
        self.after.setEnabled(self._page < self._pages - 1)
        if self.pdf:
            self.sheet.show_image(paper.page(self.pdf, self._page, 2 * self.sheet.wide()))
        self.where.tell()
        self.where.updateGeometry()

    def _place(self, w: Words) -> str:
        if not self._pages:
            return " "
        return w("Page {number} of {total}", number=self._page + 1, total=self._pages)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.pdf and self.sheet.image.width() < self.sheet.wide():
            self._turn(0)

    def forget(self) -> None:
        """A page shouldn't keep what it showed."""
        self.pdf, self.sheet.image = b"", QImage()
