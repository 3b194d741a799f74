"""docs/formats/matching.md: keys of persons, points, the three messages, the card."""

import hashlib
import re
import unicodedata
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from tests.by_the_page import canonical
from tests.by_the_page.primitives import after_line, need, sha256, shaped, verify

P = 2**255 - 19
KINDS = ["passport", "civil_id", "name"]
SLOTS = {"passport": 1, "civil_id": 1, "name": 4}
LEFT_OUT = {
    "al",
    "el",
    "ul",
    "bin",
    "ben",
    "ibn",
    "bint",
    "de",
    "da",
    "dos",
    "del",
    "los",
    "delos",
    "la",
    "mr",
    "mrs",
    "ms",
    "mst",
    "بن",
    "ابن",
    "بنت",
}
SERVANTS = {"abd", "abdul", "abdel", "abdal", "abdu", "abdur", "عبد"}
SOUNDS = {
    letter: sound
    for sound, letters in {
        "b": "bpfvبپفڤ", "t": "dtتطثدذض", "k": "kqcgjقكخجغگ", "s": "szسصشزظچژ", "h": "hحه", "l": "lل",
        "m": "mم", "n": "nن", "r": "rر",
    }.items()
    for letter in letters
}  # fmt: skip
PAIRS = [
    "sch:s",
    "tch:s",
    "sh:s",
    "ch:s",
    "kh:k",
    "gh:k",
    "th:t",
    "dh:t",
    "ph:b",
    "zh:k",
    "dj:k",
    "ck:k",
    "qu:k",
    "x:ks",
    "تش:s",
]


def digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)


def keys(facts: dict[str, str]) -> list[list[str]]:
    found = []
    country = facts.get("nationality", "").strip().upper()
    country = country if re.fullmatch("[A-Z]{2,3}", country) else ""
    number = unicodedata.normalize("NFKC", digits(facts.get("passport", ""))).upper()
    number = re.sub("[^A-Z0-9]", "", number)
    if len(number) >= 5 and country:
        found.append(["passport", number, country])
    civil = re.sub("[^0-9]", "", digits(facts.get("civil_id", "")))
    if len(civil) == 12:
        found.append(["civil_id", civil])
    try:
        day = date.fromisoformat(digits(facts.get("birth_date", "").strip())).isoformat()
    except ValueError:
        day = ""
    if day and country:
        for name in (facts.get("name", ""), facts.get("name_ar", "")):
            parts = words(name)
            ways = [parts] + ([[parts[0], parts[-1]]] if len(parts) > 2 else [])
            found += [["name", " ".join(sorted(way)), day, country] for way in ways if len(way) >= 2]
    return [key for n, key in enumerate(found) if key not in found[:n]]


def words(name: str) -> list[str]:
    runs: list[str] = [""]
    for letter in unicodedata.normalize("NFKC", name):
        if letter.isalpha() or (letter.isalnum() and not letter.isdecimal()):
            runs[-1] += letter
        else:
            runs.append("")
    out, servant = [], False
    for run in filter(None, runs):
        word = plain(run)
        if word in SERVANTS:
            servant = True
        elif word not in LEFT_OUT:
            word = "mohammed" if word in ("md", "mohd", "mhd", "muh") else word
            if bones := skeleton(word, servant):
                out.append(bones)
                servant = False
    return out


def plain(word: str) -> str:
    word = word.casefold()
    for old, new in zip("أإآٱىیکەۀﻻ", "ااااييكههل", strict=True):
        word = word.replace(old, new)
    word = unicodedata.normalize("NFKD", word)
    return "".join(c for c in word if unicodedata.category(c) == "Ll" or "\u0620" <= c <= "\u06d3")


def skeleton(word: str, servant: bool) -> str:
    head = servant
    if not servant:
        for pattern in (
            "abd[aeu]l(?=[a-z]{3})",
            "abd[aeu](?=rr|ss|nn)(?=[a-z]{3})",
            "abd[aeu](?=[rsn])(?=[a-z]{3})",
            "abd(?=[a-z]{3})",
            r"عبدال(?=\w\w)",
            r"عبد(?=\w\w)",
        ):
            if hit := re.match(pattern, word):
                head, word = True, word[hit.end() :]
                break
    if word.startswith("ال") and len(word) > 3:
        word = word[2:]
    first = {"w": "w", "و": "w", "y": "y", "ي": "y"}.get(word[:1], "") if not head else ""
    for ending in ("ah", "ه", "ة", "ى"):
        if word.endswith(ending) and len(word) > len(ending):
            word = word[: -len(ending)]
            break
    word = re.sub("c(?=[eiy])", "s", word)
    for pair in PAIRS:
        word = word.replace(*pair.split(":"))
    sounds = "".join(SOUNDS.get(c, "") for c in ("abd" if head else "") + word)
    return first + re.sub(r"(.)\1+", r"\1", sounds)


