"""Before something leaves a case: to whom it may go, on what that rests, and what could be held back."""

import pytest

from app.casework.cases import queries, redaction
from app.casework.export.disclosure_check import disclosure_of
from app.casework.lifecycle import consents
from app.casework.organisation import referral_system
from app.casework.questionnaires.form_parts import INTAKE
from app.casework.session import profiles
from tests.casework.test_profiles import OWN
from tests.casework.test_withheld import agreed, takes
from tests.people import keeps_a_case

ENDED = 'id = "embassy"\nagreement = "7/2024"\nagreement_until = 2025-12-31\n'


def rests(session, case: str) -> dict[str, str]:
    return {way.agency: way.rests for way in disclosure_of(session, case, "en").ways}


def test_each_agency_but_our_own_is_shown_by_its_name_and_nothing_rests_on_nothing(at_work, tmp_path):
    case = takes(at_work, tmp_path)
    agencies = profiles.in_use(at_work).agencies
    assert {agency.own for agency in agencies} == {True, False}
    for language in ("ar", "en"):
        ways = disclosure_of(at_work, case, language).ways
        assert [(way.agency, way.name) for way in ways] == [
            (agency.id, agency.name[language]) for agency in agencies if not agency.own
        ]
    assert set(rests(at_work, case).values()) == {"nothing"}
    with pytest.raises(queries.NoCase):
        disclosure_of(at_work, "ffff", "en")


def test_a_consent_opens_the_way_to_the_agency_that_it_names_until_it_is_taken_back(at_work, tmp_path):
    case = takes(at_work, tmp_path)
    agreed(at_work, case)
    ways = rests(at_work, case)
    assert {agency for agency, rest in ways.items() if rest == "consent"} == {"prosecution"}
    assert set(ways.values()) == {"consent", "nothing"}
    consents.record(
        at_work, case, "share", "withdrawn", consents.ConsentDetails(language="en", mode="signature"), "prosecution"
    )
    assert set(rests(at_work, case).values()) == {"nothing"}


def test_what_could_be_held_back_is_counted_by_kind_and_by_part_of_the_work(at_work, tmp_path):
    case = takes(at_work, tmp_path, "intake")
    assert disclosure_of(at_work, case, "en").known == {
        INTAKE: 1,
        redaction.PHONE: 1,
        redaction.RESTRICTED: 2,
        redaction.HIDDEN_ANSWERS: 1,
    }
    takes(at_work, tmp_path, case_id=case)
    assert disclosure_of(at_work, case, "en").known == {
        INTAKE: 1,
        redaction.SCREENING: 1,
        redaction.PHONE: 2,
        redaction.RESTRICTED: 4,
        redaction.HIDDEN_ANSWERS: 2,
    }


def test_an_interview_whose_questionnaire_is_not_here_counts_for_nothing(at_work):
    case = keeps_a_case(at_work, "Maya Sample")
    assert disclosure_of(at_work, case, "en").known == {}


def test_a_legal_basis_stands_for_the_agency_that_it_names_until_it_ends(at_work, tmp_path):
    case = takes(at_work, tmp_path)
    agreed(at_work, case)
    consents.base(at_work, case, "share", "duty", "the law on reports", "prosecution")
    ways = rests(at_work, case)
    assert {agency for agency, rest in ways.items() if rest == "basis"} == {"prosecution"}
    consents.base(at_work, case, "share", "", "it ended", "prosecution")
    assert rests(at_work, case)["prosecution"] == "consent"


def test_an_agreement_that_is_over_comes_before_consent_and_basis(office, tmp_path):
    layla = office.joins("Layla Sample")
    profile = OWN.replace('id = "embassy"\n', ENDED, 1)
    assert profile != OWN
    (tmp_path / "own.toml").write_text(profile, "utf-8")
    referral_system.adopt(office.sessions["Huda Desk"], tmp_path / "own.toml")
    office.news("Layla Sample")
    case = keeps_a_case(layla, "Maya Sample")
    details = consents.ConsentDetails(language="en", mode="signature")
    consents.record(layla, case, "share", "yes", details, "embassy")
    consents.base(layla, case, "share", "duty", "the law on reports", "embassy")
    assert {agency for agency, rest in rests(layla, case).items() if rest == "over"} == {"embassy"}
