"""Opening what age sealed to a public key: its own keys (X25519) and Ed25519 keys of OpenSSH; streamed.

The library that seals (pyrage, in app.bundle) opens too, but hands on 8 KB at a time and takes more
than twice as long: docs/decisions/0042. Source: https://c2sp.org/age; for keys of OpenSSH, which that
page leaves out, what age and rage do (the recipient `ssh-ed25519`).
"""

import hashlib
from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from app.seal.age_file import (
    Header,
    NotAsSealed,
    NotOpened,
    Readable,
    Stanza,
    Writable,
    as_base64,
    derived,
    from_base64,
    open_chunks,
    read_header,
    unwrapped,
)
from app.seal.secret import Secret, digest

_X25519, _SSH = b"X25519", b"ssh-ed25519"
_LABEL = b"age-encryption.org/v1/"
_SECRET = "AGE-SECRET-KEY-1"  # noqa: S105
_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"  # of Bech32 (BIP 173), 5 bits each
_CHECKSUM = 6  # letters at its end

Unwrap = Callable[[Stanza], bytes | None]


class WrongKey(NotOpened):
    """It was sealed to others."""


def open_into(source: Readable, target: Writable, identities: Sequence[str]) -> None:
    """What was sealed, written into `target` chunk by chunk, each after its own code held. `identities`:
    private keys, as age and OpenSSH write them and as somebody has looked at them. WrongKey, NotAsSealed."""
    header, ahead = read_header(source)
    file_key = _file_key(header, [_unwrapping(text) for text in identities])
    header.check(file_key)
    open_chunks(source, target, file_key, ahead)


def _file_key(header: Header, openers: Sequence[Unwrap]) -> bytes:
    for opener in openers:
        for stanza in header.stanzas:
            file_key = opener(stanza)
            if file_key is not None:
                return file_key
    raise WrongKey


def _unwrapping(text: str) -> Unwrap:
    if text.lstrip().startswith("-----"):
        return _of_openssh(text.encode())
    return _of_age(text.strip())


def _of_age(text: str) -> Unwrap:
    key = X25519PrivateKey.from_private_bytes(_secret_of(text))
    public = key.public_key().public_bytes_raw()

    def unwrap(stanza: Stanza) -> bytes | None:
        if stanza.arguments[0] != _X25519:
            return None
        (share,) = _shares(stanza, 1)
        shared = _exchanged(key, share)
        return unwrapped(derived(shared, share + public, _LABEL + _X25519), stanza.body)

    return unwrap


def _of_openssh(raw: bytes) -> Unwrap:
    from app.seal import sshsig

    seed = sshsig.signing_of_private(raw)
    key = X25519PrivateKey.from_private_bytes(Secret(hashlib.sha512(seed).digest()[:32]))
    public = key.public_key().public_bytes_raw()  # on Curve25519, as the sender converted it
    blob = sshsig.key_blob(sshsig.public_of_private(raw))
    tag = as_base64(digest(blob)[:4])
    tweak = X25519PrivateKey.from_private_bytes(derived(b"", blob, _LABEL + _SSH))

    def unwrap(stanza: Stanza) -> bytes | None:
        if stanza.arguments[0] != _SSH or stanza.arguments[1:2] != (tag,):
            return None
        _, share = _shares(stanza, 2)
        shared = _exchanged(tweak, _exchanged(key, share))
        return unwrapped(derived(shared, share + public, _LABEL + _SSH), stanza.body)

    return unwrap


def _shares(stanza: Stanza, count: int) -> list[bytes]:
    """Its arguments but the first, of which the last has 32 bytes. NotAsSealed."""
    if len(stanza.arguments) != count + 1:
        raise NotAsSealed
    shares = [from_base64(argument) for argument in stanza.arguments[1:]]
    if len(shares[-1]) != 32:
        raise NotAsSealed
    return shares


def _exchanged(key: X25519PrivateKey, public: bytes) -> bytes:
    try:
        return key.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:  # all zeros: a share of nobody's
        raise NotAsSealed from error


def _secret_of(text: str) -> Secret:
    """The 32 bytes of an AGE-SECRET-KEY-1..., whose checksum was looked at before."""
    number = 0
    letters = text.removeprefix(_SECRET).lower()[:-_CHECKSUM]
    for letter in letters:
        number = number << 5 | _LETTERS.index(letter)
    excess = len(letters) * 5 - 256
    return Secret((number >> excess).to_bytes(32, "big"))
