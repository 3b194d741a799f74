"""The certificate by which the office signs papers inside the PDF: made or asked for at the desk, kept in
its records with the key, and told to every other desk.

Who counts as the office: a certificate is the office's where a key signed it that the root named for
a desk, whoever's log it came by. A desk signs only with its own, while it is a desk, its clock is in
no doubt and nobody has ended that certificate. docs/decisions/0053"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from app.case import events
from app.case.events import Event
from app.casework.organisation.desk import registrar_key, write
from app.casework.session import clock_check, key_log, profiles
from app.casework.session.registrar import key_of
from app.casework.session.session import Session, events_of
from app.casework.session.transfer_places import is_practice, refuse_in_practice
from app.clock import utc
from app.disk import condition
from app.errors import N_, SanadError
from app.seal import canonical, office_certificate, six_words
from app.seal.keys import digest, key_id, verify
from app.seal.office_certificate import CertificateFacts, CertificateUnusable
from app.seal.six_words import Pair
from app.vault import inbox
from app.vault.database import Writer
from app.vault.vault import put_setting, setting

__all__ = ["CertificateUnusable"]

_KEPT = "office certificate"
_STATEMENT, _SIGNATURE = b"sanad-office-certificate-1", 64
_ALL = 10_000
RENEW_DAYS = 90  # before its end


class NoCertificate(SanadError):
    says = N_(
        "This office has no such certificate here. Nothing was changed. User management can make one, or a request for "
        "one, under “Office certificate”."
    )


class SigningRefused(SanadError):
    reason: str
    says = N_(
        "The office’s signature can’t be made, so nothing was written: {reason} The paper can be saved "
        "without this signature."
    )


OVER = N_("its certificate has expired, or is not valid yet. User management can make a new one.")
ENDED = N_("its certificate was ended. User management can make a new one.")
CLOCK = N_("this computer’s clock is not reliable. Set it first.")


@dataclass(frozen=True, slots=True)
class OfficeCertificate:
    """What this desk signs with. `chain`: DER, the office's first, () where an authority was asked and has
    not answered; `words`: of its fingerprint."""

    key: bytes = field(repr=False)
    made_at: datetime
    chain: tuple[bytes, ...] = ()
    words: Pair = ((), ())

    @property
    def facts(self) -> CertificateFacts:
        return office_certificate.facts(self.chain[0])


@dataclass(frozen=True, slots=True)
class KnownCertificate:
    """One of the office's, of today or of before. `desk`: whose records made it known; `ended_at`: since when
    papers signed with it are to be asked about, None where nobody ended it. `here`: this desk has its key; `former`: who vouched for it is no
    desk any more, so that nobody can say whether that was before."""

    certificate: bytes = field(repr=False)
    facts: CertificateFacts
    desk: str
    at: datetime
    ended_at: datetime | None = None
    here: bool = False
    former: bool = False

    @property
    def words(self) -> Pair:
        """Of its fingerprint: slow to make."""
        return six_words.of_key(self.facts.fingerprint)


# -- at the desk -----------------------------------------------------------------------------


def make(session: Session) -> OfficeCertificate:
    """A new key, and a certificate that the office signs itself; the one before is kept to check by. NotTheDesk,
    NotJoined, NotInPractice, SigningRefused."""
    refuse_in_practice(session)
    registrar_key(session)
    _refuse_clock(session)
    key, at = office_certificate.new_key(), _now(session)
    certificate = office_certificate.self_made(key, _names(session), at)
    return _put_in_use(session, OfficeCertificate(key, at), [certificate])


def ask(session: Session, file: Path) -> None:
    """Write a signing request for a new key, for an authority. As `make`, BadFolder."""
    refuse_in_practice(session)
    registrar_key(session)
    kept = [entry for entry in _kept(session) if entry.chain]
    pending = OfficeCertificate(office_certificate.new_key(), _now(session))
    write(file, office_certificate.request(pending.key, _names(session)))
    with session.vault.transaction() as writer:
        _keep(writer, [*kept, pending])


def take_in(session: Session, file: Path) -> OfficeCertificate:
    """An authority's answer to the request: the office's certificate and those above it. As `make`,
    NoCertificate, CertificateUnusable."""
    refuse_in_practice(session)
    registrar_key(session)
    _refuse_clock(session)
    pending = next((entry for entry in _kept(session) if not entry.chain), None)
    if pending is None:
        raise NoCertificate
    try:
        with file.open("rb") as opened:
            raw = opened.read(office_certificate.LARGEST + 1)
    except OSError as error:
        raise condition(error) from error
    return _put_in_use(session, pending, office_certificate.read_chain(raw, pending.key, _now(session)))


def end(session: Session, fingerprint: str) -> None:
    """One of the office's certificates signs nothing any more, on no desk that hears of it: its computer was
    stolen, or its key is somebody else's. NotTheDesk, NoCertificate."""
    keys = registrar_key(session)
    certificate = next(
        (
            known_certificate
            for known_certificate in known(session)
            if known_certificate.facts.fingerprint.hex() == fingerprint
        ),
        None,
    )
    if certificate is None or certificate.ended_at is not None:
        raise NoCertificate
    print_ = certificate.facts.fingerprint
    content = {"certificate": print_, **_vouched(keys.public, keys.sign(_end(print_)))}
    with session.vault.transaction() as writer:
        key_log.say(session, writer, events.CERTIFICATE_ENDED, content)
        _keep(writer, [entry for entry in _kept(session) if not entry.chain or entry.facts.fingerprint != print_])


