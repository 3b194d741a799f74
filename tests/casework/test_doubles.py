"""Cases that may be about one person are proposed with reasons; people decide, and can undo it."""

import pytest

from app.case import events
from app.case.duplicates import compare
from app.casework.cases import duplicates, queries
from app.casework.cases.refusals import ReasonWanted
from app.casework.interviews import conflicts
from app.casework.session.session import EventAppender, case_state_of
from app.seal.keys import fresh_id
from tests.casework.test_posting import Office
from tests.counted import calls_of
from tests.people import Person, keeps_a_case


def found(session, case: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(duplicate.case_id, duplicate.reasons) for duplicate in duplicates.doubles(session, case)]


def test_one_name_in_two_scripts_is_proposed_and_others_are_not(office: Office):
    layla = office.joins("Layla Sample")
    one, two = (keeps_a_case(layla, name) for name in ("Fatima Khatun", "فاطمة خاتون"))
    for name in ("Rahima Khatun", "Fatima Begum", "Sunita Tamang"):
        keeps_a_case(layla, name)
    assert [case for case, _ in found(layla, one)] == [two]
    assert [case for case, _ in found(layla, two)] == [one]
    assert duplicates.REASONS["name"] in found(layla, one)[0][1]


def test_a_colleagues_case_is_proposed_once_it_has_come(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    hers, his = keeps_a_case(layla, "Mohammed Ahmed"), keeps_a_case(omar, "محمد أحمد")
    assert found(omar, his) == []
    office.carry("Layla Sample", "Omar Sample")
    assert [case for case, _ in found(omar, his)] == [hers]


def test_what_people_decided_is_not_asked_again_and_can_be_undone(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    one, two = (keeps_a_case(layla, name) for name in ("Maria Santos", "ماريا سانتوس"))
    with pytest.raises(ReasonWanted):
        duplicates.link(layla, one, two, "same")
    duplicates.link(layla, one, two, "same", "the same passport was shown")
    assert found(layla, one) == [] == found(layla, two)
    assert [(each.case_id, each.as_) for each in duplicates.linked(layla, two)] == [(one, "same")]
    office.carry("Layla Sample", "Omar Sample")
    assert [each.case_id for each in duplicates.linked(omar, one)] == [two]
    with pytest.raises(ReasonWanted):
        duplicates.unlink(omar, one, two, " ")
    duplicates.unlink(omar, one, two, "two sisters")
    assert duplicates.linked(omar, two) == []
    assert [case for case, _ in found(omar, one)] == [two]
    office.carry("Omar Sample", "Layla Sample")
    for case in (one, two):
        assert case_state_of(layla, bytes.fromhex(case)) == case_state_of(omar, bytes.fromhex(case))


def test_two_colleagues_who_see_it_differently_are_asked_to_decide(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    one, two = (keeps_a_case(layla, name) for name in ("Maria Santos", "ماريا سانتوس"))
    office.carry("Layla Sample", "Omar Sample")
    duplicates.link(layla, one, two, "same", "one face")
    duplicates.link(omar, one, two, "not-same")
    office.carry("Omar Sample", "Layla Sample")
    assert queries.case(layla, one).conflicts == 1
    (conflict,) = conflicts.conflicts(layla, one)
    assert {value.text for value in conflict.values} == {"same", "not-same"}


def test_a_link_names_nobody_whose_case_is_not_here(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    open_, kept = keeps_a_case(layla, "Maya Sample"), keeps_a_case(layla, "Rima", restricted=True)
    duplicates.link(layla, open_, kept, "family")
    office.carry("Layla Sample", "Omar Sample")
    (told,) = duplicates.linked(omar, open_)
    assert (told.name, told.reference, told.here) == ("", "", False)
    with pytest.raises(duplicates.SameCase):
        duplicates.link(layla, open_, open_, "family")


def test_no_case_is_opened_to_propose_others_and_those_whose_rows_are_to_be_made_are_found(layla: Person):
    session = layla.sets_up()
    cases = [keeps_a_case(session, f"Maya Sample {at}") for at in range(12)]
    proposed = found(session, cases[0])
    assert len(proposed) == 10
    from_rows = calls_of(lambda: duplicates.doubles(session, cases[0]))
    with session.vault.transaction() as writer:
        writer.run("DELETE FROM likeness_facts")
    assert found(session, cases[0]) == proposed
    opened = calls_of(lambda: duplicates.doubles(session, cases[0]))
    assert opened > 2 * from_rows, (opened, from_rows)
    session.close()


def test_numbers_speak_for_it_and_contradictions_against():
    maya = {"name": "Maya Sample", "passport": "AB 123456", "sex": "female", "age": "26"}
    told = compare(maya, {"name": "Mayya Sampel", "passport": "ab123456", "age": "٢٧"})
    assert told
    assert (told.score > 0.95, told.reasons) == (True, ("passport", "name", "age"))
    assert compare(maya, {"name": "مايا سامبل", "sex": "female"})
    assert compare(maya, {"name": "Maya Sample", "sex": "male"}) is None
    assert compare(maya, {"name": "Maya Sample", "age": "48"}) is None
    household = {"name": "Rita Other", "phone": "+965 5512 3456"}
    assert compare({"name": "Maya Sample", "phone": "55123456"}, household) is None
    assert compare({"phone": "55123456"}, household)
    assert compare({}, {}) is None


def test_another_nationality_speaks_against_it_and_a_slip_of_the_pen_does_not():
    maya = {"name": "Maya Sample", "nationality": "NP", "birth_date": "1999-03-04"}
    assert compare(maya, {"name": "Maya Sample", "nationality": "BD"}) is None
    for same in ("1999-03-04", "1999-04-03", "1999-03-14"):
        assert compare(maya, {"name": "Maya Sample", "birth_date": same}), same
    assert compare(maya, {"name": "Maya Sample", "birth_date": "1998-04-03"}) is None
    assert compare(maya, {"name": "Maya Sample", "birth_date": "1989-13-04"}) is None
    young = {"name": "Maya Sample", "age": "26"}
    assert compare(young, {"name": "Maya Sample", "age": "34"})
    assert compare(young, {"name": "Maya Sample", "age": "35"}) is None


def test_neither_a_proposal_nor_a_link_names_whom_a_restricted_case_is_about(office: Office):
    layla = office.joins("Layla Sample")
    open_ = keeps_a_case(layla, "Maya Sample")
    kept = keeps_a_case(layla, "Maya Sample", restricted=True)
    (proposed,) = duplicates.doubles(layla, open_)
    assert (proposed.case_id, proposed.name) == (kept, "")
    duplicates.link(layla, open_, kept, "family")
    (linked,) = duplicates.linked(layla, open_)
    assert (linked.case_id, linked.name, linked.here) == (kept, "", True)
    assert duplicates.doubles(layla, open_)  # a family's members may still be one
    duplicates.link(layla, open_, kept, "not-same")
    assert duplicates.doubles(layla, open_) == [] == duplicates.doubles(layla, kept)


def test_a_frequent_name_of_other_nationalities_hides_nobody_of_her_own(layla: Person):
    session = layla.sets_up()

    def maria(nationality: str) -> str:
        case = keeps_a_case(session, "Maria Santos")
        told = {"interview": fresh_id(), "facts": {"nationality": nationality}, "answers": []}
        with session.vault.transaction() as writer:
            EventAppender(session, writer, bytes.fromhex(case)).say(events.ANSWERS, {**told, "restricted": 0})
        return case

    for _ in range(120):  # twice as many as are compared
        maria("IN")
    ours, *others = (maria("PH") for _ in range(8))
    assert sorted(case for case, _ in found(session, ours)) == sorted(others)
    session.close()
