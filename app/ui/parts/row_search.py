"""The search above a table: what is typed in it is looked for, and kept nowhere."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.errors import N_
from app.ui.labels import Text
from app.ui.parts.fields import LineInput
from app.ui.parts.row_table import RowsTable


class Search(LineInput):
    """Down goes to the rows."""

    table: RowsTable[Any, Any] | None = None

    def __init__(self, hint: Text) -> None:
        super().__init__(N_("Search"), hint=hint, finds=True)
        self.setProperty("search", True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.table is not None:
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
            self.table.go_to(0)
        else:
            super().keyPressEvent(event)
