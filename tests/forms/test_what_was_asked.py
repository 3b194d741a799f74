"""A result speaks of what was asked: nothing that was left out is taken for a no, in any questionnaire."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.casework.questionnaires import coverage, screening
from app.casework.questionnaires.answer_player import give
from app.form import Interview, convert, open_form
from app.language import Words
from app.screening.readings import RESULTS
from app.settings import FORMS
from tests.forms.people import BREACHES, FLED, HELD, TODAY, result_of, sets_of, talk

XFORMS = sorted((FORMS / "xforms").glob("*.xml"))
LOW = ("none", "labour_complaint")
RAPID = open_form((FORMS / "xforms" / "rapid-screening.xml").read_text("utf-8"))
BY_TOPIC: dict[str, list[str]] = {}
for question in RAPID.questions():
    for topic in question.extras.get("topic", "").split():
        BY_TOPIC.setdefault(topic, []).append(question.name)


@pytest.mark.parametrize("file", XFORMS, ids=lambda file: file.stem)
def test_where_nothing_was_asked_nothing_is_said(file):
    form = open_form(file.read_text("utf-8"))
    result = screening.assess(form, Interview(form), date(2026, 11, 27))
    if result is None:
        return
    kept = screening.to_stored(result)
    assert result.readings.result == "not_enough"
    assert result.assessment.strict in ("NOT_ASKED", "UNDEFINED_REVIEW")
    assert set(kept["coverage"].values()) == {"unasked"}
    assert "not_met" not in {each["state"] for each in kept["readings"][:3]}
    assert set(result.coverage.topics) <= set(coverage.TOPICS), "a topic that no program names"


def test_twelve_topics_of_the_rapid_screening_and_a_harmless_person_to_whom_nothing_happens():
    result = result_of(RAPID, {})
    assert (result.readings.result, result.assessment.strict) == ("none", "NOT_VICTIM")
    assert set(result.coverage.topics) == set(coverage.TOPICS)
    assert set(result.coverage.topics.values()) == {"asked"}


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.sampled_from(sorted(BY_TOPIC)), min_size=1),
    st.sampled_from([{}, *(answers for _, answers in sets_of(BREACHES | HELD, 1))]),
)
def test_no_part_of_the_topics_gives_no_sign(left_out, answers):
    unasked = {name: "" for topic in left_out for name in BY_TOPIC[topic]}
    result = result_of(RAPID, answers | unasked)
    assert RESULTS.index(result.readings.result) >= RESULTS.index("not_enough")
    assert result.assessment.strict != "NOT_VICTIM"
    assert left_out <= {topic for topic, state in result.coverage.topics.items() if state == "unasked"}
    if result.readings.result != "refer":
        assert set(result.coverage.unasked) <= set(result.would_decide)


@pytest.mark.parametrize("topic", sorted(BY_TOPIC))
def test_i_dont_know_leaves_a_topic_open_and_is_no_answer(topic):
    questions = {question.name: question for question in RAPID.questions()}
    unknown = {
        name: "unknown"
        for name in BY_TOPIC[topic]
        if any(choice.value == "unknown" for choice in questions[name].choices)
    }
    result = result_of(RAPID, {"age": "22"} | unknown)
    assert result.coverage.topics[topic] == ("open" if unknown else "asked")


def test_who_can_leave_is_not_referred_for_any_two_breaches():
    results = [result_of(RAPID, answers).readings for _, answers in sets_of(BREACHES, 2)]
    assert {each.result for each in results} <= set(LOW)
    held = [
        result_of(RAPID, answers).readings.result
        for names, answers in sets_of(BREACHES | HELD, 2)
        if set(names) & set(HELD)
    ]
    assert set(held) == {"talk_again"}
    assert len(held) <= 0.2 * (len(held) + len(results))


@pytest.mark.parametrize(
    "answers",
    [
        {"hurt": "refused"}, {"touched": "refused"}, {"limits": "unknown"}, {"made_to": "refused"},
        {"threats": "unknown"}, {"seen": "afraid"}, {"seen": "learned watched"}, {"view": "unsure"},
        {"seen": "injured"}, {"age": "15", "job": "domestic", "dom_room": "own"},
        {"age": "12", "job": "street"}, {"age": "17", "job": "shop"}, {"age": "22", "age_doubtful": "yes"},
    ],
    ids=str,
)  # fmt: skip
def test_an_open_hard_question_what_the_officer_saw_and_a_child_at_work_are_another_talk(answers):
    result = result_of(RAPID, answers).readings.result
    assert RESULTS.index(result) >= RESULTS.index("talk_again")


@pytest.mark.parametrize(
    ("sign", "value"), [("hurt", "yes"), ("touched", "yes"), ("threats", "harm"), ("threats", "oath family")]
)
def test_who_did_it_tells_control_from_a_need_for_protection(sign, value):
    of_the_boss = result_of(RAPID, {sign: value, "harm_who": "employer"}).readings
    assert (of_the_boss.result, "control" in of_the_boss.decided_by) == ("talk_again", True)
    for unsaid in ("unknown", "refused"):  # nobody is taken for harmless who was not named
        assert result_of(RAPID, {sign: value, "harm_who": unsaid}).readings.result == "talk_again"
    of_others = result_of(RAPID, {sign: value, "harm_who": "housemate", "touched_when": "before"})
    assert of_others.readings.result == "none"
    assert "protection" in of_others.readings.act_now


def test_who_fled_is_asked_about_the_work_that_was_left():
    for _, answers in sets_of(FLED, 2):
        found = result_of(RAPID, {"job": "domestic", "can_leave": "not_allowed", **answers}).readings
        assert found.result == "refer"


def test_a_child_who_helps_at_home_or_in_the_familys_shop_shows_no_sign():
    assert result_of(RAPID, {"age": "14", "job": "home"}).readings.result == "none"
    assert result_of(RAPID, {"age": "14", "job": "study"}).readings.result == "none"


def test_signs_of_self_harm_are_noted_by_the_officer_and_needed_today():
    assert result_of(RAPID, {"seen": "self_harm"}).readings.act_now == ("self-harm",)


def test_what_was_not_asked_is_said_in_words():
    live = talk(RAPID, dict.fromkeys(BY_TOPIC["needs"] + BY_TOPIC["debt"], ""))
    kept = screening.to_stored(screening.assess(RAPID, live, TODAY))
    assert kept["result"] == "not_enough"
    assert screening.is_sound(kept)
    for language, line in (
        ("en", "Not asked: Needs today, Debt and fees"),
        ("ar", "لم يُسأل: احتياجات اليوم، الديون والرسوم"),
    ):
        explained = screening.explain(kept, RAPID, live.values(), Words(language))
        assert explained.not_asked == line
    assert screening.stored_as_json(kept)["coverage"]["debt"] == "unasked"


def test_the_reasons_are_three_signs_and_the_hard_ones_come_first():
    held = {"hours": "16", "days": "7", "pay_problems": "held", "passport_now": "kept", "limits": "locked"}
    live = talk(RAPID, held | {"can_leave": "not_allowed", "pay_why": "stay"})
    kept = screening.to_stored(screening.assess(RAPID, live, TODAY))
    why = screening.explain(kept, RAPID, live.values(), Words("en")).why
    assert len({row.indicator_name for row in why}) == 3
    assert {row.ref.rpartition("/")[2] for row in why} <= {
        "can_leave",
        "pay_problems",
        "pay_why",
        "passport_now",
        "limits",
    }


FORM = """
| survey | type | name | label | relevant | bind::sanad:indicator | bind::sanad:topic |
| | begin_group | home | Where you live | | | |
| | select_one yn | locked | Locked in? | | CD03 | {topic} |
| | note | said | Thanks | | | {note} |
| | end_group | | | | | |
| choices | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
| settings | form_title | form_id | version | namespaces | attribute::sanad:population |
| | T | t | 1 | sanad="urn:sanad:form" | adult_labour |
"""


def test_in_a_form_that_names_no_topic_each_section_is_one():
    form = open_form(convert(FORM.format(topic="", note="").encode(), "t.md").xml)
    live = Interview(form)
    kept = screening.to_stored(screening.assess(form, live, TODAY))
    assert (kept["result"], kept["coverage"]) == ("not_enough", {"home": "unasked"})
    explained = screening.explain(kept, form, live.values(), Words("en"))
    assert explained.not_asked == "Not asked: Where you live"
    give(live, "/data/home/locked", "no")
    assert screening.assess(form, live, TODAY).readings.result == "none"


@pytest.mark.parametrize(
    ("topic", "note", "says"), [("freedon", "", "No topic is named “freedon”"), ("", "freedom", "without a question")]
)
def test_a_topic_that_nobody_knows_or_that_asks_nothing_is_an_error(topic, note, says):
    converted = convert(FORM.format(topic=topic, note=note).encode(), "t.md")
    (problem,) = coverage.problems(open_form(converted.xml))
    assert (problem.level, says in problem.says) == ("error", True)
    (placed,) = converted.placed([problem])
    assert placed.row == (3 if topic else 4)
