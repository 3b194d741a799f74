"""What the answers point to, for the officer alone: each dimension beside the answers that raised it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from app.casework.cases import queries
from app.casework.cases.queries import CasePage, InterviewView
from app.casework.questionnaires import forms, screening
from app.casework.questionnaires.explanation import DimensionView, Explanation
from app.casework.questionnaires.explanation import Row as Answered
from app.errors import N_
from app.form import Form
from app.language import Words
from app.ui import navigation, text_lines, theme
from app.ui.app_context import Desk
from app.ui.labels import Label, plain
from app.ui.parts import layouts
from app.ui.parts.badges import Badge
from app.ui.parts.boxes import Banner, Box, Icon, Rule, empty
from app.ui.parts.buttons import Button
from app.ui.parts.fields import Area
from app.ui.parts.frame import Office
from app.ui.parts.grid import Grid
from app.ui.parts.layouts import wraps
from app.ui.parts.remembered_text import Remembered, place_of

_AT_MOST, _ASKED = 3, 5  # answers of a dimension, questions that could change the result
_STATES = {"positive": ("plus", "primary"), "open": ("wait", "wait"), "negative": ("minus", "ink2")}
_ICONS = {"possible": "person", "insufficient": "minus", "supervisor": "super", "child": "shield"}


class Result(Office):
    """No number, no gauge, no colour scale, no order by severity."""

    _page: CasePage | None = None

    def __init__(self, desk: Desk, case_id: str, interview_id: str) -> None:
        super().__init__(desk, "cases", N_("What the answers point to"), self._who)
        self._case_id, self._interview_id = case_id, interview_id
        self._told: InterviewView | None = None
        self._form: Form | None = None
        self._shown_in = ""
        self.remembered: Remembered | None = None
        self.view = Area(N_("Your view and why"), lines=4)
        self.top_of_body = layouts.column(gap=16)
        self.body.addLayout(self.top_of_body)
        self.columns = layouts.row(gap=16)
        self.leading = layouts.column(gap=14)
        self.side = Box(margins=(18, 16, 18, 16), gap=12)
        self._fill_side()
        self.columns.addLayout(self.leading, 1)
        self.columns.addWidget(self.side)
        self.body.addLayout(self.columns)
        self.body.addStretch(1)
        self.load()

    def _who(self, _w: Words) -> str:
        if self._page is None:
            return ""
        return " · ".join(part for part in (self._page.reference, self._page.name) if part)

    def load(self) -> None:
        """Read the case and its form, away from the screen."""
        session, case_id = self.desk.session, self._case_id

        def read() -> tuple[CasePage, InterviewView, Form]:
            page = queries.case(session, case_id)
            interview = next(
                interview for interview in page.interviews if interview.id == self._interview_id
            )
            return page, interview, forms.load(session, interview.form_hash)

        self.desk.off.read(self, read, self._loaded)

    def _loaded(self, loaded: tuple[CasePage, InterviewView, Form]) -> None:
        self._page, self._told, self._form = loaded
        self.top.second.tell()
        self.top.second.setVisible(True)
        if self.remembered is None:
            self.view.setPlainText(self.view.toPlainText() or self._told.view)
            place = place_of(self, self._case_id, self._interview_id)
            self.remembered = Remembered(self, place, self.side)
        self._show()

    def tell(self) -> None:
        if self._shown_in != theme.words().language:
            self._show()

    def _explained(self) -> Explanation | None:
        if self._told is None or self._form is None or self._told.assessment is None:
            return None
        return screening.explain(
            self._told.assessment, self._form, self._told.values, theme.words()
        )

    def _show(self) -> None:
        self._shown_in = theme.words().language
        explanation = self._explained()
        for layout in (self.top_of_body, self.leading, self.could_change):
            empty(layout)
        if explanation is None:
            if self._told is not None:
                sentence = N_("This questionnaire weighs no indicators. The answers are kept.")
                self.top_of_body.addWidget(Banner(sentence, "book", "ink2"))
            return
        self.top_of_body.addWidget(self._outcome(explanation))
        if explanation.provisional:
            sentence = N_("Part of the indicator list is provisional. A supervisor decides.")
            self.top_of_body.addWidget(Banner(sentence, "wait", "wait"))
        grid = Grid(columns=3 if len(explanation.dimensions) > 4 else 2, least_width=300, gap=14)
        for dimension in explanation.dimensions:
            grid.add(self._dimension(dimension))
        self.leading.addWidget(grid)
        self.leading.addWidget(Banner(plain(explanation.disclaimer), "book", "ink2"))
        if explanation.ilo11:
            self.leading.addWidget(self._named(explanation.ilo11))
        self.leading.addStretch(1)
        self._say_what_could_change(explanation)

    def _outcome(self, explanation: Explanation) -> QWidget:
        band = Box("primary_soft", "", margins=(24, 14, 24, 14))
        row = layouts.row(Icon(_ICONS.get(explanation.result, "eye"), "primary", 36), gap=18)
        words = layouts.column(
            Label(plain(explanation.outcome), "title"),
            Label(plain(explanation.reason), colour="ink2"),
        )
        row.addLayout(words, 1)
        band.inside.addLayout(row)
        return band

    def _dimension(self, dimension: DimensionView) -> QWidget:
        box = Box(margins=(18, 12, 18, 14), gap=6)
        top = layouts.row(
            (Label(plain(dimension.name), "heading"), 1),
            (Badge(plain(dimension.says), *_STATES[dimension.state]), 0, Qt.AlignmentFlag.AlignTop),
            gap=8,
        )
        box.inside.addLayout(top)
        rows = list(dimension.rows)
        for row in rows[:_AT_MOST]:
            box.inside.addWidget(Rule())
            box.inside.addWidget(self._answer(row))
        if len(rows) > _AT_MOST:
            more_button = Button(
                lambda w: w.count("and {n} more", "and {n} more", len(rows) - _AT_MOST), "quiet"
            )
            more_button.clicked.connect(lambda: self._show_rest(box, more_button, rows[_AT_MOST:]))
            box.inside.addWidget(more_button)
        if not rows:
            box.inside.addWidget(Rule())
            box.inside.addWidget(Label(N_("No answer raised this."), "small", "ink2"))
        box.inside.addStretch()
        return box

    def _show_rest(self, box: Box, more_button: Button, rows: list[Answered]) -> None:
        place = box.inside.indexOf(more_button)
        more_button.hide()
        for row in rows:
            box.inside.insertWidget(place, Rule())
            box.inside.insertWidget(place + 1, self._answer(row))
            place += 2
        box.updateGeometry()

    @staticmethod
    def _answer(row: Answered) -> QWidget:
        holder = QWidget()
        column = layouts.column(margins=(0, 4, 0, 0), parent=holder)
        top = layouts.row(
            (Label(plain(row.question), "small", "ink2"), 1),
            (
                Label(plain(row.strength), "small", "ink2", weight=500, wrap=False),
                0,
                Qt.AlignmentFlag.AlignTop,
            ),
            gap=12,
        )
        column.addLayout(top)
        column.addWidget(Label(plain(text_lines.value(row.answer)), weight=500))
        if row.indicator_name:
            column.addWidget(Label(plain(row.indicator_name), "small", "ink2"))
        wraps(holder)
        return holder

    @staticmethod
    def _named(names: tuple[str, ...]) -> QWidget:
        box = Box(margins=(18, 12, 18, 12), gap=4)
        box.inside.addWidget(
            Label(N_("Forced labour indicators named by these answers"), "heading")
        )
        for name in names:
            box.inside.addWidget(Label(plain(f"• {name}")))
        return box

    def _fill_side(self) -> None:
        self.could_change = layouts.column(gap=6)
        self.side.inside.addLayout(self.could_change)
        self.side.inside.addWidget(Rule())
        self.side.inside.addWidget(Label(N_("Your view and why"), "heading"))
        self.side.inside.addWidget(self.view)
        self.keep = Button(N_("Keep your view"), "primary", "pen", tall=True)
        self.keep.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.keep.clicked.connect(self.primary)
        self.side.inside.addWidget(self.keep)
        self.told_kept = Label("", "small", "kept")
        self.side.inside.addWidget(self.told_kept)
        self.side.inside.addStretch()
        self.version = Label("", "small", "ink2")
        self.side.inside.addWidget(self.version)
        open_case = Button(N_("Open the case"), "second", "folder")
        open_case.clicked.connect(lambda: self.wants.emit(navigation.Case(self._case_id)))
        self.side.inside.addWidget(open_case)

    def _say_what_could_change(self, explanation: Explanation) -> None:
        questions = [open_.question for open_ in explanation.would_decide]
        self.could_change.addWidget(
            Label(
                lambda w: (
                    w.count(
                        "{n} question could change this",
                        "{n} questions could change this",
                        len(questions),
                    )
                    if questions
                    else w("No open question could change this")
                ),
                "heading",
            )
        )
        for question in questions[:_ASKED]:
            self.could_change.addWidget(Label(plain(f"• {question}"), "small", "ink2"))
        if leftover := questions[_ASKED:]:
            more_button = Button(
                lambda w: w.count("and {n} more", "and {n} more", len(leftover)), "quiet"
            )
            more_button.clicked.connect(lambda: self._show_questions(more_button, leftover))
            self.could_change.addWidget(more_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.version.say(
            lambda w: w(
                "Rule {rule}, indicators {data}",
                rule=str(explanation.rule_version),
                data=str(explanation.data_version),
            )
        )

    def _show_questions(self, more_button: Button, leftover: list[str]) -> None:
        more_button.hide()
        for question in leftover:
            self.could_change.addWidget(Label(plain(f"• {question}"), "small", "ink2"))

    def arrive(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        """Keep the officer's view beside the result."""
        typed = self.view.toPlainText().strip()
        if self._told is None or not typed or typed == self._told.view:
            return
        session, case_id, interview_id = self.desk.session, self._case_id, self._interview_id
        self.desk.off.write(
            self, lambda: queries.set_view(session, case_id, interview_id, typed), self._kept
        )

    def _kept(self, _none: None) -> None:
        at = self.desk.clock()
        self.told_kept.say(lambda w: f"{w(N_('Kept'))} · {w.time(at)}")
        self.load()

    def hand_over(self) -> None:
        self.primary()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= 1240
        self.columns.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )
        self.side.setMinimumWidth(264 if wide else 0)
        self.side.setMaximumWidth(316 if wide else 16777215)
