"""What the page of a received file says of what was taken into the records."""

from dataclasses import replace

import pytest

from app.casework.export.bundle_import import ImportedCase, OtherCase, RecordAuthor
from app.language import Words, strip_marks
from app.ui.bundle import open_bundle
from app.ui.labels import Label

pytestmark = pytest.mark.screen
W = Words("en")
CASE = ImportedCase(
    case_id="c", reference="KW-1", state="merged", new=3, known=5, waiting=7, refused=(), left_out=True, authors=(),
    outside=("case.pdf",),
)  # fmt: skip
AUTHOR = RecordAuthor("Layla", "inspector", "Committee", 2, (("واحد", "اثنان"), ("one", "two")))


def test_numbers_stand_each_after_its_own_word():
    assert strip_marks(open_bundle._numbers(CASE)(W)) == (  # type: ignore[operator]
        "new: 3 · here already: 5 · waiting: 7 · some stayed with the sender"
    )


def lines(case: ImportedCase, words: Words = W) -> list[str]:
    part = open_bundle._case(case)
    texts = [label.of(words) if callable(label.of) else words(label.of) for label in part.findChildren(Label)]
    part.deleteLater()
    return [strip_marks(text) for text in texts]


def test_what_was_refused_is_named_with_how_many(qapp):
    shown = lines(replace(CASE, refused=((OtherCase(), 4),)))
    assert "4 records" in shown
    assert any("belongs to a different case" in line for line in shown)
    assert "4 records" not in lines(CASE)


@pytest.mark.parametrize(("state", "icon"), [("merged", "kept"), ("waiting", "wait"), ("read only", "eye")])
def test_what_came_of_a_case_is_said_first(qapp, state: str, icon: str):
    sentence = strip_marks(W(open_bundle._STATES[state][0], reference="KW-1"))
    assert lines(replace(CASE, state=state)).index(sentence) == 0  # type: ignore[arg-type]
    assert open_bundle._STATES[state][1] == icon


@pytest.mark.parametrize(("language", "words"), [("en", "one two"), ("ar", "واحد اثنان")])
def test_who_signed_is_known_by_words_in_the_language_of_the_page(qapp, language, words: str):
    assert f"Committee · {words}" in lines(replace(CASE, authors=(AUTHOR,)), Words(language))
