"""A table of cases whose rows come as one scrolls, for the officer's list and the supervisor's board.

Arrows walk, Enter opens, Space marks a case for an act where acts on offers_acts are offered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.casework.exchange.sync import State
from app.casework.pages.work_list import WorkRow
from app.language import strip_marks
from app.ui import icons, labels, text_lines, theme
from app.ui.case_columns import Cell, Column, Context, draw_box, widths
from app.ui.labels import Text
from app.ui.parts.focus_ring import RowRing
from app.ui.stages import Names

_Index = QModelIndex | QPersistentModelIndex
# what each key writes on both keyboards: reassign, date, decide, hand over
_ACT_KEYS = {"r": "r", "ق": "r", "d": "d", "ي": "d", "v": "v", "ر": "v", "h": "h", "ا": "h"}


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, how many there are in all, where each is; what stages and tasks are called, and when that was."""

    rows: list[WorkRow]
    total: int
    where: dict[str, State]
    stages: Names = ()
    context: Context = field(default_factory=Context)


class Lister(Protocol):
    """A page that shows a table of cases."""

    def more(self, offset: int) -> None: ...
    def open_row(self, at: int) -> None: ...
    def selected(self) -> None: ...
    def sort_by(self, sort: str) -> None: ...
    def select_all(self) -> None: ...
    def act(self, key: str) -> None: ...
    def has_headquarters(self) -> bool: ...


