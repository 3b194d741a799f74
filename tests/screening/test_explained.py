"""What a page says of a result: of which answer, how grave, why, and what would change it."""

import re
from datetime import date

import pytest

from app.casework.questionnaires import explanation, screening
from app.casework.questionnaires.answer_player import give
from app.form import Interview, convert, open_form
from app.language import Words, strip_marks

TODAY = date(2026, 11, 25)
FORM = """
| survey | type | name | label::العربية (ar) | label::العربية للمرأة (ar-x-female) | label::English (en) | relevant | bind::sanad:indicator | bind::sanad:when | bind::sanad:fact |
| | select_one yn | hours | ساعات | ساعات | Long hours? | | EX01 | | |
| | select_one yn | unpaid | الأجر | الأجر | Unpaid? | | EX02 | | |
| | select_multiple held | held | أوراقكَ | أوراقكِ | Papers? | | | | |
| | select_one yn | moved | نقل | نقل | Moved? | | CD04 | . = 'yes' | |
| | integer | rooms | غرف | غرف | Rooms? | | EX03 | count( | |
| | select_one yn | has_papers | وثيقة | وثيقة | A paper with a birth date? | | | | |
@more@
| choices | list_name | name | label::العربية (ar) | label::العربية للمرأة (ar-x-female) | label::English (en) | sanad_indicator |
| | yn | yes | نعم | نعم | Yes | |
| | yn | no | لا | لا | No | |
| | yn | unknown | لا أعرف | لا أعرف | Not known | |
| | yn | refused | لا أريد | لا أريد | Refused | |
| | held | passport | الجواز | الجواز | Passport | CD01 |
| | held | phone | الهاتف | الهاتف | Phone | CD03 |
| | held | none | لا شيء | لا شيء | Nothing | |
| settings | form_title | form_id | version | default_language | namespaces | attribute::sanad:population | attribute::sanad:feminine |
| | T | t | 1 | العربية (ar) | sanad="urn:sanad:form" | adult_labour | العربية للمرأة (ar-x-female) |
"""
DOUBT = "| | select_one yn | doubt | شك | شك | Doubt? | | | | age_doubtful |"
AGE = "| | integer | age | العمر | العمر | Age? | ${has_papers} = 'yes' | | | age |"


def screened(answers, more=""):
    form = open_form(convert(FORM.replace("@more@", more).encode(), "t.md").xml)
    live = Interview(form)
    for ref, value in answers.items():
        give(live, ref, value)
    return form, live, screening.assess(form, live, TODAY)


def explained(answers, language="en", **changed):
    form, live, result = screened(answers)
    stored = screening.to_stored(result) | changed
    assert screening.is_sound(stored)
    return screening.explain(stored, form, live.values(), Words(language))


@pytest.mark.parametrize("answer", ["yes", "no", "unknown", "refused"])
def test_a_condition_says_nothing_of_who_does_not_know_or_does_not_say(answer: str):
    result = screened({"/data/moved": answer})[2]
    assert result.evidence["CD04"] == (("/data/moved", answer),)


def test_a_condition_that_cannot_be_computed_leaves_its_indicator_open():
    result = screened({"/data/rooms": "2"})[2]
    assert result.evidence["EX03"] == (("/data/rooms", "unknown"),)


@pytest.mark.parametrize(
    ("doubt", "child"),
    [("", "no"), ("no", "no"), ("yes", "suspected"), ("unknown", "suspected"), ("refused", "suspected")],
)
def test_whoever_may_be_a_child_is_treated_as_one_unless_that_was_denied(doubt: str, child: str):
    answers = {"/data/doubt": doubt} if doubt else {}
    assert screening.as_json(screened(answers, DOUBT)[2])["child"] == child


def test_an_age_behind_a_question_that_was_answered_otherwise_since_counts_no_more():
    answers = {"/data/has_papers": "yes", "/data/age": "17"}
    assert screening.as_json(screened(answers, AGE)[2])["child"] == "yes"
    _, live, _ = screened(answers, AGE)
    live.answer("/data/has_papers", "no")
    assert screening.as_json(screening.assess(live.form, live, TODAY))["child"] != "yes"


# -- in words

CHILD = "The person is under 18. Protection comes before any other step."
DOUBTFUL = "There is doubt whether the person is 18. Until it is settled, treat the person as a child."
UNKNOWN = "The age is not known; the officer had no doubt that the person is an adult."
ALL_NO = {"/data/hours": "no", "/data/unpaid": "no", "/data/held": ["none"], "/data/moved": "no"}


@pytest.mark.parametrize(
    ("age", "result", "says", "says_not"),
    [
        ("child", "refer", (CHILD,), (DOUBTFUL, UNKNOWN)),
        ("doubtful", "refer", (DOUBTFUL,), (CHILD, UNKNOWN)),
        ("unknown", "refer", (UNKNOWN,), (CHILD, DOUBTFUL)),
        ("unknown", "none", (UNKNOWN,), (CHILD, DOUBTFUL)),
        ("adult", "refer", (), (CHILD, DOUBTFUL, UNKNOWN)),
        ("doubtful", "none", (), (CHILD, UNKNOWN)),
    ],
)
def test_a_reason_names_the_age_that_it_rests_on(age, result, says, says_not):
    reason = strip_marks(explained(ALL_NO, age=age, result=result).reason)
    assert all(sentence in reason for sentence in says)
    assert not any(sentence in reason for sentence in says_not)


