"""Patterns mean what Java says, and none takes for ever. Verdicts were asked of Java 17."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.form.functions.strings import regex
from app.form.java_patterns import translated
from app.form.regex_match import HASTY, pattern, tick

EMAIL = r"""(([^<>()[\]\\.,;:\s@"]+(\.[^<>()[\]\\.,;:\s@"]+)*)|(".+"))@(([^<>()[\]\\.,;:\s@"]+\.)+[a-z]{2,})"""


@pytest.mark.parametrize(
    ("source", "fit", "unfit"),
    [
        (r"[0-9]{8}", "12345678", "٠١٢٣٤٥٦٧"), (r"\d+", "12", "٣"), (r"\w+", "foo_1", "né"), (r"\D", "٣", "3"),
        (r"[^\W\d]+", "anna", "anna1"), (r"\p{L}+", "محمد", "محمد1"), (r"\p{IsArabic}+", "محمد", "anna"),
        (r"\p{Alpha}+", "anna", "né"), (r"\P{L}+", "12!", "1a"), (r"\pL+", "né", "1"), (r"\p{javaLowerCase}+", "é", "É"),
        (r"[\p{L}&&[^a]]+", "bcd", "abc"), (r"[a-z&&[^aeiou]]+", "bcd", "abc"), (r"[a-c[x-z]]+", "axz", "m"),
        (r"\Qa.b\E", "a.b", "axb"), (r"\d++\d", "", "123"), (r"(?>a+)ab", "", "aab"), (r"(?<n>a)\k<n>", "aa", "ab"),
        (r"(?=.*[A-Z])(?=.*\d).{3,}", "aB1", "abc"), (r"(?!000)\d{3}", "012", "000"), (r"(\d)\1", "11", "12"),
        (r"\x{41}\u0042\z", "AB", "ab"), (r"(?i)abc", "ABC", "ab"), (r"[a||~~b]+", "a|b~", "c"), (r"[-+.']+", "+-", "a"),
        (r"[\u0600-\u06FF\s]+", "محمد علي", "Ali"), (r"\s", " ", "\u00a0"), (r"\R", "\r\n", " "), ("a|", "", "b"),
        (EMAIL, "layla.k@mail.example.org", "layla@mail"), (r"\$\{a\}", "${a}", "a"), (r"\@\-\i", "@-i", "@-1"),
    ],
)  # fmt: skip
def test_a_pattern_means_what_it_means_in_java(source: str, fit: str, unfit: str) -> None:
    assert regex(fit, source) or not fit
    assert not regex(unfit, source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("(a+)+b", "a" * 5_000),
        ("(a|a)*b", "a" * 5_000),
        ("(a|aa)+$", "a" * 3_000 + "b"),
        (r"([a-zA-Z0-9]+\s?)+!", "word " * 1_000),
        (".*.*.*.*=.*", "x" * 5_000),
        (r"(\d+)*(\d+)*(\d+)*x", "1" * 3_000),
        ("(.*)*(.*)*(.*)*x", "y" * 3_000),
        (r"(?=(a+)+b)a*c", "a" * 5_000),
        (r"(a+)+\1b", "a" * 5_000),
        ("(a?){1000}a{1000}", "b" * 1_000),
        ("((((a{1,99}){1,99}){1,99}){1,99}){1,99}b", "a" * 100),
    ],
)
def test_no_pattern_takes_for_ever(source: str, text: str) -> None:
    start = time.process_time()
    assert regex(text, source) is False
    assert time.process_time() - start < 1


def test_a_pattern_that_once_ran_out_of_time_is_hasty_from_then_on() -> None:
    slow = pattern("(a|aa)+c?$")
    assert slow is not None
    assert slow.fullmatch("a" * 3_000 + "b") is False
    start = time.process_time()
    for _ in range(20):
        slow.fullmatch("a" * 3_000 + "b")
    assert time.process_time() - start < 20 * max(HASTY * 10, 6 * tick())
    assert slow.fullmatch("aaa")


def test_a_look_ahead_and_a_reference_back_work_at_every_length() -> None:
    assert regex("ab" * 20_000, r"(?=.*b$)(ab)(\1)+")
    assert not regex("ab" * 20_000 + "a", r"(?=.*b$)(ab)(\1)+")


@given(st.text(alphabet=r"ab\dwQEpP{}[]()^$-|&~?*+.,1kx<>L", max_size=24))
def test_whatever_is_written_is_a_pattern_or_none(source: str) -> None:
    compiled = pattern(source)
    if compiled is not None:
        compiled.fullmatch("ab1")
    if not source.endswith("\\"):
        translated(source)


def test_what_is_no_pattern_matches_nothing() -> None:
    assert pattern("(") is None
    assert pattern("a\\") is None
    assert regex("x", "(") is False
    assert regex("x", "x" * 10_000) is False


@pytest.mark.parametrize(
    "evil",
    [
        "(a{65535}){65535}",
        "(a{60000,65535}){60000,65535}",
        "(" * 6 + "a?" + "){900}" * 6,
        "(?x)(a{ 6000 }#(\n){ 6000 }",
        "(a{6000}(?#((){6000}",
        "(a{6000}[[x](]){6000}",
        "(a{6000}\\Q(\\E){6000}",
        "(a{6000}[](]){6000}",
        "(a{000000006000}){6000}",
    ],
)
def test_a_repetition_of_repetitions_fills_no_memory(evil):
    assert pattern(evil) is None


@pytest.mark.parametrize(
    ("usual", "text"),
    [
        ("[A-Z]{2}[0-9]{2}( [0-9]{4}){5}", "KW81 1234 5678 9012 3456 7890"),
        ("([0-9]{4}-){3}[0-9]{4}", "1234-5678-9012-3456"),
        ("a{300}", "a" * 300),
        ("[(]{2}x{0,9}[)]{2}", "((x))"),
    ],
)
def test_repetitions_as_forms_have_them_match(usual, text):
    assert regex(text, usual)


def test_what_other_threads_compute_makes_no_match_fail() -> None:
    """The package counts the time of the whole process."""
    finished = threading.Event()

    def compute() -> None:
        while not finished.is_set():
            sum(range(1000))

    threads = [threading.Thread(target=compute) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        number = pattern("[+]?[0-9]{7,14}")
        assert number is not None
        number._seconds = HASTY
        assert all(number.fullmatch("+96555123456") for _ in range(10_000))
    finally:
        finished.set()
        for thread in threads:
            thread.join()
