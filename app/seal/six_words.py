"""Six words of either language instead of signs: 66 bits that two people compare by voice."""

from functools import lru_cache

from app.seal import canonical, passphrase
from app.seal.keys import digest
from app.settings import Language

WORDS = 6
Pair = tuple[tuple[str, ...], tuple[str, ...]]  # the words in Arabic, and in English
_MEMORY_KIB, _PASSES = 64 * 1024, 3  # some tenths of a second


def worded(hash_: bytes, language: Language) -> tuple[str, ...]:
    """The first 66 bits of at least nine bytes, as words of a card's list."""
    words = passphrase.card_list(language)
    number = int.from_bytes(hash_[:9], "big") >> (72 - 11 * WORDS)
    return tuple(words[number >> 11 * place & 2047] for place in reversed(range(WORDS)))


@lru_cache(maxsize=64)
def of_key(public: bytes) -> Pair:
    """The words of a public key (32 bytes). They are slow to make: who wants a key of his own with the
    words of somebody else's must try some 2^66, each at this price. docs/decisions/0043"""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    hash_ = Argon2id(salt=b"sanad-key-words-1", length=32, iterations=_PASSES, lanes=1, memory_cost=_MEMORY_KIB).derive(
        public
    )
    return worded(hash_, "ar"), worded(hash_, "en")


def of_joining(invitation: bytes, answer: bytes, nonce: bytes) -> Pair:
    """66 bits of what both sides saw, as words of either language."""
    hash_ = digest(b"sanad-words-1", canonical.encode([invitation, answer, nonce]))
    return worded(hash_, "ar"), worded(hash_, "en")


def of_call(invitation: bytes, answer: bytes) -> Pair:
    """The six words where invitation and answer travel through headquarters, which both computers
    show at once. No number is held back here, so they are slow to make: whoever sits between would
    have to make some 2^66 answers to find one with the same words. docs/decisions/0010"""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    data = canonical.encode([invitation, answer])
    hash_ = Argon2id(salt=b"sanad-call-words", length=32, iterations=_PASSES, lanes=1, memory_cost=_MEMORY_KIB).derive(
        data
    )
    return worded(hash_, "ar"), worded(hash_, "en")
