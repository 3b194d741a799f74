"""Where a text speaks of somebody known: a name in either script and any spelling, a number, an address.

It finds more rather than less: an officer looks at what it found and decides. Numbers long enough to be
a telephone's, and addresses of mail, are found whoever's they are; days and numbers such as 912/2026 only
where they are somebody's here, since a statement without its days says nothing to a court."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.case import names
from app.language import ascii_digits, fold

NAME, NUMBER, PLACE = "name", "number", "place"
IDENTITY = "identity"  # a number by which a state knows somebody
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u064b-\u065f\u0670\u0640\u200c\u200d])*")
_DIGITS = re.compile(r"[+(]?\d(?:[ ().\-/\u200e\u200f\u2066-\u2069]{0,3}\d)+")
# a day as people write it, or a number of a year as courts and registers have it: nobody's telephone
_DAY_OR_YEAR = re.compile(
    r"(?:(?:0?[1-9]|[12]\d|3[01])([/.\-])(?:0?[1-9]|[12]\d|3[01])\1(?:19|20)\d\d"
    r"|(?:19|20)\d\d([/.\-])(?:0?[1-9]|1[0-2])\2(?:0?[1-9]|[12]\d|3[01])"
    r"|\d{1,6}/(?:19|20)\d\d)"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# what Arabic writes together with the word that follows
_BEFORE = ("وال", "فال", "بال", "كال", "لل", "و", "ف", "ب", "ل", "ك")
_LEAST_LETTERS = 3
_LEAST_DIGITS = 7  # of a telephone number
_PIECES = re.compile(r"[,،;؛\n]")


@dataclass(frozen=True, slots=True)
class MentionedFact:
    """Somebody or something of the case. `kind`: NAME, NUMBER, IDENTITY or PLACE; `label`: what it is called by, such as
    a role and a number."""

    kind: str
    text: str
    label: str


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """`start`, `end`: of the text's letters. `label`, `kind`: of `Known`, `label` "" for a number that is nobody's
    here."""

    start: int
    end: int
    label: str = ""
    kind: str = NAME


def mentions(text: str, known: Iterable[MentionedFact]) -> tuple[Mention, ...]:
    """In their order; none lies within another."""
    tokens = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
    marked: list[Mention] = []
    numbers: list[MentionedFact] = []
    for entry in known:
        if entry.kind in (NUMBER, IDENTITY):
            numbers.append(entry)
        elif entry.kind == PLACE:
            for piece in _PIECES.split(entry.text):
                marked += _in_a_row(tokens, piece, entry)
        else:
            marked += _names(tokens, entry)
    marked += _numbers(text, numbers)
    marked += [Mention(match.start(), match.end(), kind=NUMBER) for match in _MAIL.finditer(text)]
    return _joined(text, marked)


def _names(tokens: Sequence[tuple[int, int, str]], entry: MentionedFact) -> Iterable[Mention]:
    words = [match[0] for match in _WORD.finditer(entry.text)]
    folded = {fold(word) for word in words if len(word) >= _LEAST_LETTERS}
    for start, end, token in tokens:
        if len(token) < _LEAST_LETTERS or token.isdigit():
            continue
        for spelling in _spellings(token):
            if fold(spelling) in folded or any(
                len(word) >= _LEAST_LETTERS and names.sounds_like(spelling, word) for word in words
            ):
                yield Mention(start, end, entry.label)
                break


def _spellings(token: str) -> Iterable[str]:
    """As it stands, and without what Arabic writes before it."""
    yield token
    for prefix in _BEFORE:
        if token.startswith(prefix) and len(token) - len(prefix) >= _LEAST_LETTERS:
            yield token.removeprefix(prefix)


def _in_a_row(tokens: Sequence[tuple[int, int, str]], piece: str, entry: MentionedFact) -> Iterable[Mention]:
    words = [fold(match[0]) for match in _WORD.finditer(piece)]
    if sum(map(len, words)) < _LEAST_LETTERS + 1:
        return
    folded = [fold(token) for _start, _end, token in tokens]
    for at in range(len(tokens) - len(words) + 1):
        first = {fold(spelling) for spelling in _spellings(tokens[at][2])}
        if words[0] in first and folded[at + 1 : at + len(words)] == words[1:]:
            yield Mention(tokens[at][0], tokens[at + len(words) - 1][1], entry.label, entry.kind)


def _numbers(text: str, known: Sequence[MentionedFact]) -> Iterable[Mention]:
    by_digits = [(_digits_of(entry.text), entry) for entry in known]
    for match in _DIGITS.finditer(text):
        digits = _digits_of(match[0])
        known_entry = next((entry for number, entry in by_digits if _is_same(digits, number)), None)
        is_long = len(digits) >= _LEAST_DIGITS and not _DAY_OR_YEAR.fullmatch(ascii_digits(match[0]))
        if known_entry is not None:
            yield Mention(match.start(), match.end(), known_entry.label, known_entry.kind)
        elif is_long:
            yield Mention(match.start(), match.end(), kind=NUMBER)
    letters = [entry for entry in known if _digits_of(entry.text) != entry.text]
    tokens = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
    for entry in letters:  # a passport's number has letters
        yield from _in_a_row(tokens, entry.text, entry)


def _digits_of(text: str) -> str:
    return "".join(letter for letter in ascii_digits(text) if letter.isdigit())


def _is_same(digits: str, known_digits: str) -> bool:
    """The same, or with and without the code of a country."""
    if digits == known_digits:
        return True
    shorter, longer = sorted((digits, known_digits), key=len)
    return len(shorter) >= _LEAST_DIGITS and longer.endswith(shorter)


def _joined(text: str, marked: Iterable[Mention]) -> tuple[Mention, ...]:
    """Words of one name beside each other are one passage; what lies within another is that."""
    joined: list[Mention] = []
    for mention in sorted(marked, key=lambda mention: (mention.start, -mention.end)):
        last = joined[-1] if joined else None
        if last is None or (mention.start > last.end and not _beside(text, last, mention)):
            joined.append(mention)
        elif mention.start < last.end or _beside(text, last, mention):
            joined[-1] = Mention(last.start, max(last.end, mention.end), last.label or mention.label, last.kind)
        else:
            joined.append(mention)
    return tuple(joined)


def _beside(text: str, first: Mention, second: Mention) -> bool:
    gap = text[first.end : second.start]
    is_alike = (first.label, first.kind) == (second.label, second.kind)
    return is_alike and not gap.strip(" -'’.")
