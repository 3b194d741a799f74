"""Signatures of calls by RFC 9421. Only who carries a call needs them: their library takes a while to load.

A request is signed with its computer's Ed25519 key over @method, @path, @query and content-digest
(RFC 9530, of the content as sent); `keyid` is the computer's stream in hexadecimal. @target-uri is
left out: a proxy that ends TLS changes it.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureAlgorithm
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from http_message_signatures.resolvers import HTTPSignatureKeyResolver

from app.seal.keys import DeviceKeys, same
from app.seal.keys import verify as holds
from app.sync.wire.http import MAX_AGE_S, ClockOff, NotSigned

_COVERED = ("@method", "@path", "@query", "content-digest")
_LABEL = "sanad"
_LONGEST = 2048  # bytes of a signature header


@dataclass(slots=True)
class Call:
    """A request as a signature sees it. `target`: path and query as sent, from the first slash;
    `headers`: names in small letters."""

    method: str
    target: str
    headers: dict[str, str]

    @property
    def url(self) -> str:
        return "http://headquarters" + self.target


class _Ed25519(HTTPSignatureAlgorithm):
    algorithm_id = "ed25519"

    def __init__(self, public_key: Any = None, private_key: Any = None) -> None:
        self.public, self.keys = public_key, private_key

    def sign(self, message: bytes) -> bytes:
        signature: bytes = self.keys.sign(message)
        return signature

    def verify(self, signature: bytes, message: bytes) -> None:
        if not holds(self.public, signature, message):
            raise HTTPMessageSignaturesException


@dataclass
class _Own(HTTPSignatureKeyResolver):
    keys: DeviceKeys

    def resolve_private_key(self, key_id: str) -> Any:
        return self.keys


@dataclass
class _Known(HTTPSignatureKeyResolver):
    public_of: Callable[[bytes], bytes | None]

    def resolve_public_key(self, key_id: str) -> Any:
        return self.public_of(_stream(key_id))


class _Verifier(HTTPMessageVerifier):
    """With the clock that it is handed."""

    now = 0

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        created = sig_input.params.get("created")
        if type(created) is not int:
            raise HTTPMessageSignaturesException
        if abs(created - self.now) > MAX_AGE_S:
            raise ClockOff


def digest_header(content: bytes) -> str:
    """content-digest of RFC 9530."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


def sign(method: str, target: str, content: bytes, keys: DeviceKeys, stream: bytes, at: int) -> dict[str, str]:
    """The headers that sign a request: content-digest, signature-input, signature.

    `at`: seconds since 1970, by headquarters' clock as well as it is known.
    """
    call = Call(method, target, {"content-digest": digest_header(content)})
    signer = HTTPMessageSigner(signature_algorithm=_Ed25519, key_resolver=_Own(keys))
    signer.sign(
        call,
        key_id=stream.hex(),
        created=datetime.fromtimestamp(at, UTC),
        label=_LABEL,
        covered_component_ids=_COVERED,
        use_existing_digest=True,
    )
    return {name.lower(): value for name, value in call.headers.items()}


def signed_by(
    method: str, target: str, headers: Mapping[str, str], public_of: Callable[[bytes], bytes | None], now: int
) -> bytes:
    """The stream whose key signed a request; NotSigned, ClockOff. `public_of`: the key of a stream.

    The content is compared by `check_content` once it has come.
    """
    values = {
        name: value for name, value in headers.items() if name in ("signature", "signature-input", "content-digest")
    }
    if sum(map(len, values.values())) > _LONGEST:
        raise NotSigned
    verifier = _Verifier(signature_algorithm=_Ed25519, key_resolver=_Known(public_of))
    verifier.now = now
    try:
        (result,) = verifier.verify(
            Call(method, target, values), max_age=timedelta(seconds=MAX_AGE_S), require_components=_COVERED
        )
        return _stream(str(result.parameters["keyid"]))
    except NotSigned:
        raise
    except Exception as error:  # the library and its parser raise many kinds, all meaning the same
        for cause in (error, error.__cause__, error.__context__):
            if isinstance(cause, ClockOff):
                raise cause from error
        raise NotSigned from error


def check_content(headers: Mapping[str, str], content: bytes) -> None:
    """NotSigned unless the content is the one whose digest was signed."""
    if not same(headers.get("content-digest", "").encode(), digest_header(content).encode()):
        raise NotSigned


def stream_named(headers: Mapping[str, str]) -> bytes:
    """Whose a request claims to be, unverified; b"" where that can't be read."""
    _, _, remainder = headers.get("signature-input", "").partition(';keyid="')
    try:
        return _stream(remainder.partition('"')[0])
    except NotSigned:
        return b""


def _stream(key_id: str) -> bytes:
    try:
        stream = binascii.unhexlify(key_id)
    except ValueError as error:
        raise NotSigned from error
    if len(stream) != 16 or key_id != stream.hex():
        raise NotSigned
    return stream
