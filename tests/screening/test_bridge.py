"""From a questionnaire's answers to an assessment, and back to the questions and answers in words."""

import json
from datetime import date

import pytest

from app.casework.questionnaires import screening
from app.casework.questionnaires.answer_player import give
from app.form import Interview, convert, open_form
from app.language import Words, strip_marks
from app.screening import catalogue
from app.settings import FORMS, RESOURCES

TODAY = date(2026, 11, 25)
FORM = """
| survey | type | name | label::العربية (ar) | label::English (en) | relevant | bind::sanad:indicator | bind::sanad:when | bind::sanad:fact | bind::sanad:population |
| | select_one yn | hours | ساعات | Long hours? | | EX01 | | | |
| | integer | pay | الأجر | Pay? | | EX02 | if(. = '', '', . < 75) | | |
| | select_multiple held | held | أوراق | Papers? | | | | | |
| | select_one yn | harm | أذى | Harm? | ${hours} = 'yes' | CD04 | | | |
| | begin_repeat | trip | رحلة | Trip | | | | | |
| | select_one yn | lied | كذب | Lied to? | | DR01 | | | |
| | end_repeat | | | | | | | | |
@more@
| choices | list_name | name | label::العربية (ar) | label::English (en) | sanad_indicator |
| | yn | yes | نعم | Yes | |
| | yn | no | لا | No | |
| | yn | unknown | لا أعرف | Not known | |
| | yn | refused | لا أريد | Refused | |
| | held | passport | الجواز | Passport | CD01 |
| | held | phone | الهاتف | Phone | CD03 |
| | held | none | لا شيء | Nothing | |
| | held | refused | لا أريد | Refused | |
| settings | form_title | form_id | version | default_language | namespaces | attribute::sanad:population |
| | T | t | 1 | العربية (ar) | sanad="urn:sanad:form" | @population@ |
"""


def opened(more="", population="adult_labour"):
    converted = convert(FORM.replace("@more@", more).replace("@population@", population).encode(), "t.md")
    return open_form(converted.xml)


def interview(answers, more="", population="adult_labour"):
    form = opened(more, population)
    live = Interview(form)
    for ref, value in answers.items():
        give(live, ref, value)
    return form, live


def told(answers, **kind):
    form, live = interview(answers, **kind)
    return screening.as_json(screening.assess(form, live, TODAY))


def states(result, code):
    return [
        (dimension["state"], [each["ref"] for each in dimension["raised"] if each["code"] == code])
        for dimension in result["dimensions"].values()
    ]


def raised(result):
    return sorted(each["code"] for dimension in result["dimensions"].values() for each in dimension["raised"])


def test_yes_a_number_and_a_choice_raise_their_indicators():
    result = told({"/data/hours": "yes", "/data/pay": "40", "/data/held": ["passport", "phone"]})
    assert raised(result) == ["CD01", "CD03", "EX01", "EX02"]
    assert result["dimensions"]["D4"]["state"] == "positive"
    assert result["dimensions"]["D4"]["clause"] == "b"
    assert result["dimensions"]["D5"]["clause"] == "a"
    assert result["strict"] == "UNDEFINED_REVIEW"
    assert (result["result"], result["table"]) == ("refer", "supervisor")
    assert result["decided_by"] == ["ilo_2009", "ilo_2012", "elements"]
    assert result["readings"]["ilo_2012"]["refs"] == ["/data/held"]


def test_a_number_on_the_other_side_and_a_choice_not_chosen_are_a_no():
    result = told({"/data/hours": "no", "/data/pay": "٩٠", "/data/held": ["none"]})
    assert raised(result) == []
    assert {dimension["state"] for dimension in result["dimensions"].values()} == {"negative"}
    assert (result["result"], result["table"]) == ("none", "insufficient")
    assert (result["coverage"], result["strict"]) == ({"data": "asked", "trip": "asked"}, "NOT_VICTIM")


@pytest.mark.parametrize("answer", [["refused"], []])
def test_a_refused_or_missing_answer_leaves_both_choices_open(answer):
    result = told({"/data/hours": "yes", "/data/pay": "10", "/data/held": answer})
    assert result["dimensions"]["D5"]["state"] == "open"
    assert "/data/held" in result["dimensions"]["D5"]["would_decide"]


