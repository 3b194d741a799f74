"""What the build for Windows writes, and that what it is made of is pinned like the rest."""

import json
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app.version import VERSION

ROOT = Path(__file__).resolve().parents[1]
WINDOWS = ROOT / "packaging/windows"
REQUIREMENTS = ROOT / "requirements"


@pytest.fixture
def contents(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    return runpy.run_path(str(WINDOWS / "contents.py"))


def versions(lock: str) -> dict[str, str]:
    text = (REQUIREMENTS / lock).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;]+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", ["windows.txt", "windows-tools.txt", "windows-tests.txt", "windows-python.txt"])
def test_each_package_is_pinned_by_its_hashes_and_no_address_is_named(lock: str):
    text = (REQUIREMENTS / lock).read_text("utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert entries
    for entry in entries:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
    assert "://" not in text


def test_windows_gets_what_linux_gets_but_for_qt_and_what_is_its_own():
    linux, windows = versions("desktop.txt"), versions("windows.txt")
    differing = {name for name in linux if name in windows and linux[name] != windows[name]}
    assert differing == {"pyside6-essentials", "pyside6-addons", "shiboken6"}
    assert versions("windows-tests.txt").items() >= windows.items()


def test_a_built_folder_is_listed_file_by_file_and_part_by_part(tmp_path: Path, contents):
    folder, packages = tmp_path / "sanad", tmp_path / "site"
    (folder / "_internal").mkdir(parents=True)
    (folder / "sanad.exe").write_bytes(b"program")
    (folder / "_internal/نص.txt").write_text("words", "utf-8")
    (packages / "Zope.One-2.1.dist-info").mkdir(parents=True)
    (packages / "Zope.One-2.1.dist-info/METADATA").write_text(
        "Metadata-Version: 2.4\nName: Zope.One\nVersion: 2.1\nLicense-Expression: MIT\n\nText: no\n"
    )
    lock = tmp_path / "lock.txt"
    lock.write_text("zope-one==2.1 \\\n    --hash=sha256:" + "a" * 64 + "\n")
    files, parts = contents["write_lists"](folder, tmp_path, packages, lock)
    lines = files.read_text("utf-8").splitlines()
    assert len(lines) == 2
    checked = subprocess.run(["sha256sum", "--check", "--quiet", files.name], cwd=tmp_path, check=False)
    assert checked.returncode == 0
    document = json.loads(parts.read_text("utf-8"))
    assert (document["bomFormat"], document["metadata"]["component"]["version"]) == ("CycloneDX", VERSION)
    [part] = document["components"]
    assert part["purl"] == "pkg:pypi/zope-one@2.1"
    assert part["licenses"] == [{"license": {"name": "MIT"}}]
    assert part["hashes"] == [{"alg": "SHA-256", "content": "a" * 64}]


def test_every_test_that_windows_runs_is_there():
    parts = tomllib.loads((WINDOWS / "tests.toml").read_text("utf-8"))
    assert {"system", "vault", "casework", "window", "installer"} <= parts.keys()
    for part in parts.values():
        assert part["says"]
        for place in (*part["tests"], *part.get("ignore", ())):
            assert (ROOT / place).exists(), place


@pytest.mark.skipif(not shutil.which("osslsigncode"), reason="needs osslsigncode")
def test_a_file_that_nobody_signed_is_refused(tmp_path: Path):
    unsigned = tmp_path / "program.exe"
    unsigned.write_bytes(Path(sys.executable).read_bytes()[:4096])
    authenticode = runpy.run_path(str(WINDOWS / "authenticode.py"))
    with pytest.raises(authenticode["NotAsSigned"], match=r"program\.exe is not what was signed"):
        authenticode["check_signature"](unsigned)
