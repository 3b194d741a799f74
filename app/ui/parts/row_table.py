"""A table of rows of two lines that come as one scrolls: cases, people, computers.

Arrows walk, Enter opens, Space marks a row for an act where acts on several are offered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

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

from app.errors import N_
from app.language import strip_marks
from app.ui import icons, labels, text_lines, theme
from app.ui.parts import scroll_bar
from app.ui.parts.cells import Cell, CellColumn, draw_box, widths
from app.ui.parts.fields import LineInput
from app.ui.parts.focus_ring import RowRing

Index = QModelIndex | QPersistentModelIndex


class HasId(Protocol):
    @property
    def id(self) -> str: ...


RowT = TypeVar("RowT", bound=HasId)
ContextT = TypeVar("ContextT")


class Lister(Protocol):
    """A page that shows a table of rows."""

    def more(self, offset: int) -> None: ...
    def open_row(self, at: int) -> None: ...
    def selected(self) -> None: ...
    def sort_by(self, sort: str) -> None: ...
    def select_all(self) -> None: ...
    def act(self, key: str) -> None: ...
    def has_headquarters(self) -> bool: ...


class RowsModel(QAbstractTableModel, Generic[RowT, ContextT]):
    """Rows so far; more are asked for when one scrolls to the end. `chosen`: ids of the rows that are
    marked for an act, also of those that are not shown now, each with a word about it."""

    def __init__(self, page: Lister, columns: tuple[CellColumn[RowT, ContextT], ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._page, self.columns = page, columns
        self.rows: list[RowT] = []
        self.total = 0
        self.chosen: dict[str, str] = {}
        self._asked = False

    def context_of(self, row: RowT) -> ContextT:
        raise NotImplementedError

    def about(self, _row: RowT) -> str:
        """What is remembered of a row that is marked."""
        return ""

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
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
        texts = [self.index(at, place).data() for place, column in enumerate(self.columns) if column.title]
        return ", ".join(text for text in texts if text)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return labels.said(self.columns[section].title)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def canFetchMore(self, parent: Index) -> bool:
        return len(self.rows) < self.total and not self._asked

    def fetchMore(self, parent: Index) -> None:
        self._asked = True
        self._page.more(len(self.rows))

    def show_rows(self, rows: Sequence[RowT], total: int) -> None:
        """Another list: its first rows, and how many there are."""
        self.beginResetModel()
        self.rows, self.total, self._asked = list(rows), total, False
        self.endResetModel()

    def append_rows(self, rows: Sequence[RowT]) -> None:
        first = len(self.rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self.rows.extend(rows)
        self._asked = not rows
        self.endInsertRows()

    def refresh(self) -> None:
        if self.rows:
            last = self.index(len(self.rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def choose(self, rows: Iterable[RowT], *, marked: bool) -> None:
        """Mark rows for an act, or no longer."""
        for row in rows:
            if marked:
                self.chosen[row.id] = self.about(row)
            else:
                self.chosen.pop(row.id, None)
        self.refresh()

    def chosen_of_shown(self) -> bool | None:
        """Are all rows marked, none (False), or some (None)?"""
        number = sum(row.id in self.chosen for row in self.rows)
        return False if not number else True if number == len(self.rows) else None


@dataclass(frozen=True, slots=True)
class RowLook:
    """Heights, the room before a row's first words, and whether the chosen row has a bar at its edge."""

    row: int = 55
    head: int = 48
    lead: int = 20
    inset: int = 2
    edge: bool = False


