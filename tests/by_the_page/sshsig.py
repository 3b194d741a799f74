"""SSH signatures, as bundle.md writes them down."""

import base64
import hashlib

from tests.by_the_page.primitives import Refused, need, verify

_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"


def string(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


def key_of(public: bytes) -> bytes:
    return string(b"ssh-ed25519") + string(public)


def authorised(public: bytes) -> str:
    return "ssh-ed25519 " + base64.b64encode(key_of(public)).decode()


def fingerprint(public: bytes) -> str:
    hashed = base64.b64encode(hashlib.sha256(key_of(public)).digest()).decode()
    return "SHA256:" + hashed.rstrip("=")


def signer(armour: bytes, message: bytes, namespace: str) -> bytes:
    """The public key that signed; the armour can be written in one way only."""
    need(armour.startswith(_BEGIN) and armour.endswith(_END), "SSH signature: armour")
    try:
        blob = base64.b64decode(armour[len(_BEGIN) : -len(_END)].replace(b"\n", b""), validate=True)
    except ValueError as error:
        raise Refused("SSH signature: armour") from error
    public, signature = blob[33:65], blob[-64:]
    again = (
        b"SSHSIG\0\0\0\1"
        + string(key_of(public))
        + string(namespace.encode())
        + string(b"")
        + string(b"sha512")
        + string(string(b"ssh-ed25519") + string(signature))
    )
    need(blob == again, "SSH signature: another shape")
    lines = base64.b64encode(blob).decode()
    wrapped = "".join(lines[at : at + 70] + "\n" for at in range(0, len(lines), 70))
    need(armour == _BEGIN + wrapped.encode() + _END, "SSH signature: another armour")
    signed = (
        b"SSHSIG"
        + string(namespace.encode())
        + string(b"")
        + string(b"sha512")
        + string(hashlib.sha512(message).digest())
    )
    verify(public, signature, signed)
    return public