def test_an_irrelevant_question_was_not_asked():
    result = told({"/data/hours": "no", "/data/pay": "10", "/data/held": ["passport"]})
    assert result["dimensions"]["D5"]["state"] == "open"
    assert result["dimensions"]["D5"]["would_decide"] == ["/data/harm"]


def test_one_entry_of_a_repeat_is_enough_and_is_named_by_its_lasting_path():
    result = told({"/data/trip[1]/lied": "no", "/data/trip[2]/lied": "yes"})
    (each,) = result["dimensions"]["D1"]["raised"]
    assert each["ref"].startswith("/data/trip[")
    assert each["ref"].endswith("]/lied")
    assert each["ref"] != "/data/trip[2]/lied"


AGE = "| | integer | age | العمر | Age? | | | | age | |"
DOUBT = AGE + "\n| | select_one yn | doubt | شك | Doubt? | | | | age_doubtful | |"


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ({"/data/age": "17"}, ("refer", "yes", "child")),
        ({"/data/age": "30"}, ("not_enough", "no", "supervisor")),
        ({}, ("refer", "suspected", "child")),
        ({"/data/doubt": "no"}, ("not_enough", "unknown", "supervisor")),
        ({"/data/doubt": "yes"}, ("refer", "suspected", "child")),
        ({"/data/age": "30", "/data/doubt": "yes"}, ("refer", "suspected", "child")),
        ({"/data/age": "30", "/data/doubt": "unknown"}, ("refer", "suspected", "child")),
        ({"/data/age": "30", "/data/doubt": "no"}, ("not_enough", "no", "supervisor")),
    ],
)
def test_the_age_decides_whether_a_child_is_protected_first(answers, result):
    found = told({"/data/hours": "yes", "/data/pay": "10"} | answers, more=DOUBT)
    assert (found["result"], found["child"], found["table"]) == result


@pytest.mark.parametrize(
    ("answers", "open_"),
    [
        ({}, {"/data/age", "/data/doubt"}),
        ({"/data/doubt": "no"}, {"/data/age"}),
        ({"/data/doubt": "yes"}, {"/data/age"}),
        ({"/data/age": "30"}, set()),
        ({"/data/age": "17"}, set()),
    ],
)
def test_an_age_that_is_not_known_could_still_change_the_result(answers, open_):
    form, live = interview({"/data/hours": "yes", "/data/pay": "10"} | answers, more=DOUBT)
    found = screening.assess(form, live, TODAY)
    assert {"/data/age", "/data/doubt"} & set(found.would_decide) == open_


def test_a_form_without_indicators_has_no_assessment():
    form = open_form(convert(b"| survey | type | name | label |\n| | text | a | A |\n", "t.md").xml)
    assert screening.assess(form, Interview(form), TODAY) is None


def test_a_reconstructed_list_is_shown_as_provisional():
    found = told({"/data/hours": "yes"}, population="adult_sexual")
    assert (found["table"], found["strict"]) == ("supervisor", "UNDEFINED_REVIEW")


def demo():
    form = open_form(convert((FORMS / "rapid-screening.xlsx").read_bytes(), "rapid-screening.xlsx").xml)
    live = Interview(form)
    for each in json.loads((RESOURCES / "demo" / "answers.json").read_text("utf-8")):
        give(live, each["ref"], each["value"])
    return form, live


def test_the_demo_is_to_be_referred_for_reasons_that_can_be_read_in_both_languages():
    form, live = demo()
    assert live.missing() == ()
    assert live.violations() == ()
    result = screening.assess(form, live, TODAY)
    assert (result.readings.result, result.assessment.shown) == ("refer", "possible")
    stored = screening.to_stored(result)
    assert screening.is_sound(stored)
    arabic = screening.explain(stored, form, live.values(), Words("ar"))
    english = screening.explain(stored, form, live.values(), Words("en"))
    d5 = next(dimension for dimension in english.dimensions if dimension.id == "D5")
    assert ("Where is your passport now?", "Strong") in [(row.question, row.strength) for row in d5.rows]
    assert any("get it" in row.answer for row in d5.rows)
    d5 = next(dimension for dimension in arabic.dimensions if dimension.id == "D5")
    assert "أين جواز سفركِ الآن؟" in [row.question for row in d5.rows]  # she is spoken to
    d4 = next(dimension for dimension in arabic.dimensions if dimension.id == "D4")
    assert any(row.answer == "١٤" for row in d4.rows)
    assert len(english.ilo11) == len(arabic.ilo11) > 4
    assert strip_marks(english.outcome) == "Refer for identification"
    assert len({row.ref for row in english.why}) == 3
    assert [reading.state for reading in english.readings] == ["met"] * 4
    assert english.readings[1].provisional


