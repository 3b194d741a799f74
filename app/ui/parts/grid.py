"""Children in columns whose rows are as high as their highest child, at every width."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import look


class Grid(QWidget):
    """Lays its children out itself: wrapped text is never squeezed."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        most: int = 3,
        least_width: int = 300,
        gap: int = 10,
        equal: bool = True,
        right: bool | None = None,  # the first child on the right; None: as the page reads
    ) -> None:
        super().__init__(parent)
        self._most, self._least, self._gap, self._equal = most, least_width, gap, equal
        self._right = right
        self._inside: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, child: QWidget) -> None:
        """Put a child at the end."""
        child.setParent(self)
        self._inside.append(child)
        child.show()
        self.updateGeometry()

    def at_most(self, columns: int) -> None:
        """Use no more columns than this, whatever room there is."""
        if columns != self._most:
            self._most = columns
            self.updateGeometry()
            self._place()

    def children_shown(self) -> list[QWidget]:
        return [child for child in self._inside if not child.isHidden()]

    def clear(self) -> None:
        """Take all children away."""
        for child in self._inside:
            child.setParent(None)
            child.deleteLater()
        self._inside.clear()
        self.updateGeometry()

    def columns(self, width: int) -> int:
        """How many columns a width has room for."""
        fits = (width + self._gap) // (self._least + self._gap)
        return max(1, min(self._most, fits))

    def _rows(self, width: int) -> list[tuple[int, list[QWidget]]]:
        columns = self.columns(width)
        each = (width - self._gap * (columns - 1)) // columns
        shown = self.children_shown()
        rows = [shown[at : at + columns] for at in range(0, len(shown), columns)]
        return [(max(self._height(child, each) for child in row), row) for row in rows]

    @staticmethod
    def _height(child: QWidget, width: int) -> int:
        if child.hasHeightForWidth():
            return max(child.heightForWidth(width), child.minimumHeight())
        layout = child.layout()
        if layout is not None and layout.hasHeightForWidth():
            return layout.heightForWidth(width)
        return child.sizeHint().height()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        heights = [height for height, _ in self._rows(width)]
        return sum(heights) + self._gap * max(0, len(heights) - 1)

    def sizeHint(self) -> QSize:
        wide = self._most * self._least + self._gap * (self._most - 1)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        width = self.width() if self.width() > 0 else self._least
        return QSize(min(self._least, 200), self.heightForWidth(width) if self.isVisible() else 0)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.LayoutDirectionChange):
            self.updateGeometry()
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width = self.width()
        columns = self.columns(width)
        each = (width - self._gap * (columns - 1)) // columns
        right = look.rtl() if self._right is None else self._right
        y = 0
        for height, row in self._rows(width):
            for at, child in enumerate(row):
                x = at * (each + self._gap)
                left = width - x - each if right else x
                own = height if self._equal else self._height(child, each)
                child.setGeometry(QRect(left, y, each, own))
            y += height + self._gap


class Flow(QWidget):
    """Children one after the other at their own widths, on as many lines as they need."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 10) -> None:
        super().__init__(parent)
        self._gap = gap
        self._inside: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, child: QWidget) -> None:
        """Put a child at the end; a hidden one keeps hidden, and takes no room."""
        hidden = child.isHidden() and child.testAttribute(
            Qt.WidgetAttribute.WA_WState_ExplicitShowHide
        )
        child.setParent(self)
        self._inside.append(child)
        child.setVisible(not hidden)
        self.updateGeometry()

    def _lines(self, width: int) -> list[tuple[int, list[QWidget]]]:
        lines: list[tuple[int, list[QWidget]]] = []
        used = 0
        for child in self._inside:
            if child.isHidden():
                continue
            size = child.sizeHint()
            if not lines or used + self._gap + size.width() > width:
                lines.append((size.height(), [child]))
                used = size.width()
            else:
                height, row = lines[-1]
                lines[-1] = (max(height, size.height()), [*row, child])
                used += self._gap + size.width()
        return lines

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        heights = [height for height, _ in self._lines(width)]
        return sum(heights) + self._gap * max(0, len(heights) - 1)

    def sizeHint(self) -> QSize:
        shown = [child.sizeHint() for child in self._inside if not child.isHidden()]
        wide = sum(size.width() for size in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        widest = max((c.sizeHint().width() for c in self._inside if not c.isHidden()), default=0)
        return QSize(widest, self.heightForWidth(max(self.width(), widest)))

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
        for height, row in self._lines(width):
            x = 0
            for child in row:
                size = child.sizeHint()
                left = width - x - size.width() if look.rtl() else x
                child.setGeometry(
                    QRect(left, y + (height - size.height()) // 2, size.width(), size.height())
                )
                x += size.width() + self._gap
            y += height + self._gap
