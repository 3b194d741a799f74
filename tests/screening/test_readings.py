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


def readings(states: dict[str, State], population: Population = "adult_labour", **more: object) -> Readings:
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


@given(answers, st.sampled_from(CODES), st.sampled_from(["unknown", "refused", "not_asked"]), populations)
def test_an_open_answer_never_lowers_it_below_what_a_no_would_give(states, code, state, population):
    low = rank(readings({**states, code: "no"}, population))
    assert rank(readings({**states, code: state}, population)) >= low
    assert rank(readings({**states, code: "yes"}, population)) >= low


@given(answers, populations)
def test_an_officers_concern_never_lowers_and_is_another_talk_at_least(states, population):
    without, with_ = readings(states, population), readings(states, population, concern=True)
    assert rank(with_) >= max(rank(without), RESULTS.index("talk_again"))


@given(
    answers,
    populations,
    st.sampled_from(["CD01", "CD03", "CD04", "CR01", "CD14", "F2P3", "F2P6", "F3I1", "PU05", "DR01", "DR09"]),
)
def test_control_is_never_below_another_talk(states, population, code):
    assert rank(readings({**states, code: "yes"}, population)) >= RESULTS.index("talk_again")


@pytest.mark.parametrize("code", ["DR01", "DR09"])
def test_a_deception_about_the_work_itself_is_a_means_of_control(code):
    found = readings({code: "yes"})
    assert (code in found.control, found.result) == (True, "talk_again")
    assert readings({"ME04": "yes"}).control == ()  # a wage that was promised higher is a complaint


@given(answers, st.sampled_from(["EX01", "EX06", "CD03", "PU05", "F2P6"]))
def test_a_child_with_a_sign_of_exploitation_is_referred(states, code):
    assert readings({**states, code: "yes"}, "child_labour").result == "refer"


@given(answers, st.sampled_from(["CW01", "CW02", "CW03", "CW04", "CW05", "LL02", "EX02"]))
def test_a_child_at_work_is_never_below_another_talk(states, code):
    assert rank(readings({**states, code: "yes"}, "child_labour")) >= RESULTS.index("talk_again")


def test_no_school_alone_is_no_sign_and_out_of_school_for_work_is():
    assert readings({"EX09": "yes"}, "child_labour").result == "none"
    assert readings({"CW05": "yes"}, "child_labour").result == "talk_again"


@pytest.mark.parametrize(
    ("age", "is_child"), [("child", True), ("doubtful", True), ("unknown", False), ("adult", False)]
)
def test_whose_age_is_in_doubt_is_read_as_a_child(age, is_child):
    content = read({"EX06": "yes"}, "adult_labour", age, None)
    assert (content.child, content.signs) == (is_child, ("EX06",) if is_child else ())
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
        (["CD03"], "talk_again"),  # one sign is not both sides of forced labour
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
    asked = [code for code in CODES if code != "F3I1"]  # whether the person could leave was not
    found = readings({**dict.fromkeys(asked, "no"), **dict.fromkeys(codes, "yes")})
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
    assert json.dumps(sorted(tables.provisional)) == '["elements", "freedom", "ilo_2012", "labour"]'


FREE = {"F3I1": "no", "FR01": "no"}
ORDINARY = sorted(
    code
    for code in CODES
    if code.startswith(("EX", "LL", "DR0", "VR", "VD", "F2I2", "F2P12", "F2P11")) and code not in table().hard
)


@given(st.sets(st.sampled_from(ORDINARY)))
def test_who_can_leave_has_a_complaint_however_many_breaches_add_up(codes):
    assert rank(readings({**FREE, **dict.fromkeys(codes, "yes")})) <= RESULTS.index("labour_complaint")


@given(st.sets(st.sampled_from(ORDINARY)), st.sampled_from(["CD01", "CD14", "F3I2"]))
def test_the_passport_kept_or_wages_held_is_another_talk_for_who_can_leave(codes, held):
    found = readings({**FREE, **dict.fromkeys(codes, "yes"), held: "yes"})
    assert (found.result, found.decided_by) == ("talk_again", ("control",))


@given(answers, st.sampled_from(sorted(table().hard)), st.sampled_from(["yes", "unknown", "refused"]))
def test_to_be_able_to_leave_lowers_no_hard_sign_and_no_open_one(states, code, state):
    told = {**states, code: state}
    free = readings({"F3I1": "no", **told, "FR01": "no"})
    assert rank(free) >= RESULTS.index("talk_again")
    if code != "F3I1":
        unasked = {known: said for known, said in told.items() if known not in ("F3I1", "FR01")}
        assert rank(readings({**unasked, **FREE})) >= rank(readings(unasked))


@given(answers, populations)
def test_what_nobody_was_asked_is_no_no(states, population):
    left_out = readings(states, population, unasked=True)
    assert rank(left_out) >= RESULTS.index("not_enough")
    assert rank(left_out) >= rank(readings(states, population))


def test_a_hard_question_that_nobody_asked_leaves_it_open():
    for known in ({}, FREE):
        assert readings({**known, "CD03": "not_asked"}).result == "not_enough"
        assert readings({**known, "CD03": "refused"}).decided_by[-1] == "hard"
