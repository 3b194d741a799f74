"""All cases that an officer may see: found as one types, filtered by chips, read a page at a time away from
the screen. The supervisor's board (app.ui.work_board) is the same page with more in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.casework.exchange import purge, sync
from app.casework.exchange.sync import State
from app.casework.lifecycle import case_stages
from app.casework.pages import work_list
from app.casework.pages.work_list import FilterChip as Filter
from app.casework.pages.work_list import WorkFilter, WorkList, WorkRow
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words
from app.ui import case_marks, navigation, work_filter
from app.ui.app_context import AppContext, StatusSummary
from app.ui.case_columns import CASES, Column, Context
from app.ui.case_marks import StageNames
from app.ui.labels import Label, Text, said
from app.ui.parts import Button, MenuButton, MenuItem, announce, empty, layouts, scrolling
from app.ui.parts.buttons import CountedChip
from app.ui.parts.frame import Office
from app.ui.parts.row_table import Lister, RowsModel, RowsTable, Search

# what each key writes on both keyboards: reassign, date, decide, hand over
_ACT_KEYS = {"r": "r", "ق": "r", "d": "d", "ي": "d", "v": "v", "ر": "v", "h": "h", "ا": "h"}


@dataclass(frozen=True, slots=True)
class CaseRows:
    """Rows, how many there are in all, where each is; what stages and tasks are called, and when that was."""

    rows: list[WorkRow]
    total: int
    where: dict[str, State]
    stages: StageNames = ()
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
        self.where, self.context = result.where, result.context
        self.show_rows(result.rows, result.total)

    def tell_where(self, places: dict[str, State]) -> None:
        """The same rows after a sync."""
        self.where = places
        self.refresh()

    def append(self, result: CaseRows) -> None:
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


_AT_ONCE = 200
_FOR_TWO_PARTS = 900  # a page so wide has room for two parts of a filter's words
_TRY = N_(
    "Try fewer letters, the name as it is written in the passport or in Arabic, the telephone without its country code, or the number of the case."
)


@dataclass(slots=True)
class ListingState:
    """What one looked at last, for when one comes back from a case."""

    filter: WorkFilter
    sort: str
    reverse: bool
    row: str = ""  # the case's id
    chosen: dict[str, str] | None = None


def _where(session: Session, rows: Sequence[WorkRow]) -> dict[str, State]:
    if not sync.address(session):
        return {}
    return sync.states(session, [row.id for row in rows])


def filter_words(offered: Filter, number: int) -> Text:
    """The name of a filter and how many cases it leaves; -1: nobody has counted them yet."""

    def says(w: Words) -> str:
        name = offered.name if offered.is_own else w(offered.name)
        return name if number < 0 else f"{name} · {w.number(number)}"

    return says


def _width_with_gap(measured: QWidget) -> int:
    """Of something that is only measured."""
    width = measured.sizeHint().width() + 8
    measured.deleteLater()
    return width


class FilterChip(CountedChip):
    """A filter with its number."""

    def __init__(self, offered: Filter) -> None:
        self.offered = offered
        super().__init__(lambda _w, number: said(filter_words(offered, number)))


class Cases(Office):
    """Search as one types; an answer that was overtaken by a newer question is dropped."""

    title: str = N_("Cases")
    hint: str = N_("Search by name, case number, passport, phone or officer")
    columns: tuple[Column, ...] = CASES
    first_sort: str = work_list.Sort.NEXT
    offers_acts = False
    beside_chips = 160  # what stands beside the chips is so wide

    def __init__(self, context: AppContext, typed: str = "") -> None:
        super().__init__(context, "cases", self.title, self.second_line())
        self._asked = 0
        self._known = False  # has anything been read yet?
        self._counted, self._narrowed = ("", False)  # what was typed when the chips were counted; a chip since
        self._away = 0
        self.filter, self.sort, self.reverse = WorkFilter(), self.first_sort, False
        self.return_to = ""  # the case whose row one came from
        self.offered: list[Filter] = []
        self.numbers: list[int] = []
        self._laid: list[int] = []  # which of those offered stand in the row
        self.search = Search(self.hint)
        self.begin = Button(N_("New case"), "primary", "plus", tall=True, on_click=self.primary)
        self.filter_button = Button(N_("Filter"), "second", "filter", on_click=self.ask_filter)
        self.model = CasesModel(self, self.columns, self)
        self.table = CasesTable(self, self.model, N_("List of cases"), offers_acts=self.offers_acts)
        self.search.table = self.table
        self.count_line = Label(self.how_many, "small", "ink2")
        self.chips = layouts.row(gap=8)
        self.nothing, self.no_match, self.try_this = self._empty_place()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nothing)
        self.stack.setMinimumHeight(48)  # the page has its heads and its foot in the lowest window
        self.page.removeWidget(self.area)
        self.area.hide()
        self.away = Button(self._how_many_away, "quiet", "hq", on_click=self.goes(navigation.Purge()))
        self.away.hide()
        self.lay()
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(lambda: self.open_row(0))
        self._recall()
        if typed:
            self.search.setText(typed)
        self.load()
        context.read_vault(self, lambda session: len(purge.purged_cases(session)), self._show_away)

    # what a page of cases consists of

    def second_line(self) -> Text:
        return ""

    def lay(self) -> None:
        sides = (32, 0, 32, 0)
        self.page.addLayout(layouts.row((self.search, 1), self.begin, gap=12, margins=sides))
        self.page.addLayout(layouts.row((self.chips, 1), self.filter_button, gap=12, margins=sides))
        self.page.addLayout(layouts.row(self.stack, margins=sides), 1)
        groups = Button(N_("Groups"), "quiet", "list", on_click=self.goes(navigation.Groups()))
        bundle_button = Button(N_("Open a received file"), "quiet", "doc", on_click=self.goes(navigation.OpenBundle()))
        foot = layouts.row((self.count_line, 1), self.away, groups, bundle_button, margins=(32, 0, 32, 16))
        self.page.addLayout(foot)

    def _empty_place(self) -> tuple[QWidget, Label, Label]:
        sentence = Label(self._no_match, "heading")
        advice = Label(self._try_this, colour="ink2")
        self.show_every = Button(N_("Show all cases"), "second", on_click=self.show_all)
        place = layouts.column_widget(
            layouts.Space(24),
            sentence,
            advice,
            layouts.row(self.show_every, layouts.Stretch(1)),
            layouts.Stretch(1),
            gap=12,
            margins=(8, 0, 8, 0),
        )
        return scrolling(place), sentence, advice

    # reading

    def load(self) -> None:
        """The chips, their numbers, the rows."""
        self._count_chips()
        if self._known or self.filter != WorkFilter() or self.search.text():
            self._look()

    def _count_chips(self) -> None:
        """While something is looked for: how many each of them leaves of what is found."""
        address, typed = bool(self.context.status.headquarters), self.filter.typed

        def read(session: Session) -> tuple[str, list[Filter], list[int]]:
            offered = work_list.chips(session, headquarters=address)
            filters = [replace(chip.filter, typed=typed) for chip in offered]
            return typed, offered, work_list.counts(session, filters)

        self.read_vault(read, self._show_chips)

    def _show_chips(self, counted: tuple[str, list[Filter], list[int]]) -> None:
        typed, offered, numbers = counted
        if typed != self.filter.typed:
            return  # overtaken
        self._counted = typed
        if not self._known:
            self._known = True
            if self.filter == WorkFilter() and not self.search.text():
                # an officer begins with her own; where none is, with all there are
                self.filter = offered[0].filter if numbers[0] else WorkFilter()
                self._look()
        self.offered, self.numbers = offered, numbers
        self._lay_chips()
        self.top.second.tell()

    def _fit_chips(self) -> None:
        """Lay them anew where there is room for others, then mark which one is on."""
        if self.offered and self._shown() != self._laid:
            self._lay_chips()
        self._mark_chips()

    def _lay_chips(self) -> None:
        """Those that there is room for; the others behind a button."""
        had_focus = self.focusWidget() in self._buttons()
        empty(self.chips)
        self._laid = self._shown()
        for at in self._laid:
            chip = self.offered[at]
            button = FilterChip(chip)
            button.count(self.numbers[at])
            button.chosen.connect(lambda chip=chip: self.choose(chip.filter))
            self.chips.addWidget(button)
        self.own = self._own_button()
        self.chips.addWidget(self.own)
        self.own.hide()
        hidden = [at for at in range(len(self.offered)) if at not in self._laid]
        if hidden:
            entries = [self._entry(self.offered[at], self.numbers[at]) for at in hidden]
            self.others = MenuButton(N_("Other filters"), entries)
            self.chips.addWidget(self.others)
        self.chips.addStretch(1)
        self._mark_chips()
        if had_focus:
            checked = [button for button in self._buttons() if button.isChecked()]
            offered: list[QWidget] = [*checked, *self._buttons(), self.own]
            offered[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _entry(self, chip: Filter, number: int) -> MenuItem:
        return MenuItem(filter_words(chip, number), "filter", lambda: self.choose(chip.filter))

    def _shown(self) -> list[int]:
        """Which chips there is room for, beside what else stands in their row: the one that is on first of
        all, or the words of a filter that is none of them, then from the first on."""
        widths = []
        for chip, number in zip(self.offered, self.numbers, strict=True):
            button = FilterChip(chip)
            button.count(number)
            widths.append(_width_with_gap(button))
        free = self.width() - self.rail.width() - 64 - self.beside_chips
        if self._is_own_filter():
            free -= _width_with_gap(self._own_button())
        if sum(widths) <= free:
            return list(range(len(widths)))
        free -= _width_with_gap(MenuButton(N_("Other filters"), []))
        chosen = [at for at, chip in enumerate(self.offered) if self._is_on(chip)][:1]
        free -= sum(widths[at] for at in chosen)
        shown = list(chosen)
        for at, width in enumerate(widths):
            if at not in chosen:
                free -= width
                if free < 0:
                    break
                shown.append(at)
        return sorted(shown)

    def _is_on(self, chip: Filter) -> bool:
        without_text = replace(self.filter, typed="")
        return chip.filter == without_text and not self.asked_filter().searched

    def _is_own_filter(self) -> bool:
        """It is none of the chips, and has words of its own."""
        without_text = replace(self.filter, typed="")
        offered = [chip.filter for chip in self.offered]
        return without_text not in offered and without_text != WorkFilter()

    def _own_button(self) -> Button:
        return Button(self._own_words, "second", "filter", on_click=self.ask_filter)

    def _buttons(self) -> list[FilterChip]:
        items = [self.chips.itemAt(at) for at in range(self.chips.count())]
        return [w for item in items if item and isinstance(w := item.widget(), FilterChip)]

    def _mark_chips(self) -> None:
        """Which one is on; a filter that is none of them stands beside them in words."""
        buttons = self._buttons()
        for button in buttons:
            button.setChecked(self._is_on(button.offered))
        if self.offered:
            self.own.setVisible(self._is_own_filter())
            self.own.tell()
            self.own.updateGeometry()

    def _own_words(self, w: Words) -> str:
        if self.context.open_session is None:
            return ""  # it is being locked
        texts = work_list.in_words(self.context.session, self.filter, w.language)
        most = 2 if self.width() >= _FOR_TWO_PARTS else 1
        return w(N_(", ")).join(texts[:most]) + (" …" if len(texts) > most else "")

    def choose(self, chosen: WorkFilter) -> None:
        """Show the cases of another filter; what was typed stays, and is looked for among them."""
        self.filter = replace(chosen, typed=self.search.text())
        self._narrowed = bool(self.filter.typed.strip())
        self._fit_chips()
        self._look()

    def show_all(self) -> None:
        self.search.clear()
        self.choose(WorkFilter())

    def _typed(self, typed: str) -> None:
        """Text alone is looked for in all cases, whichever chip is on, until one is chosen."""
        self.filter = replace(self.filter, typed=typed)
        self._narrowed = self._narrowed and bool(typed.strip())
        self._fit_chips()
        self._look()

    def asked_filter(self) -> WorkFilter:
        """A chip of the program's own gives way to what is typed: what one looks for may be anybody's."""
        built_in = [chip.filter for chip in self.offered if not chip.is_own]
        is_built_in = replace(self.filter, typed="") in built_in
        if self.filter.typed.strip() and is_built_in and not self._narrowed:
            return WorkFilter(typed=self.filter.typed)
        return self.filter

    def _look(self) -> None:
        self._asked += 1
        number = self._asked
        applied, sort, reverse = self.asked_filter(), self.sort, self.reverse

        def read(session: Session) -> tuple[int, CaseRows]:
            if number != self._asked:
                return number, CaseRows([], 0, {})  # overtaken while it waited
            listed = work_list.find(session, applied, sort, reverse=reverse, limit=_AT_ONCE)
            return number, self._found_of(session, listed)

        self.read_vault(read, self._found)

    @staticmethod
    def _found_of(session: Session, listed: WorkList) -> CaseRows:
        return CaseRows(
            listed.rows,
            listed.total,
            _where(session, listed.rows),
            case_stages.stages(session),
            Context(names=work_list.task_names(session), now=session.now(), decides=work_list.may_see(session)),
        )

    def _found(self, numbered: tuple[int, CaseRows]) -> None:
        number, result = numbered
        if number != self._asked:
            return
        case_marks.know_stages(result.stages)
        self.model.show(result)
        self.table.show_sort("" if self.asked_filter().searched else self.sort, reverse=self.reverse)
        self.count_line.tell()
        for label in (self.no_match, self.try_this):
            label.tell()
        self.show_every.setVisible(self.filter != WorkFilter())
        self.stack.setCurrentWidget(self.table if result.total else self.nothing)
        if self.search.text():
            announce(self.search, self.how_many if result.total else self.no_match.of)
        if self._known and self._counted != self.filter.typed:
            self._count_chips()
        self._go_to_row()
        self.found()

    def found(self) -> None:
        """Other rows are shown."""

    def more(self, offset: int) -> None:
        number = self._asked
        applied, sort, reverse = self.asked_filter(), self.sort, self.reverse

        def read(session: Session) -> CaseRows:
            listed = work_list.find(session, applied, sort, reverse=reverse, limit=_AT_ONCE, offset=offset)
            return CaseRows(listed.rows, listed.total, _where(session, listed.rows))

        def take(result: CaseRows) -> None:
            if number == self._asked:
                self.model.append(result)

        self.read_vault(read, take)

    def show_status(self, status: StatusSummary) -> None:
        super().show_status(status)
        self.table.fit()

    def synced(self) -> None:
        """The same rows stay where they are; only where each case is may be another."""
        super().synced()
        rows = list(self.model.rows)
        self.read_vault(lambda session: _where(session, rows), self.model.tell_where)

    # words

    def how_many(self, w: Words) -> str:
        if not self.model.total:
            return ""
        if self.asked_filter().searched:
            return w.count("{n} case", "{n} cases", self.model.total)
        says: dict[str, str] = {
            work_list.Sort.NEXT: N_("nearest date first"),
            work_list.Sort.DANGER: N_("danger first"),
            work_list.Sort.CHANGED: N_("the latest first"),
        }
        order = says.get(self.sort, "")
        cases = w.count("{n} case", "{n} cases", self.model.total)
        state = "" if self.filter.state else w(N_("closed cases are not shown"))
        parts = [cases, w(order) if order and not self.reverse else "", state]
        return " · ".join(part for part in parts if part)

    def _no_match(self, w: Words) -> str:
        if self.filter.typed.strip():
            return w(N_("No case fits “{text}”"), text=self.filter.typed.strip())
        if self.filter != WorkFilter():
            return w(N_("No case fits this filter"))
        return w(N_("No cases on this computer yet."))

    def _try_this(self, w: Words) -> str:
        if self.filter.typed.strip():
            return w(_TRY)
        return w(N_("Closed cases are found by name or number.")) if self.filter != WorkFilter() else ""

    def _how_many_away(self, w: Words) -> str:
        return w.count("{n} case removed from this computer", "{n} cases removed from this computer", self._away)

    def _show_away(self, number: int) -> None:
        """Cleared from here: the way to bring them back."""
        self._away = number
        self.away.tell()
        self.away.setVisible(bool(number))

    # hands

    def ask_filter(self) -> None:
        work_filter.ask(self, replace(self.filter, typed=""), self.choose, self.load)

    def sort_by(self, sort: str) -> None:
        """By another column; by the same again, the other way round."""
        self.reverse = not self.reverse if sort == self.sort else False
        self.sort = sort
        self._look()

    def selected(self) -> None:
        """Other cases are marked for an act."""

    def select_all(self) -> None:
        """Mark all of the list."""

    def act(self, key: str) -> None:
        """A key of an act."""

    def has_headquarters(self) -> bool:
        return bool(self.context.status.headquarters)

    def open_row(self, at: int) -> None:
        if 0 <= at < len(self.model.rows):
            self._remember(self.model.rows[at].id)
            self.wants.emit(navigation.Case(self.model.rows[at].id))

    def _remember(self, case_id: str) -> None:
        self.context.listing = ListingState(
            replace(self.filter, typed=""), self.sort, self.reverse, case_id, dict(self.model.chosen)
        )

    def _recall(self) -> None:
        """Coming back from a case: the same filter, the same row."""
        listing, self.context.listing = self.context.listing, None
        if isinstance(listing, ListingState):
            self.filter, self.sort, self.reverse = listing.filter, listing.sort, listing.reverse
            self.return_to, self.model.chosen = listing.row, listing.chosen or {}
            self._known = True

    def _go_to_row(self) -> None:
        case_id, self.return_to = self.return_to, ""
        for at, row in enumerate(self.model.rows if case_id else []):
            if row.id == case_id:
                self.table.go_to(at)
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_chips()

    def tell(self) -> None:
        self._fit_chips()
        self.table.titles.viewport().update()

    def arrive(self) -> None:
        if not self.return_to:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        self.wants.emit(navigation.NewCase())
