"""The shipped questionnaire: what a committee, another XLSForm tool and the assessment rely on."""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from pyxform.xls2xform import convert

from app.screening import Item, assess, catalogue
from app.screening.readings import table
from app.settings import FORMS, RESOURCES

sys.path.insert(0, str(FORMS))
import mirror

WORKBOOK = FORMS / "rapid-screening.xlsx"
TEXT = FORMS / "rapid-screening.md"
ARABIC, FEMININE, ENGLISH = "العربية (ar)", "العربية للمؤنث (ar)", "English (en)"
DEMO = RESOURCES / "demo" / "answers.json"


def sheets():
    from openpyxl import load_workbook

    book = load_workbook(WORKBOOK)
    found = {}
    for name in mirror.SHEETS:
        head, *rows = book[name].iter_rows(values_only=True)
        found[name] = [dict(zip(head, row, strict=True)) for row in rows if any(row)]
    return found


@pytest.fixture(scope="module")
def book():
    return sheets()


def questions(book):
    return [row for row in book["survey"] if row["type"] not in ("begin_group", "end_group", "calculate", "note")]


def always_asked(book):
    """Questions that neither they nor a group around them make depend on an answer, but on there
    being work at all."""
    usual = {None, "not(number(${age}) >= 30)"}
    under, found = [], []
    for row in book["survey"]:
        if row["type"] == "begin_group":
            under.append(row["relevant"] if row["name"] != "work" else None)
        elif row["type"] == "end_group":
            under.pop()
        elif row["type"] not in ("calculate", "note") and {*under, row["relevant"]} <= usual:
            found.append(row)
    return found


def untranslated(xform):
    """Without the languages whose words stand in i18n/forms."""
    return re.sub(r'<translation lang="[^"]*\((?!ar\)|en\))[a-z]+\)">.*?</translation>', "", xform, flags=re.S)


def test_the_reviewable_text_agrees_with_the_workbook():
    assert TEXT.read_text("utf-8") == mirror.text(WORKBOOK), "run ./run questionnaires"


@pytest.mark.parametrize("file", [WORKBOOK, TEXT], ids=["xlsx", "md"])
def test_it_converts_without_a_warning(file):
    assert convert(file).warnings == []


def test_the_text_and_the_workbook_become_the_same_form():
    assert untranslated(convert(WORKBOOK).xform) == convert(TEXT).xform


def test_it_is_short_enough_for_ten_minutes(book):
    assert 20 <= len(always_asked(book)) <= 31  # six of them are the officer's own


def test_every_word_is_there_in_arabic_for_a_man_for_a_woman_and_in_english(book):
    for row in [*book["survey"], *book["choices"]]:
        for kind in ("label", "hint", "guidance_hint", "constraint_message"):
            there = [bool(row.get(f"{kind}::{each}")) for each in (ARABIC, FEMININE, ENGLISH)]
            assert len(set(there)) == 1, row["name"]
        for language in (ARABIC, FEMININE):
            assert not re.search("[a-zA-Z]", row.get(f"label::{language}") or "")
        assert not re.search("[\u0600-\u06ff]", row.get(f"label::{ENGLISH}") or "")


def test_a_question_that_speaks_to_the_person_speaks_to_a_woman_as_a_woman(book):
    spoken = [row for row in book["survey"] if row[f"label::{ARABIC}"]]
    for row in spoken:
        masculine = row[f"label::{ARABIC}"]
        if re.search("(تعمل|تحتاج|توافق|تسكن|[تك]\u064e)(?![\u0600-\u06ff])", masculine):
            assert row[f"label::{FEMININE}"] != masculine, row["name"]


SAFE = {f"{who}_safe" for who in ("interpreter", "guardian", "lawyer", "support", "employer", "other")}


def test_identity_is_never_required(book):
    required = {row["name"] for row in book["survey"] if row["required"]}
    assert required == {"present", *SAFE, "overheard", "wants_here", "consent_talk", "consent_record"}


def test_what_the_interviewer_alone_answers_is_marked_as_such(book):
    rows = [row for row in book["survey"] if not row["type"].endswith("_group")]
    aside = {row["name"] for row in rows if row["bind::sanad:aside"] == "yes"}
    assert aside == {
        "present", *SAFE, "overheard", "wants_here", "age_doubtful", "papers_now",
        "view_alone", "seen", "view", "view_reason",
    }  # fmt: skip


def test_choices_that_mean_no_answer_have_the_names_that_are_understood(book):
    for row in book["choices"]:
        if row[f"label::{ENGLISH}"] == "I don’t know":
            assert row["name"] == "unknown"
        if row[f"label::{ENGLISH}"] == "I’d rather not say":
            assert row["name"] == "refused"


