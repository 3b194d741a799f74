"""A list of rows that come as one scrolls: an icon, a name, what stands at the end of the line.

Arrows walk, Enter opens, Backspace goes up; letters go to whoever searches.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.language import strip_marks
from app.ui import icons, labels, text_lines, theme
from app.ui.parts import focus_ring
from app.ui.parts.scroll_bar import keep_room

T = TypeVar("T")
_Index = QModelIndex | QPersistentModelIndex


# -- growing model -----------------------------------------------------------------------------
# A model of rows of which the view knows a few at first, and more as one scrolls: it lays each
# one that it knows of.

_BATCH = 200


class GrowingModel(QAbstractListModel, Generic[T]):
    """`shown`: all that may come; `open`: how many of them the view knows of."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown: Sequence[T] = ()
        self.open = 0

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.open

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and self.open < len(self.shown)

    def fetchMore(self, _parent: _Index) -> None:
        self.open_to(self.open + _BATCH)

    def open_to(self, count: int) -> None:
        """Let the view know of so many rows."""
        end = min(len(self.shown), count)
        if end > self.open:
            self.beginInsertRows(QModelIndex(), self.open, end - 1)
            self.open = end
            self.endInsertRows()

    def show_rows(self, rows: Sequence[T]) -> None:
        """Others instead of all that were there."""
        self.beginResetModel()
        self.shown, self.open = rows, min(len(rows), _BATCH)
        self.endResetModel()


# -- row list -----------------------------------------------------------------------------------

_ICON, _INSET, _GAP = 24, 14, 12


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as it is seen. `trailing`: short texts at its end, each with its width."""

    icon: str
    title: str
    second: str = ""
    trailing: tuple[tuple[str, int], ...] = ()
    wait: bool = False  # the second line is in the tone of waiting

    def spoken(self) -> str:
        texts = [self.title, self.second, *(text for text, _ in self.trailing)]
        return strip_marks(", ".join(text for text in texts if text))


class _Model(GrowingModel[T]):
    def __init__(self, parent: QWidget, show: Callable[[T], Shown]) -> None:
        super().__init__(parent)
        self.show_row = show
        self.chosen: T | None = None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.shown[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return strip_marks(self.show_row(row).title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.show_row(row).spoken()
        if role == Qt.ItemDataRole.ToolTipRole:
            return labels.tooltip(self.show_row(row).title)
        return None


class _Painter(QStyledItemDelegate):
    def __init__(self, view: "RowList[Any]", height: int) -> None:
        super().__init__(view)
        self._view, self._height = view, height

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(120, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model, box, right = self._view.entries, option.rect, theme.rtl()
        row = model.shown[index.row()]
        row_view, chosen = model.show_row(row), row == model.chosen
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = index.row() == self._view.currentIndex().row() and self._view.hasFocus()
        if chosen or current:
            painter.fillRect(box, theme.colour("primary_soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.colour("bg"))
        ink = "primary" if chosen else "ink2"
        x = box.right() - _INSET - _ICON if right else box.left() + _INSET
        icons.paint(painter, row_view.icon, x, box.center().y() - _ICON // 2, _ICON, ink)
        lead = _INSET + _ICON + _GAP
        inner = QRect(box.adjusted(_INSET, 0, -lead, 0) if right else box.adjusted(lead, 0, -_INSET, 0))
        inner = self._trailing(painter, row_view, inner)
        self._words(painter, row_view, inner, 500 if chosen or row_view.second else 400)
        if current and focus_ring.by_keyboard():
            painter.setPen(QPen(theme.colour("focus"), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 6, 6)
        painter.restore()

    @staticmethod
    def _trailing(painter: QPainter, row_view: Shown, inner: QRect) -> QRect:
        """What stands at the end of the line; what room it leaves."""
        for text, width in reversed(row_view.trailing):
            if inner.width() - width < 220:
                continue
            box = QRect(inner)
            if theme.rtl():
                box.setRight(inner.left() + width)
                inner = inner.adjusted(width + _GAP, 0, 0, 0)
            else:
                box.setLeft(inner.right() - width)
                inner = inner.adjusted(0, 0, -width - _GAP, 0)
            line = text_lines.elided(text, "small", width)
            text_lines.draw(painter, line, box, "ink2")
        return inner

    @staticmethod
    def _words(painter: QPainter, row_view: Shown, inner: QRect, weight: int) -> None:
        title = text_lines.elided(row_view.title, "body", inner.width(), weight)
        if not row_view.second:
            text_lines.draw(painter, title, inner, "ink")
            return
        first, second = text_lines.line("body"), text_lines.line("small")
        inner.setTop(inner.top() + (inner.height() - first - second) // 2)
        inner.setHeight(first)
        text_lines.draw(painter, title, inner, "ink")
        inner.translate(0, first)
        inner.setHeight(second)
        line = text_lines.elided(row_view.second, "small", inner.width())
        text_lines.draw(painter, line, inner, "wait" if row_view.wait else "ink2")


class RowList(QListView, Generic[T]):
    """Rows of one kind of thing, `show`n as they are drawn."""

    pressed_row = QtSignal(object)  # clicked once
    opened = QtSignal(object)  # Enter, or clicked twice
    up = QtSignal()  # Backspace
    typed = QtSignal(str)

    def __init__(self, name: labels.Text, show: Callable[[T], Shown], *, height: int = 48) -> None:
        super().__init__()
        self._name = name
        self.entries: _Model[T] = _Model(self, show)
        self.setModel(self.entries)
        self.setItemDelegate(_Painter(self, height))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setProperty("long", True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        keep_room(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMinimumHeight(2 * height + 8)
        self.clicked.connect(lambda index: self._emit(self.pressed_row, index))
        self.doubleClicked.connect(lambda index: self._emit(self.opened, index))
        self.tell()

    def tell(self) -> None:
        labels.name(self, self._name)
        self.viewport().update()

    def show_rows(self, rows: Sequence[T], current: T | None = None) -> None:
        """Put other rows in; `current`: the one to stand on, else the first."""
        self.entries.show_rows(rows)
        self.stand_on(current)

    def stand_on(self, row: T | None) -> None:
        at = self.entries.shown.index(row) if row in self.entries.shown else 0
        self.entries.open_to(at + 1)
        index = self.entries.index(at)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def choose(self, row: T | None) -> None:
        """Tick a row as the chosen one."""
        self.entries.chosen = row
        self.viewport().update()

    def current(self) -> T | None:
        index = self.currentIndex()
        return self.entries.shown[index.row()] if index.isValid() else None

    def _emit(self, signal: Any, index: _Index) -> None:
        if index.isValid():
            signal.emit(self.entries.shown[index.row()])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.stand_on(self.entries.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        key, text = event.key(), event.text()
        if plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._emit(self.opened, self.currentIndex())
        elif plain and key == Qt.Key.Key_Space:
            self._emit(self.pressed_row, self.currentIndex())
        elif plain and key == Qt.Key.Key_Backspace:
            self.up.emit()
        elif plain and text and text.isprintable():
            self.typed.emit(text)
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
