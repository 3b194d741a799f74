"""A shelter's day says who arrived today, in which bed, and what is due first; of a restricted case nothing."""

from app.casework.pages import shelter_day
from app.clock import utc
from tests.casework.test_work_list import keeps
from tests.vault.test_log_edges import spoils


def test_who_arrived_today_and_what_is_due_first(layla):
    session = layla.sets_up()
    today = utc(session.now()).astimezone().date().isoformat()
    here = keeps(session, "Sunita Sample", shelter_since="2026-01-02", shelter_bed="3, window")
    new = keeps(session, "Maya Sample", shelter_since=today, shelter_bed="3, door")
    hidden = keeps(session, "Rani Sample", restricted=True, shelter_since=today, shelter_bed="4")
    day = shelter_day.read(session, 2)
    assert {(person.row.id, person.bed) for person in day.arrived} == {(new, "3, door"), (hidden, "")}
    assert (day.count, len(day.people)) == (3, 2)
    layla.clock.pass_(days=1)
    day = shelter_day.read(session, 8)
    assert day.arrived == ()
    assert {person.row.id: person.bed for person in day.people}[here] == "3, window"
    assert all(person.step is not None for person in day.people)


def test_of_a_case_with_a_damaged_record_that_is_said_and_the_others_stand(layla):
    session = layla.sets_up()
    today = utc(session.now()).astimezone().date().isoformat()
    bad = keeps(session, "Sunita Sample", shelter_since=today, shelter_bed="3, window")
    good = keeps(session, "Maya Sample", shelter_since=today, shelter_bed="3, door")
    spoils(session, "UPDATE envelope SET body = zeroblob(length(body)) WHERE case_id = ?", bytes.fromhex(bad))
    day = shelter_day.read(session, 8)
    assert [person.row.id for person in day.arrived] == [good]
    assert {(person.row.id, person.bed, person.is_damaged) for person in day.people} == {
        (bad, "", True),
        (good, "3, door", False),
    }
