"""A model of rows of which the view knows a few at first, and more as one scrolls: it lays each one
that it knows of."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QWidget

T = TypeVar("T")
_Index = QModelIndex | QPersistentModelIndex
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
