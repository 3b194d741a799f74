"""A list that stays in the vault, on the screen: a few of its rows, or all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from app.form.external_table import ExternalRoot
from app.language import fold, strip_marks
from app.ui import navigation
from app.ui.interview.long_list import fold_all
from app.ui.interview.screen import InterviewScreen
from tests.counted import calls_of
from tests.ui.test_controls import types, value
from tests.ui.test_interview import answer, question

pytestmark = pytest.mark.screen

TOWNS = """
| survey   |                 |        |                     |                     |                    |
|          | type            | name   | label::English (en) | label::العربية (ar) | choice_filter      |
|          | text            | region | Region              | المنطقة             |                    |
|          | select_one town | near   | Town near by        | بلدة قريبة          | region = ${region} |
|          | select_one town | any    | Any town            | أي بلدة             |                    |
| settings |                 |        |                     |                     |                    |
|          | form_id         | form_title |                 |                     |                    |
|          | towns           | Towns  |                     |                     |                    |
| choices  |                 |        |                     |                     |                    |
|          | list_name       | name   | label::English (en) | label::العربية (ar) | region             |
"""


def test_rows_of_a_long_list_are_looked_up_while_somebody_answers(opens, tmp_path, language):
    rows = "".join(f"| | town | n{at} | Town {at} | بلدة {at} | r{at % 300} |\n" for at in range(1500))
    hand = opens(language).unlocks_new()
    added = hand.adds_form(tmp_path / "towns.md", TOWNS.lstrip() + rows)
    session, window = hand.window.context.session, hand.window
    session.forms.clear()  # as in a new process
    window.go(navigation.StartInterview({}, added))
    hand.sees(InterviewScreen)
    types(question(hand, "region").line, "r7")
    hand.until(lambda: len(question(hand, "near").cards) == 5)
    hand.click(question(hand, "near").cards["n307"])
    assert value(hand, "near") == "n307"
    any_question = question(hand, "any")
    types(any_question.finder, "1499")
    assert [row.value for row in any_question.list.rows.shown] == ["n1499"]
    any_question.finder.setFocus()
    hand.key(Qt.Key.Key_Return)
    assert value(hand, "any") == "n1499"
    form = hand.screen.controller.interview.form
    root = form.instances.get("town").kids[0]
    assert isinstance(root, ExternalRoot)
    assert not root.whole
    window.close()
    hand.until(lambda: not session._readers)  # no connection outlives the window


@pytest.fixture
def nationality(opens, language):
    hand = opens(language).unlocks_new()
    screen = hand.begins()
    answer(hand, present="nobody", overheard="no", wants_here="yes", consent_talk="yes", consent_record="yes")
    screen.open_page("/data/person")
    hand.rests()
    return question(hand, "nationality")


def test_countries_stand_in_the_order_of_the_language_on_the_screen(nationality, language):
    rows = nationality.list.rows.shown
    first = {"en": ["Afghanistan", "Algeria"], "ar": ["أذربيجان", "الأردن", "أرمينيا"]}[language]
    names = [strip_marks(row.label) for row in rows]
    assert [name for name in names if name in first] == first
    keys = [fold(name).removeprefix("ال") for name in names[:-2]]
    assert keys == sorted(keys)
    assert [row.value for row in rows[-2:]] == ["XXA", "other"]


def test_a_search_with_one_hit_leaves_no_empty_box(nationality, language):
    before = nationality.list.height()
    types(nationality.finder, {"ar": "نيبال", "en": "Nepal"}[language])
    assert len(nationality.list.rows.shown) == 1
    assert nationality.list.height() < 80 < before


_WORDS = st.text(
    st.one_of(
        st.characters(exclude_characters="\x00", exclude_categories=("Cs",)),
        st.sampled_from("اأإآةىيئءؤ٠١۲كگـ ًّ\u0654\u0655\u0301 eE\t\n"),
    ),
    max_size=12,
)


@given(st.lists(_WORDS, max_size=8))
def test_many_are_folded_as_each_is(words):
    assert fold_all(words) == [fold(word) for word in words]


def test_none_are_none():
    assert fold_all([]) == []


def test_very_many_are_folded_by_their_letters_not_one_by_one():
    words = [f"مدينة رقم {n} · City {n}" for n in range(10_000)]
    assert fold_all(words)[7] == "مدينه رقم 7 · city 7"
    ours = calls_of(lambda: fold_all(words))
    assert ours < 2.1 * calls_of(lambda: fold_all(words[:5_000]))
    assert ours * 5 < calls_of(lambda: [fold(word) for word in words])
