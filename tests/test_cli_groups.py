"""Groups, links, hearings and one person's cases on the command line."""

from pathlib import Path

import pytest

from app.casework.records import unlock
from tests.conftest import Terminal
from tests.people import PHRASE, keeps_a_case
from tests.test_cli import set_up

__all__ = ["set_up"]


@pytest.fixture
def cases(set_up: Terminal, home: Path) -> list[str]:
    session = unlock.unlock(home, unlock.vaults(home)[0].id, PHRASE)
    case_ids = [keeps_a_case(session, name) for name in ("Maya Sample", "Rita Other", "مايا سامبل")]
    session.close()
    return case_ids


def test_a_group_is_made_shares_a_suspect_and_is_drawn(set_up: Terminal, cases: list[str]):
    status, group, _ = set_up("case", "group", "make", *cases[:2], "--kind", "site", "--name", "Block 4", "--json")
    assert status == 0
    assert (group["name"], group["here"], group["known"]) == ("Block 4", 2, 2)
    status, document, _ = set_up(
        "case", "group", "share", "Block 4", "--role", "suspect", "--set", "name=Sample", "--json"
    )
    (suspect,) = document["people"]
    assert (suspect["name"], suspect["cases"], suspect["id"]) == ("Sample", 2, document["person"])
    _, document, _ = set_up("case", "group", "put", group["group"][:8], cases[2], "--json")
    assert [person["cases"] for person in document["people"]] == [3]
    _, drawn, _ = set_up("case", "links", "--group", "Block 4", "--json")
    assert [node["kind"] for node in drawn["nodes"]] == ["group", "case", "case", "case", "person"]
    assert len(drawn["links"]) == 6
    _, graph, _ = set_up("case", "links", cases[0], "--json")
    assert "Rita" not in str(graph)
    status, document, _ = set_up("case", "group", "share", "Block 4", "--role", "family", "--set", "name=S", "--json")
    assert (status, document["error"]["kind"]) == (1, "not_shared")
    status, document, _ = set_up("case", "group", "show", "elsewhere", "--json")
    assert (status, document["error"]["kind"]) == (1, "no_group")
    status, document, _ = set_up("case", "group", "out", "Block 4", cases[2], "--json")
    assert (status, document["error"]["kind"]) == (1, "reason_wanted")
    set_up("case", "group", "out", "Block 4", cases[2], "--reason", "mistake", "--json")
    set_up("case", "group", "name", "Block 4", "--kind", "investigation", "--name", "7/2026", "--json")
    _, document, _ = set_up("case", "group", "list", "--json")
    (row,) = document["groups"]
    assert (row["name"], row["kind"], row["here"]) == ("7/2026", "investigation", 2)
    assert set_up("case", "links", "--json")[0] == 2


@pytest.mark.long
def test_a_proceeding_of_a_group_and_its_hearing_stand_in_each_case(set_up: Terminal, cases: list[str]):
    set_up("case", "group", "make", *cases, "--kind", "site", "--name", "B", "--json")
    _, document, _ = set_up("case", "proceeding", cases[0], "--set", "court=99/2027", "--group", "B", "--json")
    status, document, _ = set_up(
        "case", "hearing", cases[1], "--proceeding", document["proceeding"], "--set", "date=2026-12-01",
        "--set", "time=09:30", "--json",
    )  # fmt: skip
    assert status == 0
    for case in cases:
        _, proceedings, _ = set_up(
            "case", "proceeding", case, "--proceeding", document["proceedings"][0]["id"], "--set", "article=2", "--json"
        )
        ((hearing,),) = [proceeding["hearings"] for proceeding in proceedings["proceedings"]]
        assert (hearing["id"], hearing["date"]) == (document["hearing"], "2026-12-01")
    _, tasks, _ = set_up("tasks", "--json")
    assert [task["kind"] for task in tasks["tasks"]].count("hearing") == 3


def test_cases_of_one_person_are_told_as_one(set_up: Terminal, cases: list[str]):
    set_up("case", "link", cases[0], cases[2], "--as", "same", "--reason", "passport", "--json")
    status, document, _ = set_up("case", "together", cases[2], "--json")
    assert status == 0
    assert [case["id"] for case in document["cases"]] == [cases[2], cases[0]]
    (name,) = document["facts"]
    assert (name["differs"], name["values"]) == (True, ["مايا سامبل", "Maya Sample"])
    assert {event["reference"] for event in document["timeline"]} == {case["reference"] for case in document["cases"]}
