"""A referral's clock, where it goes, and what of it stands in files for partners."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app import settings
from app.case import built_in_profiles, events
from app.case.profile_file import read
from app.case.referral import STATES
from app.casework.cases import exchange_record, queries, redaction
from app.casework.cases.event_writer import say
from app.casework.export import ctdc_export, exchange_rows, htcds_export
from app.casework.export.exchange_rows import ExchangeCase, ExchangeSelection, UnprotectedForbidden
from app.casework.lifecycle import agency_directory, consents, referrals
from app.casework.lifecycle.referrals import ReferralRequest, ReferralView
from app.casework.session.session import Session
from app.clock import utc
from app.language import Words
from tests.people import keeps_a_case
from tests.ui.test_agencies import KUWAIT, PLACES

SHELTER = ReferralRequest("shelter", "accommodation", "needs a bed", "3h", override="danger")
AGREED = consents.ConsentDetails(language="ne", mode="signature")


@pytest.fixture
def case(at_work: Session) -> str:
    return keeps_a_case(at_work, "Sunita Sample")


def view(session: Session, case: str, id_: str) -> ReferralView:
    return next(each for each in referrals.referrals(session, case) if each.id == id_)


def test_a_drafts_clock_begins_when_it_is_sent_and_ends_with_an_answer(at_work: Session, case: str):
    id_ = referrals.refer(at_work, case, SHELTER, draft=True)
    written = view(at_work, case, id_)
    assert (written.status, written.sent, written.due, written.overdue) == ("draft", None, None, False)
    assert written.next == ("sent", "revoked")
    at_work.clock.pass_(days=2)
    sent = utc(at_work.now())
    referrals.set_status(at_work, case, id_, "sent", override="danger")
    assert view(at_work, case, id_).at < sent
    for status in ("sent", "received"):
        if status != "sent":
            referrals.set_status(at_work, case, id_, status)
        now = view(at_work, case, id_)
        assert (now.status, now.sent, now.due) == (status, sent, sent + timedelta(hours=3))
    at_work.clock.pass_(hours=3, seconds=1)
    assert view(at_work, case, id_).overdue
    for status in ("accepted", "in-progress", "done"):
        assert status in view(at_work, case, id_).next
        referrals.set_status(at_work, case, id_, status)
        now = view(at_work, case, id_)
        assert (now.status, now.sent, now.due, now.overdue) == (status, sent, None, False)
    assert now.next == ()


def test_where_colleagues_differ_only_what_follows_from_both_may_follow():
    assert referrals._in_order([{"received", "accepted"}, {"accepted", "done"}]) == ("accepted",)
    assert referrals._in_order([{"received"}, {"done"}]) == ()
    assert referrals._in_order([]) == ()
    assert referrals._in_order([set(STATES)]) == STATES


# -- the directory

ENDED = 'id = "embassy"\nagreement = "7/2026"\nagreement_until = 2026-11-30\n'
OWN = read((KUWAIT.replace('id = "embassy"\n', ENDED, 1) + PLACES).encode())


def entries(at: str = "2026-11-30T12:00:00") -> dict[tuple[str, str], agency_directory.ServiceEntry]:
    now = int(datetime.fromisoformat(f"{at}+00:00").timestamp())
    return {(e.agency, e.service): e for e in agency_directory.entries_of(OWN, now)}


def test_an_agreement_holds_to_the_end_of_its_last_day():
    def over(at: str) -> set[bool]:
        return {e.over for (agency, _), e in entries(at).items() if agency == "embassy"}

    assert over("2026-11-30T23:59:59") == {False}
    assert over("2026-12-01T00:00:00") == {True}
    assert {e.over for (agency, _), e in entries("2030-01-01T00:00:00").items() if agency == "shelter"} == {False}


def test_the_directory_names_no_service_of_the_office_itself_and_each_place_where_it_belongs():
    found = entries()
    own = {agency.id for agency in OWN.agencies if agency.own}
    assert own
    assert not own & {agency for agency, _ in found}
    places = {key: [place.id for place in entry.places] for key, entry in found.items()}
    for service in ("accommodation", "counselling"):
        assert "north" in places["shelter", service]
    assert not any("north" in ids for (agency, _), ids in places.items() if agency != "shelter")
    assert [key for key, ids in places.items() if "legal" in ids] == [("ngo", "legal aid")]
    north = next(p for p in found["shelter", "accommodation"].places if p.id == "north")
    texts = (north.name, north.where, north.hours, north.who)
    assert (*(text(Words("en")) for text in texts), north.phone) == (
        "House in the north",
        "Told on the telephone only",
        "Day and night",
        "Women, with children up to 12",
        "+965 5550 1000",
    )
    for text in ("north", "الشمال", "55501000", "Nepali", "children", "نيبالية"):
        matches = {(e.agency, e.service) for e in agency_directory.find(found.values(), text)}
        assert matches >= {("shelter", "accommodation")}, text
    assert not agency_directory.find(found.values(), "north legal")


# -- what partners get of it


def exchanged(session: Session, case: str) -> dict[str, tuple[str, ...]]:
    record = exchange_record.record_of(session, queries.case_of(session, case))
    return {value.name: value.values for value in record.values} | {"beyond": record.beyond}


def test_a_file_for_partners_says_the_last_referral_that_is_under_way_on_the_day_it_went(at_work: Session, case: str):
    assert "cas_OutgoingReferralDate" not in exchanged(at_work, case)
    draft = referrals.refer(at_work, case, SHELTER, draft=True)
    assert "cas_ReferredOrganisation" not in exchanged(at_work, case)
    at_work.clock.pass_(days=1)
    health = replace(SHELTER, agency="health", service="medical", urgency="1d")
    other = referrals.refer(at_work, case, health)
    at_work.clock.pass_(days=3)
    referrals.set_status(at_work, case, draft, "sent", override="danger")
    day = utc(at_work.now()).astimezone().date().isoformat()
    at_work.clock.pass_(days=3)
    names = {agency.id: agency.name["en"] for agency in built_in_profiles.default().agencies}
    told = exchanged(at_work, case)
    assert told["cas_OutgoingReferralDate"] == (day,)
    assert told["cas_ReferredOrganisation"] == (names["shelter"],)
    assert told["beyond"]["referrals"] == 1
    referrals.set_status(at_work, case, draft, "rejected", "no bed")
    assert exchanged(at_work, case)["cas_ReferredOrganisation"] == (names["health"],)
    referrals.set_status(at_work, case, other, "rejected", "no doctor")
    assert "cas_ReferredOrganisation" not in exchanged(at_work, case)


@pytest.mark.parametrize(("answer", "says"), [("yes", "true"), ("no", "false"), ("withdrawn", "false")])
def test_a_file_for_partners_says_as_the_person_did_whether_it_may_be_written(
    at_work: Session, case: str, answer: str, says: str
):
    if answer == "withdrawn":
        consents.record(at_work, case, "record", "yes", AGREED)
    consents.record(at_work, case, "record", answer, AGREED)
    assert exchanged(at_work, case)["con_Consent"] == (says,)


def test_a_case_of_new_years_night_is_of_the_year_in_which_it_was_opened_here():
    """One minute past midnight where this computer is; in Greenwich it was another year yet, or already."""
    for moment, year in ((datetime(2027, 1, 1, 0, 1), 2027), (datetime(2026, 12, 31, 23, 59), 2026)):
        case = ExchangeCase("KW-1", int(moment.astimezone().timestamp()), {})
        assert year in ctdc_export.row_of(case)


# -- which cases go


def leaves(session: Session, tmp_path, **options: object) -> ExchangeSelection:
    leaving = ExchangeSelection(redaction.chosen(options.pop("to", "")), {}, **options)
    htcds_export.export(session, tmp_path / "cases.json", leaving)
    return leaving


def test_of_a_days_cases_all_go_to_its_last_minute_but_the_restricted(omar: Session, tmp_path):
    omar.clock.at = omar.clock.at.astimezone().replace(hour=0, minute=1)
    day = omar.clock.at.date()
    names = [keeps_a_case(omar, "Maya Sample"), keeps_a_case(omar, "Rima Sample", restricted=True)]
    omar.clock.at = omar.clock.at.replace(hour=23, minute=59)
    names.append(keeps_a_case(omar, "Sara Sample"))
    omar.clock.at += timedelta(minutes=2)
    keeps_a_case(omar, "Late Sample")
    went = leaves(omar, tmp_path, first=day, last=day)
    assert (went.case_count, dict(went.left_out)) == (2, {"restricted": 1})
    document = json.loads((tmp_path / "cases.json").read_text("utf-8"))
    assert {row["prs_FirstName"] for row in document["cases"]} == {"Maya", "Sara"}
    assert document["made"] == utc(omar.now()).astimezone().date().isoformat()
    assert "left_out" not in document["report"]  # nor how many there are
    held = document["report"]["held_back"]
    for case in (names[0], names[2]):
        exported = [e for e in queries.case_of(omar, case).timeline if e.what == "exported"]
        said = dict(map(tuple, exported[0].content.get("held", [])))
        assert set(said) <= set(held)


def test_a_case_without_consent_is_left_out_as_that(omar: Session, tmp_path):
    agreed, not_asked = keeps_a_case(omar, "Maya Sample"), keeps_a_case(omar, "Rita Sample")
    facts = {"phone": "+965 5512 3456", "civil_id": "299030212345"}
    content = {"interview": bytes(16), "facts": facts, "answers": [], "restricted": 0}
    say(omar, agreed, events.ANSWERS, content)
    consents.record(omar, agreed, "share", "yes", AGREED, "ngo")
    went = leaves(omar, tmp_path, to="ngo", agency="ngo", cases=(agreed, not_asked))
    assert (went.case_count, dict(went.left_out)) == (1, {"no_consent": 1, "restricted": 0})
    held = json.loads((tmp_path / "cases.json").read_text("utf-8"))["report"]["held_back"]
    (exported,) = [e for e in queries.case_of(omar, agreed).timeline if e.what == "exported"]
    assert held
    assert set(dict(map(tuple, exported.content["held"]))) <= set(held)  # its history counts them


def test_where_nothing_is_saved_readable_no_file_for_partners_is_written(
    omar: Session, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    rules = tmp_path / "policy.toml"
    rules.write_text("plain_files = false")
    monkeypatch.setattr(settings, "policy_file", lambda: rules)
    with pytest.raises(UnprotectedForbidden):
        exchange_rows.may_write(omar, tmp_path / "cases.json")
