"""What is known of an expression from its syntax, never from its letters."""

import pytest

from app.form.computations import calls, is_always_true, names_other_places


@pytest.mark.parametrize(
    "expression",
    ["../a", "/data/a", "a/b", "current()/../a", "instance('l')/root/item", "if(., /data/a, 1)", "count(//a)", "(/data/a)[1]", "a[../b = 1]", "/"],
)  # fmt: skip
def test_an_expression_leads_to_other_places(expression: str) -> None:
    assert names_other_places(expression)


@pytest.mark.parametrize(
    "expression",
    ["7", "'a/b'", "'..'", "concat('/data/a', 1)", ".", "string-length(.) > 2", "yes", "today() + 7", "12 div 4"],
)
def test_a_constant_or_what_a_question_holds_itself_leads_nowhere(expression: str) -> None:
    assert not names_other_places(expression)


def test_a_call_is_a_call_however_it_is_spaced_and_a_text_is_none() -> None:
    assert calls("if(. = '', once (../a), .)", "once")
    assert calls("../a[once(../b) = 1]", "once")
    assert not calls("concat('once(', ../a)", "once")
    assert not calls("/data/once", "once")
    assert not calls("at-once(../a)", "once")


def test_only_what_is_true_in_any_case_locks_a_question_for_ever() -> None:
    assert [is_always_true(text) for text in ("true()", " true( ) ", "1", "(1)")] == [True] * 4
    assert not any(is_always_true(text) for text in ("false()", "0", "'true()'", ". = 1", "true"))