def asked(book):
    """Each indicator and the questions that ask for it; a gate asks for what its details ask."""
    by_list = defaultdict(set)
    for row in book["choices"]:
        by_list[row["list_name"]] |= set((row["sanad_indicator"] or "").split())
    found = defaultdict(list)
    for row in questions(book):
        is_gate = row["bind::sanad:when"] == "false()" and row["name"] != "sex_more"
        codes = set() if is_gate else set((row["bind::sanad:indicator"] or "").split())
        for code in codes | by_list[row["type"].partition(" ")[2]]:
            found[code].append(row["name"])
    return found


def test_every_indicator_it_names_is_in_the_list_of_its_population_or_in_a_reading(book):
    (settings,) = book["settings"]
    assert settings["attribute::sanad:population"] == "adult_labour"
    assert set(asked(book)) <= set(catalogue().of("adult_labour")) | table().codes()


def test_every_dimension_can_become_positive(book):
    result = assess(
        {
            code: Item.of(*((name, "yes") for name in names))
            for code, names in asked(book).items()
            if catalogue().knows(code)
        },
        "adult_labour",
    )
    assert {dimension.state for dimension in result.dimensions} == {"positive"}


def test_the_same_fact_is_asked_by_phase(book):
    found = asked(book)
    for before, after in (("CR04", "CD02"), ("CR05", "CD01"), ("CR06", "CD03"), ("CR01", "CD04")):
        assert found[before]
        assert found[after]
        assert not set(found[before]) & set(found[after])


def test_the_settings_say_which_language_speaks_to_a_woman(book):
    (settings,) = book["settings"]
    assert settings["attribute::sanad:feminine"] == FEMININE
    assert settings["default_language"] == ARABIC
    assert settings["namespaces"] == 'sanad="urn:sanad:form"'


def test_without_its_own_columns_it_is_the_same_form_for_any_other_tool():
    mine = untranslated(convert(WORKBOOK).xform)
    bare = re.sub(r' sanad:\w+="[^"]*"| xmlns:sanad="[^"]*"', "", mine)
    bare = re.sub(r'<bind nodeset="[^"]*"/>', "", bare)  # of a group that has such a column alone
    lines = [line for line in TEXT.read_text("utf-8").splitlines() if line]
    heads = {}
    out = []
    for line in lines:
        cells = re.split(r"(?<!\\)\|", line)
        if cells[1].strip():
            sheet = cells[1].strip()
            heads[sheet] = [i for i, cell in enumerate(cells) if "sanad:" not in cell and cell.strip() != "namespaces"]
        out.append("|".join(cells[i] for i in heads[sheet]))
    assert convert("\n".join(out), file_type=".md", form_name="data").xform == bare


def test_no_word_on_it_names_a_crime_or_a_verdict(book):
    """But the duty to report is named by its name before anything is asked."""
    words = " ".join(
        str(value)
        for row in [*book["survey"], *book["choices"]]
        if row["name"] != "duty"
        for value in row.values()
        if value
    )
    for word in ("ضحية", "اتجار", "جريمة", "استعباد", "victim", "traffick", "slave", "crime"):
        assert word not in words.lower()


def test_the_demo_answers_name_questions_and_choices_that_exist(book):
    path, refs, types = [], {}, {}
    for row in book["survey"]:
        if row["type"] == "begin_group":
            path.append(row["name"])
        elif row["type"] == "end_group":
            path.pop()
        else:
            refs["/".join(["/data", *path, row["name"]])] = row
    lists = defaultdict(set)
    for row in book["choices"]:
        lists[row["list_name"]].add(row["name"])
    answers = json.loads(DEMO.read_text("utf-8"))
    for answer in answers:
        kind, _, of = refs[answer["ref"]]["type"].partition(" ")
        value = answer["value"]
        if kind == "select_one":
            assert value in lists[of]
        if kind == "select_multiple":
            assert set(value) <= lists[of]
        types[answer["ref"]] = kind
    always = {row["name"] for row in always_asked(book)}
    assert always <= {ref.rpartition("/")[2] for ref in types}


def test_the_workbook_says_nothing_of_who_made_it_where():
    from zipfile import ZipFile

    with ZipFile(WORKBOOK) as file:
        core = file.read("docProps/core.xml").decode()
    assert re.findall("<dc:creator[^>]*>([^<]*)<", core) == ["Sanad"]
    assert "lastModifiedBy" not in core
    assert Path(WORKBOOK).stat().st_size < 400_000
