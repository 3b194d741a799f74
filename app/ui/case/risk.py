"""The level of risk, who saw it and until when it holds; and what safety asks for."""

from datetime import date

from PySide6.QtWidgets import QWidget

from app.casework.cases.field_labels import LEVEL
from app.casework.lifecycle.support_services import GRAVE, RiskView
from app.casework.questionnaires.form_parts import RISK, SAFETY_PLAN
from app.errors import N_
from app.language import Words, isolate
from app.ui.case.context import CasePageContext
from app.ui.labels import Text
from app.ui.parts import Badge, Row, Rows, group

PLAN, REVIEW = N_("Make a safety plan"), N_("Review the risks")
# What safety asks for, by its part: what, why, and the act's words.
GAPS: dict[str, tuple[str, str, str]] = {
    SAFETY_PLAN: (
        N_("A safety plan"),
        N_("The risk is high, and the case does not say what to do if the danger occurs."),
        PLAN,
    ),
    RISK: (N_("A new risk review"), N_("The date set for it has passed."), REVIEW),
}


def risk(page: CasePageContext) -> QWidget | None:
    """Nothing before the first review: until then it stands among the interviews."""
    risk = page.course.care.risk
    if risk is None:
        return None
    grave = risk.level in GRAVE
    tone = "wait" if grave or risk.overdue else "ink2"
    rows = Rows()
    rows.add(Row(_level(risk), _by(risk), "shield", _plan(risk), tone="wait" if grave else "ink2"))
    if risk.next is not None:
        says = N_("Review overdue") if risk.overdue else N_("Next review")
        rows.add(Row(says, _next(risk, risk.next), "clock", tone=tone))
    return group(N_("Risk"), rows)


def _level(risk: RiskView) -> Text:
    return lambda w: w(N_("Level: {level}"), level=w(LEVEL[risk.level]))


def _plan(risk: RiskView) -> QWidget | None:
    if risk.planned:
        return Badge(N_("Safety plan made"), "check", "kept", tinted=False)
    if risk.level in GRAVE:
        return Badge(N_("No safety plan"), "wait", "wait", tinted=False)
    return None


def _by(risk: RiskView) -> Text:
    def says(w: Words) -> str:
        parts = [w.date(risk.at.astimezone().date(), "medium")]
        parts += [isolate(risk.author)] if risk.author else []
        if risk.differs:
            parts.append(w(N_("conflicting values")))
        elif risk.before:
            level, at = risk.before[0]
            text = w(LEVEL[level]) if level in LEVEL else isolate(level)
            day = w.date(at.astimezone().date(), "medium")
            parts.append(w(N_("before: {level}, {date}"), level=text, date=day))
        return " · ".join(parts)

    return says


def _next(risk: RiskView, day: date) -> Text:
    def says(w: Words) -> str:
        parts = [w.date(day, "medium"), w.hijri(day)]
        parts += [isolate(risk.reviewer)] if risk.reviewer else []
        return " · ".join(part for part in parts if part)

    return says
