"""A scroll bar that shifts nothing: its room is kept, or it lies over the empty edge of a page, and
where there is nothing to scroll nothing of it is seen."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar

from app.ui import theme

WIDTH = 12


class QuietBar(QScrollBar):
    """Seen where there is something to scroll."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.rangeChanged.connect(lambda *_: self.update())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() > self.minimum():
            super().paintEvent(event)


def keep_room(area: QAbstractScrollArea) -> None:
    """The bar has its room always."""
    area.setVerticalScrollBar(QuietBar())
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)


class OverlaidBar(QScrollBar):
    """Over the trailing edge of an area, whose own bar is not shown."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        self._area, self._own = area, area.verticalScrollBar()
        self._following = False
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._own.rangeChanged.connect(lambda *_: self._follow())
        self._own.valueChanged.connect(lambda _value: self._follow())
        self.valueChanged.connect(self._lead)
        area.installEventFilter(self)
        self._follow()

    def _follow(self) -> None:
        self._following = True
        self.setRange(self._own.minimum(), self._own.maximum())
        self.setPageStep(self._own.pageStep())
        self.setSingleStep(self._own.singleStep())
        self.setValue(self._own.value())
        self._following = False
        self.setVisible(self.maximum() > self.minimum())
        self._stand()

    def _lead(self, value: int) -> None:
        if not self._following:
            self._own.setValue(value)

    def _stand(self) -> None:
        x = 0 if theme.rtl() else self._area.width() - WIDTH
        self.setGeometry(QRect(x, 0, WIDTH, self._area.height()))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutDirectionChange):
            self._follow()
        return False
