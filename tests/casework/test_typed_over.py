"""What was typed over a calculation stays typed over, whatever happens to the interview, and says so."""

from pathlib import Path

import pytest

from app.casework.cases import queries
from app.casework.interviews import conflicts, interview
from app.casework.questionnaires import forms, versions
from app.casework.session.session import Session
from app.casework.sharing import case_access
from app.form import Interview
from tests.casework.test_conflicts import LAYLA, OMAR, Two, two  # noqa: F401 - a fixture

FORM = """
| survey   |               |         |                     |             |         |
|          | type          | name    | label::English (en) | calculation | default |
|          | integer       | age     | Age                 |             |         |
|          | integer       | double  | Twice               | ${age}*2    |         |
|          | text          | kind    | Kind                |             | worker  |
|          | begin_repeat  | wage    | Wages               |             |         |
|          | integer       | paid    | Paid                |             |         |
|          | end_repeat    |         |                     |             |         |
|          | integer       | total   | Total               | sum(${paid})|         |
|          | integer       | hours   | Hours               | ${age}+1    |         |
| settings |               |         |                     |             |         |
|          | form_title    | form_id | version             |             |         |
|          | Over          | over    | 1                   |             |         |
"""
NEWER = FORM.replace("| over    | 1 ", "| over    | 2 ").replace("${age}*2", "${age}*3")
AGE, DOUBLE, TOTAL, HOURS = "/data/age", "/data/double", "/data/total", "/data/hours"


def _added(session: Session, folder: Path, text: str) -> str:
    file = folder / "over.md"
    file.write_text(text, "utf-8")
    return forms.add(session, file).row.hash


def _says(session: Session, live: interview.LiveInterview, ref: str, text: str) -> None:
    interview.keep(session, live.draft_id, live.interview.answer(ref, text).answers)


def _begun(session: Session, folder: Path) -> interview.LiveInterview:
    live = interview.start(session, _added(session, folder, FORM))
    _says(session, live, AGE, "30")
    for ref, text in (("/data/wage[1]/paid", "50"), (DOUBLE, "99"), (TOTAL, "70"), (HOURS, "")):
        _says(session, live, ref, text)
    return live


def _standing(talk: Interview) -> None:
    assert [talk.value(ref) for ref in (DOUBLE, TOTAL, HOURS)] == ["99", "70", ""]
    assert talk.put_over() == {DOUBLE: "60", TOTAL: "50", HOURS: "31"}
    assert talk.origins() | {DOUBLE: "typed", TOTAL: "typed"} == talk.origins()
    assert talk.node("/data/kind").origin == "default"


@pytest.fixture
def live(at_work: Session, tmp_path: Path) -> interview.LiveInterview:
    return _begun(at_work, tmp_path)


def test_it_survives_being_left_and_taken_up(at_work, live):
    _standing(live.interview)
    interview.leave(at_work, live.draft_id)
    _standing(interview.resume(at_work, live.draft_id).interview)


def test_entries_come_and_go_and_take_nothing_that_was_typed_over(at_work, live):
    typed = [live.interview.value(ref) for ref in (DOUBLE, TOTAL, HOURS)]
    for ref in (None, None, "/data/wage[1]", "/data/wage[1]", "/data/wage[1]"):
        changes = live.interview.remove(ref) if ref else live.interview.add("/data/wage")[1]
        interview.keep(at_work, live.draft_id, changes.answers)
        again = interview.resume(at_work, live.draft_id).interview
        for talk in (live.interview, again):
            assert [talk.value(ref) for ref in (DOUBLE, TOTAL, HOURS)] == typed
        assert again.put_over() == live.interview.put_over()


def test_another_result_of_the_calculation_counts_again_and_stays_so(at_work, live):
    _says(at_work, live, AGE, "31")
    assert live.interview.value(DOUBLE) == "62"
    again = interview.resume(at_work, live.draft_id).interview
    assert (again.value(DOUBLE), again.value(HOURS), again.value(TOTAL)) == ("62", "32", "70")
    assert again.put_over() == {TOTAL: "50"}


