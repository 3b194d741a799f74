"""What a system is told of a program that shall run whenever the computer is on."""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from app.platform import linux_services, windows_services
from app.platform.interface import Service, ServiceState

SERVICE = Service(
    name="sanad-headquarters",
    title="Sanad headquarters",
    command=("/opt/sanad 100%/sanad-headquarters", "--serve", '/srv/a "b" & c'),
    writes=(Path("/srv/sanad"), Path("/media/back up")),
    works_in=Path("/opt/sanad 100%"),
)
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def test_a_unit_for_the_computer_writes_its_folders_alone_and_has_no_more_rights():
    unit = linux_services.unit_of(SERVICE, for_all=True, user="991")
    assert 'ExecStart="/opt/sanad 100%%/sanad-headquarters" "--serve" "/srv/a \\"b\\" & c"' in unit
    assert 'ReadWritePaths="-/srv/sanad" "-/media/back up"' in unit
    for line in (
        "User=991",
        "ProtectSystem=strict",
        "NoNewPrivileges=true",
        "Restart=always",
        "WantedBy=multi-user.target",
    ):
        assert line in unit.splitlines()


def test_a_dollar_is_a_dollar_in_a_command_and_in_a_folder():
    service = replace(SERVICE, command=("/opt/$5/serve",), writes=(Path("/srv/$5"),))
    unit = linux_services.unit_of(service, for_all=True, user="991")
    assert 'ExecStart="/opt/$$5/serve"' in unit
    assert 'ReadWritePaths="-/srv/$5"' in unit


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_finds_nothing_wrong_with_a_unit_and_little_that_it_could_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folder = tmp_path / "100% of $5"
    folder.mkdir()
    service = replace(SERVICE, command=(sys.executable, "--serve", str(folder)), writes=(folder,), works_in=folder)
    for scope, for_all in (([], True), (["--user"], False)):
        file = tmp_path / "sanad-headquarters.service"
        file.write_text(linux_services.unit_of(service, for_all=for_all, user="991"))
        run = subprocess.run(["systemd-analyze", *scope, "verify", file], capture_output=True, text=True, check=False)
        assert (run.returncode, run.stdout + run.stderr) == (0, "")
        if for_all:  # 15 of 100 when this was written; a unit without a word of this has 96
            words = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", file]
            assert subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_the_unit_that_the_page_for_administrators_shows_gives_as_little():
    page = (Path(__file__).parents[1] / "docs" / "headquarters.md").read_text("utf-8")
    shown = {line.strip() for line in page.splitlines()}
    assert [line for line in linux_services.WITHOUT if line not in shown] == []


def test_a_users_own_unit_asks_for_nothing_that_only_an_administrator_can_give():
    unit = linux_services.unit_of(SERVICE, for_all=False)
    assert "User=" not in unit
    assert "ReadWritePaths" not in unit
    assert "WantedBy=default.target" in unit.splitlines()


def fake_systemctl(folder: Path, script: str) -> None:
    program = folder / "systemctl"
    program.write_text(f'#!/bin/sh\necho "$@" >>"{folder}/calls"\n{script}\n')
    program.chmod(0o700)


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system whose systemctl is a script in this folder, and whose user is nobody in particular."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(linux_services.os, "geteuid", lambda: 1000)
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="not of this system")
def test_a_user_without_rights_is_told_the_one_line_for_an_administrator(systemd: Path):
    fake_systemctl(systemd, "exit 0")
    state = linux_services.install(SERVICE)
    assert (state.reach, state.runs, state.problem) == ("user", True, "")
    assert state.administrator.startswith("loginctl enable-linger ")
    unit = systemd / "config/systemd/user/sanad-headquarters.service"
    assert unit.read_text() == linux_services.unit_of(SERVICE, for_all=False)
    assert "--user enable sanad-headquarters" in (systemd / "calls").read_text()
    unit.unlink()
    assert linux_services.state("sanad-headquarters") == ServiceState()


@pytest.mark.skipif(os.name == "nt", reason="not of this system")
def test_what_the_system_refuses_is_said_in_its_words(systemd: Path):
    fake_systemctl(systemd, 'echo "Failed to connect to bus: No medium found" >&2; exit 1')
    state = linux_services.install(SERVICE)
    assert not state.runs
    assert state.problem == "Failed to connect to bus: No medium found"


def test_a_task_for_the_computer_starts_before_anybody_logs_in():
    task = ET.fromstring(windows_services.task_of(SERVICE, for_all=True).encode("utf-16"))
    assert task.find(f".//{TASK}BootTrigger") is not None
    assert task.findtext(f".//{TASK}UserId") == "S-1-5-18"
    assert task.findtext(f".//{TASK}Command") == SERVICE.command[0]
    assert task.findtext(f".//{TASK}Arguments") == subprocess.list2cmdline(SERVICE.command[1:])
    assert task.findtext(f".//{TASK}ExecutionTimeLimit") == "PT0S"  # without it, three days


def test_a_task_of_a_user_has_no_more_rights_than_the_user():
    task = ET.fromstring(windows_services.task_of(SERVICE, for_all=False, user="OFFICE\\a&b").encode("utf-16"))
    assert task.find(f".//{TASK}BootTrigger") is None
    assert {each.text for each in task.iter(f"{TASK}UserId")} == {"OFFICE\\a&b"}
    assert task.findtext(f".//{TASK}RunLevel") == "LeastPrivilege"


@pytest.mark.skipif(os.name == "nt", reason="there it is")
def test_elsewhere_there_is_no_scheduler_and_that_is_said():
    state = windows_services.install(SERVICE)
    assert not state.runs
    assert state.problem
    assert windows_services.state("sanad-headquarters") == ServiceState()
    assert not windows_services.is_administrator()
