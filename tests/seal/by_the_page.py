"""The formats read by following docs/formats, with nothing of Sanad: what a stranger could write."""

import hashlib
import hmac
from typing import Any

import zstandard
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def hkdf(key: bytes, info: str, size: int = 32, salt: bytes | None = None) -> bytes:
    return HKDF(hashes.SHA256(), size, salt, info.encode()).derive(key)


def hmac256(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


# -- CBOR (RFC 8949), as far as the formats use it -------------------------------------------


def cbor(raw: bytes) -> Any:
    value, rest = _item(raw)
    assert not rest
    return value


def _item(raw: bytes) -> tuple[Any, bytes]:
    major, low, raw = raw[0] >> 5, raw[0] & 31, raw[1:]
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(low, 0)
    number, raw = int.from_bytes(raw[:size], "big") if size else low, raw[size:]
    match major:
        case 0:
            return number, raw
        case 1:
            return -1 - number, raw
        case 2:
            return raw[:number], raw[number:]
        case 3:
            return raw[:number].decode(), raw[number:]
        case 4:
            found = []
            for _ in range(number):
                value, raw = _item(raw)
                found.append(value)
            return found, raw
        case 5:
            told = {}
            for _ in range(number):
                key, raw = _item(raw)
                told[key], raw = _item(raw)
            return told, raw
    raise AssertionError(major)


def to_cbor(value: Any) -> bytes:
    match value:
        case int():
            return _head(0, value)
        case bytes():
            return _head(2, len(value)) + value
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case list():
            return _head(4, len(value)) + b"".join(map(to_cbor, value))
        case dict():
            pairs = sorted((to_cbor(key), to_cbor(each)) for key, each in value.items())
            return _head(5, len(value)) + b"".join(key + each for key, each in pairs)
    raise AssertionError(value)


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    low, size = next((24 + n, 1 << n) for n in range(4) if number < 1 << (8 << n))
    return bytes([major << 5 | low]) + number.to_bytes(size, "big")


# -- envelope.md ------------------------------------------------------------------------------


def signed(public: bytes, signature: bytes, message: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(public).verify(signature, message)


def envelope(raw: bytes, public: bytes) -> tuple[bytes, dict[int, Any], bytes]:
    """(id, header, body), its signature and hashes checked."""
    header, signature, body = cbor(raw)
    signed(public, signature, b"sanad-envelope-1" + header)
    told = cbor(header)
    assert told[8] == sha256(public)[:16]
    assert told[11] == sha256(body)
    return sha256(header), told, body


def event(header: dict[int, Any], body: bytes, case_key: bytes) -> bytes:
    about = to_cbor({key: header[key] for key in range(11)})
    key = hkdf(case_key, "sanad/1/body")
    return unpadded(AESGCMSIV(key).decrypt(body[:12], body[12:], about))


def unpadded(padded: bytes) -> bytes:
    size = int.from_bytes(padded[:4], "big")
    assert not padded[4 + size :].strip(b"\0")
    return zstandard.ZstdDecompressor().decompress(padded[4 : 4 + size])


def case_id(key: bytes) -> bytes:
    return sha256(b"sanad-case-id-1", reading_key(key))[:14] + b"\x5a\x01"


def reading_key(first_key: bytes) -> bytes:
    """The public half of what a case's readers sign with for headquarters."""
    private = Ed25519PrivateKey.from_private_bytes(hkdf(first_key, "sanad/1/read"))
    return private.public_key().public_bytes_raw()


def grant(header: dict[int, Any], body: bytes) -> list[Any]:
    """The items of a grant, as headquarters looks at it."""
    (public, signature), items = cbor(body)
    assert sha256(b"sanad-case-id-1", public)[:14] + b"\x5a\x01" == header[2]
    signed(public, signature, b"sanad-read-1" + to_cbor([header[2], header[3], items]))
    listed: list[Any] = items
    return listed


def granted(case: bytes, item: list[Any], team_key: bytes, before: bytes = b"") -> bytes:
    """The case key that an item of a grant gives, its link and proof checked."""
    team, team_number, number, wrapped, link, proof = item
    about = to_cbor([case, number, team, team_number])
    if len(wrapped) == 60:
        key = AESGCMSIV(team_key).decrypt(wrapped[:12], wrapped[12:], about)
    else:
        seed = hkdf(team_key, "sanad/1/team receiving", 96)
        key = unsealed(seed, wrapped, b"sanad-case-1" + about)
    if number == 1:
        assert case_id(key) == case
        assert link == b""
    else:
        linked = to_cbor([case, number, key])
        assert link == hmac256(hkdf(before, "sanad/1/next case key"), linked)
    said = to_cbor([case, team, team_number, number, wrapped, link])
    assert proof == hmac256(hkdf(key, "sanad/1/grant"), said)
    return key


# -- directory.md ----------------------------------------------------------------------------


def unsealed(receiving: bytes, sealed: bytes, info: bytes) -> bytes:
    """HPKE. `receiving`: 64 bytes seed of ML-KEM-768, 32 of X25519."""
    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    private = hpke.MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(receiving[:64]),
        X25519PrivateKey.from_private_bytes(receiving[64:]),
    )
    return suite.decrypt(sealed, private, info)


def entry(raw: bytes, public: bytes) -> tuple[bytes, int, bytes, int, list[Any]]:
    """(id, number, id of the one before, kind, content)."""
    body, signature = cbor(raw)
    signed(public, signature, b"sanad-directory-1" + body)
    version, number, before, kind, content, signer = cbor(body)
    assert version == 1
    assert signer == sha256(public)[:16]
    return sha256(raw), number, before, kind, content


# -- enrolment.md, post.md -------------------------------------------------------------------


def invitation(raw: bytes, registrar: bytes) -> list[Any]:
    body, signature = cbor(after_line(raw, b"SANAD-INVITATION 1\n"))
    signed(registrar, signature, b"sanad-invitation-1" + body)
    told: list[Any] = cbor(body)
    return told


def answer(raw: bytes, desk: bytes, device: bytes) -> list[Any]:
    id_, sealed = cbor(after_line(raw, b"SANAD-ANSWER 1\n"))
    body, signature = cbor(unsealed(desk, sealed, b"sanad-answer-1" + id_))
    signed(device, signature, b"sanad-answer-1" + body)
    told: list[Any] = cbor(body)
    return told


def reply(raw: bytes, receiving: bytes, registrar: bytes) -> list[Any]:
    answered, sealed = cbor(after_line(raw, b"SANAD-REPLY 1\n"))
    body, signature = cbor(unsealed(receiving, sealed, b"SANAD-REPLY "))
    signed(registrar, signature, b"sanad-reply-1" + body)
    told: list[Any] = cbor(body)
    assert told[2] == answered
    return told


def six_words(
    raw_invitation: bytes, raw_answer: bytes, nonce: bytes, words: list[str]
) -> list[str]:
    told = to_cbor([sha256(raw_invitation), sha256(raw_answer), nonce])
    bits = int.from_bytes(sha256(b"sanad-words-1", told), "big") >> (256 - 66)
    return [words[bits >> 11 * place & 2047] for place in (5, 4, 3, 2, 1, 0)]


def parcel(raw: bytes, organisation_key: bytes, maker: bytes) -> list[Any]:
    sealed = after_line(raw, b"SANAD-POST 1\n")
    key = hkdf(organisation_key, "sanad/1/post")
    padded = AESGCMSIV(key).decrypt(sealed[:12], sealed[12:], b"SANAD-POST 1\n")
    body, signature = cbor(unpadded(padded))
    signed(maker, signature, b"sanad-post-1" + body)
    told: list[Any] = cbor(body)
    return told


def after_line(raw: bytes, line: bytes) -> bytes:
    assert raw.startswith(line)
    return raw[len(line) :]


# -- slot.md ---------------------------------------------------------------------------------


def master_key(raw: bytes, folded_phrase: str, device_secret: bytes, card: bytes) -> list[bytes]:
    """The master key as each slot of a key file gives it."""
    content, checked = after_line(raw, b"SANAD-KEYS 1\n")[:-32], raw[-32:]
    assert checked == sha256(raw[:-32])
    told = cbor(content)
    found = []
    for kind, salt, memory, passes, lanes, nonce, sealed in told[7]:
        if kind == 1:
            argon = Argon2id(
                salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory
            ).derive(folded_phrase.encode())
            key = hkdf(argon + device_secret, "sanad/1/slot/phrase", salt=salt)
        else:
            key = hkdf(card, "sanad/1/slot/card", salt=salt)
        about = to_cbor([*told[:6], kind, salt, memory, passes, lanes, nonce])
        found.append(AESGCMSIV(key).decrypt(nonce, sealed, about))
    return found