# -- what is known ---------------------------------------------------------------------------


def current(session: Session) -> OfficeCertificate | None:
    """What this desk signs with, if it has any; whether it may now: `require_current`."""
    return next((entry for entry in reversed(_kept(session)) if entry.chain), None)


def is_asked(session: Session) -> bool:
    """Was an authority asked that has not answered?"""
    return any(not entry.chain for entry in _kept(session))


def signs_here(session: Session) -> bool:
    """Has this computer a part in signing: a certificate, and a desk that counts?"""
    return current(session) is not None and not is_practice(session) and key_of(session) is not None


def require_current(session: Session) -> OfficeCertificate | None:
    """What a paper of this office is signed with now; None where this computer has none, has no part in it
    any more, or practises. SigningRefused where it has one that doesn't count."""
    certificate = current(session)
    if certificate is None or not signs_here(session):
        return None
    _refuse_clock(session)
    if not certificate.facts.holds_at(_now(session)):
        raise SigningRefused(OVER)
    if any(
        known_certificate.facts.fingerprint == certificate.facts.fingerprint and known_certificate.ended_at is not None
        for known_certificate in known(session)
    ):
        raise SigningRefused(ENDED)
    return certificate


def renewal_due(session: Session) -> bool:
    """Does the certificate in use end soon, or has it?"""
    certificate = current(session)
    return certificate is not None and (certificate.facts.ends - _now(session) <= timedelta(days=RENEW_DAYS))


def known(session: Session) -> list[KnownCertificate]:
    """The office's certificates that this computer has heard of, the newest first: desks hear of all."""
    certificates: dict[bytes, KnownCertificate] = {}
    kept_prints = {entry.facts.fingerprint for entry in _kept(session) if entry.chain}
    log_events = sorted(_events(session), key=lambda event: event.at)
    for event in log_events:
        if event.what == events.CERTIFICATE and (known_certificate := _certificate(session, event)):
            here = known_certificate.facts.fingerprint in kept_prints
            certificates.setdefault(known_certificate.facts.fingerprint, replace(known_certificate, here=here))
    for event in log_events:
        print_ = _bytes(event.content.get("certificate"))
        if event.what == events.CERTIFICATE_ENDED and print_ in certificates and _counts(session, event, _end(print_)):
            earlier = certificates[print_]
            if earlier.ended_at is None:
                at = utc(event.at)
                certificates[print_] = replace(earlier, ended_at=at)
    return sorted(certificates.values(), key=lambda known_certificate: known_certificate.at, reverse=True)


