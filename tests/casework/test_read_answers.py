"""An answer as it is read: ranks from the first, months of a year, metres with what they measure."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from app.casework.questionnaires import answer_format
from app.form import ACTION, Choice, Node
from app.language import Words, strip_marks

W = Words("en")


@dataclass(frozen=True)
class Asked:
    """What a question says of its values."""

    control: str = "input"
    type: str = "string"
    choices: tuple[Choice, ...] = ()
    appearance: frozenset[str] = frozenset()


def read(question: Asked, value: str, words: Words = W) -> str:
    return strip_marks(answer_format.in_words(question, value, words))


DAY = Asked(type="date")


@pytest.mark.parametrize(
    ("appearance", "says"),
    [
        ((), W.date(date(2026, 11, 25))),
        (("month-year",), "November 2026"),
        (("year",), "2026"),
        (("month-year", "no-calendar"), "November 2026"),
    ],
)
def test_a_date_is_as_exact_as_the_form_asks(appearance: tuple[str, ...], says: str):
    asked = replace(DAY, appearance=frozenset(appearance))
    assert read(asked, "2026-11-25") == strip_marks(says)


def test_a_place_says_which_number_is_the_height_and_which_the_accuracy():
    place = Asked(type="geopoint")
    text = read(place, "29.36 47.97 12 5")
    assert "Height in metres: 12" in text
    assert "Accuracy in metres: 5" in text
    assert "metres" not in read(place, "29.36 47.97 0 0")
    assert "Accuracy in metres: 5" in read(place, "29.36 47.97 0 5")
    assert "Height" not in read(place, "29.36 47.97 0 5")


FOOD, BED = Choice("food", "Food"), Choice("bed", "A bed")


def test_what_was_ranked_counts_from_one_in_the_order_of_the_answer():
    ranked = Asked(control="rank", choices=(FOOD, BED))
    assert read(ranked, "bed food") == "1. A bed\n2. Food"
    several = Asked(control="select_multiple", choices=(FOOD, BED))
    assert read(several, "bed food") == "A bed · Food"
    assert read(Asked(control="select_one", choices=(FOOD, BED)), "bed") == "A bed"
    assert read(several, "gone") == "gone"


def calculated(value: str, calculated: str | None, origin: str) -> Node:
    return Node(
        ref="/data/n", name="n", kind="hidden", type="int", value=value, relevant=True, readonly=False, has_label=False,
        label="", hint="", appearance=frozenset(), appearances=(), extras={}, calculated=calculated, origin=origin, children=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("calculates", "origin", "says"),
    [
        (None, "person", ""),
        ("7", ACTION, ""),
        ("7", "person", "Changed by hand; calculated: 7"),
        ("", "person", "Changed by hand; calculated: nothing"),
    ],
)
def test_what_stands_over_a_calculation_is_said_unless_the_form_itself_put_it_there(
    calculates: str | None, origin: str, says: str
):
    node = calculated("9", calculates, origin)
    assert strip_marks(answer_format.stands_over(node, W)) == says
