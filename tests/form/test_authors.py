"""What an author of a form in two languages is told, with the place in the workbook and the remedy."""

from pathlib import Path

import pytest

from app.casework.questionnaires import forms
from app.errors import Said
from app.form import FormRefused, Problem, changes_since, convert
from app.form import open as open_file
from app.language import Words, strip_marks

HEAD = (
    "| survey | type | name | label::العربية (ar) | label::English (en) | hint::العربية (ar) |"
    " hint::English (en) | constraint | constraint_message::العربية (ar) |"
    " constraint_message::English (en) | required | required_message::العربية (ar) |"
    " required_message::English (en) |\n"
)
GOOD = "|| text | a | الاسم | Name | كاملا | In full | . != 'x' | لا | No x | yes | مطلوب | Needed |\n"
CHOICES = "| choices | list_name | name | label::العربية (ar) | label::English (en) |\n"


def advice(survey: str, choices: str = "", settings: str = "") -> list[Problem]:
    converted = convert((HEAD + survey + choices + settings).encode(), "form.md")
    return list(converted.advice(converted.open()))


def places(problems: list[Problem]) -> list[tuple[str | None, int | None, str | None]]:
    return [(problem.sheet, problem.row, problem.column) for problem in problems]


def test_a_form_with_all_words_in_both_languages_is_praised_with_silence() -> None:
    assert advice(GOOD) == []


@pytest.mark.parametrize(
    ("earlier", "later", "column"),
    [
        ("| الاسم |", "| |", "label::العربية (ar)"),
        ("| Name |", "| |", "label::English (en)"),
        ("| In full |", "| |", "hint::English (en)"),
        ("| No x |", "| |", "constraint_message::English (en)"),
        ("| مطلوب |", "| |", "required_message::العربية (ar)"),
    ],
)
def test_words_missing_in_one_language_are_named_with_their_cell(earlier: str, later: str, column: str) -> None:
    [problem] = advice(GOOD + GOOD.replace(earlier, later).replace("| a |", "| b |"))
    assert (problem.sheet, problem.row, problem.column) == ("survey", 3, column)
    assert "“b”" in problem.says


def test_words_in_the_letters_of_the_other_language() -> None:
    wrong = GOOD.replace("| الاسم | Name |", "| Full name | الاسم |")
    assert places(advice(wrong)) == [("survey", 2, "label::العربية (ar)"), ("survey", 2, "label::English (en)")]


def test_names_abbreviations_and_references_are_no_wrong_letters() -> None:
    fine = GOOD.replace("| الاسم | Name |", "| SMS ${a} | Iqama (إقامة) ${a} |")
    assert advice(GOOD + fine.replace("| a |", "| b |")) == []


def test_a_choice_without_a_label_in_one_language() -> None:
    survey = GOOD + GOOD.replace("text | a", "select_one yn | b")
    problems = advice(survey, CHOICES + "|| yn | yes | نعم | Yes |\n|| yn | no | لا | |\n")
    assert places(problems) == [("choices", 3, "label::English (en)")]


def test_a_choice_name_used_again_with_another_meaning() -> None:
    survey = GOOD + GOOD.replace("text | a", "select_one yn | b")
    lists = CHOICES + "|| yn | 1 | نعم | Yes |\n|| yn | 2 | لا | No |\n|| ny | 1 | لا | No |\n|| ny | 2 | نعم | Yes |\n"
    assert places(advice(survey, lists)) == [("choices", 4, "name"), ("choices", 5, "name")]
    lists = CHOICES + "|| yn | 1 | نعم | Yes |\n|| yn | 1 | ربما | Perhaps |\n"
    settings = "| settings | allow_choice_duplicates |\n|| yes |\n"
    assert places(advice(survey, lists, settings)) == [("choices", 3, "name")]


def opened(survey: str, version: str = "1", form_id: str = "f", choices: str = "") -> object:
    settings = f"| settings | form_id | version |\n|| {form_id} | {version} |\n"
    return open_file((HEAD + survey + choices + settings).encode(), "form.md")


TWO = GOOD + GOOD.replace("| a |", "| b |")


@pytest.mark.parametrize(
    ("now", "version", "form_id", "columns"),
    [
        (TWO, "1", "f", []),
        (TWO.replace("Name", "Full name"), "2", "f", []),
        (TWO.replace("Name", "Full name"), "1", "f", ["version"]),
        (GOOD, "2", "f", [None]),
        (TWO.replace("text | b", "integer | b"), "2", "f", ["type"]),
        (TWO, "2", "g", ["form_id"]),
    ],
)
def test_what_changed_since_the_last_version(now: str, version: str, form_id: str, columns: list[str | None]) -> None:
    problems = changes_since(opened(now, version, form_id), opened(TWO))  # type: ignore[arg-type]
    assert [problem.column for problem in problems] == columns


def test_choices_that_went_or_changed_their_meaning() -> None:
    survey = GOOD + GOOD.replace("text | a", "select_one yn | b")
    earlier = CHOICES + "|| yn | yes | نعم | Yes |\n|| yn | no | لا | No |\n|| yn | x | س | Perhaps |\n"
    later = CHOICES + "|| yn | yes | لا | Never |\n|| yn | no | لا | No |\n"
    problems = changes_since(opened(survey, "2", "f", later), opened(survey, "1", "f", earlier))  # type: ignore[arg-type]
    assert [problem.column for problem in problems] == ["name", "name"]


def test_the_check_compares_with_a_file(tmp_path: Path) -> None:
    settings = "| settings | form_id | version |\n|| f | 1 |\n"
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(HEAD + TWO + settings, "utf-8")
    new.write_text(HEAD + GOOD + settings, "utf-8")
    checked = forms.check(new, old)
    assert checked.form is not None
    assert [problem.column for problem in checked.problems] == ["version", None]


def test_what_changed_is_placed_in_the_new_workbook(tmp_path: Path) -> None:
    survey = GOOD + GOOD.replace("text | a", "select_one yn | b")
    settings = "| settings | form_id | version |\n|| f | {} |\n"
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    choices = CHOICES + "|| yn | yes | نعم | Yes |\n|| yn | no | لا | No |\n"
    old.write_text(HEAD + survey + choices + settings.format(1), "utf-8")
    changed = choices.replace("| لا | No |", "| أبدا | Never |")
    new.write_text(HEAD + survey.replace("text | a", "date | a") + changed + settings.format(2), "utf-8")
    problems = [(problem.sheet, problem.row, problem.column) for problem in forms.check(new, old).problems]
    assert problems == [("survey", 2, "type"), ("choices", 3, "name")]


def test_a_refusal_keeps_its_parts_so_that_another_language_can_say_them() -> None:
    with pytest.raises(FormRefused) as caught:
        open_file(b"| survey | type | name | label | relevant |\n|| text | b | B | foo(1) |\n", "form.md")
    sentence = caught.value.problem
    assert isinstance(sentence, Said)
    assert sentence.message == "Sheet {sheet}, row {row}, column {column}: {problem}"
    question = sentence.values["problem"]
    assert isinstance(question, Said)
    inner = question.values["problem"]
    assert isinstance(inner, Said)
    assert inner.values == {"name": "foo"}
    assert strip_marks(Words("en").told(sentence)) == sentence
