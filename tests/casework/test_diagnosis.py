"""What is told to whoever looks after a computer names nobody; bugs are kept without any value."""

import json
import shutil
from pathlib import Path

import pytest

from app import bug_records, settings
from app.casework.pages import diagnosis, protections
from app.casework.records import unlock
from app.disk import BadFolder
from app.platform import system
from app.ui.workers import Unexpected
from tests.people import Person, keeps_a_case


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    monkeypatch.setattr(settings, "state", lambda: folder)
    return folder


def test_it_has_what_helps_and_names_nobody(layla: Person, state, tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    session = layla.sets_up()
    case = keeps_a_case(session, "Maya Sample")
    file = tmp_path / "diagnosis.json"
    diagnosis.write(session.home, file)
    text = file.read_text("utf-8")
    for secret in ("Maya", "Sample", session.officer.name, session.vault.id.hex(), case, str(tmp_path)):
        assert secret not in text
    document = json.loads(text)
    assert document["records"]["sets"] == [{"problem": ""}]
    assert document["records"]["bytes"] > 100_000
    assert {line["name"] for line in document["policy"]["lines"]} >= {"plain_files", "headquarters"}
    assert document["records"]["folder"].startswith("~")
    with pytest.raises(BadFolder):
        diagnosis.write(session.home, tmp_path / "nowhere" / "diagnosis.json")


def test_it_says_what_is_wrong_and_not_what_ought_to_be(layla: Person, state, tmp_path, monkeypatch):
    session = layla.sets_up()
    session.close()
    (key_file,) = session.home.glob("vaults/*/keys")
    key_file.write_bytes(b"no key file")
    rules = tmp_path / "rules" / "policy.toml"
    rules.parent.mkdir()
    rules.write_text("plain_files = false")
    monkeypatch.setattr(type(system), "policy_file", lambda _self: rules)
    document = diagnosis.collect(session.home)
    (row,) = unlock.vaults(session.home)
    assert document["records"]["sets"] == [{"problem": row.problem.kind()}]
    usage = shutil.disk_usage(session.home)
    assert abs(document["records"]["free_bytes"] - usage.free) < usage.total // 1000
    assert document["protections"] == [
        {"name": line.name, "holds": line.holds} for line in protections.protections(session.home)
    ]
    assert {line["holds"] for line in document["protections"]} == {True, False}
    # somebody else may have written it, so it is not followed
    assert document["policy"]["planted"]
    assert {line["source"] for line in document["policy"]["lines"]} == {"default"}
    monkeypatch.setattr(type(system), "is_administrators", lambda _self, _file: True)
    policy = diagnosis.collect(session.home)["policy"]
    assert not policy["planted"]
    assert [line["value"] for line in policy["lines"] if line["source"] == "policy"] == [False]


def test_of_the_policy_it_names_no_account_and_no_password_of_a_proxy(state, tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    rules = tmp_path / "policy.toml"
    monkeypatch.setattr(settings, "policy_file", lambda: rules)
    rules.write_text(
        f"proxy = 'http://layla:wal@rus@proxy.office:3128'\nbackup_place = '{tmp_path}/copies'\n"
        f"transfer_folders = ['{tmp_path}/in', '/srv/office']\n"
    )
    document = diagnosis.collect(tmp_path)
    values = {line["name"]: line["value"] for line in document["policy"]["lines"]}
    assert values["proxy"] == "http://proxy.office:3128"
    assert values["backup_place"] == "~/copies"
    assert values["transfer_folders"] == ["~/in", "/srv/office"]
    assert str(tmp_path) not in json.dumps(document)


def test_a_bug_is_kept_by_its_kind_and_place_alone_and_the_last_ones_stay(state):
    def fails(name: str) -> None:
        raise ValueError(f"no such person: {name}")

    for _ in range(bug_records.MOST + 3):
        bug_records.keep("KeyError", ["case/events:1"])
    try:
        fails("Maya Sample")
    except ValueError as bug:
        Unexpected.of(bug)
    kept = bug_records.kept()
    assert len(kept) == bug_records.MOST
    assert kept[-1]["type"] == "ValueError"
    assert "Maya" not in bug_records.file().read_text("utf-8")
    with bug_records.file().open("a", encoding="utf-8") as opened:
        opened.write("{ half a line\n")
    assert len(bug_records.kept()) == bug_records.MOST
