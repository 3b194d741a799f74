"""docs/formats/bundle.md: a case sealed for others."""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from typing import Any

from tests.by_the_page import sshsig
from tests.by_the_page.primitives import Refused, need

ORDER = ["VERIFY.txt", "manifest.json"]
LAST = ["SHA256SUMS", "SHA256SUMS.sig"]
_PART = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|COM[1-9]|LPT[1-9])(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Bundle:
    files: dict[str, bytes]
    mtime: int
    manifest: dict[str, Any]
    answers: dict[str, Any]
    signer: bytes


def archive(tar: bytes) -> tuple[dict[str, bytes], int]:
    """The files and their one time; every byte as the page has it."""
    files: dict[str, bytes] = {}
    at, mtime = 0, 0
    while at < len(tar) and tar[at] != 0:
        header = tar[at : at + 512]
        try:
            name = header[:100].rstrip(b"\0").decode("ascii")
            size, mtime = int(header[124:135], 8), int(header[136:147], 8)
        except ValueError as error:
            raise Refused("archive: header") from error
        need(_may_be_named(name) and name not in files, "archive: name")
        files[name] = tar[at + 512 : at + 512 + size]
        need(len(files[name]) == size, "archive: cut")
        at += 512 + -(-size // 512) * 512
    need(len(files) <= 2_000, "archive: too many entries")
    folded = [name.lower() for name in files]
    need(len(set(folded)) == len(folded), "archive: two names of one")
    folders = {name[:place] for name in folded for place, sign in enumerate(name) if sign == "/"}
    need(not folders & set(folded), "archive: a file that is a folder")
    need(tar == _archived(files, mtime), "archive: written otherwise")
    return files, mtime


def _may_be_named(name: str) -> bool:
    parts = name.split("/")
    return (
        0 < len(name) <= 99
        and len(parts) <= 4
        and all(_PART.fullmatch(part) and not _DEVICES.fullmatch(part) for part in parts)
    )


def _archived(files: dict[str, bytes], mtime: int) -> bytes:
    tar = b""
    for name, content in files.items():
        start = name.encode().ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2
        start += b"%011o\0%011o\0" % (len(content), mtime)
        end = b"0" + bytes(100) + b"ustar\x0000" + bytes(64) + bytes(16) + bytes(155 + 12)
        checksum = sum(start) + sum(b" " * 8) + sum(end)
        tar += start + b"%06o\0 " % checksum + end + content + bytes(-len(content) % 512)
    tar += bytes(1024)
    return tar + bytes(-len(tar) % 10_240)


def _json(raw: bytes) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len(dict(pairs)) == len(pairs), "JSON: a key twice")
        return dict(pairs)

    try:
        content = json.loads(raw.decode("utf-8"), object_pairs_hook=once)
    except ValueError as error:
        raise Refused("JSON") from error
    need(isinstance(content, dict), "JSON: no object")
    return dict(content)


def read(tar: bytes) -> Bundle:
    """What a reader checks before it uses a byte: 2 to 7. Who opens it does 1 and 8."""
    files, mtime = archive(tar)
    names = list(files)
    need(names[: len(ORDER)] == ORDER and names[-2:] == LAST, "bundle: its files")
    manifest = _json(files["manifest.json"])
    need(manifest["format"] == "sanad-bundle" and manifest["version"] in (1, 2, 3), "bundle: version")
    cases = _cases(manifest)
    papers = [f"{folder}{name}" for folder in cases for name in ("case.pdf", "answers.json")]
    need(names[2:-2][: len(papers) + 1] == [*papers, "allowed_signers"], "bundle: its files")
    sums = "".join(
        f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n"
        for name in sorted(files, key=str.encode)
        if name not in LAST
    )
    need(files["SHA256SUMS"] == sums.encode(), "bundle: checksums")
    public = sshsig.signer(files["SHA256SUMS.sig"], files["SHA256SUMS"], "sanad-bundle-1")
    allowed = f'author namespaces="sanad-bundle-1" {sshsig.authorised(public)}\n'
    need(files["allowed_signers"] == allowed.encode(), "bundle: another signer")
    author = manifest["author"]
    need(author["key"] == sshsig.authorised(public), "bundle: another author")
    need(author["fingerprint"] == sshsig.fingerprint(public), "bundle: another author")
    listed = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
        if name not in ("manifest.json", *LAST)
    ]
    need(manifest["files"] == listed, "bundle: the manifest's files")
    need(manifest["made"] == _time(mtime), "bundle: the manifest's time")
    for folder, case in cases.items():
        answers = _json(files[f"{folder}answers.json"])
        need(answers["case"] == case["case"], "bundle: answers of another case")
        need(answers["reference"] == case["reference"], "bundle: answers of another case")
    answers = _json(files[f"{next(iter(cases))}answers.json"])
    return Bundle(files, mtime, manifest, answers, public)


