"""One site, many people: a group of cases that names nobody to who reads one of them alone."""

import pytest

from app.casework.cases import groups, history, queries, related_people
from app.casework.cases.refusals import NothingSaid, ReasonWanted
from app.casework.session.session import Session, case_state_of, events_of
from tests.casework.test_posting import Office
from tests.people import keeps_a_case

SITE = "Block 4, Street 12"


def of(session: Session, case: str) -> list[tuple[str, int, int]]:
    found = groups.groups_of(session, queries.case_of(session, case))
    return [(each.name, each.others, len(each.here)) for each in found]


def test_cases_of_one_site_are_put_into_a_group_and_taken_out_again(office: Office):
    layla = office.joins("Layla Sample")
    cases = [keeps_a_case(layla, name) for name in ("Maya Sample", "Rita Other", "Sara Third")]
    made = groups.make(layla, "site", SITE, cases[:2])
    groups.put(layla, made, [cases[2], cases[0]])
    (row,) = groups.groups(layla)
    assert (row.kind, row.name, row.here, row.known) == ("site", SITE, 3, 3)
    assert of(layla, cases[0]) == [(SITE, 2, 2)]
    assert {case.id for case in queries.cases(layla, "street 12 block")} == set(cases)
    with pytest.raises(ReasonWanted):
        groups.take_out(layla, made, cases[1], " ")
    groups.take_out(layla, made, cases[1], "another site")
    assert of(layla, cases[1]) == []
    assert len(groups.group(layla, made).members) == 2
    entries = [(entry.field, entry.after, entry.reason) for entry in history.entries(layla, cases[1])]
    assert (f"group:{made}:kind", "", "another site") in entries
    groups.put(layla, made, [cases[1]])
    assert of(layla, cases[1]) == [(SITE, 2, 2)]


def test_who_reads_one_case_learns_how_many_others_there_are_and_nothing_of_them(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    open_ = keeps_a_case(layla, "Maya Sample")
    numbers = [keeps_a_case(layla, f"Rima {n}", restricted=True) for n in range(3)]
    made = groups.make(layla, "investigation", "1234/2026", [open_, *numbers])
    groups.share(layla, made, "suspect", {"name": "Sample Suspect"})
    office.carry("Layla Sample", "Omar Sample")
    assert of(omar, open_) == [("1234/2026", 3, 0)]
    assert [member.name for member in groups.group(omar, made).members] == ["Maya Sample"]
    text = repr([event.content for event in events_of(omar, bytes.fromhex(open_))])
    assert "Rima" not in text
    assert not any(repr(bytes.fromhex(case)) in text or case in text for case in numbers)
    assert of(layla, open_) == [("1234/2026", 3, 3)]
    assert [member.name for member in groups.group(layla, made).members].count("") == 3


def test_two_colleagues_who_add_apart_have_one_group_afterwards(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    one, two, three = (keeps_a_case(layla, name) for name in ("Maya", "Rita", "Sara"))
    made = groups.make(layla, "site", SITE, [one])
    office.carry("Layla Sample", "Omar Sample")
    groups.put(layla, made, [two])
    groups.put(omar, made, [three])
    groups.take_out(omar, made, one, "another site")
    office.carry("Omar Sample", "Layla Sample")
    office.carry("Layla Sample", "Omar Sample")
    for session in (layla, omar):
        assert {member.case_id for member in groups.group(session, made).members} == {two, three}
    for case in (one, two, three):
        assert case_state_of(layla, bytes.fromhex(case)) == case_state_of(omar, bytes.fromhex(case))


def test_what_the_group_shares_comes_into_each_case_and_family_does_not(office: Office):
    layla = office.joins("Layla Sample")
    one, two, three = (keeps_a_case(layla, name) for name in ("Maya", "Rita", "Sara"))
    made = groups.make(layla, "site", SITE, [one, two])
    related_people.note(layla, one, "family", {"name": "Rima Sample", "relation": "sister"})
    suspect = groups.share(layla, made, "suspect", {"name": "Sample Suspect", "phone": "5512"})
    with pytest.raises(groups.NotShared):
        groups.share(layla, made, "family", {"name": "Rima Sample"})
    entered = related_people.proceed(layla, one, {"complaint": "77/2026"}, suspect, group=made)
    related_people.hear(layla, one, entered, {"date": "2026-12-01", "time": "09:30"})
    groups.put(layla, made, [three])
    for case in (two, three):
        now = queries.case_of(layla, case)
        assert [(person.id, person.name) for person in related_people.people_of(layla, now)] == [
            (suspect, "Sample Suspect")
        ]
        (proceeding,) = related_people.proceedings_of(layla, now)
        assert (proceeding.facts["complaint"], proceeding.person) == ("77/2026", suspect)
        assert [hearing.facts["date"] for hearing in proceeding.hearings] == ["2026-12-01"]
    related_people.note(layla, three, "suspect", {"address": "Jahra"}, suspect)  # of the group: in each
    assert groups.group(layla, made).people[0].facts["address"] == "Jahra"
    (first, *_) = related_people.people_of(layla, queries.case_of(layla, two))
    assert first.facts["address"] == "Jahra"
    assert {row.id for row in queries.cases(layla, "77/2026")} == {one, two, three}


def test_who_was_struck_off_in_one_case_does_not_come_back_with_the_group(office: Office):
    layla = office.joins("Layla Sample")
    one, two = (keeps_a_case(layla, name) for name in ("Maya", "Rita"))
    made = groups.make(layla, "site", SITE, [one, two])
    suspect = groups.share(layla, made, "suspect", {"name": "Sample Suspect"})
    related_people.strike(layla, one, suspect, "was never there")
    related_people.note(layla, two, "suspect", {"phone": "5512"}, suspect)
    groups.share(layla, made, "suspect", {"address": "Jahra"}, suspect)
    assert related_people.people_of(layla, queries.case_of(layla, one)) == []
    (told,) = groups.group(layla, made).people
    assert (told.cases, told.facts["phone"], told.facts["address"]) == (1, "5512", "Jahra")


def test_a_group_needs_a_kind_a_name_and_a_case(office: Office):
    layla = office.joins("Layla Sample")
    case = keeps_a_case(layla, "Maya Sample")
    for kind, name in (("", SITE), ("site", " "), ("house", SITE)):
        with pytest.raises((NothingSaid, ReasonWanted)):
            groups.make(layla, kind, name, [case])
    with pytest.raises(queries.NoCase):
        groups.make(layla, "site", SITE, [])
    for odd in ("", "zz", "00" * 16):
        with pytest.raises(groups.NoGroup):
            groups.group(layla, odd)
    made = groups.make(layla, "site", SITE, [case])
    assert groups.resolve(layla, SITE) == groups.resolve(layla, made[:6]) == made
    with pytest.raises(groups.NoGroup):
        groups.resolve(layla, "Block")
    groups.rename(layla, made, "investigation", "1234/2026")
    assert of(layla, case) == [("1234/2026", 0, 0)]
