"""Laws of the readings: a further sign never lowers a result; nothing certain is made of what is open."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.screening import Item, assess, catalogue
from app.screening.assessment import State
from app.screening.indicators import POPULATIONS, Population
from app.screening.readings import RESULTS, Readings, read, table

CODES = sorted({*table().codes(), *(code for rows in catalogue().lists.values() for code in rows)})
STATES: tuple[State, ...] = ("yes", "no", "unknown", "refused", "not_asked")
answers = st.dictionaries(st.sampled_from(CODES), st.sampled_from(STATES), max_size=25)
populations = st.sampled_from(POPULATIONS)


def readings(
    states: dict[str, State], population: Population = "adult_labour", **more: object
) -> Readings:
    age = "child" if population.startswith("child") else "adult"
    items = {code: Item.of((code, state)) for code, state in states.items()}
    known = {code: item for code, item in items.items() if catalogue().knows(code)}
    found = assess(known, population, age) if known else None
    return read(states, population, age, found, **more)  # type: ignore[arg-type]


def rank(found: Readings) -> int:
    return RESULTS.index(found.result)


@given(answers, st.sampled_from(CODES), populations)
def test_a_further_sign_never_lowers_a_result(states, code, population):
    assert rank(readings({**states, code: "yes"}, population)) >= rank(readings(states, population))


@given(answers, st.sampled_from(CODES), st.sampled_from(["unknown", "refused", "not_asked"]), populations)  # fmt: skip
def test_an_open_answer_never_lowers_it_below_what_a_no_would_give(states, code, state, population):
    low = rank(readings({**states, code: "no"}, population))
    assert rank(readings({**states, code: state}, population)) >= low
    assert rank(readings({**states, code: "yes"}, population)) >= low


@given(answers, populations)
def test_an_officers_concern_never_lowers_and_is_another_talk_at_least(states, population):
    without, with_ = readings(states, population), readings(states, population, concern=True)
    assert rank(with_) >= max(rank(without), RESULTS.index("talk_again"))


@given(answers, populations, st.sampled_from(["CD01", "CD03", "CD04", "CR01", "CD14", "F2P3", "F2P6", "F3I1", "PU05", "DR01", "DR09"]))  # fmt: skip
def test_control_is_never_below_another_talk(states, population, code):
    assert rank(readings({**states, code: "yes"}, population)) >= RESULTS.index("talk_again")


@pytest.mark.parametrize("code", ["DR01", "DR09"])
def test_a_deception_about_the_work_itself_is_a_means_of_control(code):
    found = readings({code: "yes"})
    assert (code in found.control, found.result) == (True, "talk_again")
    assert readings({"ME04": "yes"}).control == ()  # a wage that was promised higher is a complaint


@given(answers, st.sampled_from(["EX01", "CD03", "PU05", "F2P6", "LL02"]))
def test_a_child_with_any_sign_is_referred(states, code):
    assert readings({**states, code: "yes"}, "child_labour").result == "refer"


@pytest.mark.parametrize(("age", "is_child"), [("child", True), ("doubtful", True), ("unknown", False), ("adult", False)])  # fmt: skip
def test_whose_age_is_in_doubt_is_read_as_a_child(age, is_child):
    content = read({"LL02": "yes"}, "adult_labour", age, None)
    assert (content.child, content.signs) == (is_child, ("LL02",) if is_child else ())
    assert (content.result == "refer") == is_child


@given(answers, populations)
def test_what_is_open_names_the_answers_that_would_decide(states, population):
    found = readings(states, population)
    for reading in (found.ilo_2012, found.elements):
        for code in reading.would_decide:
            assert states[code] not in ("yes", "no")
        if reading.state == "met":
            assert reading.seen


@pytest.mark.parametrize(
    ("codes", "result"),
    [
        (["CD03", "CD04", "CD01"], "refer"),  # locked in, hurt, without passport, pay in order
        (["CD01", "CD02"], "refer"),
        (["EX01", "CD01", "CD03", "CD14"], "refer"),  # the usual pattern of the Gulf
        (["PU05", "CD04", "EX01"], "refer"),
        (["CD06", "CD03"], "refer"),
        (["DR01"], "talk_again"),
        (["CD01"], "talk_again"),
        (["EX02", "LL02"], "labour_complaint"),
        (["DR02", "EX02"], "labour_complaint"),
        (["VR06"], "none"),
        ([], "none"),
    ],
)
def test_situations_that_must_come_out_so(codes, result):
    found = readings({**dict.fromkeys(CODES, "no"), **dict.fromkeys(codes, "yes")})
    assert (found.result, bool(found.decided_by)) == (result, result != "none")


def test_every_code_of_a_row_is_one_that_an_answer_can_raise():
    known = {*CODES, "ilo_2012"}
    tables = table()
    rows = [*tables.acts, *tables.means, *tables.purposes, *tables.breaches]
    for dimension in tables.dimensions:
        rows += [*dimension.involuntariness, *dimension.penalty]
    for row in rows:
        assert {code.partition("@")[0] for code in row.also} <= known, row
        assert row.name["en"]
        assert row.name["ar"]
    assert json.dumps(sorted(tables.provisional)) == '["elements", "ilo_2012", "labour"]'
