"""The office's work, for those who look after it: what waits for them, and bars with their numbers.

Nothing here leaves the page: it is neither printed nor saved.
"""

from collections.abc import Callable
from typing import NamedTuple, get_args

from app.casework.pages import office_work
from app.casework.pages.office_work import Chart, ToReview
from app.errors import N_
from app.language import Words, isolate_ltr, strip_marks
from app.settings import Language
from app.ui import case_marks, navigation, theme
from app.ui.app_context import Desk
from app.ui.labels import Label, Text, plain
from app.ui.parts import layouts
from app.ui.parts.boxes import Row, Rows, counted, empty, group
from app.ui.parts.buttons import Button
from app.ui.parts.chart import BarChart
from app.ui.parts.frame import Office, Screen
from app.ui.parts.grid import Grid

TITLE = N_("Supervisor’s dashboard")
_FEW, _MOST = 4, 50
_Pieces = list[tuple[Language, Callable[[], Chart]]]


class Queue(NamedTuple):
    """The first of what waits, how many there are, and how many cases nobody has counted yet."""

    waiting: list[ToReview]
    number: int
    uncounted: int


class OfficeWork(Office):
    """A supervisor's page."""

    def __init__(self, desk: Desk) -> None:
        self.uncounted = 0
        super().__init__(desk, "home", TITLE, self._second)
        self.waiting: list[ToReview] = []
        self.number = 0
        self.all = False
        self.charts: dict[Language, list[Chart]] = {}
        self._known = False
        self.queue = layouts.column()
        self.body.addLayout(self.queue)
        self.grid = Grid(columns=2, least_width=440, gap=24, equal=False)
        self.body.addWidget(self.grid)
        self.body.addStretch(1)
        self.load()

    def _second(self, w: Words) -> str:
        if self.uncounted:
            return w.count(
                "{n} case not counted yet. Open the page again in a moment.",
                "{n} cases not counted yet. Open the page again in a moment.",
                self.uncounted,
            )
        return w("Counted from the cases on this computer. It stays in the office.")

    def load(self) -> None:
        """The queue first; the charts one at a time, so that other pages' reading goes between."""
        session = self.desk.session
        self.desk.off.read(
            self,
            lambda: Queue(
                office_work.to_review(session, _MOST),
                office_work.how_many_wait(session),
                office_work.uncounted(session),
            ),
            self._show_queue,
        )
        charts: dict[Language, list[Chart]] = {code: [] for code in get_args(Language)}
        self.desk.off.read(
            self,
            lambda: [
                (code, piece)
                for code in get_args(Language)
                for piece in office_work.pieces(session, code)
            ],
            lambda pieces: self._count(pieces, charts),
        )

    def _count(self, pieces: _Pieces, charts: dict[Language, list[Chart]]) -> None:
        if not pieces:
            self._show_charts(charts)
            return
        (code, piece), *pending = pieces

        def counted_(chart: Chart) -> None:
            charts[code].append(chart)
            self._count(pending, charts)

        self.desk.off.read(self, piece, counted_)

    def _show_queue(self, queue: Queue) -> None:
        self.waiting, self.number, self.uncounted = queue
        self._known = True
        self.top.second.tell()
        self._fill_queue()

    def _fill_queue(self) -> None:
        self.hold_place()
        empty(self.queue)
        title = counted(N_("To review"), self.number)
        if not self.waiting:
            self.queue.addWidget(
                group(title, Label(N_("No cases waiting for review."), colour="ink2"))
            )
            return
        rows = Rows()
        for entry in self.waiting if self.all else self.waiting[:_FEW]:
            rows.add(_row(self, entry))
        every = Button(lambda w: w("Show all ({n})", n=self.number), "quiet")
        every.clicked.connect(self._show_all)
        shortened = len(self.waiting) > _FEW and not self.all
        self.queue.addWidget(group(title, rows, every if shortened else None, aligned=True))
        remaining_count = self.number - len(self.waiting)
        if self.all and remaining_count > 0:
            label = Label(
                lambda w: w.count(
                    "{n} more case waiting.", "{n} more cases waiting.", remaining_count
                ),
                "small",
                "ink2",
            )
            self.queue.addWidget(label)

    def _show_all(self) -> None:
        self.all = True
        self._fill_queue()

    def _show_charts(self, charts: dict[Language, list[Chart]]) -> None:
        self.charts = charts
        self._fill_charts()

    def _fill_charts(self) -> None:
        self.grid.clear()
        for chart in self.charts[theme.words().language]:
            bars = [(bar.name, bar.number) for bar in chart.bars]
            self.grid.add(group(chart.title, BarChart(chart.title, bars)))

    def tell(self) -> None:
        """In the other language: names were put into words with their numbers."""
        if self._known:
            self._fill_queue()
        if self.charts:
            self._fill_charts()

    def synced(self) -> None:
        super().synced()
        self.load()


def _row(screen: Screen, entry: ToReview) -> Row:
    show = Button(N_("Open"), "second")
    show.clicked.connect(lambda: screen.wants.emit(navigation.Case(entry.case_id)))
    show.setAccessibleDescription(strip_marks(entry.name or entry.reference))
    title: Text = plain(entry.name) if entry.name else lambda _w: isolate_ltr(entry.reference)
    icon, tone = ("super", "wait") if entry.handed else ("doc", "ink2")
    return Row(title, _why(entry), icon, show, tone=tone)


def _why(entry: ToReview) -> Text:
    def told(w: Words) -> str:
        day_text = w.date(entry.since.astimezone().date())
        reason = (
            w("Handed to a supervisor on {day}", day=day_text)
            if entry.handed
            else w("Interview finished on {day}, not reviewed since", day=day_text)
        )
        number = [isolate_ltr(entry.reference)] if entry.name else []
        told_first = [case_marks.in_words(entry.marks, w)] if entry.marks else []
        return " · ".join([*told_first, *number, reason])

    return told
