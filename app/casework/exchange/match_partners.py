"""With whom persons may be matched: a partner's keys, whose six words were compared by voice, under an agreement
that says with which keys, of how many persons, how often and until when. It lies in the records.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.bundle import keys as bundle_keys
from app.bundle.keys import lock_for
from app.bundle.problems import RecipientRefused
from app.case import events
from app.case.match_keys import KINDS
from app.casework.cases.refusals import NoAgency
from app.casework.exchange import match_client
from app.casework.session import profiles
from app.casework.session.session import EventAppender, Session
from app.casework.session.transfer_places import refuse_elsewhere, refuse_in_practice
from app.clock import utc
from app.disk import in_words, write_whole
from app.errors import N_, SanadError
from app.language import fold
from app.seal import canonical
from app.seal.keys import DeviceKeys, Secret
from app.seal.matching import LONGEST_HEAD, LONGEST_TEXT, Card, MatchFileRefused
from app.seal.six_words import Pair, of_key
from app.vault import matching as match_table
from app.vault.database import Writer
from app.vault.vault import put_setting, setting

__all__ = ["Card", "Pair"]

_IDENTITY, _AGREEMENTS = "match identity", "match agreements"
_DAY_S = 86_400
LONGEST_DAYS, MOST_PERSONS, MOST_RUNS, _MOST = 366, 200_000, 31, 50
PERIOD_DAYS = 30  # in which runs are counted


KIND_SAYS = {
    "passport": N_("passport"),
    "civil_id": N_("identity number"),
    "name": N_("name with birth date and nationality"),
}


class NotMatching(SanadError):
    says = N_(
        "The referral system lets only certain roles match persons with a partner, and yours is not among"
        " them. Nothing was done. Ask a supervisor or user management."
    )


class NoAgreement(SanadError):
    says = N_(
        "There is no agreement on matching with this partner. Nothing was done. Enter the agreement first,"
        " with the partner’s card."
    )


class KnownPartner(SanadError):
    partner: str
    says = N_(
        "There is already an agreement with “{partner}”. Nothing was changed. End it first, then enter the new one."
    )


class MatchWordsDiffer(SanadError):
    says = N_(
        "The six words differ from those of this card, so it may be somebody else’s. Nothing was saved. Ask the "
        "partner to send the card again in another way."
    )


class AgreementIncomplete(SanadError):
    says = N_(
        "An agreement needs a partner’s name, a reference, a purpose and kinds of keys. It is for 1 to 200,000 persons "
        "and 1 to 31 matchings in 30 days, and lasts 1 to 366 days. Nothing was saved. Add what is missing."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What both agreed on, on paper. `reference`: of that paper, the same at the partner; `agency`: of the
    referral system, by which consent is asked. `persons`: at most, of each side in one matching; `runs`: in 30
    days. `restricted`, `careful`: do such cases take part too?"""

    agency: str
    reference: str
    purpose: str
    kinds: tuple[str, ...] = KINDS
    persons: int = 1000
    runs: int = 4
    days: int = 180
    restricted: bool = False
    careful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """`public`, `age`: the partner's keys. `until`: the last moment at which it holds; `is_over`: past."""

    id: str
    partner: str
    public: bytes
    age: str
    terms: Terms
    added: datetime
    by: str
    until: datetime
    is_over: bool = False

    @property
    def card(self) -> Card:
        return Card(self.partner, self.public, self.age)


@dataclass(frozen=True, slots=True)
class Matcher:
    """The own keys: one pair signs, another opens."""

    keys: DeviceKeys
    age: str

    @property
    def public(self) -> bytes:
        return self.keys.public


def may_match(session: Session) -> bool:
    """May this officer's role, by the referral system in use?"""
    return session.officer.role in profiles.in_use(session).matching


def refuse_others(session: Session) -> None:
    """NotInPractice, NotMatching."""
    refuse_in_practice(session)
    if not may_match(session):
        raise NotMatching


