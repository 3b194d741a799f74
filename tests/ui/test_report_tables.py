"""The tables of reports on screen: exact, each number with its cases; what is saved tells no small one."""

import random

import openpyxl
import pytest
from PySide6.QtCore import Qt

from app.casework.pages import figure_packs
from app.casework.pages.small_cells import is_small
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.figures import FiguresPage
from app.ui.issued_paper import IssuedPaperScreen
from app.ui.parts import Button
from app.ui.report_tables import NumberRows, ReportTablesPage
from tests.casework.test_figures import _keeps
from tests.ui.hand import Hand

pytestmark = pytest.mark.screen


@pytest.mark.parametrize("language", ["ar"])
def test_a_number_opens_its_cases_and_a_file_tells_no_small_one(opens, tmp_path, language):
    omar: Hand = opens(language).unlocks_new("عمر المثال", "supervisor")
    session, rng = omar.window.context.session, random.Random(4)
    omar.does(lambda: [_keeps(session, rng, number) for number in range(36)])
    omar.window.go(navigation.Figures())
    figures = omar.sees(FiguresPage)
    month, _chip = figures._periods[-1]
    figures.choose(month)
    figures.reports.click()  # of the month that is looked at
    page = omar.sees(ReportTablesPage)
    assert (page.days.first, page.days.last) == (month.first, month.last)
    page.choose(page.pack, page._periods[0][0])
    page.choose(figure_packs.pack("unodc-crime-survey-trafficking"), page.days)
    omar.until(lambda: bool(page.tables) and page.tables[0].table.id == "victims-sex-age")
    omar.until(lambda: bool(omar.visible(NumberRows, page)))
    rows = omar.visible(NumberRows, page)[0]
    small = next(at for at, row in enumerate(rows.rows) if is_small(row.number))
    wanted = rows.rows[small].number
    rows.setFocus()
    rows.setCurrentCell(small, 0)
    omar.key(Qt.Key.Key_Return)

    def cases() -> list[Button]:
        return [b for b in omar.visible(Button, page) if "KW-2026-" in b.text()]

    omar.until(lambda: len(cases()) == wanted)
    page.save_to(tmp_path / "tables.xlsx")
    omar.until((tmp_path / "tables.xlsx").exists)
    omar.rests()
    sheet = openpyxl.load_workbook(tmp_path / "tables.xlsx").active
    head = [cell.value for cell in sheet[1]]
    numbers = [row[head.index("number")].value for row in sheet.iter_rows(min_row=2)]
    assert any(numbers)
    assert not any(is_small(number) for number in numbers if number)
    page.primary()
    omar.sees(IssuedPaperScreen)
    omar.window.go(navigation.ReportTables())
    page = omar.sees(ReportTablesPage)
    omar.until(lambda: bool(omar.visible(NumberRows, page)))
    omar.visible(NumberRows, page)[0]._open(0)
    omar.until(lambda: bool(cases()))
    cases()[0].click()
    omar.sees(CaseScreen)
