"""The answers are read back to the person, who agrees or corrects. What is asked of the person stands
first and stays in sight, however long the answers are. Where a language stands second, both are read:
the officer's words at the leading side, the person's beside them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.casework.interviews import interview as work
from app.casework.interviews.interview import Agreement, FinishedInterview, WasReadBack
from app.casework.questionnaires.answers import AnswerLine
from app.errors import N_, SanadError
from app.form import Interview
from app.ui import navigation, text_lines, theme
from app.ui.interview.bilingual_text import Pair
from app.ui.interview.controller import InterviewController
from app.ui.labels import Align, Label, plain
from app.ui.parts import (
    Area,
    Box,
    Button,
    FieldProblem,
    Grid,
    RadioCard,
    Rule,
    counted,
    empty,
    group,
    layouts,
    scrolling,
    wraps,
)
from app.ui.parts.frame import Screen, TopLine
from app.ui.parts.remembered_text import Remembered, place_of

_LOW = 600  # of a window that has no room for more than the answers
_WIDE = 700  # of a row that has room for two languages side by side
_BETWEEN = 24
_AGREEMENTS: tuple[tuple[WasReadBack, str], ...] = (
    ("yes", N_("Agrees with what was read")),
    ("no", N_("Asks for a correction")),
    ("not read back", N_("Was not read back")),
)


class ReadBack(Screen):
    def __init__(self, controller: InterviewController) -> None:
        super().__init__(controller.context)
        self.controller = controller
        self._agreed: WasReadBack = ""
        page = layouts.column(gap=12, margins=(0, 18, 0, 16), parent=self)
        top = layouts.column(TopLine(self, N_("What was written")), margins=(32, 0, 32, 0))
        page.addLayout(top)
        canvas = QWidget()
        self.body = layouts.column(gap=20, margins=(32, 4, 32, 16), parent=canvas)
        self.sections = layouts.column(gap=20)
        layouts.add(self.body, self.sections, layouts.Stretch(1))
        self.area = scrolling(canvas)
        self.asked = self._agreement()
        self.in_sight = layouts.column(self.asked, margins=(32, 0, 32, 0))
        layouts.add(page, self.in_sight, (self.area, 1), self._foot())
        self._fill()

    def tell(self) -> None:
        self.controller.follow_language()
        self._ask()
        self._fill()

    def _ask(self) -> None:
        """The question to the person, in the languages on the screen."""
        second_label = self.controller.said_in_second("right") if self.controller.other() else lambda _w: ""
        self.question.say(self.controller.said_to_the_person("right")(theme.words()), second_label(theme.words()))

    def _fill(self) -> None:
        empty(self.sections)
        language, second_language = self.controller.both()
        interview, words = self.controller.interview, theme.words()
        in_other = {
            line.ref: line
            for section in (work.readback(interview, second_language, words) if second_language else ())
            for line in section.lines
        }
        for section in work.readback(interview, language, words):
            lines = [line for line in section.lines if not self.controller.covers(line.ref)]
            if not lines:
                continue
            box = Box(margins=(18, 10, 18, 10))
            for at, line in enumerate(lines):
                if at:
                    box.inside.addWidget(Rule())
                box.inside.addWidget(BothLanguages(line, in_other.get(line.ref)))
            self.sections.addWidget(group(plain(section.title), box))
        if (widget := unasked(interview, language)) is not None:
            self.sections.addWidget(widget)

    def _agreement(self) -> QWidget:
        holder = QWidget()
        self.question = Pair()
        column = layouts.column(self.question, gap=8, parent=holder)
        self._ask()
        self.cards: list[RadioCard] = []
        grid = Grid(columns=3)
        for agreed, message in _AGREEMENTS:
            card = RadioCard(message, quiet=agreed == "not read back")
            card.chosen.connect(lambda agreed=agreed: self._agree(agreed))
            self.cards.append(card)
            grid.add(card)
        column.addWidget(grid)
        self.problem = FieldProblem()
        column.addWidget(self.problem)
        self.corrections = Area(N_("What to correct"), hint=N_("What to correct"))
        self.corrections.hide()
        column.addWidget(self.corrections)
        self.remembered = Remembered(self, place_of(self), holder)
        wraps(holder)
        return holder

    def _agree(self, agreed: WasReadBack) -> None:
        self._agreed = agreed
        self.problem.say("")
        for (agreed_value, _), card in zip(_AGREEMENTS, self.cards, strict=True):
            card.setChecked(agreed_value == agreed)
        self.corrections.setVisible(agreed == "no")
        if agreed == "no":
            self.corrections.setFocus(Qt.FocusReason.OtherFocusReason)

    def _foot(self) -> QHBoxLayout:
        back_button = Button(N_("Back"), "second", "arrow_back", tall=True, on_click=self.back)
        self.go = Button(N_("Finish"), "primary", "arrow_fwd", icon_after=True, tall=True, on_click=self.primary)
        return layouts.row(back_button, layouts.Stretch(), self.go, gap=12, margins=(32, 0, 32, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the window is low it scrolls with the answers, before them."""
        super().resizeEvent(event)
        scrolls = self.area.isAncestorOf(self.asked)
        if self.height() < _LOW and not scrolls:
            self.body.insertWidget(0, self.asked)
        elif self.height() >= _LOW and scrolls:
            self.in_sight.addWidget(self.asked)

    def arrive(self) -> None:
        self.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.verticalScrollBar().setValue(0)

    def back(self) -> None:
        self.wants.emit(navigation.Review(self.controller))

    def forward(self) -> None:
        self.primary()

    def primary(self) -> None:
        if not self.go.isEnabled():
            return
        if not self._agreed:
            self.problem.say(N_("Choose one of these first."))
            self.area.ensureWidgetVisible(self.problem)
            self.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.go.setEnabled(False)
        draft = self.controller.live.draft_id
        agreement = Agreement(self._agreed, self.corrections.toPlainText().strip(), "")
        language = self.controller.language()
        self.write_vault(lambda session: work.finish(session, draft, agreement, language), self._done, self._not_done)

    def _done(self, finished: FinishedInterview) -> None:
        self.remembered.said()
        self.wants.emit(navigation.Thanks(self.controller, finished.case_id, finished.interview_id))

    def _not_done(self, error: SanadError) -> None:
        self.go.setEnabled(True)
        self.trouble.emit(error)


