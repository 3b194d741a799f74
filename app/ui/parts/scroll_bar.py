"""A scroll bar that shifts nothing: its room is kept, or it lies over the empty edge of a page, and
where there is nothing to scroll nothing of it is seen."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QScrollBar, QWidget

from app.ui.parts.layouts import wraps

WIDTH, _BESIDE = 12, 4
_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.LayoutDirectionChange)


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

    def __init__(self, area: QAbstractScrollArea, *, outside: bool = False) -> None:
        """`outside`: beside the area, in the margin of what holds it."""
        super().__init__(Qt.Orientation.Vertical, area)
        self._area, self._own = area, area.verticalScrollBar()
        self._outside = outside
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
        area, holder = self._area, self._area.parentWidget()
        if not self._outside or holder is None:
            x = 0 if area.isRightToLeft() else area.width() - WIDTH
            self.setGeometry(QRect(x, 0, WIDTH, area.height()))
        else:
            if self.parentWidget() is not holder:
                self.setParent(holder)
                self.setVisible(self.maximum() > self.minimum())
            beside_x = area.x() + area.width() + _BESIDE
            x = area.x() - WIDTH - _BESIDE if area.isRightToLeft() else beside_x
            self.setGeometry(QRect(x, area.y(), WIDTH, area.height()))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._follow()
        return False


# -- scroll area -------------------------------------------------------------------------------
# What of a page scrolls.


def scrolling(canvas: QWidget, look: str = "canvas", ground: str = "", *, bar_outside: bool = False) -> QScrollArea:
    """A page that scrolls downwards when the window is small; its bar lies over the empty edge, or
    with `bar_outside` beside it, in the margin of what holds it. `look`, `ground`: by which names the style sheet knows it
    and the area; for Qt 6.9 later is too late."""
    canvas.setObjectName(look)
    wraps(canvas)
    area = QScrollArea()
    area.setObjectName(ground)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(canvas)
    OverlaidBar(area, outside=bar_outside)
    return area