def test_what_is_kept_is_plain_and_explains_the_result_without_computing_it_again():
    form, live = demo()
    stored = screening.to_stored(screening.assess(form, live, TODAY))

    def plain(value):
        if isinstance(value, dict):
            return all(isinstance(key, str) and plain(each) for key, each in value.items())
        if isinstance(value, list):
            return all(plain(each) for each in value)
        return isinstance(value, str) or type(value) is int

    assert plain(stored)
    stored["dimensions"][3]["raised"][0]["name"]["en"] = "As it was called then"
    explanation = screening.explain(stored, form, live.values(), Words("en"))
    assert explanation.dimensions[3].rows[0].indicator_name == "As it was called then"


def test_a_result_says_that_the_age_was_not_known():
    form, live = demo()
    stored = screening.to_stored(screening.assess(form, live, TODAY))
    known = screening.explain(stored, form, live.values(), Words("en")).reason
    unknown = screening.explain({**stored, "age": "unknown"}, form, live.values(), Words("en")).reason
    assert unknown.startswith(known)
    assert unknown.endswith("had no doubt that the person is an adult.")


@pytest.mark.parametrize(
    ("ref", "value", "gate"),
    [
        ("/data/safety/wants_here", "no", "/data/safety/safety_gate"),
        ("/data/safety/interpreter_safe", "no", "/data/safety/safety_gate"),
        ("/data/consent/consent_record", "no", "/data/consent/consent_gate"),
    ],
)
def test_the_gates_of_the_shipped_form_stop_the_interview(ref, value, gate):
    _, live = demo()
    assert live.node(gate).value == ""
    live.answer(ref, value)
    assert live.node(gate).value == "stop"


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("291050612307", True),
        ("910506123", True),  # of Bahrain: nine digits, whose rule nobody has read
        ("291050612308", False),
        ("29105061230", False),
        ("192050612307", False),
    ],
)
def test_a_civil_id_with_a_wrong_digit_is_noticed(number, right):
    _, live = demo()
    live.answer("/data/papers/civil_id", number)
    assert live.node("/data/papers/civil_id").valid == right


def test_none_of_these_cannot_stand_beside_another_choice():
    _, live = demo()
    live.answer("/data/freedom/limits", ["locked", "none"])
    assert not live.node("/data/freedom/limits").valid


VECTORS = json.loads((RESOURCES.parent / "tests" / "vectors" / "screening.json").read_text("utf-8"))["case_vectors"]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["id"])
def test_a_worked_case_answered_in_a_questionnaire_reads_as_it_was_worked_by_hand(case):
    codes = sorted(catalogue().of(case["pop"]))
    lines = [
        "| survey | type | name | label | bind::sanad:indicator |",
        *(f"| | select_one yn | {code} | Asked about {code}? | {code} |" for code in codes),
        "| choices | list_name | name | label |",
        "| | yn | yes | Yes |",
        "| | yn | no | No |",
        "| settings | form_id | namespaces | attribute::sanad:population |",
        f'| | t | sanad="urn:sanad:form" | {case["pop"]} |',
    ]
    form = open_form(convert("\n".join(lines).encode(), "t.md").xml)
    live = Interview(form)
    root = form.questions()[0].path.rsplit("/", 1)[0]
    for code in codes:
        live.answer(f"{root}/{code}", "yes" if code in case["codes"] else "no")
    document = screening.as_json(screening.assess(form, live, TODAY))
    positive = [name for name, dimension in document["dimensions"].items() if dimension["state"] == "positive"]
    assert (positive, document["strict"], document["broad"]) == (case["positive"], case["strict"], case["broad"])
