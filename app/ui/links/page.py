"""The page of a picture: drawn, and beneath it the same in words."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent

from app.casework.cases import groups, link_graph, queries
from app.casework.cases.link_graph import GraphNode, LinkGraph
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.labels import Label
from app.ui.links import node_labels
from app.ui.links.graph_view import Drawn
from app.ui.parts import Box, Button, Flow, empty, group, layouts
from app.ui.parts.frame import Office
from app.ui.parts.table import Column, Table

# -- link table --------------------------------------------------------------------------------
# The same as the picture in words: a table that arrow keys and screen readers go through.

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
            cells = (node_labels.title(node, w), node_labels.second(node, w), node_labels.listed(w, linked))
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


# -- page ---------------------------------------------------------------------------------------


class PictureScreen(Office):
    """Around a case, or around a group."""

    _subject = ""  # its number or name

    def __init__(self, context: AppContext, case_id: str = "", group_id: str = "") -> None:
        super().__init__(context, "cases", N_("Picture of the links"), self._second)
        self.case_id, self.group_id = case_id, group_id
        self.drawn: Drawn | None = None
        self.told: LinkTable | None = None
        self.content = layouts.column(gap=18)
        layouts.add(self.body, self.content, layouts.Stretch(1))
        session = context.session

        def read() -> tuple[str, LinkGraph]:
            if case_id:
                page = queries.case(session, case_id)
                return isolate_ltr(page.reference), link_graph.around_case(session, case_id)
            name = groups.group(session, group_id).row.name
            return isolate(name), link_graph.around_group(session, group_id)

        context.workers.read_vault(self, read, self._show)

    def _second(self, w: Words) -> str:
        return self._subject

    def _show(self, loaded: tuple[str, LinkGraph]) -> None:
        self._subject, picture = loaded
        self.top.second.tell()
        self.top.second.setVisible(self.height() >= 640)
        empty(self.content)
        line = Flow()
        button = Button(N_("Back to the case") if self.case_id else N_("Back to the group"), "second", "arrow_back")
        button.clicked.connect(self.back)
        line.add(button)
        self.content.addWidget(line)
        if not picture.links:
            says = N_("No links yet. Add people and places, link cases, or put them into a group.")
            self.content.addWidget(Label(says, colour="ink2"))
        self.drawn = Drawn(picture, self._open_case, self._open_group)
        self.content.addWidget(Box("bg", "line", margins=(16, 16, 16, 16)).add(self.drawn))
        self.told = LinkTable(picture, self.drawn.opens)
        self.content.addWidget(group(N_("The same information in words"), self.told))
        self.arrive()

    def _open_case(self, case_id: str) -> None:
        self.wants.emit(navigation.Case(case_id))

    def _open_group(self, group_id: str) -> None:
        if group_id != self.group_id:
            self.wants.emit(navigation.Group(group_id))
        else:
            self.back()

    def arrive(self) -> None:
        if self.drawn is not None:
            buttons = list(self.drawn.nodes.values())
            first = next((button for button in buttons if button.node.me), buttons[0] if buttons else None)
            if first is not None:
                first.setFocus()

    def back(self) -> None:
        destination = navigation.Case(self.case_id) if self.case_id else navigation.Group(self.group_id)
        self.wants.emit(destination)
