"""The recipients to whom an officer seals files again and again: a name, the agency, a public key whose six
words were compared by voice, and until when that holds. It lies in the records, and tells nothing of a case."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.bundle.keys import Lock, lock_for, words_of_line
from app.bundle.problems import RecipientRefused
from app.casework.cases.refusals import NoAgency
from app.casework.session import profiles
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_in_practice
from app.clock import utc
from app.errors import N_, SanadError
from app.language import fold
from app.seal import canonical
from app.seal.six_words import Pair
from app.vault.vault import keep_setting, setting

_SETTING = "recipients"
_DAY_S = 86_400
LONGEST_DAYS = 730
_LONGEST_NAME, _MOST = 120, 500


@dataclass(frozen=True, slots=True)
class BookedRecipient:
    """`agency`: of the referral system, "" for colleagues in the organisation. `key`: as age reads it.
    `words`: the six words of the key, in Arabic and in English. `until`: the last moment at which a file
    is sealed to it; `is_over`: is that past? `receipts`: the key with which they sign receipts, where it is
    another, "" for none."""

    id: str
    name: str
    agency: str
    key: str
    added: datetime
    by: str
    until: datetime
    is_over: bool = False
    receipts: str = ""

    @property
    def fingerprint(self) -> str:
        """As a sealed file names the key."""
        (recipient,) = lock_for([self.key]).recipients
        return recipient.fingerprint

    @property
    def words(self) -> Pair:
        return words_of_key(self.key)


@dataclass(eq=False)
class NoKnownRecipient(SanadError):
    name: str
    says = N_("No recipient is saved under “{name}”. Nothing was changed. Choose one from the list.")


@dataclass(eq=False)
class KnownAlready(SanadError):
    name: str
    says = N_(
        "Another key is saved under “{name}”. Nothing was changed. Remove that one first, once you know why the "
        "recipient has a new key."
    )


@dataclass(eq=False)
class RecipientOver(SanadError):
    name: str
    until: str
    says = N_(
        "The key of {name} could be used until {until}. Nothing was written. Ask the recipient whether it is still "
        "theirs, compare the six words, and save it again."
    )


@dataclass(eq=False)
class RecipientOfAnother(SanadError):
    name: str
    says = N_(
        "{name} does not belong to the agency that this file is for. Nothing was written. Choose the agency"
        " or the recipient again."
    )


class KeyWordsDiffer(SanadError):
    says = N_(
        "The six words differ from those of this key, so it may be somebody else’s. Nothing was saved. Ask the "
        "recipient to send the key again in another way."
    )


class RecipientIncomplete(SanadError):
    says = N_(
        "A recipient’s name can have at most 120 letters, and a key can be saved for 1 to 730 days. Nothing was saved. "
        "Enter both again."
    )


class BookFull(SanadError):
    says = N_(
        "500 recipients are already saved. Nothing more was saved. Remove those to whom you no longer send files."
    )


def of_key_line(text: str) -> str:
    """A public key as age reads it. RecipientRefused."""
    (key,) = lock_for([text]).to
    return key


def words_of_key(key: str) -> Pair:
    """The six words that the recipient reads from his own key; some tenths of a second."""
    return words_of_line(key)


def known(session: Session) -> list[BookedRecipient]:
    """By name."""
    return sorted(_kept(session), key=lambda recipient: (recipient.name, recipient.id))


def add(session: Session, name: str, key: str, read: str, *, agency: str = "", days: int = 365) -> BookedRecipient:
    """Keep a key under a name. `read`: the six words as the recipient read them, in either language.
    RecipientRefused, KeyWordsDiffer, RecipientIncomplete, NoAgency, KnownAlready, NotInPractice."""
    refuse_in_practice(session)
    name, key = " ".join(name.split()), of_key_line(key)
    if not 0 < len(name) <= _LONGEST_NAME or not 1 <= days <= LONGEST_DAYS:
        raise RecipientIncomplete
    if agency and agency not in {row.id for row in profiles.in_use(session).agencies if not row.own}:
        raise NoAgency
    _compare(key, read)
    recipients = _kept(session)
    same_name = [recipient for recipient in recipients if fold(recipient.name) == fold(name)]
    if any(recipient.key != key for recipient in same_name):
        raise KnownAlready(name)
    remaining = [recipient for recipient in recipients if recipient not in same_name]
    if len(remaining) >= _MOST:
        raise BookFull
    now = session.now()
    recipient = BookedRecipient(
        id=secrets.token_hex(8),
        name=name,
        agency=agency,
        key=key,
        added=utc(now),
        by=session.officer.name,
        until=utc(now + days * _DAY_S),
        receipts=same_name[0].receipts if same_name else "",
    )
    _keep(session, [*remaining, recipient])
    return recipient


def keep_receipt_key(session: Session, name: str, key: str, read: str) -> BookedRecipient:
    """With which key a recipient signs receipts. `read`: its six words as the recipient read them.
    NoKnownRecipient, RecipientRefused, KeyWordsDiffer, NotInPractice."""
    refuse_in_practice(session)
    recipient, line = _named(session, name), of_key_line(key)
    if not line.startswith("ssh-"):  # a key of age signs nothing
        raise RecipientRefused(1)
    _compare(line, read)
    renamed = replace(recipient, receipts=line)
    _keep(session, [renamed, *(row for row in _kept(session) if row.id != recipient.id)])
    return renamed


def remove(session: Session, name: str) -> BookedRecipient:
    """Forget a key; files that were sealed to it stay so. NoKnownRecipient."""
    recipient = _named(session, name)
    _keep(session, [row for row in _kept(session) if row.id != recipient.id])
    return recipient


def lock_of(session: Session, to: Sequence[str], agency: str | None = None) -> tuple[Lock, str]:
    """What a file is sealed to, and for which agency: `to` are names of the book, ids, or public keys.
    `agency`: for which it is meant, "" for colleagues, None where nobody said: then it is that of the
    recipients, so that they get what their agency may get.
    RecipientRefused for what is neither, RecipientOver, RecipientOfAnother."""
    keys: list[str] = []
    for text in to:
        recipient = _of_name(session, text)
        if recipient is None:
            keys.append(text)
            continue
        if recipient.is_over:
            raise RecipientOver(recipient.name, recipient.until.astimezone().date().isoformat())
        if recipient.agency:
            if agency is None:
                agency = recipient.agency
            if agency != recipient.agency:
                raise RecipientOfAnother(recipient.name)
        keys.append(recipient.key)
    return lock_for(keys), agency or ""


def _compare(key: str, read: str) -> None:
    """KeyWordsDiffer."""
    typed = tuple(fold(word) for word in read.split())
    if typed not in [tuple(map(fold, words)) for words in words_of_key(key)]:
        raise KeyWordsDiffer


def _of_name(session: Session, name: str) -> BookedRecipient | None:
    folded = fold(" ".join(name.split()))
    named = (row for row in known(session) if folded in (fold(row.name), row.id))
    return next(named, None)


def _named(session: Session, name: str) -> BookedRecipient:
    recipient = _of_name(session, name)
    if recipient is None:
        raise NoKnownRecipient(name.strip()[:_LONGEST_NAME])
    return recipient


def _kept(session: Session) -> list[BookedRecipient]:
    raw, now = setting(session.reading(), _SETTING), session.now()
    return [
        BookedRecipient(
            id=id_, name=name, agency=agency, key=key, added=utc(added), by=added_by, until=utc(until),
            is_over=until < now, receipts=receipts[0] if receipts else "",
        )
        for id_, name, agency, key, added, added_by, until, *receipts in (canonical.decode(raw) if raw else [])
    ]  # fmt: skip


def _keep(session: Session, recipients: Sequence[BookedRecipient]) -> None:
    rows = [
        [
            recipient.id,
            recipient.name,
            recipient.agency,
            recipient.key,
            int(recipient.added.timestamp()),
            recipient.by,
            int(recipient.until.timestamp()),
            *([recipient.receipts] if recipient.receipts else []),
        ]
        for recipient in recipients
    ]
    keep_setting(session.vault, _SETTING, canonical.encode(rows))
