"""Holders' cards of an officer's records: made and handed out, ended, and used to open the records.

Cards outlive a change of the passphrase; a set is over when it is ended, replaced or used. Each of
these is an event that the officer and the desk see (app.casework.session.key_log), written before
what it speaks of takes effect. docs/decisions/0028"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from app import clock as time_of_day
from app.case import events
from app.casework.records import unlock
from app.casework.records.unlock import Cost, NewVault, WrongPassphrase
from app.casework.session import key_log
from app.casework.session.holder_names import named_holders, set_name_of
from app.casework.session.session import Session
from app.clock import Clock, utc
from app.errors import N_, SanadError
from app.seal.holders import HolderCard, HolderSetEnded, Policy, check_together, combine, deal, read_card, words_of
from app.seal.keys import fresh, fresh_id
from app.seal.slots import HolderSlot, KeyFile, holders_public
from app.vault import holders, vault
from app.vault.folder import device_secret
from app.vault.holders import HolderSet


class NoHolderCards(SanadError):
    says = N_("These records have no holders’ cards, so there are none to cancel. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """A card that is not with its holder yet. `words`: () where nobody gave the passphrase."""

    number: int
    holder: str
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardSet:
    """The set in force. `holders`: of card 1 first; `waiting`: cards still to be handed out."""

    name: str
    made_at: datetime
    policy: Policy
    holders: tuple[str, ...]
    waiting: tuple[WaitingCard, ...]


@dataclass(frozen=True, slots=True)
class MadeCards:
    """A new set. `recovery_card`: a new one too where a former set was ended, else ()."""

    card_set: CardSet
    recovery_card: tuple[str, ...] = field(repr=False)


def read(session: Session) -> CardSet | None:
    """The set in force, None where nobody holds cards; without the words of cards."""
    card_set = holders.current(session.vault, session.reading())
    return _shown(card_set, with_words=False) if card_set else None


def reopen(session: Session, passphrase: str) -> CardSet | None:
    """The same, with the words of the cards that are still to be handed out: an open page alone shows
    nobody what opens the records. WrongPassphrase."""
    if not unlock.verify(session, passphrase):
        raise WrongPassphrase
    card_set = holders.current(session.vault)
    return _shown(card_set) if card_set else None


def _shown(card_set: HolderSet, *, with_words: bool = True) -> CardSet:
    return CardSet(
        name=card_set.name,
        made_at=utc(card_set.made_at),
        policy=card_set.slot.policy,
        holders=card_set.holders,
        waiting=tuple(
            WaitingCard(number, card_set.holders[number - 1], words if with_words else ())
            for number, words in sorted(card_set.waiting.items())
        ),
    )


def make(
    session: Session,
    passphrase: str,
    names: Sequence[str],
    threshold: int = Policy().threshold,
    set_name: str = "",
    *,
    cost: Cost | None = None,
) -> MadeCards:
    """A set of cards, one for each name; `threshold` of them open the records. A former set opens
    nothing from then on, and a new recovery card comes with that. WrongPassphrase,
    HolderPolicyRefused, HolderNameMissing, HolderNameTwice."""
    policy = Policy(threshold, len(names))
    policy.check()
    people = named_holders(names)
    if not unlock.verify(session, passphrase):
        raise WrongPassphrase
    former = holders.current(session.vault)
    slot = session.vault.key_file.holders
    secret, set_id = fresh(), fresh_id()
    cards = deal(secret, policy, {slot.mark} if slot else ())
    card_set = HolderSet(
        slot=HolderSlot(set_id, cards[0].mark, policy),
        name=set_name_of(set_name, session.clock()),
        made_at=session.now(),
        public=holders_public(secret, set_id),
        holders=people,
        waiting=holders.waiting_words(cards),
    )
    with session.vault.transaction() as writer:
        holders.keep(writer, card_set)
        if former:
            key_log.say(session, writer, events.HOLDERS_ENDED, _content(former))
        key_log.say(session, writer, events.HOLDERS_MADE, _content(card_set))
    recovery_card: tuple[str, ...] = ()
    if slot:  # who has an old key file and the former cards must open nothing of today
        recovery_card = _under_new_keys(session, passphrase, cost, card_set)
    else:
        key_file = session.vault.key_file
        session.vault.replace_key_file(key_file.with_holders(session.vault.master, card_set.slot, card_set.public))
    with session.vault.transaction() as writer:
        holders.forget_others(writer, set_id)
    return MadeCards(_shown(card_set), recovery_card)


def handed_out(session: Session, number: int) -> None:
    """A card is with its holder: its words are forgotten here."""
    card_set = holders.current(session.vault)
    if card_set is None:
        return
    waiting = {card_number: words for card_number, words in card_set.waiting.items() if card_number != number}
    with session.vault.transaction() as writer:
        holders.keep(writer, replace(card_set, waiting=waiting))


def end(session: Session, passphrase: str, *, cost: Cost | None = None) -> tuple[str, ...]:
    """The set in force opens nothing from then on; a new recovery card comes with that.
    WrongPassphrase, NoHolderCards."""
    if not unlock.verify(session, passphrase):
        raise WrongPassphrase
    card_set = holders.current(session.vault)
    if session.vault.key_file.holders is None:
        raise NoHolderCards
    with session.vault.transaction() as writer:
        key_log.say(session, writer, events.HOLDERS_ENDED, _content(card_set))
    recovery_card = _under_new_keys(session, passphrase, cost, None)
    with session.vault.transaction() as writer:
        holders.forget_others(writer, None)
    return recovery_card


def _under_new_keys(
    session: Session, passphrase: str, cost: Cost | None, card_set: HolderSet | None
) -> tuple[str, ...]:
    session.vault, recovery_card = unlock.renew(session.vault, passphrase, device_secret(session.home), cost, card_set)
    unlock.await_confirmation(session, recovery_card)
    return recovery_card


# -- before the records are open -------------------------------------------------------------


def policy_of(home: Path, vault_id: str) -> Policy | None:
    """How many cards open somebody's records; None where no cards do."""
    _, key_file, _ = unlock.find(home, vault_id)
    return key_file.holders.policy if key_file.holders else None


