"""A second person approves what goes to an embassy: exactly that, to exactly those, for some days."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.case import events, profile
from app.case.tasks import RELEASE
from app.casework.cases import event_writer, queries, redaction
from app.casework.cases.refusals import InForce, NotYours, ReasonWanted, SecondPerson
from app.casework.cases.second_person import ApprovalNeeded
from app.casework.export import approvals, bundle_export, case_print, dossier, release_requests
from app.casework.interviews import conflicts
from app.casework.lifecycle import consents, tasks
from app.casework.organisation import referral_system
from app.casework.pages import case_page, waiting
from app.casework.session.session import Session
from app.casework.sharing import inbox
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor
from tests.casework.dossier_case import DETAILS, DossierCase, dossier_case, read_over
from tests.casework.test_posting import Office, office_of_a_page
from tests.person_form import ref

LAYLA, OMAR, NORA = "Layla Sample", "Omar Sample", "Nora Sample"
EMBASSY = "embassy"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A desk, two inspectors and a supervisor; one case that the embassy may have."""
    with office_of_a_page(tmp_path_factory, {LAYLA: "inspector", NORA: "inspector", OMAR: "supervisor"}) as office:
        yield office


@pytest.fixture(scope="module")
def case(office: Office) -> DossierCase:
    case = dossier_case(office.sessions[LAYLA], office.folder)
    consents.record(case.session, case.id, "share", "yes", DETAILS, EMBASSY)
    read_over(case.session, case.id, EMBASSY)
    office.carry(LAYLA, OMAR, NORA)
    return case


EMBASSY_KEY = Prosecutor()


def choice(case: DossierCase, **options):
    options = {"agency": EMBASSY, "dossier_in": "en"} | options
    purpose = options.pop("purpose", "Travel document")
    lock = options.pop("lock", EMBASSY_KEY.lock)
    cases = options.pop("cases", (case.id,))
    return bundle_export.chosen_for(cases, lock.recipients, "en", purpose, **options)


def seals(case: DossierCase, folder: Path, **options) -> Path:
    options = {"agency": EMBASSY, "dossier_in": "en"} | options
    purpose, lock = options.pop("purpose", "Travel document"), options.pop("lock", EMBASSY_KEY.lock)
    file = folder / "E.sanad.age"
    make_bundle(case.session, case.id, file, lock, "en", purpose, **options)
    return file


def waits_for(session: Session, case: str, release: str) -> list[bool]:
    """Does this request wait in the case, beside those of other tests, and may this officer answer it?"""
    entries = case_page.case_page(session, case).waiting
    return [entry.is_mine for entry in entries if entry.kind == waiting.RELEASE and entry.ref == release]


