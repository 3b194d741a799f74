"""All cases, found as one types; rows come as one scrolls, read away from the screen."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.casework.cases import queries
from app.casework.cases.queries import CaseRow
from app.casework.exchange import purge, sync
from app.casework.exchange.sync import State
from app.casework.lifecycle import case_stages
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words, strip_marks
from app.ui import labels, navigation, stages, theme
from app.ui.app_context import Around, Desk
from app.ui.case_columns import COLUMNS, Cell, widths
from app.ui.labels import Label
from app.ui.parts import layouts
from app.ui.parts.buttons import Button
from app.ui.parts.fields import Line
from app.ui.parts.frame import Office
from app.ui.stages import Names

_AT_ONCE = 200
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of a search, how many there are in all, where each is; and what the stages are called."""

    rows: list[CaseRow]
    total: int
    where: dict[str, State]
    stages: Names = ()


def _where(session: Session, rows: list[CaseRow]) -> dict[str, State]:
    if not sync.address(session):
        return {}
    return {row.id: sync.state(session, row.id) for row in rows}


class CasesModel(QAbstractTableModel):
    """Rows so far; more are asked for when one scrolls to the end."""

    def __init__(self, page: "Cases") -> None:
        super().__init__(page)
        self._page = page
        self.rows: list[CaseRow] = []
        self.where: dict[str, State] = {}  # of a case's id; empty without a headquarters
        self.total = 0
        self._asked = False

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            column = COLUMNS[index.column()]
            text = column.text(row, self.where.get(row.id))
            if role == Qt.ItemDataRole.AccessibleTextRole:
                text = ", ".join([text, *column.spoken(row)])
            return strip_marks(text)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return theme.words()(COLUMNS[section].title)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        return len(self.rows) < self.total and not self._asked

    def fetchMore(self, parent: _Index) -> None:
        self._asked = True
        self._page.more(len(self.rows))

    def show(self, result: Found) -> None:
        """A new search."""
        self.beginResetModel()
        self.rows, self.total, self._asked = result.rows, result.total, False
        self.where = result.where
        self.endResetModel()

    def tell_where(self, places: dict[str, State]) -> None:
        """The same rows after a sync."""
        self.where = places
        if self.rows:
            last = self.index(len(self.rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def append(self, result: Found) -> None:
        """The next rows of the same search."""
        rows = result.rows
        self.where = self.where | result.where
        first = len(self.rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self.rows.extend(rows)
        self._asked = not rows
        self.endInsertRows()


class CasesDelegate(QStyledItemDelegate):
    """Draws a cell: text on the leading side, no grid, a line under each row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, 62)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, CasesModel)
        row, column = model.rows[index.row()], COLUMNS[index.column()]
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("primary_soft"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inner = box.adjusted(20, 0, -12, 0) if not theme.rtl() else box.adjusted(12, 0, -20, 0)
        place = model.where.get(row.id)
        column.draw(Cell(painter=painter, box=inner, row=row, place=place), column.text(row, place))
        painter.restore()


class Table(QTableView):
    """Enter opens the row."""

    def __init__(self, page: "Cases", model: CasesModel) -> None:
        super().__init__()
        self._page = page
        self.setModel(model)
        self.setItemDelegate(CasesDelegate(self))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(62)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setFixedHeight(44)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(lambda index: page.open_row(index.row()))
        self.tell()

    def tell(self) -> None:
        labels.name(self, N_("Cases"))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()
        super().resizeEvent(event)

    def fit(self) -> None:
        """The columns that there is room for; where a case is only with a headquarters."""
        headquarters = bool(self._page.desk.around.headquarters)
        room, viewport = self.width(), self.viewport().width()
        for column, width in enumerate(widths(room, viewport, headquarters=headquarters)):
            self.setColumnHidden(column, width == 0)
            if width:
                self.setColumnWidth(column, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._page.open_row(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class Search(Line):
    """Down goes to the rows."""

    def __init__(self) -> None:
        hint = N_("Search by name, case number, passport or phone")
        super().__init__(N_("Search"), hint=hint)
        self.setProperty("search", True)
        self.table: Table | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.table is not None:
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
            self.table.selectRow(0)
        else:
            super().keyPressEvent(event)


class Cases(Office):
    """Search as one types; an answer that was overtaken by a newer question is dropped."""

    def __init__(self, desk: Desk, typed: str = "") -> None:
        super().__init__(desk, "cases", N_("Cases"))
        self._asked = 0
        self.search = Search()
        self.begin = Button(N_("New case"), "primary", "plus", tall=True, on_click=self.primary)
        row = layouts.row((self.search, 1), self.begin, gap=12, margins=(32, 0, 32, 0))
        self.model = CasesModel(self)
        self.table = Table(self, self.model)
        self.search.table = self.table
        self.told = Label(self._count, "small", "ink2")
        self.page.removeWidget(self.area)
        self.area.hide()
        self.page.addLayout(row)
        holder = layouts.row(self.table, margins=(32, 0, 32, 0))
        self.page.addLayout(holder, 1)
        self._away = 0
        self.away = Button(self._how_many_away, "quiet", "hq")
        self.away.clicked.connect(lambda: self.wants.emit(navigation.Purge()))
        self.away.hide()
        groups = Button(N_("Groups"), "quiet", "list")
        groups.clicked.connect(lambda: self.wants.emit(navigation.Groups()))
        bundle_button = Button(N_("Open a received file"), "quiet", "doc")
        bundle_button.clicked.connect(lambda: self.wants.emit(navigation.OpenBundle()))
        foot = layouts.row(
            (self.told, 1), self.away, groups, bundle_button, margins=(32, 0, 32, 16)
        )
        self.page.addLayout(foot)
        self.search.textChanged.connect(self._look)
        self.search.returnPressed.connect(lambda: self.open_row(0))
        self.search.setText(typed)
        if not typed:
            self._look("")
        session = desk.session
        desk.off.read(self, lambda: len(purge.purged_cases(session)), self._show_away)

    def _how_many_away(self, w: Words) -> str:
        return w.count(
            "{n} case removed from this computer",
            "{n} cases removed from this computer",
            self._away,
        )

    def _show_away(self, number: int) -> None:
        """Cleared from here: the way to bring them back."""
        self._away = number
        self.away.tell()
        self.away.setVisible(bool(number))

    def _look(self, typed: str) -> None:
        self._asked += 1
        number, session = self._asked, self.desk.session

        def read() -> tuple[int, Found]:
            if number != self._asked:
                return number, Found([], 0, {})  # overtaken while it waited
            rows = queries.cases(session, typed, _AT_ONCE)
            total, names = queries.count(session, typed), case_stages.names(session)
            return number, Found(rows, total, _where(session, rows), names)

        self.desk.off.read(self, read, self._found)

    def _found(self, numbered: tuple[int, Found]) -> None:
        number, result = numbered
        if number == self._asked:
            stages.know(result.stages)
            self.model.show(result)
            self.told.tell()

    def more(self, offset: int) -> None:
        """The next rows of the search on the screen."""
        number, session, typed = self._asked, self.desk.session, self.search.text()

        def read() -> Found:
            rows = queries.cases(session, typed, _AT_ONCE, offset)
            return Found(rows, 0, _where(session, rows))

        def take(result: Found) -> None:
            if number == self._asked:
                self.model.append(result)

        self.desk.off.read(self, read, take)

    def around(self, status: Around) -> None:
        super().around(status)
        self.table.fit()

    def synced(self) -> None:
        """The same rows stay where they are; only where each case is may be another."""
        super().synced()
        session, rows = self.desk.session, list(self.model.rows)
        self.desk.off.read(self, lambda: _where(session, rows), self.model.tell_where)

    def _count(self, w: Words) -> str:
        if not self.model.total:
            searching = self.search.text() != ""
            return (
                w("No matching cases. Try fewer letters.")
                if searching
                else w("No cases on this computer yet.")
            )
        return w.count(
            "{n} case, the latest first", "{n} cases, the latest first", self.model.total
        )

    def open_row(self, at: int) -> None:
        """Open a case."""
        if 0 <= at < len(self.model.rows):
            self.wants.emit(navigation.Case(self.model.rows[at].id))

    def arrive(self) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        self.wants.emit(navigation.NewCase())
