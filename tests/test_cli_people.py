"""`org people`, roles, names, absences and teams from the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.casework.organisation.absences import OwnSubstitute
from app.casework.organisation.people import LastTeam, NoDecision
from app.cli import main
from tests.casework.conftest import office
from tests.casework.test_posting import Office
from tests.people import PHRASE

__all__ = ["office"]
DESK, LAYLA, OMAR = "Huda Desk", "Layla Sample", "Omar Sample"
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def org(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`org WORDS`, at the desk."""
    office.joins(LAYLA, news=False)
    office.joins(OMAR, news=False)
    office.carry(LAYLA, DESK)
    office.leaves(DESK)
    (tmp_path / "words").write_text(PHRASE)
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(tmp_path / "words"))
    monkeypatch.setenv("SANAD_HOME", str(office.people[DESK].home))

    def run(*words: str) -> dict[str, Any]:
        main(["org", *words, "--json"])
        document: dict[str, Any] = json.loads(capsys.readouterr().out)
        return document

    return run


def test_people_teams_and_absences_can_be_seen_and_changed(org: Run):
    people = {row["name"]: row for row in org("people")["people"]}
    assert set(people) == {DESK, LAYLA, OMAR}
    assert (people[LAYLA]["role"], people[LAYLA]["teams"]) == ("inspector", ["Farwaniya"])
    assert org("role", LAYLA, "--as", "supervisor")["role"] == "supervisor"
    assert org("rename", LAYLA, "--name", "Layla Example")["name"] == "Layla Example"
    judicial = org("judicial", "Layla Example", "--decision", "9/2021", "--day", "2021-01-02")
    assert (judicial["judicial"], judicial["judicial_since"]) == ("9/2021", "2021-01-02")
    assert org("judicial", "Layla Example", "--decision", "9/2021")["error"]["kind"] == NoDecision.kind()
    team = org("team", "create", "Hawalli", "--member", OMAR)
    assert team["members"] == [people[OMAR]["id"]]
    assert org("team", "rename", "Hawalli", "--name", "Hawalli 2")["id"] == team["id"]
    added = org("team", "add", "Hawalli 2", "Layla Example")
    assert len(added["members"]) == 2
    assert len(org("team", "remove", "Hawalli 2", "Layla Example")["members"]) == 1
    assert org("team", "remove", "Farwaniya", "Layla Example")["error"]["kind"] == LastTeam.kind()
    moved = org("team", "move", "Layla Example", "--from", "Farwaniya", "--to", "Hawalli 2")
    assert moved["teams"] == ["Hawalli 2"]
    days = ("--from", "2999-12-01", "--until", "2999-12-10")
    planned = org("absence", "set", "--of", OMAR, "--to", "Layla Example", *days, "--reason", "Leave")
    assert planned["absence"]["state"] == "planned"
    assert [row["reason"] for row in org("absence", "list")["absences"]] == ["Leave"]
    (away,) = [row for row in org("people")["people"] if row["absence"]]
    assert away["name"] == OMAR
    refused = org("absence", "set", "--of", OMAR, "--to", OMAR, *days)
    assert refused["error"]["kind"] == OwnSubstitute.kind()
    assert org("absence", "end", "--of", OMAR) == {"person": people[OMAR]["id"], "taken_back": 0}
    assert {row["computer"] for row in org("computers")["computers"]} >= set(people[LAYLA]["computers"])
    assert org("withdraw-person", OMAR)["withdrawn"] == OMAR
