"""The first tab of a case: what comes first, the stages, what follows, the result; beside them the
person and what she or he agreed to. It holds on one screen: whatever is long stands in its own tab."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle.consents import ConsentView
from app.casework.pages import case_page
from app.errors import N_
from app.language import Words, isolate
from app.ui import case_marks, fact_rows, text_lines, theme
from app.ui.case import consent, next_stage, waiting
from app.ui.case.progress import road
from app.ui.case.safe_number import SafeNumber
from app.ui.labels import Label, plain
from app.ui.parts import Banner, Box, Button, IconButton, Row, Rows, group, layouts
from app.ui.sharing import erasure as erase

if TYPE_CHECKING:
    from app.ui.case.page import CaseScreen

_FEW_CONSENTS = 5


class Overview(QWidget):
    """`next`: the page's one primary button, None where nothing waits for this officer."""

    def __init__(self, screen: "CaseScreen") -> None:
        super().__init__()
        self.case_screen = screen
        page, case = screen.of_course(), screen.told
        assert case is not None
        is_visit = case_marks.VISIT in case.marks
        body = layouts.column(gap=10, parent=self)
        steps = waiting.steps(screen)
        first = next((step for step in steps if step.acts), None)
        self.next: Button | None = None
        order = screen.order
        if order is not None and not (order.rules or order.confirms):
            body.addWidget(erase.banner(screen, screen.case_id, order))
        if page.course.road.closed:
            body.addWidget(Banner(next_stage.closed(page), "folder", "ink2"))
        if first is not None:
            band = waiting.Band(first)
            self.next = band.act
            body.addWidget(band)
        if not is_visit:
            body.addWidget(road(page.course.road, screen.context.clock(), page.course.care.recovery))
        self.columns = layouts.row(gap=20)
        leading, trailing = layouts.column(gap=8), layouts.column(gap=8)
        layouts.add(self.columns, (leading, 11), (trailing, 8))
        body.addLayout(self.columns)
        following = [step for step in steps if step is not first]
        show_progress = partial(screen.tabs.open, case_page.PROGRESS)
        if following:
            leading.addWidget(waiting.after_that(following, show_progress))
        elif first is None:
            sentence = N_("Nothing waits for you in this case.")
            leading.addWidget(group(N_("After that"), Label(sentence, colour="ink2")))
        self.alike = layouts.column()
        leading.addLayout(self.alike)
        if (result := screen.content.result) is not None:
            leading.addWidget(_result(screen, result))
        leading.addStretch(1)
        facts = screen.facts()
        level = waiting.are_many(following)  # its heading has a button, so that the other is as high
        trailing.addWidget(fact_rows.of_place(facts) if is_visit else _person(screen, facts, level=level))
        if not is_visit:
            trailing.addWidget(_consents(page.course.consents))
        trailing.addStretch(1)
        layouts.wraps(self)

    def show_alike(self, widget: QWidget | None) -> None:
        """Cases that may be the same person's."""
        if widget is not None:
            self.alike.addWidget(widget)

    def fit(self, width: int) -> None:
        """One column where the page is narrow."""
        layouts.lay(self.columns, beside=width >= 820)


def _result(screen: "CaseScreen", result: case_page.ResultView) -> QWidget:
    """Its words and whose reading gave it; the page of it opens when the officer is alone."""

    def second(w: Words) -> str:
        day = w.date(result.at.astimezone().date(), "medium")
        if not result.readings:
            return day
        first, *further = result.readings
        name, number = isolate(w(first)), len(further)
        if number:
            name = w.count("{name} and {n} more", "{name} and {n} more", number, name=name)
        return f"{name} · {day}"

    show = IconButton(N_("What the answers point to"), "chevron", "quiet")
    show.clicked.connect(screen.show_result)
    rows = Rows()
    rows.add(Row(result.outcome, second, "flag", show, tone="primary", least_height=58))
    is_visit = screen.told is not None and case_marks.VISIT in screen.told.marks
    return group(N_("What the visit showed") if is_visit else N_("Screening result"), rows)


def _box(rows: list[QWidget]) -> Box:
    return Box(margins=(16, 8, 16, 8), gap=4).add(*rows)


def _person(screen: "CaseScreen", facts: Mapping[str, str], *, level: bool) -> QWidget:
    """What tells her or him apart, and how to speak; everything that is known stands with people."""
    rows: list[QWidget] = []
    person = [_short(facts.get(name, "")) for name in ("nationality", "sex")]
    if age := facts.get("age", ""):
        person.append(theme.words()(N_("age {n}"), n=text_lines.fact(age)))
    spoken = [_short(facts.get("language", "")), _short(facts.get("interpreter", ""))]
    for label, parts in (
        (N_("From") if facts.get("nationality") else N_("Sex and age"), person),
        (N_("Language"), spoken),
        (N_("Employer"), [text_lines.fact(facts.get("employer", ""))]),
        (N_("Place"), [text_lines.fact(facts.get("site", ""))]),
    ):
        if texts := [part for part in parts if part]:
            rows.append(_fact(label, Label(plain(" · ".join(texts)), weight=500)))
    if phone := facts.get("phone", ""):
        rows.append(SafeNumber(screen, phone, lambda value, turn: _fact(N_("Safe number"), value, turn)))
    if not rows:
        rows.append(Label(N_("Nothing is known yet."), colour="ink2"))
    return group(N_("The person"), _box(rows), aligned=level, gap=0 if level else 8)


def _short(text: str) -> str:
    return text_lines.fact(text) if text else ""


def _fact(label: str, value: QWidget, trailing: QWidget | None = None) -> QWidget:
    name = Label(label, "small", "ink2")
    name.setFixedWidth(104)
    buttons = [trailing] if trailing is not None else []
    return layouts.row_widget(name, (value, 1), *buttons, gap=12, wrap=True)


def _consents(cells: tuple[ConsentView, ...]) -> QWidget:
    """What was asked first, then what the next stage asks for; only a recorded answer is a yes."""
    listed = [cell for cell in cells if cell.answer != "not_asked" or cell.basis or cell.purpose in consent.AT_FIRST]
    rows: list[QWidget] = [_consent(cell) for cell in listed[:_FEW_CONSENTS]]
    return group(N_("Consent"), _box(rows))


def _consent(cell: ConsentView) -> QWidget:
    return layouts.row_widget((Label(consent.subject(cell), "body"), 1), consent.badge(cell), gap=8, wrap=True)