# -- within ----------------------------------------------------------------------------------


def _put_in_use(session: Session, entry: OfficeCertificate, chain: Sequence[bytes]) -> OfficeCertificate:
    keys = registrar_key(session)
    print_ = digest(chain[0])
    in_use = replace(entry, chain=tuple(chain), words=six_words.of_key(print_))
    content = {"certificate": print_, "chain": list(chain), **_vouched(keys.public, keys.sign(_statement(print_)))}
    with session.vault.transaction() as writer:
        key_log.say(session, writer, events.CERTIFICATE, content)
        # the key before signs nothing any more: it is not kept
        _keep(writer, [in_use])
    return in_use


def _vouched(public: bytes, signature: bytes) -> dict[str, object]:
    return {"desk": public, "signature": signature}


def _statement(print_: bytes) -> bytes:
    return _STATEMENT + b" in use " + print_


def _end(print_: bytes) -> bytes:
    return _STATEMENT + b" ended " + print_


def _counts(session: Session, event: Event, statement: bytes) -> bool:
    """Did a key sign it that the root named for a desk? Anybody can write into his own log."""
    public = _bytes(event.content.get("desk"))
    signature = _bytes(event.content.get("signature"))
    registrars = session.vault.directory.organisation.registrars
    return key_id(public) in registrars and len(signature) == _SIGNATURE and verify(public, signature, statement)


def _certificate(session: Session, event: Event) -> KnownCertificate | None:
    chain = event.content.get("chain")
    certificate = _bytes(chain[0]) if isinstance(chain, list) and chain else b""
    print_ = digest(certificate)
    if not certificate or not _counts(session, event, _statement(print_)):
        return None
    try:
        facts = office_certificate.facts(certificate)
    except ValueError:
        return None
    return KnownCertificate(
        certificate,
        facts,
        session.vault.directory.name_of(event.stream),
        utc(event.at),
        former=session.vault.directory.organisation.registrars[key_id(_bytes(event.content["desk"]))].last is not None,
    )


def _events(session: Session) -> Iterable[Event]:
    """Of every log of keys that this computer reads, its own among them."""
    kinds = (events.CERTIFICATE, events.CERTIFICATE_ENDED)
    logs = {row.case for row in inbox.rows(session.reading(), _ALL, kinds=kinds)}
    for log in logs:
        yield from (event for event in events_of(session, log) if event.what in kinds)


def _refuse_clock(session: Session) -> None:
    if clock_check.doubt(session) is not None:
        raise SigningRefused(CLOCK)


def _names(session: Session) -> list[str]:
    """The organisation's own name, and what the referral system calls the office in both languages."""
    office = next((agency for agency in profiles.in_use(session).agencies if agency.own), None)
    named = [office.name.get(code, "") for code in ("ar", "en")] if office else []
    name = session.vault.directory.organisation.name
    return [text for text in dict.fromkeys([name, *named]) if text]


def _now(session: Session) -> datetime:
    return utc(session.now())


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""


def _kept(session: Session) -> list[OfficeCertificate]:
    raw = setting(session.reading(), _KEPT)
    return [
        OfficeCertificate(key=key, made_at=utc(made_at), chain=tuple(chain), words=(tuple(words[0]), tuple(words[1])))
        for key, made_at, chain, words in (canonical.decode(raw) if raw else [])
    ]


def _keep(writer: Writer, certificates: Iterable[OfficeCertificate]) -> None:
    put_setting(writer, _KEPT, canonical.encode([
        [entry.key, int(entry.made_at.timestamp()), list(entry.chain), [list(entry.words[0]), list(entry.words[1])]]
        for entry in certificates
    ]))  # fmt: skip
