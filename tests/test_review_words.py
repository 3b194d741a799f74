"""The words go out to a reviewer as a spreadsheet and come back without loss."""

import shutil
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "packaging"))

import review_words  # noqa: E402

BETTER, BETTER_WOMAN, REMARK = (review_words.HEAD.index(name) + 1 for name in ("better", "better to a woman", "remark"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "catalogs"
    shutil.copytree(review_words.FOLDER, copied, ignore=shutil.ignore_patterns("*.mo"))
    return copied


@pytest.fixture
def sent(folder: Path, tmp_path: Path) -> Path:
    file = tmp_path / "words.xlsx"
    review_words.out(file, folder)
    return file


def texts(folder: Path) -> dict[tuple[str, int], tuple[str, str, str]]:
    words, to_a_woman = (review_words.catalog(name, folder) for name in ("sanad", "sanad-woman"))
    return {
        (line.message, line.form): (line.arabic, line.to_a_woman, line.remark)
        for line in review_words.lines(words, to_a_woman)
    }


def row_of(sheet, english: str, form: str = "") -> int:
    return next(row[0].row for row in sheet.iter_rows() if (row[2].value, row[3].value or "") == (english, form))


def test_what_nobody_touched_comes_back_as_it_went(sent: Path, folder: Path):
    before = texts(folder)
    assert len(before) > 2500
    assert review_words.taken(sent, folder) == (0, [])
    assert texts(folder) == before


def test_a_better_word_a_plural_form_and_a_remark_come_back_and_nothing_else_changes(
    sent: Path, folder: Path, tmp_path: Path
):
    before = texts(folder)
    book = openpyxl.load_workbook(sent)
    sheet = book["words"]
    sheet.cell(row_of(sheet, "Cases"), BETTER, "القضايا")
    sheet.cell(row_of(sheet, "Cases"), REMARK, "= تُسأل عنها اللجنة")
    sheet.cell(row_of(sheet, "Cases"), BETTER_WOMAN, "قضاياكِ")
    sheet.cell(row_of(sheet, "{n} case", "two"), BETTER, "قضيتان")
    book.save(sent)
    assert review_words.taken(sent, folder) == (2, [])
    after = texts(folder)
    assert after[("Cases", -1)] == ("القضايا", "قضاياكِ", "= تُسأل عنها اللجنة")
    assert after[("{n} case", 2)][0] == "قضيتان"
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {("Cases", -1), ("{n} case", 2)}
    again = tmp_path / "again.xlsx"
    review_words.out(again, folder)
    assert review_words.taken(again, folder) == (0, [])
    assert texts(folder) == after


def test_a_row_that_lost_a_placeholder_is_named_and_nothing_is_written(sent: Path, folder: Path):
    before = texts(folder)
    book = openpyxl.load_workbook(sent)
    sheet = book["words"]
    sheet.cell(row_of(sheet, "Cases"), BETTER, "القضايا")
    row = row_of(sheet, "Page {number} of {total}")
    sheet.cell(row, BETTER, "صفحة {number}")
    book.save(sent)
    changed, (problem,) = review_words.taken(sent, folder)
    assert changed == 0
    assert problem.startswith(f"Row {row}: {{total}}")
    assert texts(folder) == before


def test_a_sheet_of_another_shape_is_refused(sent: Path, folder: Path):
    book = openpyxl.load_workbook(sent)
    book["words"].cell(1, 3, "Anglais")
    book.save(sent)
    assert review_words.taken(sent, folder)[1] != []
