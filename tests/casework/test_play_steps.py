"""Steps of other engines' recorded cases, played from a file."""

import json

import pytest

from app.casework.questionnaires.answer_player import AnswersUnreadable
from app.casework.questionnaires.step_player import play_steps, read_steps

FORM = """
| survey   |                          |         |         |            |               |
|          | type                     | name    | label   | constraint | choice_filter |
|          | integer                  | age     | Age     | . < 99     |               |
|          | begin_repeat             | worker  | Worker  |            |               |
|          | text                     | name    | Name    |            |               |
|          | end_repeat               |         |         |            |               |
|          | rank colours             | order   | Order   |            |               |
| choices  |                          |         |         |            |               |
|          | list_name                | name    | label   |            |               |
|          | colours                  | red     | Red     |            |               |
|          | colours                  | blue    | Blue    |            |               |
| settings |                          |         |         |            |               |
|          | form_title               | form_id | version |            |               |
|          | Steps                    | steps   | 1       |            |               |
"""


@pytest.fixture
def plays(tmp_path):
    (tmp_path / "form.md").write_text(FORM, "utf-8")

    def play(*steps):
        (tmp_path / "steps.json").write_text(json.dumps(steps), "utf-8")
        told = play_steps(tmp_path / "form.md", read_steps(tmp_path / "steps.json"))
        assert told["load_ms"] > 0
        assert len(told["steps"]) == len(steps)
        return told["steps"]

    return play


def test_answers_and_entries_are_seen(plays):
    told = plays(
        {"op": "answer", "ref": "/data/age", "value": "120"},
        {"observe": "constraint_ok", "ref": "/data/age"},
        {"op": "add_repeat", "ref": "/data/worker"},
        {"op": "answer", "ref": "/data/worker[2]/name", "value": "Maya"},
        {"observe": "count", "ref": "/data/worker#repeat"},
        {"observe": "state"},
        {"op": "remove_repeat", "ref": "/data/worker[1]"},
        {"observe": "value", "ref": "/data/worker[1]/name"},
        {"observe": "absent", "ref": "/data/worker[2]"},
    )
    assert all(each["ok"] and each["ms"] >= 0 for each in told if "ok" in each)
    assert [each["got"] for each in told if "observe" in each and each["observe"] != "state"] == [
        False,
        2,
        "Maya",
        True,
    ]
    assert told[5]["got"]["/data/worker[2]/name"]["value"] == "Maya"


def test_a_refused_answer_is_a_step_that_failed_and_the_rest_goes_on(plays):
    told = plays(
        {"op": "answer", "ref": "/data/order", "value": ["red"]},
        {"op": "answer", "ref": "/data/nowhere", "value": "1"},
        {"op": "sing"},
        {"op": "answer", "ref": "/data/age", "value": "12.5"},
        {"observe": "value", "ref": "/data/age"},
        {"op": "answer", "ref": "/data/age", "value": "old"},
        {"observe": "value", "ref": "/data/age"},
        {"observe": "value", "ref": "/data/nowhere"},
        {"observe": "colour", "ref": "/data/age"},
    )
    assert [each["ok"] for each in told[:4]] == [False, False, False, True]
    assert [each["got"] for each in told if "observe" in each] == ["12", "", None, None]
    assert all(each["error"] for each in (*told[:3], *told[-2:]))


def test_several_interviews_are_held_at_once(plays):
    told = plays(
        {"op": "answer", "ref": "/data/age", "value": "26"},
        {"op": "new_instance"},
        {"observe": "value", "ref": "/data/age"},
        {"op": "answer", "ref": "/data/age", "value": "30"},
        {"op": "save_restore", "inst": 1, "from": 0},
        {"observe": "value", "ref": "/data/age", "inst": 1},
        {"observe": "instance_xml"},
        {"observe": "violations"},
        {"op": "answer", "inst": 7, "ref": "/data/age", "value": "1"},
    )
    assert (told[2]["got"], told[5]["got"], told[7]["got"]) == ("", "30", [])
    assert "<age>30</age>" in told[6]["got"]
    assert not told[8]["ok"]


@pytest.mark.parametrize("written", ["{", "{}", "[1]", '[{"ref": "/data/age"}]'])
def test_what_is_no_list_of_steps_is_said(tmp_path, written):
    (tmp_path / "steps.json").write_text(written, "utf-8")
    with pytest.raises(AnswersUnreadable):
        read_steps(tmp_path / "steps.json")


def test_an_answer_that_would_take_hours_to_follow_is_kept_and_it_is_said(tmp_path):
    rows = "".join(f"| | l | n{at} | N{at} | {at} |\n" for at in range(2_000))
    items = "instance('l')/root/item"
    (tmp_path / "form.md").write_text(
        "| survey | type | name | label | calculation |\n| | text | a | A | |\n"
        f"| | calculate | b | | if(${{a}} = '', 0, count({items}[count({items}[x > 3]) > 1])) |\n"
        f"| | select_one l | c | C | |\n| choices | list_name | name | label | x |\n{rows}",
        "utf-8",
    )
    steps = [{"op": "answer", "ref": "/data/a", "value": "many"}, {"observe": "value", "ref": "/data/a"}]
    (tmp_path / "steps.json").write_text(json.dumps(steps), "utf-8")
    answered, seen = play_steps(tmp_path / "form.md", read_steps(tmp_path / "steps.json"))["steps"]
    assert answered["ok"]
    assert "too many calculations" in answered["error"]
    assert seen["got"] == "many"
