"""The rows of people, teams or computers, and the search above them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.casework.pages.user_list import Kind, Line, PersonLine
from app.language import strip_marks
from app.ui import theme
from app.ui.labels import said
from app.ui.parts.row_table import RowsModel, RowsTable
from app.ui.users import columns
from app.ui.users.columns import COMPUTERS, PEOPLE, TEAMS, Context

_COLUMNS = {"people": PEOPLE, "teams": TEAMS, "computers": COMPUTERS}


class UsersModel(RowsModel[Line, Context]):
    """Of people, teams or computers; people alone can be marked."""

    context = Context(datetime(1970, 1, 1, tzinfo=UTC))

    def context_of(self, row: Line) -> Context:
        return Context(self.context.now, row.id in self.chosen)

    def about(self, row: Line) -> str:
        return row.name

    def spoken(self, at: int) -> str:
        """A row as a sentence; what stands after the name says what it is."""
        parts = []
        for place, column in enumerate(self.columns):
            text = self.index(at, place).data(Qt.ItemDataRole.AccessibleTextRole)
            if text:
                parts.append(f"{strip_marks(said(column.title))}: {text}" if place else text)
        return ", ".join(parts)

    def show_kind(self, kind: Kind, rows: Sequence[Line], total: int, context: Context) -> None:
        """Other columns with other rows."""
        self.columns = _COLUMNS[kind]  # type: ignore[assignment]
        self.context = context
        self.show_rows(rows, total)


class UsersTable(RowsTable[Line, Context]):
    """A press on the initial, or one with Ctrl, marks a person; others only turn to the row."""

    by_key = False  # was it a key by which a row is opened?

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.by_key = True
        super().keyPressEvent(event)
        self.by_key = False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        index = self.indexAt(place)
        box = self.visualRect(index)
        distance = box.right() - place.x() if theme.rtl() else place.x() - box.left()
        adds = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        on_initial = index.column() == 0 and distance < columns.INITIAL_ROOM
        if index.isValid() and (adds or on_initial) and self.toggle(index.row()):
            event.accept()
            return
        super().mouseReleaseEvent(event)

    def toggle(self, at: int) -> bool:
        if not (0 <= at < len(self.records.rows) and markable(self.records.rows[at])):
            return False
        return super().toggle(at)

    def _marks(self, event: QKeyEvent, at: int) -> bool:
        is_people = bool(self.records.rows) and isinstance(self.records.rows[0], PersonLine)
        return is_people and super()._marks(event, at)


def markable(line: Line) -> bool:
    """Can something be done about several such at once?"""
    return isinstance(line, PersonLine) and line.invitation is None and not line.ended
