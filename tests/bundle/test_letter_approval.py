"""A second person approves the letter of a referral, word for word, where the referral system asks for one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.case import events
from app.casework.cases import queries
from app.casework.export import referral_letter, release_requests
from app.casework.export.release_requests import ApprovalDiffers, ApprovalWaits, NotAsked
from app.casework.lifecycle import consents, referrals
from app.casework.organisation import administration
from app.casework.session.session import Session
from app.language import strip_marks
from tests.casework.test_letter import NEPALI, text_of
from tests.casework.test_posting import Office
from tests.people import keeps_a_case

LAYLA, OMAR = "Layla Sample", "Omar Sample"
ASKED = referrals.ReferralRequest(
    "embassy", "travel document", "Her passport is gone", "3d", "She wants to go home", ("Where she stays",),
    "The consul", "+965 5512 3456", "", "", (),
)  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, tmp_path / "stick")
    office.stick.mkdir()
    office.founded = administration.create_organisation(
        office.sets_up("Huda Desk", "desk"), "Sample Committee", "Badr Second", "Farwaniya"
    )
    office.joins(LAYLA)
    office.joins(OMAR, "supervisor")
    yield office
    for session in office.sessions.values():
        session.close()


def saves(session: Session, case: str, referral: str, folder: Path, language: str = "en") -> Path:
    file = folder / "letter.pdf"
    referral_letter.save(session, case, referral, language, file, None)  # type: ignore[arg-type]
    return file


def test_a_letter_goes_once_exactly_it_was_approved_and_not_after_a_change(office, tmp_path):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    case = keeps_a_case(layla, "Sunita Tamang")
    consents.record(layla, case, "share", "yes", NEPALI, "embassy")
    referral = referrals.refer(layla, case, ASKED)
    with pytest.raises(NotAsked):
        saves(layla, case, referral, tmp_path)
    id_ = release_requests.ask_for_letter(layla, case, referral)
    with pytest.raises(ApprovalWaits):
        saves(layla, case, referral, tmp_path)
    office.carry(LAYLA, OMAR)
    (view,) = release_requests.releases_of(omar, queries.case_of(omar, case))
    assert (view.is_letter, view.may_answer, view.agency) == (True, True, "embassy")
    contents = release_requests.contents_of(omar, case, id_)
    assert not contents.differs
    reading = contents.letter
    assert [text for _label, text in reading.typed] == [ASKED.reason, ASKED.summary]
    assert any(ASKED.withheld[0] in text for _label, text in reading.left_out)
    assert LAYLA in [text for _label, text in reading.sender]
    assert ASKED.person in [text for _label, text in reading.recipient]
    release_requests.answer(omar, case, id_, approve=True)
    office.carry(OMAR, LAYLA)
    assert not (tmp_path / "letter.pdf").exists()
    for language in ("en", "both"):
        assert saves(layla, case, referral, tmp_path, language).exists()
    exported = [event for event in queries.case_of(layla, case).timeline if event.what == events.EXPORTED]
    assert [event.content["release"].hex() for event in exported] == [id_, id_]
    # the person's name went by consent: without it the letter says something else
    consents.record(layla, case, "share", "withdrawn", NEPALI, "embassy")
    reason = "The court asks for it"
    with pytest.raises(NotAsked):
        referral_letter.printed(layla, case, referral, "en", reason)


def test_who_approves_a_letter_reads_all_that_it_says(office):
    layla = office.sessions[LAYLA]
    case = keeps_a_case(layla, "Sunita Tamang")
    consents.record(layla, case, "share", "yes", NEPALI, "embassy")
    referral = referrals.refer(layla, case, replace(ASKED, interpreter="Interpreter Sample", escort="Escort Sample"))
    reading = referral_letter.reading_of(layla, case, referral)
    said = "\n".join(
        text
        for facts in (reading.sender, reading.recipient, reading.whole, reading.typed, reading.left_out)
        for _label, text in facts
    )
    pages = text_of(referral_letter.preview(layla, case, referral, "ar"))
    for text in (
        "Sunita Tamang", ASKED.reason, ASKED.summary, ASKED.withheld[0], ASKED.person, ASKED.phone,
        "Interpreter Sample", "Escort Sample", LAYLA,
    ):  # fmt: skip
        assert text in strip_marks(said)
        assert text in pages[0]


def test_who_answers_about_another_letter_than_was_asked_for_approves_nothing(office):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    case = keeps_a_case(layla, "Sunita Tamang")
    consents.record(layla, case, "share", "yes", NEPALI, "embassy")
    referral = referrals.refer(layla, case, ASKED)
    id_ = release_requests.ask_for_letter(layla, case, referral)
    consents.record(layla, case, "record", "no", NEPALI)
    office.carry(LAYLA, OMAR)
    assert release_requests.contents_of(omar, case, id_).differs
    with pytest.raises(ApprovalDiffers):
        release_requests.answer(omar, case, id_, approve=True)
