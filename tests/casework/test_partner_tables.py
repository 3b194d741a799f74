"""Cases in the columns of the CTDC, and tables of chosen fields."""

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.case import events
from app.casework.cases import redaction
from app.casework.export import chosen_fields, ctdc_export
from app.casework.export.exchange_rows import ExchangeCase, ExchangeSelection
from app.casework.export.htcds_export import UnknownFormat
from app.casework.session.session import case_state_of
from tests.casework.test_htcds import TOLD, leaving
from tests.ui.office import finished


def lines_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))


def test_a_row_of_the_ctdc_says_what_was_told_and_nothing_of_who(omar, tmp_path):
    case = finished(omar, {**TOLD, "made_to": "beg sex"}).case_id
    ctdc_export.export(omar, tmp_path / "ctdc.csv", leaving())
    (line,) = lines_of(tmp_path / "ctdc.csv")
    assert len(line) == 65
    assert (line["gender"], line["citizenship"], line["yearOfRegistration"]) == ("Female", "NP", "2026")
    assert line["meansOfControlRestrictsMovement"] == "1"
    assert line["meansOfControlDebtBondage"] == "-99"  # nobody said so, and nobody said no
    assert (line["isSexualExploit"], line["typeOfLabourBegging"]) == ("1", "1")
    text = (tmp_path / "ctdc.csv").read_text("utf-8-sig")
    for word in ("Sunita", "Tamang", "9999", "KW-2026"):
        assert word not in text
    said = [e.what for e in case_state_of(omar, bytes.fromhex(case)).timeline]
    assert said[-1] == events.EXPORTED
    with pytest.raises(UnknownFormat):
        ctdc_export.export(omar, tmp_path / "ctdc.json", leaving())


def test_an_age_that_was_told_goes_where_no_day_of_birth_is_known_unless_it_is_held_back(omar, tmp_path):
    finished(omar, {"name": "Sunita Tamang", "age": "35"})
    for held, told in (((), ("30--38", "Adult")), (("birth",), ("-99", "-99"))):
        withheld = redaction.Withheld(frozenset(held))
        ctdc_export.export(omar, tmp_path / "ctdc.csv", ExchangeSelection(withheld, {}))
        (line,) = lines_of(tmp_path / "ctdc.csv")
        assert (line["ageBroad"], line["majorityStatus"]) == told


def test_ages_are_those_of_the_day_of_opening():
    columns = [column.name for column in ctdc_export._columns()]
    case = ExchangeCase("KW-1", 1795500000, {"prs_Birthdate": ("2008-11-25",), "vic_AgeWhenTrafficked": ("17",)})
    line = dict(zip(columns, ctdc_export.row_of(case), strict=True))
    assert (line["ageBroad"], line["majorityStatus"]) == ("9--17", "Minor")
    assert line["majorityStatusAtExploit"] == "Minor"


def test_who_turns_eighteen_on_the_day_is_grown_up_and_a_slip_of_the_pen_stops_no_file():
    columns = [column.name for column in ctdc_export._columns()]
    ages = {}
    for birth in ("2008-11-24", "2008-11-25", "1826-01-01", "1696-01-01", "2027-01-01"):
        case = ExchangeCase("KW-1", 1795500000, {"prs_Birthdate": (birth,)})
        line = dict(zip(columns, ctdc_export.row_of(case), strict=True))
        ages[birth] = line["ageBroad"], line["majorityStatus"]
    assert ages == {
        "2008-11-24": ("18--20", "Adult"),
        "2008-11-25": ("9--17", "Minor"),
        "1826-01-01": ("48+", "Adult"),
        "1696-01-01": (-99, -99),
        "2027-01-01": (-99, -99),
    }


def test_chosen_fields_have_codes_words_in_either_language_and_days(omar, tmp_path):
    finished(omar, TOLD)
    names = ["nationality", "passport_now", "hours", "opened"]
    for language, word in (("en", "With somebody else"), ("ar", "عند غيري")):
        chosen_fields.export(omar, tmp_path / "t.csv", leaving(), names, language)
        (line,) = lines_of(tmp_path / "t.csv")
        assert (line["nationality"], line["passport_now"]) == ("NP", "kept")
        assert line["passport_now_label"].startswith(word)
    chosen_fields.export(omar, tmp_path / "t.xlsx", leaving(), names, "en")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    row = dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))
    assert row["opened"].value.date() == date(2026, 11, 24)
    assert row["hours"].value == 14
    with pytest.raises(chosen_fields.UnknownFields):
        chosen_fields.export(omar, tmp_path / "x.csv", leaving(), ["shoe_size"], "en")
    assert not (tmp_path / "x.csv").exists()


def test_chosen_fields_that_are_held_back_stay_here(omar, tmp_path):
    finished(omar, TOLD)
    held = ExchangeSelection(redaction.chosen("", ["phone"]), {})
    report = chosen_fields.export(omar, tmp_path / "t.csv", held, ["phone", "nationality"], "en")
    (line,) = lines_of(tmp_path / "t.csv")
    assert (line["phone"], line["nationality"]) == ("", "NP")
    assert report.held_back == {"phone": 1}
