"""docs/formats/update.md: the file, its manifest, the list of keys."""

import re
from typing import Any

from tests.by_the_page.canonical import decode
from tests.by_the_page.primitives import Refused, need, sha256, verify

_VERSION = re.compile(r"(0|[1-9][0-9]{0,4})(\.(0|[1-9][0-9]{0,4})){1,3}")
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{device}{number}" for device in ("com", "lpt") for number in range(10)
}
Keys = dict[bytes, bytes]  # public keys by their ids


def read(raw: bytes, trusted: bytes) -> dict[str, Any]:
    """What an update says, under the first list of a root file. Refused."""
    magic, _, rest = raw.partition(b"\n")
    need(magic == b"SANAD-UPDATE 1", "update: its first line")
    size = int.from_bytes(rest[:4], "big")
    roots, manifest, signatures = decode(rest[4 : 4 + size])
    threshold, keys = update_keys(roots, lists(trusted)[0][0])
    enough(threshold, keys, b"sanad/1/update manifest\n" + manifest, signatures, only=True)
    names = (
        "version", "number", "follows", "records", "system", "signed", "expires", "organisation",
        "news", "files",
    )  # fmt: skip
    values = decode(manifest)
    need(len(values) == len(names), "manifest: its parts")
    facts = dict(zip(names, values, strict=True))
    need(_VERSION.fullmatch(facts["version"]), "manifest: version")
    content = rest[4 + size :]
    for name, length, digest, _ in facts["files"]:
        safe(name)
        need(sha256(content[:length]) == digest, "update: a file")
        content = content[length:]
    need(not content, "update: something behind it")
    return facts


def lists(raw: bytes) -> list[Any]:
    """The signed roots of a root file."""
    magic, _, rest = raw.partition(b"\n")
    need(magic == b"SANAD-UPDATE-ROOT 1", "list: its first line")
    chain: list[Any] = decode(rest)
    return chain


def update_keys(roots: list[Any], trusted: bytes) -> tuple[int, Keys]:
    """Of the newest list of a chain that goes on from the trusted one."""
    number, _, root_keys, keys = decode(trusted)
    for raw, signatures in roots:
        following = decode(raw)
        if following[0] < number or raw == trusted:
            continue
        need(following[0] == number + 1, "list: its number")
        for threshold, publics in (root_keys, following[2]):
            enough(threshold, by_id(publics), b"sanad/1/update root\n" + raw, signatures)
        number, _, root_keys, keys = following
    return keys[0], by_id(keys[1])


def by_id(publics: list[Any]) -> Keys:
    return {sha256(public)[:16]: public for public, _ in publics}


def enough(
    threshold: int, keys: Keys, message: bytes, signatures: list[Any], *, only: bool = False
) -> None:
    signers = [id_ for id_, _ in signatures]
    need(signers == sorted(set(signers)), "signatures: their order")
    holding = [
        id_
        for id_, signature in signatures
        if id_ in keys and _holds(keys[id_], signature, message)
    ]
    need(len(holding) >= threshold, "signatures: too few")
    need(not only or holding == signers, "signatures: another's")


def _holds(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        verify(public, signature, message)
    except Refused:
        return False
    return True


def safe(name: str) -> None:
    need(len(name) <= 200, "name: its length")
    for part in name.split("/"):
        need(part not in ("", ".", "..") and part.isascii() and part.isprintable(), "name: a part")
        need(not set('<>:"|?*\\') & set(part), "name: a character")
        need(part[0] != " " and part[-1] not in " .", "name: its ends")
        need(part.split(".")[0].strip().lower() not in _DEVICES, "name: a device")