def _cases(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is said of each case, by how the names of its files begin."""
    for case in manifest.get("cases", [manifest]):
        kinds = case.get("held_back")
        is_counted = manifest["version"] < 3  # how many of each, which nobody outside is told any more
        need(type(kinds) is (dict if is_counted else list), "bundle: what was held back")
        need(all(type(kind) is str for kind in kinds or ()), "bundle: what was held back")
        need(not is_counted or "envelopes" in case, "bundle: how many envelopes")
    if "cases" not in manifest:
        need(manifest["version"] != 2, "bundle: version")
        return {"": manifest}
    rows = manifest["cases"]
    need(2 <= len(rows) <= 40, "bundle: too many cases")
    need(len({row["case"] for row in rows}) == len(rows), "bundle: a case twice")
    folders = [f"case-{number:02}" for number in range(1, len(rows) + 1)]
    need([row["folder"] for row in rows] == folders, "bundle: folders")
    return {f"{row['folder']}/": row for row in rows}


def _time(seconds: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_parts(parts: list[bytes], listed: bytes, name: str) -> bytes:
    """The sealed file, put together from its parts, in the order of their list."""
    lines = listed.decode("utf-8-sig").splitlines()
    need(0 < len(lines) == len(parts) <= 999, "parts: not as many as the list has")
    for number, (line, part) in enumerate(zip(lines, parts, strict=True), 1):
        digest = hashlib.sha256(part).hexdigest()
        need(line == f"{digest}  {name}.{number:03}", f"parts: {number}")
        need(number == len(parts) or len(part) >= 1 << 20, "parts: too small")
    return b"".join(parts)


def phrase_payload(raw: bytes, passphrase: str) -> bytes:
    """What a passphrase sealed, as https://c2sp.org/age has it."""
    from base64 import b64decode

    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    header, _, rest = raw.partition(b"\n--- ")
    version, stanza, body = header.split(b"\n")
    need(version == b"age-encryption.org/v1", "age: version")
    _, kind, salt, work = stanza.split(b" ")
    need(kind == b"scrypt" and int(work) <= 20, "age: stanza")
    decoded = [b64decode(text + b"=" * (-len(text) % 4)) for text in (salt, body, rest[:43])]
    key = hashlib.scrypt(
        passphrase.encode(),
        salt=b"age-encryption.org/v1/scrypt" + decoded[0],
        n=1 << int(work),
        r=8,
        p=1,
        dklen=32,
        maxmem=(1 << 31) - 2,
    )
    file_key = ChaCha20Poly1305(key).decrypt(bytes(12), decoded[1], None)

    def derived(salt: bytes, info: bytes) -> bytes:
        return HKDF(SHA256(), 32, salt, info).derive(file_key)

    code = hmac.digest(derived(b"", b"header"), header + b"\n---", "sha256")
    need(code == decoded[2], "age: code of the header")
    payload = rest[44:]
    cipher, at, content = ChaCha20Poly1305(derived(payload[:16], b"payload")), 16, b""
    for number in range(max(1, -(-(len(payload) - 16) // 65_552))):
        chunk, at = payload[at : at + 65_552], at + 65_552
        place = number.to_bytes(11, "big") + bytes([at >= len(payload)])
        content += cipher.decrypt(place, chunk, None)
    return content


def check_recipient(bundle: Bundle, kind: str, fingerprint: str) -> None:
    opened_by = {"kind": kind, "fingerprint": fingerprint}
    need(opened_by in bundle.manifest["recipients"], "bundle: sealed for somebody else")
