"""A file that a passphrase opens, as age has it: C2SP, age v1, with its scrypt recipient; streamed.

The library that seals to keys (pyrage, in app.bundle) takes a passphrase only with the whole file in
memory, and chooses a work factor that costs up to 1 GB to open. Here is its header, with a work factor
of our own; its chunks are those of `age_file`. Why, and what it is held against: docs/decisions/0042.
Source: https://c2sp.org/age"""

import re
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.seal import age_file

WORK = 18  # log2 of scrypt's N: 256 MiB, as age itself writes
MOST_WORK = 20  # what is opened: earlier bundles were sealed with up to 2^20, 1 GiB
_SALT, _NONCE = 16, 16
_LABEL = b"age-encryption.org/v1/scrypt"
_HEADER = re.compile(
    rb"(age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n---)"
    rb" ([A-Za-z0-9+/]{43})\n"
)
_LONGEST_HEADER = 256


class WrongWords(age_file.NotOpened):
    """Another passphrase than it was sealed with, or a changed header."""


class TooMuchWork(age_file.NotOpened):
    """A work factor beyond MOST_WORK."""


@dataclass(eq=False)
class TooLittleMemory(age_file.NotOpened):
    """This computer does not give what the work factor asks for."""

    work: int


def memory_of(work: int) -> int:
    """Bytes that scrypt needs: 128 r N, with r = 8."""
    return 1024 << work


def work_of(header: bytes) -> int:
    """The work factor that a file's first bytes name; 0 where they name none."""
    match = _HEADER.match(header)
    return int(match[3]) if match else 0


def seal(source: age_file.Readable, target: age_file.Writable, passphrase: str, work: int = WORK) -> None:
    """Everything that `source` gives, sealed into `target`. MemoryError."""
    salt, file_key = secrets.token_bytes(_SALT), secrets.token_bytes(age_file.FILE_KEY)
    body = age_file.wrapped(_stretched(passphrase, salt, work), file_key)
    words = age_file.as_base64(salt), work, age_file.as_base64(body)
    header = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % words
    target.write(b"%s %s\n" % (header, age_file.as_base64(age_file.code_of(file_key, header).finalize())))
    age_file.seal_chunks(source, target, file_key, secrets.token_bytes(_NONCE))


def open_into(source: age_file.Readable, target: age_file.Writable, passphrase: str) -> None:
    """What was sealed, written into `target` chunk by chunk, each after its own code held.
    WrongWords, NotAsSealed, TooMuchWork, TooLittleMemory."""
    raw = age_file.filled(source, b"", _LONGEST_HEADER)
    match = _HEADER.match(raw)
    if match is None:
        raise age_file.NotAsSealed
    work = int(match[3])
    if work > MOST_WORK:
        raise TooMuchWork
    salt, body = age_file.from_base64(match[2]), age_file.from_base64(match[4])
    code = age_file.from_base64(match[5])
    try:
        key = _stretched(passphrase, salt, work)
    except MemoryError as error:
        raise TooLittleMemory(work) from error
    file_key = age_file.unwrapped(key, body)
    if file_key is None:
        raise WrongWords
    age_file.check_header(file_key, match[1], code)
    age_file.open_chunks(source, target, file_key, raw[match.end() :])


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    scrypt = Scrypt(salt=_LABEL + salt, length=32, n=1 << work, r=8, p=1)
    return scrypt.derive(passphrase.encode())
