"""The words that a guide prints in bold are those of the screens, in its language."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.language import strip_marks
from app.settings import CATALOGS

DOCS = Path(__file__).resolve().parent.parent / "docs"
BOLD = re.compile(r"\*\*(.+?)\*\*")


def words(language: str) -> set[str]:
    """Everything that the screens can say, as a person reads it."""
    with (CATALOGS / "ar" / "LC_MESSAGES" / "sanad.po").open("rb") as file:
        told = [each for each in read_po(file) if isinstance(each.id, str) and each.id]
    return {strip_marks(str(each.id if language == "en" else each.string)) for each in told}


@pytest.mark.parametrize(
    ("guide", "language"),
    [
        ("guide-case.md", "en"),
        ("guide-case.ar.md", "ar"),
        ("guide-pages.md", "en"),
        ("guide-pages.ar.md", "ar"),
        ("guide-sharing.md", "en"),
        ("guide-sharing.ar.md", "ar"),
        ("guide-setup.md", "en"),
        ("guide-setup.ar.md", "ar"),
        ("guide-opening.md", "en"),
        ("guide-opening.ar.md", "ar"),
    ],
)
def test_every_bold_word_stands_on_the_screen(guide: str, language: str):
    text = (DOCS / guide).read_text("utf-8")
    said = [part.strip() for bold in BOLD.findall(text) for part in re.split("[←→]", bold)]
    prose = {"Three things that are always so.", "بخط عريض", "bold"}
    unknown = sorted(set(said) - words(language) - prose)
    assert not unknown, f"bold in {guide}, and no button, page or field is called so in that language: {unknown}"


def sentences(language: str) -> list[str]:
    """As `words`, with both numbers of a plural."""
    with (CATALOGS / "ar" / "LC_MESSAGES" / "sanad.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    texts = [message.id if language == "en" else message.string for message in messages]
    several = [text if isinstance(text, tuple | list) else (text,) for text in texts]
    return [strip_marks(str(text)) for forms in several for text in forms]


@pytest.mark.parametrize("guide", sorted(path.name for path in DOCS.glob("guide-*.md")))
def test_what_a_guide_says_that_one_sees_is_said_by_the_program(guide: str):
    language = "ar" if guide.endswith(".ar.md") else "en"
    quoted = re.compile("“([^”]+)”" if language == "en" else "«([^»]+)»")
    rows = [line for line in (DOCS / guide).read_text("utf-8").splitlines() if line.startswith("|")]
    said = sentences(language)
    for seen in (quote for row in rows for quote in quoted.findall(row.split("|")[1])):
        parts = [part.strip() for part in seen.split("…") if part.strip()]
        assert any(all(part in sentence for part in parts) for sentence in said), seen


def bold_words(text: str) -> list[set[str]]:
    """Of each part."""
    return [
        {part.strip() for bold in BOLD.findall(section) for part in re.split("[←→]", bold)}
        for section in text.split("\n## ")[1:]
    ]


@pytest.mark.parametrize("guide", ["guide-case", "guide-pages", "guide-setup", "guide-opening", "guide-sharing"])
def test_each_part_of_a_guide_names_the_same_buttons_in_both_languages(guide: str):
    with (CATALOGS / "ar" / "LC_MESSAGES" / "sanad.po").open("rb") as file:
        messages = [each for each in read_po(file) if isinstance(each.id, str) and each.id]
    in_arabic = {strip_marks(each.id): strip_marks(str(each.string)) for each in messages}
    english, arabic = (bold_words((DOCS / f"{guide}{language}.md").read_text("utf-8")) for language in ("", ".ar"))
    assert [{in_arabic[word] for word in part} for part in english] == arabic


def test_both_guides_have_the_same_parts_and_as_many_words_of_the_screen():
    for guide in ("guide-case", "guide-pages", "guide-setup", "guide-opening"):
        english, arabic = ((DOCS / f"{guide}{language}.md").read_text("utf-8") for language in ("", ".ar"))
        assert english.count("\n## ") == arabic.count("\n## ")
        assert english.count("\n1. ") == arabic.count("\n1. ")
