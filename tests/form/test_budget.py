"""A form that asks for hours of computing stops after seconds, says so and loses nothing."""

import time
from collections.abc import Callable

import pytest

from app.form import Form, FormRefused, Interview
from tests.form.again import again


def _rows_by_rows(filtered: str) -> str:
    rows = "\n".join(f"| | l | n{at} | N{at} | {at} |" for at in range(2_000))
    return (
        "| survey | type | name | label | calculation | relevant | constraint | choice_filter |\n"
        "| | text | a | A | | | | |\n"
        f"| | calculate | b | | if(${{a}} = '', 0, {filtered}) | | | |\n"
        f"| | integer | c | C | | | ${{a}} = '' or {filtered} > 5 | |\n"
        f"| | select_one l | d | D | | | | ${{a}} = '' or {filtered} > 5 |\n"
        f"| choices | list_name | name | label | x |\n{rows}\n"
    )


def test_each_row_of_a_long_list_by_each_row_of_another_stops_and_keeps_the_answer(
    interview: Callable[..., Interview],
) -> None:
    rows = "instance('l')/root/item"
    case = interview(_rows_by_rows(f"count({rows}[count({rows}[x > 3]) > 1])"))
    case.answer("/data/c", "1")
    case.answer("/data/d", "n7")
    started = time.process_time()
    changes = case.answer("/data/a", "many")
    assert changes.stopped
    assert changes.answers["/data/a"] == "many"
    assert (case.node("/data/c").valid, case.value("/data/d")) == (True, "n7")
    case.node("/data/d")
    assert Interview(case.form, case.stored()).value("/data/a") == "many"
    assert time.process_time() - started < 20
    assert not case.answer("/data/a", "").stopped


def test_a_form_that_needs_too_much_before_anything_is_asked_is_refused(
    form: Callable[..., Form],
) -> None:
    rows = "instance('l')/root/item"
    greedy = form(_rows_by_rows(f"count({rows}[count({rows}[x > 3]) > 1])").replace("= ''", "= 0"))
    assert again(greedy).begun is None
    with pytest.raises(FormRefused) as refused:
        Interview(greedy)
    assert "too many steps" in refused.value.problem
