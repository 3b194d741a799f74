"""The table of contents beside the questions: any section can be opened."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.errors import N_
from app.form import Page
from app.ui import icons, text_lines, theme
from app.ui.interview.appearance import TABLE_HEAD
from app.ui.interview.controller import InterviewController
from app.ui.interview.toolbar import Ground
from app.ui.labels import Label, plain, said, tooltip
from app.ui.parts import Button, layouts, scrolling, shapes

_WIDE, _BEFORE, _AFTER = 212, 40, 6  # of a row; before and after its title


class ContentsRow(Button):
    """One section: done has a tick, else its number; the open one is tinted."""

    def __init__(self, number: int, title: str) -> None:
        super().__init__(plain(title), "rail")
        self.number, self.done, self.here = number, False, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, 48)

    def minimumSizeHint(self) -> QSize:
        """Lower where there are many, so that all are in sight, but never than its words."""
        words = text_lines.lay(said(self.of), "small", _WIDE - _BEFORE - _AFTER, 600)
        return QSize(120, min(48, max(40, words.height)))

    def set_state(self, *, is_done: bool, is_current: bool) -> None:
        self.done, self.here = is_done, is_current
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.here or self._over:
            shapes.panel(painter, self, "primary_soft" if self.here else "bg")
        if self._ring:
            shapes.ring(painter, self)
        right = theme.rtl()
        mark = self.rect()
        mark.setLeft(self.width() - 32 if right else 8)
        mark.setWidth(24)
        ink = "primary" if self.here else "ink" if self.done else "ink2"
        weight = 600 if self.here else 400
        if self.done and not self.here:
            icons.paint(painter, "check", mark.x() + 2, (self.height() - 20) // 2, 20, "kept")
        else:
            number = text_lines.lay(theme.words().number(self.number), "small", 0, 600)
            text_lines.draw(painter, number, mark, ink, "center")
        left_room, right_room = (_AFTER, _BEFORE) if right else (_BEFORE, _AFTER)
        box = self.rect().adjusted(left_room, 0, -right_room, 0)
        line = text_lines.lay(said(self.of), "label", 0, weight)
        if line.width > box.width():
            line = text_lines.lay(said(self.of), "small", box.width(), weight)
        if line.height > self.height():
            line = text_lines.elided(said(self.of), "label", box.width(), weight)
            self.setToolTip(tooltip(self.accessibleName()))
        text_lines.draw(painter, line, box, ink)


_AT_ONCE, _SLICE = 24, 12  # rows made before the page is shown; then as many between two events


class SectionList(Ground):
    """All sections; any of them can be opened. The rows of a long list are made a few at a time."""

    chosen = Signal(str)

    def __init__(self, controller: InterviewController) -> None:
        super().__init__("end")
        self.controller = controller
        self.setFixedWidth(228)
        column = layouts.column(Label(N_("Sections"), "small", "ink2"), gap=4, margins=(8, 8, 8, 8), parent=self)
        self.list = QWidget()
        self.rows_down = layouts.column(parent=self.list)
        self.area = scrolling(self.list)
        self.list.setObjectName("contents")
        self.list.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.area.setStyleSheet("background: transparent;")
        column.addWidget(self.area, 1)
        self.order: list[str] = []
        self.rows: dict[str, ContentsRow] = {}
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._make_some)
        self.pause = Button(N_("Take a break"), "quiet", "pause")
        column.addWidget(self.pause, 0, Qt.AlignmentFlag.AlignLeading)
        self.here = self._spoken = ""

    def show_pages(self, current: str) -> None:
        """Follow the engine's sections. Only what may have changed is told again: there may be
        hundreds."""
        previous, self.here = self.here, current
        pages = self.controller.pages()
        if [page.ref for page in pages] != self.order or self._spoken != self.controller.spoken():
            self._show_all(pages)
        else:
            for page in pages:
                if page.ref in (previous, current):
                    self._show_one(page)
        if previous != current:
            self._bring_here()

    def _show_all(self, pages: tuple[Page, ...]) -> None:
        self._spoken = self.controller.spoken()
        if [page.ref for page in pages] != self.order:
            self._clear()
            self.order = [page.ref for page in pages]
            self._make(_AT_ONCE, pages)
        for page in pages[: len(self.rows)]:
            self._tell_one(page)

    def _clear(self) -> None:
        for row in self.rows.values():
            row.hide()  # what is shown and loses its parent is a window of its own
            row.setParent(None)
            row.deleteLater()
        self.rows = {}
        while self.rows_down.count():
            self.rows_down.takeAt(0)
        self.rows_down.addStretch()

    def _make(self, limit: int, pages: tuple[Page, ...]) -> None:
        """The next rows, in their order."""
        start = len(self.rows)
        for number, page in enumerate(pages[start : start + limit], start + 1):
            row = ContentsRow(number, self.title(page.ref))
            row.clicked.connect(lambda _=False, ref=page.ref: self.chosen.emit(ref))
            self.rows[page.ref] = row
            self.rows_down.insertWidget(number - 1, row)
        if len(self.rows) < len(self.order):
            self._later.start()

    def _make_some(self) -> None:
        """Between two events, while the list is to be seen."""
        pages = self.controller.pages()
        if not self.isVisible() or [page.ref for page in pages] != self.order:
            return
        start = len(self.rows)
        self._make(_SLICE, pages)
        for page in pages[start : len(self.rows)]:
            self._show_one(page)
        if self.here in self.order[start : len(self.rows)]:
            self._bring_here()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if len(self.rows) < len(self.order):
            self._later.start()

    def _bring_here(self) -> None:
        """The open section's row, where the list is longer than the window."""
        if (row := self.rows.get(self.here)) is not None and self.isVisible():
            self.area.ensureWidgetVisible(row, 0, 48)

    def _tell_one(self, page: Page) -> None:
        self.rows[page.ref].say(plain(self.title(page.ref)))
        self._show_one(page)

    def _show_one(self, page: Page) -> None:
        if (row := self.rows.get(page.ref)) is not None:
            row.set_state(is_done=self.done(page.refs), is_current=page.ref == self.here)

    def follow(self, current: str) -> None:
        """An answer was given on a section: is it done, and are the sections still the same?"""
        self.show_pages(current)

    def title(self, ref: str) -> str:
        if not ref:  # nothing is asked yet
            return self.controller.form.title or theme.words()(N_("Questions"))
        node = self.controller.node(ref)
        if node.kind == "repeat" or (node.kind == "group" and node.label):
            return str(node.label) or node.name
        # questions that stand in no group; "data" is what a form without a title is called
        title = self.controller.form.title
        return title if title not in ("", "data") else theme.words()(N_("Questions"))

    def done(self, refs: tuple[str, ...]) -> bool:
        """Has each question of the section an answer?"""
        has_questions = False
        for ref in refs:
            definition = self.controller.definition(ref)
            if definition is None or definition.kind != "question" or definition.control in ("note", "", "upload"):
                continue
            if definition.appearance & TABLE_HEAD:
                continue
            has_questions = True
            if not self.controller.interview.value(ref):
                return False
        return has_questions
