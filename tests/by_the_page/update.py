"""docs/formats/update.md: the file, its metadata, the list of keys. Without a library of TUF."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from tests.by_the_page.canonical import decode
from tests.by_the_page.primitives import Refused, need, sha256, verify

_VERSION = re.compile(r"(0|[1-9][0-9]{0,4})(\.(0|[1-9][0-9]{0,4})){1,3}")
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{device}{number}" for device in ("com", "lpt") for number in range(10)
}
_LARGEST = {"root": 65_536, "timestamp": 16_384, "snapshot": 16_384, "targets": 8_388_608}


def read(raw: bytes, trusted: bytes) -> dict[str, Any]:
    """What an update says, under the first list of a root file. Refused."""
    magic, _, rest = raw.partition(b"\n")
    need(magic == b"SANAD-UPDATE 2", "update: its first line")
    size = int.from_bytes(rest[:4], "big")
    roots, *parts = decode(rest[4 : 4 + size])
    root = newest([metadata(link, "root") for link in roots], lists(trusted)[0]["signed"])
    timestamp, snapshot, targets = (
        signed(root, metadata(part, role), role)
        for part, role in zip(parts, ("timestamp", "snapshot", "targets"), strict=True)
    )
    need(timestamp["meta"] == {"snapshot.json": {"version": snapshot["version"]}}, "timestamp: meta")
    need(snapshot["meta"] == {"targets.json": {"version": targets["version"]}}, "snapshot: meta")
    facts: dict[str, Any] = dict(targets["x-sanad"])
    need(_VERSION.fullmatch(facts["version"]), "targets: version")
    until = datetime.strptime(targets["expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    facts |= {"number": targets["version"], "expires": int(until.timestamp())}
    facts["organisation"] = bytes.fromhex(facts["organisation"])
    facts["files"] = []
    content = rest[4 + size :]
    for name, file in sorted(targets["targets"].items()):
        safe(name)
        digest = bytes.fromhex(file["hashes"]["sha256"])
        need(sha256(content[: file["length"]]) == digest, "update: a file")
        content = content[file["length"] :]
        need(file.get("custom") in (None, {"runs": True}), "targets: custom")
        facts["files"].append((name, file["length"], digest, int("custom" in file)))
    need(not content, "update: something behind it")
    return facts


def lists(raw: bytes) -> list[dict[str, Any]]:
    """The roots of a root file."""
    magic, _, rest = raw.partition(b"\n")
    need(magic == b"SANAD-UPDATE-ROOT 2", "list: its first line")
    return [metadata(link, "root") for link in decode(rest)]


def metadata(raw: bytes, role: str) -> dict[str, Any]:
    """One metadata of TUF, in the one form that the page allows."""
    need(len(raw) <= _LARGEST[role], "metadata: its size")
    try:
        document = json.loads(raw)
    except ValueError as error:
        raise Refused("metadata: JSON") from error
    need(json.dumps(document, sort_keys=True, separators=(",", ":")).encode() == raw, "metadata: form")
    need(set(document) == {"signatures", "signed"}, "metadata: its parts")
    need(document["signed"]["_type"] == role, "metadata: its kind")
    ids = [signature["keyid"] for signature in document["signatures"]]
    need(ids == sorted(set(ids)), "signatures: their order")
    return dict(document)


def canonical_json(value: Any) -> str:
    """As the specification of TUF names it, of OLPC: what is signed."""
    if isinstance(value, dict):
        pairs = (f"{canonical_json(key)}:{canonical_json(value[key])}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical_json, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    need(type(value) in (int, bool), "JSON: a kind of value")
    return json.dumps(value)


def newest(chain: list[dict[str, Any]], trusted: dict[str, Any]) -> dict[str, Any]:
    """The last list of a chain that goes on from the trusted one."""
    root = trusted
    for link in chain:
        following = link["signed"]
        if following["version"] < trusted["version"] or following == trusted:
            continue
        need(following["version"] == root["version"] + 1, "list: its number")
        for keys in (root, following):
            need(signers(keys, link, "root") >= threshold(keys, "root"), "list: its signatures")
        root = following
    return root


def signed(root: dict[str, Any], document: dict[str, Any], role: str) -> dict[str, Any]:
    """What is signed of it, where its signatures are all of the root's keys and enough."""
    holding = signers(root, document, role)
    need(holding >= threshold(root, role), "signatures: too few")
    need(holding == len(document["signatures"]), "signatures: another's")
    return dict(document["signed"])


def threshold(root: dict[str, Any], role: str) -> int:
    return int(root["roles"][role]["threshold"])


def signers(root: dict[str, Any], document: dict[str, Any], role: str) -> int:
    """How many keys of a role sign."""
    message = canonical_json(document["signed"]).encode()
    publics = {id_: bytes.fromhex(root["keys"][id_]["keyval"]["public"]) for id_ in root["roles"][role]["keyids"]}
    for id_, public in publics.items():
        need(sha256(public)[:16].hex() == id_, "list: a key's id")
    return sum(
        _holds(publics[signature["keyid"]], bytes.fromhex(signature["sig"]), message)
        for signature in document["signatures"]
        if signature["keyid"] in publics
    )


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
