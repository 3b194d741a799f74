"""Papers that were issued, and the six words that two people compare, as every command tells of them."""

from app.casework.cases.issued_papers import IssuedPaper
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.seal.six_words import Pair

ISSUED = JsonView(IssuedPaper, "document number record key=fingerprint signed=line signature")


def six_words(session: Session, words: tuple[str, ...], words_other: tuple[str, ...]) -> Document:
    """The same on both computers, whatever language each speaks: `words` are in this officer's."""
    in_arabic = session.officer.language == "ar"
    arabic, english = (words, words_other) if in_arabic else (words_other, words)
    return {"words": english, "words_ar": arabic}


def in_both(pair: Pair) -> dict[str, str]:
    """Six words as one line in each language."""
    arabic, english = pair
    return {"ar": " ".join(arabic), "en": " ".join(english)}
