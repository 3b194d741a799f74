"""The converted questionnaires are those of the workbooks, and one that was edited since is not used."""

import sys

import pytest

from app.casework.questionnaires import compiled_forms, forms
from app.seal.keys import digest
from app.settings import FORMS

sys.path.insert(0, str(FORMS))
import mirror


@pytest.mark.parametrize("name", sorted(file.stem for file in FORMS.glob("*.xlsx")))
def test_what_the_program_opens_is_what_the_workbook_is_converted_to(name):
    workbook = FORMS / f"{name}.xlsx"
    assert compiled_forms.shipped_xform(workbook) == mirror.xform(workbook), "run ./run questionnaires"


def test_a_workbook_that_was_edited_since_is_converted_anew(tmp_path):
    folder = tmp_path / "xforms"
    folder.mkdir()
    book = tmp_path / "needs.xlsx"
    book.write_bytes((FORMS / "needs.xlsx").read_bytes())
    for name in ("needs.xml", "made_from.json"):
        (folder / name).write_bytes((FORMS / "xforms" / name).read_bytes())
    assert compiled_forms.shipped_xform(book) is not None
    book.write_bytes(book.read_bytes() + b" ")
    assert compiled_forms.shipped_xform(book) is None


def test_a_questionnaire_that_every_sanad_has_is_not_opened_again_when_a_colleague_brings_it():
    forms_here = {file.stem: compiled_forms.shipped_xform(file) for file in FORMS.glob("*.xlsx")}
    for name, text in forms_here.items():
        row = forms.shipped_row(digest(text.encode("utf-8")))
        assert row is not None
        assert (row.form_id, row.shipped, row.offered) == (name, False, False)
    assert forms.shipped_row(digest(b"<h:html/>")) is None
