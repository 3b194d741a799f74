"""The change of shifts: what the shift before tells, what happened in a day, what comes in the next."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.casework.cases.queries import CaseRow
from app.casework.lifecycle import shift
from app.casework.lifecycle.shift import NoteView, Shift
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import case_marks, navigation, theme
from app.ui.app_context import AppContext
from app.ui.case import due_list
from app.ui.labels import Label, Text, plain
from app.ui.parts import Button, Row, Rows, counted, empty, group, layouts
from app.ui.parts.frame import CASES, Office
from app.ui.shift.notes import ADD, who_and_when, write

_MOST = 12


class ShiftPage(Office):
    """One primary action: to take over what the shift before told."""

    reads_after_sync = True
    follows = frozenset({CASES})
    back_to = navigation.Home()
    now: Shift | None = None

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "home", N_("Shift handover"), self._count)
        self.take = Button(N_("Take over the shift"), "primary", "handover", tall=True, on_click=self.primary)
        self.take.hide()
        self.notes = QVBoxLayout()
        self.columns = layouts.row(gap=24)
        self.changed, self.due = QVBoxLayout(), QVBoxLayout()
        layouts.add(self.columns, *((column, 1) for column in (self.changed, self.due)))
        self.body.addLayout(self.notes)
        self.body.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addLayout(self.columns)
        self.body.addStretch(1)
        self.load()

    def _count(self, w: Words) -> str:
        n = len(self.now.waiting) if self.now else 0
        return w.count("{n} note to read", "{n} notes to read", n) if n else ""

    def load(self) -> None:
        self.read_vault(lambda session: shift.now(session, _MOST), self._show)

    def _show(self, now: Shift) -> None:
        first, self.now = self.now is None, now
        self.top.second.tell()
        self.top.second.setVisible(self.height() >= 640)
        self._fill()
        if first:
            self.arrive()

    def tell(self) -> None:
        self._fill()

    def _fill(self) -> None:
        if self.now is None:
            return
        self.hold_place()
        now = self.now
        for column in (self.notes, self.changed, self.due):
            empty(column)
        self.notes.addWidget(self._told(now))
        self.take.setVisible(bool(now.waiting))
        layouts.add(self.changed, self._happened(now), layouts.Stretch(1))
        layouts.add(self.due, self._comes(now), layouts.Stretch(1))

    def _told(self, now: Shift) -> QWidget:
        title = counted(N_("Notes from the previous shift"), len(now.notes))
        if not now.notes and not now.unreadable:
            return group(title, Label(N_("No notes waiting."), colour="ink2"))
        rows = Rows()
        for note in now.notes:
            show = self._open(note.case_id, f"{note.reference}: {strip_marks(note.text)}")
            rows.add(Row(plain(note.text), self._of(note), "handover", show))
        for row in now.unreadable:
            show = self._open(row.case_id, row.reference)
            rows.add(Row(partial(case_marks.damaged, row.reference), "", "handover", show, tone="wait"))
        return group(title, rows)

    @staticmethod
    def _of(note: NoteView) -> Text:
        """Whose case, by whom, when; one of one's own is for somebody else."""
        second = who_and_when(note)

        def sentence(w: Words) -> str:
            name = isolate(note.name) if note.name else isolate_ltr(note.reference)
            waits = w("waiting for a colleague") if note.is_mine else ""
            line = second(w) if callable(second) else ""
            return " · ".join(part for part in (name, line, waits) if part)

        return sentence

    def _happened(self, now: Shift) -> QWidget:
        title = counted(N_("Changed within a day"), now.changed_count)
        if not now.changed:
            return group(title, Label(N_("Nothing has changed."), colour="ink2"), aligned=True)
        rows = Rows.of(self._case(row) for row in now.changed)
        return group(title, rows, self._all(now.changed_count, navigation.Cases()), aligned=True)

    def _case(self, row: CaseRow) -> Row:
        add = Button(N_("Note"), "quiet", "pen", on_click=lambda: write(self, row.id))
        add.setAccessibleName(theme.words()(ADD))
        add.setAccessibleDescription(row.reference)
        buttons = layouts.row_widget(add, self._open(row.id, row.reference), gap=4)
        title: Text = N_("Restricted case") if row.restricted else plain(row.name) if row.name else N_("No name yet")
        stage, at, reference = (case_marks.stage_name(row.stage), row.updated, isolate_ltr(row.reference))

        def second(w: Words) -> str:
            name = stage(w) if callable(stage) else w(stage)
            return f"{name} · {w.moment(at)}" if not row.restricted else reference

        return Row(title, second, "lock" if row.restricted else "folder", buttons)

    def _comes(self, now: Shift) -> QWidget:
        title = counted(N_("Due within a day"), now.due_count)
        if not now.due:
            return group(title, Label(N_("No tasks due."), colour="ink2"), aligned=True)
        rows = Rows.of(due_list.row(self, task) for task in now.due)
        return group(title, rows, self._all(now.due_count, navigation.Tasks()), aligned=True)

    def _all(self, n: int, destination: object) -> Button | None:
        if n <= _MOST:
            return None
        return Button(lambda w: w("Show all ({n})", n=n), "quiet", on_click=self.goes(destination))

    def _open(self, case_id: str, reference: str) -> Button:
        return Button(N_("Open"), "second", about=strip_marks(reference), on_click=self.goes(navigation.Case(case_id)))

    def arrive(self) -> None:
        if self.take.isVisibleTo(self):
            self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        if self.take.isVisibleTo(self):
            self.write_vault(shift.take)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layouts.lay(self.columns, beside=self.width() >= 1024)
