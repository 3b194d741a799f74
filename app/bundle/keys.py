"""Who can open a bundle, and with what: public keys to seal to, private keys and passphrases."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.bundle.manifest import Recipient
from app.bundle.problems import IdentityLocked, IdentityUnreadable, RecipientRefused
from app.seal import sshsig
from app.seal.keys import digest
from app.seal.six_words import Pair, of_key

_LARGEST = 64 * 1024
_AGE_SECRET = "AGE-SECRET-KEY-1"  # noqa: S105
_PEM, _AGE = b"-----BEGIN OPENSSH PRIVATE KEY-----", (b"age-encryption.org/", b"-----BEGIN AGE")


@dataclass(frozen=True, slots=True)
class Lock:
    """What a bundle is sealed with. `to`: public keys as age reads them; else a passphrase."""

    recipients: tuple[Recipient, ...]
    to: tuple[str, ...] = ()
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Opener:
    """What a bundle is opened with. `recipients`: whose keys these are."""

    recipients: tuple[Recipient, ...]
    identities: tuple[str, ...] = field(default=(), repr=False)
    passphrase: str = field(default="", repr=False)


def fresh_identity() -> tuple[str, str]:
    """A new key of age's own: the private half, and what others seal to."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def lock_for(texts: Sequence[str]) -> Lock:
    """For public keys, each once. RecipientRefused."""
    recipients: dict[str, Recipient] = {}
    for number, text in enumerate(texts, 1):
        public, recipient = _recipient(text.strip(), number)
        recipients[public] = recipient
    if not recipients:
        raise RecipientRefused(1)
    return Lock(tuple(recipients.values()), tuple(recipients))


def lock_with(passphrase: str) -> Lock:
    return Lock((Recipient("passphrase"),), passphrase=as_typed(passphrase))


def opener_with(passphrase: str) -> Opener:
    return Opener((Recipient("passphrase"),), passphrase=as_typed(passphrase))


def opener_from(raw: bytes) -> Opener:
    """The private keys of a file: age-keygen's, or one of OpenSSH. IdentityUnreadable,
    IdentityLocked."""
    if len(raw) > _LARGEST:
        raise IdentityUnreadable
    if raw.startswith(_AGE):
        raise IdentityLocked
    if raw.lstrip().startswith(_PEM):
        return _of_openssh(raw)
    try:
        lines = [line.strip() for line in raw.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError as error:
        raise IdentityUnreadable from error
    return _of_age(line for line in lines if line and not line.startswith("#"))


def public_lines(raw: bytes) -> tuple[str, ...]:
    """The public keys that belong to the private keys of a file, as age reads them. As `opener_from`."""
    opener = opener_from(raw)
    if opener.recipients[0].kind == "age":
        return tuple(recipient.fingerprint for recipient in opener.recipients)
    return (sshsig.public_line(sshsig.public_of_private(raw)),)


def words_of_line(line: str) -> Pair:
    """Six words of a public key, which its owner reads to who sends him files. Some tenths of a second."""
    return of_key(digest(line.encode()))


def as_typed(passphrase: str) -> str:
    """What age is given: composed letters and single spaces, so that two keyboards agree; nothing
    that a person would have to know to type it into age itself."""
    return " ".join(unicodedata.normalize("NFC", passphrase).split())


def _recipient(text: str, number: int) -> tuple[str, Recipient]:
    import pyrage

    try:
        if text.startswith("ssh-"):
            public = sshsig.public_of(text)
            line = sshsig.public_line(public)
            pyrage.ssh.Recipient.from_str(line)
            return line, Recipient("ssh-ed25519", sshsig.fingerprint(public))
        age_key = str(pyrage.x25519.Recipient.from_str(text))
    except (sshsig.SshKeyRefused, pyrage.RecipientError) as error:
        raise RecipientRefused(number) from error
    return age_key, Recipient("age", age_key)


def _of_openssh(raw: bytes) -> Opener:
    try:
        public = sshsig.public_of_private(raw)
    except sshsig.SshKeyRefused as error:
        raise IdentityLocked if error.locked else IdentityUnreadable from error
    recipient = Recipient("ssh-ed25519", sshsig.fingerprint(public))
    return Opener((recipient,), (raw.decode("ascii", "replace"),))


def _of_age(lines: Iterable[str]) -> Opener:
    import pyrage

    recipients, identities = [], []
    for line in lines:
        if not line.startswith(_AGE_SECRET):
            raise IdentityUnreadable
        try:
            key = pyrage.x25519.Identity.from_str(line)
        except pyrage.IdentityError as error:
            raise IdentityUnreadable from error
        recipients.append(Recipient("age", str(key.to_public())))
        identities.append(line)
    if not identities:
        raise IdentityUnreadable
    return Opener(tuple(recipients), tuple(identities))
