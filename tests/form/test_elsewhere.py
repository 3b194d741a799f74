"""Forms written for other tools open, and say which of their functions give nothing here."""

from collections.abc import Callable
from typing import Any

import pytest

from app.form import FormRefused, Interview, open_file

Start = Callable[..., Interview]


def worked_out(interview: Start, calculation: str) -> str:
    return interview(
        "| survey | type | name | label | calculation |\n"
        f"| | text | a | A | |\n| | calculate | b | | {calculation} |\n"
    ).value("/data/b")


@pytest.mark.parametrize(
    ("calculation", "result"),
    [
        ("difference-in-months('2024-01-31', '2024-02-29')", "1"),
        ("difference-in-months('2024-01-31', '2024-03-31')", "2"),
        ("difference-in-months('2024-03-31', '2024-01-31')", "-2"),
        ("cht:difference-in-years('2000-02-29', '2024-02-28')", "23"),
        ("cht:difference-in-weeks('2024-01-01', '2024-01-20')", "2"),
        ("cht:difference-in-days('2024-03-01', '2024-02-28')", "-2"),
        ("difference-in-months('', '2024-03-31')", ""),
        ("format-date(add-date('2024-01-31', 0, 1), '%Y-%m-%d')", "2024-02-29"),
        ("format-date(add-date('2024-01-31T10:00', 1, 1, 1, 15), '%Y-%m-%d %H')", "2025-03-02 01"),
        ("int(7.9, 0)", "7"),
    ],
)
def test_what_other_tools_compute_with_dates(
    interview: Start, calculation: str, result: str
) -> None:
    assert worked_out(interview, calculation) == result


def test_a_function_of_another_tool_gives_nothing_and_the_author_is_told() -> None:
    form, problems = open_file(
        b"| survey | type | name | label | calculation |\n"
        b"|| calculate | z | | z-score('weight-for-age', 'male', 40, 3) |\n|| text | a | A | |\n",
        "form.md",
    )
    assert Interview(form).value("/data/z") == ""
    [problem] = problems
    assert (problem.level, problem.row, problem.column) == ("warning", 2, "calculation")
    assert "Community Health Toolkit" in problem.says


def test_a_function_that_no_tool_has_is_still_a_slip(form: Callable[..., Any]) -> None:
    with pytest.raises(FormRefused):
        form("| survey | type | name | label | calculation |\n|| calculate | z | | zscore(1) |\n")


def test_a_calculation_may_give_back_what_its_question_holds(interview: Start) -> None:
    own = "if(${scan} = '', ${id}, ${scan})"
    case = interview(
        "| survey | type | name | label | calculation |\n"
        f"| | text | scan | Scan | |\n| | text | id | Id | {own} |\n"
        "| | text | left | Left | . |\n"
        "| | text | first | First | if(${first} = '', ${scan}, ${first}) |\n"
    )
    case.answer("/data/id", "typed")
    assert case.value("/data/id") == "typed"
    case.answer("/data/scan", "x1")
    assert [case.value(f"/data/{name}") for name in ("id", "left", "first")] == ["x1", "", "x1"]
    case.answer("/data/scan", "x2")
    assert [case.value(f"/data/{name}") for name in ("id", "first")] == ["x2", "x1"]


def test_a_calculation_that_adds_to_itself_is_a_circle(form: Callable[..., Any]) -> None:
    for own in ("${n} + 1", "if(true(), ${n} + 1, ${n})"):
        with pytest.raises(FormRefused):
            form(f"| survey | type | name | label | calculation |\n|| integer | n | N | {own} |\n")
