"""The bidirectional algorithm: which characters of a paragraph run left to right, which do not.

Source: Unicode Standard Annex #9, with isolates (X5a to X6a, BD9) and paired brackets (N0). The
paragraph is one line of thought without separators; lines are broken afterwards and reordered by
`reordered` (L2). What is drawn never contains the invisible marks: `REMOVED` says which they are."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

Direction = Literal["ltr", "rtl"]

_DEPTH = 125  # max_depth, BD2
_ISOLATES = ("LRI", "RLI", "FSI")
_EXPLICIT = {"LRE": 0, "RLE": 1, "LRO": 0, "RLO": 1}
_NEUTRAL = {"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"}  # NI
# BidiBrackets.txt pairs every opening bracket with the next code point but for these
_PAIRS = {"(": ")", "[": "]", "{": "}", "\u298d": "\u2990", "\u298f": "\u298e"}
_CANONICAL = {"\u2329": "\u3008", "\u232a": "\u3009"}
REMOVED = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@lru_cache(maxsize=4096)
def kind(letter: str) -> str:
    """The Bidi_Class; an unassigned character counts as left to right."""
    return unicodedata.bidirectional(letter) or "L"


@lru_cache(maxsize=1024)
def closing(letter: str) -> str:
    """The closing bracket of an opening one, "" for anything else."""
    letter = _CANONICAL.get(letter, letter)
    if letter in _PAIRS:
        return _PAIRS[letter]
    if unicodedata.category(letter) != "Ps" or not unicodedata.mirrored(letter):
        return ""
    follower = chr(ord(letter) + 1)
    return follower if unicodedata.category(follower) == "Pe" else ""


@lru_cache(maxsize=1024)
def _closes(letter: str) -> bool:
    return unicodedata.category(letter) == "Pe" and bool(unicodedata.mirrored(letter))


def _matching(kinds: Sequence[str]) -> dict[int, int]:
    """BD9: isolate initiators and their pop, where there is one."""
    matches: dict[int, int] = {}
    waiting: list[int] = []
    for i, kind in enumerate(kinds):
        if kind in _ISOLATES:
            waiting.append(i)
        elif kind == "PDI" and waiting:
            matches[waiting.pop()] = i
    return matches


def _first_strong(kinds: Sequence[str], pops: dict[int, int], start: int, end: int) -> int | None:
    """P2: 0 or 1 for the first strong character outside isolates, None without one."""
    i = start
    while i < end:
        if kinds[i] == "L":
            return 0
        if kinds[i] in ("R", "AL"):
            return 1
        if kinds[i] in _ISOLATES:
            i = pops.get(i, end)
        i += 1
    return None


def base_level(text: str, otherwise: Direction = "ltr") -> int:
    """P2 and P3: 1 when the first strong character runs right to left."""
    kinds = [kind(letter) for letter in text]
    first_strong = _first_strong(kinds, _matching(kinds), 0, len(kinds))
    return int(otherwise == "rtl") if first_strong is None else first_strong


def levels(text: str, base: int) -> list[int]:
    """The embedding level of each character (before L1); -1 for those that X9 removes."""
    if base == 0 and text.isascii() and text.isprintable():
        return [0] * len(text)  # nothing runs right to left
    kinds = [kind(letter) for letter in text]
    pops = _matching(kinds)
    resolved, explicit = _explicit(kinds, pops, base)
    final_levels = list(explicit)
    for places in _sequences(kinds, explicit, pops):
        for i, level in zip(
            places, _resolve(text, kinds, resolved, levels=explicit, pops=pops, places=places, base=base), strict=True
        ):
            final_levels[i] = level
    return final_levels


def _explicit(kinds: Sequence[str], pops: dict[int, int], base: int) -> tuple[list[str], list[int]]:
    """X1 to X9: classes after overrides, and the explicit levels."""
    resolved, bases = list(kinds), [base] * len(kinds)
    stack: list[tuple[int, str, bool]] = [(base, "", False)]
    lost_isolates = lost_embeddings = open_isolates = 0
    for i, kind in enumerate(kinds):
        level, override, _ = stack[-1]
        if kind in _EXPLICIT:
            bases[i] = -1
            odd = _EXPLICIT[kind]
            deeper = level + 1 + ((level + 1) % 2 != odd)
            if deeper <= _DEPTH and not lost_isolates and not lost_embeddings:
                stack.append((deeper, ("L", "R")[odd] if kind.endswith("O") else "", False))
            elif not lost_isolates:
                lost_embeddings += 1
        elif kind in _ISOLATES:
            bases[i] = level
            resolved[i] = override or kind
            odd = (
                (_first_strong(kinds, pops, i + 1, pops.get(i, len(kinds))) or 0)
                if kind == "FSI"
                else int(kind == "RLI")
            )
            deeper = level + 1 + ((level + 1) % 2 != odd)
            if deeper <= _DEPTH and not lost_isolates and not lost_embeddings:
                open_isolates += 1
                stack.append((deeper, "", True))
            else:
                lost_isolates += 1
        elif kind == "PDI":
            if lost_isolates:
                lost_isolates -= 1
            elif open_isolates:
                lost_embeddings = 0
                while not stack[-1][2]:
                    stack.pop()
                stack.pop()
                open_isolates -= 1
            bases[i] = stack[-1][0]
            resolved[i] = stack[-1][1] or kind
        elif kind == "PDF":
            bases[i] = -1
            if lost_isolates:
                continue
            if lost_embeddings:
                lost_embeddings -= 1
            elif not stack[-1][2] and len(stack) > 1:
                stack.pop()
        elif kind == "BN":
            bases[i] = -1
        elif kind != "B":
            bases[i] = level
            resolved[i] = override or kind
    return resolved, bases


def _sequences(kinds: Sequence[str], levels: Sequence[int], pops: dict[int, int]) -> list[list[int]]:
    """X10, BD13: isolating run sequences, as places in the text."""
    level_runs: list[list[int]] = []
    for i, level in enumerate(levels):
        if level < 0:
            continue
        if level_runs and levels[level_runs[-1][-1]] == level:
            level_runs[-1].append(i)
        else:
            level_runs.append([i])
    starting = {run[0]: run for run in level_runs}
    popped = set(pops.values())
    sequences: list[list[int]] = []
    for run in level_runs:
        if kinds[run[0]] == "PDI" and run[0] in popped:
            continue  # continues an earlier one
        sequence = list(run)
        while kinds[sequence[-1]] in _ISOLATES and sequence[-1] in pops:
            follower = starting.get(pops[sequence[-1]])
            if follower is None:
                break
            sequence += follower
        sequences.append(sequence)
    return sequences


def _resolve(
    text: str,
    kinds: Sequence[str],
    resolved: list[str],
    levels: Sequence[int],
    pops: dict[int, int],
    places: list[int],
    base: int,
) -> list[int]:
    """W1 to W7, N0 to N2, I1 and I2 on one isolating run sequence: the levels of its places."""
    level = levels[places[0]]
    first, last = places[0], places[-1]
    range_ = next((levels[i] for i in range(first - 1, -1, -1) if levels[i] >= 0), base)
    following_level = base
    if not (kinds[last] in _ISOLATES and last not in pops):
        following_level = next((levels[i] for i in range(last + 1, len(levels)) if levels[i] >= 0), base)
    sos = "R" if max(level, range_) % 2 else "L"
    eos = "R" if max(level, following_level) % 2 else "L"
    types = [resolved[i] for i in places]
    _weak(types, sos)
    embedding = "R" if level % 2 else "L"
    _brackets([text[i] for i in places], types, [resolved[i] for i in places], sos, embedding)
    _neutral(types, sos, eos, embedding)
    if level % 2:
        return [level + (kind != "R") for kind in types]
    return [level + {"L": 0, "R": 1}.get(kind, 2) for kind in types]


def _weak(types: list[str], sos: str) -> None:
    previous = sos
    for i, kind in enumerate(types):  # W1
        if kind == "NSM":
            types[i] = "ON" if previous in (*_ISOLATES, "PDI") else previous
        previous = types[i]
    strong = sos
    for i, kind in enumerate(types):  # W2, W3
        if kind in ("L", "R", "AL"):
            strong = kind
            if kind == "AL":
                types[i] = "R"
        elif kind == "EN" and strong == "AL":
            types[i] = "AN"
    for i in range(1, len(types) - 1):  # W4
        preceding, following = types[i - 1], types[i + 1]
        if preceding == following and (
            (types[i] in ("ES", "CS") and preceding == "EN") or (types[i] == "CS" and preceding == "AN")
        ):
            types[i] = preceding
    i = 0
    while i < len(types):  # W5
        if types[i] != "ET":
            i += 1
            continue
        end = i
        while end < len(types) and types[end] == "ET":
            end += 1
        if (i and types[i - 1] == "EN") or (end < len(types) and types[end] == "EN"):
            types[i:end] = ["EN"] * (end - i)
        i = end
    strong = sos
    for i, kind in enumerate(types):
        if kind in ("ET", "ES", "CS"):  # W6
            types[i] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":  # W7
            types[i] = "L"


def _side(bidi_type: str) -> str:
    """As N0 to N2 see it: numbers count as right to left."""
    return "L" if bidi_type == "L" else "R" if bidi_type in ("R", "EN", "AN") else ""


def _brackets(letters: Sequence[str], types: list[str], original: Sequence[str], sos: str, embedding: str) -> None:
    """N0: both brackets of a pair run the same way."""
    waiting: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for i, letter in enumerate(letters):
        if types[i] != "ON":
            continue
        if closing(letter):
            if len(waiting) == 63:
                pairs.clear()  # BD16: the stack is full, nothing is paired
                break
            waiting.append((closing(letter), i))
        elif _closes(letter):
            canonical = _CANONICAL.get(letter, letter)
            for at in range(len(waiting) - 1, -1, -1):
                if waiting[at][0] == canonical:
                    pairs.append((waiting[at][1], i))
                    del waiting[at:]
                    break
    for opened, closed in sorted(pairs):
        sides = {_side(kind) for kind in types[opened + 1 : closed]}
        if embedding in sides:
            side = embedding
        elif sides - {""}:
            side = next((_side(kind) for kind in reversed(types[:opened]) if _side(kind)), sos)
        else:
            continue
        for end in (opened, closed):
            types[end] = side
            for i in range(end + 1, len(types)):  # marks that follow a bracket go with it
                if original[i] != "NSM":
                    break
                types[i] = side


def _neutral(types: list[str], sos: str, eos: str, embedding: str) -> None:
    i = 0
    while i < len(types):  # N1, N2
        if types[i] not in _NEUTRAL:
            i += 1
            continue
        end = i
        while end < len(types) and types[end] in _NEUTRAL:
            end += 1
        side = _side(types[i - 1]) if i else sos
        following_side = _side(types[end]) if end < len(types) else eos
        types[i:end] = [side if side == following_side else embedding] * (end - i)
        i = end


def reordered(levels: Sequence[int]) -> list[int]:
    """L2: the order in which runs of these levels stand from left to right on a line."""
    order = list(range(len(levels)))
    odd = [level for level in levels if level % 2]
    if not odd:
        return order
    for level in range(max(levels), min(odd) - 1, -1):
        i = 0
        while i < len(order):
            if levels[order[i]] < level:
                i += 1
                continue
            end = i
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[i:end] = reversed(order[i:end])
            i = end
    return order
