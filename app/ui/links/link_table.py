"""The same as the picture in words: a table that arrow keys and screen readers go through."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent

from app.casework.cases.link_graph import GraphNode, LinkGraph
from app.errors import N_
from app.language import strip_marks
from app.ui import theme
from app.ui.links import node_labels
from app.ui.parts.table import Column, Table

_HEADS = (N_("Person or thing"), N_("What it is"), N_("Linked with"))
_SHARES = (28, 27, 45)
_SMALL = Column("small", colour="ink2", line=True)


class LinkTable(Table):
    """Enter opens, as in the picture."""

    def __init__(self, picture: LinkGraph, opens: Callable[[GraphNode], None]) -> None:
        self.picture, self._opens = picture, opens
        self.shown = picture.nodes()
        columns = (Column(weight=500, line=True), _SMALL, _SMALL)
        super().__init__(N_("The same information in words"), len(self.shown), columns, 48, head=44)
        self.cellDoubleClicked.connect(lambda row, _column: opens(self.shown[row]))
        self.tell()

    def tell(self) -> None:
        super().tell()
        w = theme.words()
        self.setHorizontalHeaderLabels([strip_marks(w(heading)) for heading in _HEADS])
        for row, node in enumerate(self.shown):
            linked = node_labels.links_of(self.picture, node, w)
            cells = (
                node_labels.title(node, w),
                node_labels.second(node, w),
                node_labels.listed(w, linked),
            )
            for column, text in enumerate(cells):
                self.put(row, column, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.viewport().width()
        for column, share in enumerate(_SHARES):
            self.setColumnWidth(column, wide * share // 100)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self._opens(self.shown[self.currentRow()])
        else:
            super().keyPressEvent(event)
