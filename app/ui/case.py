"""One case: who, where on the road, what was answered, what happened."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.casework import forms, reading
from app.casework import interview as work
from app.casework.reading import CasePage, Happened, InterviewView
from app.errors import N_
from app.form import Form, Interview
from app.language import Words, isolate_ltr
from app.ui import goto, look, text
from app.ui.ask_alone import ask_alone
from app.ui.desk import Desk
from app.ui.parts.badges import Badge
from app.ui.parts.boxes import Box, Row, Rows, Rule, empty, group, tight, wraps
from app.ui.parts.buttons import Button
from app.ui.parts.frame import Office
from app.ui.readback import pair
from app.ui.stages import Road
from app.ui.words import Label, Text, plain

_FACTS: tuple[tuple[str, str, bool], ...] = (  # fact, its name, left to right
    ("name", N_("Name"), True),
    ("name_ar", N_("Name in Arabic"), False),
    ("sex", N_("Sex"), False),
    ("age", N_("Age"), False),
    ("birth_date", N_("Date of birth"), True),
    ("nationality", N_("Nationality"), False),
    ("civil_id", N_("Civil ID"), True),
    ("passport", N_("Passport"), True),
    ("residency_article", N_("Residency article"), False),
    ("phone", N_("Phone"), True),
    ("employer", N_("Employer"), False),
    ("employer_file", N_("Employer’s file"), True),
    ("site", N_("Place of work"), False),
    ("interpreter", N_("Interpreter"), True),
)


class CaseScreen(Office):
    """The primary action is the paper; everything else is read."""

    told: CasePage | None = None

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "cases", self._name, self._second)
        self.case_id = case_id
        self.forms: dict[str, Form] = {}
        self.print_it = Button(N_("Print or save"), "primary", "doc")
        self.print_it.clicked.connect(self.primary)
        self.result = Button(N_("What the answers point to"), "second", "eye")
        self.result.clicked.connect(self._result)
        self.again = Button(N_("Another interview"), "second", "plus")
        self.again.clicked.connect(lambda: self.wants.emit(goto.Begin()))
        actions = QHBoxLayout()
        tight(actions, 10)
        for button in (self.print_it, self.result, self.again):
            actions.addWidget(button)
        actions.addStretch()
        self.badge = Badge(N_("Restricted case"), "lock", "restricted")
        self.badge.hide()
        actions.addWidget(self.badge)
        self.body.addLayout(actions)
        self.road = QVBoxLayout()
        self.body.addLayout(self.road)
        self.columns = QHBoxLayout()
        tight(self.columns, 20)
        self.leading, self.trailing = QVBoxLayout(), QVBoxLayout()
        for column in (self.leading, self.trailing):
            tight(column, 18)
        self.columns.addLayout(self.leading, 11)
        self.columns.addLayout(self.trailing, 8)
        self.body.addLayout(self.columns)
        self.body.addStretch(1)
        self.load()

    def _name(self, w: Words) -> str:
        if self.told is None:
            return " "
        return self.told.name or w(N_("No name yet"))

    def _second(self, w: Words) -> str:
        if self.told is None:
            return ""
        responsible = w("responsible: {officer}", officer=self.told.officer)
        return f"{isolate_ltr(self.told.reference)} · {responsible}"

    def load(self) -> None:
        """Read the case, away from the screen."""
        session, case_id = self.desk.session, self.case_id

        def read() -> tuple[CasePage, dict[str, Form]]:
            page = reading.case(session, case_id)
            return page, {
                each.form_hash: forms.load(session, each.form_hash) for each in page.interviews
            }

        self.desk.off.read(self, read, self._show)

    def _show(self, found: tuple[CasePage, dict[str, Form]]) -> None:
        self.told, self.forms = found
        self.top.title.tell()
        self.top.second.tell()
        self.top.second.setVisible(self.height() >= 640)
        self.badge.setVisible(self.told.restricted)
        weighed = any(each.assessment is not None for each in self.told.interviews)
        self.result.setVisible(weighed)
        empty(self.road)
        box = Box(margins=(8, 8, 8, 8))
        box.inside.addWidget(Road(self.told.stage))
        self.road.addWidget(box)
        self._fill()

    def tell(self) -> None:
        if self.told is not None:
            self._fill()

    def _fill(self) -> None:
        if self.told is None:
            return
        for column in (self.leading, self.trailing):
            empty(column)
        for told in reversed(self.told.interviews):
            self.leading.addWidget(self._answers(told))
        self.leading.addStretch(1)
        self.trailing.addWidget(self._facts(self.told))
        self.trailing.addWidget(self._timeline(self.told.timeline))
        self.trailing.addStretch(1)

    def _answers(self, told: InterviewView) -> QWidget:
        form = self.forms[told.form_hash]
        interview = Interview(form, told.values)
        language = work.address(interview, look.words().language) or form.default_language
        box = Box(margins=(18, 8, 18, 8))
        for section in work.readback(interview, language):
            box.inside.addSpacing(10)
            box.inside.addWidget(Label(plain(section.title), "label", "primary", weight=600))
            for line in section.lines:
                box.inside.addWidget(pair(line.question, line.answer))
            box.inside.addWidget(Rule())
        box.inside.addWidget(self._agreement(told))
        title = told.titles.get(look.words().language) or told.titles.get("", "") or told.form_title
        at = told.at
        return group(lambda w: f"{title} · {w.date(at.astimezone().date())}", box)

    def _agreement(self, told: InterviewView) -> QWidget:
        says = {
            "yes": N_("Read back: the person agreed."),
            "no": N_("Read back: the person wanted something corrected."),
        }.get(told.agreed, N_("The answers were not read back."))
        made = QWidget()
        down = QVBoxLayout(made)
        tight(down, 4, (0, 8, 0, 8))
        down.addWidget(Label(says, "small", "ink2"))
        if told.corrections:
            down.addWidget(pair(look.words()(N_("To be corrected")), told.corrections))
        if told.view:
            down.addWidget(pair(look.words()(N_("The officer’s view")), told.view))
        wraps(made)
        return made

    def _facts(self, page: CasePage) -> QWidget:
        rows = Box(margins=(18, 10, 18, 10), gap=4)
        shown = self._facts_in_words(page)
        for fact, of, ltr in _FACTS:
            value = shown.get(fact, "")
            if value:
                rows.inside.addWidget(
                    fact_row(of, isolate_ltr(value) if ltr else text.value(value))
                )
        return group(N_("The person"), rows)

    def _facts_in_words(self, page: CasePage) -> dict[str, str]:
        """Facts as the form's choices say them."""
        found = dict(page.facts)
        for told in page.interviews:
            interview = Interview(self.forms[told.form_hash], told.values)
            language = work.address(interview, look.words().language)
            for question in self.forms[told.form_hash].questions():
                fact = question.extras.get("fact", "")
                if fact in found and question.choices and told.values.get(question.path):
                    found[fact] = work.shown(interview.node(question.path, language or None))
        return found

    @staticmethod
    def _timeline(happened: tuple[Happened, ...]) -> QWidget:
        rows = Rows()
        for each in reversed(happened):
            rows.add(Row(each.says, moment(each), "clock"))
        return group(N_("What happened"), rows)

    def arrive(self) -> None:
        self.print_it.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        if self.told is not None:
            self.wants.emit(goto.Print(self.case_id, self.told.reference))

    def _result(self) -> None:
        if self.told is None:
            return
        weighed = [each for each in self.told.interviews if each.assessment is not None]
        to = goto.Result(self.case_id, weighed[-1].id)
        ask_alone(self, lambda: self.wants.emit(to))

    def back(self) -> None:
        self.wants.emit(goto.Cases())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < 1024
        self.columns.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )


def fact_row(of: str, value: str, *, says: bool = False) -> QWidget:
    """A fact's name and its value on one line. `says`: the value is a msgid, the name is not."""
    made = QWidget()
    across = QHBoxLayout(made)
    tight(across, 12)
    name = Label(plain(isolate_ltr(of)) if says else of, "label", "ink2", weight=400)
    name.setFixedWidth(140)
    across.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    across.addWidget(Label(value if says else plain(value), weight=400 if says else 500), 1)
    wraps(made)
    return made


def moment(each: Happened) -> Text:
    """When, and by whom."""
    return lambda w: f"{w.moment(each.at)} · {each.who}" if each.who else w.moment(each.at)
