"""What stands about each request for an approval: who asked, who answered, why, until when, and what would go."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from app.casework.cases import queries, redaction
from app.casework.export import approvals, bundle_export, release_requests, text_review
from app.casework.interviews import conflicts
from app.casework.lifecycle import consents
from app.casework.session.session import Session
from tests.bundle.small import Prosecutor
from tests.casework.dossier_case import DETAILS, STORY, DossierCase, dossier_case, read_over
from tests.casework.test_posting import Office, office_of_a_page
from tests.person_form import ref

LAYLA, OMAR, EMBASSY = "Layla Sample", "Omar Sample", "embassy"
EMBASSY_KEY = Prosecutor()
WHY = "she fears them"


@dataclass
class Asked:
    """Four requests of Layla; Omar, who supervises, has answered two of them."""

    office: Office
    case: DossierCase
    waits: str
    refused: str
    approved: str
    changed: str
    story: str

    @property
    def omar(self) -> Session:
        return self.office.sessions[OMAR]

    def views(self, session: Session) -> dict[str, release_requests.ReleaseView]:
        case = queries.case_of(session, self.case.id)
        return {view.id: view for view in release_requests.releases_of(session, case)}


def asks(case: DossierCase, purpose: str, **options: object) -> str:
    options = {"agency": EMBASSY, "dossier_in": "en"} | options
    recipients = EMBASSY_KEY.lock.recipients
    choice = bundle_export.chosen_for((case.id,), recipients, "en", purpose, **options)
    return release_requests.ask(case.session, choice)


def with_the_story(case: DossierCase) -> redaction.Withheld:
    """What happened goes too, without the word by which somebody could be known."""
    withheld = redaction.chosen(EMBASSY, give=["account"])
    texts = text_review.preview(case.session, case.id, withheld, "en").texts
    start = STORY.index("المشرف")
    covers = {text.id: ((start, start + len("المشرف")),) if text.text == STORY else () for text in texts}
    text_review.decide(case.session, case.id, withheld, covers)
    return withheld


@contextmanager
def requests_of_an_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with office_of_a_page(tmp_path_factory, {LAYLA: "inspector", OMAR: "supervisor"}) as office:
        case = dossier_case(office.sessions[LAYLA], office.folder)
        consents.record(case.session, case.id, "share", "yes", DETAILS, EMBASSY)
        read_over(case.session, case.id, EMBASSY)
        clock = office.people[LAYLA].clock
        requests = []
        for purpose in ("First", "Second", "Third", "Fourth"):
            requests.append(asks(case, purpose))
            clock.pass_(minutes=1)
        requests.append(asks(case, "Fifth", held=with_the_story(case)))
        asked = Asked(office, case, *requests)
        office.carry(LAYLA, OMAR)
        office.people[OMAR].clock.pass_(hours=3)
        release_requests.answer(asked.omar, case.id, asked.refused, approve=False, reason=WHY)
        release_requests.answer(asked.omar, case.id, asked.approved, approve=True)
        office.carry(OMAR, LAYLA)
        yield asked


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """Shared by those that change nothing of what another reads."""
    with requests_of_an_office(tmp_path_factory) as asked:
        yield asked


@pytest.fixture
def asked_anew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with requests_of_an_office(tmp_path_factory) as asked:
        yield asked


def test_the_last_request_stands_first(asked: Asked):
    views = list(asked.views(asked.omar))
    assert views == [asked.story, asked.changed, asked.approved, asked.refused, asked.waits]


@pytest.mark.parametrize("who", [LAYLA, OMAR])
def test_a_request_says_who_asked_who_answered_why_and_until_when(asked: Asked, who: str):
    views = asked.views(asked.office.sessions[who])
    waits, refused, approved = (views[id_] for id_ in (asked.waits, asked.refused, asked.approved))
    assert {view.asked_by for view in views.values()} == {LAYLA}
    assert [view.purpose for view in (waits, refused, approved)] == ["First", "Second", "Third"]
    assert [view.state for view in (waits, refused, approved)] == ["waits", "refused", "approved"]
    assert [view.by for view in (waits, refused, approved)] == ["", OMAR, OMAR]
    assert [view.reason for view in (waits, refused, approved)] == ["", WHY, ""]
    assert (waits.until, refused.until) == (None, None)
    assert approved.until is not None
    assert approved.until > approved.at
    assert [view.may_answer for view in (waits, refused, approved)] == [who == OMAR, False, False]
    assert all(view.to == EMBASSY_KEY.lock.recipients for view in views.values())
    assert not any(view.is_letter for view in views.values())


def test_whoever_answers_reads_each_text_as_it_would_go(asked: Asked):
    goes = release_requests.contents_of(asked.omar, asked.case.id, asked.story)
    (story,) = [text for text in goes.texts if "المشرف" not in text.text and "78%" in text.text]
    assert story.text != STORY
    assert story.is_read
    assert not any("المشرف" in text.text for text in goes.texts)
    assert not goes.differs
    without = release_requests.contents_of(asked.omar, asked.case.id, asked.waits)
    assert without.texts == ()
    assert without.held_back["account"] > goes.held_back.get("account", 0)


def test_only_files_that_were_chosen_are_counted(asked: Asked):
    attached = frozenset(id_.hex() for id_ in queries.case_of(asked.case.session, asked.case.id).attached)
    held = replace(redaction.chosen(EMBASSY), files=attached)
    for with_files, count in ((True, len(attached)), (False, 0)):
        release = asks(asked.case, f"Files {count}", with_files=with_files, held=held)
        goes = release_requests.contents_of(asked.case.session, asked.case.id, release)
        assert goes.files == count


def test_an_approval_is_of_what_was_asked_and_of_nothing_that_came_since(asked_anew: Asked):
    question = ref(asked_anew.case.form, "sex")
    conflicts.correct(
        asked_anew.omar,
        asked_anew.case.id,
        asked_anew.case.interview,
        question,
        "male",
        source="the passport",
        reason="read wrongly",
    )
    assert release_requests.contents_of(asked_anew.omar, asked_anew.case.id, asked_anew.changed).differs
    with pytest.raises(release_requests.ApprovalDiffers):
        release_requests.answer(asked_anew.omar, asked_anew.case.id, asked_anew.changed, approve=True)
    # a refusal needs no more than a reason
    release_requests.answer(asked_anew.omar, asked_anew.case.id, asked_anew.changed, approve=False, reason=WHY)
    assert asked_anew.views(asked_anew.omar)[asked_anew.changed].state == "refused"


def test_an_approval_that_ended_says_its_last_day_as_it_is_here(asked: Asked):
    view = asked.views(asked.case.session)[asked.approved]
    release = approvals.of_id(queries.case_of(asked.case.session, asked.case.id), asked.approved)
    clock = asked.office.people[LAYLA].clock
    clock.pass_(days=30)
    try:
        with pytest.raises(approvals.ApprovalOver) as refusal:
            approvals.release_of(asked.case.session, (asked.case.id,), EMBASSY, release.digest)
        assert view.until is not None
        assert refusal.value.until == view.until.astimezone().date().isoformat()
    finally:
        clock.pass_(days=-30)
