"""A file that a passphrase opens, as age has it: C2SP, age v1, with its scrypt recipient; streamed.

The library that seals to keys (pyrage, in app.bundle) takes a passphrase only with the whole file in
memory, and chooses a work factor that costs up to 1 GB to open. Here are its header and its chunks
over the primitives of `cryptography`, with a work factor of our own; why, and what it is held against:
docs/decisions/0042. Source: https://c2sp.org/age
"""

import base64
import binascii
import re
import secrets
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

WORK = 18  # log2 of scrypt's N: 256 MiB, as age itself writes
MOST_WORK = 20  # what is opened: earlier bundles were sealed with up to 2^20, 1 GiB
_CHUNK, _TAG, _SALT, _NONCE, _FILE_KEY = 64 << 10, 16, 16, 16, 16
_LABEL = b"age-encryption.org/v1/scrypt"
_HEADER = re.compile(
    rb"(age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n---)"
    rb" ([A-Za-z0-9+/]{43})\n"
)
_LONGEST_HEADER = 256


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Writable(Protocol):
    def write(self, content: bytes, /) -> object: ...


class NotOpened(Exception):
    """Nothing, or not all of it, was opened."""


class WrongWords(NotOpened):
    """Another passphrase than it was sealed with, or a changed header."""


class NotAsSealed(NotOpened):
    """Changed or cut; what was written before this came is worth nothing."""


class TooMuchWork(NotOpened):
    """A work factor beyond MOST_WORK."""


@dataclass(eq=False)
class TooLittleMemory(NotOpened):
    """This computer does not give what the work factor asks for."""

    work: int


def memory_of(work: int) -> int:
    """Bytes that scrypt needs: 128 r N, with r = 8."""
    return 1024 << work


def work_of(header: bytes) -> int:
    """The work factor that a file's first bytes name; 0 where they name none."""
    match = _HEADER.match(header)
    return int(match[3]) if match else 0


def seal(source: Readable, target: Writable, passphrase: str, work: int = WORK) -> None:
    """Everything that `source` gives, sealed into `target`. MemoryError."""
    salt, file_key = secrets.token_bytes(_SALT), secrets.token_bytes(_FILE_KEY)
    wrapped = ChaCha20Poly1305(_stretched(passphrase, salt, work)).encrypt(
        bytes(12), file_key, None
    )
    header = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (
        _base64(salt),
        work,
        _base64(wrapped),
    )
    nonce = secrets.token_bytes(_NONCE)
    target.write(b"%s %s\n%s" % (header, _base64(_code(file_key, header).finalize()), nonce))
    cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    number, waiting = 0, _read(source, b"", _CHUNK)
    while True:
        following = _read(source, b"", _CHUNK) if len(waiting) == _CHUNK else b""
        target.write(cipher.encrypt(_place(number, last=not following), waiting, None))
        if not following:
            return
        number, waiting = number + 1, following


def open_into(source: Readable, target: Writable, passphrase: str) -> None:
    """What was sealed, written into `target` chunk by chunk, each after its own code held.
    WrongWords, NotAsSealed, TooMuchWork, TooLittleMemory."""
    raw = _read(source, b"", _LONGEST_HEADER)
    match = _HEADER.match(raw)
    if match is None:
        raise NotAsSealed
    work = int(match[3])
    if work > MOST_WORK:
        raise TooMuchWork
    try:
        key = _stretched(passphrase, _bytes(match[2]), work)
    except MemoryError as error:
        raise TooLittleMemory(work) from error
    try:
        file_key = ChaCha20Poly1305(key).decrypt(bytes(12), _bytes(match[4]), None)
    except InvalidTag as error:
        raise WrongWords from error
    try:
        _code(file_key, match[1]).verify(_bytes(match[5]))
    except InvalidSignature as error:
        raise NotAsSealed from error
    _open_chunks(source, target, file_key, raw[match.end() :])


def _open_chunks(source: Readable, target: Writable, file_key: bytes, ahead: bytes) -> None:
    ahead = _read(source, ahead, _NONCE)
    cipher = ChaCha20Poly1305(_derived(file_key, ahead[:_NONCE], b"payload"))
    number, waiting = 0, _read(source, ahead[_NONCE:], _CHUNK + _TAG)
    while True:
        waiting, ahead = waiting[: _CHUNK + _TAG], waiting[_CHUNK + _TAG :]
        following = _read(source, ahead, _CHUNK + _TAG)
        try:
            content = cipher.decrypt(_place(number, last=not following), waiting, None)
        except InvalidTag as error:
            raise NotAsSealed from error
        if not content and number:  # an empty last chunk says nothing that the one before could not
            raise NotAsSealed
        target.write(content)
        if not following:
            return
        number, waiting = number + 1, following


def _read(source: Readable, ahead: bytes, size: int) -> bytes:
    """`ahead`, and what comes up to so many bytes."""
    pieces, count = [ahead], len(ahead)
    while count < size and (piece := source.read(size - count)):
        pieces.append(piece)
        count += len(piece)
    return b"".join(pieces)


def _place(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    scrypt = Scrypt(salt=_LABEL + salt, length=32, n=1 << work, r=8, p=1)
    return scrypt.derive(passphrase.encode())


def _derived(file_key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(file_key)


def _code(file_key: bytes, header: bytes) -> HMAC:
    code = HMAC(_derived(file_key, b"", b"header"), SHA256())
    code.update(header)
    return code


def _base64(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    """NotAsSealed where the text is not the one that its bytes are written as."""
    try:
        raw = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise NotAsSealed from error
    if _base64(raw) != text:
        raise NotAsSealed
    return raw
