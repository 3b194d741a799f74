"""Officers and figures: what each officer has and when they were last heard, and how many cases there are of
what; each number opens its cases. A paper of it is signed, and tells no small number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent

from app.casework.pages import office_figures, office_work, work_list
from app.casework.pages.office_figures import Figure, FigureTable, Period
from app.casework.pages.office_figures import Figures as Numbers
from app.casework.pages.work_list import OfficerWork, WorkFilter
from app.errors import N_
from app.language import Words, strip_marks
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.case_list import ListingState
from app.ui.labels import Label, Text, plain
from app.ui.parts import Box, Button, Chip, Flow, Grid, empty, group, layouts
from app.ui.parts.frame import Office
from app.ui.parts.progress import Bars
from app.ui.parts.table import Column, Table

_ROW, _NUMBER, _MOST = 44, 84, 12
_MONTHS = 4  # of which a chip stands here; the others are rows of a table


class OpeningRows(Table):
    """Rows that lead somewhere, by Enter and by a click."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentRow())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._open(self.indexAt(event.position().toPoint()).row())

    def _open(self, row: int) -> None:
        raise NotImplementedError

    def _look(self) -> None:
        self.setStyleSheet("QTableWidget { border: 0; background: transparent; }")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.tell()


class FigureRows(OpeningRows):
    """Names and numbers; Enter and a click open the cases of a number."""

    def __init__(self, page: "FiguresPage", table: FigureTable, figures: list[Figure]) -> None:
        super().__init__(table.title, len(figures), (Column(), Column(weight=600, align="end")), _ROW)
        self._page, self.figures = page, figures
        w = theme.words()
        self.setHorizontalHeaderLabels([strip_marks(w(N_("What"))), strip_marks(w(N_("How many")))])
        for row, figure in enumerate(figures):
            self.put(row, 0, figure.name)
            self.put(row, 1, w.number(figure.number), figure.name)
        self._look()

    def fit(self) -> None:
        self.setColumnWidth(1, _NUMBER)
        self.setColumnWidth(0, max(80, self.viewport().width() - _NUMBER))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.figures):
            self._page.show_cases(self.figures[row].filter)


def _heard(work: OfficerWork, w: Words, _now: datetime) -> str:
    if work.left:
        return w(N_("Access ended"))
    if work.away_until is not None:
        return w(N_("away until {day}"), day=w.date(work.away_until))
    return w.date(work.contact.astimezone().date()) if work.contact else w(N_("nothing received yet"))


@dataclass(frozen=True, slots=True)
class OfficerColumn:
    """`size`, `narrow`: its width; 0 for what the others leave. `may_hide`: where there is no room."""

    head: str
    text: Callable[[OfficerWork, Words, datetime], str]
    size: int = 0
    narrow: int = 0
    may_hide: bool = False


def _number(name: str) -> Callable[[OfficerWork, Words, datetime], str]:
    """Nothing for none: what somebody has to look at stands out."""
    return lambda work, w, _now: w.number(n) if (n := getattr(work, name)) else ""


def _silence(work: OfficerWork, w: Words, now: datetime) -> str:
    if not office_work.is_silent(work, now):
        return ""
    if work.contact is None or work.left:
        return _heard(work, w, now)
    return w.date(work.contact.astimezone().date(), "medium")


class OfficerRows(OpeningRows):
    """What each officer has; Enter and a click open the officer's cases."""

    _columns = {
        "name": OfficerColumn(N_("Case officer"), lambda work, _w, _now: work.name),
        "open": OfficerColumn(N_("Cases"), _number("open"), 90, 88),
        "urgent": OfficerColumn(N_("Urgent"), _number("urgent"), 90, 84),
        "high": OfficerColumn(N_("High danger"), _number("high"), 120, 100, may_hide=True),
        "late": OfficerColumn(N_("Late"), _number("late"), 90, 84),
        "waits": OfficerColumn(N_("To review"), _number("waits"), 124, 118),
        "heard": OfficerColumn(N_("Last contact"), _heard, 250, 188),
        "silent": OfficerColumn(N_("Silent since"), _silence, 186, 172),
    }
    of_office = ("name", "open", "urgent", "high", "late", "waits", "heard")
    of_today = ("name", "urgent", "late", "waits", "silent")

    def __init__(
        self,
        show_cases: Callable[[WorkFilter], None],
        works: Sequence[OfficerWork],
        names: Sequence[str],
        now: datetime,
    ) -> None:
        """`names`: of the columns."""
        self._shown = [self._columns[name] for name in names]
        looks = (Column(weight=500), *(Column(colour="ink2") for _ in names[1:]))
        super().__init__(N_("Officers"), len(works), looks, 52, head=44)
        self._show_cases, self.works, self._now = show_cases, works, now
        self._look()

    def tell(self) -> None:
        w = theme.words()
        self.setHorizontalHeaderLabels([strip_marks(w(column.head)) for column in self._shown])
        for row, work in enumerate(self.works):
            for at, column in enumerate(self._shown):
                self.put(row, at, column.text(work, w, self._now))
        super().tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.viewport().width()
        for at, column in enumerate(self._shown):
            self.setColumnHidden(at, column.may_hide and width < 700)
            self.setColumnWidth(at, column.narrow if width < 860 else column.size)
        used_width = sum(self.columnWidth(at) for at in range(1, len(self._shown)) if not self.isColumnHidden(at))
        self.setColumnWidth(0, max(120, width - used_width))

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.works):
            self._show_cases(WorkFilter(officer=self.works[row].id, visits="no"))


