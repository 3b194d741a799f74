"""Children on lines, each line as high as its highest child, at every width: in equal columns, at
their own widths, or packed."""

from collections.abc import Sequence
from typing import Self

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.parts.layouts import wraps

Line = list[tuple[QWidget, int]]  # children from the page's leading side, each with its width


class Lines(QWidget):
    """Lays its children out itself: wrapped text is never squeezed. A subclass says what stands on
    a line."""

    def __init__(self, *, gap: int = 10, gap_across: int = 10) -> None:
        super().__init__()
        self._gap, self._across = gap, gap_across
        # by width, while it is seen: only then is it told that something in it wants another size
        self._measured: dict[int, list[tuple[int, int, Line]]] = {}
        wraps(self)

    def lines(self, width: int) -> list[Line]:
        raise NotImplementedError

    def before(self, line: Line, previous: QWidget) -> int:
        """The gap between a line and the last child of the line above."""
        return self._gap

    def from_right(self) -> bool:
        """Does a line begin on the right?"""
        return theme.rtl()

    def fit(self, child: QWidget, box: QRect) -> None:
        """Give a child its place in the room of its line."""
        child.setGeometry(box)

    def high(self, child: QWidget, width: int) -> int:
        if child.hasHeightForWidth():
            return max(child.heightForWidth(width), child.minimumHeight())
        layout = child.layout()
        if layout is not None and layout.hasHeightForWidth():
            return layout.heightForWidth(width)
        return child.sizeHint().height()

    def _rows(self, width: int) -> list[tuple[int, int, Line]]:
        """Each line's top and height, in pixels: a page asks for them dozens of times."""
        if not self.isVisible():
            self._measured.clear()
            return self._measure(width)
        if width not in self._measured:
            self._measured[width] = self._measure(width)
        return self._measured[width]

    def _measure(self, width: int) -> list[tuple[int, int, Line]]:
        rows: list[tuple[int, int, Line]] = []
        y, previous = 0, None
        for line in self.lines(width):
            y += self.before(line, previous) if previous is not None else 0
            height = max(self.high(child, wide) for child, wide in line)
            rows.append((y, height, line))
            y, previous = y + height, line[-1][0]
        return rows

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return rows[-1][0] + rows[-1][1] if rows else 0

    def updateGeometry(self) -> None:
        self._measured.clear()
        super().updateGeometry()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.LayoutDirectionChange):
            self.updateGeometry()
            self.place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def place(self) -> None:
        width, right = self.width(), self.from_right()
        for y, height, line in self._rows(width):
            x = 0
            for child, wide in line:
                left_x = width - x - wide if right else x
                self.fit(child, QRect(left_x, y, wide, height))
                x += wide + self._across


class _Filled(Lines):
    """Children that are added one by one."""

    def __init__(self, *, gap: int = 10, gap_across: int = 10) -> None:
        super().__init__(gap=gap, gap_across=gap_across)
        self._inside: list[QWidget] = []

    def add(self, *children: QWidget) -> Self:
        """Put children at the end; a hidden one keeps hidden, and takes no room."""
        for child in children:
            hidden = child.isHidden() and child.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
            child.setParent(self)
            self._inside.append(child)
            child.setVisible(not hidden)
        self.updateGeometry()
        return self

    def children_shown(self) -> list[QWidget]:
        return [child for child in self._inside if not child.isHidden()]

    def forget_all_but(self, last: QWidget) -> None:
        """Lay out this child alone from now on; the others go their own ways."""
        self._inside = [child for child in self._inside if child is last]
        self.updateGeometry()

    def clear(self) -> None:
        for child in self._inside:
            child.setParent(None)
            child.deleteLater()
        self._inside.clear()
        self.updateGeometry()


