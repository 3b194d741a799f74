"""People, places and proceedings of a case: whose they are, until when, who entered them, what a group shares."""

from collections.abc import Iterator

import pytest

from app.case import events
from app.case.kinds import people as noted
from app.casework.cases import groups, queries, related_people
from app.casework.cases.related_people import HearingView, NobodyHere, PersonView, ProceedingView
from app.casework.session.session import EventAppender, Session, case_state_of
from app.clock import utc
from app.seal.keys import fresh_id
from tests.people import Person, keeps_a_case

SUSPECT = {"name": "Sample Suspect"}


@pytest.fixture(scope="module")
def layla(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Her records: each test has cases of its own there."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_STATE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("state")))
        session = Person("Layla Sample", tmp_path_factory.mktemp("layla"), "inspector", "en").sets_up()
        yield session
    session.close()


@pytest.fixture
def case(layla: Session) -> str:
    return keeps_a_case(layla, "Maya Sample")


def people_of(session: Session, case: str) -> list[PersonView]:
    return related_people.people_of(session, queries.case_of(session, case))


def proceedings_of(session: Session, case: str) -> list[ProceedingView]:
    return related_people.proceedings_of(session, queries.case_of(session, case))


def says(session: Session, case: str, kind: str, **content: object) -> None:
    with session.vault.transaction() as writer:
        EventAppender(session, writer, bytes.fromhex(case)).say(kind, content)


def test_whom_a_group_shares_is_put_right_in_each_of_its_cases(layla):
    cases = [keeps_a_case(layla, name) for name in ("Maya", "Rani")]
    group = groups.make(layla, "investigation", "12/2026", cases)
    suspect = groups.share(layla, group, "suspect", SUSPECT)
    with pytest.raises(groups.NotShared):  # it would tell who the others are
        related_people.note(layla, cases[0], "family", SUSPECT, suspect)
    related_people.note(layla, cases[0], "employer", {"phone": "+965 5512 3456"}, suspect)
    for case in cases:
        [person] = people_of(layla, case)
        assert (person.role, person.facts["phone"], person.name) == ("employer", "+965 5512 3456", "Sample Suspect")
    related_people.proceed(layla, cases[0], {"report": "7/2026"}, suspect, group=group)
    [proceeding] = proceedings_of(layla, cases[1])
    related_people.hear(layla, cases[1], proceeding.id, {"date": "2026-12-01"})
    for case in cases:
        [proceeding] = proceedings_of(layla, case)
        assert (proceeding.name, len(proceeding.hearings)) == ("Sample Suspect", 1)


def test_who_was_struck_off_stands_in_the_history_with_why(layla, case):
    brother = related_people.note(layla, case, "family", {"name": "Ram"})
    related_people.strike(layla, case, brother, " Somebody else ")
    assert people_of(layla, case) == []
    [struck] = [
        event for event in case_state_of(layla, bytes.fromhex(case)).timeline if event.content.get("role") == ""
    ]
    assert struck.content["reason"] == "Somebody else"
    state = case_state_of(layla, bytes.fromhex(case))
    says(layla, case, events.PERSON, person=fresh_id(), role="", facts={})
    later = case_state_of(layla, bytes.fromhex(case))
    assert len(later.without_effect) == len(state.without_effect) + 1  # nobody of that id


def test_a_day_until_when_something_is_to_be_done_is_one_in_either_digits(layla, case):
    suspect = related_people.note(layla, case, "suspect", {"name_ar": "المشتبه به"})
    related_people.proceed(layla, case, {"appeal": "yes", "appeal_until": "٢٠٢٦-١٢-٠١"}, suspect)
    [proceeding] = proceedings_of(layla, case)
    assert proceeding.facts["appeal_until"] == "2026-12-01"
    assert (proceeding.person, proceeding.name) == (suspect, "المشتبه به")


def test_an_id_that_two_begin_with_is_nobodys(layla, case):
    for end in (b"\x01", b"\x02"):
        says(layla, case, events.PERSON, person=b"\xaa" * 15 + end, role="witness", facts=SUSPECT)
    with pytest.raises(NobodyHere):
        related_people.strike(layla, case, "aaaa", "")
    related_people.strike(layla, case, "aa" * 15 + "01", "")
    assert [person.id[-2:] for person in people_of(layla, case)] == ["02"]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("9:30", "09:30"), ("٩:٣٠", "09:30"), ("9", "09:00"), ("09.05", "09:05"), ("23:59", "23:59"), ("24:00", "24:00"),
        (" 0:00 ", "00:00"), ("noon", "noon"), ("", ""),
    ],
)  # fmt: skip
def test_an_hour_is_written_with_two_digits(text: str, hour: str):
    assert related_people.hour_of(text) == hour
    assert related_people.is_hour(text) == (hour not in ("24:00", "noon"))


