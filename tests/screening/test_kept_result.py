"""A result as it is kept: old ones keep their words, forged ones are not shown, concern only raises."""

from copy import deepcopy
from datetime import date

import pytest

from app.casework.questionnaires import screening
from app.casework.questionnaires.answer_player import give
from app.form import Interview, convert, open_form
from app.language import Words, strip_marks

TODAY = date(2026, 11, 25)
FORM = """
| survey | type | name | label | bind::sanad:indicator | bind::sanad:need |
| | select_one yn | shamed | Threatened to shame you? | CD15 | |
| | select_one yn | locked | Locked in? | CD03 | |
| | select_one yn | unpaid | Unpaid? | EX02 | |
| | select_one yn | ill | Ill? | | medical |
| | select_one view | view | View? | | |
| choices | list_name | name | label | sanad_concern |
| | yn | yes | Yes | |
| | yn | no | No | |
| | yn | unknown | Not known | |
| | view | concern | Concern | yes |
| | view | none | None | no |
| settings | form_title | form_id | version | namespaces | attribute::sanad:population |
| | T | t | 1 | sanad="urn:sanad:form" | adult_labour |
"""
ALL_NO = {"/data/shamed": "no", "/data/locked": "no", "/data/unpaid": "no", "/data/view": "none"}


def screened(answers, **concern):
    form = open_form(convert(FORM.encode(), "t.md").xml)
    live = Interview(form)
    for ref, value in answers.items():
        give(live, ref, value)
    return form, live, screening.assess(form, live, TODAY, **concern)


def stored(answers=ALL_NO):
    return screening.to_stored(screened(answers)[2])


@pytest.mark.parametrize(
    ("answers", "result", "decided_by"),
    [
        (ALL_NO, "none", []),
        (ALL_NO | {"/data/unpaid": "yes"}, "labour_complaint", ["labour"]),
        (ALL_NO | {"/data/shamed": "yes"}, "talk_again", ["control"]),
        (ALL_NO | {"/data/view": "concern"}, "talk_again", ["concern"]),
    ],
)
def test_an_interview_says_what_to_do_and_which_reading_said_so(answers, result, decided_by):
    document = screening.as_json(screened(answers)[2])
    assert (document["result"], document["decided_by"]) == (result, decided_by)
    assert document["concern"] == (answers["/data/view"] == "concern")


def test_a_need_of_today_stands_beside_whatever_was_found():
    document = screening.as_json(screened(ALL_NO | {"/data/ill": "yes"})[2])
    assert (document["result"], document["act_now"]) == ("none", ["medical"])


def test_what_is_kept_prints_as_what_was_computed():
    _, _, result = screened(ALL_NO | {"/data/shamed": "yes", "/data/unpaid": "unknown"})
    assert screening.stored_as_json(screening.to_stored(result)) == screening.as_json(result)


def test_concern_raises_a_result_and_never_lowers_one():
    raised = screening.with_concern(stored())
    assert (raised["result"], raised["decided_by"], raised["concern"]) == ("talk_again", ["concern"], 2)
    assert screening.with_concern(raised) is None
    assert screening.is_sound(raised)
    referred = {**stored(), "result": "refer", "decided_by": ["elements"]}
    assert screening.with_concern(referred)["result"] == "refer"


def test_a_result_of_version_1_keeps_its_words():
    form, live, result = screened(ALL_NO | {"/data/unpaid": "yes"})
    new = screening.to_stored(result)
    old = {key: new[key] for key in (
        "population", "age", "strict", "broad", "provisional", "follow_up", "dimensions",
        "would_decide", "forced_labour", "rule_version", "data_version",
    )} | {"version": 1, "result": "insufficient"}  # fmt: skip
    assert screening.is_sound(old)
    assert screening.with_concern(old) is None
    explanation = screening.explain(old, form, live.values(), Words("en"))
    assert strip_marks(explanation.outcome) == "Not enough indicators in these answers"
    assert explanation.readings == ()
    assert screening.stored_as_json(old)["result"] == "insufficient"
    assert "readings" not in screening.stored_as_json(old)


def _spoilt(change):
    document = deepcopy(stored(ALL_NO | {"/data/shamed": "yes"}))
    change(document)
    return document


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(version=3),
        lambda document: document.update(version=1),
        lambda document: document.update(result="not a victim"),
        lambda document: document.update(table="refer"),
        lambda document: document.update(act_now=[1]),
        lambda document: document.update(concern="yes"),
        lambda document: document["readings"].pop(),
        lambda document: document["readings"][0].update(state="certain"),
        lambda document: document["readings"][2]["seen"][0].update(name={"en": "only"}),
        lambda document: document["readings"][2]["seen"][0].update(refs="x"),
        lambda document: document["readings"][2]["seen"].append("x"),
    ],
)
def test_a_forged_result_is_not_shown(change):
    assert not screening.is_sound(_spoilt(change))


def test_an_answer_raises_the_row_of_every_reading_and_is_explained_by_its_question():
    form, live, result = screened(ALL_NO | {"/data/locked": "yes", "/data/unpaid": "yes"})
    kept = screening.to_stored(result)
    explanation = screening.explain(kept, form, live.values(), Words("en"))
    assert kept["result"] == "talk_again"
    assert [row.question for row in explanation.why] == ["Locked in?"]
    names = {reading.id: reading.state for reading in explanation.readings}
    assert names == {"ilo_2009": "not_met", "ilo_2012": "not_met", "elements": "not_met", "labour": "met"}


BRANCH = """
| survey | type | name | label | relevant | bind::sanad:indicator |
| | select_one job | job | Job? | | |
| | select_one yn | unpaid | Unpaid? | | EX02 |
| | begin_group | home | Home | ${job} = 'domestic' | |
| | select_one yn | locked | Locked in? | | CD03 |
| | end_group | | | | |
| choices | list_name | name | label |
| | job | domestic | In a house |
| | job | shop | In a shop |
| | job | unknown | Not known |
| | yn | yes | Yes |
| | yn | no | No |
| settings | form_title | form_id | version | namespaces | attribute::sanad:population |
| | T | t | 1 | sanad="urn:sanad:form" | adult_labour |
"""


@pytest.mark.parametrize(
    ("job", "result", "deciding"),
    [
        ("shop", "labour_complaint", []),  # an answer closed the branch
        ("unknown", "labour_complaint", []),
        (None, "not_enough", ["/data/home/locked"]),
        ("domestic", "not_enough", ["/data/home/locked"]),
    ],
)
def test_a_branch_is_ruled_out_by_an_answer_and_stays_open_without_one(job, result, deciding):
    form = open_form(convert(BRANCH.encode(), "t.md").xml)
    live = Interview(form)
    give(live, "/data/unpaid", "yes")
    if job:
        give(live, "/data/job", job)
    document = screening.as_json(screening.assess(form, live, TODAY))
    assert (document["result"], document["would_decide"]) == (result, deciding)
