"""A form's words with the marks of Markdown and of ODK's few tags read: what is bold, emphasised, a
heading, coloured.

The text itself is always the plain words: a screen reader, a search, a printed paper and whatever
knows no styles get those. Nothing is opened, fetched or drawn as a page; what is not named here stays
as it was written. Source: ODK docs, "Form Styling".
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Self

from app.language import isolate_ltr, strip_marks

_SUSPECT = re.compile(r"[*_#<\\\[`]|^[^\S\n]*[-+]\s|&(?:nbsp|amp|lt|gt);", re.MULTILINE)
_TAG = re.compile(
    r"<(/?)(span|p|div|b|i|u|s|em|strong|font|a|small|big|sub|sup|center|h[1-6])(\s[^<>]{0,500})?/?>", re.IGNORECASE
)
_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^<>]{0,500}>", re.IGNORECASE)
_COLOUR = re.compile(
    r"(?:(?<![-\w])color\s{0,4}[:=]\s{0,4}[\"']?\s{0,4})(#[0-9a-f]{3}(?:[0-9a-f]{3})?\b|[a-z]{3,20}\b)", re.IGNORECASE
)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\(([^()\s]{0,500})(?:\s\"[^\"\n]{0,200}\")?\)")
_HEAD = re.compile(r"^[ ]{0,3}(#{1,6})[ \t]+([^ \t\n].*|)$", re.MULTILINE)
_BULLET = re.compile(r"^([ ]{0,8})[-*+][ \t]+", re.MULTILINE)
# no mark of its own inside: else each that never ends is looked for again to the end of the line
_STRONG = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1)[^\n]){1,2000})(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^\n*_]{1,2000}?)(?<=\S)\1(?![\w*_])")
_ESCAPED = re.compile(r"\\([\\*_#\[\]<>`.()+-])")
_NAMED = {"&nbsp;": "\u00a0", "&lt;": "<", "&gt;": ">", "&amp;": "&"}
# private letters, used between reading marks and parting the words; none of the form's own stays
_HELD, _MARKS = 0xE000, 0xE080  # 128 escaped letters; what begins and ends
_BOLD, _SLANT, _HEADED, _TINTED = (chr(_MARKS + at) for at in range(4))
_BOLD_ENDS, _SLANT_ENDS, _HEAD_ENDS, _TINT_ENDS = (chr(_MARKS + 4 + at) for at in range(4))
_NUMBER = _MARKS + 16  # after _HEADED its level, after _TINTED the place of its colour
_MOST_COLOURS = 64
_LONGEST, _MOST_RUNS = 50_000, 1000  # letters, and styles: what has more is shown as it is written
# letters that show others in another order than they are read out, signed and translated
_OVERRIDES = re.compile("[\u202d\u202e]")
_PRIVATE = re.compile("[\ue000-\ue0ff]")
_PARTED = re.compile(f"([{_HEADED}{_TINTED}].|[{_BOLD}{_SLANT}{_BOLD_ENDS}-{_TINT_ENDS}])")


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style. `heading`: its level from 1, 0 for none; `colour`: as the form names it."""

    words: str
    bold: bool = False
    slanted: bool = False
    heading: int = 0
    colour: str = ""


class StyledText(str):
    """Plain words that remember how they were styled."""

    runs: tuple[Run, ...]
    __slots__ = ("runs",)

    @classmethod
    def of(cls, runs: Iterable[Run]) -> Self:
        parts = tuple(runs)
        self = cls("".join(run.words for run in parts))
        self.runs = parts
        return self

    def mapped(self, change: Callable[[str], str]) -> "StyledText":
        """Each part of the words changed by itself."""
        return StyledText.of(replace(run, words=change(run.words)) for run in self.runs)


def styled(markup_text: str) -> str:
    """The words: `Styled` where they have a style, else a plain text."""
    markup_text = _OVERRIDES.sub("", markup_text)
    if len(markup_text) > _LONGEST or not _SUSPECT.search(markup_text):
        return markup_text
    colours: list[str] = []
    runs = [run for run in _runs(_read(markup_text, colours), colours) if run.words]
    if len(runs) > _MOST_RUNS or all(run == Run(run.words) for run in runs):
        return "".join(run.words for run in runs)
    return StyledText.of(runs)


