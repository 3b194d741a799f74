"""A look at a restricted case is written into it, once an hour, and changes nothing else of it."""

from app.casework.cases import access_log, queries
from app.casework.session.session import case_state_of
from app.casework.sharing import case_access
from tests.casework.test_posting import Office
from tests.casework.test_withheld import takes
from tests.people import keeps_a_case


def looks(session, case: str) -> list[str]:
    return [each.author for each in queries.case(session, case).timeline if each.what == "viewed"]


def test_a_colleagues_look_at_a_restricted_case_is_told_to_whoever_has_it(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    case = keeps_a_case(layla, "Rima Sample", restricted=True)
    case_access.grant(layla, case, case_access.find(layla, "Omar Sample"))
    office.carry("Layla Sample", "Omar Sample")
    before = case_state_of(omar, bytes.fromhex(case)).updated
    office.people["Omar Sample"].clock.pass_(hours=2)
    assert access_log.seen(omar, case)
    assert not access_log.seen(omar, case)
    office.people["Omar Sample"].clock.pass_(minutes=61)
    assert access_log.seen(omar, case)
    assert case_state_of(omar, bytes.fromhex(case)).updated == before
    office.carry("Omar Sample", "Layla Sample")
    assert looks(layla, case) == [omar.officer.name] * 2


def test_a_case_that_the_desk_has_read_stays_read_when_somebody_looks(office: Office):
    layla = office.joins("Layla Sample")
    case = keeps_a_case(layla, "Rima Sample", restricted=True)
    desk = office.sessions["Huda Desk"]
    case_access.grant(layla, case, case_access.find(layla, "Huda Desk"))
    office.carry("Layla Sample", "Huda Desk")
    assert access_log.seen(desk, case)
    assert case_state_of(desk, bytes.fromhex(case)).received
    office.carry("Huda Desk", "Layla Sample")
    access_log.seen(layla, case)
    assert case_state_of(layla, bytes.fromhex(case)).received


def test_hidden_answers_that_were_shown_are_no_look_at_the_case(at_work, layla, tmp_path):
    case = keeps_a_case(at_work, "Rima Sample", restricted=True)
    takes(at_work, tmp_path, case_id=case)
    talk = queries.case(at_work, case).interviews[-1]
    access_log.uncovered(at_work, case, talk.id)
    assert access_log.seen(at_work, case)
    layla.clock.pass_(days=-2)  # a clock that was set back hides no look
    assert access_log.seen(at_work, case)


def test_a_look_at_any_other_case_leaves_nothing(office: Office):
    layla = office.joins("Layla Sample")
    assert not access_log.seen(layla, keeps_a_case(layla, "Maya Sample"))
