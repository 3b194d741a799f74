"""The supervisor's board: all cases in the order of danger, what waits for a decision, and acts on several at
once. Its keys: arrows walk, Space marks, Enter opens, R reassigns, V decides, H hands
over, D moves the date, Esc clears the marks."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout

from app.casework.cases import reviews
from app.casework.lifecycle import case_batch
from app.casework.lifecycle.case_batch import BatchOutcome
from app.casework.pages import work_list
from app.casework.pages.work_list import OfficerWork, WorkFilter
from app.casework.sharing import case_access
from app.casework.sharing.case_access import ColleagueOrTeam
from app.errors import N_, SanadError
from app.language import Words, isolate_ltr, strip_marks
from app.ui import navigation, theme
from app.ui.case_columns import BOARD
from app.ui.case_list import Cases
from app.ui.labels import Label, Text, plain
from app.ui.parts import Banner, Box, Button, MenuButton, MenuItem, announce, empty, layouts
from app.ui.parts.form_dialog import NOT_A_DAY, FieldAnswers, Form, FormField, reason_field
from app.ui.parts.remembered_text import Remembered, forgetting, place_of
from app.ui.reassign_panel import ReassignPanel
from app.ui.sharing import case_section

if TYPE_CHECKING:
    from app.ui.window import Window

_REVIEW = WorkFilter(review=True)
_BESIDE = 1024  # in a narrower window nothing stands beside the title or the list


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCounts:
    """`waiting`: cases that wait for a decision, `first`: the one that waits longest, `since` when.
    `uncounted`: cases whose rows are still to be made."""

    works: list[OfficerWork]
    waiting: int
    first: str
    since: date | None
    uncounted: int


class Board(Cases):
    """What a supervisor has in place of the list of cases."""

    title: str = N_("Supervisor’s dashboard")
    hint: str = N_("Search people, officers, sites")
    columns = BOARD
    first_sort = work_list.Sort.DANGER
    offers_acts = True
    beside_chips = 0

    def second_line(self) -> Text:
        return self._open_cases

    def lay(self) -> None:
        self.counts: BoardCounts | None = None  # until it is read
        self.search.setProperty("search", False)
        self.search.setFixedWidth(300)
        self._entries = [
            MenuItem(N_("New case"), "plus", self.primary),
            MenuItem(N_("Officers and figures"), "chart", self.goes(navigation.Figures())),
            MenuItem(N_("Groups"), "list", self.goes(navigation.Groups())),
            MenuItem(N_("Open a received file"), "doc", self.goes(navigation.OpenBundle())),
        ]
        self.menu = MenuButton(N_("More"), list(self._entries))
        self.tools = layouts.row(gap=8, margins=(32, 0, 32, 0))
        self.page.addLayout(self.tools)
        self._is_narrow = True
        self._place_tools(narrow=False)
        sides = (32, 0, 32, 0)
        self.page.setSpacing(8)
        self.chip_row = layouts.row_widget((self.chips, 1), margins=sides)
        self.page.addWidget(self.chip_row)
        self.band = self._band()
        self.refusals = layouts.column(gap=6)
        self.panel = ReassignPanel(self.reassign, self.close_panel)
        self.remembered: Remembered | None = None
        self.panel.hide()
        list_column = layouts.column(self.band, self.refusals, (self.stack, 1), gap=8)
        self.page.addLayout(layouts.row((list_column, 1), self.panel, gap=12, margins=sides), 1)
        self.count_line.hide()  # the chips have the numbers
        self.page.addLayout(layouts.row(layouts.Stretch(1), self.away, margins=(32, 0, 32, 8)))
        self._fill_band()

    def _place_tools(self, *, narrow: bool) -> None:
        """Search, filter and more stand beside the title, or below it where that has no room."""
        if narrow == self._is_narrow:
            return
        self._is_narrow = narrow
        top = self.top.layout()
        assert isinstance(top, QBoxLayout)
        for at, widget in enumerate((self.search, self.filter_button, self.menu), 1):
            if narrow:
                self.tools.addWidget(widget, int(at == 1))
            else:
                top.insertWidget(at, widget, 0, Qt.AlignmentFlag.AlignTop)

    def _band(self) -> Box:
        band = Box("primary_soft", "", radius=10, margins=(14, 4, 14, 4))
        self.said = Label(self._band_says, "label", weight=600, wrap=False)
        self.also = Label(self._band_also, "small", "ink2")
        self.clear = Button(N_("Clear selection"), "quiet", on_click=self.clear_selection)
        self.give = Button(N_("Send to…"), "second", "send", key="H", on_click=self.send)
        self.change_date = Button(N_("Change date"), "second", "clock", key="D", on_click=self.ask_date)
        self.decide = Button(N_("Decide"), "second", "super", key="V", on_click=self.ask_decision)
        self.assign = Button(N_("Reassign"), "primary", "handover", key="R", on_click=self.open_panel)
        self.review = Button(
            N_("Review the first"), "primary", "arrow_fwd", icon_after=True, on_click=self.review_first
        )
        row = layouts.row(
            self.said, (self.also, 1), self.clear, self.give, self.decide, self.change_date, self.assign,
            self.review,
            gap=8,
        )  # fmt: skip
        band.inside.addLayout(row)
        band.setMinimumHeight(56)
        return band

    # reading

    def load(self) -> None:
        super().load()
        session = self.context.session

        def read() -> BoardCounts:
            first = work_list.ids(session, _REVIEW, 1)
            since = work_list.oldest_waiting(session)
            return BoardCounts(
                works=work_list.officers(session),
                waiting=work_list.count(session, _REVIEW),
                first=first[0] if first else "",
                since=since.astimezone().date() if since else None,
                uncounted=work_list.uncounted(session),
            )

        self.context.workers.read_vault(self, read, self._show_counts)

    def _show_counts(self, counts: BoardCounts) -> None:
        self.counts = counts
        self.top.second.tell()
        self.top.second.setVisible(self.height() >= 640)
        self._fill_band()

    def found(self) -> None:
        self.top.second.tell()
        self._fill_band()

    def synced(self) -> None:
        super().synced()
        self.load()

    # words

    def _open_cases(self, w: Words) -> str:
        counts = getattr(self, "counts", None)
        if counts is None:
            return ""
        if self.filter.typed.strip():
            return self.how_many(w)
        if counts.uncounted:
            return w.count(
                "{n} case not counted yet. Open the page again in a moment.",
                "{n} cases not counted yet. Open the page again in a moment.",
                counts.uncounted,
            )
        numbers = [officer.open for officer in counts.works if officer.open]
        if not numbers:
            return w(N_("No open case"))
        cases = w.count("{n} open case", "{n} open cases", sum(numbers))
        return w(N_(", ")).join([cases, w.count("{n} officer", "{n} officers", len(numbers))])

    def _band_says(self, w: Words) -> str:
        if number := len(self.model.chosen):
            return w.count("{n} case selected", "{n} cases selected", number)
        if self.counts is None:
            return ""
        if not self.counts.waiting:
            return w(N_("Nothing waits for your review"))
        return w.count("{n} case waits for your review", "{n} cases wait for your review", self.counts.waiting)

    def _band_also(self, w: Words) -> str:
        if self.width() < 1240:
            return ""  # there is no room for it
        if self.model.chosen:
            names = sorted({name for name in self.model.chosen.values() if name})
            listed_ids = {row.id for row in self.model.rows}
            hidden = sum(case_id not in listed_ids for case_id in self.model.chosen)
            parts = [w(N_("with {name}"), name=names[0])] if len(names) == 1 else []
            if hidden:
                parts.append(w.count("{n} is not shown", "{n} are not shown", hidden))
            return " · ".join(parts)
        if self.counts and self.counts.waiting and self.counts.since is not None:
            return w(N_("the longest since {day}"), day=w.date(self.counts.since))
        return ""

    def _fill_band(self) -> None:
        if self.context.open_session is None:
            return  # it is being locked
        number, deciding = len(self.model.chosen), case_access.may_reassign(self.context.session)
        for label in (self.said, self.also):
            label.tell()
            label.updateGeometry()
        joined = self.context.session.vault.directory.joined
        reassigns = not self.panel.isHidden()  # one act at a time; the menu keeps the others
        wide = self.width() >= 1240 and not reassigns
        self.clear.setVisible(bool(number) and wide)
        self.change_date.setVisible(bool(number) and self.width() >= 760 and not reassigns)
        self.give.setVisible(bool(number) and wide)
        self.menu.entries[:] = [*self._entries, *(self._acts() if number else [])]
        self.decide.setVisible(bool(number) and deciding and wide)
        self.assign.setVisible(bool(number) and deciding and joined and not reassigns)
        self.review.setVisible(not number and bool(self.counts and self.counts.first))
        self.titles_changed()

    def _acts(self) -> list[MenuItem]:
        """What the band has room for in a wide window only."""
        clear = MenuItem(N_("Clear selection"), "minus", self.clear_selection)
        send = MenuItem(N_("Send to…"), "send", self.send)
        decide = MenuItem(N_("Decide"), "super", self.ask_decision)
        decides = reviews.may_review(self.context.session)
        date = MenuItem(N_("Change date"), "clock", self.ask_date)
        return [send, date, *([decide] if decides else []), clear]

    def titles_changed(self) -> None:
        self.table.titles.viewport().update()

    def tell(self) -> None:
        super().tell()
        if self._known:
            self._fill_band()

    # marking

    def selected(self) -> None:
        if not self.model.chosen:
            self.close_panel()
        self._fill_band()
        self._announce(strip_marks(self._band_says(theme.words())))

    def _announce(self, text: str) -> None:
        announce(self.band, plain(text))

    def clear_selection(self) -> None:
        self.model.chosen.clear()
        self.model.refresh()
        self.selected()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def select_all(self) -> None:
        """All that the filter leaves, also those that are not loaded yet."""
        applied = self.asked_filter()
        known = {row.id: row.officer_name for row in self.model.rows}

        def take(ids: list[str]) -> None:
            for case_id in ids:
                self.model.chosen[case_id] = known.get(case_id, "")
            self.model.refresh()
            self.selected()

        self.read_vault(lambda session: work_list.ids(session, applied), take)

    def act(self, key: str) -> None:
        """With nothing marked, the act is of the row that one stands on."""
        if not self.model.chosen:
            self.table.toggle(self.table.currentIndex().row())
        if not self.model.chosen:
            return
        if key == "d":
            self.ask_date()
        elif key == "v":
            self.ask_decision()
        elif key == "h":
            self.send()
        elif self.assign.isVisible():
            self.open_panel()

    # acts

    def review_first(self) -> None:
        if self.counts is not None and self.counts.first:
            self._remember("")
            self.wants.emit(navigation.Case(self.counts.first))

    def open_panel(self) -> None:
        """To whom the marked cases go; the reason that was typed for the same ones stands there again."""
        typed = self.panel.note.toPlainText() if self.panel.isVisible() else ""
        if self.remembered is not None:
            self.remembered.flush()
            self.remembered.deleteLater()
        works, now = self.counts.works if self.counts else [], self.context.clock()
        self.panel.offer([work for work in works if not work.left], len(self.model.chosen), now)
        self.remembered = Remembered(self, place_of(self, "reassign", self._marked()), self.panel.reason)
        self.panel.note.setPlainText(typed)
        self.panel.show()
        self._fit_panel()

    def _marked(self) -> str:
        """The marked cases, in whichever order they were marked."""
        return " ".join(sorted(self.model.chosen))

    def close_panel(self) -> None:
        if self.panel.isVisible():
            self.panel.hide()
            self._fit_panel()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit_panel(self) -> None:
        """Beside the list, or in its place and that of all above it."""
        alone = self.width() < _BESIDE
        self.panel.stand_alone(alone=alone)
        replaced = alone and not self.panel.isHidden()
        for widget in (self.stack, self.chip_row, self.band, self.search, self.filter_button, self.menu):
            widget.setVisible(not replaced)
        self._fill_band()

    def reassign(self, officer: OfficerWork, note: str) -> None:
        cases = list(self.model.chosen)
        recipient = ColleagueOrTeam("person", officer.id, officer.name, officer.role)
        typed = [self.remembered] if self.remembered is not None else []
        self.panel.primary.setEnabled(False)

        def take(outcome: BatchOutcome) -> None:
            self.panel.primary.setEnabled(True)
            for remembered in typed:
                remembered.said()
            self.close_panel()
            self._done(
                outcome,
                lambda w, n: w.count(
                    "{n} case is with {name} now", "{n} cases are with {name} now", n, name=officer.name
                ),
            )

        self.write_vault(
            forgetting(typed, lambda session: case_batch.reassign(session, cases, recipient, note)),
            take,
            self._not_done,
        )

    def _not_done(self, error: SanadError) -> None:
        self.panel.primary.setEnabled(True)
        self.context.workers.failed.emit(error)

    def send(self) -> None:
        """The marked cases, to a colleague or as one file for others."""
        first, *also = self.model.chosen
        self.wants.emit(navigation.Send(first, tuple(also), origin=navigation.Cases()))

    def ask_decision(self) -> None:
        """One decision on all that are marked: each case keeps it, under this officer's name."""
        session = self.context.session
        cases = list(self.model.chosen)
        outcome = list[BatchOutcome]()
        number = len(cases)
        form = case_section.decision_form(
            lambda w: w.count("Your decision on {n} case", "Your decision on {n} cases", number),
            lambda decision, text: outcome.append(case_batch.review(session, cases, decision, text)),
        )

        def done() -> None:
            self._done(
                outcome[-1],
                lambda w, n: w.count("Your decision on {n} case is saved", "Your decision on {n} cases is saved", n),
            )

        replace(form, kept_as=f"decide {self._marked()}", after_save=done).ask(self)

    def ask_date(self) -> None:
        """Another day of the next contact, with its reason."""
        session = self.context.session
        cases = list(self.model.chosen)
        outcome = list[BatchOutcome]()

        def save(answers: FieldAnswers) -> None:
            day = answers.day("day")
            assert day is not None
            outcome.append(case_batch.move_date(session, cases, day, answers.text("reason")))

        Form(
                kept_as=f"date {self._marked()}",
                title=N_("Another date"),
                sentence=N_("For the next talk, contact or review of the risks. Dates of the referral system stay."),
                parts=(
                    FormField(
                        name="day", label=N_("New date"), kind="day", invalid=NOT_A_DAY,
                        required=N_("Write the day first."), value=None,
                    ),
                    reason_field(),
                ),
                verb=N_("Change date"), leave=N_("Cancel"), save=save, refused_at="day",

                after_save=lambda: self._done(outcome[-1], lambda w, n: w.count(
                    "The date of {n} case was changed", "The dates of {n} cases were changed", n
                )),
            ).ask(self)  # fmt: skip

    def _done(self, outcome: BatchOutcome, says: Callable[[Words, int], str]) -> None:
        """What was done stands where the eye is; what was refused is named, and stays marked."""
        refused = {act.case_id for act in outcome.refused}
        for case_id in list(self.model.chosen):
            if case_id not in refused:
                del self.model.chosen[case_id]
        empty(self.refusals)
        number = len(outcome.completed)
        if number:
            self.refusals.addWidget(_dismissed(lambda w: says(w, number), "kept", "kept"))
            self._announce(strip_marks(says(theme.words(), number)))
        for act in outcome.refused[:3]:

            def sentence(w: Words, act: case_batch.RefusedAct = act) -> str:
                return f"{isolate_ltr(act.reference)}: {w.say(act.error)}"

            self.refusals.addWidget(_dismissed(sentence, "wait", "wait"))
        self.load()
        self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width()
        self._place_tools(narrow=width < _BESIDE)
        self._fit_panel()
        if width < _BESIDE:
            self.search.setMinimumWidth(120)
            self.search.setMaximumWidth(2000)
        else:
            self.search.setFixedWidth(300 if width >= 1240 else 190)
        self.page.setSpacing(8 if self.height() >= 480 else 4)
        for button in (self.change_date, self.assign):
            button.show_key(width >= 1240)
        self._fill_band()


def _dismissed(says: Text, icon: str, tone: str) -> Banner:
    """It stays until it was seen."""
    action = Button(N_("Close"), "quiet")
    banner = Banner(says, icon, tone, action)
    action.clicked.connect(banner.hide)
    return banner


def show_cases(window: "Window", destination: navigation.Cases) -> None:
    """The board of whoever looks after others, else the list."""
    board = work_list.may_see(window.context.session) and window.context.training is None
    window.show_screen((Board if board else Cases)(window.context, destination.text))
