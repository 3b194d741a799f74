"""Who begins how: a visit without a person, an arrival before any screening, a call."""

import pytest

from app.casework.cases import groups, queries
from app.casework.interviews import interview as work
from app.casework.lifecycle import tasks
from app.casework.questionnaires import beginnings, forms, gates
from app.casework.questionnaires.form_parts import INTAKE, OBSERVATION, SCREENING
from tests.people import Person

SEEN = {
    "site": "Mangaf housing",
    "doors_locked": "no",
    "guard": "yes",
    "passports_held": "yes",
    "looks_under_18": "no",
    "injuries": "unknown",
    "come_back": "2026-12-03",
}


def begun(session, part, answers, **options):
    (row,) = forms.forms(session, part)
    live = work.start(session, row.hash, **options)
    paths = {question.name: question.path for question in live.form.questions()}
    for name, value in answers.items():
        work.keep(session, live.draft_id, live.interview.answer(paths[name], value).answers)
    return live


def visited(session):
    return work.finish(session, begun(session, OBSERVATION, SEEN).draft_id)


@pytest.mark.parametrize(
    ("role", "chosen", "first"),
    [
        ("inspector", None, SCREENING),
        ("shelter", None, INTAKE),
        ("supervisor", None, SCREENING),
        ("inspector", "police", "detention"),
        ("inspector", "hotline", "hotline"),
    ],
)
def test_each_work_is_offered_what_it_needs_first_and_everything_after(role, chosen, first):
    offered = beginnings.offered(beginnings.work_of(role, chosen))
    assert offered[0] == first
    assert set(beginnings.EVERY) <= set(offered)


def test_every_beginning_has_a_questionnaire(layla: Person):
    session = layla.sets_up()
    parts = {row.part for row in forms.forms(session)}
    assert {*beginnings.EVERY, *beginnings.SCREENINGS} <= parts


def test_a_visit_is_kept_without_a_person_named_by_its_place_and_comes_again(layla: Person):
    session = layla.sets_up()
    live = begun(session, OBSERVATION, SEEN)
    assert not gates.with_a_person(live.interview)
    done = work.finish(session, live.draft_id)
    (row,) = queries.cases(session)
    assert (row.id, row.name, row.marks) == (done.case_id, "Mangaf housing", ("visit",))
    kinds = {task.kind for task in tasks.tasks(session)}
    assert "revisit" in kinds  # the day to come back
    assert not kinds & {"stage", "talk", "refer", "contact"}  # there is nobody to identify or talk to
    assert queries.case(session, done.case_id).interviews[0].assessment["result"] != "none"


def test_who_is_interviewed_at_a_visited_place_is_tied_to_the_visit(layla: Person):
    session = layla.sets_up()
    visit = visited(session).case_id
    group = groups.of_visit(session, visit)
    assert groups.of_visit(session, visit) == group
    live = begun(session, SCREENING, {}, carried=groups.carried(session, group), group_id=group)
    values = live.interview.values(relevant_only=False)
    assert "Mangaf housing" in values.values()
    members = {member.case_id for member in groups.group(session, group).members}
    assert members == {visit}


def test_a_shelter_begins_a_case_with_the_arrival(layla: Person):
    session = layla.sets_up()
    live = begun(session, INTAKE, {})
    assert gates.with_a_person(live.interview)
    assert live.case_id == ""
