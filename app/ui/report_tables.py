"""The tables that reports to others ask for: exact here, each number with its cases; what is printed or saved
tells no number that gives a person away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent

from app.casework.cases import queries
from app.casework.pages import figure_files, figure_packs, figure_tables
from app.casework.pages.figure_files import Overlap, Published
from app.casework.pages.figure_packs import Pack
from app.casework.pages.figure_tables import CountedTable, Days
from app.casework.pages.office_figures import Period
from app.errors import N_
from app.language import Words, strip_marks
from app.settings import Language
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.figures import OpeningRows, add_unlisted, month_of
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.parts import Box, Button, Chip, Flow, Grid, Notice, empty, group, layouts
from app.ui.parts.frame import Office
from app.ui.parts.grid import BesideOrBelow
from app.ui.parts.progress import Bars
from app.ui.parts.table import Column

_ROW, _HEAD, _NUMBER, _NAME, _MOST = 44, 52, 84, 160, 24
_SHOWN = 40  # cases of a number that are named here

Names = dict[Language, Callable[[str, str], str]]


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A line of a table. `row`: the value that it counts; `parts`: of each column; `number`: all of it."""

    name: str
    row: str
    parts: tuple[int, ...]
    number: int


class NumberRows(OpeningRows):
    """Names and numbers of a table, a column for each value across; Enter and a click show the cases of one."""

    def __init__(
        self, page: "ReportTablesPage", table: CountedTable, rows: list[NumberRow], column_names: list[str]
    ) -> None:
        title = plain(table.table.title[theme.words().language])
        align = "center" if column_names else "end"  # below their heads
        columns = (Column(), *(Column(align=align) for _ in column_names), Column(weight=600, align=align))
        super().__init__(title, len(rows), columns, _ROW, head=_HEAD if column_names else 0)
        self._page, self._table, self.rows = page, table, rows
        w = theme.words()
        heads = [
            "" if column_names else w(N_("What")),
            *column_names,
            w(N_("Total")) if column_names else w(N_("How many")),
        ]
        self.setHorizontalHeaderLabels(list(map(strip_marks, heads)))
        self.horizontalHeader().setStyleSheet(
            "QHeaderView::section { background: transparent; border: 0; padding: 0; }"
        )
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        for at, row in enumerate(rows):
            self.put(at, 0, row.name)
            for column, number in enumerate((*row.parts, row.number), 1):
                self.put(at, column, w.number(number), f"{row.name} · {heads[column]}" if column_names else row.name)
        self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        numbers, room = self.columnCount() - 1, self.viewport().width()
        wide = min(_NUMBER, max(44, (room - _NAME) // numbers))
        for column in range(1, numbers + 1):
            self.setColumnWidth(column, wide)
        self.setColumnWidth(0, max(80, room - numbers * wide))

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.rows):
            self._page.show_cases(self._table, self.rows[row], self.currentColumn() - 1)


class ReportTablesPage(Office):
    """A supervisor's page."""

    reads_after_sync = True

    def __init__(self, context: AppContext, first: date | None = None) -> None:
        super().__init__(context, "figures", N_("Tables for reports"), self._second)
        self.pack = next(iter(figure_packs.packs().values()))
        today = context.session.clock().astimezone().date()
        year = Days(date(today.year, 1, 1), date(today.year, 12, 31))
        self.days = _days(Period.month(first.year, first.month)) if first else year
        self._asked = 0
        self.tables: list[CountedTable] = []
        self._names: Names = {}
        self._overlaps: list[Overlap] = []
        self.notice = Notice()
        self.packs = Grid(columns=5, least_width=200, gap=8, equal=False)
        self.body.addWidget(self.packs)
        self.periods = Flow(gap=8)
        self.save_it = Button(N_("Save as a table"), "second", "download", on_click=self.choose_file)
        self.print_it = Button(N_("Print or save"), "primary", "doc", on_click=self.primary)
        acts = Flow(gap=12).add(self.save_it, self.print_it)
        self.body.addWidget(BesideOrBelow(self.periods, acts, least=480, gap=12))
        self.about = Label(self._about, "small", "ink2")
        self.source = Label(lambda w: w.text(self.pack.source[w.language]), "small", "ink2")
        layouts.add(self.body, self.about, self.source)
        self.warnings, self.cases, self.cross_tables = layouts.column(gap=8), layouts.column(), layouts.column(gap=24)
        layouts.add(self.body, self.notice, self.warnings, self.cases, self.cross_tables)
        self.grid = Grid(columns=2, least_width=440, gap=24, equal=False)
        layouts.add(self.body, self.grid, layouts.Stretch(1))
        self._lay_packs()
        self._lay_periods(today)
        self.load()

    def _second(self, w: Words) -> str:
        return w(N_("Exact numbers, for the office only. Press a number to see its cases."))

    def _about(self, w: Words) -> str:
        return w.text(f"{self.pack.title[w.language]}. {self.pack.note[w.language]}")

    def _lay_packs(self) -> None:
        self._packs: list[tuple[Pack, Chip]] = []
        for pack in figure_packs.packs().values():
            chip = Chip(_title(pack), chosen=pack == self.pack)
            chip.chosen.connect(lambda pack=pack: self.choose(pack, self.days))
            self.packs.add(chip)
            self._packs.append((pack, chip))

    def _lay_periods(self, today: date) -> None:
        this_month = Period.month(today.year, today.month)
        assert this_month.first is not None
        last_day = this_month.first - timedelta(days=1)
        earlier = Period.month(last_day.year, last_day.month)
        self._periods: list[tuple[Days, Chip]] = []
        offered: list[tuple[Days, Text]] = [
            (Days(date(today.year, 1, 1), date(today.year, 12, 31)), N_("This year")),
            (Days(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)), N_("Last year")),
            (_days(this_month), N_("This month")),
            (_days(earlier), N_("Last month")),
        ]
        if self.days not in dict(offered):
            offered.append((self.days, month_of(self.days.first)))
        for days, says in offered:
            chip = Chip(says, chosen=days == self.days)
            chip.chosen.connect(lambda days=days: self.choose(self.pack, days))
            self.periods.add(chip)
            self._periods.append((days, chip))

    def choose(self, pack: Pack, days: Days) -> None:
        """Count other tables, or other days."""
        self.pack, self.days = pack, days
        for pack_of_chip, chip in self._packs:
            chip.setChecked(pack_of_chip == pack)
        for known_days, chip in self._periods:
            chip.setChecked(known_days == days)
        self.about.tell()
        self.source.tell()
        self.load()

    def load(self) -> None:
        self._asked += 1
        number, session, pack, days = self._asked, self.context.session, self.pack, self.days

        def read() -> tuple[int, list[CountedTable], list[Overlap], Names]:
            names = {code: figure_tables.namer(session, Words(code)) for code in get_args(Language)}
            tables = figure_tables.count(session, pack, days)
            return number, tables, figure_files.overlaps(session, pack, days), names

        self.context.workers.read_vault(self, read, self._show)

    def _show(self, counted: tuple[int, list[CountedTable], list[Overlap], Names]) -> None:
        number, tables, overlaps, names = counted
        if number == self._asked:
            self.tables, self._overlaps, self._names = tables, overlaps, names
            self._fill()

    def _fill(self) -> None:
        self.hold_place()
        empty(self.cases)
        empty(self.warnings)
        for overlap in self._overlaps:
            self.warnings.addWidget(Label(_warning(overlap), "body", "wait"))
        empty(self.cross_tables)
        self.grid.clear()
        for table in self.tables:
            boxed = group(plain(table.table.title[theme.words().language]), self._boxed(table))
            if table.columns:
                self.cross_tables.addWidget(boxed)
            else:
                self.grid.add(boxed)

    def _boxed(self, table: CountedTable) -> Box:
        if table.problem:
            return Box(margins=(20, 16, 20, 16)).add(Label(table.problem, "body", "ink2"))
        box = Box(margins=(0, 4, 16, 4) if not theme.rtl() else (16, 4, 0, 4))
        every_row, column_names = self._rows(table), self._column_names(table)
        rows = every_row[:_MOST]
        bars = layouts.column(Bars([row.number for row in rows], row=_ROW), gap=0)
        bars.setContentsMargins(0, _HEAD if column_names else 0, 0, 0)
        numbers = NumberRows(self, table, rows, column_names)
        box.inside.addLayout(layouts.row((numbers, 4 if column_names else 2), (bars, 1), gap=12))
        add_unlisted(box, len(every_row) - len(rows))
        return box

    def _column_names(self, table: CountedTable) -> list[str]:
        name = self._names[theme.words().language]
        return [name(table.table.columns, column) for column in table.columns]

    def _rows(self, table: CountedTable) -> list[NumberRow]:
        name = self._names[theme.words().language]
        edges = table.row_edges or [line[0] or 0 for line in table.numbers]
        return [
            NumberRow(name(table.table.rows, row), row, tuple(n or 0 for n in line) if table.columns else (), edge)
            for row, line, edge in zip(table.rows, table.numbers, edges, strict=True)
        ]

    def show_cases(self, table: CountedTable, row: NumberRow, column: int = -1) -> None:
        """The cases of a number, by their references. `column`: its place; of the whole row where there is none."""
        session, pack, days = self.context.session, self.pack, self.days
        columns, title = table.columns or ("",), row.name
        if 0 <= column < len(table.columns):
            columns, title = (table.columns[column],), f"{row.name} · {self._column_names(table)[column]}"

        def read() -> list[tuple[str, str]]:
            ids = dict.fromkeys(
                id_
                for column in columns
                for id_ in figure_tables.of_cell(session, pack, days, table.table.id, row.row, column)
            )
            listed = [(id_, queries.reference_of(session, id_)) for id_ in list(ids)[:_SHOWN]]
            return [*listed, *(("", "") for _ in list(ids)[_SHOWN:])]

        self.context.workers.read_vault(self, read, lambda cases: self._list_cases(title, cases))

    def _list_cases(self, title: str, cases: Sequence[tuple[str, str]]) -> None:
        empty(self.cases)
        box, grid = Box(margins=(16, 12, 16, 12)), Grid(columns=5, least_width=200, gap=8, equal=False)
        for case_id, reference in cases:
            if case_id:
                grid.add(Button(plain(reference), "second", on_click=self.goes(navigation.Case(case_id))))
        box.inside.addWidget(grid)
        unlisted = sum(not case_id for case_id, _ in cases)
        if unlisted:
            box.inside.addWidget(Label(lambda w: w(N_("And {n} more."), n=unlisted), "small", "ink2"))
        self.cases.addWidget(group(plain(title), box))

    def primary(self) -> None:
        session, pack, days = self.context.session, self.pack, self.days
        self.wants.emit(
            navigation.IssuedPaper(
                N_("Tables for reports"),
                N_("These tables may leave the office: small numbers are not shown."),
                lambda: figure_files.paper(session, pack, days),
                navigation.ReportTables(),
            )
        )

    def choose_file(self) -> None:
        self.open_dialog(
            FileDialog, N_("Save as a table"), self.save_to, kinds="XLSX (*.xlsx)", save_as=f"{self.pack.id}.xlsx"
        )

    def save_to(self, file: Path) -> None:
        """Small numbers are left out, and the journal says first that it leaves."""
        pack, days = self.pack, self.days
        language = theme.words().language

        def say_written(published: Published) -> None:
            name = Path(published.file).name
            self.notice.say(lambda w: w(N_("File written: {name}. Small numbers are not in it."), name=name))
            self.load()

        self.write_vault(lambda session: figure_files.publish(session, pack, days, file, language), say_written)

    def tell(self) -> None:
        if self._names:
            self._fill()


def _title(pack: Pack) -> Text:
    return lambda w: pack.short[w.language]


def _days(period: Period) -> Days:
    assert period.first is not None
    assert period.last is not None
    return Days(period.first, period.last)


def _warning(overlap: Overlap) -> Text:
    if overlap.tables:
        return lambda w: w(
            N_(
                "Tables for {first} to {last} were published on {day}. Together with these, they reveal fewer than "
                "five cases in: {tables}. Anyone who has both can work those out."
            ),
            first=w.date(overlap.first),
            last=w.date(overlap.last),
            day=overlap.at,
            tables=" · ".join(table.title[w.language] for table in overlap.tables),
        )
    return lambda w: w(
        N_(
            "Tables for {first} to {last} were published on {day}. They differ from these by fewer than five cases: "
            "anyone who has both can work those out."
        ),
        first=w.date(overlap.first),
        last=w.date(overlap.last),
        day=overlap.at,
    )
