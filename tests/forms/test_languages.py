"""The screening in the languages of those who are asked: complete, and as the PO files say it."""

import re
import sys

import pytest
from openpyxl import load_workbook

from app.settings import FORMS

sys.path.insert(0, str(FORMS))
import languages

LATIN = {"tl", "sw", "id", "fr"}
OWN = {
    "hi": "\u0900-\u097f",
    "ne": "\u0900-\u097f",
    "bn": "\u0980-\u09ff",
    "ta": "\u0b80-\u0bff",
    "ml": "\u0d00-\u0d7f",
    "si": "\u0d80-\u0dff",
    "am": "\u1200-\u137f",
    "ur": "\u0600-\u06ff",
}


@pytest.fixture(scope="module")
def strings():
    return languages.strings()


@pytest.fixture(scope="module")
def books():
    return {name: load_workbook(FORMS / f"{name}.xlsx") for name in languages.SPOKEN}


@pytest.mark.parametrize("code", languages.LANGUAGES)
def test_every_text_that_a_person_is_asked_is_there_in_the_language(code, strings):
    messages = languages.catalogue(code)
    missing = [english for english in strings if not str((messages.get(english) or _NONE).string)]
    assert missing == []


class _NONE:
    string = ""


@pytest.mark.parametrize("code", sorted(OWN))
def test_it_stands_in_the_languages_own_script(code, strings):
    own = re.compile(f"[{OWN[code]}]")
    messages = languages.catalogue(code)
    foreign = [english for english in strings if not own.search(str(messages.get(english).string))]
    assert foreign == []


@pytest.mark.parametrize("code", languages.LANGUAGES)
def test_questions_stay_questions_and_numbers_numbers(code, strings):
    messages = languages.catalogue(code)
    for english in strings:
        said = str(messages.get(english).string)
        assert re.findall(r"\d+", english) == re.findall(r"\d+", said), (english, said)
        if english.endswith("?"):
            assert re.search(r"[?؟፧;]", said), (english, said)


@pytest.mark.parametrize("name", languages.SPOKEN)
def test_the_workbook_says_what_the_catalogues_say(name, books):
    survey, choices = (languages.Sheet(books[name][sheet]) for sheet in ("survey", "choices"))
    messages = {code: languages.catalogue(code) for code in languages.LANGUAGES}
    for sheet, row, text in languages.spoken(survey, choices):
        english = sheet.get(row, f"{text}::{languages.ENGLISH}")
        for code, autonym in languages.LANGUAGES.items():
            said = sheet.get(row, f"{text}::{autonym} ({code})")
            assert said == messages[code].get(english).string, "run ./run questionnaires"


@pytest.mark.parametrize("name", languages.SPOKEN)
def test_countries_and_languages_are_called_as_the_person_calls_them(name, books):
    """They are read back to her beside the officer's words."""
    choices = languages.Sheet(books[name]["choices"])
    listed = [row for row in choices.rows() if choices.get(row, "list_name") in ("country", "language")]
    assert listed
    for code, script in OWN.items():
        column = f"label::{languages.LANGUAGES[code]} ({code})"
        foreign = [choices.get(row, column) for row in listed if not re.search(f"[{script}]", choices.get(row, column))]
        assert foreign == [], "run ./run questionnaires"
    if name == "rapid-screening":
        said = {(choices.get(row, "list_name"), choices.get(row, "name")): row for row in listed}
        amharic = "label::አማርኛ (am)"
        assert choices.get(said["language", "am"], amharic) == "አማርኛ"
        assert choices.get(said["country", "ET"], amharic) == "ኢትዮጵያ"


@pytest.mark.parametrize("name", languages.SPOKEN)
def test_nobody_is_said_to_have_reviewed_what_nobody_did(name, books):
    said = languages.Sheet(books[name]["settings"]).get(2, languages.REVIEWED)
    named = {code for code in languages.LANGUAGES if languages.reviewed(languages.catalogue(code))}
    assert {entry.partition(":")[0].strip() for entry in said.split(";") if entry.strip()} == named


def test_a_review_is_read_from_the_head_of_a_catalogue():
    catalogue = languages.catalogue("fr")
    assert languages.reviewed(catalogue) == ""
    catalogue.header_comment += " \n# X-Reviewed-By: Amina Sample, 2026-11-28"
    lines = [line for line in catalogue.header_comment.splitlines() if not line.endswith("By:")]
    catalogue.header_comment = "\n".join(lines)
    assert languages.reviewed(catalogue) == "Amina Sample, 2026-11-28"
