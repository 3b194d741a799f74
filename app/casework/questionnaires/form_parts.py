"""Which part of a case's work an interview is: its questionnaire's settings sheet says so, in
`attribute::sanad:part`. One that says nothing, or something unknown, is a screening."""

from app.case.profile import PARTS
from app.form import Form

__all__ = [
    "FOLLOW_UP",
    "INTAKE",
    "NEEDS",
    "PARTS",
    "RISK",
    "SAFETY_PLAN",
    "SCREENING",
    "SMUGGLING",
    "part_of",
]

SCREENING, INTAKE, NEEDS, RISK, SAFETY_PLAN, FOLLOW_UP, SMUGGLING = PARTS


def part_of(form: Form) -> str:
    part = form.settings.get("part", "")
    return part if part in PARTS else SCREENING
