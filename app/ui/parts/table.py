"""A table that is read: by arrow keys, by a screen reader, row by row. Nothing in it is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from app.language import strip_marks, unmistakable
from app.ui import text_lines, theme
from app.ui.labels import Text, name, tooltip
from app.ui.parts.focus_ring import RowRing
from app.ui.tokens import Role

_INSET = 20  # as the sheet has it for heads


@dataclass(frozen=True, slots=True)
class Column:
    """How a column's cells are drawn. `line`: a thin line under each."""

    role: Role = "body"
    weight: int = 400
    colour: str = "ink"
    align: str = "start"
    line: bool = False


class Table(RowRing, QTableWidget):
    """As high as its rows; the row where the keyboard stands is marked while it is here."""

    def __init__(self, text: Text, rows: int, columns: Sequence[Column], row: int, *, head: int = 0) -> None:
        """`row`, `head`: their heights; 0 for no head."""
        super().__init__(rows, len(columns))
        self._of = text
        self.setItemDelegate(_Cell(self, columns, row))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for side in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            side(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row)
        self._head(head)
        self.setFixedHeight(head + row * rows + 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _head(self, high: int) -> None:
        head = self.horizontalHeader()
        head.setMinimumSectionSize(40)  # the sheet's padding asks for more
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        if high:
            head.setFixedHeight(high)
        else:
            head.hide()

    def tell(self) -> None:
        name(self, self._of)

    def put(self, row: int, column: int, text: str, tip: str = "") -> None:
        """Words in a cell; the tip is what is read where they are cut."""
        item = QTableWidgetItem(unmistakable(text))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, strip_marks(text))
        item.setToolTip(tooltip(tip or text))
        self.setItem(row, column, item)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.rowCount():
            return
        # not selectRow: it asks for the column at the far edge, and from right to left there is none
        self.setCurrentCell(max(self.currentRow(), 0), 0)
        self.selectionModel().select(
            self.currentIndex(),
            QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
        )

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.clearSelection()


class _Cell(QStyledItemDelegate):
    def __init__(self, table: Table, columns: Sequence[Column], high: int) -> None:
        super().__init__(table)
        self._columns, self._high = tuple(columns), high

    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:
        return QSize(120, self._high)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        column = self._columns[index.column()]  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("primary_soft"))
        if column.line:
            painter.setPen(theme.colour("line"))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
        inner = box.adjusted(_INSET, 0, -_INSET, 0)
        text = index.data(Qt.ItemDataRole.DisplayRole)  # type: ignore[attr-defined]
        line = text_lines.elided(text, column.role, inner.width(), column.weight)
        text_lines.draw(painter, line, inner, column.colour, column.align)
        painter.restore()
