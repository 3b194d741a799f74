"""Demonstration sound is made by a machine, and never taken for what somebody reviewed."""

import importlib.util
from pathlib import Path

import openpyxl
import pytest

from app.casework.questionnaires import forms
from app.casework.questionnaires.form_languages import form_languages
from app.settings import ROOT
from tests.person_form import LANGUAGES, markdown

SCRIPT = ROOT / "packaging" / "demo_sound.py"
SYNTHESISER = """#!/bin/sh
if [ "$1" = --voices ]; then echo "Pty Language"; for voice in ar en-gb ne ur am; do echo " 5 $voice"; done; exit; fi
while [ "$1" != -w ]; do shift; done
cat > "$2"
"""


@pytest.fixture
def script(tmp_path, monkeypatch):
    """The script, and a synthesiser that writes what it should have said."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "espeak-ng").write_text(SYNTHESISER)
    (folder / "espeak-ng").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    spec = importlib.util.spec_from_file_location("demo_sound", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def workbook(tmp_path) -> Path:
    """The form of these tests as a spreadsheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheet = None
    for line in markdown().splitlines():
        title, *cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        sheet = book.create_sheet(title) if title else sheet
        sheet.append([cell.replace("\\", "") or None for cell in cells])
    file = tmp_path / "talk.xlsx"
    book.save(file)
    return file


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="the synthesiser of this test is a shell script")
def test_each_question_and_choice_gets_a_sound_and_no_language_a_review(script, workbook, tmp_path, capsys):
    assert script.main(str(workbook), str(tmp_path / "out"), "ne", "si") == 0
    said = capsys.readouterr().out
    assert "does not speak: si" in said
    media = tmp_path / "out" / "talk-demo-media"
    assert (media / "talk-demo-survey-passport_now-ne.wav").read_text() == "तपाईंको पासपोर्ट अहिले कोसँग छ?"
    assert (media / "talk-demo-choices-yes_no-yes-ne.wav").read_text() == "हो"
    assert not list(media.glob("*-si.wav"))
    converted, form = forms.opened(tmp_path / "out" / "talk-demo.xlsx")
    assert (form.id, form.title) == ("person-languages-demo-sound", "In their words (demonstration sound)")
    assert not [language for language in form_languages(form) if language.review]
    assert "talk-demo-survey-passport_now-ne.wav" in converted.xml
    assert LANGUAGES[3] in [language.name for language in form.languages]


def test_it_is_never_written_among_the_questionnaires_that_are_shipped(script, workbook):
    assert script.main(str(workbook), str(ROOT / "forms")) == 2
    assert script.main(str(workbook), str(ROOT / "forms" / "sound")) == 2
    assert not (ROOT / "forms" / "sound").exists()