def test_from_the_request_to_the_sealed_file(office: Office, case: DossierCase, tmp_path: Path):
    layla, omar, nora = (office.sessions[name] for name in (LAYLA, OMAR, NORA))
    with pytest.raises(release_requests.NotAsked):
        seals(case, tmp_path)
    assert release_requests.standing(layla, choice(case)) == "ask"
    release = release_requests.ask(layla, choice(case))
    with pytest.raises(release_requests.ApprovalWaits):
        seals(case, tmp_path)
    with pytest.raises(NotYours):  # she asked, and is no supervisor either
        release_requests.answer(layla, case.id, release, approve=True)
    office.carry(LAYLA, OMAR, NORA)
    assert "release_asked" in [line.kind for line in inbox.lines(omar)]
    assert "release_asked" not in [line.kind for line in inbox.lines(nora)]  # she may not answer
    assert release in [task.ref for task in tasks.tasks(omar, (RELEASE,))]
    views = release_requests.releases_of(omar, queries.case_of(omar, case.id))
    view = next(view for view in views if view.id == release)
    assert (view.state, view.may_answer, view.asked_by) == ("waits", True, LAYLA)
    assert view.to == EMBASSY_KEY.lock.recipients
    assert [waits_for(session, case.id, release) for session in (layla, omar, nora)] == [[False], [True], [False]]
    goes = release_requests.contents_of(omar, case.id, release)
    assert (goes.answers, goes.people, goes.files) == (2, 1, 0)
    assert goes.events >= 1  # and what other tests wrote into this case
    assert not goes.differs
    with pytest.raises(NotYours):
        release_requests.answer(nora, case.id, release, approve=True)
    with pytest.raises(release_requests.NoRelease):
        release_requests.answer(omar, case.id, "no such", approve=True)
    with pytest.raises(ReasonWanted):
        release_requests.answer(omar, case.id, release, approve=False)
    release_requests.answer(omar, case.id, release, approve=True)
    with pytest.raises(InForce):
        release_requests.answer(omar, case.id, release, approve=False, reason="changed my mind")
    assert release not in [task.ref for task in tasks.tasks(omar, (RELEASE,))]
    office.carry(OMAR, LAYLA)
    assert "release_decided" in [line.kind for line in inbox.lines(layla)]
    assert release_requests.standing(layla, choice(case)) == "approved"
    # a changed choice is another file
    for other in (
        {"purpose": "Something else"},
        {"lock": Prosecutor().lock},
        {"with_files": False},
        {"dossier_in": "both"},
        {"place": True},
        {"held": redaction.chosen(EMBASSY, hold=[redaction.NUMBERS])},
    ):
        with pytest.raises(release_requests.NotAsked):
            seals(case, tmp_path, **other)
    assert not list(tmp_path.iterdir())
    file = seals(case, tmp_path)
    bundle = bundle_export.open_bundle(file, EMBASSY_KEY.opener)
    event = queries.case_of(layla, case.id).timeline[-1].content
    assert event["release"].hex() == release
    assert event["manifest"] == hashlib.sha256(bundle.files["manifest.json"]).digest()
    seals(case, tmp_path)  # the same once more, as where a stick was lost


def test_no_other_paper_or_file_goes_there_without_it(case: DossierCase, tmp_path: Path):
    request = dossier.DossierRequest(EMBASSY, "en")
    for made in (
        lambda: dossier.printed(case.session, case.id, request, dossier.chosen(EMBASSY)),
        lambda: case_print.printed(case.session, case.id, "en", EMBASSY),
        lambda: case_print.save(
            case.session, case.id, "en", tmp_path / "x.pdf", "walrus thistle gondola anvil", EMBASSY
        ),
    ):
        with pytest.raises(ApprovalNeeded):
            made()
    assert not list(tmp_path.iterdir())


def test_another_answer_in_the_case_asks_for_another_approval(office: Office, case: DossierCase, tmp_path: Path):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    first = release_requests.ask(layla, choice(case, purpose="First"))
    office.carry(LAYLA, OMAR)
    conflicts.correct(
        layla, case.id, case.interview, ref(case.form, "sex"), "male", source="the passport", reason="read wrongly"
    )
    office.carry(LAYLA, OMAR)
    with pytest.raises(redaction.TextsNotReviewed):  # of the correction
        release_requests.ask(layla, choice(case))
    read_over(layla, case.id, EMBASSY)
    with pytest.raises(release_requests.ApprovalDiffers):
        release_requests.answer(omar, case.id, first, approve=True)
    with pytest.raises(release_requests.NotAsked):
        seals(case, tmp_path, purpose="First")


def test_a_refusal_is_said_with_its_reason_and_an_approval_ends(office: Office, case: DossierCase, tmp_path: Path):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    refused = release_requests.ask(layla, choice(case, purpose="Second"))
    approved = release_requests.ask(layla, choice(case, purpose="Third"))
    office.carry(LAYLA, OMAR)
    release_requests.answer(omar, case.id, refused, approve=False, reason="she fears them")
    release_requests.answer(omar, case.id, approved, approve=True)
    office.carry(OMAR, LAYLA)
    with pytest.raises(release_requests.ApprovalRefused) as refusal:
        seals(case, tmp_path, purpose="Second")
    assert (refusal.value.name, refusal.value.reason) == (OMAR, "she fears them")
    clock = office.people[LAYLA].clock
    clock.pass_(days=15)
    with pytest.raises(release_requests.ApprovalOver):
        seals(case, tmp_path, purpose="Third")
    clock.pass_(days=-15)
    seals(case, tmp_path, purpose="Third")


