"""What came in: handed over to me, unfinished interviews, two values, reviews, new records."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.casework.sharing import case_access, inbox
from app.casework.sharing.inbox import InboxItem
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui import case_marks, navigation
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text
from app.ui.parts import Button, Row, Rows, counted, empty, group, layouts
from app.ui.parts.frame import CASES, Office
from app.ui.sharing.changes import Changes
from app.ui.sharing.hand_over import decline

_AT_ONCE = 8  # rows of a group; more behind a button

# kind: heading, icon, tone
GROUPS: dict[str, tuple[str, str, str]] = {
    "handed over": (N_("Handed over to you"), "handover", "primary"),
    "interview handed on": (N_("Interviews to continue"), "pen", "primary"),
    "conflict": (N_("Conflicting answers"), "wait", "wait"),
    "returned": (N_("Returned by a supervisor"), "super", "wait"),
    "declined": (N_("Declined by a colleague"), "handover", "wait"),
    "approved": (N_("Approved by a supervisor"), "super", "kept"),
}


class CameInScreen(Office):
    """In the order of what waits for a person; each row opens its case."""

    follows = frozenset({CASES})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "came_in", N_("Inbox"))
        self.list = layouts.column(gap=20)
        self.body.addLayout(self.list)
        self.changes = Changes(self)
        self.body.addWidget(group(N_("What changed"), self.changes))
        self.body.addWidget(self._files())
        self.body.addStretch(1)
        self.first: Button | None = None
        self._whole = set[str]()  # kinds that are shown whole
        self.load()

    def _files(self) -> QWidget:
        rows, choose = Rows(), Button(N_("Choose the file"), "second")
        choose.clicked.connect(self.goes(navigation.OpenBundle()))
        rows.add(
            Row(
                N_("Open a received file"),
                N_("For a case that another office sealed and sent to you by message, letter or USB stick."),
                "doc",
                choose,
            )
        )
        return group(N_("Files"), rows)

    def load(self) -> None:
        self.read_vault(lambda session: (inbox.came_in(session), inbox.lines(session)), self._show)

    def _show(self, read: tuple[list[InboxItem], list[inbox.InboxLine]]) -> None:
        entries, lines = read
        self.changes.show_lines(lines)
        empty(self.list)
        self.first = None
        for kind, (title, icon, tone) in GROUPS.items():
            group_entries = [entry for entry in entries if entry.kind == kind]
            if not group_entries:
                continue
            number = len(group_entries) if kind in self._whole else _AT_ONCE
            rows = Rows.of(
                Row(who_and_what(entry), self._second(entry), icon, self._acts(entry), tone=tone)
                for entry in group_entries[:number]
            )
            if len(group_entries) > number:
                rows.add(self._rest(kind, len(group_entries), read))
            self.list.addWidget(group(counted(title, len(group_entries)), rows))
        if not entries:
            sentence = N_("No cases waiting. Cases handed over to you appear here.")
            self.list.addWidget(Label(sentence, colour="ink2"))
        if self.isVisible() and not self.focusWidget():
            self.arrive()

    def _rest(self, kind: str, number: int, read: tuple[list[InboxItem], list[inbox.InboxLine]]) -> Button:
        def show() -> None:
            self._whole.add(kind)
            QTimer.singleShot(0, self, lambda: self._show(read))

        return Button(lambda w: w("Show all ({n})", n=number), "quiet", on_click=show)

    @staticmethod
    def _second(entry: InboxItem) -> Text:
        at = entry.at

        def sentence(w: Words) -> str:
            if entry.is_damaged:
                return case_marks.damaged(entry.reference, w)
            parts = [w.moment(at)]
            if entry.author:
                parts.insert(0, isolate(entry.author))
            if entry.kind == "handed over" and entry.team:
                parts.append(w("to {name}", name=isolate(entry.team)))
            if entry.note:
                parts.append(isolate(entry.note))
            if entry.kind == "declined" and entry.team:
                parts.append(_left_of_team(entry, w))
            if entry.marks:
                parts.insert(0, case_marks.in_words(entry.marks, w))
            return " · ".join(parts)

        return sentence

    def _acts(self, entry: InboxItem) -> QWidget:
        buttons: list[Button] = []
        match "" if entry.is_damaged else entry.kind:
            case "handed over":
                no = Button(N_("Decline"), "quiet", on_click=lambda: self._decline(entry))
                yes = Button(N_("Accept"), "second", on_click=lambda: self._accept(entry))
                buttons = [no, yes]
            case "interview handed on":
                interview = navigation.TakeUpInterview(entry.case_id, entry.interview_id)
                buttons = [Button(N_("Continue"), "second", on_click=self.goes(interview))]
            case "conflict":
                conflict = navigation.Conflict(entry.case_id)
                buttons = [Button(N_("Compare"), "second", on_click=self.goes(conflict))]
        case = self.goes(navigation.Case(entry.case_id))
        show = Button(N_("Open"), "quiet" if buttons else "second", on_click=case)
        self.first = self.first or (buttons[-1] if buttons else show)
        return layouts.row_widget(show, *buttons, gap=4)

    def _decline(self, entry: InboxItem) -> None:
        decline(self, entry.case_id, entry.handover_id, others=entry.others_can_accept)

    def _accept(self, entry: InboxItem) -> None:
        self.write_vault(
            lambda session: case_access.accept(session, entry.case_id, entry.handover_id),
            lambda _none: self.wants.emit(navigation.Case(entry.case_id)),
        )

    def arrive(self) -> None:
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        if self.first is not None:
            self.first.click()


def _left_of_team(entry: InboxItem, w: Words) -> str:
    team = isolate(entry.team)
    if entry.others_can_accept:
        return w("Others in {team} can still accept it.", team=team)
    return w("Nobody in {team} is left to accept it. Hand it over to somebody else.", team=team)


def who_and_what(entry: InboxItem) -> Text:

    def sentence(w: Words) -> str:
        name = isolate(entry.name) if entry.name else w("No name yet")
        return f"{name} · {isolate_ltr(entry.reference)}"

    return sentence
