"""Values that differ, decided on the command line. One vault; two pens that had seen the same."""

import json
from pathlib import Path

import pytest

from app.case import events
from app.casework.records import unlock
from app.casework.session.session import EventAppender
from tests.people import PHRASE
from tests.test_cli import ANSWERS, FORM, SAFE, Terminal, sanad, set_up

__all__ = ["sanad", "set_up"]

HOURS = "/data/work/hours"


@pytest.fixture
def done(set_up: Terminal, home: Path) -> dict[str, str]:
    """A case in which two colleagues, apart, corrected the same answer."""
    _, told, _ = set_up("interview", FORM, "--answers", ANSWERS, "--finish", "--json")
    session = unlock.unlock(home, unlock.vaults(home)[0].id, PHRASE)
    case, talk = bytes.fromhex(told["case"]), bytes.fromhex(told["interview"])
    with session.vault.transaction() as writer:
        pens = [EventAppender(session, writer, case) for _ in range(2)]
        for pen, hours in zip(pens, ("15", "16"), strict=True):
            pen.say(events.CORRECTED, {"interview": talk, "answers": [[HOURS, hours]]})
    session.close()
    return told


def test_both_values_are_listed_and_one_is_kept(set_up: Terminal, done):
    status, told, _ = set_up("case", "conflicts", done["reference"], "--json")
    [conflict] = told["conflicts"]
    assert status == 0
    assert (conflict["field"], conflict["ref"]) == ("answer", HOURS)
    assert conflict["question"]
    values = {each["value"]: each for each in conflict["values"]}
    assert set(values) == {"15", "16"}
    assert values["15"]["who"] == "ليلى السالم"
    assert values["15"]["saw"] == ["14"]
    status, told, _ = set_up(
        "case", "resolve", done["case"], conflict["id"], "--keep", values["15"]["event"],
        "--reason", "she counted twice", "--json",
    )  # fmt: skip
    assert (status, told) == (0, {"resolved": conflict["id"]})
    _, told, _ = set_up("case", "conflicts", done["case"], "--json")
    assert told == {"conflicts": []}
    _, page, _ = set_up("case", "show", done["case"])
    assert page["interviews"][0]["values"][HOURS] == "15"
    _, told, _ = set_up("case", "history", done["case"], HOURS, "--json")
    assert sorted(told["history"][-1]["before"]) == ["15", "16"]
    assert told["history"][-1]["reason"] == "she counted twice"
    status, told, _ = set_up(
        "case", "resolve", done["case"], conflict["id"], "--keep", "1", "--json"
    )
    assert (status, told["error"]["kind"]) == (1, "no_conflict")


def test_by_number_another_value_or_both(set_up: Terminal, done):
    def only() -> str:
        return set_up("case", "conflicts", done["case"], "--json")[1]["conflicts"][0]["id"]

    for wrong in (["--keep", "3"], ["--keep", "0"], ["--keep", "ffff"]):
        status, told, _ = set_up("case", "resolve", done["case"], only(), *wrong, "--json")
        assert (status, told["error"]["kind"]) == (1, "no_conflict")
    status, told, _ = set_up("case", "resolve", done["case"], only(), "--value", "99", "--json")
    assert (status, told["error"]["kind"]) == (1, "answer_refused")
    assert set_up("case", "resolve", done["case"], only())[0] == 2
    assert set_up("case", "resolve", done["case"], only(), "--both", "--json")[0] == 0
    _, page, _ = set_up("case", "show", done["case"])
    assert sorted(page["interviews"][0]["both"][HOURS]) == ["15", "16"]
    assert page["conflicts"] == 0


def test_a_correction_and_a_decision(set_up: Terminal, done):
    status, told, _ = set_up(
        "case", "correct", done["case"], HOURS, "١٢", "--source", "pay slip", "--json"
    )
    assert status == 0
    _, page, _ = set_up("case", "show", done["case"])
    assert page["interviews"][0]["values"][HOURS] == "12"
    assert told["event"] in [each["event"] for each in page["timeline"]]
    status, told, _ = set_up("case", "correct", done["case"], HOURS, "40", "--json")
    assert (status, told["error"]["kind"]) == (1, "answer_refused")
    status, told, _ = set_up("case", "review", done["case"], "--approve", "--json")
    assert (status, told["error"]["kind"]) == (1, "not_yours")
    assert set_up("case", "review", done["case"])[0] == 2


def test_an_interview_is_added_to_a_case_that_is_here(set_up: Terminal, done, tmp_path: Path):
    few = tmp_path / "few.json"
    few.write_text(json.dumps(SAFE))
    status, told, _ = set_up(
        "interview", FORM, "--answers", few, "--finish", "--case", done["reference"], "--json"
    )
    assert (status, told["case"]) == (0, done["case"])
    _, page, _ = set_up("case", "show", done["case"])
    assert len(page["interviews"]) == 2
    status, told, _ = set_up("interview", "--take-up", done["case"], "--json")
    assert (status, told["error"]["kind"]) == (1, "not_waiting")
    assert set_up("interview", FORM, "--resume", "00", "--json")[0] == 2
