"""What a vault keeps of its holders' cards: whose they are, what a new master key is sealed to, and
the words of those that no holder has yet.

The set in force is the one that the key file's slot names. A set that was written down here and that
no slot names never came to be: a program was killed between the two."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.seal import canonical
from app.seal.file_marker import Damaged
from app.seal.holders import HolderCard
from app.seal.slots import HolderSlot
from app.vault.database import Database, Writer
from app.vault.vault import Vault, put_setting, setting

_PREFIX = "holders "


@dataclass(frozen=True, slots=True)
class HolderSet:
    """`made_at`: seconds since 1970. `holders`: names, of card 1 first. `waiting`: words of the cards,
    by number, that are not with their holder yet."""

    slot: HolderSlot
    name: str
    made_at: int
    public: bytes = field(repr=False)
    holders: tuple[str, ...]
    waiting: Mapping[int, tuple[str, ...]] = field(default_factory=dict, repr=False)


def current(vault: Vault, database: Database | None = None) -> HolderSet | None:
    """The set in force; None where no cards open this vault. Damaged."""
    slot = vault.key_file.holders
    raw = setting(database or vault.database, _name(slot.id)) if slot else None
    return _read(slot, raw) if slot and raw else None


def keep(writer: Writer, holders: HolderSet) -> None:
    """Write a set down: before the key file's slot names it."""
    policy = holders.slot.policy
    content = canonical.encode([
        1, holders.name, holders.made_at, holders.public, holders.slot.mark, policy.threshold,
        policy.cards, list(holders.holders),
        [[number, list(words)] for number, words in sorted(holders.waiting.items())],
    ])  # fmt: skip
    put_setting(writer, _name(holders.slot.id), content)


def forget_others(writer: Writer, set_id: bytes | None) -> None:
    """Every set but the one in force."""
    writer.run("DELETE FROM setting WHERE name LIKE ? AND name <> ?", (_PREFIX + "%", _name(set_id) if set_id else ""))


def waiting_words(cards: tuple[HolderCard, ...]) -> dict[int, tuple[str, ...]]:
    return {card.number: card.words for card in cards}


def _name(set_id: bytes) -> str:
    return _PREFIX + set_id.hex()


def _read(slot: HolderSlot, raw: bytes) -> HolderSet:
    try:
        _version, name, made_at, public, _mark, _threshold, _cards, holders, waiting = canonical.decode(raw)
        return HolderSet(
            slot=slot,
            name=name,
            made_at=made_at,
            public=public,
            holders=tuple(holders),
            waiting={number: tuple(words) for number, words in waiting},
        )
    except (canonical.NotCanonical, ValueError, TypeError) as error:
        raise Damaged from error