def test_who_asked_does_not_answer_whatever_her_role(office: Office, case: DossierCase):
    omar = office.sessions[OMAR]
    read_over(omar, case.id, EMBASSY)  # each officer for herself
    release = release_requests.ask(omar, choice(case, purpose="Own"))
    before = len(queries.case_of(omar, case.id).timeline)
    assert waits_for(omar, case.id, release) == [False]
    with pytest.raises(SecondPerson):
        release_requests.answer(omar, case.id, release, approve=True)
    assert len(queries.case_of(omar, case.id).timeline) == before


def test_whoever_answers_reads_how_many_files_would_go(case: DossierCase):
    attached = frozenset(id_.hex() for id_ in queries.case_of(case.session, case.id).attached)
    held = replace(redaction.chosen(EMBASSY), files=attached)
    for with_files in (True, False):
        purpose = f"Files: {with_files}"
        release = release_requests.ask(case.session, choice(case, purpose=purpose, with_files=with_files, held=held))
        goes = release_requests.contents_of(case.session, case.id, release)
        assert (goes.files > 0) is with_files
        assert goes.files in (0, len(attached))


def test_an_approval_of_roles_that_may_not_approve_any_more_does_not_count(
    office: Office, case: DossierCase, tmp_path: Path
):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    release = release_requests.ask(layla, choice(case, purpose="Fourth"))
    office.carry(LAYLA, OMAR)
    release_requests.answer(omar, case.id, release, approve=True)
    office.carry(OMAR, LAYLA)
    assert release_requests.standing(layla, choice(case, purpose="Fourth")) == "approved"
    shipped = (profile.FOLDER / "kw-2019.toml").read_text("utf-8")
    both, desk_alone = 'approval = ["supervisor", "desk"]', 'approval = ["desk"]'
    assert both in shipped
    for version, approval, standing in ((3, desk_alone, "waits"), (4, both, "approved")):
        file = tmp_path / f"{version}.toml"
        text = shipped.replace("version = 2", f"version = {version}", 1)
        file.write_text(text.replace(both, approval), "utf-8")
        referral_system.adopt(office.sessions["Huda Desk"], file)
        office.carry("Huda Desk", LAYLA, OMAR)
        assert release_requests.standing(layla, choice(case, purpose="Fourth")) == standing


def test_of_several_cases_whoever_answers_must_have_all(office: Office, case: DossierCase):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    other = dossier_case(layla, office.folder, case.form)
    consents.record(layla, other.id, "share", "yes", DETAILS, EMBASSY)
    read_over(layla, other.id, EMBASSY)
    release = release_requests.ask(layla, choice(case, cases=(case.id, other.id)))
    for id_ in (case.id, other.id):
        told = queries.case_of(layla, id_).timeline[-1]
        assert (told.what, told.content["release"].hex()) == (events.RELEASE_ASKED, release)
    office.carry(LAYLA, OMAR)
    release_requests.answer(omar, other.id, release, approve=True)
    office.carry(OMAR, LAYLA)
    assert release_requests.standing(layla, choice(case, cases=(case.id, other.id))) == "approved"
    assert release_requests.standing(layla, choice(case, cases=(case.id,), purpose="x")) == "ask"
    asked = next(
        event
        for event in reversed(queries.case_of(layla, case.id).timeline)
        if event.what == events.RELEASE_ASKED and event.content["release"].hex() == release
    )
    both = (case.id, other.id)
    assert approvals.release_of(layla, both, EMBASSY, asked.content["digest"]).hex() == release
    with pytest.raises(release_requests.NotAsked):  # of the two together, not of one of them
        approvals.release_of(layla, both[:1], EMBASSY, asked.content["digest"])
    content = dict(asked.content) | {"release": b"r" * 16, "cases": [bytes.fromhex(case.id), b"c" * 16]}
    event_writer.say(layla, case.id, events.RELEASE_ASKED, content)
    office.carry(LAYLA, OMAR)
    with pytest.raises(release_requests.ApprovalElsewhere):
        release_requests.answer(omar, case.id, (b"r" * 16).hex(), approve=True)
