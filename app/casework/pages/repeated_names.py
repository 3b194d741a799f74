"""Employers and recruiters whose names stand in several cases: for the desk alone, and for no file."""

from dataclasses import dataclass

from app.case import roles
from app.casework.cases.reviews import NotYours
from app.casework.session.session import Session
from app.vault import case_figures
from app.vault import cases as case_table

_SEVERAL = 2
KINDS = ("employer", "recruiter")


@dataclass(frozen=True, slots=True)
class RepeatedName:
    """`kind`: one of KINDS. `name`: folded, as names are compared. `references`: of the cases."""

    kind: str
    name: str
    references: tuple[str, ...]


def repeated(session: Session) -> list[RepeatedName]:
    """Those of most cases first. NotYours."""
    if session.officer.role != roles.DESK:
        raise NotYours
    database = session.reading()
    references = case_table.references(database)
    return [
        RepeatedName(kind, name, tuple(sorted(references.get(case, "") for case in cases)))
        for kind in KINDS
        for name, cases in case_figures.repeated(database, kind, _SEVERAL)
    ]
