"""A form's words as plain text, without the marks of Markdown: for papers, lists and search."""

from app.markup import styled


def marked(markup_text: str) -> str:
    """The words, without their marks."""
    return str(styled(markup_text))
