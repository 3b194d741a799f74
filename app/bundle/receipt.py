"""The receipt of a bundle, signed by who received it: a line of JSON and an SSH signature below it.

It says which sealed file arrived, when, and that everything in it was as its author signed it; nothing of
what is in it. docs/formats/receipt.md"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.bundle.contents import MANIFEST, VerifiedFiles
from app.bundle.manifest import each_name_once
from app.errors import N_, SanadError
from app.seal import sshsig
from app.seal.canonical import nfc
from app.seal.keys import DeviceKeys, Secret
from app.version import PROGRAM

FORMAT, VERSION, NAMESPACE = "sanad-receipt", 1, "sanad-receipt-1"
LARGEST = 8192
_BEGIN = "-----BEGIN SSH SIGNATURE-----"
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_LONGEST_NAME = 120
_HEX = re.compile(r"[0-9a-f]+")
_KEYS = {"format", "version", "bundle", "manifest", "author", "by", "received", "files", "bytes", "program"}


class ReceiptUnreadable(SanadError):
    says = N_(
        "This file is not a receipt for a sealed file, or it is damaged. Nothing was changed. Ask the recipient to "
        "send it again."
    )


class ReceiptAltered(SanadError):
    says = N_(
        "This receipt was changed after it was signed. Nothing was changed here. Telephone the recipient, ask whether "
        "they signed one, and ask for it again."
    )


class ReceiverMissing(SanadError):
    says = N_("Enter who received the file, in at most 120 letters. Nothing was written.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`bundle`: its id, 16 bytes as hex; `manifest`: SHA-256 of its manifest.json, as hex; `author`: the
    fingerprint of the key that signed it; `receiver`: who received it; `files`, `size`: how many were found as they
    were signed, and their bytes. `public`: the Ed25519 key that signed the receipt."""

    bundle: str
    manifest: str
    author: str
    receiver: str
    received: datetime
    files: int
    size: int
    program: str
    public: bytes

    @property
    def key(self) -> str:
        """As it is kept: ssh-ed25519 AAAA..."""
        return sshsig.public_line(self.public)

    @property
    def fingerprint(self) -> str:
        return sshsig.fingerprint(self.public)


@dataclass(frozen=True, slots=True)
class UncheckedReceipt:
    """The two parts of a file, of which nothing was verified."""

    statement: str
    signature: str


def written(bundle: VerifiedFiles, receiver: str, at: datetime, keys: DeviceKeys) -> bytes:
    """A receipt for a bundle of which everything held. ReceiverMissing."""
    name = " ".join(nfc(receiver).split())
    if not 0 < len(name) <= _LONGEST_NAME:
        raise ReceiverMissing
    entries = {entry.name: entry for entry in bundle.entries}
    statement = {
        "format": FORMAT,
        "version": VERSION,
        "bundle": bundle.manifest.bundle,
        "manifest": entries[MANIFEST].sha256,
        "author": bundle.manifest.author.fingerprint,
        "by": name,
        "received": at.astimezone(UTC).strftime(_TIME),
        "files": len(bundle.entries),
        "bytes": sum(entry.size for entry in bundle.entries),
        "program": PROGRAM,
    }
    line = json.dumps(statement, ensure_ascii=False) + "\n"
    return (line + sshsig.sign(keys, NAMESPACE, line.encode())).encode()


def take_apart(raw: bytes) -> UncheckedReceipt:
    """The statement's line and the signature; ReceiptUnreadable."""
    if len(raw) > LARGEST:
        raise ReceiptUnreadable
    try:
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ReceiptUnreadable from error
    statement, begin, signature = text.partition(_BEGIN)
    if not begin or statement.count("\n") != 1 or not statement.endswith("\n"):
        raise ReceiptUnreadable
    _document(statement)
    return UncheckedReceipt(statement, begin + signature)


def read(unchecked: UncheckedReceipt) -> Receipt:
    """Of what was taken apart elsewhere: looked over again, its signature first. ReceiptUnreadable,
    ReceiptAltered."""
    try:
        public = sshsig.verify(unchecked.signature, NAMESPACE, unchecked.statement.encode())
    except sshsig.SignatureRefused as error:
        raise ReceiptAltered from error
    document = _document(unchecked.statement)
    try:
        received = datetime.strptime(document["received"], _TIME).replace(tzinfo=UTC)
    except (TypeError, ValueError) as error:
        raise ReceiptUnreadable from error
    return Receipt(
        bundle=_hex(document["bundle"], 16),
        manifest=_hex(document["manifest"], 32),
        author=_text(document["author"]),
        receiver=_text(document["by"]),
        received=received,
        files=_number(document["files"]),
        size=_number(document["bytes"]),
        program=_text(document["program"]),
        public=public,
    )


def fresh_key() -> bytes:
    """A key for receipts, for who has none that signs: an OpenSSH file, without a passphrase as an age key's
    file is."""
    return sshsig.private_file(Secret(DeviceKeys.fresh().signing))


def key_from(raw: bytes) -> DeviceKeys:
    """What signs receipts, of an OpenSSH private key file. SshKeyRefused."""
    return DeviceKeys(sshsig.signing_of_private(raw), Secret())


def _document(statement: str) -> dict[str, Any]:
    try:
        document = json.loads(statement, object_pairs_hook=each_name_once)
    except (ValueError, RecursionError) as error:
        raise ReceiptUnreadable from error
    if (
        not isinstance(document, dict)
        or not document.keys() >= _KEYS
        or (document["format"], document["version"]) != (FORMAT, VERSION)
    ):
        raise ReceiptUnreadable
    return document


def _text(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_NAME:
        raise ReceiptUnreadable
    return value


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value < 1 << 50:
        raise ReceiptUnreadable
    return value


def _hex(value: object, size: int) -> str:
    if not isinstance(value, str) or len(value) != 2 * size or not _HEX.fullmatch(value):
        raise ReceiptUnreadable
    return value
