"""Which part of a case's work an interview is: its questionnaire's settings sheet says so, in
`attribute::sanad:part`. One that says nothing, or something unknown, is a screening."""

from app.case.profile import PARTS
from app.errors import N_
from app.form import Form

__all__ = ["PARTS"]

(
    SCREENING, INTAKE, NEEDS, RISK, SAFETY_PLAN, FOLLOW_UP, SMUGGLING, OBSERVATION, WORK_SITE, HOTLINE, DETENTION,
    CHILD, LABOUR, SEXUAL, MODULE_DOMESTIC, MODULE_SEXUAL, MODULE_CRIME, MODULE_MARRIAGE, MODULE_ORGAN, RETURN_PLAN,
    CLOSING,
) = PARTS  # fmt: skip

# What the parts beyond those of the first referral systems are called.
FURTHER: dict[str, str] = {
    OBSERVATION: N_("Site visit"), WORK_SITE: N_("Work-site inspection"), HOTLINE: N_("Hotline call"),
    DETENTION: N_("Police and detention"), CHILD: N_("Talk with a child"),
    LABOUR: N_("Full interview: work"), SEXUAL: N_("Full interview: sexual exploitation"),
    MODULE_DOMESTIC: N_("Domestic work"), MODULE_SEXUAL: N_("Sexual exploitation"),
    MODULE_CRIME: N_("Forced begging, crime and online fraud"), MODULE_MARRIAGE: N_("Forced marriage"),
    MODULE_ORGAN: N_("Removal of organs"), RETURN_PLAN: N_("Return plan"), CLOSING: N_("Closing talk"),
}  # fmt: skip


def part_of(form: Form) -> str:
    part = form.settings.get("part", "")
    return part if part in PARTS else SCREENING
