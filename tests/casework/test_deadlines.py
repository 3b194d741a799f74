"""Until when something has to be done in proceedings: an appeal, protection measures."""

import time
from datetime import date

import pytest

from app.case import events
from app.case.kinds.people import proceedings
from app.casework.cases import queries, related_people
from app.casework.export import dossier
from app.casework.lifecycle import tasks
from app.language import Words, strip_marks
from tests.case.colleagues import Colleague
from tests.casework.dossier_case import DossierCase, dossier_case
from tests.casework.test_work_list import keeps
from tests.people import keeps_a_case
from tests.report import structure_reader

SUIT = b"\x02" * 16


@pytest.fixture
def case(at_work) -> str:
    return keeps_a_case(at_work, "Maya Sample")


def deadlines(session) -> list[tuple[str, str]]:
    return [
        (task.what, task.due.astimezone().strftime("%Y-%m-%d"))
        for task in tasks.tasks(session)
        if task.kind == "deadline" and task.due
    ]


def test_the_last_day_to_appeal_is_a_task_until_there_is_an_appeal(at_work, case):
    suit = related_people.proceed(
        at_work, case, {"court": "9/2026", "decision": "convicted", "appeal_until": "٢٠٢٦-١٢-٢٠"}
    )
    assert deadlines(at_work) == [("appeal", "2026-12-20")]
    (task,) = [task for task in tasks.tasks(at_work) if task.kind == "deadline"]
    assert "Appeal" in task.says(Words("en"))
    related_people.proceed(at_work, case, {"appeal": "77/2026"}, proceeding=suit)
    assert deadlines(at_work) == []


def test_protection_measures_are_a_task_until_another_day_or_none_is_entered(at_work, case):
    facts = {"protection": "no contact", "protection_until": "2026-12-10"}
    suit = related_people.proceed(at_work, case, facts)
    assert deadlines(at_work) == [("protection", "2026-12-10")]
    related_people.proceed(at_work, case, {"protection_until": "2027-01-10"}, proceeding=suit)
    assert deadlines(at_work) == [("protection", "2027-01-10")]
    related_people.proceed(at_work, case, {"protection_until": ""}, proceeding=suit)
    assert deadlines(at_work) == []


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone is what it was at the start")
@pytest.mark.parametrize(("zone", "hour"), [("Asia/Kuwait", "01:30"), ("America/Lima", "22:30")])
def test_a_calendar_has_a_task_on_the_day_of_the_wall_clock_to_its_last_second(at_work, case, monkeypatch, zone, hour):
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        facts = {"protection": "no contact", "protection_until": "2026-12-10"}
        suit = related_people.proceed(at_work, case, facts)
        related_people.hear(at_work, case, suit, {"date": "2026-12-10", "time": hour})
        days = {}
        for day in (date(2026, 12, 9), date(2026, 12, 10), date(2026, 12, 11)):
            days |= tasks.by_day(at_work, day, day)
    time.tzset()
    kinds = {day: [task.kind for task in of_day] for day, of_day in days.items()}
    assert kinds == {date(2026, 12, 10): ["hearing", "deadline"]}


@pytest.mark.parametrize("day", ["soon", "20.12.2026", "2026-W51-7", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_is_refused_and_changes_nothing(at_work, case, day):
    with pytest.raises(related_people.NotADay):
        related_people.proceed(at_work, case, {"court": "9/2026", "appeal_until": day})
    assert related_people.proceedings_of(at_work, queries.case_of(at_work, case)) == []


def test_an_event_with_what_is_no_day_has_no_effect():
    layla = Colleague("layla")
    for name in ("appeal_until", "protection_until"):
        event = layla.says(events.PROCEEDING, proceeding=SUIT, facts={"court": "9/2026", name: "soon"})
        assert event.id in layla.case.without_effect
    assert proceedings(layla.case) == []
    layla.says(events.PROCEEDING, proceeding=SUIT, facts={"appeal_until": "2026-12-20"})
    assert proceedings(layla.case)[0].facts == {"appeal_until": "2026-12-20"}


def test_a_dossier_has_the_outcome_the_appeal_and_the_protection(at_work, tmp_path):
    case: DossierCase = dossier_case(at_work, tmp_path)
    facts = {
        "decision": "convicted",
        "decided": "2026-12-01",
        "sentence": "5 years",
        "compensation": "KD 2000",
        "appeal": "12/2026",
        "appeal_until": "2026-12-20",
        "protection": "no contact",
        "protection_until": "2027-01-10",
    }
    related_people.proceed(at_work, case.id, facts, proceeding=case.proceeding)
    pdf = dossier.preview(at_work, case.id, dossier.DossierRequest("prosecution", "en"), dossier.chosen("prosecution"))
    text = strip_marks(structure_reader.read(pdf).root.whole())
    for part in (
        "Decision convicted",
        "Sentence 5 years",
        "Compensation KD 2000",
        "Appeal 12/2026",
        "Last day to appeal 20 December 2026",
        "Protection measures no contact",
        "Protection measures until 10 January 2027",
    ):
        assert part in text, part


def test_the_days_that_an_interview_names_are_tasks_to_their_ends(at_work):
    facts = {"risk_level": "high", "risk_review": "2026-12-10", "next_contact": "2026-12-12"}
    keeps(at_work, "Maya Sample", **facts)
    told = {
        task.kind: (task.what, task.due.astimezone().strftime("%Y-%m-%d %H:%M:%S"))
        for task in tasks.tasks(at_work)
        if task.due and task.kind in ("risk", "contact")
    }
    assert told == {"risk": ("high", "2026-12-10 23:59:59"), "contact": ("", "2026-12-12 23:59:59")}


def test_a_hearing_is_due_at_its_hour_and_named_by_its_latest_number_until_its_outcome(at_work, case):
    suit = related_people.proceed(at_work, case, {"prosecution": "44/2026", "court": "9/2026"})
    hearing = related_people.hear(at_work, case, suit, {"date": "2026-12-10", "time": "09:15"})
    (task,) = [task for task in tasks.tasks(at_work) if task.kind == "hearing"]
    assert task.due is not None
    assert task.due.astimezone().strftime("%Y-%m-%d %H:%M") == "2026-12-10 09:15"
    assert task.what == "9/2026"
    related_people.hear(at_work, case, suit, {"outcome": "adjourned"}, hearing=hearing)
    assert not [task for task in tasks.tasks(at_work) if task.kind == "hearing"]
