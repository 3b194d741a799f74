"""All that a case's page shows, read in one go."""

from dataclasses import dataclass

from app.casework import attached, course, erasing, forms, reading, reviewing, shift, syncing
from app.casework.attached import FileView
from app.casework.course import Course
from app.casework.reading import CasePage
from app.casework.session import Session
from app.casework.shift import NoteView
from app.errors import SanadError
from app.form import Form
from app.settings import Language


@dataclass(frozen=True, slots=True)
class Whole:
    """`forms`: those that are here, by hash. `changed`: answers that were written more than once, by
    interview. `where`: with headquarters, "" without one. `order`: that it be erased; `orders`: may this
    officer? `notes`: for the next shift."""

    page: CasePage
    forms: dict[str, Form]
    changed: dict[str, frozenset[str]]
    decides: bool
    course: dict[Language, Course]
    where: str = ""
    order: erasing.Open | None = None
    orders: bool = False
    files: tuple[FileView, ...] = ()
    notes: tuple[NoteView, ...] = ()


def whole(session: Session, case_id: str) -> Whole:
    """NoCase. A questionnaire that isn't here closes nothing."""
    page, found = reading.case(session, case_id), dict[str, Form]()
    for each in page.interviews:
        try:
            found[each.form_hash] = forms.load(session, each.form_hash)
        except SanadError:
            continue
    changed = {
        each.id: frozenset(reading.changed(session, case_id, each.id)) for each in page.interviews
    }
    where = syncing.state(session, case_id) if syncing.address(session) else ""
    return Whole(
        page, found, changed, reviewing.may_review(session), course.course(session, case_id),
        where, erasing.ordered(session, case_id), erasing.may_order(session),
        tuple(attached.files(session, case_id)), tuple(shift.of_case(session, case_id)),
    )  # fmt: skip
