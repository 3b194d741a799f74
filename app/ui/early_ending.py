"""The interview ends early: neutral words for the person, and only what is needed to try again."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.casework.cases.field_labels import OUTCOME
from app.casework.interviews import interview as work
from app.casework.interviews import presence
from app.errors import N_
from app.ui import navigation
from app.ui.interview.controller import InterviewController
from app.ui.labels import Label
from app.ui.parts import Button, Field, LineInput, layouts, scrolling
from app.ui.parts.buttons import Kind
from app.ui.parts.fields import KEPT_AS
from app.ui.parts.form_dialog import RadioCards
from app.ui.parts.frame import Corner, Screen
from app.ui.parts.remembered_text import Remembered, place_of
from app.ui.tokens import Role


class Closing(Screen):
    """Safety: when, where and how to try again. Consent: the answers are deleted."""

    def __init__(self, controller: InterviewController, gate: str) -> None:
        super().__init__(controller.context)
        self.controller, self.gate = controller, gate
        page = layouts.column(gap=12, margins=(32, 16, 32, 20), parent=self)
        top = QHBoxLayout()
        layouts.add(top, layouts.Stretch(), Corner(self))
        page.addLayout(top)
        canvas = QWidget()
        row = layouts.row(parent=canvas)
        column = QWidget()
        column.setMaximumWidth(560)
        self.column = layouts.column(gap=16, parent=column)
        layouts.add(row, layouts.Stretch(1), (column, 8), layouts.Stretch(1))
        page.addWidget(scrolling(canvas), 1)
        self.column.addStretch(1)
        self.stays = work.stays(controller.interview)
        self._say("thanks", "display")
        self.lines: list[LineInput] = []
        if gate == "safety":
            self._try_again()
            self.remembered = Remembered(self, place_of(self), column)
        else:
            self._nothing_kept()
        self.column.addStretch(1)
        button = Button(N_("Back to the questions"), "second", "arrow_back", tall=True, on_click=self.back)
        is_deleted = gate != "safety" and not self.stays
        verb = N_("Delete and close") if is_deleted else N_("Close")
        # the person may be looking: what deletes is no primary, and never in grave words here
        kind: Kind = "second" if is_deleted else "primary"
        self.go = Button(verb, kind, tall=True, on_click=self.primary)
        page.addLayout(layouts.row(button, layouts.Stretch(), self.go, gap=12))

    def _say(self, word: str, role: Role, weight: int = 0) -> None:
        """To the person: in the officer's language, and under it in hers."""
        first = self.controller.said_to_the_person(word)
        second = self.controller.said_in_second(word)
        self.column.addWidget(Label(first, role, weight=weight, align="center"))
        if self.controller.other():
            self.column.addWidget(Label(second, role, "ink2", weight=400, align="center"))

    def _try_again(self) -> None:
        self._say("another_time", "question", 400)
        for kept_as, message in (
            ("when", N_("When to talk again")),
            ("where", N_("Where to talk")),
            ("how", N_("How to get in touch safely")),
        ):
            line = LineInput(message)
            line.setProperty(KEPT_AS, kept_as)
            line.returnPressed.connect(line.focusNextChild)
            self.lines.append(line)
            self.column.addWidget(Field(message, line))
        self.reason = RadioCards(list(OUTCOME.items()), asks=N_("Why no talk was held"))
        layouts.add(self.column, *self.reason.parts())
        card = self.reason.cards.get(presence.outcome(self.controller.interview))
        if card is not None:
            card.setChecked(True)
        sentence = N_("Nothing about the person is stored except this and who else was present.")
        if self.stays:
            sentence = N_(
                "Nothing that the person said is kept. Your notes on the arrival stay, with this and who else was "
                "there."
            )
        self.column.addWidget(Label(sentence, "small", "ink2"))

    def _nothing_kept(self) -> None:
        if not self.stays:
            self._say("deleted", "question", 400)
            return
        self._say("another_time", "question", 400)
        sentence = N_("What the person said is deleted. Your notes on the arrival stay in a case, with the refusal.")
        self.column.addWidget(Label(sentence, "small", "ink2", align="center"))

    def arrive(self) -> None:
        first = self.lines[0] if self.lines else self.go
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        self.wants.emit(navigation.Interview(self.controller))

    def primary(self) -> None:
        if not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        draft = self.controller.live.draft_id
        if self.gate == "safety":
            time_text, place, contact = (line.text().strip() for line in self.lines)
            reason = self.reason.value()
            self.write_vault(
                lambda session: work.close_unsafe(session, draft, time_text, place, contact, reason), self._closed
            )
        else:
            self.write_vault(lambda session: work.refuse_consent(session, draft), self._closed)

    def _closed(self, outcome: work.FinishedInterview | None) -> None:
        if self.gate == "safety":
            self.remembered.said()
        self.wants.emit(navigation.Case(outcome.case_id) if outcome else self.controller.after())