class FiguresPage(Office):
    """A supervisor's page."""

    reads_after_sync = True

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "figures", N_("Officers and figures"), self._second)
        self.period = Period()
        self._asked = 0
        self._numbers: Numbers | None = None
        self._overlaps: list[datetime] = []
        self.works: list[OfficerWork] = []
        self.chips = layouts.row(gap=8)
        self.print_it = Button(N_("Print or save"), "primary", "doc", on_click=self.primary)
        self.reports = Button(
            N_("Tables for reports"),
            "second",
            "chart",
            on_click=lambda: self.wants.emit(navigation.ReportTables(self.period.first)),
        )
        self.partners = Button(
            N_("Exchange with partners"), "second", "share", on_click=self.goes(navigation.Partners())
        )
        self.body.addLayout(layouts.row((self.chips, 1), self.print_it, gap=12))
        self.body.addWidget(Flow(gap=12).add(self.reports, self.partners))
        self.officers = layouts.column()
        self.body.addLayout(self.officers)
        self.summary = Grid(columns=4, least_width=240, gap=8, equal=False)
        self.body.addWidget(self.summary)
        self.grid = Grid(columns=2, least_width=440, gap=24, equal=False)
        layouts.add(self.body, self.grid, layouts.Stretch(1))
        self._lay_chips()
        self.load()

    def _second(self, w: Words) -> str:
        return w(N_("Counted from the cases on this computer. Press a number to see its cases."))

    def _lay_chips(self) -> None:
        empty(self.chips)
        today = self.context.session.clock().astimezone().date()
        self._periods: list[tuple[Period, Chip]] = []
        offered: list[tuple[Period, Text]] = [(Period(), N_("Open now"))]
        for months_ago in range(_MONTHS):
            months = today.year * 12 + today.month - 1 - months_ago
            period = Period.month(months // 12, months % 12 + 1)
            offered.append((period, month_of(period.first or today)))
        for period, says in offered:
            chip = Chip(says, chosen=period == self.period)
            chip.chosen.connect(lambda period=period: self.choose(period))
            self.chips.addWidget(chip)
            self._periods.append((period, chip))
        self.chips.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = 5 if self.width() >= 1240 else 3 if self.width() >= 1024 else 2
        for at, (_period, chip) in enumerate(self._periods):
            chip.setVisible(at < room)

    def choose(self, period: Period) -> None:
        """Count another period."""
        self.period = period
        for known, chip in self._periods:
            chip.setChecked(known == period)
        self.load()

    def load(self) -> None:
        """Away from the screen; names are put into words with their numbers."""
        self._asked += 1
        number, session, period = self._asked, self.context.session, self.period
        language = theme.words().language

        def read() -> tuple[int, Numbers, list[OfficerWork], list[datetime]] | None:
            if number != self._asked:
                return None
            numbers = office_figures.figures(session, period, language)
            return number, numbers, work_list.officers(session), office_figures.overlaps(session, period)

        self.context.workers.read_vault(self, read, self._show)

    def _show(self, counted: tuple[int, Numbers, list[OfficerWork], list[datetime]] | None) -> None:
        if counted and counted[0] == self._asked:
            _, self._numbers, self.works, self._overlaps = counted
            self._fill(self._numbers)

    def _fill(self, numbers: Numbers) -> None:
        self.hold_place()
        empty(self.officers)
        for at in self._overlaps:
            self.officers.addWidget(Label(_warning(at), "body", "wait"))
        if not self.period.first:
            box = Box(margins=(0, 4, 0, 4)).add(
                OfficerRows(self.show_cases, self.works, OfficerRows.of_office, self.context.clock())
            )
            self.officers.addWidget(group(N_("Officers"), box))
        self.summary.clear()
        for figure in numbers.summary:
            text = f"{figure.name} · {theme.words().number(figure.number)}"
            button = Button(plain(text), "second", on_click=lambda f=figure.filter: self.show_cases(f))
            self.summary.add(button)
        self.grid.clear()
        for table in numbers.tables:
            every_figure = [figure for figure in table.figures if figure.number]
            figures = every_figure[:_MOST]
            stands_above = table.is_by_officer and not self.period.first
            if not figures or stands_above:
                continue
            box = Box(margins=(0, 4, 16, 4) if not theme.rtl() else (16, 4, 0, 4))
            bars = Bars([figure.number for figure in figures], row=_ROW)
            box.inside.addLayout(layouts.row((FigureRows(self, table, figures), 7), (bars, 3), gap=12))
            add_unlisted(box, len(every_figure) - len(figures))
            self.grid.add(group(table.title, box))

    def show_cases(self, chosen: WorkFilter) -> None:
        """The cases of a number."""
        self.context.listing = ListingState(chosen, work_list.Sort.DANGER, False)
        self.wants.emit(navigation.Cases())

    def primary(self) -> None:
        session, period = self.context.session, self.period
        self.wants.emit(
            navigation.IssuedPaper(
                N_("Figures of the office"),
                N_("These tables may leave the office: small numbers are not shown."),
                lambda: office_figures.paper(session, period),
                navigation.Figures(),
            )
        )

    def tell(self) -> None:
        if self._numbers:  # their names are in the other language
            self.load()


def add_unlisted(box: Box, count: int) -> None:
    """How many rows a table has that are not shown."""
    if count > 0:
        says = N_("And {n} more.")
        line = Label(lambda w: w(says, n=count), "small", "ink2")
        box.inside.addLayout(layouts.row(layouts.Space(20), (line, 1)))


def _warning(at: datetime) -> Text:
    return lambda w: w(
        N_(
            "A paper of this month was issued on {day}. Its numbers differ from these by fewer than five cases: whoever "
            "has both papers can work those out."
        ),
        day=at,
    )


def month_of(day: date) -> Text:
    return lambda w: office_figures.month_name(day, w)
