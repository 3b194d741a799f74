"""What the converter complains of is said in our words, at its place, with what to do."""

import pytest

from app.form import FormRefused, convert


def said(table: str) -> str:
    try:
        problems = convert(table.encode(), "form.md").problems
    except FormRefused as refused:
        problems = refused.problems
    return " ".join(problem.says for problem in problems)


SURVEY = "| survey | type | name | label | parameters | choice_filter |\n"
LIST = "| choices | list_name | name | label |\n| | l | a | A |\n"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("| | range | a | A | increment=2 | |", "“increment” isn’t known"),
        ("| | range | a | A | start 1 | |", "write them as key=value"),
        ("| | range | a | A | step=0 | |", "“step” must not be 0"),
        ("| | image | a | A | max-pixels=big | |", "“max-pixels” takes a number"),
        ("| | select_one l | a | A | randomize=perhaps | |", "“randomize” can only be true or false"),
        ("| | select_one l | a | A | seed=4 | |", "needs randomize=true"),
        ("| | audit | mine | | | |", "has no name"),
        ("| | select_one l or_other | a | A | | name = 'a' |", "can’t have a choice filter"),
        ("| | select_one_from_file towns.pdf | a | A | | |", ".csv"),
        ("| | text | A | A | | |\n| | text | a | A | | |", "small and capital letters"),
        ("| | image | a | A | | |", "full size"),
        ("| | text | a | A | | |\n| | text | meta | M | | |", "meta is reserved"),
        ("| | begin_repeat | a | | | |\n| | text | b | B | | |\n| | end_repeat | | | | |", "“a” has no label"),
    ],
)
def test_a_complaint_of_the_converter(row: str, words: str) -> None:
    sentence = said(f"{SURVEY}{row}\n{LIST}")
    assert words in sentence
    assert "form converter" not in sentence


def test_what_has_no_words_of_ours_is_handed_on() -> None:
    sentence = said(f"{SURVEY}| | audit | | | location-priority=fast location-min-interval=1 location-max-age=2 | |\n")
    assert sentence.startswith("The form converter reports: ")
