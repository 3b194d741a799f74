"""Many texts are folded as each would be."""

import time

from hypothesis import given
from hypothesis import strategies as st

from app.language import fold
from app.ui.interview.text_folding import fold_all

_WORDS = st.text(
    st.one_of(
        st.characters(exclude_characters="\x00", exclude_categories=("Cs",)),
        st.sampled_from("اأإآةىيئءؤ٠١۲كگـ ًّ\u0654\u0655\u0301 eE\t\n"),
    ),
    max_size=12,
)


@given(st.lists(_WORDS, min_size=1, max_size=8))
def test_many_are_folded_as_each_is(words):
    assert fold_all(words) == [fold(word) for word in words]


def test_a_hundred_thousand_take_no_second():
    words = [f"مدينة رقم {n} · City {n}" for n in range(100_000)]
    start = time.perf_counter()
    assert fold_all(words)[7] == "مدينه رقم 7 · city 7"
    assert time.perf_counter() - start < 1
