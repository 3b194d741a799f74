"""All that a case's page shows, read in one go."""

from dataclasses import dataclass

from app.casework.cases import erasure, queries, reviews
from app.casework.cases.queries import CasePage
from app.casework.exchange import sync
from app.casework.lifecycle import shift
from app.casework.lifecycle.shift import NoteView
from app.casework.pages import attachment_list, lifecycle_page
from app.casework.pages.attachment_list import FileView
from app.casework.pages.lifecycle_page import LifecyclePage
from app.casework.questionnaires import forms
from app.casework.session.session import Session
from app.errors import SanadError
from app.form import Form
from app.settings import Language


@dataclass(frozen=True, slots=True)
class CasePageContent:
    """`forms`: those that are here, by hash. `changed`: answers that were written more than once, by
    interview. `where`: with headquarters, "" without one. `order`: that it be erased; `orders`: may this
    officer? `notes`: for the next shift."""

    page: CasePage
    forms: dict[str, Form]
    changed: dict[str, frozenset[str]]
    decides: bool
    course: dict[Language, LifecyclePage]
    where: str = ""
    order: erasure.OpenOrder | None = None
    orders: bool = False
    files: tuple[FileView, ...] = ()
    notes: tuple[NoteView, ...] = ()


def case_page(session: Session, case_id: str) -> CasePageContent:
    """NoCase. A questionnaire that isn't here closes nothing."""
    page, forms_by_hash = queries.case(session, case_id), dict[str, Form]()
    for interview_view in page.interviews:
        try:
            forms_by_hash[interview_view.form_hash] = forms.load(session, interview_view.form_hash)
        except SanadError:
            continue
    changed = {
        interview_view.id: frozenset(queries.changed(session, case_id, interview_view.id))
        for interview_view in page.interviews
    }
    state = sync.state(session, case_id) if sync.address(session) else ""
    return CasePageContent(
        page=page, forms=forms_by_hash, changed=changed, decides=reviews.may_review(session), course=lifecycle_page.course(session, case_id),
        where=state, order=erasure.ordered(session, case_id), orders=erasure.may_order(session),
        files=tuple(attachment_list.files(session, case_id)), notes=tuple(shift.of_case(session, case_id)),
    )  # fmt: skip
