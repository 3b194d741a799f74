"""What headquarters signs: that it holds a stream up to an envelope. It commits to everything before.

    receipt = CBOR [body, signature(64)]
    body    = CBOR [1, stream(16), seq, id of the envelope(32), time, signer's key id(16)]

or, of a stream of which it has not everything, what the stream wrote in one case up to an envelope:

    body    = CBOR [2, stream(16), case_seq, id of the envelope(32), time, signer's key id(16)]

A receipt counts when the desk has certified its signer in the directory. docs/formats/sync.md"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import N_, SanadError
from app.seal import canonical
from app.seal.keys import DeviceKeys, Secret, key_id, verify

STREAM, CASE = 1, 2  # what is held up to the envelope
_SIGNED = b"sanad-receipt-1"


class ReceiptRefused(SanadError):
    says = N_(
        "The server sent a receipt that is not valid. It was not used: the records count "
        "as not yet received, and stay here. Tell user management."
    )


@dataclass(frozen=True, slots=True)
class Receipt:
    """`of`: STREAM or CASE; `seq`: the envelope's number there. `at`: headquarters' clock, seconds
    since 1970. `raw`: as it is kept and passed on."""

    of: int
    stream: bytes
    seq: int
    tip: bytes
    at: int
    signer: bytes
    raw: bytes


def signing(seed: bytes) -> DeviceKeys:
    """Headquarters' receipt key from its 32 bytes: it signs and receives nothing."""
    return DeviceKeys(Secret(seed), Secret())


def sign(keys: DeviceKeys, stream: bytes, seq: int, tip: bytes, at: int, version: int = STREAM) -> bytes:
    body = canonical.encode([version, stream, seq, tip, at, key_id(keys.public)])
    return canonical.encode([body, keys.sign(_SIGNED + body)])


def open_receipt(raw: bytes, certified: Iterable[bytes]) -> Receipt:
    """ReceiptRefused unless one of the `certified` public keys signed it."""
    body, signature, receipt = _parts(raw)
    for public in certified:
        if key_id(public) == receipt.signer and verify(public, signature, _SIGNED + body):
            return receipt
    raise ReceiptRefused


def peek_unverified(raw: bytes) -> Receipt:
    """What it says, unchecked but for its form."""
    return _parts(raw)[2]


def _parts(raw: bytes) -> tuple[bytes, bytes, Receipt]:
    try:
        body, signature = canonical.read(raw, (bytes, 64))
        version, stream, seq, tip, at, signer = canonical.read(body, (int, 16, int, 32, int, 16))
    except canonical.NotCanonical as error:
        raise ReceiptRefused from error
    if version not in (STREAM, CASE):
        raise ReceiptRefused
    return (body, signature, Receipt(of=version, stream=stream, seq=seq, tip=tip, at=at, signer=signer, raw=raw))
