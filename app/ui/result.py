"""What to do next after an interview, for the officer alone: one result, why in three lines, one act."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.case.visit import PLACES
from app.casework.cases import queries
from app.casework.cases.queries import CasePage, InterviewView
from app.casework.lifecycle import talk_days
from app.casework.pages import lifecycle_page
from app.casework.pages.lifecycle_page import LifecyclePage
from app.casework.questionnaires import coverage, forms, screening
from app.casework.questionnaires.form_parts import part_of
from app.errors import N_
from app.form import Form
from app.language import Words, isolate, isolate_ltr
from app.screening.explained import Explanation, Open, RaisedBy, ReadingView
from app.ui import navigation, text_lines, theme, topics
from app.ui.app_context import AppContext
from app.ui.case import due_list, needs, people
from app.ui.case.context import CasePageContext
from app.ui.case.waiting import REASON
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import (
    Area,
    Badge,
    Banner,
    Box,
    Button,
    CheckCard,
    Flow,
    Fold,
    Icon,
    Rows,
    Rule,
    empty,
    layouts,
    wraps,
)
from app.ui.parts.buttons import Kind
from app.ui.parts.frame import Office, RecordChanges
from app.ui.parts.remembered_text import Remembered, place_of
from app.ui.sending import AGENCY, SUPERVISOR

_WIDE = 1080  # of a page whose acts have room beside what it says
_MANY_ACTS = 3  # stand below what the page says
_ASKED = 4  # questions that could change the result, before "and n more"
_STATES = {
    "met": ("plus", "primary"),
    "open": ("wait", "wait"),
    "not_met": ("minus", "ink2"),
    "positive": ("plus", "primary"),
    "negative": ("minus", "ink2"),
}
_ICONS = {
    "refer": "flag", "talk_again": "person", "labour_complaint": "doc", "none": "minus", "not_enough": "talk",
    "possible": "flag", "supervisor": "super", "child": "shield", "insufficient": "minus",
}  # fmt: skip
_TO_SUPERVISOR = {"refer", "possible", "supervisor", "child"}


class ResultScreen(Office):
    """No number, no gauge, no colour scale, no order by severity."""

    _page: CasePage | None = None
    _band: QBoxLayout | None = None
    _has_room_beside = True

    def __init__(self, context: AppContext, case_id: str, interview_id: str) -> None:
        super().__init__(context, "cases", N_("What to do next"), self._who)
        self.case_id, self._interview_id = case_id, interview_id
        self._told: InterviewView | None = None
        self._form: Form | None = None
        self._course: LifecyclePage | None = None
        self._shown_in, self._is_talk_due = "", False
        self.remembered: Remembered | None = None
        self.top_of_body = layouts.column(gap=12)
        self.columns = layouts.row(gap=20)
        self.why, self.could_change = layouts.column(gap=8), layouts.column(gap=8)
        layouts.add(self.columns, (self.why, 1), (self.could_change, 1))
        self.folded = layouts.column()
        layouts.add(self.body, *(self.top_of_body, self.columns), self.folded)
        self.readings = layouts.column(gap=4)
        self.sources = layouts.column(gap=6)
        self._fill_folds()
        self.disclaimer = layouts.column()
        layouts.add(self.body, self.disclaimer, layouts.Stretch(1))
        self.load()

    def _who(self, w: Words) -> str:
        if self._page is None or self._told is None:
            return ""
        talk_moment = w.moment(self._told.at)
        talk = N_("Site visit of {when}") if self._is_of_place() else N_("Interview of {when}")
        moment = w(talk, when=talk_moment)
        return " · ".join(
            text
            for text in (moment, isolate(self._page.name) if self._page.name else "", isolate_ltr(self._page.reference))
            if text
        )

    def _is_of_place(self) -> bool:
        """Nobody was interviewed: the page is about what was seen somewhere."""
        return self._form is not None and part_of(self._form) in PLACES

    def is_concerned(self, changes: RecordChanges) -> bool:
        return bytes.fromhex(self.case_id) in changes.cases

    def load(self) -> None:
        session, case_id = self.context.session, self.case_id

        def read() -> tuple[CasePage, InterviewView, Form, LifecyclePage, bool]:
            page = queries.case(session, case_id)
            interview = next(interview for interview in page.interviews if interview.id == self._interview_id)
            form = forms.load(session, interview.form_hash)
            course = lifecycle_page.course(session, queries.case_of(session, case_id))
            return page, interview, form, course, bool(talk_days.due(session, case_id))

        self.context.workers.read_vault(self, read, self._loaded)

    def _loaded(self, loaded: tuple[CasePage, InterviewView, Form, LifecyclePage, bool]) -> None:
        self._page, self._told, self._form, self._course, self._is_talk_due = loaded
        self.top.second.tell()
        self.top.second.setVisible(True)
        if self.remembered is None:
            self.view.setPlainText(self.view.toPlainText() or self._told.view)
            place = place_of(self, self.case_id, self._interview_id)
            self.remembered = Remembered(self, place, self.own_view)
            self.view.textChanged.connect(self.your_view.open)  # what was typed stands there again
        self._show()

    def tell(self) -> None:
        if self._shown_in != theme.words().language:
            self._show()

    def _explained(self) -> Explanation | None:
        if self._told is None or self._form is None or self._told.assessment is None:
            return None
        return screening.explain(self._told.assessment, self._form, self._told.values, theme.words())

    def _show(self) -> None:
        self._shown_in = theme.words().language
        explanation = self._explained()
        for layout in (self.top_of_body, self.why, self.could_change, self.readings, self.sources, self.disclaimer):
            empty(layout)
        if explanation is None:
            if self._told is not None:
                sentence = N_("This questionnaire does not look for signs of trafficking. The answers are saved.")
                self.top_of_body.addWidget(Banner(sentence, "book", "ink2"))
                self.top_of_body.addWidget(self._open_case(), 0, Qt.AlignmentFlag.AlignLeading)
            return
        layouts.add(self.top_of_body, self._needed_today(explanation), self._outcome(explanation))
        if (left_out := topics.listed(explanation)) is not None:
            self.top_of_body.addWidget(left_out)
        self._show_why(explanation)
        self._say_what_could_change(explanation)
        self._show_readings(explanation)
        self._show_sources(explanation)
        self.disclaimer.addWidget(Banner(plain(explanation.disclaimer), "book", "ink2"))
        self.concern.tell()
        self.concern.setVisible(not explanation.concern and bool(explanation.readings))

    def _needed_today(self, explanation: Explanation) -> QWidget:
        assert self._course is not None
        page = CasePageContext(self, self.case_id, self._course)
        if (urgent := needs.urgent(page)) is not None:
            return urgent
        for topic in topics.not_asked(explanation):
            if topic.id == coverage.NEEDS:
                return Banner(plain(f"{topic.name}: {topic.says}"), "wait", "wait")
        return Banner(N_("No urgent need was named"), "check", "ink2")

    def _outcome(self, explanation: Explanation) -> QWidget:
        band = Box("primary_soft", "", margins=(22, 12, 16, 12))
        words = layouts.column(
            Label(plain(explanation.outcome), "title"), Label(lambda w: self._reason(explanation, w), colour="ink2")
        )
        sentence = layouts.row(
            (Icon(_ICONS.get(explanation.result, "eye"), "primary", 36), 0, Qt.AlignmentFlag.AlignTop),
            (words, 1),
            gap=18,
        )
        buttons = self._acts(explanation)
        self._has_room_beside = len(buttons) < _MANY_ACTS
        if self._has_room_beside:
            self._band = layouts.row((sentence, 1), layouts.row(*buttons, gap=18), gap=18)
        else:
            self._band = layouts.row((sentence, 1), Flow(gap=18).add(*reversed(buttons)), gap=18)
        band.inside.addLayout(self._band)
        self._fit_band()
        return band

    @staticmethod
    def _reason(explanation: Explanation, w: Words) -> str:
        if explanation.result != "not_enough" or not topics.not_asked(explanation):
            return explanation.reason
        return f"{topics.how_many(explanation, w)}. {explanation.reason}"

    def _fit_band(self) -> None:
        """The acts beside the sentence, or below it."""
        if self._band is not None:
            layouts.lay(self._band, beside=self._has_room_beside and self.width() >= _WIDE)

    def _acts(self, explanation: Explanation) -> list[Button]:
        """The one act that comes first is the last of them; the case is never far."""
        open_case = self._open_case()
        training = self.context.training
        mission_id = training.whose(self.case_id, self._interview_id) if training else ""
        if mission_id:
            score = navigation.PracticeScore(self.case_id, self._interview_id, mission_id)
            see = Button(
                N_("See the score"),
                "primary",
                "arrow_fwd",
                tall=True,
                icon_after=True,
                on_click=lambda: self.wants.emit(score),
            )
            return [open_case, see]
        if explanation.result in _TO_SUPERVISOR and (helps := self._helps()):
            return [open_case, *helps]
        if explanation.result == "not_enough":
            return self._ask_the_rest(explanation)
        if self._is_of_place():
            return [self._open_case(first=True)]
        if explanation.result == "talk_again" and self._told is not None:
            next_talk = navigation.StartInterview(case_id=self.case_id, earlier_talk=self._interview_id)
            ask = Button(
                N_("Talk with the person now"),
                "second" if self._is_talk_due else "primary",
                "person",
                tall=True,
                on_click=self.goes(next_talk),
            )
            day = self._first(N_("Set a day for another talk"), self._set_day)
            return [open_case, ask, day] if self._is_talk_due else [open_case, ask]
        if explanation.result == "labour_complaint":
            complaint = self._first(N_("Enter the complaint"), self._complain)
            return [open_case, self._rights_sheet(), complaint]
        return [self._rights_sheet(), self._open_case(first=True)]

    def _ask_the_rest(self, explanation: Explanation) -> list[Button]:
        """Of what nobody asked; or on another day."""
        next_talk = navigation.StartInterview(case_id=self.case_id, earlier_talk=self._interview_id)
        of_place = self._is_of_place()
        another_day = N_("Set a day to come back") if of_place else N_("Set a day for another talk")

        def ask(w: Words) -> str:
            if of_place:
                return w(N_("Look at the rest now"))
            minutes = topics.minutes(explanation)
            return w.count("Ask these now (about {n} minute)", "Ask these now (about {n} minutes)", minutes)

        return [
            self._open_case(),
            Button(another_day, "second", "clock", tall=True, on_click=self._set_day),
            self._first(ask, lambda: self.wants.emit(next_talk)),
        ]

    def _set_day(self) -> None:
        due_list.set_day(self, self.case_id)

    def _first(self, text: Text, act: Callable[[], None]) -> Button:
        """What the result says is to be done."""
        return Button(text, "primary", "arrow_fwd", tall=True, icon_after=True, on_click=act)

    def _helps(self) -> list[Button]:
        """An agency, and the supervisor where there is one; of a place there is nobody to refer."""
        kind: Kind = "primary" if self._is_of_place() else "second"
        send = (
            [Button(N_("Send to the supervisor"), kind, "super", tall=True, on_click=self.hand_over_case)]
            if self.context.status.joined
            else []
        )
        if self._is_of_place():
            return send
        to_agency = navigation.Send(
            self.case_id, whom=AGENCY, reason=said(REASON), origin=navigation.Result(self.case_id, self._interview_id)
        )
        return [*send, self._first(N_("Refer"), self.goes(to_agency))]

    def _complain(self) -> None:
        """Its number, and which authority it lies with."""
        assert self._course is not None
        page = CasePageContext(self, self.case_id, self._course)
        people.proceed(page, None, page.course.people)

    def _rights_sheet(self) -> Button:
        return Button(
            N_("Rights and numbers to call"),
            "second",
            "book",
            tall=True,
            on_click=self.goes(navigation.RightsSheet(self.case_id)),
        )

    def _open_case(self, *, first: bool = False) -> Button:
        return Button(
            N_("Open the case"),
            "primary" if first else "second",
            "folder",
            tall=True,
            on_click=self.goes(navigation.Case(self.case_id)),
        )

    def hand_over_case(self) -> None:
        """To a supervisor."""
        here = navigation.Result(self.case_id, self._interview_id)
        self.wants.emit(navigation.Send(self.case_id, whom=SUPERVISOR, origin=here))

    # -- why -----------------------------------------------------------------------------------

    def _show_why(self, explanation: Explanation) -> None:
        is_provisional = any(reading.provisional for reading in explanation.readings)
        head = layouts.row((Label(N_("Why"), "heading"), 0), layouts.Stretch(1), gap=12)
        if explanation.decided_by:
            first = explanation.decided_by[0]
            head.addWidget(Label(plain(first), "small", "ink2", weight=500, wrap=False))
        if is_provisional:
            head.addWidget(Badge(N_("Not yet reviewed by an expert"), "wait", "wait", tinted=False))
        self.why.addLayout(head)
        rows = explanation.why or self._of_the_table(explanation)
        if rows:
            self.why.addWidget(Rows.of(self._answer(row) for row in rows))
        else:
            self.why.addWidget(Label(N_("No answer showed a sign."), colour="ink2"))
        self.why.addStretch(1)

    @staticmethod
    def _of_the_table(explanation: Explanation) -> tuple[RaisedBy, ...]:
        """Of a result that an older version wrote: by the table of 2009."""
        if explanation.readings:
            return ()
        rows = [row for dimension in explanation.dimensions for row in dimension.rows]
        return tuple(rows[:3])

    @staticmethod
    def _answer(row: RaisedBy) -> QWidget:
        sign = layouts.column(
            Label(plain(row.indicator_name), weight=500),
            Label(plain(row.strength), "small", "ink2"),
            layouts.Stretch(1),
        )
        answer = layouts.column(
            Label(plain(row.question), "small", "ink2"), Label(plain(text_lines.value(row.answer))), layouts.Stretch(1)
        )
        return layouts.row_widget((sign, 5), (answer, 6), gap=20, margins=(16, 5, 16, 5), wrap=True)

    def _say_what_could_change(self, explanation: Explanation) -> None:
        questions = explanation.would_decide
        self.columns.setStretch(1, 1 if questions else 0)
        self.columns.setSpacing(20 if questions else 0)
        if not questions:
            return
        heading = Label(
            lambda w: w.count("{n} question could change this", "{n} questions could change this", len(questions)),
            "heading",
        )
        self.could_change.addWidget(heading)
        card = Rows.of(map(self._question, questions[:_ASKED]))
        self.could_change.addWidget(card)
        if leftover := questions[_ASKED:]:
            more_button = Button(lambda w: w.count("and {n} more", "and {n} more", len(leftover)), "quiet")

            def show_rest() -> None:
                more_button.hide()
                card.add(*(self._question(question) for question in leftover))

            more_button.clicked.connect(show_rest)
            self.could_change.addWidget(more_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.could_change.addStretch(1)

    @staticmethod
    def _question(question: Open) -> QWidget:
        words = Label(plain(question.question))
        answer = Label(plain(question.answer), "small", "ink2", wrap=False)
        middle = Qt.AlignmentFlag.AlignVCenter
        return layouts.row_widget((words, 1), (answer, 0, middle), gap=12, margins=(16, 9, 16, 9), wrap=True)

    # -- folded --------------------------------------------------------------------------------

    def _fill_folds(self) -> None:
        self.view = Area(N_("Your view and why"), lines=3)
        self.concern = CheckCard(
            lambda w: w(
                N_("I am concerned about the people there")
                if self._is_of_place()
                else N_("I am concerned about this person")
            )
        )
        self.keep = Button(N_("Save your view"), "second", "pen", on_click=self.primary)
        self.told_kept = Label("", "small", "kept")
        self.own_view = layouts.column_widget(
            self.view, self.concern, layouts.row_widget(self.keep, (self.told_kept, 1), gap=12), gap=8, wrap=True
        )
        by_readings, of_sources = QWidget(), QWidget()
        by_readings.setLayout(self.readings)
        of_sources.setLayout(self.sources)
        for holder in (by_readings, of_sources):
            wraps(holder)
        self.all_readings = Fold(N_("All readings"), self._states, by_readings)
        self.your_view = Fold(N_("Your view"), self._viewed, self.own_view)
        self.rules = Fold(
            N_("Rules and sources"), N_("How the result was worked out, and from which sources"), of_sources
        )
        card = Box().add(self.your_view, Rule())
        card.inside.addLayout(layouts.row((self.all_readings, 1), (self.rules, 1), gap=1))
        self.folded.addWidget(card)

    def _states(self, w: Words) -> str:
        explanation = self._explained()
        if explanation is None or not explanation.readings:
            return w(N_("By the table of 2009"))
        states = [reading.state for reading in explanation.readings]
        parts = [
            w("met: {n}", n=w.number(states.count("met"))),
            w("not clear yet: {n}", n=w.number(states.count("open"))),
            w("not met: {n}", n=w.number(states.count("not_met"))),
        ]
        return " · ".join(parts)

    def _viewed(self, w: Words) -> str:
        explanation = self._explained()
        if explanation is not None and explanation.concern:
            return w(N_("You noted concern"))
        if self._told is not None and self._told.view:
            return isolate(self._told.view)
        return w(N_("Nothing noted yet"))

    def _show_readings(self, explanation: Explanation) -> None:
        for reading in explanation.readings:
            self.readings.addWidget(self._reading(reading.name, reading.state, reading.says))
            for row in reading.rows:
                self.readings.addWidget(self._sign(row))
            if not reading.rows:
                self.readings.addWidget(Label(N_("No answer led to this."), "small", "ink2"))
        self.readings.addWidget(Rule())
        self.readings.addWidget(Label(N_("By dimension, ILO and EC 2009"), "heading"))
        for dimension in explanation.dimensions:
            self.readings.addWidget(self._reading(dimension.name, dimension.state, dimension.says))
            for row in dimension.rows:
                self.readings.addWidget(self._sign(row))
        self.all_readings.head.tell()
        self.your_view.head.tell()

    @staticmethod
    def _reading(name: str, state: str, says: str) -> QWidget:
        return layouts.row_widget(
            (Label(plain(name), weight=500), 1),
            (Badge(plain(says), *_STATES[state], tinted=False), 0, Qt.AlignmentFlag.AlignTop),
            gap=8,
            margins=(0, 8, 0, 0),
            wrap=True,
        )

    @staticmethod
    def _sign(row: RaisedBy) -> QWidget:
        answer = text_lines.value(row.answer)
        return layouts.column_widget(
            Label(plain(f"{row.indicator_name} · {row.strength}"), "small"),
            Label(plain(f"{row.question} {isolate(answer)}"), "small", "ink2"),
            margins=(12, 0, 12, 2),
            wrap=True,
        )

    def _show_sources(self, explanation: Explanation) -> None:
        layouts.add(self.sources, *(self._source(reading) for reading in explanation.readings))
        version = Label(
            lambda w: w(
                "Rule {rule}, indicators {data}", rule=str(explanation.rule_version), data=str(explanation.data_version)
            ),
            "small",
            "ink2",
        )
        self.sources.addWidget(version)
        if explanation.ilo11:
            heading = Label(N_("Forced labour indicators named by these answers"), weight=500)
            self.sources.addWidget(heading)
            for name in explanation.ilo11:
                self.sources.addWidget(Label(plain(f"• {name}"), "small"))

    @staticmethod
    def _source(reading: ReadingView) -> QWidget:
        def said(w: Words) -> str:
            review = w("Not yet reviewed by an expert") if reading.provisional else ""
            return " · ".join(text for text in (reading.name, reading.version, review) if text)

        return Label(said, "small", "ink2")

    def arrive(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        typed, concern = self.view.toPlainText().strip(), self.concern.isChecked()
        if self._told is None or not (typed or concern):
            return
        if typed == self._told.view and not concern:
            return
        case_id, interview_id = self.case_id, self._interview_id
        self.write_vault(
            lambda session: queries.set_view(session, case_id, interview_id, typed, concern=concern), self._kept
        )

    def _kept(self, _none: None) -> None:
        at = self.context.clock()
        self.told_kept.say(lambda w: f"{w(N_('Saved'))} · {w.time(at)}")

    def hand_over(self) -> None:
        self.primary()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_band()
        layouts.lay(self.columns, beside=self.width() >= 1180)
