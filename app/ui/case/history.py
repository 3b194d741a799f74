"""What happened in a case, the latest first: by kind, and each with what it changed."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.case.kinds.declaration import CONSENTS, COURSE, OTHERS, SHARED, TALKS
from app.casework.cases import event_changes, history
from app.casework.cases.queries import TimelineEntry
from app.errors import N_
from app.language import Words, isolate
from app.ui import before_after, theme
from app.ui.labels import Label, Text, plain
from app.ui.parts import Box, Chip, Few, Flow, Fold, empty, group, layouts

if TYPE_CHECKING:
    from app.ui.case.page import CaseScreen

_LATEST = 8
_NAMES: dict[str, str] = {
    TALKS: N_("Interviews and answers"),
    COURSE: N_("Stages and decisions"),
    CONSENTS: N_("Consent"),
    SHARED: N_("Who saw or received it"),
    OTHERS: N_("Files, people, notes"),
}


class History(QWidget):
    """Chips where there is more than one kind; the chosen one is kept with the page."""

    def __init__(self, screen: "CaseScreen", events: Sequence[TimelineEntry]) -> None:
        super().__init__()
        self.case_screen, self.events = screen, list(reversed(events))
        column = layouts.column(gap=12, parent=self)
        self.chips: dict[str, Chip] = {}
        kinds = [history.group_of(event.what) for event in self.events]
        line = Flow()
        for kind in ("", *(kind for kind in history.GROUPS if kind in kinds)):
            count = kinds.count(kind) if kind else len(kinds)
            chip = self.chips[kind] = Chip(partial(_chip, kind, count))
            chip.chosen.connect(lambda kind=kind: self.choose(kind))
            line.add(chip)
        self.below = layouts.column()
        column.addWidget(line)
        line.setVisible(len(self.chips) > 2)
        column.addLayout(self.below)
        layouts.wraps(self)
        self.choose("")

    def choose(self, kind: str) -> None:
        """Show what is of this kind; "" for everything."""
        for name, chip in self.chips.items():
            chip.setChecked(name == kind)
        empty(self.below)
        lines = [
            partial(HistoryLine, self.case_screen, event, number)
            for number, event in enumerate(self.events, 1)
            if kind in ("", history.group_of(event.what))
        ]
        self.below.addWidget(group(N_("What happened"), Few(lines, _LATEST)))

    def fit(self, width: int) -> None:
        """It has one column at every width."""


class HistoryLine(Fold):
    """Who did what, and when; opened, what it changed, and why it has no effect."""

    def __init__(self, screen: "CaseScreen", event: TimelineEntry, number: int) -> None:
        self.inside_of = layouts.column(gap=10)
        holder = QWidget()
        holder.setLayout(self.inside_of)
        layouts.wraps(holder)
        super().__init__(_what(event), _when(event), holder)
        self.head.spoken = lambda w: f"{w.number(number)}. {_what(event)(w)}"
        self.head.tell()
        self.case_screen, self.entry, self._is_read = screen, event, False
        self.head.chosen.connect(self._read)

    def _read(self) -> None:
        if self._is_read or not self.head.isChecked():
            return
        self._is_read = True
        case_id = self.case_screen.case_id
        event, language = self.entry.event, theme.words().language
        self.case_screen.context.read_vault(
            self, lambda session: event_changes.by_id(session, case_id, event, language), self._show_changes
        )

    def _show_changes(self, changes: event_changes.EventChanges) -> None:
        empty(self.inside_of)
        if self.entry.refused:
            self.inside_of.addWidget(Label(self.entry.refused, colour="wait"))
        for label, old, new in changes.changes:
            is_first = bool(new) and not old
            text = _first_value(label, new) if is_first else before_after.change(label, old, new)
            self.inside_of.addWidget(text)
        if changes.reason:
            box = Box("sunken", "", margins=(14, 10, 14, 10), gap=2)
            box.add(Label(N_("Why"), "small", "ink2", weight=600), Label(plain(changes.reason)))
            self.inside_of.addWidget(box)
        if not (changes.changes or changes.reason or self.entry.refused):
            sentence = N_("It changed nothing else in the record.")
            self.inside_of.addWidget(Label(sentence, "small", "ink2"))


def _first_value(label: str, value: str) -> QWidget:
    return layouts.row_widget(
        (Label(plain(label), "small", "ink2"), 2), (Label(plain(value), weight=500), 3), gap=20, wrap=True
    )


def _chip(kind: str, count: int, w: Words) -> str:
    return f"{w(_NAMES[kind] if kind else N_('All'))} · {w.number(count)}"


def _what(event: TimelineEntry) -> Callable[[Words], str]:
    def says(w: Words) -> str:
        named = f"{w(event.says)}: {isolate(event.to)}" if event.to else w(event.says)
        return f"{named} · {w(mark)}" if (mark := _mark(event)) else named

    return says


def _when(event: TimelineEntry) -> Text:
    def says(w: Words) -> str:
        parts = [w.moment(event.at), *([isolate(event.author)] if event.author else [])]
        return " · ".join([*parts, *([isolate(event.note)] if event.note else [])])

    return says


def _mark(event: TimelineEntry) -> str:
    if not event.effect:
        return N_("Without effect")
    if not event.enrolled:
        return N_("Before joining")
    return N_("Clock not reliable") if event.clock_in_doubt else ""
