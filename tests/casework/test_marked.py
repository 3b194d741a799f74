"""Markdown in a form's words becomes plain words."""

import pytest

from app.casework.questionnaires.answer_format import marked
from app.language import isolate_ltr


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Plain words", "Plain words"),
        ("**Read** this _slowly_", "Read this slowly"),
        ("## Safety\n- one\n* two", "Safety\n• one\n• two"),
        ("var_name_here and 3*4*5", "var_name_here and 3*4*5"),
        (r"five \*stars\*", "five *stars*"),
        ('<span style="color:red">Red</span><br>next', "Red\nnext"),
        ("a < b and c > d", "a < b and c > d"),
        ("**اقرأ** هذا", "اقرأ هذا"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_marks_are_read_and_left_out(written, read):
    assert marked(written) == read


def test_a_link_is_words_and_never_a_link():
    told = marked("[Help](https://example.org/x)")
    assert told == f"Help ({isolate_ltr('https://example.org/x')})"
    assert marked("[](https://example.org)") == isolate_ltr("https://example.org")


@pytest.mark.parametrize("evil", ["*" * 20000, "[" * 20000, "<span " * 5000, "_a" * 10000, "# " * 9000])
def test_hostile_marks_take_no_time(evil):
    marked(evil)
