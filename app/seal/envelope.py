"""The envelope: a header that chains, one signature, a sealed body.

    header  canonical CBOR map, whole-number keys (below)
    id      SHA-256 of the header
    signed  Ed25519 over b"sanad-envelope-1" || header
    body    12 bytes nonce || AES-256-GCM-SIV(padded zstd of the event)

`check_envelope` verifies; `peek_unverified` does not. See docs/formats/envelope.md."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from app.errors import N_, SanadError
from app.seal import canonical, packing, split
from app.seal.directory import Colleagues, Device, Directory
from app.seal.keys import NONCE, DeviceKeys, Secret, derive, digest, key_id, verify
from app.seal.lineage import Descent, Lineage

_VERSION, _SUITE = 1, 1
SIGNED = b"sanad-envelope-1"
_NOTHING = bytes(32)
_BODY_HASH = 35  # bytes of the last of a header's fields, its key and length among them
LARGEST = 4 * 1024 * 1024  # bytes of an event, decompressed


class Kind(IntEnum):
    """What an envelope is, in the clear; what an event says is inside."""

    EVENT = 1
    GRANT = 2
    REVOKE = 3
    ERASE = 4
    BLOBS = 5
    DIRECTORY = 6


class EnvelopeRefused(SanadError):
    says = N_(
        "A stored record was changed after it was written ({problem}). It was not used, "
        "and nothing else was changed. Restore a backup and tell user management."
    )
    problem: str = N_("unreadable")


class AuthorUnknown(EnvelopeRefused):
    """No directory here certifies its key for its stream."""

    problem: str = N_("its author is unknown here")


class AuthorWithdrawn(EnvelopeRefused):
    """Its author's computer was revoked before this was written, as far as the desk knew."""

    problem: str = N_("its author’s computer had already lost its access")


class LaterMissing(EnvelopeRefused):
    """Its author's computer was revoked, and what the desk had last seen of it isn't here yet."""

    problem: str = N_("the last of its author’s records seen by user management has not arrived yet")


class CertificateExpired(EnvelopeRefused):
    """It says a time after its author's certificate ended."""

    problem: str = N_("its author’s certificate had expired")


class EventTooLarge(SanadError):
    says = N_(
        "The text is longer than one record can hold. Everything is still saved as it "
        "was. Shorten the longest answer, then try again."
    )


@dataclass(frozen=True, slots=True)
class Header:
    """Keys 0 to 11 of the map, in this order after version (0) and suite (1)."""

    case: bytes
    stream: bytes
    seq: int
    prev: bytes
    case_seq: int
    case_prev: bytes
    author: bytes
    key_number: int
    kind: int
    body_hash: bytes

    def to_bytes(self) -> bytes:
        return canonical.encode(self._map() | {11: self.body_hash})

    def about(self) -> bytes:
        """What the body's seal is bound to: every field before the body's hash."""
        return canonical.encode(self._map())

    def _map(self) -> dict[int, canonical.Value]:
        return {
            0: _VERSION, 1: _SUITE, 2: self.case, 3: self.stream, 4: self.seq, 5: self.prev,
            6: self.case_seq, 7: self.case_prev, 8: self.author, 9: self.key_number, 10: self.kind,
        }  # fmt: skip

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Header":
        match = split.fields(raw) if raw[:1] == b"\xac" else None
        if match:
            case, stream, seq, prev, case_seq, case_prev, author, key, kind, body = match.groups()
            return cls(
                case=case, stream=stream, seq=split.number(seq), prev=prev, case_seq=split.number(case_seq), case_prev=case_prev, author=author,
                key_number=split.number(key), kind=split.number(kind), body_hash=body,
            )  # fmt: skip
        return cls._by_decoder(raw)

    @classmethod
    def _by_decoder(cls, raw: bytes) -> "Header":
        """What is wrong with one that has another form."""
        text = canonical.decode(raw)
        if not isinstance(text, dict) or sorted(text) != list(range(12)):
            raise EnvelopeRefused
        if (text[0], text[1]) != (_VERSION, _SUITE):
            raise EnvelopeRefused(N_("made by a newer version"))
        header = cls(*(text[key] for key in range(2, 12)))
        sizes = (header.case, 16), (header.stream, 16), (header.prev, 32), (header.case_prev, 32), \
            (header.author, 16), (header.body_hash, 32)  # fmt: skip
        numbers = header.seq, header.case_seq, header.key_number, header.kind
        if any(type(value) is not bytes or len(value) != size for value, size in sizes) or any(
            type(number) is not int or not 0 <= number < 1 << 63 for number in numbers
        ):
            raise EnvelopeRefused
        return header