class Grid(_Filled):
    """Equal columns, as many as there is room for."""

    def __init__(
        self,
        *,
        columns: int = 3,
        least_width: int = 300,
        gap: int = 10,
        equal: bool = True,
        right: bool | None = None,  # the first child on the right; None: as the page reads
    ) -> None:
        super().__init__(gap=gap, gap_across=gap)
        self._most, self._least, self._equal, self._right = columns, least_width, equal, right
        self._together: tuple[QWidget, ...] = ()

    def add(self, *children: QWidget) -> Self:
        super().add(*children)
        for child in children:
            child.show()
        return self

    def keep_together(self, last: Sequence[QWidget]) -> None:
        """The last few begin a line of their own where the one before has no room for them all."""
        self._together = tuple(last)
        self.updateGeometry()

    def at_most(self, columns: int) -> None:
        """Use no more columns than this, whatever room there is."""
        if columns != self._most:
            self.spread(columns, self._least)

    def spread(self, columns: int, least_width: int) -> None:
        """Other columns, of another least width."""
        self._most, self._least = columns, least_width
        self.updateGeometry()
        self.place()

    def columns(self, width: int) -> int:
        fits = (width + self._gap) // (self._least + self._gap)
        return max(1, min(self._most, fits))

    def lines(self, width: int) -> list[Line]:
        columns, children = self.columns(width), self.children_shown()
        column_width = (width - self._gap * (columns - 1)) // columns
        last = [child for child in children if child in self._together]
        first = len(children) - len(last)
        apart = columns > 1 and len(last) <= columns < first % columns + len(last)
        parts = (children[:first], last) if first % columns and apart else (children,)
        return [
            [(child, column_width) for child in part[at : at + columns]]
            for part in parts
            for at in range(0, len(part), columns)
        ]

    def from_right(self) -> bool:
        return super().from_right() if self._right is None else self._right

    def fit(self, child: QWidget, box: QRect) -> None:
        if not self._equal:
            box.setHeight(self.high(child, box.width()))
        super().fit(child, box)

    def sizeHint(self) -> QSize:
        wide = self._most * self._least + self._gap * (self._most - 1)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        width = self.width() if self.width() > 0 else self._least
        return QSize(min(self._least, 200), self.heightForWidth(width) if self.isVisible() else 0)


class Flow(_Filled):
    """One after the other at their own widths, on as many lines as they need."""

    def __init__(self, *, gap: int = 10) -> None:
        super().__init__(gap=gap, gap_across=gap)
        self._hints: dict[QWidget, QSize] = {}  # as measured for the lines that are laid now

    def wide(self, child: QWidget, _room: int) -> int:
        return self._hints[child].width()

    def high(self, child: QWidget, _width: int) -> int:
        return self._hints[child].height()

    def fit(self, child: QWidget, box: QRect) -> None:
        height = child.sizeHint().height()
        top = box.top() + (box.height() - height) // 2
        child.setGeometry(QRect(box.left(), top, box.width(), height))

    def lines(self, width: int) -> list[Line]:
        lines: list[Line] = []
        used, self._hints = 0, {child: child.sizeHint() for child in self.children_shown()}
        for child in self._hints:
            wide = self.wide(child, width)
            if lines and used + self._across + wide <= width:
                lines[-1].append((child, wide))
                used += self._across + wide
            else:
                lines.append([(child, wide)])
                used = wide
        return lines

    def sizeHint(self) -> QSize:
        widths = [child.sizeHint().width() for child in self.children_shown()]
        wide = sum(widths) + self._gap * max(0, len(widths) - 1)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        widest = max((child.sizeHint().width() for child in self.children_shown()), default=0)
        return QSize(widest, self.heightForWidth(max(self.width(), widest)))


class Packed(Flow):
    """As many on a line as have room, each as wide as its words, and all of a line as high."""

    def wide(self, child: QWidget, room: int) -> int:
        return max(min(super().wide(child, room), room), min(120, room))

    def high(self, child: QWidget, width: int) -> int:
        return Lines.high(self, child, width)

    def fit(self, child: QWidget, box: QRect) -> None:
        child.setGeometry(box)

    def sizeHint(self) -> QSize:
        return QSize(720, self.heightForWidth(720))

    def minimumSizeHint(self) -> QSize:
        width = self.width() if self.width() > 0 else 720
        return QSize(200, self.heightForWidth(width) if self.isVisible() else 0)


class BesideOrBelow(Lines):
    """Words and what one does about them: beside each other, and below where that has no room. What
    stands beside has its own width, at the far end; below, it has the whole."""

    def __init__(self, words: QWidget, acts: QWidget, *, least: int = 150, gap: int = 8) -> None:
        """`least`: what the words need beside."""
        super().__init__(gap=gap, gap_across=gap)
        self._words, self._acts, self._least = words, acts, least
        for child in (words, acts):
            child.setParent(self)
            child.show()

    def lines(self, width: int) -> list[Line]:
        wide = self._acts.sizeHint().width()
        if self._least + self._across + wide <= width:
            return [[(self._words, width - self._across - wide), (self._acts, wide)]]
        return [[(self._words, width)], [(self._acts, width)]]

    def fit(self, child: QWidget, box: QRect) -> None:
        height = self.high(child, box.width())
        child.setGeometry(QRect(box.left(), box.top() + (box.height() - height) // 2, box.width(), height))

    def sizeHint(self) -> QSize:
        wide = self._least + self._across + self._acts.sizeHint().width()
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        wide = max(self._acts.minimumSizeHint().width(), min(self._least, 150))
        return QSize(wide, self.heightForWidth(max(self.width(), wide)))
