"""Patterns match as Python's do, and none takes for ever."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.form.functions_text import regex
from app.form.matching import Machine, parser, pattern

PATTERNS = [
    "[0-9]{8}", r"^\d{4}-\d{2}$", "(a|b)*c?", "[^x]+x", r"(\w+\s?)+", "a{2,4}b*", "(ab|a)(bc|c)*", ".*é.*",
    r"\S+@\S+\.\S+", "", "a|", r"[\d.-]+", "(a*)*b", "(?:0|1[0-9]?){1,3}",
]  # fmt: skip


@pytest.mark.parametrize("source", PATTERNS)
@given(text=st.text(alphabet="abcx01 .@é-\n", max_size=12))
def test_following_all_ways_finds_what_trying_finds(source: str, text: str) -> None:
    expected = re.compile(source).fullmatch(text) is not None
    assert Machine(parser.parse(source)).matches(text) == expected
    assert regex(text, source) == expected


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
        ("((((a{1,99}){1,99}){1,99}){1,99}){1,99}", "a" * 100),
    ],
)
def test_no_pattern_takes_for_ever(source: str, text: str) -> None:
    started = time.process_time()
    assert regex(text, source) is False or source.startswith("((((")
    assert time.process_time() - started < 3


def test_what_is_no_pattern_matches_nothing() -> None:
    assert pattern("(") is None
    assert regex("x", "(") is False
    assert regex("x", "x" * 10_000) is False
