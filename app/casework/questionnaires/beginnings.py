"""With what a case begins, by the work of whoever begins it: an inspector with a screening or a site
visit, a shelter with the arrival, police with the questions before a removal, a hotline with the call."""

from collections.abc import Mapping

from app.case import roles
from app.casework.questionnaires.form_parts import (
    CHILD,
    DETENTION,
    HOTLINE,
    INTAKE,
    LABOUR,
    MODULE_CRIME,
    MODULE_DOMESTIC,
    MODULE_MARRIAGE,
    MODULE_ORGAN,
    MODULE_SEXUAL,
    OBSERVATION,
    SCREENING,
    SEXUAL,
    SMUGGLING,
    WORK_SITE,
)
from app.settings import Work

MODULES = (MODULE_DOMESTIC, MODULE_SEXUAL, MODULE_CRIME, MODULE_MARRIAGE, MODULE_ORGAN)
# Parts after which the officer sees what to do next.
SCREENINGS = frozenset(
    {SCREENING, SMUGGLING, CHILD, DETENTION, HOTLINE, OBSERVATION, WORK_SITE, LABOUR, SEXUAL, *MODULES}
)
EVERY = (SCREENING, CHILD, INTAKE, DETENTION, HOTLINE, OBSERVATION, WORK_SITE)
_FIRST: Mapping[Work, tuple[str, ...]] = {
    "inspection": (SCREENING, OBSERVATION, CHILD, WORK_SITE),
    "shelter": (INTAKE, SCREENING, CHILD),
    "police": (DETENTION, SCREENING, CHILD),
    "hotline": (HOTLINE, SCREENING),
    "supervision": (SCREENING, LABOUR, SEXUAL),
}
_BY_ROLE: Mapping[str, Work] = {roles.SHELTER: "shelter", roles.SUPERVISOR: "supervision", roles.DESK: "supervision"}


def work_of(role: str, chosen: Work | None) -> Work:
    """What an officer chose, else what goes with the role."""
    return chosen or _BY_ROLE.get(role, "inspection")


def first(work: Work) -> tuple[str, ...]:
    """The parts with which this work begins, the most usual first."""
    return _FIRST[work]


def offered(work: Work) -> tuple[str, ...]:
    """Every part with which a case can begin, this work's first."""
    return tuple(dict.fromkeys((*_FIRST[work], *EVERY)))
