"""One part of a file, shown and printed from memory."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QImage
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QTableWidget, QTableWidgetItem, QWidget

from app.errors import N_, SanadError
from app.language import direction_of, isolate, isolate_ltr
from app.opener import printing, received
from app.opener.ask import Ask
from app.opener.contents_page import ContentsPage
from app.opener.received import Part, Received, ReceivedTable
from app.settings import Preferences
from app.ui import theme
from app.ui.app_context import AppContext
from app.ui.attachments import picture_client
from app.ui.attachments.page_images import Leaves
from app.ui.labels import Label, name, plain, said
from app.ui.parts import Button, FieldProblem, layouts
from app.ui.plain_page import Page
from app.ui.plain_window import PlainWindow, language_here, open_plain_window, speak

_PAPER_WIDTH = 1654  # points of a page of 200 to the inch


class Viewer(Page):
    """One primary action: back to the list of parts."""

    def __init__(self, context: AppContext, bundle: Received, part: Part, back: Callable[[], None]) -> None:
        known = received.says_of(part.name)
        super().__init__(context, known or plain(part.title or part.name), plain(isolate_ltr(part.name)))
        self.part, self._back = part, back
        self.content = b""
        self.shown: QWidget | None = None
        self.problem = FieldProblem()
        self.page.removeWidget(self.area)
        self.area.hide()
        self.holder = QWidget()
        self.room = layouts.column(margins=(32, 0, 32, 0), parent=self.holder)
        self.waiting = Label(N_("Opening and checking"), "body", "ink2")
        self.room.addWidget(self.waiting, 0, Qt.AlignmentFlag.AlignTop)
        self.page.addWidget(self.holder, 1)
        self.page.addLayout(layouts.row((self.problem, 1), margins=(32, 0, 32, 0)))
        self.print_it = Button(N_("Print"), "second", "doc", tall=True, on_click=self.print_part)
        self.print_it.setEnabled(False)
        self.go = Button(N_("Back to the parts"), "primary", tall=True, on_click=back)
        self.foot(N_("Shown from memory; nothing is written."), self.print_it, self.go)
        context.workers.slow(self, lambda: received.content_of(bundle, part), self._came, self.complain)

    def _came(self, content: bytes) -> None:
        self.content = content
        if self.part.kind == "pages":
            self.context.workers.slow(self, lambda: picture_client.pages(content), self._show_pages, self.complain)
        elif self.part.kind == "picture":
            self._put(Leaves(self.context.workers, 1, lambda _at, wide: picture_client.picture(content, wide)))
        elif self.part.kind == "table":
            self._put(_Tables(self._tables()))
        else:
            self._put(_text(received.as_text(content)))

    def _tables(self) -> list[ReceivedTable]:
        return received.tables(self.part.name, self.content, theme.words())

    def _show_pages(self, count: int) -> None:
        content = self.content
        self._put(Leaves(self.context.workers, count, lambda at, wide: picture_client.page(content, at, wide)))

    def _put(self, widget: QWidget) -> None:
        self.waiting.hide()
        if self.shown is not None:
            self.shown.hide()
            self.shown.deleteLater()
        self.shown = widget
        self.room.addWidget(widget, 1)
        self.print_it.setEnabled(True)

    def tell(self) -> None:
        """The words of a table are those of the language on the screen."""
        if isinstance(self.shown, _Tables):
            self._put(_Tables(self._tables()))

    # paper

    def print_part(self) -> None:
        """On the usual printer of this computer, after it was named."""
        printing.ask(self.window(), self.context, self._paper, self.complain)

    def _paper(self) -> bytes | list[QImage]:
        """What goes to the printer, made away from the screen: a document, or drawn pages."""
        content, kind = self.content, self.part.kind
        if kind == "pages":
            if printing.takes_documents():
                return content
            return [
                picture_client.page(content, number, _PAPER_WIDTH) for number in range(picture_client.pages(content))
            ]
        if kind == "picture":
            return [picture_client.picture(content, _PAPER_WIDTH)]
        if kind == "table":
            return printing.of_tables(self._tables(), theme.rtl())
        return printing.of_text(received.as_text(content))

    # around

    def complain(self, error: SanadError) -> None:
        """In its place above the foot."""
        self.waiting.hide()
        self.problem.say(lambda w: w.say(error))

    def arrive(self) -> None:
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        self._back()

    def back(self) -> None:
        self._back()

    def forget(self) -> None:
        self.content = b""
        if isinstance(self.shown, Leaves):
            self.shown.forget()


def _text(text: str) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setReadOnly(True)
    field.setTabChangesFocus(True)
    field.setPlainText(text)
    name(field, N_("What is in the file"))
    return field


class _Tables(QWidget):
    """One below the other, each with its heading."""

    def __init__(self, tables: list[ReceivedTable]) -> None:
        super().__init__()
        self.tables = [_grid(table) for table in tables]
        column = layouts.column(gap=12, parent=self)
        for table, grid in zip(tables, self.tables, strict=True):
            if table.heading:
                column.addWidget(Label(plain(table.heading), "heading"))
            column.addWidget(grid, max(1, min(len(table.rows), 12)))


def _grid(table: ReceivedTable) -> QTableWidget:
    grid = QTableWidget(len(table.rows), len(table.columns))
    grid.setHorizontalHeaderLabels([said(column) for column in table.columns])
    grid.verticalHeader().hide()
    grid.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    grid.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    grid.setTabKeyNavigation(False)
    grid.setWordWrap(True)
    grid.setAlternatingRowColors(True)
    grid.setStyleSheet("QTableWidget::item { padding: 6px 12px; }")
    name(grid, plain(table.heading) if table.heading else N_("What is in the file"))
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells):
            item = QTableWidgetItem(isolate(cell))
            right = direction_of(cell) == "rtl"
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop)
            grid.setItem(row, column, item)
    header = grid.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading)
    grid.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return grid


# -- window ------------------------------------------------------------------------------------
# The opener's one window: asks for a file, shows what it holds, shows one part.
# Its title says "Sanad" and never anything of a case. No settings are kept, and no folder is
# made.


class OpenerWindow(PlainWindow):
    def __init__(self, preferences: Preferences, file: Path | None = None) -> None:
        super().__init__(preferences)
        self.received: Received | None = None
        self.ask(file)

    # pages

    def ask(self, file: Path | None = None) -> None:
        self.received = None
        self.put(Ask(self.context, self.show_contents, file))

    def show_contents(self, bundle: Received) -> None:
        self.received = bundle
        self.put(ContentsPage(self.context, bundle, self.look, self.ask))

    def look(self, part: Part) -> None:
        bundle = self.received
        if bundle is not None:
            self.put(Viewer(self.context, bundle, part, lambda: self.show_contents(bundle)))

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.received = None


def make_window(preferences: Preferences, file: Path | None = None) -> OpenerWindow:
    speak(preferences)
    return OpenerWindow(preferences, file)


def open_window(file: Path | None) -> int:
    return open_plain_window("sanad-opener", lambda: make_window(language_here(), file))
