"""The root's key, by its 24 words or by holders' cards, and what is known here of such cards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.case import events
from app.casework.session import key_log
from app.casework.session.colleagues import NotTheDesk
from app.casework.session.session import Session
from app.clock import utc
from app.seal import canonical, passphrase
from app.seal.holders import HolderCard, Policy, combine, read_card
from app.seal.keys import DeviceKeys, Secret, key_id
from app.vault.database import Writer
from app.vault.vault import put_setting, setting

_KEPT = "root cards"
Root = str | Sequence[str]  # the 24 words, or the words of some holders' cards


@dataclass(frozen=True, slots=True)
class RootCard:
    """A card that is not with its holder yet."""

    number: int
    holder: str
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RootSet:
    """`mark`: what its cards carry; `holders`: of card 1 first. `only`: the words themselves were never
    written down."""

    name: str
    made_at: datetime
    mark: int
    policy: Policy
    holders: tuple[str, ...]
    only: bool
    waiting: tuple[RootCard, ...]


def sets(session: Session) -> list[RootSet]:
    """What was dealt from these records, the first set first. Each of them still counts."""
    raw = setting(session.reading(), _KEPT)
    return [_read(item) for item in canonical.decode(raw)] if raw else []


def of(session: Session, root: Root) -> DeviceKeys:
    """The root's key, of its 24 words or of holders' cards. CardRefused, what `combine` refuses,
    NotTheDesk for another organisation's."""
    secret = passphrase.read_card(root) if isinstance(root, str) else combine([read_card(text) for text in root])
    return check_is_root(session, secret)


def check_is_root(session: Session, secret: Secret) -> DeviceKeys:
    keys = DeviceKeys(secret, Secret())
    directory = session.vault.directory.organisation
    if not directory.root or key_id(keys.public) != directory.root:
        raise NotTheDesk
    return keys


def say_used(session: Session, writer: Writer, root: Root, subject: str) -> None:
    """The root signed something: with which cards, as far as it is known here. `subject`: whom it names
    or withdraws."""
    cards: list[HolderCard] = [] if isinstance(root, str) else [read_card(text) for text in root]
    root_set = next((item for item in sets(session) if cards and item.mark == cards[0].mark), None)
    people = dict(enumerate(root_set.holders, 1)) if root_set else {}
    content = {
        "set": root_set.name if root_set else "",
        "threshold": cards[0].threshold if cards else 0,
        "cards": [[number, people.get(number, "")] for number in _numbers(cards)],
        "about": subject,
    }
    key_log.say(session, writer, events.ROOT_USED, content)


def _numbers(cards: Iterable[HolderCard]) -> list[int]:
    return sorted(card.number for card in cards)


def keep(writer: Writer, root_sets: Iterable[RootSet]) -> None:
    put_setting(writer, _KEPT, canonical.encode([
        [
            root_set.name, int(root_set.made_at.timestamp()), root_set.mark, root_set.policy.threshold,
            root_set.policy.cards, list(root_set.holders), int(root_set.only),
            [[card.number, card.holder, list(card.words)] for card in root_set.waiting],
        ]
        for root_set in root_sets
    ]))  # fmt: skip


def _read(item: Sequence[Any]) -> RootSet:
    name, made_at, mark, threshold, cards, holders, only, waiting = item
    return RootSet(
        name=name,
        made_at=utc(made_at),
        mark=mark,
        policy=Policy(threshold, cards),
        holders=tuple(holders),
        only=bool(only),
        waiting=tuple(RootCard(number, holder, tuple(words)) for number, holder, words in waiting),
    )
