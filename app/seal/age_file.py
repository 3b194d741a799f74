"""A file of age, version 1: its header checked, its chunks opened and sealed as they come.

What opens the header by a passphrase is in `age_phrase`; keys go through pyrage. All over the
primitives of `cryptography`; why not by that library: docs/decisions/0042.
Source: https://c2sp.org/age"""

import base64
import binascii
from collections.abc import Iterator
from typing import Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FILE_KEY = 16
_CHUNK, _TAG, _NONCE = 64 << 10, 16, 16


class Readable(Protocol):
    def read(self, size: int, /) -> bytes | memoryview: ...


class Writable(Protocol):
    def write(self, content: bytes, /) -> object: ...


class NotOpened(Exception):
    """Nothing, or not all of it, was opened."""


class NotAsSealed(NotOpened):
    """Changed or cut; what was written before this came is worth nothing."""


def check_header(file_key: bytes, raw: bytes, code: bytes) -> None:
    """NotAsSealed where somebody changed it. `raw`: all of it up to its code's mark; `code`: over that."""
    try:
        code_of(file_key, raw).verify(code)
    except InvalidSignature as error:
        raise NotAsSealed from error


# -- chunks ----------------------------------------------------------------------------------


def seal_chunks(source: Readable, target: Writable, file_key: bytes, nonce: bytes) -> None:
    """Everything that `source` gives, after its nonce. `nonce`: 16 random bytes."""
    target.write(nonce)
    cipher = _cipher(file_key, nonce)
    for number, (content, last) in enumerate(_with_last(_pieces(source, b"", _CHUNK))):
        target.write(cipher.encrypt(_place(number, last=last), content, None))


def open_chunks(source: Readable, target: Writable, file_key: bytes, ahead: bytes) -> None:
    """What was sealed, written chunk by chunk, each after its own code held. `ahead`: what was read
    of it already. NotAsSealed."""
    ahead = filled(source, ahead, _NONCE)
    cipher = _cipher(file_key, ahead[:_NONCE])
    chunks = _pieces(source, ahead[_NONCE:], _CHUNK + _TAG)
    for number, (sealed, last) in enumerate(_with_last(chunks)):
        try:
            content = cipher.decrypt(_place(number, last=last), sealed, None)
        except InvalidTag as error:
            raise NotAsSealed from error
        if not content and number:  # an empty last chunk says nothing that the one before could not
            raise NotAsSealed
        target.write(content)


def _pieces(source: Readable, ahead: bytes, size: int) -> Iterator[bytes | memoryview]:
    """Of this size, the last one shorter or empty; as they were read where they need not be joined."""
    rest = memoryview(ahead)
    while True:
        while len(rest) >= size:
            yield rest[:size]
            rest = rest[size:]
        piece = source.read(size - len(rest))
        if len(rest) or len(piece) < size:
            piece = filled(source, bytes(rest) + piece, size)
        yield piece
        if len(piece) < size:
            return
        rest = memoryview(b"")


def _with_last(pieces: Iterator[bytes | memoryview]) -> Iterator[tuple[bytes | memoryview, bool]]:
    """Each with whether it is the last; an empty one counts only where it is the only one."""
    waiting = next(pieces)
    for piece in pieces:
        if not piece:
            break
        yield waiting, False
        waiting = piece
    yield waiting, True


def filled(source: Readable, ahead: bytes, size: int) -> bytes:
    """`ahead`, and what comes up to so many bytes."""
    pieces, count = [ahead], len(ahead)
    while count < size and (piece := source.read(size - count)):
        pieces.append(bytes(piece))
        count += len(piece)
    return b"".join(pieces)


def _place(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    if len(nonce) != _NONCE:
        raise NotAsSealed
    return ChaCha20Poly1305(derived(file_key, nonce, b"payload"))


# -- keys ------------------------------------------------------------------------------------


def derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    """32 bytes."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)


def code_of(file_key: bytes, header: bytes) -> HMAC:
    """Of a header up to its mark."""
    code = HMAC(derived(file_key, b"", b"header"), SHA256())
    code.update(header)
    return code


def wrapped(key: bytes, file_key: bytes) -> bytes:
    return ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)


def unwrapped(key: bytes, body: bytes) -> bytes | None:
    """The file key; None where this key did not wrap it."""
    if len(body) != FILE_KEY + _TAG:  # before anything is tried: the page of age says why
        raise NotAsSealed
    try:
        return ChaCha20Poly1305(key).decrypt(bytes(12), body, None)
    except InvalidTag:
        return None


def as_base64(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def from_base64(text: bytes) -> bytes:
    """NotAsSealed where the text is not the one that its bytes are written as."""
    try:
        raw = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise NotAsSealed from error
    if as_base64(raw) != text:
        raise NotAsSealed
    return raw
