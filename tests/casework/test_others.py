"""People, places and proceedings of a case: noted by two colleagues, put right, found, struck off."""

import pytest

from app.casework.cases import history, queries, related_people
from app.casework.cases.refusals import NothingSaid
from app.casework.interviews import conflicts
from app.casework.lifecycle import tasks
from app.casework.session.session import case_state_of
from app.language import Words
from tests.casework.test_posting import Office
from tests.people import keeps_a_case


def people(session, case: str) -> list[tuple[str, str]]:
    return [(person.role, person.name) for person in related_people.people_of(session, queries.case_of(session, case))]


def test_two_colleagues_add_to_one_person_and_are_asked_where_they_differ(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    case = keeps_a_case(layla, "Maya Sample")
    boss = related_people.note(layla, case, "employer", {"name": "Sample Trading"})
    office.carry("Layla Sample", "Omar Sample")
    related_people.note(layla, case, "employer", {"phone": "5512 3456"}, boss[:8])
    related_people.note(omar, case, "suspect", {"address": "Jahra"}, boss)
    office.carry("Omar Sample", "Layla Sample")
    office.carry("Layla Sample", "Omar Sample")
    (told,) = related_people.people_of(layla, queries.case_of(layla, case))
    assert (told.facts["phone"], told.facts["address"]) == ("5512 3456", "Jahra")
    (conflict,) = conflicts.conflicts(layla, case)
    assert {value.text for value in conflict.values} == {"employer", "suspect"}
    assert case_state_of(layla, bytes.fromhex(case)) == case_state_of(omar, bytes.fromhex(case))


def test_a_person_noted_by_mistake_is_struck_off_and_stays_in_the_history(office: Office):
    layla = office.joins("Layla Sample")
    case = keeps_a_case(layla, "Maya Sample")
    noted = related_people.note(layla, case, "family", {"name": "Rima Sample", "relation": "sister"})
    related_people.note(layla, case, "site", {"name": "Block 4"})
    related_people.strike(layla, case, noted, "not her sister")
    assert people(layla, case) == [("site", "Block 4")]
    entries = [(entry.field, entry.before, entry.after, entry.reason) for entry in history.entries(layla, case)]
    assert (f"person:{noted}:role", "family", "", "not her sister") in entries
    with pytest.raises(related_people.NobodyHere):
        related_people.strike(layla, case, "", "x")
    with pytest.raises(NothingSaid):
        related_people.note(layla, case, "boss", {"name": "Nobody"})


def test_proceedings_say_who_entered_what_and_their_numbers_are_found(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    case = keeps_a_case(layla, "Maya Sample")
    suspect = related_people.note(layla, case, "suspect", {"name": "Sample Suspect"})
    made = related_people.proceed(layla, case, {"complaint": "1234/2026", "article": "2"}, suspect)
    office.carry("Layla Sample", "Omar Sample")
    related_people.proceed(omar, case, {"court": "99/2027", "decision": "adjourned"}, proceeding=made[:6])
    (told,) = related_people.proceedings_of(omar, queries.case_of(omar, case))
    assert (told.name, told.facts["complaint"], told.facts["court"]) == ("Sample Suspect", "1234/2026", "99/2027")
    assert told.entered["court"][0] == omar.officer.name
    assert told.entered["complaint"][0] == layla.officer.name
    assert [row.id for row in queries.cases(omar, "99/2027")] == [case]
    with pytest.raises(NothingSaid):
        related_people.proceed(layla, case, {"colour": "red"})


def test_a_hearing_is_a_task_until_it_is_said_what_came_of_it(office: Office):
    layla = office.joins("Layla Sample")
    case = keeps_a_case(layla, "Maya Sample")
    made = related_people.proceed(layla, case, {"complaint": "1234/2026", "court": "99/2027"})
    first = related_people.hear(layla, case, made, {"date": "٢٠٢٦-١٢-٠١", "time": "09:30"})
    related_people.hear(layla, case, made[:8], {"date": "2026-12-20", "court": "Room 3"})
    found = [task for task in tasks.tasks(layla) if task.kind == "hearing"]
    assert found[0].ref == first
    assert "99/2027" in found[0].says(Words("en"))
    assert found[0].due is not None
    assert found[0].due.astimezone().strftime("%Y-%m-%d %H:%M") == "2026-12-01 09:30"
    related_people.hear(layla, case, made, {"outcome": "adjourned"}, first[:8])
    assert [task.kind for task in tasks.tasks(layla)].count("hearing") == 1
    for odd in ({}, {"date": "soon"}, {"court": "3"}):
        with pytest.raises(NothingSaid):
            related_people.hear(layla, case, made, odd)
    for wrong in ("", "zz"):
        with pytest.raises(related_people.NobodyHere):
            related_people.hear(layla, case, wrong, {"date": "2026-12-01"})
    field = [entry.field for entry in history.entries(layla, case)]
    assert f"hearing:{first}:outcome" in field


@pytest.mark.parametrize(
    ("written", "hour"),
    [("9:30", "09:30"), ("٩:٣٠", "09:30"), ("9.30", "09:30"), ("9", "09:00"), ("23:59", "23:59"),
     ("24:00", ""), ("9:3", ""), ("9:60", ""), ("half past nine", ""), ("930", "")],
)  # fmt: skip
def test_an_hour_is_read_as_people_write_it(written, hour):
    assert related_people.is_hour(written) == bool(hour)
    assert not hour or related_people.hour_of(written) == hour
    assert related_people.is_hour(" ")
