"""A file of the post: envelopes, directory entries and confirmations, sealed to the organisation.

The key is one that every member has, so that who carries the file reads nothing of it, not even
who writes to whom. What is inside stays sealed to those who may read it. docs/formats/post.md"""

import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from app.errors import N_, SanadError
from app.seal import canonical, envelope, file_marker, packing
from app.seal.keys import ID, NONCE, DeviceKeys, derive, digest, key_id, verify

_VERSION = 1
_MAGIC = b"SANAD-POST "
_SIGNED = b"sanad-post-1"
LARGEST_BODY = 64 * 1024 * 1024
# A file of many records: each takes some bytes, and no record is shorter than its signature.
_ITEMS, _BYTES_AN_ITEM, _SHORTEST = 4096, 8, 64
_MOST_ENTRIES = 1 << 16
_HASH = 32
_SHAPE = (ID, ID, [(ID, [ID])], [bytes], [bytes], [_HASH], (bytes, [bytes]), [(ID, bytes)])

Unpack = Callable[[bytes, int], bytes]  # as `envelope.unpack` does it


class ParcelRefused(SanadError):
    says = N_(
        "A file in this folder is damaged, cut short, or from another organisation. Nothing in it was used, and it was "
        "left in place. Ask for it to be written again."
    )


@dataclass(frozen=True, slots=True)
class Parcel:
    """`maker`: the stream that wrote it. `to`: case -> streams that may read it. `taken`: files of
    others that the maker has taken in. `receipts` of headquarters, in its history `epoch`. `chunks` of
    attachments: (case, bytes), sealed before."""

    maker: bytes
    author: bytes
    to: dict[bytes, tuple[bytes, ...]]
    entries: tuple[bytes, ...]
    envelopes: tuple[bytes, ...]
    taken: tuple[bytes, ...]
    epoch: bytes = b""
    receipts: tuple[bytes, ...] = ()
    chunks: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    signature: bytes = b""

    def signed_by(self, public: bytes) -> bool:
        return key_id(public) == self.author and verify(public, self.signature, _SIGNED + self.body)


def parcel_id(raw: bytes) -> bytes:
    """SHA-256 of the file."""
    return digest(raw)


def write(parcel: Parcel, keys: DeviceKeys, organisation_key: bytes) -> bytes:
    body = canonical.encode(
        [
            _VERSION,
            parcel.maker,
            key_id(keys.public),
            [[case, list(streams)] for case, streams in sorted(parcel.to.items())],
            list(parcel.entries),
            list(parcel.envelopes),
            list(parcel.taken),
            *_more(parcel),
        ]
    )
    packed = packing.pack(canonical.encode([body, keys.sign(_SIGNED + body)]))
    nonce, head = os.urandom(NONCE), file_marker.line(_MAGIC)
    return head + nonce + AESGCMSIV(_key(organisation_key)).encrypt(nonce, packed, head)


def _more(parcel: Parcel) -> list[canonical.Value]:
    """The parts that most files have no use for."""
    chunks = [[case, chunk] for case, chunk in parcel.chunks]
    receipts = [parcel.epoch, list(parcel.receipts)]
    return [receipts, chunks] if chunks else [receipts] if parcel.receipts else []


def read(raw: bytes, organisation_key: bytes, unpack: Unpack = envelope.unpack) -> Parcel:
    """ParcelRefused, ForeignFile, NewerVersion. Who signed it is not looked at yet. `unpack`: by whom
    it is decompressed, in place of this process."""
    sealed = file_marker.content(raw, _MAGIC, ParcelRefused)
    head = raw[: len(raw) - len(sealed)]
    try:
        padded = AESGCMSIV(_key(organisation_key)).decrypt(sealed[:NONCE], sealed[NONCE:], head)
        body, signature = canonical.decode(unpack(padded, LARGEST_BODY), 2)
        items = min(canonical.MOST_ITEMS, _ITEMS + len(body) // _BYTES_AN_ITEM)
        version, *fields = canonical.decode(body, items)
        if version != _VERSION:
            raise file_marker.NewerVersion
        none: list[canonical.Value] = [[b"", []], []]
        all_fields = [*fields, *none[len(fields) - 6 :]]
        maker, author, recipients, entries, envelopes, received_ids, (epoch, receipts), chunks = canonical.shaped(
            all_fields, _SHAPE
        )
        if type(signature) is not bytes or len(epoch) not in ((ID,) if receipts else (0, ID)):
            raise ParcelRefused
        if len(entries) > _MOST_ENTRIES or any(len(record) < _SHORTEST for record in (*entries, *envelopes)):
            raise ParcelRefused
        return Parcel(
            maker=maker, author=author, to=dict(recipients), entries=entries, envelopes=envelopes,
            taken=received_ids, epoch=epoch, receipts=receipts, chunks=chunks, body=body,
            signature=signature,
        )  # fmt: skip
    except (InvalidTag, canonical.NotCanonical, envelope.EnvelopeRefused) as error:
        raise ParcelRefused from error
    except (ValueError, TypeError) as error:
        raise ParcelRefused from error


def _key(organisation_key: bytes) -> bytes:
    return derive(organisation_key, "sanad/1/post")
