"""The installer, as an administrator runs it from a script. It changes this whole Windows, so it runs in
Wine alone: SANAD_WINDOWS_DIST names the folder where the build left it."""

import os
import subprocess
import winreg
from pathlib import Path

import pytest

from app.version import VERSION

DIST = os.environ.get("SANAD_WINDOWS_DIST", "")
SETUP = Path(DIST) / f"sanad-{VERSION}-setup.exe"
UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Sanad"

pytestmark = pytest.mark.skipif(not DIST or not SETUP.is_file(), reason="needs ./run build --windows before it")


def registry(path: str, name: str = "") -> str | None:
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as key:
            return str(winreg.QueryValueEx(key, name)[0])
    except OSError:
        return None


def said(*command: str | Path, env: dict[str, str] | None = None, last: str = "") -> tuple[int, str]:
    """`last`: the end of the command line, as it is: an installer takes its folder without quotes."""
    line = subprocess.list2cmdline([*map(str, command)])
    done = subprocess.run(
        f"{line} {last}".rstrip(),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        env={**os.environ, **(env or {})},
    )
    return done.returncode, done.stdout


def test_installed_checked_upgraded_and_removed_with_the_records_left(tmp_path: Path):
    place = tmp_path / "Program Files" / "Sanad"
    code, _ = said(SETUP, "/S", last=f"/D={place}")
    assert code == 0
    programs = [place / f"{name}.exe" for name in ("sanad", "sanad-window")]
    assert all(program.is_file() for program in programs)
    assert registry(UNINSTALL, "DisplayVersion") == VERSION
    assert registry(UNINSTALL, "InstallLocation") == str(place)
    menu = Path(os.environ["PROGRAMDATA"]) / "Microsoft/Windows/Start Menu/Programs/Sanad.lnk"
    assert menu.is_file()
    assert (Path(os.environ["PROGRAMDATA"]) / "Sanad").is_dir()

    home = tmp_path / "سجلات"
    phrase = tmp_path / "phrase"
    phrase.write_text("granite walnut seven kettle moon")
    env = {"SANAD_HOME": str(home), "SANAD_PASSPHRASE_FILE": str(phrase)}
    assert VERSION in said(programs[0], "--version")[1]
    code, _ = said(programs[0], "vault", "create", "--officer", "Layla", env=env)
    assert code == 0
    records = {file.relative_to(home) for file in home.rglob("*") if file.is_file()}
    assert records

    (place / "_internal" / "left from the former version.txt").write_text("x")
    (place / "an administrator's own.txt").write_text("x")
    code, _ = said(SETUP, "/S")  # an upgrade finds the folder by itself
    assert code == 0
    assert not (place / "_internal" / "left from the former version.txt").exists()
    assert said(programs[0], "vault", "list", env=env)[0] == 0

    with programs[1].open("r+b"):  # as it is while the program runs
        code, _ = said(SETUP, "/S")
        assert code == 3
    assert programs[0].is_file()

    # _? keeps the uninstaller where it is, so that its end is the end
    code, _ = said(place / "uninstall.exe", "/S", last=f"_?={place}")
    assert code == 0
    assert not any(program.exists() for program in programs)
    assert not (place / "_internal").exists()
    assert (place / "an administrator's own.txt").is_file()
    assert registry(UNINSTALL, "DisplayVersion") is None
    assert not menu.exists()
    assert {file.relative_to(home) for file in home.rglob("*") if file.is_file()} == records