def word_count(text: str) -> int:
    """How many words of a card were typed, without the numbers before them."""
    return len(words_of(text))


def check_card(home: Path, vault_id: str, text: str, other_cards: Sequence[str] = ()) -> HolderCard:
    """A card of the set that opens these records, and not among `other_cards`. What `read_card` refuses;
    HolderCardsDiffer, HolderCardTwice, HolderSetEnded."""
    _, key_file, _ = unlock.find(home, vault_id)
    card = read_card(text)
    check_together([*map(read_card, other_cards), card])
    _check_in_force(key_file, card)
    return card


def _check_in_force(key_file: KeyFile, card: HolderCard) -> None:
    slot = key_file.holders
    if slot is None or (slot.mark, slot.policy.threshold) != (card.mark, card.threshold):
        raise HolderSetEnded


def recover(
    home: Path,
    vault_id: str,
    cards: Sequence[str],
    passphrase: str,
    *,
    cost: Cost | None = None,
    clock: Clock = time_of_day.now,
) -> NewVault:
    """Open with holders' cards and choose a new passphrase. The set is used up; a new recovery card
    is made, and new signing keys. A wrong card is no try of the passphrase: it can't be guessed, and
    nobody shall make the officer wait. As `check_card`; HolderCardsTooFew, PassphraseTooWeak."""
    folder, key_file, tries = unlock.find(home, vault_id)
    read_cards = [read_card(text) for text in cards]
    check_together(read_cards)
    for card in read_cards:
        _check_in_force(key_file, card)
    master = key_file.open_with_holders(combine(read_cards))
    unlock.check_strength(passphrase, key_file.officer)
    tries.right()
    now = int(clock().timestamp())
    opened = vault.new_device(vault.open_vault(folder, key_file, master, now=now))
    session = unlock.open_session(opened, home, clock)
    try:
        _say_used(session, read_cards)
        session.vault, words = unlock.renew(session.vault, passphrase, device_secret(home, make=True), cost, None)
        with session.vault.transaction() as writer:
            holders.forget_others(writer, None)
        unlock.await_confirmation(session, words)
    except BaseException:
        session.vault.close()
        raise
    return NewVault(session, words)


def _say_used(session: Session, cards: Sequence[HolderCard]) -> None:
    """For the officer, who may not be there: in the log, and before the lock screen."""
    card_set = holders.current(session.vault)
    numbers = sorted(card.number for card in cards)
    with session.vault.transaction() as writer:
        key_log.say(session, writer, events.HOLDERS_USED, _content(card_set, numbers))
    session.vault.folder.note_recovery(session.now())


def _content(card_set: HolderSet | None, numbers: Sequence[int] = ()) -> dict[str, object]:
    """`numbers`: which cards; all of them where none is named."""
    if card_set is None:
        return {"set": "", "threshold": 0, "cards": [[number, ""] for number in numbers]}
    people = dict(enumerate(card_set.holders, 1))
    return {
        "set": card_set.name,
        "threshold": card_set.slot.policy.threshold,
        "cards": [[number, people.get(number, "")] for number in numbers or sorted(people)],
    }
