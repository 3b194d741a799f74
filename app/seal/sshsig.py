"""Signatures that OpenSSH verifies: SSHSIG over Ed25519 and SHA-512, and public keys as it writes
them. Source: PROTOCOL.sshsig (OpenSSH); RFC 8709 for the key and signature blobs.

Only what `sign` writes is accepted: a text is read, written again and compared."""

import base64
import binascii
import hashlib
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.errors import N_, SanadError
from app.seal.keys import DeviceKeys
from app.seal.keys import verify as holds
from app.seal.secret import Secret, digest

_MAGIC, _VERSION, _HASH = b"SSHSIG", 1, b"sha512"
_ED25519 = b"ssh-ed25519"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_WIDE = 70
_LONGEST = 4096


class SignatureRefused(SanadError):
    says = N_(
        "The signature is not valid: the content was changed, or someone else signed it. "
        "Nothing was used. Ask the sender to send it again."
    )


class SshKeyRefused(SanadError):
    locked: bool = False  # a private key under a passphrase of its own
    says = N_("This is not an Ed25519 key in OpenSSH format. Nothing was changed.")


def sign(keys: DeviceKeys, namespace: str, message: bytes) -> str:
    """An armoured SSHSIG. `namespace` keeps a signature from being taken for another purpose."""
    signature = keys.sign(_signed(namespace, message))
    return _armoured(keys.public, namespace, signature)


def verify(text: str, namespace: str, message: bytes) -> bytes:
    """The Ed25519 public key (32 bytes) that signed; SignatureRefused."""
    public, signed_namespace, signature = _read(text)
    if signed_namespace != namespace or _armoured(public, signed_namespace, signature) != text:
        raise SignatureRefused
    if not holds(public, signature, _signed(namespace, message)):
        raise SignatureRefused
    return public


def public_line(public: bytes, comment: str = "") -> str:
    """`ssh-ed25519 AAAA... comment`"""
    return " ".join(filter(None, ("ssh-ed25519", _base64(_key_blob(public)), comment)))


def public_of(line: str) -> bytes:
    """The 32 bytes of an `ssh-ed25519 AAAA...` line; SshKeyRefused for any other kind of key."""
    words = line.split()
    try:
        if len(words) < 2 or words[0] != "ssh-ed25519":
            raise SshKeyRefused
        kind, public, trailing = _strings(base64.b64decode(words[1], validate=True), 2)
    except (binascii.Error, ValueError, struct.error) as error:
        raise SshKeyRefused from error
    if kind != _ED25519 or len(public) != 32 or trailing:
        raise SshKeyRefused
    return public


def public_of_private(text: bytes) -> bytes:
    """The public half of an OpenSSH private key file; SshKeyRefused, with `locked` where the key
    is under a passphrase of its own."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    try:
        key = load_ssh_private_key(text, None)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SshKeyRefused from error
    except TypeError as error:  # what the library raises where a password is wanted
        raise SshKeyRefused(locked=True) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SshKeyRefused
    return key.public_key().public_bytes_raw()


def signing_of_private(text: bytes) -> Secret:
    """What signs, 32 bytes, of an OpenSSH private key file; SshKeyRefused."""
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    public_of_private(text)  # it is one that can be read
    key = load_ssh_private_key(text, None)
    assert isinstance(key, Ed25519PrivateKey)
    return Secret(key.private_bytes_raw())


def private_file(signing: Secret) -> bytes:
    """An OpenSSH private key file, without a passphrase."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.from_private_bytes(signing)
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def fingerprint(public: bytes) -> str:
    """`SHA256:...`, as `ssh-keygen -l` and `ssh-keygen -Y verify` print it."""
    return "SHA256:" + _base64(digest(_key_blob(public))).rstrip("=")


def _signed(namespace: str, message: bytes) -> bytes:
    hashed = hashlib.sha512(message).digest()
    return _MAGIC + b"".join(_string(part) for part in (namespace.encode(), b"", _HASH, hashed))


def _armoured(public: bytes, namespace: str, signature: bytes) -> str:
    blob = (
        _MAGIC
        + struct.pack(">I", _VERSION)
        + b"".join(_string(part) for part in (_key_blob(public), namespace.encode(), b"", _HASH))
        + _string(_string(_ED25519) + _string(signature))
    )
    base64 = _base64(blob)
    lines = [base64[at : at + _WIDE] for at in range(0, len(base64), _WIDE)]
    return "\n".join([_BEGIN, *lines, _END, ""])


def _read(text: str) -> tuple[bytes, str, bytes]:
    """Public key, namespace and signature; compared with what we would write by the caller."""
    lines = text.split("\n")
    if len(text) > _LONGEST or lines[0] != _BEGIN or lines[-2:] != [_END, ""]:
        raise SignatureRefused
    try:
        blob = base64.b64decode("".join(lines[1:-2]), validate=True)
        key, namespace, _, _, signature, _ = _strings(blob[len(_MAGIC) + 4 :], 5)
        _, public, _ = _strings(key, 2)
        _, raw, _ = _strings(signature, 2)
        return public, namespace.decode(), raw
    except (binascii.Error, ValueError, struct.error) as error:
        raise SignatureRefused from error


def _strings(blob: bytes, count: int) -> list[bytes]:
    """`count` strings of SSH's wire format, and what is left after them. ValueError."""
    strings = []
    for _ in range(count):
        (size,) = struct.unpack_from(">I", blob)
        if len(blob) < 4 + size:
            raise ValueError
        strings.append(blob[4 : 4 + size])
        blob = blob[4 + size :]
    return [*strings, blob]


def _string(part: bytes) -> bytes:
    return struct.pack(">I", len(part)) + part


def _key_blob(public: bytes) -> bytes:
    return _string(_ED25519) + _string(public)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
