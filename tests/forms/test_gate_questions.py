"""The gates of the rapid screening: a no answers for its details, what is open stays open, and a yes
alone says nothing."""

import pytest
from openpyxl import load_workbook

from app.form import convert, open_form
from app.screening.readings import RESULTS, table
from app.settings import FORMS
from tests.forms import people
from tests.gate_answers import GATES

FILE = FORMS / "rapid-screening.xlsx"
WEIGHED = [gate for gate in GATES if gate != "needs_any"]  # a need raises no sign


@pytest.fixture(scope="module")
def form():
    return open_form(convert(FILE.read_bytes(), FILE.name).xml)


def question(form, name):
    return next(each for each in form.questions() if each.name == name and each.control)


def codes(form, name):
    asked = question(form, name)
    of_choices = [choice.extras.get("sanad_indicator", "") for choice in asked.choices]
    return set(" ".join([asked.extras.get("indicator", ""), *of_choices]).split())


def without_details(gate, value):
    return {**dict.fromkeys(GATES[gate], ""), gate: value}


def at_least(result, name):
    return RESULTS.index(result) >= RESULTS.index(name)


@pytest.mark.parametrize("gate", WEIGHED)
def test_a_gate_stands_for_every_sign_of_its_details(form, gate):
    of_details = set().union(*(codes(form, name) for name in GATES[gate]))
    assert of_details
    assert of_details <= codes(form, gate)


@pytest.mark.parametrize("gate", GATES)
def test_a_detail_is_asked_after_a_yes_alone(form, gate):
    for value in ("", "no", "unknown", "refused", "yes"):
        live = people.talk(form, without_details(gate, value))
        for name in GATES[gate]:
            node = live.node(question(form, name).path)
            assert node.relevant == (value == "yes"), (name, value)


@pytest.mark.parametrize("gate", WEIGHED)
def test_a_no_closes_the_details(form, gate):
    found = people.result_of(form, without_details(gate, "no"))
    assert found.readings.result == "none"
    assert set(found.coverage.topics.values()) == {"asked"}


@pytest.mark.parametrize("gate", WEIGHED)
@pytest.mark.parametrize("value", ["unknown", "refused"])
def test_an_open_gate_is_no_no(form, gate, value):
    hard = table().hard & codes(form, gate)
    found = people.result_of(form, without_details(gate, value)).readings
    assert at_least(found.result, "talk_again") == bool(hard), found
    if hard:
        assert "hard" in found.decided_by


@pytest.mark.parametrize("gate", WEIGHED)
def test_a_yes_whose_details_nobody_asked_is_not_enough(form, gate):
    found = people.result_of(form, without_details(gate, "yes")).readings
    assert at_least(found.result, "not_enough") or not table().hard & codes(form, gate), found


@pytest.mark.parametrize("gate", GATES)
def test_a_gate_that_nobody_asked_leaves_its_topic_out(form, gate):
    found = people.result_of(form, without_details(gate, ""))
    assert "unasked" in found.coverage.topics.values()
    assert at_least(found.readings.result, "not_enough")


def test_a_question_of_substance_has_at_most_five_answers_beside_the_quiet_ones():
    """A number is one key too; the kind of work and what is somebody's to say are lists."""
    book = load_workbook(FILE)
    head, *rows = book["choices"].iter_rows(values_only=True)
    lists = {}
    for row in rows:
        entry = dict(zip(head, row, strict=True))
        lists.setdefault(entry["list_name"], []).append(entry["name"])
    for name in ("yes_no_more", "leave", "passport_place", "yes_no"):
        assert len(set(lists[name]) - {"unknown", "refused"}) <= 5
