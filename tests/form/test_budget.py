"""A form that asks for hours of computing stops after seconds, says so and loses nothing."""

import time
from collections.abc import Callable

import pytest

from app.form import Form, FormRefused, Interview, open_form
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
    start = time.process_time()
    changes = case.answer("/data/a", "many")
    assert changes.stopped
    assert changes.answers["/data/a"] == "many"
    assert (case.node("/data/c").valid, case.value("/data/d")) == (True, "n7")
    assert (case.node("/data/d").choices, case.node("/data/d").cut_short) == ((), True)
    assert Interview(case.form, case.stored()).value("/data/a") == "many"
    assert time.process_time() - start < 20
    assert not case.answer("/data/a", "").stopped
    assert not case.node("/data/d").cut_short


def test_a_form_that_needs_too_much_before_anything_is_asked_is_refused(form: Callable[..., Form]) -> None:
    rows = "instance('l')/root/item"
    greedy = form(_rows_by_rows(f"count({rows}[count({rows}[x > 3]) > 1])").replace("= ''", "= 0"))
    assert again(greedy).initial_state is None
    with pytest.raises(FormRefused) as refused:
        Interview(greedy)
    assert "too many calculations" in refused.value.problem


def _questions(number: int, label: str, constraint: str = "") -> str:
    rows = "".join(f"| | text | q{at} | {label} | {constraint.replace('NUMBER', str(at))} |\n" for at in range(number))
    items = "".join(f"| | l | n{at} | N | {at} |\n" for at in range(1500))
    return (
        f"| survey |\n| | type | name | label | constraint |\n| | text | big | B | |\n{rows}"
        "| | select_one l | s | S | |\n"
        f"| choices |\n| | list_name | name | label | x |\n{items}"
    )


@pytest.mark.long
def test_a_page_of_costly_labels_takes_no_longer_than_a_few_of_them() -> None:
    xml = _labelled("count(ROWS[count(ROWS[x &gt; 3]) &gt; string-length(/data/big)])")
    case = Interview(open_form(xml.replace("ROWS", "instance('l')/root/item")))
    start = time.process_time()
    for at in range(40):
        assert case.node(f"/data/q{at}").label == "…"
        assert case.node(f"/data/q{at}").cut_short
    assert time.process_time() - start < 25
    assert case.node("/data/big").label == "B"
    case.answer("/data/big", "again")
    assert case.looks_left > 0


def _labelled(output: str) -> str:
    names = [f"q{at}" for at in range(40)]
    places = "".join(f"<{name}/>" for name in names)
    inputs = "".join(f'<input ref="/data/{name}"><label><output value="{output}"/></label></input>' for name in names)
    items = "".join(f"<item><x>{at}</x></item>" for at in range(2000))
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>'
        f'<instance><data id="a"><big/>{places}</data></instance><instance id="l"><root>{items}</root></instance>'
        f'</model></h:head><h:body><input ref="/data/big"><label>B</label></input>{inputs}</h:body></h:html>'
    )


def test_patterns_that_run_out_of_time_end_the_look_together(interview: Callable[..., Interview]) -> None:
    case = interview(_questions(300, "L", "regex(., '(a+a+)+qNUMBER')"))
    for at in range(300):
        case.answer(f"/data/q{at}", "a" * 60)
    start = time.process_time()
    case.violations()
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "expression", ["translate(/data/big, 'x', name)", "substring(/data/big, x)", "digest(concat(/data/big, x), 'MD5')"]
)
def test_a_function_of_a_long_text_for_each_row_stops(interview: Callable[..., Interview], expression: str) -> None:
    case = interview(_questions(1, "L"))
    case.answer("/data/big", "x" * 900_000)
    start = time.process_time()
    assert case.evaluate(f"count(instance('l')/root/item[{expression} = name])", "/data/q0") == ""
    assert time.process_time() - start < 10
