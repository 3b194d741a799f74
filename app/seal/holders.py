"""Holders' cards: a secret of 32 bytes among several people, of whom some few together give it back.

Each card is 33 words of SLIP-39 (Shamir's secret sharing, by its authors' library): one group, no
passphrase. Fewer cards than the threshold say nothing of the secret. docs/formats/slot.md"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from app.errors import N_, SanadError
from app.language import fold
from app.seal.secret import KEY, Secret

CARD_WORDS = 33  # of 1,024: 20 bits what set, 20 which card and how many are needed, 256, checksum
FEWEST, MOST = 2, 16
_ABBREVIATED = 4  # letters that tell each word of the list from every other


class HolderPolicyRefused(SanadError):
    says = N_(
        "Cards can be made for {fewest} to {largest} holders. Opening must need at least {fewest} of the cards, and at "
        "most all. Nothing was changed. Choose other numbers."
    )
    fewest: int = FEWEST
    largest: int = MOST


class HolderWordUnknown(SanadError):
    """A word that is on no card. `place` counts from 1; `nearest`: words of the list, joined."""

    place: int
    word: str = field(repr=False)
    nearest: str = ""
    says = N_(
        "Word {place} (“{word}”) is on no holder’s card. The nearest are: {nearest}. "
        "Nothing was changed. Check this word on the card."
    )


class HolderWordStrange(SanadError):
    place: int
    word: str = field(repr=False)
    says = N_(
        "Word {place} (“{word}”) is on no holder’s card, and no word is similar. The words of these cards are English. "
        "Nothing was changed. Check this word on the card."
    )


class HolderCardIncomplete(SanadError):
    count: int
    says = N_(
        "A holder’s card has {words} words; {count} were typed. Nothing was changed. "
        "Find the number where card and screen differ."
    )
    words: int = CARD_WORDS


class HolderCardMistyped(SanadError):
    says = N_(
        "One of these words differs from the word on the card, or two words changed "
        "places. Nothing was changed. Compare word by word with the card."
    )


class HolderCardForeign(SanadError):
    says = N_(
        "These words are from a similar card that another program made for something "
        "else. Nothing was changed. Use the card that says Sanad."
    )


class HolderCardsDiffer(SanadError):
    says = N_(
        "These cards are from different sets, so together they open nothing. Nothing was "
        "changed. Compare the set’s name and date on the cards, and use cards of one set."
    )


class HolderCardTwice(SanadError):
    number: int
    says = N_(
        "Card {number} was typed twice. Each card must be from a different holder. Nothing was changed. Type the card "
        "of another holder in one of the two places."
    )


class HolderCardsTooFew(SanadError):
    missing: int
    needed: int
    says = N_(
        "The set needs {needed} cards; {missing} are still missing. Nothing was changed. "
        "Ask another holder of the same set."
    )


class HolderSetEnded(SanadError):
    says = N_(
        "These cards do not open these records: a newer set has replaced theirs, the set was used already, or it "
        "belongs to another officer. Nothing was changed. Find the set that was made last, or use the recovery card."
    )


@dataclass(frozen=True, slots=True)
class Policy:
    """How many cards are made, and how many of them together open."""

    threshold: int = 3
    cards: int = 5

    def holds(self) -> bool:
        return FEWEST <= self.threshold <= self.cards <= MOST

    def check(self) -> None:
        """HolderPolicyRefused."""
        if not self.holds():
            raise HolderPolicyRefused


@dataclass(frozen=True, slots=True)
class HolderCard:
    """One card. `mark`: 15 bits that all cards of its set carry and another set does not; `number`
    counts from 1; `threshold`: how many of the set are needed."""

    words: tuple[str, ...] = field(repr=False)
    mark: int
    number: int
    threshold: int


@lru_cache(maxsize=1)
def card_list() -> tuple[str, ...]:
    """The 1,024 words of SLIP-39, in their order."""
    from shamir_mnemonic.wordlist import WORDLIST

    return tuple(WORDLIST)


@lru_cache(maxsize=1)
def _listed() -> dict[str, str]:
    """Each word by itself and by its first letters."""
    words = card_list()
    return {word[:length]: word for word in words for length in range(_ABBREVIATED, len(word) + 1)}


def deal(secret: bytes, policy: Policy, former: Collection[int] = ()) -> tuple[HolderCard, ...]:
    """32 bytes as a new set of cards, other than the sets with the marks `former`.
    HolderPolicyRefused."""
    from shamir_mnemonic import generate_mnemonics

    policy.check()
    if len(secret) != KEY:
        raise ValueError("a card holds a part of 32 bytes")
    while True:
        # exponent 0: the secret is random, so there is no guessing to slow down
        group = generate_mnemonics(1, [(policy.threshold, policy.cards)], bytes(secret), iteration_exponent=0)[0]
        cards = tuple(read_card(words) for words in group)
        if cards[0].mark not in former:
            return cards


def words_of(text: str) -> list[str]:
    """The words of a card as somebody typed or pasted them: without the numbers before them."""
    return [word for word in fold(text).replace(".", " ").split() if not word.isdigit()]


def read_card(text: str) -> HolderCard:
    """A card from its words, or from the first four letters of each. HolderWordUnknown,
    HolderWordStrange, HolderCardIncomplete, HolderCardMistyped, HolderCardForeign."""
    from shamir_mnemonic.share import Share
    from shamir_mnemonic.utils import MnemonicError

    words = tuple(_word(place, word) for place, word in enumerate(words_of(text), 1))
    if len(words) != CARD_WORDS:
        raise HolderCardIncomplete(len(words))
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError as error:
        raise HolderCardMistyped from error
    # an exponent of 15 would take hours
    if share.iteration_exponent or share.group_count != 1 or share.member_threshold < FEWEST:
        raise HolderCardForeign
    return HolderCard(words, share.identifier, share.index + 1, share.member_threshold)


def _word(place: int, typed: str) -> str:
    word = _listed().get(typed)
    if word is None:
        nearest = get_close_matches(typed, card_list(), 3, 0.6)
        if not nearest:
            raise HolderWordStrange(place, typed)
        raise HolderWordUnknown(place, typed, ", ".join(nearest))
    return word


def check_together(cards: Iterable[HolderCard]) -> None:
    """HolderCardsDiffer, HolderCardTwice."""
    former: dict[int, HolderCard] = {}
    for card in cards:
        first = next(iter(former.values()), card)
        if (card.mark, card.threshold) != (first.mark, first.threshold):
            raise HolderCardsDiffer
        if card.number in former:
            raise HolderCardTwice(card.number)
        former[card.number] = card


def combine(cards: Sequence[HolderCard]) -> Secret:
    """The secret of a set's cards. Of more cards than are needed each must fit the others too.
    HolderCardsDiffer, HolderCardTwice, HolderCardsTooFew."""
    check_together(cards)
    threshold = cards[0].threshold if cards else FEWEST
    if len(cards) < threshold:
        raise HolderCardsTooFew(threshold - len(cards), threshold)
    secret = _combined(cards[:threshold])
    for spare in cards[threshold:]:
        if _combined([spare, *cards[1:threshold]]) != secret:
            raise HolderCardsDiffer
    return secret


def _combined(cards: Sequence[HolderCard]) -> Secret:
    from shamir_mnemonic import combine_mnemonics
    from shamir_mnemonic.utils import MnemonicError

    try:
        return Secret(combine_mnemonics([" ".join(card.words) for card in cards]))
    except MnemonicError as error:  # two sets may share a mark, one in 32,768
        raise HolderCardsDiffer from error
