"""An answer that the case knows: one line, and the way to change it. It is not asked anew."""

from PySide6.QtCore import Signal

from app.casework.questionnaires.answer_format import formatted_answer
from app.casework.questionnaires.answers import HIDDEN
from app.errors import N_
from app.language import Words, isolate, strip_marks
from app.ui.interview.controller import InterviewController
from app.ui.labels import Label, Text
from app.ui.parts import layouts
from app.ui.parts.boxes import Box, Icon
from app.ui.parts.buttons import Button

_HIDDEN = N_("On file, but hidden")


class KnownLine(Box):
    """`asked`: it is to be changed: the question takes its place."""

    asked = Signal(str)

    def __init__(self, controller: InterviewController, ref: str) -> None:
        super().__init__("sunken", "line", radius=8)
        self.controller, self.ref = controller, ref
        self.question = Label("", "small", "ink2")
        self.answer = Label("", weight=500)
        self.change = Button(N_("Change"), "quiet", "pen", on_click=lambda: self.asked.emit(ref))
        words = layouts.column(self.question, self.answer, gap=2, margins=(0, 8, 0, 8))
        row = layouts.row(
            Icon("check", "kept", 20), (words, 1), self.change, gap=12, margins=(16, 0, 8, 0)
        )
        self.inside.addLayout(row)
        self.refresh()

    def tell(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        node = self.controller.node(self.ref)
        hidden = node.extras.get("restricted") == HIDDEN
        self.answer.say(_HIDDEN if hidden else lambda w: isolate(formatted_answer(node, w)))
        self.question.say(self._since(node.label or node.name))
        self.change.say(N_("Show and change") if hidden else N_("Change"))
        self.change.setAccessibleDescription(strip_marks(node.label))

    def _since(self, label: str) -> Text:
        known_fact = self.controller.known[self.ref]

        def says(w: Words) -> str:
            day = w.date(known_fact.at.astimezone().date(), "medium")
            since_text = w(N_("known since {date}"), date=day)
            return " · ".join(
                part for part in (label, since_text, isolate(known_fact.author)) if part
            )

        return says
