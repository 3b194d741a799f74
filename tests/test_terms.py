"""The words of the program keep to the term base, i18n/terms.csv, and to the rules of its Arabic.

A forbidden variant without brackets is looked for as a whole word; one with brackets holds only in the
sense that it names, and is for a reviewer.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "i18n" / "ar" / "LC_MESSAGES"
_MARKS = re.compile("[\u064b-\u0650\u0652]")  # vowel signs; a shadda stays
_BEFORE = "(?<!\\w)(?:[وفبكل]|ال|وال|بال|لل|فال|كال)?"
# In these the word has another meaning than the one that the term base forbids it for.
ELSEWHERE = {
    ("en", "24 words"), ("en", "HQ"), ("en", "to share"), ("en", "subject"), ("en", "holds"),
    ("en", "different values"), ("en", "register"), ("en", "refused"), ("en", "log in"),
    ("en", "desk"), ("en", "Came in"), ("en", "move on"), ("en", "to return"), ("ar", "قائم"),
}  # fmt: skip
# Verbal nouns that would stand as an instruction after a full sentence.
_BARE = (
    "إعادة", "اختيار", "كتابة", "التحقق", "إبلاغ", "سؤال", "استعادة", "استرجاع", "المقارنة", "تسليم",
    "إغلاق", "فتح", "المزامنة", "التأكد", "مراجعة", "إدخال", "طلب", "استعمال", "استخدام", "حذف",
)  # fmt: skip


def terms(column: str) -> list[tuple[str, str]]:
    """Each forbidden variant, and what is written instead."""
    with (ROOT / "i18n" / "terms.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = "english" if column == "forbidden_english" else "arabic"
    return [
        (variant.strip(), row[wanted])
        for row in rows
        for variant in (row[column] or "").split("|")
        if variant.strip() and "(" not in variant
    ]


def hits(language: str, column: str, before: str, texts: set[str]) -> list[tuple[str, str, str]]:
    """The variant, what is written instead, and where it stands."""
    instead = {
        variant.lower(): better
        for variant, better in terms(column)
        if (language, variant) not in ELSEWHERE
    }
    variants = "|".join(re.escape(variant) for variant in sorted(instead, key=len, reverse=True))
    pattern = re.compile(rf"{before}({variants})(?!\w)", re.IGNORECASE)
    return [
        (match[1], instead[match[1].lower()], text)
        for text in sorted(texts)
        if (match := pattern.search(text))
    ]


def messages(name: str) -> Iterator[tuple[list[str], list[str]]]:
    """English and Arabic forms of each."""
    with (FOLDER / f"{name}.po").open("rb") as file:
        for message in read_po(file, locale="ar"):
            if message.id:
                english = [message.id] if isinstance(message.id, str) else list(message.id)
                arabic = [message.string] if isinstance(message.string, str) else message.string
                yield english, list(arabic)


ALL = [*messages("sanad"), *messages("sanad-woman")]
ENGLISH = {text for english, _ in ALL for text in english}
ARABIC = {_MARKS.sub("", text) for _, arabic in ALL for text in arabic}


def test_the_term_base_is_there():
    assert len(terms("forbidden_arabic")) > 300
    assert len(terms("forbidden_english")) > 150


def test_no_english_has_a_variant_that_the_term_base_forbids():
    assert hits("en", "forbidden_english", "(?<!\\w)", ENGLISH) == []


def test_no_arabic_has_a_variant_that_the_term_base_forbids():
    assert hits("ar", "forbidden_arabic", _BEFORE, ARABIC) == []


@pytest.mark.parametrize("sign", ["“", "”", *"٠١٢٣٤٥٦٧٨٩"])
def test_arabic_quotes_as_arabic_does_and_leaves_digits_to_the_setting(sign: str):
    assert [text for text in ARABIC if sign in text] == []


def test_no_bare_verbal_noun_stands_as_an_instruction_after_a_sentence():
    pattern = re.compile(rf"[.؛] (?:{'|'.join(_BARE)}) ")
    assert [text for text in ARABIC if pattern.search(text)] == []


def test_what_is_said_to_a_woman_is_said_otherwise_to_a_man():
    man = {english[0]: arabic for english, arabic in messages("sanad")}
    for english, arabic in messages("sanad-woman"):
        assert english[0] in man
        assert arabic != man[english[0]], english[0]
