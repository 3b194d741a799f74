"""The packaged server, as a service and the window of its set-up start it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.headquarters import self_check, setup
from app.headquarters.problems import AddressInUse
from app.headquarters_setup import serving
from tests import ports

PROGRAM = Path(os.environ.get("SANAD_WINDOWS_DIST", ""), "sanad", "sanad-headquarters.exe")

pytestmark = pytest.mark.skipif(not PROGRAM.is_file(), reason="needs ./run build --windows before it")


@pytest.fixture
def free_port() -> int:
    return ports.free_port()


@pytest.fixture
def packaged(monkeypatch: pytest.MonkeyPatch) -> Path:
    """As the packaged window finds its programs."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(PROGRAM))
    return PROGRAM


def test_a_trial_answers_over_tls_and_ends_with_its_window(packaged: Path, tmp_path: Path, free_port: int):
    folder = tmp_path / "خادم"
    setup.init(folder, f"https://localhost:{free_port}")
    trial = serving.Trial(folder)
    try:
        assert self_check.works(self_check.check(folder))
        with pytest.raises(AddressInUse):
            serving.Trial(folder)
    finally:
        trial.end()
    assert not trial.runs
    assert not self_check.works(self_check.check(folder))


def test_the_program_of_the_service_serves(packaged: Path, tmp_path: Path, free_port: int):
    folder = tmp_path / "server"
    setup.init(folder, f"https://localhost:{free_port}")
    [program, *words] = serving.command(folder)
    assert program == str(packaged)
    server = subprocess.Popen([program, *words])
    try:
        while not self_check.works(self_check.check(folder)):
            assert server.poll() is None
    finally:
        server.kill()
        server.wait()


def test_a_folder_without_a_server_is_said(packaged: Path, tmp_path: Path):
    child = packaged.with_name("sanad-headquarters-child.exe")
    done = subprocess.run([child, "--serve", tmp_path], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert json.loads(done.stderr) == {"error": "no_headquarters"}