def point(message: bytes, tag: bytes = b"SANAD-MATCH-V1-curve25519_XMD:SHA-512_ELL2_NU_") -> bytes:
    """RFC 9380: 5.3.1 with SHA-512 and 48 bytes, 5.2, 6.7.1 with A = 486662, Z = 2."""
    suffix = tag + bytes([len(tag)])
    b0 = hashlib.sha512(bytes(128) + message + b"\x00\x30\x00" + suffix).digest()
    u = int.from_bytes(hashlib.sha512(b0 + b"\x01" + suffix).digest()[:48], "big") % P
    a = 486662
    x = -a * pow((1 + 2 * u * u) % P, P - 2, P) % P
    if pow((x**3 + a * x * x + x) % P, (P - 1) // 2, P) == P - 1:
        x = (-a - x) % P
    return x.to_bytes(32, "little")


def key_point(run: bytes, key: list[str]) -> bytes:
    return point(canonical.encode([run, *key]))


def multiplied(secret: bytes, points: list[bytes]) -> list[bytes]:
    number = X25519PrivateKey.from_private_bytes(secret)
    return [number.exchange(X25519PublicKey.from_public_bytes(p)) for p in points]


def mark(run: bytes, twice: bytes) -> bytes:
    return sha256(b"sanad/1/match mark\n", run, twice)[:16]


def message(raw: bytes, public: bytes) -> tuple[list[Any], list[bytes], list[bytes], bytes]:
    """The head, points, marks and id of a message that is not sealed any more."""
    rest = after_line(raw, b"SANAD-MATCH 2\n")
    body = rest[64:]
    verify(public, rest[:64], b"sanad/2/match\n" + body)
    size = int.from_bytes(body[:2], "big")
    need(0 < size <= 8192, "match: its head")
    head, items = canonical.decode(body[2 : 2 + size]), body[2 + size :]
    need(type(head) is list and head, "match: its head")
    shape = {
        "request": ("request", 32, 0, 32, 32, int, int, str, str, [str], int),
        "answer": ("answer", 32, 32, 32, 32, int, [str], int, int),
        "result": ("result", 32, 32, 32, 32, int, int),
    }.get(head[0], ())
    shaped(head, shape, "match")
    if head[0] == "request":
        need(head[6] > head[5], "match: expires")
        need(max(map(len, head[7:9])) <= 300, "match: texts")
    kinds, persons = {"request": head[9:11], "answer": head[6:8], "result": ([], 1)}[head[0]]
    need(head[0] == "result" or kinds, "match: kinds")
    need(kinds == [k for k in KINDS if k in kinds] and persons > 0, "match: kinds")
    n = persons * sum(SLOTS[kind] for kind in kinds)
    m = 0 if head[0] == "request" else head[-1]
    need(n <= 1 << 23 and m <= 1 << 23 and len(items) == 32 * n + 16 * m, "match: its items")
    points = [items[at : at + 32] for at in range(0, 32 * n, 32)]
    marks = [items[at : at + 16] for at in range(32 * n, len(items), 16)]
    at = 0
    for kind in kinds:
        section = points[at : at + persons * SLOTS[kind]]
        need(section == sorted(set(section)), "match: order")
        at += len(section)
    need(all(int.from_bytes(p, "little") < P for p in points), "match: a point")
    return head, points, marks, sha256(body)


def card(raw: bytes) -> tuple[str, bytes, str, bytes]:
    """Name, signing key, age's key, and what the six words stand for."""
    name, public, age = shaped(canonical.decode(after_line(raw, b"SANAD-MATCH-CARD 1\n")), (str, 32, str), "card")
    return name, public, age, sha256(b"sanad/1/match card\n", public, age.encode())