# -- cards -------------------------------------------------------------------------------------


def own_keys(session: Session) -> Matcher:
    """Made when they are first asked for. NotInPractice, NotMatching."""
    refuse_others(session)
    raw = setting(session.reading(), _IDENTITY)
    if raw is None:
        identity, public = bundle_keys.fresh_identity()
        raw = canonical.encode([bytes(DeviceKeys.fresh().signing), identity, public])
        with session.vault.transaction() as writer:
            put_setting(writer, _IDENTITY, raw)
    signing, identity, _ = canonical.decode(raw)
    return Matcher(DeviceKeys(Secret(signing), Secret()), identity)


def own_card(session: Session) -> Card:
    """What partners are given. As `own_keys`."""
    keys = own_keys(session)
    raw = setting(session.reading(), _IDENTITY)
    assert raw is not None
    name = canonical.nfc(session.vault.directory.organisation.name or session.officer.name)
    return Card(name[:LONGEST_TEXT], keys.public, canonical.decode(raw)[2])


def words_of(card: Card) -> Pair:
    """The six words of a card; some tenths of a second."""
    return of_key(card.fingerprint)


def write_card(session: Session, file: Path) -> tuple[Card, Pair]:
    """Into a file for a partner; and its six words. As `own_keys`, BadFolder, PlaceNotAllowed."""
    card = own_card(session)
    refuse_elsewhere(file)
    with in_words():
        write_whole(file, card.to_bytes())
    return card, words_of(card)


def read_card(file: Path) -> Card:
    """Of a partner's file; its six words are made. As `card_of_file`, PlaceNotAllowed."""
    refuse_elsewhere(file)
    with in_words(), file.open("rb") as opened:
        raw = opened.read(2 * LONGEST_HEAD)
    card = card_of_file(raw)
    words_of(card)  # slow to make, and remembered for whoever compares them
    return card


def card_of_file(raw: bytes) -> Card:
    """A partner's card. MatchFileRefused, ForeignFile, NewerVersion."""
    card = match_client.card_of(raw)
    try:
        lock = lock_for([card.age])
    except RecipientRefused as error:
        raise MatchFileRefused from error
    if lock.to != (card.age,):
        raise MatchFileRefused
    return card


# -- agreements --------------------------------------------------------------------------------


def known(session: Session) -> list[Agreement]:
    """By the partner's name; those that are over too."""
    return sorted(_kept(session), key=lambda agreement: (agreement.partner, agreement.id))


def add(session: Session, card: Card, read: str, terms: Terms, name: str = "") -> Agreement:
    """Keep an agreement, and the partner's keys. `read`: the six words as the partner read them, in either
    language; `name`: by which the partner is known here, that of the card by itself. NotInPractice,
    NotMatching, AgreementIncomplete, NoAgency, KnownPartner, MatchWordsDiffer."""
    refuse_others(session)
    partner = " ".join((name or card.name).split())
    terms = _whole(terms)
    if not 0 < len(partner) <= LONGEST_TEXT:
        raise AgreementIncomplete
    if terms.agency not in {row.id for row in profiles.in_use(session).agencies if not row.own}:
        raise NoAgency
    typed = tuple(fold(word) for word in read.split())
    if typed not in [tuple(map(fold, words)) for words in words_of(card)]:
        raise MatchWordsDiffer
    agreements = _kept(session)
    for agreement in agreements:
        if fold(agreement.partner) == fold(partner) or agreement.public == card.public:
            raise KnownPartner(agreement.partner)
    if len(agreements) >= _MOST:
        raise AgreementIncomplete
    now = session.now()
    agreement = Agreement(
        id=secrets.token_hex(8),
        partner=partner,
        public=card.public,
        age=card.age,
        terms=terms,
        added=utc(now),
        by=session.officer.name,
        until=utc(now + terms.days * _DAY_S),
    )
    _keep(session, [*agreements, agreement], agreement, "agreed")
    return agreement


