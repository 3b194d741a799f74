"""A sign of a reading that no questionnaire asks about is refused with its line, or has a reason."""

import dataclasses
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.casework.questionnaires import asked_signs, forms
from app.form import FormRefused
from app.screening.readings import Sign, table
from app.settings import ROOT
from tests.forms.test_what_was_asked import FORM

NEW = Sign("LL99", {"en": "A new one", "ar": "جديد"}, ())


def test_every_sign_is_asked_for_or_has_a_reason():
    asked_signs.check()
    new = dataclasses.replace(table(), breaches=(*table().breaches, NEW))
    assert "LL99" in set(asked_signs.unasked(new, {"LL01"}))
    assert "LL01" not in set(asked_signs.unasked(new, {"LL01"}))
    other_name = dataclasses.replace(NEW, also=("LL01",))
    stands_for_it = dataclasses.replace(table(), breaches=(other_name,))
    assert "LL99" not in set(asked_signs.unasked(stands_for_it, {"LL01"}))


def test_without_its_reason_a_sign_is_refused_at_start_and_by_form_check(tmp_path: Path):
    """With a copy of the program whose reasons lack one."""
    for name in ("app", "resources", "forms", "i18n"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    reasons = tmp_path / "resources/readings/unasked.toml"
    lines = [line for line in reasons.read_text("utf-8").splitlines() if not line.startswith("CW02")]
    reasons.write_text("\n".join(lines), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "app", "form", "check", "forms/needs.xlsx"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    row = (ROOT / "resources/readings/freedom.json").read_text("utf-8").split('"CW02"')[0]
    line = row.count("\n") + 1
    assert done.returncode != 0
    assert f"CW02 (freedom.json, line {line})" in done.stderr + done.stdout


def test_a_topic_that_nobody_knows_is_refused_with_its_row(tmp_path: Path, at_work):
    file = tmp_path / "t.md"
    file.write_text(FORM.format(topic="freedon", note=""), "utf-8")
    checked = forms.check(file)
    assert checked.form is None
    assert [(problem.level, problem.row) for problem in checked.problems] == [("error", 3)]
    with pytest.raises(FormRefused) as refused:
        forms.add(at_work, file)
    assert "freedon" in refused.value.problem
    assert asked_signs.SignNotAsked("CW02", "freedom.json", 3).line == 3
