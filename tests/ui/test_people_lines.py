"""What the lines of people, proceedings and hearings say, and what their dialogs ask for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from app.casework.cases import groups, related_people
from app.casework.cases.related_people import HearingView, PersonView, ProceedingView
from app.language import Words, strip_marks
from app.ui.case import hearings, people
from app.ui.case.context import CasePageContext

pytestmark = pytest.mark.screen
W = Words("en")
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # tomorrow already where the tests stand
FACTS = {"name": "Sample Suspect", "phone": "+965 5512 3456", "relation": "employer of the brother"}


def person(**changes: object) -> PersonView:
    return replace(PersonView("p", "suspect", FACTS, "Layla Sample", NOON), **changes)  # type: ignore[arg-type]


def test_a_line_says_that_the_group_shares_somebody():
    alone, shared = (strip_marks(people._about(person(group=group))(W)) for group in ("", "ab"))
    assert alone == "Suspect · employer of the brother · +965 5512 3456"
    assert shared == "Suspect · shared by the group · employer of the brother · +965 5512 3456"


def test_the_day_of_an_entry_is_that_of_the_wall():
    entered = {"charge": ("Layla Sample", NOON - timedelta(days=3)), "article": ("Omar Sample", NOON)}
    view = ProceedingView("p", "", "", {"charge": "forced labour"}, entered)
    day = NOON.astimezone().date()
    assert strip_marks(people._state(view)(W)).endswith(f"Omar Sample, {W.date(day, 'medium')}")


def test_a_hearing_says_what_came_of_it_or_that_nothing_is_recorded():
    facts = {"date": "2026-12-01", "time": "09:30", "court": "Farwaniya"}

    def says(**more: str) -> str:
        return strip_marks(hearings._about(HearingView("h", facts | more, "Layla Sample", NOON))(W))

    assert says().endswith("Farwaniya · Outcome not recorded yet · Layla Sample")
    assert says(outcome="Adjourned").endswith("Farwaniya · Adjourned · Layla Sample")


def test_proceedings_stand_once_somebody_is_suspected(qapp):
    def stands(*roles: str) -> bool:
        course = SimpleNamespace(proceedings=(), people=tuple(person(role=role) for role in roles))
        page = CasePageContext(None, "c", course)  # type: ignore[arg-type]
        group = people.proceedings(page)
        if group is not None:
            group.deleteLater()
        return group is not None

    assert [stands(), stands("family", "employer"), stands("family", "suspect")] == [False, False, True]


def test_all_that_was_entered_of_a_proceeding_stands_in_its_line_but_the_note():
    facts = {name: f"the {name}" for name in related_people.PROCEEDING}
    view = ProceedingView("p", "", "", facts, {})
    shown = strip_marks(f"{people._numbers(view)(W)} · {people._state(view)(W)}")
    assert {name for name in facts if f"{W(related_people.PROCEEDING_SAYS[name])}: the {name}" in shown} == {*facts} - {
        "note"
    }


def test_whom_a_group_shares_is_nobodys_family():
    assert people._roles_for(None, related_people.ROLES) == related_people.ROLES
    assert people._roles_for(person(), related_people.ROLES) == related_people.ROLES
    assert people._roles_for(person(group="ab"), related_people.ROLES) == groups.SHARED


def test_all_that_is_known_of_a_hearing_is_asked_for():
    assert hearings._ASKED == related_people.HEARING
