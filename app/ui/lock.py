"""The lock screen: who uses the computer now, and the passphrase. Nothing says what it is for."""

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from app.errors import N_, SanadError
from app.language import Words
from app.ui import icons, navigation, officer_names, text_lines, theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text, plain, program, said
from app.ui.parts import Button, Field, KeyboardLanguage, LineInput, layouts, scrolling, shapes, wraps
from app.ui.parts.buttons import Toggles
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Initial, LanguageButton, Screen

_RECOVERED = N_(
    "These records were opened with holders’ cards on {when} and given a new passphrase. "
    "If nobody asked you, tell user management now."
)

if TYPE_CHECKING:
    from app.casework.session.officers import VaultRow
    from app.casework.session.session import Session


class OfficerCard(Toggles, Button):
    """One officer: initial, name, role; the chosen one has a tick."""

    chosen = Signal()

    def __init__(self, name: str, role: Text) -> None:
        Button.__init__(self, lambda _w: f"{name}, {said(role)}" if role else name)
        self._name, self._role = name, role
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.listens()
        self._initial = Initial(name, 42)
        self._initial.setParent(self)
        self._initial.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(440, 72)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 72)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        chosen = self.isChecked()
        edge = ("primary", 2) if chosen else ("line", 1)
        shapes.panel(painter, self, "surface", edge[0], width=edge[1], radius=12)
        if self._ring:
            shapes.ring(painter, self, 11)
        right = theme.rtl()
        self._initial.move(self.width() - 20 - 42 if right else 20, 15)
        mark_x = 18 if right else self.width() - 18 - 20
        if chosen:
            icons.paint(painter, "check", mark_x, 26, 20, "primary")
        else:
            icons.paint(painter, "chevron", mark_x, 26, 20, "ink2")
        left_x = 48 if right else 76
        room = self.width() - 76 - 48
        line, small = text_lines.line("body"), text_lines.line("small")
        top = (72 - line - small) // 2 if self._role else (72 - line) // 2
        name = text_lines.elided(self._name, "body", room, 500)
        text_lines.draw(painter, name, QRect(left_x, top, room, line), "ink")
        if self._role:
            role = text_lines.elided(said(self._role), "small", room)
            text_lines.draw(painter, role, QRect(left_x, top + line, room, small), "ink2")


class PlainScreen(Screen):
    """Before the desk is open: a date, the language, one column in the middle."""

    def __init__(self, context: AppContext, width: int = 440) -> None:
        super().__init__(context)
        page = layouts.column(margins=(32, 16, 32, 16), parent=self)
        top = layouts.row()
        today = Label("", "small", "ink2")
        # after the first paint: the names of days and months take 40 ms to come
        QTimer.singleShot(0, today, lambda: today.say(self._today))
        top.addWidget(today, 1)
        language = LanguageButton()
        language.clicked.connect(self.goes(navigation.SwitchLanguage()))
        top.addWidget(language)
        page.addLayout(top)
        canvas = QWidget()
        row = layouts.row(parent=canvas)
        column = QWidget()
        column.setMaximumWidth(width)
        self.column = layouts.column(gap=12, margins=(0, 8, 0, 8), parent=column)
        wraps(column)
        layouts.add(row, layouts.Stretch(1), (column, 10), layouts.Stretch(1))
        self.area = scrolling(canvas)
        page.addWidget(self.area, 1)

    def _today(self, w: Words) -> str:
        day = self.context.clock().astimezone().date()
        return f"{w.date(day, 'weekday')} · {w.hijri(day)}"