@dataclass(frozen=True, slots=True)
class Envelope:
    """`header_bytes` are what was signed; `id` is their SHA-256."""

    header: Header
    header_bytes: bytes
    signature: bytes
    body: bytes

    @property
    def id(self) -> bytes:
        return digest(self.header_bytes)

    @property
    def about(self) -> bytes:
        """As its header's: the map's bytes, one fewer, without what stands last."""
        return b"\xab" + self.header_bytes[1:-_BODY_HASH]

    def to_bytes(self) -> bytes:
        return split.joined(self.header_bytes, self.signature, self.body)


@dataclass(frozen=True, slots=True)
class LogPosition:
    """Where a next envelope goes: after which of its stream, and after which of its case."""

    case: bytes
    stream: bytes
    seq: int = 0
    prev: bytes = _NOTHING
    case_seq: int = 0
    case_prev: bytes = _NOTHING


def seal_event(
    event: bytes,
    place: LogPosition,
    keys: DeviceKeys,
    case_key: bytes,
    key_number: int,
    compressing: packing.Compressor | None = None,
) -> Envelope:
    """Compress, pad, seal and sign an event's canonical bytes as the next of its stream. `compressing`: for
    who seals many.

    EventTooLarge: what could not be opened again is not sealed."""
    if len(event) > LARGEST or canonical.holds_too_much(event):
        raise EventTooLarge
    nonce = os.urandom(NONCE)
    place_bytes = _header(place, keys, key_number, Kind.EVENT, _NOTHING).about()
    padded = packing.pack(event, compressing)
    body = nonce + AESGCMSIV(_body_key(case_key)).encrypt(nonce, padded, place_bytes)
    return _signed(place, keys, key_number, Kind.EVENT, body, place_bytes)


def seal_public(content: bytes, kind: Kind, place: LogPosition, keys: DeviceKeys) -> Envelope:
    """Sign a body that isn't secret: a grant holds only wrapped keys."""
    return _signed(place, keys, 0, kind, content)


def peek_unverified(raw: bytes) -> Envelope:
    """The parts of an envelope, unchecked but for their form."""
    try:
        header, signature, body = split.parts(raw) or canonical.decode(raw)
        if [type(header), type(signature), type(body)] != [bytes, bytes, bytes]:
            raise EnvelopeRefused
        return Envelope(Header.from_bytes(header), header, signature, body)
    except (canonical.NotCanonical, ValueError, TypeError) as error:
        raise EnvelopeRefused from error


Holds = Callable[[bytes, bytes, bytes], bool]  # public key, signature, message


def check_envelope(envelope: Envelope, directory: Directory | Colleagues, holds: Holds = verify) -> Device:
    """Whose it is. AuthorUnknown; EnvelopeRefused unless its author is certified, signed it, and
    the body is the one signed."""
    device = check_header(envelope, directory, holds)
    if digest(envelope.body) != envelope.header.body_hash:
        raise EnvelopeRefused(N_("its content is not what was signed"))
    return device


def check_header(envelope: Envelope, directory: Directory | Colleagues, holds: Holds = verify) -> Device:
    """The same of one whose body was erased by order."""
    header = envelope.header
    device = directory.signer(header.author, header.stream)
    if device is None:
        raise AuthorUnknown
    if not holds(device.public, envelope.signature, SIGNED + envelope.header_bytes):
        raise EnvelopeRefused(N_("its signature is not valid"))
    return device


