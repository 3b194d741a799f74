"""Answers by indicator without a questionnaire, and the bank of described situations."""

import json
import sys

import pytest

from app.casework.questionnaires import situation
from app.settings import ROOT

sys.path.insert(0, str(ROOT / "packaging"))
import bank_check
import screening_figures

HELD = {"CD03": "yes", "F3I1": "yes", "EX01": "unknown"}
LOCKED = {"population": "adult_labour", "answers": HELD}


def test_answers_by_code_come_to_the_same_shape_as_an_interview():
    document = situation.as_json(situation.situation(LOCKED))
    assert {"population", "strict", "broad", "dimensions", "rule_version", "data_version"} <= set(document)
    assert document["result"] == "refer"
    assert document["readings"]["ilo_2012"]["state"] == "met"
    assert document["readings"]["ilo_2012"]["refs"] == ["F3I1", "CD03"]
    assert document["readings"]["labour"] == []


@pytest.mark.parametrize("key", ["answers", "facts"])
def test_the_codes_stand_under_a_key_or_beside_the_rest(key):
    named = {"population": "adult_labour", key: {"CD03": "yes"}}
    beside = {"population": "adult_labour", "CD03": "yes"}
    assert situation.situation(named) == situation.situation(beside)


def test_concern_and_age_are_read():
    told = situation.situation({"concern": True, "answers": {}})
    assert situation.as_json(told)["result"] == "talk_again"
    child = situation.situation({"age": "doubtful", "answers": {"EX01": "yes"}})
    assert situation.as_json(child)["child"] == "suspected"
    assert situation.as_json(child)["result"] == "refer"


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"population": "men"},
        {"answers": ["CD03"]},
        {"answers": {"XX99": "yes"}},
        {"answers": {"CD03": "perhaps"}},
        {"age": 17},
        {"concern": "yes"},
        {"needs": "bed"},
    ],
)
def test_what_describes_no_situation_is_refused_by_name(document):
    with pytest.raises(situation.SituationUnreadable):
        situation.situation(document)


def test_a_file_that_is_too_large_or_no_json_is_refused(tmp_path):
    file = tmp_path / "facts.json"
    file.write_text("{", "utf-8")
    with pytest.raises(situation.SituationUnreadable):
        situation.read_situation(file)
    file.write_text(json.dumps({"answers": {}, "text": "x" * (1 << 20)}), "utf-8")
    with pytest.raises(situation.SituationUnreadable):
        situation.read_situation(file)


def test_the_bank_is_sound_and_misses_nobody():
    assert bank_check.main([]) == 0
    figures = situation.bank()
    assert figures.missed == []
    assert figures.share("refer", "refer") >= 0.95
    assert figures.false_alarms <= 0.20


def test_intervals_are_exact():
    for (times, number), (low, high) in {
        (0, 116): (0, 0.0313),
        (10, 10): (0.6915, 1),
        (113, 116): (0.9263, 0.9946),
    }.items():
        assert screening_figures.interval(times, number) == pytest.approx((low, high), abs=0.0001)


@pytest.mark.long
def test_the_page_says_how_the_screening_comes_out():
    page = (ROOT / "docs" / "screening.md").read_text("utf-8")
    assert screening_figures.table() in page, "run python packaging/screening_figures.py"
