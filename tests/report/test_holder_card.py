"""A holder's card on paper: one page, both languages, and the words of that card alone."""

from datetime import UTC, datetime

import pypdfium2
import pytest

from app import report
from app.language import Words
from app.seal.holders import Policy, deal, read_card


@pytest.mark.parametrize("officer", ["Layla Sample", ""])
@pytest.mark.parametrize("languages", [("ar", "en"), ("en", "ar")])
def test_a_card_is_one_page_that_says_whose_it_is_and_what_it_opens(officer: str, languages):
    cards = deal(bytes(range(32)), Policy())
    sheet = report.HolderSheet(
        words=cards[1].words,
        number=2,
        cards=5,
        threshold=3,
        holder="Basil Two " * 8,
        set_name="autumn",
        made_at=datetime(2026, 11, 27, tzinfo=UTC),
        organisation="Sample Committee " * 4,
        officer=officer,
    )
    assert "words" not in repr(sheet)
    pdf = report.holder_card(sheet, [Words(code) for code in languages])
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        text = document[0].get_textpage().get_text_bounded()
    for part in ("Sanad" if languages[0] == "en" else "سند", "2 of 5", "any 3", "Basil Two", "autumn"):
        assert part in text
    for explained in ("Latin letters", "اللاتينية"):
        assert explained in text
    assert ("records of" in text) == bool(officer)
    assert ("stays valid until it is destroyed" in text) != bool(officer)
    numbered = [f"{place}. {word}" for place, word in enumerate(cards[1].words, 1)]
    assert all(word in text for word in numbered)
    assert read_card(" ".join(numbered)) == cards[1]
