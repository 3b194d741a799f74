"""The packaged programs, built and asked whether they work."""

import json
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.bundle import files
from app.headquarters import self_check, setup
from app.headquarters_setup import serving
from tests.bundle.small import RECORD, Prosecutor, sealed

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform == "win32", reason="packaged there by its own script"),
    pytest.mark.xdist_group("packaged"),
]


@pytest.fixture(scope="module")
def packaged() -> Path:
    build = subprocess.run(
        ["sh", "packaging/build.sh"], cwd=ROOT, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert build.returncode == 0, build.stdout[-4000:]
    return DIST / "sanad"


def said(*command: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=home, check=False, capture_output=True, text=True, env={"HOME": str(home)})


def test_the_packaged_program_passes_its_own_test(packaged: Path, tmp_path: Path):
    result = json.loads(said(packaged / "sanad", "selftest", "--json", home=tmp_path).stdout)
    assert result["failed"] == 0
    assert result["passed"] >= 14


def test_what_was_built_is_listed_file_by_file_and_part_by_part(packaged: Path):
    (sums,) = DIST.glob("sanad-*.sha256")
    (lists,) = DIST.glob("sanad-*.cdx.json")
    files = {line.partition("  ")[2].strip() for line in sums.read_text("utf-8").splitlines()}
    assert "sanad/sanad" in files
    parts = {part["name"]: part for part in json.loads(lists.read_text("utf-8"))["components"]}
    assert {"pyside6-essentials", "sqlcipher3", "cryptography", "reportlab", "babel"} <= {*parts}
    assert all(part["hashes"] and part["version"] for part in parts.values())
    assert "pytest" not in parts  # what tests it is no part of it


def test_programs_that_read_their_modules_from_another_find_them(packaged: Path, tmp_path: Path):
    """build.spec lays the modules of the window, and of the server's child, down once."""
    version = said(packaged / "sanad", "--version", home=tmp_path).stdout
    assert said(packaged / "sanad-window", "--version", home=tmp_path).stdout == version
    nowhere = said(packaged / "sanad-headquarters-child", "--serve", tmp_path / "none", home=tmp_path)
    assert "no_headquarters" in nowhere.stderr
    for name in ("sanad-window", "sanad-headquarters-child"):
        assert (packaged / name).stat().st_size < 1_000_000


def test_the_packaged_server_answers(packaged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
    setup.init(tmp_path / "server", f"https://localhost:{port}")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(packaged / "sanad-headquarters"))
    trial = serving.Trial(tmp_path / "server")
    try:
        assert self_check.works(self_check.check(tmp_path / "server"))
    finally:
        trial.end()


def test_the_opener_of_a_stick_opens_a_bundle_in_its_shut_in_child(
    packaged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The child may read the program whose modules it has, and nothing else beside it."""
    prosecutor = Prosecutor()
    bundle = sealed(prosecutor.lock, tmp_path)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(packaged.with_name("sanad-opener") / "sanad-opener"))
    verified = files.opened(bundle, prosecutor.opener)
    assert RECORD in verified.files.values()