def end(session: Session, partner: str) -> Agreement:
    """It holds no longer; the partner's keys are forgotten, and every run under it is given up: whoever works
    on one notices with the next slice. NoAgreement, NotInPractice, NotMatching."""
    refuse_others(session)
    agreement = agreement_of(session, partner)
    remaining = [row for row in _kept(session) if row.id != agreement.id]
    _keep(session, remaining, agreement, "agreement ended")
    return agreement


def agreement_of(session: Session, partner: str) -> Agreement:
    """By the partner's name or its id. NoAgreement."""
    folded = fold(" ".join(partner.split()))
    for agreement in _kept(session):
        if folded and folded in (fold(agreement.partner), agreement.id):
            return agreement
    raise NoAgreement


def note(session: Session, writer: Writer, agreement: Agreement, step: str, **content: int | bytes) -> None:
    """Into the vault's own journal, before it takes effect."""
    EventAppender(session, writer, session.vault.id).say(
        events.MATCH_STEP,
        {
            "agreement": agreement.id,
            "partner": agreement.partner,
            "reference": agreement.terms.reference,
            "step": step,
            **content,
        },
    )


def _whole(terms: Terms) -> Terms:
    reference, purpose = (" ".join(canonical.nfc(text).split()) for text in (terms.reference, terms.purpose))
    kinds = tuple(kind for kind in KINDS if kind in terms.kinds)
    is_whole = (
        all(0 < len(text) <= LONGEST_TEXT for text in (reference, purpose))
        and kinds
        and set(terms.kinds) <= set(KINDS)
        and 1 <= terms.persons <= MOST_PERSONS
        and 1 <= terms.runs <= MOST_RUNS
        and 1 <= terms.days <= LONGEST_DAYS
    )
    if not is_whole:
        raise AgreementIncomplete
    return Terms(
        agency=terms.agency, reference=reference, purpose=purpose, kinds=kinds, persons=terms.persons,
        runs=terms.runs, days=terms.days, restricted=terms.restricted, careful=terms.careful,
    )  # fmt: skip


def _kept(session: Session) -> list[Agreement]:
    raw, now = setting(session.reading(), _AGREEMENTS), session.now()
    return [_agreement(row, now) for row in (canonical.decode(raw) if raw else [])]


def _agreement(row: Sequence, now: int) -> Agreement:  # type: ignore[type-arg]
    id_, partner, public, age, added, by, until, terms = row
    agency, reference, purpose, kinds, persons, runs, days, restricted, careful = terms
    return Agreement(
        id=id_, partner=partner, public=public, age=age, added=utc(added), by=by, until=utc(until),
        is_over=until < now,
        terms=Terms(
            agency=agency, reference=reference, purpose=purpose, kinds=tuple(kinds), persons=persons,
            runs=runs, days=days, restricted=bool(restricted), careful=bool(careful),
        ),
    )  # fmt: skip


def _keep(session: Session, agreements: Collection[Agreement], changed: Agreement, step: str) -> None:
    rows = [
        [
            agreement.id, agreement.partner, agreement.public, agreement.age,
            int(agreement.added.timestamp()), agreement.by, int(agreement.until.timestamp()),
            [
                agreement.terms.agency, agreement.terms.reference, agreement.terms.purpose,
                list(agreement.terms.kinds), agreement.terms.persons, agreement.terms.runs,
                agreement.terms.days, int(agreement.terms.restricted), int(agreement.terms.careful),
            ],
        ]
        for agreement in agreements
    ]  # fmt: skip
    with session.vault.transaction() as writer:
        note(session, writer, changed, step)
        put_setting(writer, _AGREEMENTS, canonical.encode(rows))
        if changed not in agreements:
            for run in match_table.under_way(writer, changed.id):
                match_table.give_up(writer, run)
