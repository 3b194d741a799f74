"""The real code as the program that came with a computer, and as the new version: installed, used, gone back."""

import compileall
import json
import os
import py_compile
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app import settings
from app.platform import system
from app.update import maker
from app.update.check import read_roots
from app.vault.database import newest_form
from app.version import VERSION
from tests.people import PHRASE, Person, keeps_a_case
from tests.update.signers import DAY, Signers, signer

pytestmark = [pytest.mark.long, pytest.mark.skipif(os.name == "nt", reason="its program is a script of a shell")]
# as PyInstaller starts a program: its own folder, and no source elsewhere
START = """#!{python}
import os, sys
folder = os.path.dirname(os.path.abspath(__file__))
sys.frozen, sys.executable = True, os.path.join(folder, "sanad")
sys._MEIPASS = os.path.join(folder, "_internal")
sys.dont_write_bytecode = True
sys.path.insert(0, sys._MEIPASS)
from app.__main__ import main
sys.exit(main())
"""


def packaged(folder: Path, version: str, number: int, roots: bytes) -> Path:
    """The code of this clone as a packaged program of that version."""
    inside = folder / "_internal"
    leave = shutil.ignore_patterns("__pycache__", "*.po", "*.pot")
    for name in ("app", "resources", "i18n"):
        shutil.copytree(settings.ROOT / name, inside / name, ignore=leave)
    shutil.copytree(settings.FORMS, inside / "forms", ignore=leave)
    file = inside / "app" / "version.py"
    text = file.read_text("utf-8").replace(f'VERSION = "{VERSION}"', f'VERSION = "{version}"')
    file.write_text(text.replace("NUMBER = 2\n", f"NUMBER = {number}\n"), "utf-8")
    (inside / "resources" / "update.root").write_bytes(roots)
    release = {"version": version, "number": number, "records": newest_form(), "system": system.program_kind()}
    (folder / maker.RELEASE).write_text(json.dumps(release))
    # read whatever the files' times are: the installed ones are younger
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(inside / "app", quiet=1, invalidation_mode=mode)
    (folder / "sanad").write_text(START.format(python=sys.executable))
    (folder / "sanad").chmod(0o755)
    return folder


def test_the_real_program_is_updated_used_and_gone_back_from(layla: Person, tmp_path: Path):
    signers = Signers(tmp_path / "office")
    now = int(time.time())
    signers.plan = replace(signers.plan, signed=now - DAY, expires=now + DAY)
    shipped = packaged(tmp_path / "shipped", VERSION, 2, signers.roots)
    newer = packaged(tmp_path / "newer", "9.0.0", 3, signers.roots)
    file = tmp_path / "stick" / "sanad-9.0.0.update"
    file.parent.mkdir()
    maker.make(newer, signers.plan, read_roots(signers.roots), file)
    for number in (1, 2):
        maker.sign(file, signer(number))
    session = layla.sets_up()
    keeps_a_case(session, "Maya Sample")
    session.close()
    (tmp_path / "phrase").write_text(PHRASE)
    environment = {
        "SANAD_HOME": str(layla.home),
        "SANAD_PROGRAMS": str(tmp_path / "programs"),
        "SANAD_PASSPHRASE_FILE": str(tmp_path / "phrase"),
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
    }

    def sanad(*words: str) -> str:
        done = subprocess.run([shipped / "sanad", *words], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert sanad("--version") == f"Sanad {VERSION}\n"
    outcome = json.loads(sanad("update", "install", str(file), "--json"))
    assert (outcome["version"], outcome["former"], outcome["cases"]) == ("9.0.0", VERSION, 1)
    assert (file.parent / "sanad-safe").is_dir()
    assert sanad("--version") == "Sanad 9.0.0\n"
    cases = json.loads(sanad("case", "list", "--json"))["cases"]
    assert [case["name"] for case in cases] == ["Maya Sample"]
    state = json.loads(sanad("update", "status", "--json"))
    assert (state["version"], state["former"]) == ("9.0.0", VERSION)
    # written with the new version, and there after the step back
    sanad("vault", "clock", "--right", "--json")
    installed = tmp_path / "programs" / "versions" / "9.0.0" / "_internal" / "app" / "version.py"
    planted = installed.read_text()
    installed.write_text(planted + "# planted\n")
    assert sanad("--version") == f"Sanad {VERSION}\n"
    installed.write_text(planted)
    assert sanad("--version") == "Sanad 9.0.0\n"
    sanad("update", "back", "--without-records", "--json")
    assert sanad("--version") == f"Sanad {VERSION}\n"
    cases = json.loads(sanad("case", "list", "--json"))["cases"]
    assert [case["name"] for case in cases] == ["Maya Sample"]
