"""`sync` and `case show` from the command line, with a headquarters on a socket."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.casework.organisation import administration
from app.casework.session.colleagues import NotJoined
from app.cli import main
from app.sync.conditions import DeviceWithdrawn
from tests.hq_people import DESK, LAYLA, Committee, committee
from tests.people import PHRASE, keeps_a_case


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Committee]:
    with committee(tmp_path) as office:
        office.syncs(DESK)
        (tmp_path / "words").write_text(PHRASE)
        monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(tmp_path / "words"))
        monkeypatch.setenv("SANAD_HOME", str(office.people[LAYLA].home))
        yield office


def ran(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_case_is_kept_then_held_then_read(office: Committee, capsys: pytest.CaptureFixture[str]):
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    office.leaves(LAYLA)
    assert ran(capsys, "case", "show", case)[1]["sync"] == "kept"
    code, document = ran(capsys, "sync", "--once")
    assert code == 0
    assert {key: document[key] for key in ("waiting", "finished", "problems", "new_device")} == {
        "waiting": 0, "finished": True, "problems": [], "new_device": False,
    }  # fmt: skip
    assert document["pushed"] == 5  # a grant and two events of the case; joining, and its grant
    assert document["receipts"] == 1
    assert document["bytes_sent"] > 2000 < document["bytes_received"]
    assert ran(capsys, "case", "show", case)[1]["sync"] == "held"
    office.syncs(DESK)
    assert ran(capsys, "sync", "--once")[1]["pulled"] > 0
    assert ran(capsys, "case", "show", case)[1]["sync"] == "read"


def test_without_headquarters_it_says_so_and_ends_with_1(
    office: Committee, capsys: pytest.CaptureFixture[str]
):
    office.leaves(LAYLA)
    office.hq.stop()
    code, document = ran(capsys, "sync", "--once")
    assert code == 1
    assert [problem["kind"] for problem in document["problems"]] == ["nobody_there"]
    assert "Nothing is lost" in document["problems"][0]["says"]
    assert (document["finished"], document["waiting"]) == (False, 2)
    office.hq.start()
    assert ran(capsys, "sync", "--once")[0] == 0


def test_where_no_headquarters_is_known_nothing_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    from tests.people import Person

    Person("Layla", tmp_path / "alone", language="en").sets_up().close()
    (tmp_path / "words").write_text(PHRASE)
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(tmp_path / "words"))
    monkeypatch.setenv("SANAD_HOME", str(tmp_path / "alone"))
    code, document = ran(capsys, "sync", "--once")
    assert (code, document["error"]["kind"]) == (1, NotJoined.kind())


def test_a_withdrawn_computer_says_so_wherever_it_is_asked(
    office: Committee, capsys: pytest.CaptureFixture[str]
):
    layla = office.sessions[LAYLA]
    device = layla.vault.stream.hex()
    assert office.syncs(LAYLA).finished
    administration.revoke(office.sessions[DESK], device)
    office.syncs(DESK)
    office.leaves(LAYLA)
    word_lists = (("vault", "check"), ("inbox",), ("case", "came-in"), ("desk", "inbox"))
    assert "withdrawn" not in ran(capsys, *word_lists[0])[1]  # it has not heard of it yet
    document = ran(capsys, "sync", "--once")[1]
    assert document["withdrawn"] is True
    assert [problem["kind"] for problem in document["problems"]] == [DeviceWithdrawn.kind()]
    for words in word_lists:
        assert ran(capsys, *words)[1]["withdrawn"] is True