def test_it_is_undone_and_stays_undone(at_work, live):
    changes = live.interview.use_calculated(DOUBLE)
    interview.keep(at_work, live.draft_id, changes.answers)
    assert live.interview.value(DOUBLE) == "60"
    again = interview.resume(at_work, live.draft_id).interview
    assert again.node(DOUBLE).origin == "calculated"
    assert again.node(DOUBLE).calculated is None


def test_a_newer_version_takes_it_and_says_what_it_calculates_there(at_work, live, tmp_path):
    _added(at_work, tmp_path, NEWER)
    versions.move(at_work, live.draft_id)
    moved = interview.resume(at_work, live.draft_id).interview
    assert moved.form.version == "2"
    assert [moved.value(ref) for ref in (DOUBLE, TOTAL, HOURS)] == ["99", "70", ""]
    assert moved.put_over() == {DOUBLE: "90", TOTAL: "50", HOURS: "31"}
    moved.use_calculated(DOUBLE)
    assert moved.value(DOUBLE) == "90"


def test_what_was_only_calculated_is_calculated_by_the_newer_version(at_work, live, tmp_path):
    interview.keep(at_work, live.draft_id, live.interview.use_calculated(DOUBLE).answers)
    _added(at_work, tmp_path, NEWER)
    versions.move(at_work, live.draft_id)
    assert interview.resume(at_work, live.draft_id).interview.value(DOUBLE) == "90"


def test_finished_the_case_says_the_value_and_what_was_calculated(at_work, live):
    done = interview.finish(at_work, live.draft_id)
    [talk] = queries.case(at_work, done.case_id).interviews
    assert (talk.values[DOUBLE], talk.values[TOTAL], talk.values[HOURS]) == ("99", "70", "")
    assert talk.over == {DOUBLE: "60", TOTAL: "50", HOURS: "31"}
    assert talk.values[DOUBLE].origin == talk.values[AGE].origin == "typed"
    assert talk.values["/data/kind"].origin == "default"
    _standing(Interview(live.form, talk.values))
    conflicts.correct(at_work, done.case_id, done.interview_id, "/data/kind", "cook")
    [talk] = queries.case(at_work, done.case_id).interviews
    assert talk.values["/data/kind"].origin == "typed"
    assert talk.over == {DOUBLE: "60", TOTAL: "50", HOURS: "31"}


def test_a_correction_that_changes_the_calculation_follows_it(at_work, live):
    done = interview.finish(at_work, live.draft_id)
    conflicts.correct(at_work, done.case_id, done.interview_id, AGE, "40")
    [talk] = queries.case(at_work, done.case_id).interviews
    assert (talk.values[DOUBLE], talk.values[HOURS], talk.values[TOTAL]) == ("80", "41", "70")
    assert talk.over == {TOTAL: "50"}


def test_a_colleague_goes_on_with_it(two: Two, tmp_path: Path):  # noqa: F811
    live = _begun(two.layla, tmp_path)
    case = interview.hand_on(two.layla, live.draft_id, case_access.find(two.layla, OMAR))
    two.carry(LAYLA, OMAR)
    [waiting] = queries.case(two.omar, case).unfinished
    taken = interview.take_up(two.omar, case, waiting.interview_id)
    _standing(taken.interview)
    interview.leave(two.omar, taken.draft_id)
    _standing(interview.resume(two.omar, taken.draft_id).interview)
    interview.finish(two.omar, taken.draft_id)
    two.meet()
    for session in (two.layla, two.omar):
        assert queries.case(session, case).interviews[0].over[DOUBLE] == "60"


def test_colleagues_records_meet_and_what_was_typed_over_stands_in_both(two: Two, tmp_path: Path):  # noqa: F811
    live = _begun(two.layla, tmp_path)
    done = interview.finish(two.layla, live.draft_id)
    two.carry(LAYLA, OMAR)
    conflicts.correct(two.omar, done.case_id, done.interview_id, "/data/kind", "cook")
    conflicts.correct(two.layla, done.case_id, done.interview_id, DOUBLE, "77")
    two.meet()
    for session in (two.layla, two.omar):
        [talk] = queries.case(session, done.case_id).interviews
        assert (talk.values[DOUBLE], talk.values["/data/kind"]) == ("77", "cook")
        assert talk.over[DOUBLE] == "60"
        assert Interview(live.form, talk.values).value(DOUBLE) == "77"
