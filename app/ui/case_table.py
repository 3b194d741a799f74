"""The table of cases, for the officer's list and the supervisor's board."""

from dataclasses import dataclass, field, replace

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.casework.exchange.sync import State
from app.casework.pages.work_list import WorkRow
from app.ui.case_columns import Column, Context
from app.ui.parts.row_table import Lister, RowsModel, RowsTable
from app.ui.stages import Names

# what each key writes on both keyboards: reassign, date, decide, hand over
_ACT_KEYS = {"r": "r", "ق": "r", "d": "d", "ي": "d", "v": "v", "ر": "v", "h": "h", "ا": "h"}


@dataclass(frozen=True, slots=True)
class CaseRows:
    """Rows, how many there are in all, where each is; what stages and tasks are called, and when that was."""

    rows: list[WorkRow]
    total: int
    where: dict[str, State]
    stages: Names = ()
    context: Context = field(default_factory=Context)


class CasesModel(RowsModel[WorkRow, Context]):
    """`chosen`: to the officer's name."""

    def __init__(self, page: Lister, columns: tuple[Column, ...], parent: QWidget) -> None:
        super().__init__(page, columns, parent)
        self.where: dict[str, State] = {}  # of a case's id; empty without a headquarters
        self.context = Context()

    def context_of(self, row: WorkRow) -> Context:
        return replace(self.context, place=self.where.get(row.id), chosen=row.id in self.chosen)

    def about(self, row: WorkRow) -> str:
        return row.officer_name

    def show(self, result: CaseRows) -> None:
        """Another list."""
        self.where, self.context = result.where, result.context
        self.show_rows(result.rows, result.total)

    def tell_where(self, places: dict[str, State]) -> None:
        """The same rows after a sync."""
        self.where = places
        self.refresh()

    def append(self, result: CaseRows) -> None:
        """The next rows of the same list."""
        self.where = self.where | result.where
        self.append_rows(result.rows)


class CasesTable(RowsTable[WorkRow, Context]):
    """Keys begin acts, where acts on several are offered."""

    def acts(self, event: QKeyEvent) -> bool:
        key = _ACT_KEYS.get(event.text().casefold())
        if event.modifiers() or key is None:
            return False
        self._page.act(key)
        return True
