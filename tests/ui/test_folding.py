"""Many texts are folded as each would be."""

from hypothesis import given
from hypothesis import strategies as st

from app.language import fold
from app.ui.interview.long_list import fold_all
from tests.counted import calls_of

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