def joined(separator: str, parts: Iterable[str]) -> str:
    """Texts one after the other, each in its own styles."""
    runs: list[Run] = []
    for part in parts:
        runs += [Run(separator)] if runs else []
        runs += part.runs if isinstance(part, StyledText) else [Run(part)]
    is_plain = all(run == Run(run.words) for run in runs)
    return "".join(run.words for run in runs) if is_plain else StyledText.of(runs)


def _read(markup_text: str, colours: list[str]) -> str:
    """The words with private letters for where a style begins and ends."""
    text = _ESCAPED.sub(lambda m: chr(_HELD + ord(m[1])), _PRIVATE.sub("", markup_text))
    text = _tags(_BREAK.sub("\n", text), colours)
    text = _LINK.sub(_linked, text)
    text = _HEAD.sub(_headed, text)
    text = _BULLET.sub("\\1• ", text)
    text = _STRONG.sub(rf"{_BOLD}\2{_BOLD_ENDS}", text)
    text = _EMPHASIS.sub(rf"{_SLANT}\2{_SLANT_ENDS}", text)
    for name, letter in _NAMED.items():
        text = text.replace(name, letter)
    return text


def _tags(text: str, colours: list[str]) -> str:
    """Tags of ODK become marks; which colours of `<span>` and `<font>` are open is remembered."""
    open_tints: list[bool] = []

    def mark(match: re.Match[str]) -> str:
        is_closing, tag, attributes = bool(match[1]), match[2].lower(), match[3] or ""
        if tag in ("b", "strong"):
            return _BOLD_ENDS if is_closing else _BOLD
        if tag in ("i", "em"):
            return _SLANT_ENDS if is_closing else _SLANT
        if tag[0] == "h":
            return _HEAD_ENDS if is_closing else f"{_HEADED}{chr(_NUMBER + int(tag[1]))}"
        if tag not in ("span", "font"):
            return ""
        if is_closing:
            return _TINT_ENDS if open_tints and open_tints.pop() else ""
        colour = _COLOUR.search(attributes)
        tints = colour is not None and len(colours) < _MOST_COLOURS
        open_tints.append(tints)
        if not tints or colour is None:
            return ""
        colours.append(colour[1].lower())
        return f"{_TINTED}{chr(_NUMBER + len(colours) - 1)}"

    return _TAG.sub(mark, text)


@dataclass(slots=True)
class _Open:
    """What is open at a place of the words; what ends without having begun is nothing."""

    bold: int = 0
    slant: int = 0
    level: int = 0
    tints: list[str] = field(default_factory=list)

    def run(self, words: str) -> Run:
        tint = self.tints[-1] if self.tints else ""
        return Run(_freed(words), bool(self.bold), bool(self.slant), self.level, tint)

    def take(self, mark: str, colours: list[str]) -> None:
        if mark[0] == _HEADED:
            self.level = ord(mark[1]) - _NUMBER
        elif mark == _HEAD_ENDS:
            self.level = 0
        elif mark[0] == _TINTED:
            self.tints.append(colours[ord(mark[1]) - _NUMBER])
        elif mark == _TINT_ENDS:
            del self.tints[-1:]
        elif mark in (_BOLD, _BOLD_ENDS):
            self.bold = max(0, self.bold + (1 if mark == _BOLD else -1))
        else:
            self.slant = max(0, self.slant + (1 if mark == _SLANT else -1))


def _runs(text: str, colours: list[str]) -> Iterator[Run]:
    now = _Open()
    for at, part in enumerate(_PARTED.split(text)):
        if at % 2:
            now.take(part, colours)
        elif part:
            yield now.run(part)


def _freed(text: str) -> str:
    """Escaped letters as themselves."""
    return re.sub(f"[{chr(_HELD)}-{chr(_HELD + 127)}]", lambda m: chr(ord(m[0]) - _HELD), text)


def _headed(match: re.Match[str]) -> str:
    words = match[2].rstrip("#").rstrip(" \t")
    return f"{_HEADED}{chr(_NUMBER + len(match[1]))}{words}{_HEAD_ENDS}"


def _linked(match: re.Match[str]) -> str:
    words, address = match[1].strip(), strip_marks(match[2])
    if not words or words == address:
        return isolate_ltr(address)
    return f"{words} ({isolate_ltr(address)})"
