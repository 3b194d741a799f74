"""A page's places under each other; those that share a line of a grid beside each other."""

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import look
from app.ui.parts.grid import Grid

_ROWS = 10  # between two entries of a list
_LEAST, _ACROSS = 220, 16  # of a place on a shared line; between two of them


class Lanes(QWidget):
    """Lays its children out itself. `share`: of a line of `whole` parts; 0 for a line of its own."""

    def __init__(self, gap: int) -> None:
        super().__init__()
        self._gap = gap
        self.lanes: list[tuple[QWidget, int, int]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def order(self, children: list[tuple[QWidget, int, int]]) -> None:
        """These and no others, in this order: (child, share, whole)."""
        self.lanes = children
        for child, _, _ in children:
            if child.parentWidget() is not self:
                child.setParent(self)
                child.show()
        self.updateGeometry()
        if self.isVisible():
            self._place()

    def _lines(self, width: int) -> list[list[tuple[QWidget, int]]]:
        lines: list[list[tuple[QWidget, int]]] = []
        used, room = 0, 0
        for child, share, whole in self.lanes:
            if child.isHidden():
                continue
            fits = share and used and used + share <= room and self._wide(width, share, whole)
            if fits:
                lines[-1].append((child, share))
                used += share
            else:
                lines.append([(child, share or 1)])
                used = share if share and self._wide(width, share, whole) else 0
                room = whole
        return lines

    @staticmethod
    def _wide(width: int, share: int, whole: int) -> bool:
        return width * share / max(1, whole) >= _LEAST

    def _spread(self, line: list[tuple[QWidget, int]], width: int) -> list[int]:
        """A line's children fill it, each by its share."""
        free, parts = width - _ACROSS * (len(line) - 1), sum(share for _, share in line)
        widths = [free * share // parts for _, share in line]
        widths[-1] += free - sum(widths)
        return widths

    def _before(self, line: list[tuple[QWidget, int]], above: QWidget | None) -> int:
        """Rows of one list stand closer together than questions do."""
        if above is None:
            return 0
        near = bool(above.property("row")) and bool(line[0][0].property("row"))
        return min(self._gap, _ROWS) if near else self._gap

    def _gaps(self, lines: list[list[tuple[QWidget, int]]]) -> int:
        above = [None, *(line[-1][0] for line in lines)]
        return sum(self._before(line, over) for line, over in zip(lines, above, strict=False))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        heights = (
            max(
                Grid._height(child, wide)
                for (child, _), wide in zip(line, self._spread(line, width), strict=True)
            )
            for line in lines
        )
        return sum(heights) + self._gaps(lines)

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 0 else 720
        return QSize(720, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = self.width()
        return QSize(200, self.heightForWidth(width) if self.isVisible() and width > 0 else 0)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.LayoutDirectionChange):
            self.updateGeometry()
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width, y = self.width(), 0
        above: QWidget | None = None
        for line in self._lines(width):
            y += self._before(line, above)
            above = line[-1][0]
            widths = self._spread(line, width)
            heights = [
                Grid._height(child, wide) for (child, _), wide in zip(line, widths, strict=True)
            ]
            x = 0
            for (child, _), wide, high in zip(line, widths, heights, strict=True):
                left = width - x - wide if look.rtl() else x
                child.setGeometry(QRect(left, y, wide, high))
                x += wide + _ACROSS
            y += max(heights)
