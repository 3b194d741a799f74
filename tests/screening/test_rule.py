"""The rule for one dimension, and the table for a pattern of dimensions."""

import json
from itertools import product
from pathlib import Path

import pytest

from app.screening import Item, assess, catalogue
from app.screening.indicators import POPULATIONS
from app.screening.rule import Count, broad, clause, shown, strict

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "screening.json").read_text("utf-8"))


def counted(case):
    return Count(case["S"], case["M"], case["W"])


@pytest.mark.parametrize("case", VECTORS["dimension_vectors"], ids=lambda case: case["id"])
def test_a_dimension_is_positive_by_the_clause_that_was_worked_by_hand(case):
    assert clause(counted(case)) == case["clause"]
    assert (clause(counted(case)) is not None) == case["positive"]


@pytest.mark.parametrize("case", VECTORS["case_vectors"], ids=lambda case: case["id"])
def test_a_worked_case_reads_as_it_was_worked_by_hand(case):
    told = {code: Item.of(("/data/q", "yes")) for code in case["codes"]}
    result = assess(told, case["pop"])
    assert [dimension.id for dimension in result.dimensions if dimension.state == "positive"] == case["positive"]
    assert result.strict == case["strict"]
    assert result.broad == case["broad"]
    assert not [dimension for dimension in result.dimensions if dimension.state == "open"]


def test_the_clauses_are_the_published_rule_for_every_small_count():
    for s, m, w in product(range(5), range(5), range(5)):
        published = s >= 2 or (s >= 1 and m + w >= 1) or m >= 3 or (m >= 2 and w >= 1)
        assert (clause(Count(s, m, w)) is not None) == published


@pytest.mark.parametrize(
    ("positive", "table", "wide", "result"),
    [
        ("D1 D4 D5", "TRAFFICKED_LABOUR", True, "possible"),
        ("D2 D4 D5", "TRAFFICKED_LABOUR", True, "possible"),
        ("D1 D2 D3 D4 D5 D6", "TRAFFICKED_LABOUR", True, "possible"),
        ("D4", "EXPLOITED", False, "supervisor"),
        ("D4 D3 D6", "EXPLOITED", True, "supervisor"),
        ("D1 D4", "DECEIVED_EXPLOITED", True, "supervisor"),
        ("D4 D5", "UNDEFINED_REVIEW", True, "supervisor"),
        ("D2 D4", "UNDEFINED_REVIEW", True, "supervisor"),
        ("D1 D2 D4", "UNDEFINED_REVIEW", True, "supervisor"),
        ("D1 D2 D5", "NOT_VICTIM", False, "insufficient"),
        ("", "NOT_VICTIM", False, "insufficient"),
    ],
)
def test_what_a_pattern_of_an_adult_means(positive, table, wide, result):
    dimensions = positive.split()
    assert strict("adult_labour", dimensions) == table
    assert broad("adult_labour", dimensions) == wide
    assert shown("adult_labour", dimensions) == result


def test_a_child_needs_no_means_and_is_always_protected_first():
    assert strict("child_labour", ["D4"]) == "CHILD_VICTIM"
    assert broad("child_labour", ["D4"])
    assert strict("child_labour", ["D1", "D5"]) == "NOT_VICTIM"
    assert shown("child_labour", []) == "child"


def test_every_row_has_words_in_both_languages_a_source_and_a_confidence():
    data = catalogue()
    sizes = {population: len(data.of(population)) for population in POPULATIONS}
    assert sizes == {"adult_labour": 67, "child_labour": 65, "adult_sexual": 67, "child_sexual": 65}
    for population in POPULATIONS:
        for row in data.of(population).values():
            assert row.name["ar"]
            assert row.name["en"]
            assert row.source
            assert set(row.forced_labour) <= set(data.forced_labour)
    assert [population for population in POPULATIONS if data.provisional(population)] == [
        "adult_sexual",
        "child_sexual",
    ]


def test_documents_and_debt_are_medium_at_recruitment_and_strong_at_destination():
    rows = catalogue().of("adult_labour")
    for before, after in (("CR04", "CD02"), ("CR05", "CD01"), ("CR06", "CD03")):
        assert (rows[before].strength, rows[after].strength) == ("medium", "strong")
