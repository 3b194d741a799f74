"""An authority of another country, under an agreement: the desk enters it, everybody has it, and nothing goes there
without a second person or after the agreement's last day."""

from dataclasses import replace
from datetime import date

import pytest

from app.casework.cases.refusals import AgreementOver
from app.casework.export import release_requests
from app.casework.lifecycle import consents
from app.casework.organisation import foreign_authority
from app.casework.session import profiles
from app.casework.session.colleagues import NotTheDesk
from app.language import Words
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor
from tests.casework.test_posting import Office
from tests.ui.office import finished

AUTHORITY = foreign_authority.ForeignAuthority(
    english="Central Authority of Sampleland",
    arabic="السلطة المركزية في بلد المثال",
    country="ph",
    agreement='Agreement 3/2026 \\ "sample"',
    until=date(2027, 6, 30),
)
AGREED = consents.ConsentDetails(language="ne", mode="signature")


def test_the_desk_enters_one_for_everybody_and_only_whole(office: Office):
    desk, layla = office.sessions["Huda Desk"], office.joins("Layla Sample")
    assert foreign_authority.known(desk) == []  # none comes with Sanad
    for changes in (
        {"english": "سلطة"},
        {"arabic": "Authority"},
        {"arabic": ""},
        {"country": "Philippines"},
        {"agreement": " "},
        {"english": "a\u200eb"},
    ):
        with pytest.raises(foreign_authority.AuthorityIncomplete):
            foreign_authority.add(desk, replace(AUTHORITY, **changes))
    with pytest.raises(foreign_authority.AgreementEnded) as ended:
        foreign_authority.add(desk, replace(AUTHORITY, until=date(2026, 11, 24)))
    assert Words("en").say(ended.value).startswith("The last day of the agreement, ")
    with pytest.raises(NotTheDesk):
        foreign_authority.add(layla, AUTHORITY)
    before = profiles.in_use(desk)
    agency = foreign_authority.add(desk, AUTHORITY)
    assert (agency.id, agency.country, agency.agreement) == ("abroad-ph", "PH", AUTHORITY.agreement)
    assert (agency.recipient, agency.approval) == ("foreign-authority", ("supervisor", "desk"))
    with pytest.raises(foreign_authority.KnownAuthority):
        foreign_authority.add(desk, replace(AUTHORITY, arabic="سلطة أخرى"))
    second = foreign_authority.add(desk, replace(AUTHORITY, english="Other", arabic="سلطة أخرى"))
    assert second.id == "abroad-ph-2"
    office.carry("Huda Desk", "Layla Sample")
    after = profiles.in_use(layla)
    assert (after.id, after.version) == (before.id, before.version + 2)
    assert after.agencies == (*before.agencies, agency, second)
    assert replace(after, version=before.version, agencies=before.agencies) == before


def test_nothing_goes_there_without_a_second_person_or_after_the_last_day(office: Office, tmp_path):
    desk, layla = office.sessions["Huda Desk"], office.joins("Layla Sample")
    agency = foreign_authority.add(desk, AUTHORITY)
    office.carry("Huda Desk", "Layla Sample")
    case = finished(layla, {"name": "Maya Sample"}).case_id
    consents.record(layla, case, "share", "yes", AGREED, agency.id)
    seal = tmp_path / "A.sanad.age", Prosecutor().lock, "en", "Under the agreement"
    with pytest.raises(release_requests.NotAsked):
        make_bundle(layla, case, *seal, agency=agency.id)
    for person in office.people.values():
        person.clock.pass_(days=300)
    with pytest.raises(AgreementOver):
        make_bundle(layla, case, *seal, agency=agency.id)
    assert list(tmp_path.glob("A.*")) == []
