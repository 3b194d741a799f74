"""The manifest of a bundle: what is in it, of which case, by whom, for whom and why.

Written as JSON, because people read it with nothing but a text editor. docs/formats/bundle.md
"""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

FORMAT, VERSION = "sanad-bundle", 1
_LARGEST = 8 << 20
_HEX = re.compile(r"[0-9a-f]+")
_MADE = "%Y-%m-%dT%H:%M:%SZ"

Kind = Literal["age", "ssh-ed25519", "passphrase"]


class NotAManifest(ValueError):
    """Bytes that no version of Sanad wrote."""


class LaterManifest(ValueError):
    """Written by a later version."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who can open it. `fingerprint`: age1... itself, SHA256:... of an SSH key, "" for a passphrase."""

    kind: Kind
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """Who signed it. `device`: 16 bytes as hex; `key`: ssh-ed25519 AAAA...; a claim of the file."""

    name: str
    role: str
    device: str
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the bundle. `sha256` as hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`bundle`, `case`: 16 bytes as hex. `counter`: the author's bundles of this case, from 1.
    `contains`: kinds of sensitive answers, and how many; `held_back`: what does not go along, and how
    many, by which `rules`, {} for none. `heads`: the case's last events;
    `envelopes`: how many the case has; `doubts`: what is open about them, and how many."""

    bundle: str
    case: str
    reference: str
    counter: int
    made: datetime
    language: str
    purpose: str
    recipients: tuple[Recipient, ...]
    author: Author
    program: str
    contains: dict[str, int]
    held_back: dict[str, int]
    heads: tuple[str, ...]
    envelopes: int
    doubts: dict[str, int]
    files: tuple[Entry, ...]
    rules: dict[str, str | int] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        document = {
            "format": FORMAT,
            "version": VERSION,
            "bundle": self.bundle,
            "case": self.case,
            "reference": self.reference,
            "counter": self.counter,
            "made": self.made.astimezone(UTC).strftime(_MADE),
            "language": self.language,
            "purpose": self.purpose,
            "recipients": [
                {"kind": recipient.kind, "fingerprint": recipient.fingerprint}
                for recipient in self.recipients
            ],
            "author": {
                "name": self.author.name,
                "role": self.author.role,
                "device": self.author.device,
                "key": self.author.key,
                "fingerprint": self.author.fingerprint,
            },
            "program": self.program,
            "contains": self.contains,
            "held_back": self.held_back,
            **({"rules": self.rules} if self.rules else {}),
            "heads": list(self.heads),
            "envelopes": self.envelopes,
            "doubts": self.doubts,
            "files": [
                {"name": entry.name, "size": entry.size, "sha256": entry.sha256}
                for entry in self.files
            ],
        }
        return as_json(document)

    @classmethod
    def read(cls, raw: bytes) -> "Manifest":
        """NotAManifest, LaterManifest. Keys that this version doesn't know are left alone."""
        document = from_json(raw)
        version = document.get("version")
        if document.get("format") != FORMAT or type(version) is not int or version < 1:
            raise NotAManifest
        if version > VERSION:
            raise LaterManifest
        try:
            return _read(document)
        except (KeyError, TypeError, ValueError) as error:
            raise NotAManifest from error


def as_json(document: dict[str, Any]) -> bytes:
    """UTF-8, one space of indent, a line's end at the end."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def from_json(raw: bytes) -> dict[str, Any]:
    """An object of JSON in which no key comes twice; NotAManifest, also for a very long one."""
    if len(raw) > _LARGEST:  # before an object is made of each of its parts
        raise NotAManifest
    try:
        document = json.loads(raw.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise NotAManifest from error
    if not isinstance(document, dict):
        raise NotAManifest
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def _read(document: dict[str, Any]) -> Manifest:
    author = document["author"]
    return Manifest(
        bundle=_hex(document["bundle"], 16), case=_hex(document["case"], 16), reference=_text(document["reference"]),
        counter=_number(document["counter"]),
        made=datetime.strptime(_text(document["made"]), _MADE).replace(tzinfo=UTC),
        language=_text(document["language"]), purpose=_text(document["purpose"]),
        recipients=tuple(Recipient(_kind(recipient["kind"]), _text(recipient["fingerprint"])) for recipient in document["recipients"]),
        author=Author(
            _text(author["name"]), _text(author["role"]), _hex(author["device"], 16),
            _text(author["key"]), _text(author["fingerprint"]),
        ),
        program=_text(document["program"]), contains=_counted(document["contains"]), held_back=_counted(document["held_back"]),
        heads=tuple(_hex(head, 32) for head in document["heads"]),
        envelopes=_number(document["envelopes"]), doubts=_counted(document["doubts"]),
        files=tuple(
            Entry(_text(file["name"]), _number(file["size"]), _hex(file["sha256"], 32))
            for file in document["files"]
        ),
        rules=_rules(document.get("rules", {})),
    )  # fmt: skip


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


def _counted(value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        raise ValueError
    return {_text(kind): _number(n) for kind, n in value.items()}


def _rules(value: object) -> dict[str, str | int]:
    """By which something was left out: id, version and names; {} between colleagues."""
    if not isinstance(value, dict):
        raise ValueError
    version = {"version": _number(value["version"])} if "version" in value else {}
    return {key: _text(value[key]) for key in ("id", "en", "ar") if key in value} | version


def _hex(value: object, size: int) -> str:
    text = _text(value)
    if len(text) != 2 * size or not _HEX.fullmatch(text):
        raise ValueError
    return text


def _kind(value: object) -> Kind:
    if value not in ("age", "ssh-ed25519", "passphrase"):
        raise ValueError
    return value
