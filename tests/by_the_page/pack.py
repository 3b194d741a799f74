"""docs/formats/pack.md: a questionnaire with its pictures and sounds in one file."""

import hashlib
import json
import re
import unicodedata
import zlib
from dataclasses import dataclass
from typing import Any

from tests.by_the_page import sshsig
from tests.by_the_page.primitives import Refused, need

_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|COM[1-9]|LPT[1-9])(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Pack:
    form: dict[str, str]
    xml: bytes
    media: dict[str, bytes]
    signer: bytes  # empty: unsigned


def read(raw: bytes) -> Pack:
    need(len(raw) <= 128 << 20, "pack: too large")
    entries = _entries(raw)
    need(_zipped(entries) == raw, "pack: written otherwise")
    names = list(entries)
    start = ["manifest.json", "manifest.json.sig"] if "manifest.json.sig" in entries else ["manifest.json"]
    media = names[len(start) + 1 :]
    need(names[: len(start) + 1] == [*start, "form.xml"], "pack: its entries")
    need(media == sorted(media), "pack: order")
    need(len({name.lower() for name in names}) == len(names) <= 1_000, "pack: names")
    for name in media:
        need(name.startswith("media/") and _may_be_named(name[6:]), "pack: a name")
    manifest = entries["manifest.json"]
    try:
        content: dict[str, Any] = json.loads(manifest)
    except ValueError as error:
        raise Refused("pack: manifest") from error
    again = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    need(manifest == again.encode(), "pack: manifest written otherwise")
    need(set(content) == {"files", "form", "format", "version"}, "pack: manifest")
    need(content["format"] == "sanad-form-pack" and content["version"] == 1, "pack: version")
    need(set(content["form"]) == {"hash", "id", "title", "version"}, "pack: manifest")
    listed = [
        {"name": name, "sha256": hashlib.sha256(entries[name]).hexdigest(), "size": len(entries[name])}
        for name in names[len(start) :]
    ]
    need(content["files"] == listed, "pack: other files")
    need(content["form"]["hash"] == hashlib.sha256(entries["form.xml"]).hexdigest(), "pack: form")
    signer = b""
    if len(start) == 2:
        signer = sshsig.signer(entries["manifest.json.sig"], manifest, "sanad-form-pack-1")
    return Pack(content["form"], entries["form.xml"], {name[6:]: entries[name] for name in media}, signer)


def _may_be_named(name: str) -> bool:
    return bool(
        name
        and len(name) <= 80
        and unicodedata.is_normalized("NFC", name)
        and name[0].isalnum()
        and name[-1] not in " ."
        and all(sign.isalnum() or sign in "_ .()-" for sign in name)
        and not _DEVICES.fullmatch(name)
    )


def _entries(raw: bytes) -> dict[str, bytes]:
    entries: dict[str, bytes] = {}
    at = 0
    while raw[at : at + 4] == b"PK\3\4":
        size, length = (
            int.from_bytes(raw[at + 18 : at + 22], "little"),
            int.from_bytes(raw[at + 26 : at + 28], "little"),
        )
        try:
            name = raw[at + 30 : at + 30 + length].decode()
        except UnicodeDecodeError as error:
            raise Refused("pack: name") from error
        need(name not in entries, "pack: an entry twice")
        at += 30 + length
        entries[name] = raw[at : at + size]
        at += size
    return entries


def _zipped(entries: dict[str, bytes]) -> bytes:
    local = central = b""
    for name, content in entries.items():
        raw = name.encode()
        flags = 0 if name.isascii() else 0x800
        fields = b"".join(
            number.to_bytes(size, "little")
            for number, size in (
                (10, 2), (flags, 2), (0, 2), (0, 2), (0x21, 2), (zlib.crc32(content), 4),
                (len(content), 4), (len(content), 4), (len(raw), 2), (0, 2),
            )
        )  # fmt: skip
        central += b"PK\1\2" + b"\x14\0" + fields + bytes(10) + len(local).to_bytes(4, "little") + raw
        local += b"PK\3\4" + fields + raw + content
    count = len(entries).to_bytes(2, "little")
    end = b"PK\5\6" + bytes(4) + count * 2
    end += len(central).to_bytes(4, "little") + len(local).to_bytes(4, "little") + bytes(2)
    return local + central + end