@pytest.mark.parametrize(
    ("decided_by", "reason"),
    [
        (["control"], "Signs of control"),
        (["concern"], "You noted concern"),
        (["concern", "control"], "Signs of control"),
        (["ilo_2012"], "Answers that are still open"),
    ],
)
def test_why_somebody_is_to_be_talked_with_again_is_what_weighs_most(decided_by, reason):
    told = explained(ALL_NO, result="talk_again", decided_by=decided_by).reason
    assert told.startswith(reason)


@pytest.mark.parametrize("age", ["unknown", "doubtful", "adult"])
@pytest.mark.parametrize("result", explanation.OUTCOMES)
@pytest.mark.parametrize("reason", ["control", "concern", "ilo_2012"])
def test_of_a_place_no_result_speaks_of_a_talk_or_of_one_person(age, result, reason):
    place = FORM.replace("attribute::sanad:population", "attribute::sanad:part").replace("adult_labour", "observation")
    form = open_form(convert(place.replace("@more@", "").encode(), "t.md").xml)
    live = Interview(form)
    stored = screening.to_stored(screening.assess(form, live, TODAY))
    stored |= {"result": result, "decided_by": [reason], "age": age}
    shown = screening.explain(stored, form, live.values(), Words("en"))
    of_a_talk = re.compile("[Tt]alk|conversation|the person|The person|[Aa]nswer|mentioned|age|rights")
    assert not of_a_talk.search(f"{shown.outcome} {shown.reason}")
    assert shown.outcome not in explanation.OUTCOMES.values()


def test_of_several_readings_what_was_met_is_named_before_what_is_open():
    form, live, result = screened(ALL_NO)
    stored = screening.to_stored(result)
    for reading, state in zip(stored["readings"], ("open", "met", "open"), strict=False):
        reading["state"] = state
    first, second = (reading["id"] for reading in stored["readings"][:2])
    stored |= {"result": "talk_again", "decided_by": [first, second]}
    names = {view.id: view.name for view in screening.explain(stored, form, live.values(), Words("en")).readings}
    told = screening.explain(stored, form, live.values(), Words("en"))
    assert told.decided_by == (names[second], names[first])


def test_each_sign_has_its_own_answer_its_own_strength_and_the_strong_come_first():
    answers = {"/data/hours": "yes", "/data/unpaid": "yes", "/data/held": ["phone", "passport"]}
    told = explained(answers | {"/data/moved": "yes"})
    held = {row.indicator_name: row for d in told.dimensions for row in d.rows if row.ref == "/data/held"}
    assert {row.answer for row in held.values()} == {"Passport", "Phone"}
    words = {"strong": "Strong", "medium": "Medium", "weak": "Weak"}
    _, _, result = screened(answers | {"/data/moved": "yes"})
    stored = screening.to_stored(result)
    kept = {
        (raised["code"], ref): words[raised["strength"]]
        for dimension in stored["dimensions"]
        for raised in dimension["raised"]
        for ref in raised["refs"]
    }
    assert set(kept.values()) >= {"Strong", "Medium"}
    names = {raised["name"]["en"]: raised["code"] for d in stored["dimensions"] for raised in d["raised"]}
    for dimension in told.dimensions:
        for row in dimension.rows:
            assert row.strength == kept[names[row.indicator_name], row.ref]
    ranks = [
        [("Strong", "Medium", "Weak").index(row.strength.rpartition(" · ")[2]) for row in reading.rows]
        for reading in told.readings
        if reading.id == "ilo_2009"
    ]
    assert ranks[0] == sorted(ranks[0])
    assert len(set(ranks[0])) > 1


def test_what_could_change_a_result_says_what_was_said_instead_of_an_answer():
    told = explained(ALL_NO | {"/data/hours": "refused", "/data/moved": ""})
    by_ref = {question.ref: question.answer for question in told.would_decide}
    assert by_ref["/data/hours"] == "Refused"


@pytest.mark.parametrize(
    ("sex", "says"), [("female", "أوراقكِ"), ("male", "أوراقكَ"), ("", "أوراقكَ"), ("other", "أوراقكَ")]
)
def test_a_question_is_told_in_the_words_that_the_person_heard(sex: str, says: str):
    form = screened({})[0]
    live = Interview(form)
    live.set_language(explanation.language_for(form, "ar", sex))
    assert strip_marks(live.node("/data/held").label) == says
    live.set_language(explanation.language_for(form, "en", sex))
    assert strip_marks(live.node("/data/held").label) == "Papers?"


def test_an_answer_for_which_no_limit_is_set_stands_in_the_reading_of_labour_law():
    form, live, result = screened(ALL_NO | {"/data/rooms": "2"})
    stored = screening.to_stored(result)
    case = {"id": "rooms", "code": "EX03", "ref": "/data/rooms", "set": 0, "passed": 0}
    told = screening.explain(stored | {"thresholds": [case]}, form, live.values(), Words("en"))
    (labour,) = [reading for reading in told.readings if reading.id == "labour"]
    assert [(row.ref, row.answer, row.strength) for row in labour.rows] == [
        ("/data/rooms", "2", "The referral system in use sets no limit for this.")
    ]
    set_case = case | {"set": 1, "name": {}, "law": {}, "article": ""}
    told = screening.explain(stored | {"thresholds": [set_case]}, form, live.values(), Words("en"))
    assert [reading.rows for reading in told.readings if reading.id == "labour"] == [()]