class CasesModel(QAbstractTableModel):
    """Rows so far; more are asked for when one scrolls to the end. `chosen`: ids of the cases that are marked
    for an act, also of those that are not shown now."""

    def __init__(self, page: Lister, columns: tuple[Column, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._page, self.columns = page, columns
        self.rows: list[WorkRow] = []
        self.where: dict[str, State] = {}  # of a case's id; empty without a headquarters
        self.total = 0
        self.context = Context()
        self.chosen: dict[str, str] = {}  # to the officer's name
        self._asked = False

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return len(self.columns)

    def context_of(self, row: WorkRow) -> Context:
        return replace(self.context, place=self.where.get(row.id), chosen=row.id in self.chosen)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            column = self.columns[index.column()]
            text = column.text(row, self.context_of(row))
            if role == Qt.ItemDataRole.AccessibleTextRole:
                text = ", ".join([text, *column.spoken(row)])
            return strip_marks(text)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self.spoken(index.row())
        return None

    def spoken(self, at: int) -> str:
        """A row as a sentence."""
        texts = [
            self.index(at, place).data()
            for place, column in enumerate(self.columns)
            if column.title
        ]
        return ", ".join(text for text in texts if text)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return labels.said(self.columns[section].title)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        return len(self.rows) < self.total and not self._asked

    def fetchMore(self, parent: _Index) -> None:
        self._asked = True
        self._page.more(len(self.rows))

    def show(self, result: Found) -> None:
        """Another list."""
        self.beginResetModel()
        self.rows, self.total, self._asked = result.rows, result.total, False
        self.where, self.context = result.where, result.context
        self.endResetModel()

    def tell_where(self, places: dict[str, State]) -> None:
        """The same rows after a sync."""
        self.where = places
        self.refresh()

    def refresh(self) -> None:
        if self.rows:
            last = self.index(len(self.rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def append(self, result: Found) -> None:
        """The next rows of the same list."""
        rows = result.rows
        self.where = self.where | result.where
        first = len(self.rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self.rows.extend(rows)
        self._asked = not rows
        self.endInsertRows()

    def choose(self, rows: Iterable[WorkRow], *, marked: bool) -> None:
        """Mark cases for an act, or no longer."""
        for row in rows:
            if marked:
                self.chosen[row.id] = row.officer_name
            else:
                self.chosen.pop(row.id, None)
        self.refresh()

    def chosen_of_shown(self) -> bool | None:
        """Are all rows marked, none (False), or some (None)?"""
        number = sum(row.id in self.chosen for row in self.rows)
        return False if not number else True if number == len(self.rows) else None


class CasesDelegate(QStyledItemDelegate):
    """Draws a cell: text on the leading side, no grid, a line under each row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, 55)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, CasesModel)
        row, column = model.rows[index.row()], model.columns[index.column()]
        context = model.context_of(row)
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if context.chosen or state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("primary_soft"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        ends = (2, 8) if column.title else (0, 0)
        inner = box.adjusted(ends[0], 0, -ends[1], 0)
        if theme.rtl():
            inner = box.adjusted(ends[1], 0, -ends[0], 0)
        if index.column() == 0 and column.title:
            inner = inner.adjusted(0, 0, -18, 0) if theme.rtl() else inner.adjusted(18, 0, 0, 0)
        cell = Cell(painter=painter, box=inner, row=row, context=context)
        column.draw(cell, column.text(row, context))
        painter.restore()


class Header(QHeaderView):
    """Titles; the one that the list is sorted by has an arrow, and any that sorts is pressed."""

    def __init__(self, table: "CasesTable") -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.sorted_by, self.reverse = "", False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintSection(self, painter: QPainter, box: QRect, at: int) -> None:
        column = self._table.cases.columns[at]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if not column.title:
            draw_box(painter, box, self._table.cases.chosen_of_shown())
            painter.restore()
            return
        lead = 20 if at == 0 else 2
        inner = box.adjusted(lead, 0, -4, 0) if not theme.rtl() else box.adjusted(4, 0, -lead, 0)
        sorts = bool(column.sort) and column.sort == self.sorted_by
        line = text_lines.elided(labels.said(column.title), "small", inner.width() - 22, 600)
        ink = "primary" if sorts else "ink2"
        text_lines.draw(painter, line, inner, ink)
        if sorts:
            x = inner.right() - line.width - 22 if theme.rtl() else inner.left() + line.width + 6
            icons.paint(painter, "up" if self.reverse else "down", x, box.center().y() - 7, 16, ink)
        painter.restore()


class CasesTable(RowRing, QTableView):
    """Enter opens the row; Space marks it where acts on offers_acts are offered."""

    def __init__(self, page: Lister, model: CasesModel, name: Text, *, offers_acts: bool) -> None:
        super().__init__()
        self._page, self.cases, self._name, self._offers_acts = page, model, name, offers_acts
        self._anchor = -1
        self.setModel(model)
        self.setItemDelegate(CasesDelegate(self))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(55)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.titles = Header(self)
        self.setHorizontalHeader(self.titles)
        self.titles.setFixedHeight(48)
        self.titles.setMinimumSectionSize(40)
        self.titles.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.titles.setStretchLastSection(False)
        self.titles.sectionClicked.connect(self._pressed)
        self.tell()

    def tell(self) -> None:
        labels.name(self, self._name)
        self.viewport().update()

    def _pressed(self, section: int) -> None:
        column = self.cases.columns[section]
        if not column.title:
            if self.cases.chosen_of_shown() is False:
                self._page.select_all()
            else:
                self.cases.chosen.clear()
                self.cases.refresh()
                self._page.selected()
        elif column.sort:
            self._page.sort_by(column.sort)

    def show_sort(self, sort: str, *, reverse: bool) -> None:
        self.titles.sorted_by, self.titles.reverse = sort, reverse
        self.titles.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()
        super().resizeEvent(event)

    def fit(self) -> None:
        """The columns that there is room for; where a case is only with a headquarters."""
        room, viewport = self.width() - 16, self.viewport().width()
        sizes = widths(
            self.cases.columns, room, viewport, headquarters=self._page.has_headquarters()
        )
        for column, width in enumerate(sizes):
            self.setColumnHidden(column, width == 0)
            if width:
                self.setColumnWidth(column, width)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._offers_acts and index.column() == 0:
            self.toggle(index.row())
        else:
            self._page.open_row(index.row())

    def go_to(self, at: int) -> None:
        """Stand on a row. Not selectRow: it asks for the column at the far edge, and from right to left there
        is none."""
        if 0 <= at < len(self.cases.rows):
            self.setCurrentIndex(self.cases.index(at, 0))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.currentIndex().row() < 0 and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.go_to(0)

    def toggle(self, at: int) -> None:
        """Mark a row for an act, or no longer."""
        if self._offers_acts and 0 <= at < len(self.cases.rows):
            row = self.cases.rows[at]
            self.cases.choose([row], marked=row.id not in self.cases.chosen)
            self._page.selected()

    def _extend(self, step: int) -> None:
        at = self.currentIndex().row()
        target = max(0, min(at + step, len(self.cases.rows) - 1))
        self.go_to(target)
        self.cases.choose([self.cases.rows[at], self.cases.rows[target]], marked=True)
        self._page.selected()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        at = self.currentIndex().row()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not modifiers & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self._page.open_row(at)
        elif self._offers_acts and key == Qt.Key.Key_Space:
            self.toggle(at)
        elif self._offers_acts and shift and key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and at >= 0:
            self._extend(1 if key == Qt.Key.Key_Down else -1)
        elif (
            self._offers_acts
            and key == Qt.Key.Key_A
            and modifiers & Qt.KeyboardModifier.ControlModifier
        ):
            self._page.select_all()
        elif self._offers_acts and key == Qt.Key.Key_Escape and self.cases.chosen:
            self.cases.chosen.clear()
            self.cases.refresh()
            self._page.selected()
        elif self._offers_acts and not modifiers and event.text().casefold() in _ACT_KEYS:
            # the keys of R and D, whichever keyboard is on
            self._page.act(_ACT_KEYS[event.text().casefold()])
        else:
            super().keyPressEvent(event)
