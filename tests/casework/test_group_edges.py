"""Groups and links at their edges: who is named, how many there are, and what comes along."""

import pytest

from app.case import events
from app.casework.cases import duplicates, groups, linked_cases, queries, related_people
from app.casework.cases.event_writer import say
from app.casework.session.session import Session
from tests.people import keeps_a_case

SITE, OTHER = "Block 4, Street 12", "1234/2026"


@pytest.fixture
def cases(at_work: Session) -> tuple[str, ...]:
    return tuple(keeps_a_case(at_work, name) for name in ("Maya Sample", "Rita Other", "Sara Third"))


def others(session: Session, case: str) -> list[tuple[int, int]]:
    found = groups.groups_of(session, queries.case_of(session, case))
    return [(group.others, len(group.here)) for group in found]


def test_a_group_without_one_of_its_cases_is_smaller_by_that(at_work: Session, cases):
    made = groups.make(at_work, "site", SITE, cases)
    groups.take_out(at_work, made, cases[1], "another site")
    (row,) = groups.groups(at_work)
    assert (row.here, row.known) == (2, 2)
    assert [others(at_work, case) for case in cases] == [[(1, 1)], [], [(1, 1)]]
    groups.rename(at_work, made, "investigation", OTHER)
    assert [others(at_work, case) for case in cases] == [[(1, 1)], [], [(1, 1)]]
    groups.take_out(at_work, made, cases[2], "another site")
    assert others(at_work, cases[0]) == [(0, 0)]


def test_cases_elsewhere_are_counted_and_a_rename_loses_none(at_work: Session, cases):
    """A colleague, who knew of five, put the first there."""
    made = groups.make(at_work, "site", SITE, cases[:2])
    content = {"group": bytes.fromhex(made), "kind": "site", "name": SITE, "others": 4, "reason": ""}
    say(at_work, cases[0], events.GROUPED, content)
    for _ in range(2):
        (row,) = groups.groups(at_work)
        assert (row.here, row.known) == (2, 5)
        assert others(at_work, cases[1]) == [(4, 1)]
        groups.rename(at_work, made, "site", "Block 5")
    groups.take_out(at_work, made, cases[1], "another site")
    assert [(row.here, row.known) for row in groups.groups(at_work)] == [(1, 4)]


def test_a_restricted_member_has_no_name(at_work: Session, cases):
    hidden = keeps_a_case(at_work, "Rima Sample", restricted=True)
    made = groups.make(at_work, "site", SITE, [cases[0], hidden])
    names = {member.case_id: member.name for member in groups.group(at_work, made).members}
    assert names == {cases[0]: "Maya Sample", hidden: ""}


def test_the_next_talk_begins_with_what_is_known_of_the_place_and_of_no_person(at_work: Session):
    facts = {
        "site": "Block 4", "employer": "Sample Trading", "employer_file": "77", "interpreter": "Rani",
        "language": "ne", "name": "Maya Sample", "phone": "5512", "nationality": "NPL", "sex": "female",
    }  # fmt: skip
    case = keeps_a_case(at_work, "Maya Sample")
    content = {"interview": bytes(16), "facts": facts, "answers": [], "restricted": 0}
    say(at_work, case, events.ANSWERS, content)
    made = groups.make(at_work, "site", SITE, [case])
    place = ("site", "employer", "employer_file", "interpreter", "language")
    assert groups.carried(at_work, made) == {name: facts[name] for name in place}


def test_who_is_met_next_joins_the_one_group_of_a_case_and_none_of_several(at_work: Session, cases):
    assert groups.first_of(at_work, cases[0]) == ""
    site = groups.make(at_work, "site", SITE, cases[:1])
    assert groups.first_of(at_work, cases[0]) == site
    groups.make(at_work, "investigation", OTHER, cases[:1])
    assert groups.first_of(at_work, cases[0]) == ""


def test_a_visit_has_the_group_of_its_site_and_no_investigations(at_work: Session, cases):
    groups.make(at_work, "investigation", OTHER, cases[:1])
    site = groups.of_visit(at_work, cases[0])
    assert groups.group(at_work, site).row.kind == "site"
    assert groups.of_visit(at_work, cases[0]) == site


def test_whom_a_group_shares_becomes_nobodys_family(at_work: Session, cases):
    made = groups.make(at_work, "site", SITE, cases[:2])
    suspect = groups.share(at_work, made, "suspect", {"name": "Sample Suspect"})
    with pytest.raises(groups.NotShared):
        related_people.note(at_work, cases[0], "family", {"name": "Sample Suspect"}, suspect)
    related_people.note(at_work, cases[0], "employer", {}, suspect)


def test_why_somebody_was_struck_off_stands_in_the_history(at_work: Session, cases):
    person = related_people.note(at_work, cases[0], "witness", {"name": "Rima Sample"})
    related_people.strike(at_work, cases[0], person, " was never there ")
    last = queries.case_of(at_work, cases[0]).timeline[-1]
    assert (last.what, last.content["reason"]) == (events.PERSON, "was never there")


def test_a_paper_for_others_has_no_note_of_a_proceeding_nor_of_its_hearings(at_work: Session, cases):
    entered = related_people.proceed(at_work, cases[0], {"court": "9/2026", "note": "ask Huda"})
    hearing = {"date": "2026-12-01", "time": "09:30", "note": "she is afraid of him"}
    related_people.hear(at_work, cases[0], entered, hearing)
    (view,) = related_people.proceedings_of(at_work, queries.case_of(at_work, cases[0]))
    assert (view.facts["note"], view.hearings[0].facts["note"]) == ("ask Huda", hearing["note"])
    shown = related_people.without_notes(view)
    assert shown.facts == {"court": "9/2026"}
    assert [dict(each.facts) for each in shown.hearings] == [{"date": "2026-12-01", "time": "09:30"}]


# -- links


@pytest.mark.parametrize("as_", ["not-same", "family", "together"])
def test_only_what_is_one_persons_is_told_together(at_work: Session, cases, as_: str):
    duplicates.link(at_work, cases[0], cases[1], as_, "seen together")
    assert [case.id for case in linked_cases.together(at_work, cases[0]).cases] == [cases[0]]
    duplicates.link(at_work, cases[0], cases[2], "same", "one passport")
    told = linked_cases.together(at_work, cases[0])
    assert ([case.id for case in told.cases], told.cleared_count) == ([cases[0], cases[2]], 0)


def test_what_only_one_case_says_is_no_difference(at_work: Session, cases):
    for case, facts in ((cases[0], {"phone": "5512"}), (cases[1], {})):
        content = {"interview": bytes(16), "facts": facts, "answers": [], "restricted": 0}
        say(at_work, case, events.ANSWERS, content)
    duplicates.link(at_work, cases[0], cases[1], "same", "one passport")
    told = linked_cases.together(at_work, cases[0])
    assert {fact.name: fact.differs for fact in told.facts} == {"name": True, "phone": False}
    assert next(fact.values for fact in told.facts if fact.name == "phone") == ("5512", "")
