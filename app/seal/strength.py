"""How much a guesser who knows Arabic, English and Kuwait must try before he has a phrase.

A phrase is cut into parts in the way that costs him least: known phrases, names, words of every day,
rarer words, numbers, runs of keys, repeats, single letters. It is read as it stands, as the other
keyboard's letters, in the other language's letters, and backwards. What he tries first can
together never cost him more than `_FIRST_MOST` bits, however much of it there is: a sentence of
everyday words, or a verse with a name and a year, is not strong by being long. The figures are in
docs/decisions/0024."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.language import ascii_digits, fold
from app.seal.vocabulary import (
    RARE_BITS,
    Cost,
    Vocabulary,
    Weakness,
    by_sound,
    other_layout,
    runs,
    sound,
    unleeted,
    vocabulary,
)

ENOUGH = 42.0  # bits: four words that are neither known nor everyday, or 2^42 guesses of Argon2id
ENOUGH_OF_A_BUNDLE = ENOUGH + 2  # it is stretched four times less than it was (decision 42)
_FIRST_MOST = 26.0
_IN_A_SENTENCE = 0.5  # of a rare word's bits, where those around it tell of it
_LONGEST = 160  # letters that are looked at; what follows adds nothing
_ANOTHER_READING = 2.0
_LETTER = 4.3
_SIGN, _SAME_SIGN, _SIGNS_MOST = 3.0, 0.5, 12.0
_RUN_TOGETHER = 10  # letters of a part that may be several words
_INSIDE = 1.5  # where one word ends and the next begins, without a space
_LONGEST_PHRASE = 70
_MOST_PARTS = 7  # words that a phrase of the lists, or letters that a word, may be spread over

_DOTTED = (("3'", "gh"), ("7'", "kh"), ("5'", "kh"), ("9'", "dh"), ("6'", "z"))  # as on telephones
_PARTS = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Strength:
    """`bits` that a guesser must try at most; `weakness`: what makes it weak."""

    bits: float
    weakness: Weakness


@dataclass(frozen=True, slots=True)
class _Edge:
    start: int
    end: int
    cost: Cost
    inside: bool = False  # a word run together with others


def strength_of(passphrase: str, personal_words: Iterable[str] = ()) -> Strength:
    """The least over all readings."""
    personal_words = list(personal_words)
    words = vocabulary().with_personal(personal_words)
    folded = fold(passphrase)[:_LONGEST]
    strengths = [_strength(folded, words, 0.0)]
    for reading in _readings(passphrase[:_LONGEST], folded):
        if reading and reading != folded:
            strengths.append(_strength(reading, words, _ANOTHER_READING))
    for script, heard in _heard(folded):
        personal_sounds = [sound(fold(word)) for name in personal_words for word in name.split()]
        by_ear = by_sound(script).with_personal(personal_sounds)
        parts = [part for part in heard.split() if len(part) > 2]
        compact = heard.replace(" ", "")
        if (
            4 * sum(by_ear.exact(part) is not None for part in parts) >= 3 * len(parts)
            or compact in by_ear.spoken
            or any(phrase in compact for phrase in by_ear.phrases)
        ):
            strengths.append(_strength(heard, by_ear, 2 * _ANOTHER_READING))
    return min(strengths, key=lambda strength: strength.bits)


def _readings(typed: str, folded: str) -> Iterator[str]:
    yield fold(other_layout(ascii_digits(typed)))
    yield folded[::-1]
    yield " ".join(word[::-1] for word in folded.split())
    yield unleeted(folded)
    compact = re.sub(r"[\W_]", "", folded)
    repeat = re.fullmatch(r"(.+?)\1+", compact)
    if repeat:
        yield repeat[1]


def _heard(folded: str) -> Iterator[tuple[str, str]]:
    """Latin letters as Arabic words, and the reverse, by their consonants."""
    for typed, letters in _DOTTED:
        folded = folded.replace(typed, letters)
    chunks = re.sub(r"[^\w\s]|_", " ", folded).split()
    for script in ("arabic", "latin"):
        foreign = [chunk for chunk in chunks if chunk[0].isascii() == (script == "arabic")]
        if any(not chunk.isdigit() for chunk in foreign):
            yield script, " ".join(chunk if chunk.isdigit() else sound(chunk) for chunk in chunks)


def _strength(text: str, words: Vocabulary, further_bits: float) -> Strength:
    parts, signs = [], Counter[str]()
    for part in _PARTS.findall(text):
        if part.isalnum():
            parts.append(part)
        else:
            signs[part] += 1
    of_signs = sum(_SIGN + _SAME_SIGN * (number - 1) for number in signs.values())
    compact = "".join(parts)
    edges = list(_edges(parts, compact, words))
    # once by what each part costs, once by how little of it is unknown: the guesser takes the better
    paths = [_cheapest(len(compact), edges, weight) for weight in (1.0, 0.2)]
    return min((_summed(path, of_signs, further_bits) for path in paths), key=lambda strength: strength.bits)


def _summed(path: list[_Edge], of_signs: float, further_bits: float) -> Strength:
    known = sum(edge.cost.bits for edge in path if edge.cost.weakness)
    uncommon = sum(edge.cost.bits for edge in path if not edge.cost.weakness)
    causes = {edge.cost.weakness for edge in path}
    companions = sum(edge.cost.weakness is not None and not edge.inside for edge in path)
    if companions >= max(3, len(path) / 2):
        uncommon *= _IN_A_SENTENCE
    weakness: Weakness = "known" if "known" in causes else "keys" if "keys" in causes else "everyday"
    return Strength(min(known, _FIRST_MOST) + uncommon + min(of_signs, _SIGNS_MOST) + further_bits, weakness)


def _cheapest(length: int, edges: list[_Edge], known_weight: float) -> list[_Edge]:
    ending: list[list[_Edge]] = [[] for _ in range(length + 1)]
    for edge in edges:
        ending[edge.end].append(edge)
    best: list[tuple[float, _Edge | None]] = [(0.0, None)]
    for at in range(1, length + 1):
        best.append(
            min(
                (
                    (best[edge.start][0] + edge.cost.bits * (known_weight if edge.cost.weakness else 1.0), edge)
                    for edge in ending[at]
                ),
                key=lambda sum_and_edge: sum_and_edge[0],
                default=(float("inf"), None),
            )
        )
    path: list[_Edge] = []
    last = best[length][1]
    while last:
        path.append(last)
        last = best[last.start][1]
    return path


def _edges(parts: list[str], compact: str, words: Vocabulary) -> Iterator[_Edge]:
    bounds = [0]
    for part in parts:
        bounds.append(bounds[-1] + len(part))
    for number, part in enumerate(parts):
        start, end = bounds[number], bounds[number + 1]
        if part in parts[:number]:
            yield _Edge(start, end, Cost(1.0, "keys"))
        yield from _of_part(part, start, words)
        for last in range(number + 2, min(len(parts), number + _MOST_PARTS) + 1):
            joined = compact[start : bounds[last]]
            bits = words.spoken.get(joined)
            # by ear, a word that several make together is chance; a phrase is not
            cost = Cost(bits, "known") if bits else None if words.likely else words.exact(joined)
            if cost and cost.weakness:
                yield _Edge(start, bounds[last], cost)
    yield from _of_phrases(compact, words)
    yield from _of_runs(compact)


def _of_part(part: str, start: int, words: Vocabulary) -> Iterator[_Edge]:
    end = start + len(part)
    if part.isdigit():
        yield _Edge(start, end, _number(part))
        return
    cost = words.word(part)
    yield _Edge(start, end, Cost(_unknown(part, words)))
    if cost:
        yield _Edge(start, end, cost)
    if len(part) > 6 and not (cost and cost.weakness):
        yield from _inside(part, start, words)


def _unknown(part: str, words: Vocabulary) -> float:
    """A word of no list: rare, misspelt or no word at all."""
    size = len(part)
    if words.likely:  # its consonants alone: the word was longer
        return min(RARE_BITS, 5.5 * size)
    if size < 4 or words.is_random(part):
        return _LETTER * size
    return RARE_BITS + 3.0 * max(0, size - 12)


def _inside(part: str, start: int, words: Vocabulary) -> Iterator[_Edge]:
    """Words written without a space between them; in few letters, short ones are chance."""
    shortest = 3 if len(part) >= _RUN_TOGETHER else 4
    for at in range(len(part)):
        yield _Edge(start + at, start + at + 1, Cost(_LETTER))
        for end in range(at + shortest, min(len(part), at + 14) + 1):
            cost = words.exact(part[at:end])
            if cost and end - at < len(part):
                yield _Edge(start + at, start + end, Cost(cost.bits + _INSIDE, cost.weakness), inside=True)


def _of_phrases(compact: str, words: Vocabulary) -> Iterator[_Edge]:
    for start in range(len(compact)):
        for end in range(start + 5, min(len(compact), start + _LONGEST_PHRASE) + 1):
            bits = words.phrases.get(compact[start:end])
            if bits is not None:
                yield _Edge(start, end, Cost(bits, "known"))


def _of_runs(compact: str) -> Iterator[_Edge]:
    for start in range(len(compact)):
        end = start + 1
        while end < len(compact) and compact[end] == compact[start]:
            end += 1
        if end - start > 2:
            yield _Edge(start, end, Cost(4.0, "keys"))
        for end in range(start + 3, len(compact) + 1):
            piece = compact[start:end]
            if not any(piece in run for run in runs()):
                break
            if end - start > 3 or piece.isdigit():
                yield _Edge(start, end, Cost(6.0, "keys"))


def _number(digits: str) -> Cost:
    """Years, dates, telephone and identity numbers: what is on paper elsewhere."""
    if len(digits) < 3:
        return Cost(3.0 if len(digits) == 2 else 2.0)
    if len(digits) == 4 and (1300 <= int(digits) <= 1450 or 1900 <= int(digits) <= 2100):
        return Cost(6.0, "keys")
    return Cost(min(3.0 * len(digits), 13.0 if len(digits) < 9 else 16.0), "keys")
