"""A page's places under each other; those that share a line of a grid beside each other."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from app.ui.parts.grid import Line, Lines

_ROWS = 10  # between two entries of a list
_LEAST, _ACROSS = 220, 16  # of a place on a shared line; between two of them
Lane = tuple[QWidget, int, int]  # a child, its share of a line, the line's parts


class Lanes(Lines):
    """`share`: of a line of `whole` parts; 0 for a line of its own."""

    def __init__(self, gap: int) -> None:
        super().__init__(gap=gap, gap_across=_ACROSS)
        self.lanes: list[Lane] = []

    def order(self, children: list[Lane]) -> None:
        """These and no others, in this order."""
        self.lanes = children
        is_new = [child.parentWidget() is not self for child, _, _ in children]
        for (child, _, _), new in zip(children, is_new, strict=True):
            if new:
                child.setParent(self)
                child.show()
        first = is_new.index(True) if True in is_new else len(is_new)
        if not all(is_new[first:]):  # Tab goes as they were added: what was here comes after it
            for child, _, _ in children[first:]:
                child.raise_()
        self.updateGeometry()
        if self.isVisible():
            self.place()

    def lines(self, width: int) -> list[Line]:
        return [self._spread(line, width) for line in self._shared(width)]

    def _shared(self, width: int) -> list[list[tuple[QWidget, int]]]:
        lines: list[list[tuple[QWidget, int]]] = []
        used, room = 0, 0
        for child, share, total in self.lanes:
            if child.isHidden():
                continue
            wide = share and (width * share / max(1, total) >= _LEAST)
            if wide and used and used + share <= room:
                lines[-1].append((child, share))
                used += share
            else:
                lines.append([(child, share or 1)])
                used = share if wide else 0
                room = total
        return lines

    @staticmethod
    def _spread(line: list[tuple[QWidget, int]], width: int) -> Line:
        """A line's children fill it, each by its share."""
        free, parts = width - _ACROSS * (len(line) - 1), sum(share for _, share in line)
        widths = [free * share // parts for _, share in line]
        widths[-1] += free - sum(widths)
        return [(child, wide) for (child, _), wide in zip(line, widths, strict=True)]

    def before(self, line: Line, previous: QWidget) -> int:
        """Rows of one list stand closer together than questions do."""
        both_rows = bool(previous.property("row")) and bool(line[0][0].property("row"))
        return min(self._gap, _ROWS) if both_rows else self._gap

    def fit(self, child: QWidget, box: QRect) -> None:
        box.setHeight(self.high(child, box.width()))
        child.setGeometry(box)

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 0 else 720
        return QSize(720, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = self.width()
        return QSize(200, self.heightForWidth(width) if self.isVisible() and width > 0 else 0)
