"""What stands around the questions: bar, contents, foot."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.errors import N_
from app.form import Page
from app.language import Words
from app.ui import icons, look, text
from app.ui.interview.taking import Taking, moment_words
from app.ui.parts import shapes
from app.ui.parts.badges import Badge
from app.ui.parts.boxes import tight
from app.ui.parts.buttons import Button
from app.ui.parts.frame import Corner, Screen, scrolling
from app.ui.words import Label, Text, plain, said


class KeptBadge(Badge):
    """Kept, with the time; while writing its name says so at once, its look only if it lasts."""

    def __init__(self, taking: Taking) -> None:
        super().__init__(N_("Kept"), "kept", "kept")
        self._taking = taking
        taking.badge.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        match self._taking.state:
            case "kept":
                self.say(self._kept, "kept", "kept")
            case "writing":
                self.setAccessibleName(look.words()(N_("Being kept")))
            case "late":
                self.say(N_("Not kept yet"), "wait", "wait")

    def _kept(self, w: Words) -> str:
        return f"{w(N_('Kept'))} · {moment_words(self._taking.kept_at)}"


class Line(QWidget):
    """A thin upright line in a bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), look.colour("line"))


class Ground(QWidget):
    """A white strip with a thin line at one side."""

    def __init__(self, side: str) -> None:
        super().__init__()
        self._side = side

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, box = QPainter(self), self.rect()
        painter.fillRect(box, look.colour("surface"))
        painter.setPen(look.colour("line"))
        if self._side == "below":
            painter.drawLine(box.bottomLeft(), box.bottomRight())
        elif self._side == "above":
            painter.drawLine(box.topLeft(), box.topRight())
        elif look.rtl():
            painter.drawLine(box.topLeft(), box.bottomLeft())
        else:
            painter.drawLine(box.topRight(), box.bottomRight())


class Bar(Ground):
    """Close, what this is, the badge; sections where they don't fit beside; languages, Hide."""

    def __init__(self, screen: Screen, taking: Taking) -> None:
        super().__init__("below")
        self.setFixedHeight(64)
        across = QHBoxLayout(self)
        tight(across, 12, (24, 0, 24, 0))
        self.leave = Button(N_("Close"), "quiet", "arrow_back")
        across.addWidget(self.leave)
        self.line = Line()
        across.addWidget(self.line)
        self.names = QWidget()
        words = QVBoxLayout(self.names)
        tight(words)
        words.addStretch()
        words.addWidget(Label(N_("Interview"), "label", weight=600, wrap=False))
        words.addWidget(Label(self._begun(taking), "small", "ink2", wrap=False))
        words.addStretch()
        across.addWidget(self.names)
        self.badge = KeptBadge(taking)
        across.addSpacing(8)
        across.addWidget(self.badge)
        self.sections = Button("", "second", "list")
        across.addWidget(self.sections)
        across.addStretch()
        self.languages = Button("", "quiet")
        across.addWidget(self.languages)
        self.second_line = Line()
        across.addWidget(self.second_line)
        self.corner = Corner(screen)
        across.addWidget(self.corner)

    @staticmethod
    def _begun(taking: Taking) -> Text:
        return lambda w: w("Begun at {time}", time=w.time(taking.live.started))

    def fit(self, width: int) -> None:
        """Leave out what a narrow bar has no room for; targets stay."""
        self.names.setVisible(width >= 1240)
        self.line.setVisible(width >= 1240)
        self.second_line.setVisible(width >= 1024)
        self.sections.setVisible(width < 1240)


