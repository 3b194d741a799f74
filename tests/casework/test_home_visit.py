"""A visit at home, through everything that follows from its declaration."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.case.kinds.home_visit import HOME_VISIT
from app.casework.cases import event_changes, history
from app.casework.cases.queries import case_of
from app.casework.cases.redaction import Withheld
from app.casework.cases.refusals import NothingSaid, ReasonWanted
from app.casework.export import shared_events
from app.casework.export.shared_events import SharedSelection
from app.casework.lifecycle import records, tasks
from app.casework.session.session import Session
from app.casework.sharing import inbox
from app.language import Words, strip_marks
from tests.casework.test_posting import Office, office_of_a_page
from tests.people import keeps_a_case

LAYLA, HUDA = "Layla Sample", "Huda Sample"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_of_a_page(tmp_path_factory, {LAYLA: "inspector", HUDA: "shelter"}) as office:
        yield office


def said(session: Session, **more: str) -> dict[str, str]:
    today = session.clock().astimezone().date()
    return {
        "day": today.isoformat(),
        "by": "Huda Sample",
        "observed": "A room of her own.",
        "next": (today + timedelta(days=14)).isoformat(),
        **more,
    }


def test_a_visit_at_home_reaches_the_officer_the_history_and_the_tasks(office: Office):
    layla, huda = (office.sessions[name] for name in (LAYLA, HUDA))
    case = keeps_a_case(layla, "Maya Sample")
    office.carry(LAYLA, HUDA)
    visit = records.note(huda, case, HOME_VISIT.what, said(huda))
    office.carry(HUDA, LAYLA)

    line = next(line for line in inbox.lines(layla) if line.case_id == case)
    assert (line.kind, line.group, line.says) == ("home-visit", "others", "Home visit noted")
    detail = inbox.detail(layla, line.event, "en")
    assert detail is not None
    assert ("What was seen", "", "A room of her own.") in detail.changes

    (entry,) = [entry for entry in history.entries(layla, case) if entry.what == HOME_VISIT.what]
    assert (entry.says, entry.role, entry.effect) == ("Home visit noted", "shelter", True)
    assert history.group_of(entry.what) == "course"
    shown = event_changes.by_id(layla, case, entry.event, "ar").changes
    assert ("ما شوهد", "", "A room of her own.") in shown

    (task,) = [task for task in tasks.tasks(layla) if (task.kind, task.case_id) == ("record", case)]
    assert (strip_marks(task.says(Words("en"))), task.ref) == ("Due: Home visit", visit)
    assert [record.id for record in records.records_of(layla, case_of(layla, case))] == [visit]

    records.strike_off(huda, case, HOME_VISIT.what, visit, "of another case")
    office.carry(HUDA, LAYLA)
    line = next(line for line in inbox.lines(layla) if line.case_id == case)
    assert line.says == "Home visit struck off: it was entered in error"
    assert records.records_of(layla, case_of(layla, case)) == ()


def test_a_visit_at_home_stays_in_the_house(office: Office):
    layla = office.sessions[LAYLA]
    case = keeps_a_case(layla, "Maya Sample")
    records.note(layla, case, HOME_VISIT.what, said(layla))
    state = case_of(layla, case)
    noted = {event.id for event in state.timeline if event.what == HOME_VISIT.what}
    outside = SharedSelection(agency="embassy", withheld=Withheld(), files=(), place=False)
    inside = SharedSelection(agency="", withheld=Withheld(), files=(), place=False)
    assert not noted & set(shared_events.choose(layla, state, outside).ids)
    assert noted <= set(shared_events.choose(layla, state, inside).ids)


@pytest.mark.parametrize("odd", [{"observed": " "}, {"by": ""}, {"day": "2026-13-01"}, {"colour": "red"}], ids=str)
def test_what_lacks_something_is_refused_and_nothing_is_written(office: Office, odd):
    layla = office.sessions[LAYLA]
    case = keeps_a_case(layla, "Maya Sample")
    before = case_of(layla, case).heads
    with pytest.raises((NothingSaid, records.NotYetSo)):
        records.note(layla, case, HOME_VISIT.what, said(layla, **odd))
    assert case_of(layla, case).heads == before


def test_a_day_to_come_is_no_visit_yet_and_an_error_needs_its_reason(office: Office):
    layla = office.sessions[LAYLA]
    case = keeps_a_case(layla, "Maya Sample")
    tomorrow = (layla.clock().astimezone().date() + timedelta(days=1)).isoformat()
    with pytest.raises(records.NotYetSo):
        records.note(layla, case, HOME_VISIT.what, said(layla, day=tomorrow))
    with pytest.raises(NothingSaid):
        records.note(layla, case, "no such kind", said(layla))
    visit = records.note(layla, case, HOME_VISIT.what, said(layla))
    with pytest.raises(ReasonWanted):
        records.strike_off(layla, case, HOME_VISIT.what, visit, " ")
