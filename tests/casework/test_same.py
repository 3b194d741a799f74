"""Two cases that are one person's are told as one, found together, and told apart once the link ends."""

from app.casework.cases import duplicates, linked_cases, queries
from tests.casework.test_posting import Office
from tests.people import keeps_a_case


def test_cases_of_one_person_are_told_as_one_through_any_number_of_links(office: Office):
    layla = office.joins("Layla Sample")
    one, two, three = (keeps_a_case(layla, name) for name in ("Maya Sample", "مايا سامبل", "Maya S."))
    assert len(linked_cases.together(layla, one).cases) == 1
    duplicates.link(layla, one, two, "same", "one passport")
    duplicates.link(layla, two, three, "same", "one passport")
    for asked in (one, two, three):
        told = linked_cases.together(layla, asked)
        assert told.cases[0].id == asked
        assert {case.id for case in told.cases} == {one, two, three}
        (name,) = told.facts
        assert (name.differs, set(name.values)) == (True, {"Maya Sample", "مايا سامبل", "Maya S."})
        assert len(told.timeline) == sum(len(case.timeline) for case in told.cases)
        assert [each.entry.at for each in told.timeline] == sorted(each.entry.at for each in told.timeline)
    duplicates.unlink(layla, one, two, "two sisters")
    assert [case.id for case in linked_cases.together(layla, one).cases] == [one]
    assert {case.id for case in linked_cases.together(layla, three).cases} == {two, three}


def test_search_names_the_other_case_and_puts_it_beside(office: Office):
    layla = office.joins("Layla Sample")
    case_id = keeps_a_case(layla, "Maya Sample")
    keeps_a_case(layla, "Rita Sample")
    two = keeps_a_case(layla, "Sample Maya")
    duplicates.link(layla, case_id, two, "same", "one passport")
    cases = queries.cases(layla, "sample")
    ids = [row.id for row in cases]
    assert abs(ids.index(case_id) - ids.index(two)) == 1
    references = {row.id: row.reference for row in cases}
    assert {row.id: row.same_person for row in cases if row.same_person} == {
        case_id: (references[two],),
        two: (references[case_id],),
    }
    duplicates.unlink(layla, case_id, two, "two sisters")
    assert not any(row.same_person for row in queries.cases(layla, "sample"))


def test_a_case_that_is_not_here_is_counted_and_named_by_nothing(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    one, kept = keeps_a_case(layla, "Maya Sample"), keeps_a_case(layla, "Maya", restricted=True)
    duplicates.link(layla, one, kept, "same", "one passport")
    office.carry("Layla Sample", "Omar Sample")
    told = linked_cases.together(omar, one)
    assert (len(told.cases), told.cleared_count) == (1, 1)
    (row,) = queries.cases(omar, "maya")
    assert row.same_person == ()
