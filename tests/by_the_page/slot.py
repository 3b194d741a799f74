"""docs/formats/slot.md: the key file, its slots, recovery cards, folded passphrases."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.by_the_page import canonical
from tests.by_the_page.primitives import after_line, hkdf, hpke_opened, need, sha256, shaped, siv_opened
from tests.by_the_page.slip39 import Card
from tests.by_the_page.slip39 import secret as secret_of

PHRASE, CARD, HOLDERS = 1, 2, 3
_SLOT = (int, 16, int, int, int, 12, bytes)
_SEALED = {PHRASE: 48, CARD: 48, HOLDERS: 1168}


@dataclass(frozen=True)
class KeyFile:
    vault: bytes
    officer: str
    role: str
    language: str
    created: int
    generation: int
    slots: list[list[Any]]
    fields: list[Any]

    def slot_of(self, kind: int) -> list[Any]:
        return next(slot for slot in self.slots if slot[0] == kind)

    def aad(self, slot: list[Any]) -> bytes:
        return canonical.encode([*self.fields[:6], *slot[:6]])

    def by_holders(self, cards: list[Card]) -> bytes:
        slot = self.slot_of(HOLDERS)
        _, set_id, mark, threshold, count, nonce, sealed = slot
        need(nonce == bytes(12) and 2 <= threshold <= count <= 16, "slot: holders")
        need(all(card.mark == mark for card in cards), "holders' cards: of another set")
        seed = hkdf(secret_of(cards), "sanad/1/slot/holders", 96, salt=set_id)
        return hpke_opened(seed, sealed, b"sanad-holders-1" + self.aad(slot))

    def opened(self, slot: list[Any], key: bytes) -> bytes:
        return siv_opened(key, slot[5], slot[6], self.aad(slot))

    def by_phrase(self, folded: str, device_secret: bytes) -> bytes:
        slot = self.slot_of(PHRASE)
        _, salt, memory, passes, lanes, _, _ = slot
        need(64 * 1024 <= memory <= 2 * 1024 * 1024, "slot: memory")
        need(1 <= passes <= 64 and 1 <= lanes <= 64, "slot: cost")
        argon = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory).derive(
            folded.encode()
        )
        return self.opened(slot, hkdf(argon + device_secret, "sanad/1/slot/phrase", salt=salt))

    def by_card(self, entropy: bytes) -> bytes:
        slot = self.slot_of(CARD)
        need(slot[2:5] == [0, 0, 0], "slot: a card's cost")
        return self.opened(slot, hkdf(entropy, "sanad/1/slot/card", salt=slot[1]))


def read(raw: bytes) -> KeyFile:
    content, checksum = after_line(raw, b"SANAD-KEYS 1\n")[:-32], raw[-32:]
    need(checksum == sha256(raw[:-32]), "key file: checksum")
    fields = canonical.decode(content)
    shaped(fields, (int, 16, str, str, str, int, int, list), "key file")
    need(fields[0] == 1, "key file: version")
    for slot in fields[7]:
        shaped(slot, _SLOT, "slot")
        need(len(slot[6]) == _SEALED.get(slot[0], len(slot[6])), "slot: sealed")
    kinds = [slot[0] for slot in fields[7]]
    need(len(set(kinds)) == len(kinds), "key file: two slots of a kind")
    return KeyFile(*fields[1:7], slots=fields[7], fields=fields)


def keys_of(master: bytes) -> tuple[bytes, bytes, bytes]:
    """Of the database, of the head file's MAC, of the drafts' MAC (vault.md)."""
    return (hkdf(master, "sanad/1/database"), hkdf(master, "sanad/1/head"), hkdf(master, "sanad/1/drafts"))


def card_entropy(words: list[str], listed: list[str]) -> bytes:
    need(len(words) == 24, "card: not 24 words")
    bits = 0
    for word in words:
        need(word in listed, "card: a word that is not in the list")
        bits = bits << 11 | listed.index(word)
    entropy = (bits >> 8).to_bytes(32, "big")
    need(bits & 255 == sha256(entropy)[0], "card: checksum")
    return entropy


_JOINED = {
    **dict.fromkeys("أإآٱٲٳ", "ا"),
    "ؤ": "و",
    **dict.fromkeys("ئىیې", "ي"),
    **dict.fromkeys("ةۀەہھ", "ه"),
    **dict.fromkeys("کڪگ", "ك"),
    "ء": "",
    "ـ": "",
    **{chr(0x0660 + digit): str(digit) for digit in range(10)},
    **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
}


def folded(text: str) -> str:
    """A passphrase, or a word of a card, as it is compared."""

    def joined(letters: str) -> str:
        return "".join(_JOINED.get(letter, letter) for letter in letters)

    small = joined(unicodedata.normalize("NFKC", text)).casefold()
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", small) if unicodedata.category(letter) not in ("Mn", "Cf")
    )
    return " ".join(joined(bare).split())