class LockScreen(PlainScreen):
    """Choosing an officer moves the focus to the passphrase."""

    def __init__(self, context: AppContext, rows: "list[VaultRow]") -> None:
        super().__init__(context)
        self._rows = rows
        self._chosen = rows[0]
        self.cards: list[OfficerCard] = []
        self.column.addStretch(2)
        self.column.addWidget(Label(N_("Sanad"), "display", "primary", align="center"))
        self.column.addWidget(Label(N_("Who is using this computer now?"), "heading", align="center"))
        self.column.addWidget(self._officers())
        self.recovered = Label("", "small", "wait", weight=500)
        self.column.addWidget(self.recovered)
        self.line = LineInput(N_("Passphrase"), secret=True)
        self.line.setProperty("tall", True)
        self.field = Field(N_("Passphrase"), self.line, beside_label=KeyboardLanguage(self.line))
        layouts.add(self.column, layouts.Space(8), self.field)
        self.go = Button(N_("Open"), "primary", tall=True, on_click=self.primary)
        self.go.setSizePolicy(self.line.sizePolicy())
        self.line.returnPressed.connect(self.primary)
        self.column.addWidget(self.go)
        self.column.addLayout(self._links())
        self.column.addStretch(3)
        self.column.addWidget(
            Label(N_("Everything you write is saved on this computer."), "small", "ink2", align="center")
        )
        self.column.addWidget(Label(program, "small", "ink2", align="center"))
        self._choose(0)

    def _officers(self) -> QWidget:
        holder = QWidget()
        column = layouts.column(gap=10, parent=holder)
        for at, row in enumerate(self._rows):
            card = OfficerCard(row.name or row.id[:8], officer_names.role(row.role) if row.role else "")
            card.setSizePolicy(card.sizePolicy().Policy.Expanding, card.sizePolicy().Policy.Fixed)
            card.chosen.connect(lambda at=at: self._clicked(at))
            self.cards.append(card)
            column.addWidget(card)
        if len(self._rows) <= 5:
            return holder
        area: QScrollArea = scrolling(holder)
        area.setFixedHeight(4 * 82 + 40)
        return area

    def _links(self) -> QHBoxLayout:
        forgot = Button(N_("Forgotten passphrase"), "quiet")
        forgot.clicked.connect(lambda: self.wants.emit(navigation.Recovery(self._chosen.id)))
        new = Button(N_("New user"), "quiet", on_click=self.goes(navigation.FirstStart()))
        practise = Button(N_("Practise"), "quiet", on_click=self.goes(navigation.BeginPractice()))
        return layouts.row(forgot, layouts.Stretch(), practise, layouts.Stretch(), new)

    def _clicked(self, at: int) -> None:
        self._choose(at)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, at: int) -> None:
        self._chosen = self._rows[at]
        for index, card in enumerate(self.cards):
            card.setChecked(index == at)
            card.update()
        problem, recovered = self._chosen.problem, self._chosen.recovered
        self.recovered.setVisible(recovered is not None)
        if recovered is not None:
            self.recovered.say(lambda w: w(_RECOVERED, when=w.moment(recovered)))
        self.go.setEnabled(problem is None)
        self.line.setEnabled(problem is None)
        self.field.complain((lambda w: w.say(problem)) if problem is not None else "")

    def arrive(self) -> None:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        # what comes after the passphrase is loaded while it is typed
        QTimer.singleShot(50, self, lambda: self.context.workers.slow(self, _load_casework, lambda _none: None))

    def primary(self) -> None:
        self._try(accept_older=False)

    def _try(self, *, accept_older: bool) -> None:
        from app.casework.records import unlock

        typed, home, vault = self.line.text(), self.context.home, self._chosen.id
        if not typed or not self.go.isEnabled():
            self.line.setFocus()
            return
        self._busy(True)
        self.context.workers.write_vault(
            self, lambda: unlock.unlock(home, vault, typed, accept_older=accept_older), self._opened, self._refused
        )

    def _busy(self, busy: bool) -> None:
        self.go.setEnabled(not busy)
        self.go.say(N_("Opening") if busy else N_("Open"))
        if busy:
            self.field.complain("")

    def _opened(self, session: "Session") -> None:
        self.line.clear()
        self.wants.emit(navigation.Unlocked(session))

    def _refused(self, error: SanadError) -> None:
        self._busy(False)
        match error.kind():
            case "rolled_back":
                self._ask_about_older(error)
                return
            case "wait_first":
                seconds = int(getattr(error, "seconds", 1))
                self.go.setEnabled(False)
                officer = self._chosen
                QTimer.singleShot(seconds * 1000, self, lambda: self._may_try_again(officer))
        self._say(lambda w: w.say(error))

    def _may_try_again(self, officer: "VaultRow") -> None:
        if officer is self._chosen:
            self.go.setEnabled(True)
            self.field.complain(N_("You can try again now."))

    def _say(self, text: Text) -> None:
        self.field.complain(text)
        self.line.selectAll()
        self.line.setFocus()

    def complain(self, sentence: str) -> bool:
        self._say(plain(sentence))
        return True

    def _ask_about_older(self, error: SanadError) -> None:
        self.open_dialog(
            Dialog,
            N_("The records here are older than before"),
            lambda w: w.say(error),
            [
                DialogButton(N_("Leave it closed")),
                DialogButton(N_("Open the older one"), lambda: self._try(accept_older=True), "grave"),
            ],
            width=560,
        )


def _load_casework() -> None:
    """What is needed first, and the interview's page, whose modules take a fifth of a second."""
    for name in (
        "casework.interviews.interview",
        "casework.cases.queries",
        "casework.questionnaires.forms",
        "ui.interview.opening",
        "ui.interview.screen",
    ):
        import_module(f"app.{name}")
