"""Every module can be the first that somebody imports: none works only after another one."""

import subprocess
import sys
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parent.parent / "app"
FIRST = """
import importlib, sys
for name in sys.argv[1:]:
    for known in [each for each in sys.modules if each.startswith("app.")]:
        del sys.modules[known]
    try:
        importlib.import_module(name)
    except ImportError as error:
        print(name, error)
"""


def cannot_come_first(*names: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", FIRST, *names],
        capture_output=True, text=True, cwd=APP.parent, check=True,
    )  # fmt: skip
    return done.stdout


def test_what_the_command_line_begins_with_can_come_first():
    assert not cannot_come_first(
        "app.casework.pages.demo", "app.cli", "app.casework.questionnaires.form_files"
    )


@pytest.mark.long
def test_each_module_of_the_use_cases_and_below_can_come_first():
    parts = ("casework", "form", "case", "bundle", "vault", "seal", "screening", "cli")
    files = [file for part in parts for file in sorted((APP / part).glob("*.py"))]
    names = [".".join(file.relative_to(APP.parent).with_suffix("").parts) for file in files]
    assert not cannot_come_first(*(name.removesuffix(".__init__") for name in names))