def check_standing(envelope: Envelope, device: Device, lineage: Lineage) -> None:
    """Of a revoked device, the last envelopes that the desk knew and those that they follow are
    valid: AuthorWithdrawn for any other, also one with a lower number; LaterMissing where those
    after it aren't here yet."""
    if not device.revoked or device.known is None:
        return
    head = envelope.header
    match lineage.descent(device.known.get(head.case, {}), head.case_seq, envelope.id):
        case Descent.MISSING:
            raise LaterMissing
        case Descent.BESIDE:
            raise AuthorWithdrawn


@dataclass(frozen=True, slots=True)
class CheckedEnvelope:
    """An envelope of which the signature was looked at before anybody asks: of no one's or by a key that
    the directory named then. Whether that is its author's key, `check_header` asks when it is taken in."""

    raw: bytes
    envelope: Envelope
    id: bytes
    public: bytes = b""
    held: bool = False

    @classmethod
    def at(cls, raw: bytes, directory: Directory | Colleagues) -> "CheckedEnvelope":
        """EnvelopeRefused for what is no envelope."""
        envelope = peek_unverified(raw)
        header = envelope.header
        device = directory.signer(header.author, header.stream)
        if device is None:
            return cls(raw, envelope, envelope.id)
        is_valid = verify(device.public, envelope.signature, SIGNED + envelope.header_bytes)
        return cls(raw, envelope, envelope.id, device.public, is_valid)

    def holds(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """As `verify`: of this envelope and that key it is known already."""
        is_same_message = signature is self.envelope.signature and message == SIGNED + self.envelope.header_bytes
        if is_same_message and public == self.public:
            return self.held
        return verify(public, signature, message)


class Opener:
    """Opens the events of one key of a case, which were checked: its key is derived once."""

    def __init__(self, case_key: bytes) -> None:
        self._seal = AESGCMSIV(_body_key(case_key))
        self._zstd = packing.Decompressor()

    def open(self, envelope: Envelope) -> bytes:
        """EnvelopeRefused where the key is another, or the seal is broken."""
        nonce, sealed = envelope.body[:NONCE], envelope.body[NONCE:]
        try:
            padded = self._seal.decrypt(nonce, sealed, envelope.about)
            return unpack(padded, LARGEST, self._zstd)
        except (InvalidTag, ValueError) as error:
            raise EnvelopeRefused from error


def unpack(padded: bytes, largest: int, decompressor: packing.Decompressor | None = None) -> bytes:
    """What `pack` packed; EnvelopeRefused for more than `largest` bytes, or than so few bytes may
    hold, before it is made; and for anything else."""
    try:
        return packing.unpack(padded, largest, decompressor)
    except packing.TooLarge as error:
        raise EnvelopeRefused(N_("larger than a record can be")) from error
    except packing.NotPacked as error:
        raise EnvelopeRefused from error


def _body_key(case_key: bytes) -> Secret:
    return derive(case_key, "sanad/1/body")


def _header(place: LogPosition, keys: DeviceKeys, number: int, kind: Kind, body_hash: bytes) -> Header:
    return Header(
        case=place.case, stream=place.stream, seq=place.seq + 1, prev=place.prev, case_seq=place.case_seq + 1, case_prev=place.case_prev,
        author=key_id(keys.public), key_number=number, kind=int(kind), body_hash=body_hash,
    )  # fmt: skip


def _signed(place: LogPosition, keys: DeviceKeys, number: int, kind: Kind, body: bytes, about: bytes = b"") -> Envelope:
    """`about`: of this header, where it was made already."""
    header = _header(place, keys, number, kind, digest(body))
    raw = _with_hash(about, header.body_hash) if about else header.to_bytes()
    return Envelope(header, raw, keys.sign(SIGNED + raw), body)


def _with_hash(about: bytes, body_hash: bytes) -> bytes:
    """A map of eleven fields, with a twelfth behind them: as `Header.to_bytes` writes it."""
    return b"\xac" + about[1:] + b"\x0b\x58\x20" + body_hash


OUT_OF_CHAIN = N_("it does not follow the one before it")