def unasked(interview: Interview, language: str, *, aloud: bool = True) -> QWidget | None:
    """What nobody asked, by its questions; None where everything was."""
    questions = [
        line.question
        for section in work.readback(interview, language, aloud=aloud, unasked=True)
        for line in section.lines
        if not line.answer
    ]
    if not questions:
        return None
    box = Box(margins=(18, 10, 18, 10))
    for question in questions:
        box.inside.addWidget(Label(plain(question), "small", "ink2"))
    return group(counted(N_("Not asked"), len(questions)), box)


class BothLanguages(QWidget):
    """An answer as the officer reads it and, beside it, as the person does; narrow: under each other."""

    def __init__(self, line: AnswerLine, second_line: AnswerLine | None) -> None:
        super().__init__()
        self.columns = layouts.row((pair(line.question, line.answer), 1), gap=_BETWEEN, parent=self)
        if second_line is not None:
            second_pair = pair(second_line.question, second_line.answer, align="own")
            self.columns.addWidget(second_pair, 1)
        wraps(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layouts.lay(self.columns, beside=self.width() >= _WIDE)


def pair(question: str, answer: str, align: Align = "start") -> QWidget:
    """A question in small words, its answer under it."""
    return layouts.column_widget(
        Label(plain(question), "small", "ink2", align=align),
        Label(plain(text_lines.value(answer)), weight=500, align=align),
        margins=(0, 8, 0, 8),
        wrap=True,
    )
