"""A form's marks become styles of plain words, and nothing else."""

import time

import pytest

from app.casework.cases.field_labels import FieldLabel
from app.form import Choice
from app.markup import Run, StyledText, joined, styled


def told(written):
    """Each part that has a style, as (words, what)."""
    found = styled(written)
    runs = found.runs if isinstance(found, StyledText) else ()
    return [
        (
            run.words,
            *(["bold"] * run.bold),
            *(["slanted"] * run.slanted),
            *([run.heading] if run.heading else []),
            *([run.colour] if run.colour else []),
        )
        for run in runs
        if run != Run(run.words)
    ]


@pytest.mark.parametrize(
    ("written", "styles"),
    [
        ("**Read** this _slowly_", [("Read", "bold"), ("slowly", "slanted")]),
        ("***both***", [("both", "bold", "slanted")]),
        ("## Safety\nand **more**", [("Safety", 2), ("more", "bold")]),
        ("###### Deep ##", [("Deep", 6)]),
        ("<h3>Three</h3> plain", [("Three", 3)]),
        ('<span style="color:#f58a1f">Amber</span> rest', [("Amber", "#f58a1f")]),
        ('<font color="red">one **two**</font>', [("one ", "red"), ("two", "bold", "red")]),
        ("__اقرأ__ هذا", [("اقرأ", "bold")]),
        ('<span style="background-color:red">no</span>', []),
        ('<span style="color:#12345">no</span>', []),
        ("var_name_here and 3*4*5", []),
        (r"five \*stars\*", []),
        ("<script>alert(1)</script> <img src=x> <a href='x'>here</a>", []),
        ("</span></b>closed without having begun", []),
    ],
)
def test_what_is_styled_and_what_is_left(written, styles):
    assert told(written) == styles


def test_what_only_looks_like_a_tag_stays_as_written():
    assert styled("<script>x</script>") == "<script>x</script>"
    assert styled("\ue083\ue090**x**\ue081") == "x"  # private letters of its own are none of ours


def test_words_that_are_put_together_keep_their_styles():
    both = joined("\n", [styled("**one**"), "two"])
    assert both == "one\ntwo"
    assert isinstance(both, StyledText)
    assert both.runs[0] == Run("one", bold=True)
    assert not isinstance(joined("\n", ["one", "two"]), StyledText)


@pytest.mark.parametrize(
    "evil",
    [
        "<span style='color:red'>" * 3000, "<b>" * 9000, "**a** " * 5000, "<font color=" * 4000,
        "\n" * 45_000, "# " + " " * 45_000 + "x", "# " + " #" * 22_000 + "x", "**a " * 12_000,
        "__a " * 12_000, ("<span color=" + " " * 480 + ">") * 90, "**a " * 10_000_000,
    ],
)  # fmt: skip
def test_hostile_marks_take_no_time_and_few_colours(evil):
    started = time.process_time()
    found = styled(evil)
    assert time.process_time() - started < 1
    assert len(getattr(found, "runs", ())) <= 1000
    assert len({run.colour for run in getattr(found, "runs", ())}) <= 65


def test_no_letters_are_shown_in_another_order_than_they_are_read():
    assert styled("always \u202eton\u202c") == "always ton\u202c"
    link = styled("[Help](https://example.org/\u202egro.live\u2069)")
    assert link == "Help (\u2066https://example.org/gro.live\u2069)"


def test_a_case_shows_the_words_of_its_questionnaires_without_marks():
    asked = FieldLabel("x", control="select_one", choices=(Choice("yes", "**Yes**, _always_"),))
    assert asked.shown(["yes"]) == "Yes, always"
