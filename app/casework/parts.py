"""Which part of a case's work an interview is: its questionnaire's settings sheet says so, in
`attribute::sanad:part`. One that says nothing, or something unknown, is a screening."""

from app.form import Form

SCREENING, INTAKE, NEEDS, RISK, SAFETY_PLAN, FOLLOW_UP, SMUGGLING = PARTS = (
    "screening", "intake", "needs", "risk", "safety-plan", "follow-up", "smuggling",
)  # fmt: skip


def part_of(form: Form) -> str:
    told = form.settings.get("part", "")
    return told if told in PARTS else SCREENING
