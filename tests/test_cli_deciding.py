"""Values that differ, decided on the command line. One vault; two pens that had seen the same."""

import json
from pathlib import Path

import pytest

from app.case import events
from app.casework.records import unlock
from app.casework.session.session import EventAppender
from tests.conftest import Terminal
from tests.people import PHRASE
from tests.test_cli import ANSWERS, FORM, SAFE, set_up

__all__ = ["set_up"]

HOURS = "/data/work/hours"


@pytest.fixture
def finished(set_up: Terminal, home: Path) -> dict[str, str]:
    """A case in which two colleagues, apart, corrected the same answer."""
    _, document, _ = set_up("interview", FORM, "--answers", ANSWERS, "--finish", "--json")
    session = unlock.unlock(home, unlock.vaults(home)[0].id, PHRASE)
    case, talk = bytes.fromhex(document["case"]), bytes.fromhex(document["interview"])
    with session.vault.transaction() as writer:
        pens = [EventAppender(session, writer, case) for _ in range(2)]
        for pen, hours in zip(pens, ("15", "16"), strict=True):
            pen.say(events.CORRECTED, {"interview": talk, "answers": [[HOURS, hours]]})
    session.close()
    return document


def test_both_values_are_listed_and_one_is_kept(set_up: Terminal, finished):
    status, document, _ = set_up("case", "conflicts", finished["reference"], "--json")
    [conflict] = document["conflicts"]
    assert status == 0
    assert (conflict["field"], conflict["ref"]) == ("answer", HOURS)
    assert conflict["question"]
    values = {value["value"]: value for value in conflict["values"]}
    assert set(values) == {"15", "16"}
    assert values["15"]["who"] == "ليلى السالم"
    assert values["15"]["saw"] == ["14"]
    status, document, _ = set_up(
        "case", "resolve", finished["case"], conflict["id"], "--keep", values["15"]["event"],
        "--reason", "she counted twice", "--json",
    )  # fmt: skip
    assert (status, document) == (0, {"resolved": conflict["id"]})
    _, document, _ = set_up("case", "conflicts", finished["case"], "--json")
    assert document == {"conflicts": []}
    _, page, _ = set_up("case", "show", finished["case"])
    assert page["interviews"][0]["values"][HOURS] == "15"
    _, document, _ = set_up("case", "history", finished["case"], HOURS, "--json")
    assert sorted(document["history"][-1]["before"]) == ["15", "16"]
    assert document["history"][-1]["reason"] == "she counted twice"
    status, document, _ = set_up("case", "resolve", finished["case"], conflict["id"], "--keep", "1", "--json")
    assert (status, document["error"]["kind"]) == (1, "no_conflict")


def test_by_number_another_value_or_both(set_up: Terminal, finished):
    def only() -> str:
        return set_up("case", "conflicts", finished["case"], "--json")[1]["conflicts"][0]["id"]

    for wrong in (["--keep", "3"], ["--keep", "0"], ["--keep", "ffff"]):
        status, document, _ = set_up("case", "resolve", finished["case"], only(), *wrong, "--json")
        assert (status, document["error"]["kind"]) == (1, "no_conflict")
    status, document, _ = set_up("case", "resolve", finished["case"], only(), "--value", "99", "--json")
    assert (status, document["error"]["kind"]) == (1, "answer_refused")
    assert set_up("case", "resolve", finished["case"], only())[0] == 2
    assert set_up("case", "resolve", finished["case"], only(), "--both", "--json")[0] == 0
    _, page, _ = set_up("case", "show", finished["case"])
    assert sorted(page["interviews"][0]["both"][HOURS]) == ["15", "16"]
    assert page["conflicts"] == 0


def test_a_correction_and_a_decision(set_up: Terminal, finished):
    status, document, _ = set_up("case", "correct", finished["case"], HOURS, "١٢", "--source", "pay slip", "--json")
    assert status == 0
    _, page, _ = set_up("case", "show", finished["case"])
    assert page["interviews"][0]["values"][HOURS] == "12"
    assert document["event"] in [event["event"] for event in page["timeline"]]
    status, document, _ = set_up("case", "correct", finished["case"], HOURS, "40", "--json")
    assert (status, document["error"]["kind"]) == (1, "answer_refused")
    status, document, _ = set_up("case", "review", finished["case"], "--approve", "--json")
    assert (status, document["error"]["kind"]) == (1, "not_yours")
    assert set_up("case", "review", finished["case"])[0] == 2


def test_an_interview_is_added_to_a_case_that_is_here(set_up: Terminal, finished, tmp_path: Path):
    answers_file = tmp_path / "few.json"
    answers_file.write_text(json.dumps(SAFE))
    status, document, _ = set_up(
        "interview", FORM, "--answers", answers_file, "--finish", "--case", finished["reference"], "--json"
    )
    assert (status, document["case"]) == (0, finished["case"])
    _, page, _ = set_up("case", "show", finished["case"])
    assert len(page["interviews"]) == 2
    status, document, _ = set_up("interview", "--take-up", finished["case"], "--json")
    assert (status, document["error"]["kind"]) == (1, "not_waiting")
    assert set_up("interview", FORM, "--resume", "00", "--json")[0] == 2