class RowsDelegate(QStyledItemDelegate):
    """Draws a cell: text on the leading side, no grid, a line under each row."""

    def __init__(self, table: "RowsTable[Any, Any]", look: RowLook) -> None:
        super().__init__(table)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self._look.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, RowsModel)
        row, column = model.rows[index.row()], model.columns[index.column()]
        context = model.context_of(row)
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.id in model.chosen or is_current:
            painter.fillRect(box, theme.colour("primary_soft"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if self._look.edge and is_current and index.column() == 0:
            x = box.right() - 3 if theme.rtl() else box.left()
            painter.fillRect(QRect(x, box.top(), 4, box.height()), theme.colour("primary"))
        ends = (self._look.inset, 8) if column.title else (0, 0)
        if index.column() == 0 and column.title:
            ends = (self._look.lead, 8)
        inner = box.adjusted(ends[0], 0, -ends[1], 0)
        if theme.rtl():
            inner = box.adjusted(ends[1], 0, -ends[0], 0)
        cell = Cell(painter=painter, box=inner, row=row, context=context)
        column.draw(cell, column.text(row, context))
        painter.restore()


class Header(QHeaderView):
    """Titles; the one that the list is sorted by has an arrow, and any that sorts is pressed."""

    def __init__(self, table: "RowsTable[Any, Any]", look: RowLook) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table, self._look = table, look
        self.sorted_by, self.reverse = "", False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintSection(self, painter: QPainter, box: QRect, at: int) -> None:
        column = self._table.records.columns[at]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if not column.title:
            draw_box(painter, box, self._table.records.chosen_of_shown())
            painter.restore()
            return
        lead = self._look.lead if at == 0 else self._look.inset
        inner = box.adjusted(lead, 0, -4, 0) if not theme.rtl() else box.adjusted(4, 0, -lead, 0)
        sorts = bool(column.sort) and column.sort == self.sorted_by
        line = text_lines.elided(labels.said(column.title), "small", inner.width() - 22, 600)
        ink = "primary" if sorts else "ink2"
        text_lines.draw(painter, line, inner, ink)
        if sorts:
            x = inner.right() - line.width - 22 if theme.rtl() else inner.left() + line.width + 6
            icons.paint(painter, "up" if self.reverse else "down", x, box.center().y() - 7, 16, ink)
        painter.restore()


class RowsTable(RowRing, QTableView, Generic[RowT, ContextT]):
    """Enter opens the row; Space marks it where acts on several are offered."""

    def __init__(
        self,
        page: Lister,
        model: RowsModel[RowT, ContextT],
        name: labels.Text,
        *,
        offers_acts: bool,
        look: RowLook = RowLook(),
    ) -> None:
        super().__init__()
        self._page, self.records, self._name, self._offers_acts = page, model, name, offers_acts
        self.setModel(model)
        self.setItemDelegate(RowsDelegate(self, look))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll_bar.keep_room(self)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(look.row)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.titles = Header(self, look)
        self.setHorizontalHeader(self.titles)
        self.titles.setFixedHeight(look.head)
        self.titles.setMinimumSectionSize(40)
        self.titles.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.titles.setStretchLastSection(False)
        self.titles.sectionClicked.connect(self._pressed)
        self.tell()

    def tell(self) -> None:
        labels.name(self, self._name)
        self.viewport().update()

    def _pressed(self, section: int) -> None:
        column = self.records.columns[section]
        if not column.title:
            if self.records.chosen_of_shown() is False:
                self._page.select_all()
            else:
                self._clear_marks()
        elif column.sort:
            self._page.sort_by(column.sort)

    def _clear_marks(self) -> None:
        self.records.chosen.clear()
        self.records.refresh()
        self._page.selected()

    def show_sort(self, sort: str, *, reverse: bool) -> None:
        self.titles.sorted_by, self.titles.reverse = sort, reverse
        self.titles.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()
        super().resizeEvent(event)

    def fit(self) -> None:
        """The columns that there is room for; where a case is only with a headquarters."""
        room, viewport = self.width() - 16, self.viewport().width()
        sizes = widths(self.records.columns, room, viewport, headquarters=self._page.has_headquarters())
        for column, width in enumerate(sizes):
            self.setColumnHidden(column, width == 0)
            if width:
                self.setColumnWidth(column, width)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._offers_acts and index.column() == 0 and not self.records.columns[0].title:
            self.toggle(index.row())
        else:
            self._page.open_row(index.row())

    def go_to(self, at: int) -> None:
        """Stand on a row. Not selectRow: it asks for the column at the far edge, and from right to left there
        is none."""
        if 0 <= at < len(self.records.rows):
            self.setCurrentIndex(self.records.index(at, 0))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.currentIndex().row() < 0 and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.go_to(0)

    def toggle(self, at: int) -> bool:
        """Mark a row for an act, or no longer; False where it can't be."""
        if not (self._offers_acts and 0 <= at < len(self.records.rows)):
            return False
        row = self.records.rows[at]
        self.records.choose([row], marked=row.id not in self.records.chosen)
        self._page.selected()
        return True

    def _extend(self, step: int) -> None:
        at = self.currentIndex().row()
        target = max(0, min(at + step, len(self.records.rows) - 1))
        self.go_to(target)
        self.records.choose([self.records.rows[at], self.records.rows[target]], marked=True)
        self._page.selected()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        at = self.currentIndex().row()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers & ~Qt.KeyboardModifier.KeypadModifier:
            self._page.open_row(at)
        elif not (self._offers_acts and self._marks(event, at)):
            super().keyPressEvent(event)

    def _marks(self, event: QKeyEvent, at: int) -> bool:
        """Did the key mark rows for an act, or begin one?"""
        key, modifiers = event.key(), event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Space:
            self.toggle(at)
        elif shift and key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and at >= 0:
            self._extend(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_A and modifiers & Qt.KeyboardModifier.ControlModifier:
            self._page.select_all()
        elif key == Qt.Key.Key_Escape and self.records.chosen:
            self._clear_marks()
        else:
            return self.acts(event)
        return True

    def acts(self, _event: QKeyEvent) -> bool:
        """Did the key begin an act on what is marked?"""
        return False


class Search(LineInput):
    """Down goes to the rows."""

    table: RowsTable[Any, Any] | None = None

    def __init__(self, hint: labels.Text) -> None:
        super().__init__(N_("Search"), hint=hint, finds=True)
        self.setProperty("search", True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.table is not None:
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
            self.table.go_to(0)
        else:
            super().keyPressEvent(event)
