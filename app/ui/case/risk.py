"""The level of risk, who saw it and until when it holds; and what is missing for the person's safety."""

from datetime import date

from PySide6.QtWidgets import QWidget

from app.casework.cases.terms import LEVEL
from app.casework.lifecycle.support_services import GRAVE, RiskView
from app.casework.questionnaires.form_parts import RISK, SAFETY_PLAN
from app.errors import N_
from app.language import Words, isolate, strip_marks
from app.ui.case.context import Page
from app.ui.case.interviews import begin
from app.ui.labels import Text, said
from app.ui.parts.badges import Badge
from app.ui.parts.boxes import Row, Rows, group
from app.ui.parts.buttons import Button

PLAN, REVIEW = N_("Make a safety plan"), N_("Review the risks")


def risk(page: Page) -> QWidget | None:
    """Nothing before the first review: until then it stands among the interviews."""
    told = page.course.care.risk
    if told is None:
        return None
    grave = told.level in GRAVE
    tone = "wait" if grave or told.overdue else "ink2"
    rows = Rows()
    rows.add(Row(_level(told), _by(told), "shield", _plan(told), tone="wait" if grave else "ink2"))
    if told.next is not None:
        says = N_("Review was due") if told.overdue else N_("Next review")
        rows.add(Row(says, _next(told, told.next), "clock", tone=tone))
    return group(N_("Risk"), rows)


def _level(told: RiskView) -> Text:
    return lambda w: w(N_("Level: {level}"), level=w(LEVEL[told.level]))


def _plan(told: RiskView) -> QWidget | None:
    if told.planned:
        return Badge(N_("Safety plan made"), "check", "kept", tinted=False)
    if told.level in GRAVE:
        return Badge(N_("No safety plan"), "wait", "wait", tinted=False)
    return None


def _by(told: RiskView) -> Text:
    def says(w: Words) -> str:
        parts = [w.date(told.at.astimezone().date(), "medium")]
        parts += [isolate(told.who)] if told.who else []
        if told.differs:
            parts.append(w(N_("colleagues differ")))
        elif told.before:
            level, at = told.before[0]
            before = w(LEVEL[level]) if level in LEVEL else isolate(level)
            day = w.date(at.astimezone().date(), "medium")
            parts.append(w(N_("before: {level}, {date}"), level=before, date=day))
        return " · ".join(parts)

    return says


def _next(told: RiskView, day: date) -> Text:
    def says(w: Words) -> str:
        parts = [w.date(day, "medium"), w.hijri(day)]
        parts += [isolate(told.reviewer)] if told.reviewer else []
        return " · ".join(each for each in parts if each)

    return says


def lacking(page: Page) -> list[tuple[str, str, str, str]]:
    """What safety asks for now: (what, why, the act's words, the part)."""
    told = page.course.care.risk
    if told is None or page.course.road.closed:
        return []
    found = []
    if told.level in GRAVE and not told.planned:
        why = N_("The risk is high, and nothing says yet what to do if it comes.")
        found.append((N_("A safety plan"), why, PLAN, SAFETY_PLAN))
    if told.overdue:
        why = N_("The day that was set for it has passed.")
        found.append((N_("A new review of the risks"), why, REVIEW, RISK))
    return found


def missing(page: Page) -> QWidget | None:
    """Above what the next stage asks for."""
    found = lacking(page)
    if not found:
        return None
    rows = Rows()
    for what, why, act, part in found:
        button = Button(act, "second")
        button.clicked.connect(lambda _=False, part=part: begin(page, part))
        button.setAccessibleDescription(strip_marks(said(what)))
        rows.add(Row(what, why, "shield", button, tone="wait"))
    return group(N_("Missing for the person’s safety"), rows)
