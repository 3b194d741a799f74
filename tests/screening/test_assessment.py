"""Answers that are not yes or no, children, lists that are provisional, and what would decide."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.screening import Item, age_known, as_population, assess, catalogue

TODAY = date(2026, 11, 25)


def answers(**by_state):
    """answers(yes="EX01 EX02", unknown="CD01"): each code asked by a question of its name."""
    return {code: Item.of((f"/data/{code}", state)) for state, codes in by_state.items() for code in codes.split()}


def states(result):
    return {dimension.id: dimension.state for dimension in result.dimensions}


def test_an_unknown_answer_that_could_change_the_result_goes_to_a_supervisor_with_its_question():
    result = assess(answers(yes="DR01 DR02 EX01 CD01 EX02", unknown="CD14"), "adult_labour")
    assert states(result)["D5"] == "open"
    assert result.strict == "DECEIVED_EXPLOITED"  # as far as the answers are certain
    assert result.shown == "supervisor"
    assert result.would_decide == ("/data/CD14",)
    assert result.dimension("D5").would_decide == ("/data/CD14",)


@pytest.mark.parametrize("state", ["unknown", "refused", "not_asked"])
def test_an_open_answer_that_can_change_nothing_leaves_the_result(state):
    result = assess(answers(yes="DR02", no="EX01", **{state: "CD01"}), "adult_labour")
    assert states(result)["D5"] == "negative"
    assert result.shown == "insufficient"
    assert result.would_decide == ()


def test_open_means_without_exploitation_change_nothing_that_is_shown():
    result = assess(answers(no="EX01 EX02 EX03", refused="CD01 CD02"), "adult_labour")
    assert states(result)["D5"] == "open"
    assert result.dimension("D5").would_decide == ("/data/CD01", "/data/CD02")
    assert result.shown == "insufficient"
    assert result.would_decide == ()


def test_a_possible_victim_stays_one_whatever_is_still_open():
    result = assess(answers(yes="DR01 DR02 EX01 EX02 CD01 CD02", unknown="VR01 VR02 VR03"), "adult_labour")
    assert result.strict == "TRAFFICKED_LABOUR"
    assert result.shown == "possible"
    assert states(result)["D3"] == "open"


def test_a_weak_indicator_that_cannot_tip_the_balance_is_not_asked_for():
    # 1 medium is known; a strong one would decide alone, a weak one never
    result = assess(answers(yes="EX02", unknown="EX01 EX09"), "adult_labour")
    assert result.dimension("D4").would_decide == ("/data/EX01",)


def test_one_yes_among_several_questions_raises_the_indicator_and_an_open_one_keeps_it_open():
    assert Item.of(("/a", "no"), ("/b", "yes"), ("/c", "unknown")).state == "yes"
    assert Item.of(("/a", "no"), ("/c", "unknown")).open
    assert Item.of(("/a", "no"), ("/b", "no")).state == "no"
    assert Item.of().state == "not_asked"


def test_each_raised_indicator_names_the_answers_that_raised_it():
    told = {"EX01": Item.of(("/data/hours", "yes"), ("/data/rest", "no"))}
    (raised,) = assess(told, "adult_labour").dimension("D4").raised
    assert raised.indicator.code == "EX01"
    assert raised.refs == ("/data/hours",)


def test_an_age_that_is_not_known_without_any_doubt_of_adulthood_is_assessed_as_an_adults():
    result = assess(answers(yes="EX02 EX04 EX09"), "adult_labour", "unknown")
    assert (result.population, result.age) == ("adult_labour", "unknown")


@pytest.mark.parametrize("age", ["child", "doubtful"])
def test_whoever_may_be_a_child_is_protected_first_by_the_childrens_list(age):
    result = assess(answers(yes="EX02 EX04 EX09"), "adult_labour", age)
    assert result.population == "child_labour"
    assert result.shown == "child"
    assert result.strict == "CHILD_VICTIM"  # three medium for a child, 2 medium and a weak for an adult
    assert result.dimension("D4").clause == "c"


def test_adult_indicators_that_children_do_not_have_are_without_effect_for_them():
    result = assess(answers(yes="EX02 EX04 EX08"), "adult_labour", "child")
    assert states(result)["D4"] == "negative"


@pytest.mark.parametrize("population", ["adult_sexual", "child_sexual"])
def test_a_reconstructed_list_names_indicators_but_computes_no_result(population):
    result = assess(answers(yes="DR01 DR02 EX01 EX02 CD01 CD02", no="EX03"), population)
    assert result.provisional
    assert result.strict == "UNDEFINED_REVIEW"
    assert result.shown == ("child" if population == "child_sexual" else "supervisor")
    assert all(dimension.clause is None for dimension in result.dimensions)
    assert [each.indicator.code for each in result.dimension("D5").raised] == ["CD01", "CD02"]


def test_means_without_exploitation_ask_for_a_follow_up():
    result = assess(answers(yes="DR01 DR07 CD01 CD02 EX02"), "adult_labour")
    assert result.shown == "insufficient"
    assert result.follow_up


def test_the_ilo_eleven_are_named_beside_the_result():
    result = assess(answers(yes="CD01 EX01 CD14"), "adult_labour")
    assert result.forced_labour == (7, 8, 10, 11)


@pytest.mark.parametrize(
    ("age", "born", "doubted", "known"),
    [
        (30, None, None, "adult"),
        (30, None, False, "adult"),
        (18, None, None, "adult"),
        (17, None, None, "child"),
        (30, None, True, "doubtful"),
        (None, None, None, "doubtful"),
        (None, None, False, "unknown"),
        (None, None, True, "doubtful"),
        (None, date(2008, 11, 25), None, "adult"),
        (None, date(2008, 11, 26), None, "child"),
        (22, date(2010, 1, 1), None, "doubtful"),
        (17, date(2010, 1, 1), None, "child"),
        (300, None, None, "doubtful"),
    ],
)
def test_an_age_that_is_missing_doubted_or_contradicted_is_not_an_adults(age, born, doubted, known):
    assert age_known(age, born, doubted, TODAY, 18) == known


LISTS = {each: sorted(catalogue().of(each)) for each in ("adult_labour", "child_labour")}
STATES = ("yes", "no", "unknown", "refused", "not_asked")
ORDER = {"negative": 0, "open": 1, "positive": 2}


@st.composite
def told(draw):
    population = draw(st.sampled_from(sorted(LISTS)))
    codes = draw(st.lists(st.sampled_from(LISTS[population]), unique=True, max_size=12))
    return population, {code: draw(st.sampled_from(STATES)) for code in codes}


def assessed(population, by_code):
    return assess({c: Item.of((f"/data/{c}", s)) for c, s in by_code.items()}, population)


@given(told(), st.data())
def test_another_yes_never_lowers_a_dimension(case, data):
    population, by_code = case
    if not by_code:
        return
    code = data.draw(st.sampled_from(sorted(by_code)))
    before, after = assessed(population, by_code), assessed(population, by_code | {code: "yes"})
    for dimension, other in zip(before.dimensions, after.dimensions, strict=True):
        assert ORDER[dimension.state] == 1 or ORDER[other.state] >= ORDER[dimension.state]


@settings(max_examples=60, deadline=None)
@given(told())
def test_the_bounds_hold_for_every_completion_and_the_named_questions_are_those_that_decide(case):
    population, by_code = case
    unsure = sorted(code for code, state in by_code.items() if state not in ("yes", "no"))[:6]
    by_code = {c: ("no" if s not in ("yes", "no") and c not in unsure else s) for c, s in by_code.items()}
    bounds = assessed(population, by_code)
    seen: dict[str, set[str]] = {dimension.id: set() for dimension in bounds.dimensions}
    results: dict[tuple[str, ...], dict[str, str]] = {}
    for completion in product(("yes", "no"), repeat=len(unsure)):
        whole = assessed(population, by_code | dict(zip(unsure, completion, strict=True)))
        results[completion] = states(whole) | {"shown": whole.shown}
        for dimension in whole.dimensions:
            seen[dimension.id].add(dimension.state)
    for dimension in bounds.dimensions:
        expected = {"open": {"positive", "negative"}}.get(dimension.state, {dimension.state})
        assert seen[dimension.id] == expected
        tipping = {
            f"/data/{code}"
            for i, code in enumerate(unsure)
            for completion, result in results.items()
            if result[dimension.id] != results[(*completion[:i], "no", *completion[i + 1 :])][dimension.id]
        }
        assert set(dimension.would_decide) == tipping
    shown = {result["shown"] for result in results.values()}
    if len(shown) > 1:
        assert bounds.shown == "supervisor"
        assert bounds.would_decide
    else:
        assert {bounds.shown} == shown
        assert not bounds.would_decide


def test_a_word_that_names_no_list_of_ours_is_no_population():
    assert as_population(" adult_labour ") == "adult_labour"
    assert as_population("adult") is None
