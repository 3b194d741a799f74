"""What was answered in the steps is what is made, and what the window finds when it is opened again."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.headquarters import installation, problems, setup
from app.headquarters_setup.answers import SetupAnswers, known_folder
from app.seal import tls
from tests.headquarters.test_certificates import HOST, NOW

pytestmark = pytest.mark.screen


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANAD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PROGRAMDATA", str(tmp_path / "everybodys"))


def answers_for(folder: Path) -> SetupAnswers:
    answers = SetupAnswers(folder)
    answers.host = HOST
    return answers


def test_a_brought_certificate_is_used_and_no_authority_is_made_beside_it(tmp_path: Path):
    pair = tls.server(tls.authority(NOW), HOST, NOW)
    (tmp_path / "a.pem").write_text(pair.certificate)
    (tmp_path / "a.key").write_text(pair.key)
    answers = answers_for(tmp_path / "hq")
    answers.brings_certificate = True
    answers.take_certificate(tmp_path / "a.pem")
    answers.take_key(tmp_path / "a.key")
    assert answers.make(NOW).url == f"https://{HOST}:8443"
    state = installation.read(answers.folder, NOW)
    assert (state.own_authority, state.database, state.backup_late) == (False, "file", True)
    assert state.certificate_ends == tls.look(pair.certificate).ends
    assert not (answers.folder / "ca.key").exists()
    assert (answers.folder / "server.pem").read_text() == pair.certificate


def test_opened_again_it_finds_the_folder_that_was_chosen_last(tmp_path: Path):
    usual = tmp_path / "everybodys" / "sanad-headquarters"
    setup.init(usual, f"https://{HOST}")
    assert known_folder() == usual
    answers = answers_for(tmp_path / "chosen")
    answers.make(NOW)
    assert installation.read(answers.folder, NOW).own_authority
    assert known_folder() == answers.folder
    again = SetupAnswers(tmp_path)
    again.take_folder(answers.folder)  # it holds things: those of a headquarters
    assert again.folder == answers.folder
    with pytest.raises(problems.HeadquartersThere):
        again.check_place()
    (answers.folder / "settings.json").unlink()
    assert known_folder() == usual


def test_its_help_is_told_without_a_window():
    command = [sys.executable, "-m", "app.headquarters_setup", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "./run hq setup FOLDER" in told.stdout
