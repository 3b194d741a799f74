"""Markdown in a form's words, read as plain text: nothing is opened, fetched or drawn as a page.

The safe part of what ODK's forms write: emphasis, headings, bullets, the words of a link, and its
address beside them where it says something else. Source: ODK docs, "Styling prompt text".
"""

import re

from app.language import isolate_ltr

_SUSPECT = re.compile(r"[*_#<\\\[`]|^\s*[-+]\s|&(?:nbsp|amp|lt|gt);", re.MULTILINE)
_TAG = re.compile(
    r"</?(?:span|p|div|b|i|u|s|em|strong|font|a|small|big|sub|sup|center|h[1-6])(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^<>]{0,500}>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\(([^()\s]{0,500})(?:\s\"[^\"\n]{0,200}\")?\)")
_HEAD = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE)
_BULLET = re.compile(r"^([ ]{0,8})[-*+][ \t]+", re.MULTILINE)
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n]{1,2000}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^\n*_]{1,2000}?)(?<=\S)\1(?![\w*_])")
_ESCAPED = re.compile(r"\\([\\*_#\[\]<>`.()+-])")
_NAMED = {"&nbsp;": "\u00a0", "&lt;": "<", "&gt;": ">", "&amp;": "&"}
_HELD = 0xE000  # private letters stand for escaped ones meanwhile


def marked(written: str) -> str:
    """The words, without their marks."""
    if not _SUSPECT.search(written):
        return written
    text = _ESCAPED.sub(lambda m: chr(_HELD + ord(m[1])), written)
    text = _TAG.sub("", _BREAK.sub("\n", text))
    text = _HEAD.sub(r"\1", _LINK.sub(_linked, text))
    text = _BULLET.sub("\\1• ", text)
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    for name, letter in _NAMED.items():
        text = text.replace(name, letter)
    return re.sub(f"[{chr(_HELD)}-{chr(_HELD + 127)}]", lambda m: chr(ord(m[0]) - _HELD), text)


def _linked(found: re.Match[str]) -> str:
    words, address = found[1].strip(), found[2]
    if not words or words == address:
        return isolate_ltr(address)
    return f"{words} ({isolate_ltr(address)})"