def test_what_officers_noted_for_themselves_goes_nowhere():
    facts = {"note": "for us", "court": "Farwaniya", "date": "2026-12-01"}
    hearing = HearingView("h", facts, "Layla Sample", utc(1_795_500_000))
    view = ProceedingView("p", "", "", facts, {}, (hearing,))
    without = related_people.without_notes(view)
    for left in (without.facts, without.hearings[0].facts):
        assert left == {"court": "Farwaniya", "date": "2026-12-01"}


def test_somebody_without_a_name_in_latin_letters_has_the_other():
    at = utc(1_795_500_000)
    named = [
        PersonView("p", "family", facts, "", at).name
        for facts in ({"name_ar": "رام"}, {"name": "Ram", "name_ar": "رام"}, {})
    ]
    assert named == ["رام", "Ram", ""]


def test_hearings_of_one_day_stand_by_their_hours_and_one_without_a_day_does_not_stand(layla, case):
    proceeding = related_people.proceed(layla, case, {"court": "12/2026"})
    for number, hour in enumerate(("11:00", "09:30", "", "10:00")):
        says(
            layla,
            case,
            events.HEARING,
            hearing=bytes([4 - number]) * 16,
            proceeding=bytes.fromhex(proceeding),
            facts={"date": "2026-12-01", **({"time": hour} if hour else {})},
        )

    def hours() -> list[str | None]:
        [view] = proceedings_of(layla, case)
        return [hearing.facts.get("time") for hearing in view.hearings]

    assert hours() == [None, "09:30", "10:00", "11:00"]
    related_people.hear(layla, case, proceeding, {"date": ""}, (bytes([4]) * 16).hex())
    assert hours() == [None, "09:30", "10:00"]


def test_whoever_noted_somebody_first_is_named(layla, case):
    suspect = related_people.note(layla, case, "suspect", SUSPECT)
    first = layla.clock()
    layla.clock.pass_(days=2)  # type: ignore[attr-defined]
    related_people.note(layla, case, "suspect", {"name": "Another", "phone": "99"}, suspect)
    [person] = people_of(layla, case)
    assert (person.name, person.at) == ("Another", first)


@pytest.mark.parametrize(
    ("day", "is_day"),
    [
        ("1970-01-01", True), ("1969-12-31", False), ("8999-12-31", True), ("9000-01-01", False), ("", True),
        ("2026-W49-1", False), ("20261201", False), ("2026-02-29", False), ("2028-02-29", True),
    ],
)  # fmt: skip
def test_a_day_is_one_to_which_computers_can_count(day: str, is_day: bool):
    assert noted.is_day(day) == is_day


def test_a_group_of_another_length_is_none(layla, case):
    for group in (b"\x01" * 15, b"\x01" * 32, "text"):
        says(layla, case, events.PERSON, person=fresh_id(), role="suspect", facts=SUSPECT, group=group)
    assert {person.group for person in people_of(layla, case)} == {""}
