"""`sync` and `case show` from the command line, with a headquarters on a socket."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.casework.cases import attachments
from app.casework.organisation import administration
from app.casework.session.colleagues import NotJoined
from app.cli import main
from app.seal.budgets import CaseBudget
from app.seal.erasure import Order
from app.sync.conditions import DeviceWithdrawn
from app.vault import erasures
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee
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
        "waiting": 0,
        "finished": True,
        "problems": [],
        "new_device": False,
    }
    # a grant and two events of the case; joining, and its grant; a report, and its two grants
    assert document["pushed"] == 8
    assert document["receipts"] == 1
    assert document["bytes_sent"] > 2000 < document["bytes_received"]
    assert ran(capsys, "case", "show", case)[1]["sync"] == "held"
    office.syncs(DESK)
    assert ran(capsys, "sync", "--once")[1]["pulled"] > 0
    assert ran(capsys, "case", "show", case)[1]["sync"] == "read"


def test_what_is_held_and_what_is_apart_is_told_to_scripts(
    office: Committee, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    case = keeps_a_case(layla, "Maya Sample")
    large = tmp_path / "large.bin"
    large.write_bytes(os.urandom(90_000))
    file = attachments.add(layla, case, large)
    with layla.vault.transaction() as writer:
        for _ in range(CaseBudget().orders + 2):
            erasures.say(writer, layla.vault, bytes.fromhex(case), Order((bytes(32),)))
    omar.vault.budget = CaseBudget(files=1_000)
    office.carry(LAYLA, OMAR, DESK)
    for name in (OMAR, DESK):
        office.leaves(name)
    monkeypatch.setenv("SANAD_HOME", str(office.people[OMAR].home))
    (told,) = ran(capsys, "case", "attachments", case)[1]["attachments"]
    assert (told["file"], told["here"], told["held"]) == (file, False, True)
    synced = ran(capsys, "sync", "--once")[1]
    assert (synced["held"], synced["apart"]) == (131_072 + 16, 2)
    (told,) = ran(capsys, "case", "attachments", case, "--fetch", "all")[1]["attachments"]
    assert (told["here"], told["held"]) == (False, False)
    monkeypatch.setenv("SANAD_HOME", str(office.people[DESK].home))
    (row,) = ran(capsys, "desk", "apart")[1]["apart"]
    assert (row["case"], row["who"], row["records"], row["put_away"]) == (case, LAYLA, 2, 0)
    number = CaseBudget().orders + 2
    assert ran(capsys, "desk", "put-away", case, row["device"])[1]["put_away"] == number
    (row,) = ran(capsys, "desk", "apart")[1]["apart"]
    assert (row["size"], row["put_away"]) == (0, 2)
    code, refused = ran(capsys, "desk", "put-away", case, row["device"])
    assert (code, refused["error"]["kind"]) == (1, "nothing_apart")


def test_without_headquarters_it_says_so_and_ends_with_1(office: Committee, capsys: pytest.CaptureFixture[str]):
    office.leaves(LAYLA)
    office.hq.stop()
    code, document = ran(capsys, "sync", "--once")
    assert code == 1
    assert [problem["kind"] for problem in document["problems"]] == ["nobody_there"]
    assert "Nothing is lost" in document["problems"][0]["says"]
    # joining, its grant; what the computer says of itself, and two grants
    assert (document["finished"], document["waiting"]) == (False, 5)
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


def test_a_withdrawn_computer_says_so_wherever_it_is_asked(office: Committee, capsys: pytest.CaptureFixture[str]):
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
    kinds = [problem["kind"] for problem in document["problems"]]
    assert kinds == [DeviceWithdrawn.kind(), "record_refused"]  # what it says of itself, a day later
    for words in word_lists:
        assert ran(capsys, *words)[1]["withdrawn"] is True


def test_the_diagnosis_has_the_way_to_the_server_where_the_records_are_opened(
    office: Committee, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    office.syncs(LAYLA)
    office.leaves(LAYLA)
    assert ran(capsys, "diagnosis")[1]["headquarters"] is None
    way = ran(capsys, "diagnosis", "--records", "--officer", LAYLA)[1]["headquarters"]
    states = {step["name"]: (step["state"], step["why"]) for step in way["steps"]}
    assert states.pop("name") == ("not_tried", "by_number")
    assert states.pop("clock")[1] in ("", "server_clock_differs")  # the server of this test has a clock of its own
    assert set(states.values()) == {("held", "")}
    assert way["last_sync"]
    file = tmp_path / "for-whoever-helps.json"
    with office.hq.offline():
        assert ran(capsys, "diagnosis", "--records", "-o", str(file))[0] == 0
    steps = json.loads(file.read_text("utf-8"))["headquarters"]["steps"]
    assert steps[1] == {"name": "connection", "state": "failed", "why": "nobody_there"}
