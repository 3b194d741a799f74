"""A list of which a row can't be read: that row says so, with its number, and the others stand."""

from dataclasses import dataclass

from app.case.projection import Case
from app.casework.session.session import Session, case_state_of
from app.errors import N_
from app.seal.envelope import EnvelopeRefused
from app.seal.file_marker import Damaged
from app.vault import cases

SAYS = N_("a record is damaged")
NOTHING_ELSE = N_("Results that need all records of a case aren’t shown while one is damaged. Tell user management.")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """In the place of a case, of which a record is damaged. `reference`: "" where no list has it."""

    case_id: str
    reference: str


def case_or_unreadable(session: Session, case: bytes) -> Case | Unreadable:
    """For a list of several; what writes or lets leave asks `case_state_of`, which refuses."""
    try:
        return case_state_of(session, case)
    except (EnvelopeRefused, Damaged):
        listed = cases.by_ids(session.reading(), [case])
        return Unreadable(case.hex(), listed[0].reference if listed else "")