class ContentsRow(Button):
    """One section: done has a tick, else its number; the open one is tinted."""

    def __init__(self, number: int, title: str) -> None:
        super().__init__(plain(title), "rail")
        self.number, self.done, self.here = number, False, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(196, 48)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 48)

    def set_state(self, *, done: bool, here: bool) -> None:
        self.done, self.here = done, here
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.here or self._over:
            shapes.panel(painter, self, "primary_soft" if self.here else "bg")
        if self._ring:
            shapes.ring(painter, self)
        right = look.rtl()
        mark = self.rect()
        mark.setLeft(self.width() - 34 if right else 10)
        mark.setWidth(24)
        ink = "primary" if self.here else "ink" if self.done else "ink2"
        weight = 600 if self.here else 400
        if self.done and not self.here:
            icons.paint(painter, "check", mark.x() + 2, (self.height() - 20) // 2, 20, "kept")
        else:
            number = text.lay(look.words().number(self.number), "small", 0, 600)
            text.draw(painter, number, mark, ink, "center")
        box = self.rect().adjusted(10, 0, -44, 0) if right else self.rect().adjusted(44, 0, -10, 0)
        whole = text.lay(said(self.of), "label", 0, weight)
        if whole.width > box.width():
            whole = text.lay(said(self.of), "small", box.width(), weight)
        if whole.height > self.height():
            whole = text.elided(said(self.of), "label", box.width(), weight)
            self.setToolTip(self.accessibleName())
        text.draw(painter, whole, box, ink)


_AT_ONCE, _SLICE = 24, 12  # rows made before the page is shown; then as many between two events


class Contents(Ground):
    """All sections; any of them can be opened. The rows of a long list are made a few at a time."""

    chosen = Signal(str)

    def __init__(self, taking: Taking) -> None:
        super().__init__("end")
        self.taking = taking
        self.setFixedWidth(228)
        down = QVBoxLayout(self)
        tight(down, 4, (16, 12, 16, 12))
        down.addWidget(Label(N_("Sections"), "small", "ink2"))
        self.list = QWidget()
        self.rows_down = QVBoxLayout(self.list)
        tight(self.rows_down, 2)
        self.area = scrolling(self.list)
        self.list.setObjectName("contents")
        self.area.setStyleSheet("background: transparent;")
        down.addWidget(self.area, 1)
        self.order: list[str] = []
        self.rows: dict[str, ContentsRow] = {}
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._make_some)
        self.pause = Button(N_("Take a break"), "quiet", "pause")
        down.addWidget(self.pause, 0, Qt.AlignmentFlag.AlignLeading)
        self.here = self._spoken = ""

    def show_pages(self, here: str) -> None:
        """Follow the engine's sections. Only what may have changed is told again: there may be
        hundreds."""
        before, self.here = self.here, here
        pages = self.taking.pages()
        if [page.ref for page in pages] != self.order or self._spoken != self.taking.spoken():
            self._show_all(pages)
        else:
            for page in pages:
                if page.ref in (before, here):
                    self._show_one(page)
        if before != here:
            self._bring_here()

    def _show_all(self, pages: tuple[Page, ...]) -> None:
        self._spoken = self.taking.spoken()
        if [page.ref for page in pages] != self.order:
            self._clear()
            self.order = [page.ref for page in pages]
            self._make(_AT_ONCE, pages)
        for page in pages[: len(self.rows)]:
            self._tell_one(page)

    def _clear(self) -> None:
        for row in self.rows.values():
            row.setParent(None)
            row.deleteLater()
        self.rows = {}
        while self.rows_down.count():
            self.rows_down.takeAt(0)
        self.rows_down.addStretch()

    def _make(self, most: int, pages: tuple[Page, ...]) -> None:
        """The next rows, in their order."""
        begun = len(self.rows)
        for number, page in enumerate(pages[begun : begun + most], begun + 1):
            row = ContentsRow(number, self.title(page.ref))
            row.clicked.connect(lambda _=False, ref=page.ref: self.chosen.emit(ref))
            self.rows[page.ref] = row
            self.rows_down.insertWidget(number - 1, row)
        if len(self.rows) < len(self.order):
            self._later.start()

    def _make_some(self) -> None:
        """Between two events, while the list is to be seen."""
        pages = self.taking.pages()
        if not self.isVisible() or [page.ref for page in pages] != self.order:
            return
        begun = len(self.rows)
        self._make(_SLICE, pages)
        for page in pages[begun : len(self.rows)]:
            self._show_one(page)
        if self.here in self.order[begun : len(self.rows)]:
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
            row.set_state(done=self.done(page.refs), here=page.ref == self.here)

    def follow(self, here: str) -> None:
        """An answer was given on a section: is it done, and are the sections still the same?"""
        self.show_pages(here)

    def title(self, ref: str) -> str:
        if not ref:  # nothing is asked yet
            return self.taking.form.title or look.words()(N_("Questions"))
        node = self.taking.node(ref)
        if node.kind == "repeat" or (node.kind == "group" and node.label):
            return str(node.label) or node.name
        # questions that stand in no group; "data" is what a form without a title is called
        told = self.taking.form.title
        return told if told not in ("", "data") else look.words()(N_("Questions"))

    def done(self, refs: tuple[str, ...]) -> bool:
        """Has each question of the section an answer?"""
        asked = False
        for ref in refs:
            told = self.taking.definition(ref)
            if told is None or told.kind != "question" or told.control in ("note", "", "upload"):
                continue
            asked = True
            if not self.taking.interview.value(ref):
                return False
        return asked


class Foot(Ground):
    """Back, Skip this section, that one may stop, Next."""

    def __init__(self) -> None:
        super().__init__("above")
        self.setFixedHeight(70)
        across = QHBoxLayout(self)
        tight(across, 12, (24, 0, 24, 0))
        self.back = Button(N_("Back"), "second", "arrow_back", tall=True)
        self.skip = Button(N_("Skip this section"), "quiet")
        self.stop = Label(N_("We can stop at any time."), "small", "ink2", wrap=False)
        self.next = Button(N_("Next"), "primary", "arrow_fwd", icon_after=True, tall=True)
        across.addWidget(self.back)
        across.addWidget(self.skip)
        across.addStretch()
        across.addWidget(self.stop)
        across.addWidget(self.next)


class Progress(QWidget):
    """Section 4 of 8, as words and a bar."""

    def __init__(self) -> None:
        super().__init__()
        self.at, self.of = 1, 1
        self.label = Label(self._words, "small", "ink2", wrap=False)
        across = QHBoxLayout(self)
        tight(across, 0, (0, 0, 0, 0))
        across.addWidget(self.label)
        across.addSpacing(12 + 180)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def _words(self, w: Words) -> str:
        return w("Section {number} of {total}", number=self.at, total=self.of)

    def show_at(self, at: int, of: int) -> None:
        self.at, self.of = at, of
        self.label.tell()
        self.label.updateGeometry()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        y, right = (self.height() - 8) // 2, look.rtl()
        left = 0 if right else self.width() - 180
        painter.setBrush(look.colour("track"))
        painter.drawRoundedRect(left, y, 180, 8, 4, 4)
        done = round(180 * self.at / max(1, self.of))
        painter.setBrush(look.colour("primary"))
        painter.drawRoundedRect(left + 180 - done if right else left, y, done, 8, 4, 4)
