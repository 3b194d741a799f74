"""No picture of a guide shows a sentence that the program no longer says."""

import json
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
WORDS: dict[str, list[str]] = json.loads((ROOT / "docs/pictures/words.json").read_text("utf-8"))


def test_each_picture_says_which_sentences_stand_on_it():
    pictures = {file.stem for file in (ROOT / "docs/pictures").glob("*.png")}
    assert pictures == set(WORDS)
    assert all(len(sentences) > 2 for sentences in WORDS.values())


@pytest.mark.parametrize("picture", sorted(WORDS))
def test_what_stands_on_a_picture_is_still_said(picture: str):
    with (ROOT / "i18n/sanad.pot").open("rb") as file:
        messages = {message.id for message in read_po(file)}
    gone = set(WORDS[picture]) - messages
    assert not gone, f"docs/pictures/{picture}.png is older than its screen (./run pictures): {gone}"
