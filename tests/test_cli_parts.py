"""The parts of a case's work on the command line."""

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from app.case import events
from app.casework.session.session import case_state_of
from app.casework.sharing.inbox import Detail
from app.cli.json_output import JsonView
from app.cli.options import end_of_day
from app.clock import utc
from app.vault import inbox
from tests.conftest import Terminal
from tests.people import Person, keeps_a_case
from tests.test_cli import ANSWERS, FORM


def test_what_came_in_is_listed_and_marked_as_read(sanad: Terminal, home: Path):
    session = Person("ليلى السالم", home).sets_up()
    case = bytes.fromhex(keeps_a_case(session, "Maya Sample"))
    timeline = case_state_of(session, case).timeline
    event = next(event for event in timeline if event.what == events.ANSWERS)
    with session.vault.transaction() as writer:
        inbox.add(writer, event.id, case, event.what, event.at + 60)
    session.close()
    status, document, err = sanad("inbox", "--json")
    assert status == 0, err
    [line] = document["inbox"]
    assert (line["event"], line["name"], line["kind"]) == (event.id.hex(), "Maya Sample", "interview")
    assert (line["at"], line["came"]) == (utc(event.at).isoformat(), utc(event.at + 60).isoformat())
    assert (line["read"], document["unread"]) == (False, 1)
    _, document, _ = sanad("inbox", "--read", line["event"], "--json")
    assert ([line["read"] for line in document["inbox"]], document["unread"]) == ([True], 0)
    assert sanad("inbox", "--unread", "--json")[1]["inbox"] == []


def test_a_key_of_an_attribute_that_nothing_has_is_refused_at_once():
    with pytest.raises(TypeError):
        JsonView(Detail, "came=line.came")
    with pytest.raises(TypeError):
        JsonView(Detail, "line.follow")
    JsonView(Detail, "came=line.arrived")


def answers(folder: Path, **answers_by_path: str) -> Path:
    """A file with the safe beginning of every part, and more by path."""
    safe = {
        "/data/safety/present": "nobody",
        "/data/safety/overheard": "no",
        "/data/safety/wants_here": "yes",
        "/data/consent/consent_talk": "yes",
        "/data/consent/consent_record": "yes",
    }
    all_answers = safe | {f"/data/{path}": text for path, text in answers_by_path.items()}
    file = folder / "part.json"
    file.write_text(json.dumps([{"ref": ref, "value": text} for ref, text in all_answers.items()]))
    return file


def test_a_case_gets_its_risks_needs_and_a_service_by_words_alone(sanad: Terminal, home: Path, tmp_path: Path):
    Person("ليلى السالم", home).sets_up().close()
    _, screening, _ = sanad("interview", FORM, "--answers", ANSWERS, "--finish", "--json")
    case, day = screening["case"], (date.today() + timedelta(days=7)).isoformat()

    def holds(part: str, **answers_by_path: str) -> dict:
        file = answers(tmp_path, **answers_by_path)
        words = ("--case", case, "--part", part, "--answers", file, "--finish", "--json")
        status, finished, err = sanad("interview", *words)
        assert status == 0, err
        assert finished["case"] == case
        return finished

    level = {"risk_level": "immediate", "risk_why": "x", "risk_review": day}
    holds("risk", **{f"level_of_risk/{name}": text for name, text in level.items()})
    holds("needs", **{"needs/need_legal": "now", "needs/need_food": "no"})
    _, page, _ = sanad("case", "show", case, "--json")
    assert (page["risk"]["level"], page["risk"]["next"]) == ("immediate", day)
    assert page["checks"]["risk-review"] == "yes"
    assert {part["id"]: part["count"] for part in page["parts"]}["risk"] == 1
    needs = [need["id"] for need in page["needs"]]
    assert needs[0] == "legal"
    assert "food" not in needs
    _, service, _ = sanad("case", "service", case, "--given", "a lawyer", "--need", "legal", "--json")
    assert service["needs"][0]["given"] == [service["service"]]
    status, refused, _ = sanad("case", "service", case, "--take-back", service["service"][:8], "--json")
    assert (status, refused["error"]["kind"]) == (1, "reason_wanted")
    _, tasks, _ = sanad("tasks", "--kind", "risk", "--json")
    assert [task["what"] for task in tasks["tasks"]] == ["immediate"]
    sanad("case", "status", case, "--set", "possible", "--body", "b", "--reason", "r", "--json")
    _, longer, _ = sanad("case", "recovery", case, "--days", "45", "--reason", "in hospital", "--json")
    assert (longer["recovery"]["days"], longer["recovery"]["recommended"]) == (45, 30)


def test_a_part_is_of_a_case_and_is_one_of_those_that_there_are(sanad: Terminal):
    assert sanad("interview", "--part", "risk", "--json")[0] == 2
    assert sanad("interview", "--case", "x", "--part", "dance", "--json")[0] == 2


def test_a_day_without_a_time_ends_with_its_last_second():
    end = end_of_day(datetime(2026, 12, 1))
    assert end is not None
    assert (end.date(), end.time()) == (date(2026, 12, 1), time(23, 59, 59))
    assert end_of_day(None) is None
