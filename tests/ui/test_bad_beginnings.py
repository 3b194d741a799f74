"""What a form begins with may be no answer at all: the page stands, and the answer can be put right."""

import pytest

from app.ui.interview.geo.geopoint import place_of
from tests.ui.test_every_control import opens_section as _opens_section  # noqa: F401  (a fixture)
from tests.ui.test_interview import question

pytestmark = pytest.mark.screen
_KINDS = (
    ("geopoint", ""), ("geopoint", "maps"), ("geopoint", "placement-map"), ("geotrace", ""), ("geotrace", "maps"),
    ("geoshape", ""), ("integer", ""), ("integer", "counter"), ("integer", "thousands-sep"), ("decimal", ""),
    ("decimal", "bearing"), ("date", ""), ("date", "month-year"), ("date", "year"), ("date", "ethiopian"),
    ("date", "islamic"), ("date", "no-calendar"), ("time", ""), ("dateTime", ""), ("range", ""), ("range", "rating"),
    ("range", "vertical"), ("range", "picker"), ("range", "distress"), ("text", "numbers"), ("image", ""),
    ("image", "draw"), ("image", "annotate"), ("image", "signature"), ("audio", ""), ("file", ""), ("barcode", ""),
    ("select_one k", ""), ("select_one k", "minimal"), ("select_multiple k", ""), ("rank k", ""), ("select_one k", "likert"),
)  # fmt: skip
_BAD = ("home sweet 0 0", "nan nan", "1e999 -1e999;x y")


def _form(bad: str, told: str = "") -> str:
    """`told`: what each calculates, instead of beginning with it."""
    rows = "".join(
        f"| | {kind} | q{at} | Q | س | {look} | {'' if told else bad} | {told} | {'start=1 end=5 step=1' if kind == 'range' else ''} |\n"
        for at, (kind, look) in enumerate(_KINDS)
    )
    return (
        "| survey |\n| | type | name | label::English (en) | label::العربية (ar) | appearance | default | calculation | parameters |\n"
        f"| | begin_group | all | A | ا | | | | |\n{rows}| | end_group | | | | | | | |\n"
        "| choices |\n| | list_name | name | label::English (en) | label::العربية (ar) |\n| | k | a | A | ا |\n| | k | b | B | ب |\n"
    )


@pytest.fixture(name="opens_section")
def with_bad_form(_opens_section):  # noqa: F811
    return _opens_section


@pytest.mark.parametrize("stored", ["nan nan", "inf inf 0 0", "91 0", "home 0 0 0", "1e400 2", "5"])
def test_what_is_no_place_is_drawn_nowhere(stored):
    assert place_of(stored) is None


@pytest.mark.parametrize(("bad", "told"), [*((bad, "") for bad in _BAD), *(("", f"'{bad}'") for bad in _BAD)])
def test_a_page_stands_whatever_its_questions_begin_with(opens_section, bad, told):
    hand = opens_section("all", form=_form(bad, told))
    for at in range(len(_KINDS)):
        assert question(hand, f"q{at}") is not None
    hand.window.grab()
