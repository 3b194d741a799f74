"""The manifest of a bundle: what is in it, of which case, by whom, for whom and why.

Written as JSON, because people read it with nothing but a text editor. docs/formats/bundle.md"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

FORMAT = "sanad-bundle"
VERSION = 3  # 1 and 2, of one case and of several, said how much was held back
_LARGEST = 8 << 20
_HEX = re.compile(r"[0-9a-f]+")
_MADE = "%Y-%m-%dT%H:%M:%SZ"

MOST_CASES = 40  # of one bundle


def folder_of(number: int) -> str:
    """Where the files of a case lie, from 1."""
    return f"case-{number:02}"


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
class FileEntry:
    """A file of the bundle. `sha256` as hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """What a bundle says of one of its cases. `case`: 16 bytes as hex. `folder`: where its files lie, ""
    where it is the only one. `counter`: the author's bundles of this case, from 1.
    `contains`: kinds of sensitive answers, and how many; `held_back`: kinds of what does not go along, whether or
    not the case has any, by which `rules`, {} for none. `heads`: the case's last events. Among colleagues
    `envelopes`: how many the case has; `doubts`: what is open about them, and how many."""

    case: str
    reference: str
    counter: int
    contains: dict[str, int]
    held_back: tuple[str, ...]
    heads: tuple[str, ...]
    envelopes: int = 0
    doubts: dict[str, int] = field(default_factory=dict)
    folder: str = ""
    rules: dict[str, str | int] = field(default_factory=dict)

    def name_of(self, file: str) -> str:
        """What a file of this case is called in the bundle."""
        return f"{self.folder}/{file}" if self.folder else file


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`bundle`: 16 bytes as hex. `cases`: at least one."""

    bundle: str
    made: datetime
    language: str
    purpose: str
    recipients: tuple[Recipient, ...]
    author: Author
    program: str
    cases: tuple[CaseEntry, ...]
    files: tuple[FileEntry, ...]

    @property
    def reference(self) -> str:
        """The numbers of its cases, as people read them."""
        return ", ".join(entry.reference for entry in self.cases)

    @property
    def case(self) -> str:
        """Of a bundle of one case; of several the first."""
        return self.cases[0].case

    @property
    def counter(self) -> int:
        return self.cases[0].counter

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(head for entry in self.cases for head in entry.heads)

    @property
    def envelopes(self) -> int:
        return sum(entry.envelopes for entry in self.cases)

    @property
    def contains(self) -> dict[str, int]:
        """Of all cases together."""
        return _together(entry.contains for entry in self.cases)

    @property
    def held_back(self) -> tuple[str, ...]:
        """Of all cases together."""
        return tuple(sorted({kind for entry in self.cases for kind in entry.held_back}))

    @property
    def doubts(self) -> dict[str, int]:
        """Of all cases together."""
        return _together(entry.doubts for entry in self.cases)

    def to_bytes(self) -> bytes:
        """A bundle of one case says of it what one of several says in a list."""
        first, *further = self.cases
        document = {
            "format": FORMAT,
            "version": VERSION,
            "bundle": self.bundle,
            **({} if further else _numbered(first)),
            "made": self.made.astimezone(UTC).strftime(_MADE),
            "language": self.language,
            "purpose": self.purpose,
            "recipients": [asdict(recipient) for recipient in self.recipients],
            "author": asdict(self.author),
            "program": self.program,
            **(
                {"cases": [{"folder": entry.folder, **_numbered(entry), **_further(entry)} for entry in self.cases]}
                if further
                else _further(first)
            ),
            "files": [asdict(entry) for entry in self.files],
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


def from_json(raw: bytes, largest: int = _LARGEST) -> dict[str, Any]:
    """An object of JSON in which no key comes twice; NotAManifest, also for a very long one."""
    if len(raw) > largest:  # before an object is made of each of its parts
        raise NotAManifest
    try:
        document = json.loads(raw.decode("utf-8"), object_pairs_hook=each_name_once)
    except (ValueError, RecursionError) as error:
        raise NotAManifest from error
    if not isinstance(document, dict):
        raise NotAManifest
    return document


def each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a JSON object. ValueError where a name stands twice."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def _numbered(entry: CaseEntry) -> dict[str, Any]:
    return {"case": entry.case, "reference": entry.reference, "counter": entry.counter}


def _further(entry: CaseEntry) -> dict[str, Any]:
    return {
        "contains": entry.contains,
        "held_back": list(entry.held_back),
        **({"rules": entry.rules} if entry.rules else {}),
        "heads": list(entry.heads),
        **({"envelopes": entry.envelopes, "doubts": entry.doubts} if entry.envelopes else {}),
    }


def _together(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(sorted(total.items()))


def _read(document: dict[str, Any]) -> Manifest:
    author = document["author"]
    return Manifest(
        bundle=_hex(document["bundle"], 16),
        made=datetime.strptime(_text(document["made"]), _MADE).replace(tzinfo=UTC),
        language=_text(document["language"]),
        purpose=_text(document["purpose"]),
        recipients=tuple(
            Recipient(_kind(recipient["kind"]), _text(recipient["fingerprint"])) for recipient in document["recipients"]
        ),
        author=Author(
            _text(author["name"]),
            _text(author["role"]),
            _hex(author["device"], 16),
            _text(author["key"]),
            _text(author["fingerprint"]),
        ),
        program=_text(document["program"]),
        cases=_cases(document),
        files=tuple(
            FileEntry(_text(file["name"]), _number(file["size"]), _hex(file["sha256"], 32))
            for file in document["files"]
        ),
    )


def _cases(document: dict[str, Any]) -> tuple[CaseEntry, ...]:
    if "cases" not in document:
        return (_case(document, ""),)
    cases = tuple(_case(row, folder_of(number)) for number, row in enumerate(document["cases"], 1))
    ids = {entry.case for entry in cases}
    if not 2 <= len(cases) <= MOST_CASES or len(ids) != len(cases):
        raise ValueError
    return cases


def _case(row: dict[str, Any], folder: str) -> CaseEntry:
    if folder and row["folder"] != folder:
        raise ValueError
    return CaseEntry(
        case=_hex(row["case"], 16),
        reference=_text(row["reference"]),
        counter=_number(row["counter"]),
        contains=_counted(row["contains"]),
        held_back=_kinds(row["held_back"]),
        heads=tuple(_hex(head, 32) for head in row["heads"]),
        envelopes=_number(row.get("envelopes", 0)),
        doubts=_counted(row.get("doubts", {})),
        folder=folder,
        rules=_rules(row.get("rules", {})),
    )


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


def _kinds(value: object) -> tuple[str, ...]:
    """Of versions 1 and 2 without how many of each."""
    kinds = value if isinstance(value, list) else sorted(_counted(value))
    return tuple(_text(kind) for kind in kinds)


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
