"""docs/formats/sync.md: messages, signed calls, refusals, receipts. The table of calls is read from
the page itself, so that what stands there is what is checked."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import zstandard

from tests.by_the_page import canonical
from tests.by_the_page.primitives import Refused, after_line, key_id, need, sha256, shaped, verify

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formats" / "sync.md"
PARTS = 10_000
_WORDS: dict[str, Any] = {"int": int, "text": str, "bytes": bytes}


def shape(text: str) -> Any:
    """What `(locked int)` or `([(hash 32, answer file bytes)], more int)` stands for."""
    text = text.strip()
    if text.startswith("(") and text.endswith(")"):
        return tuple(shape(part) for part in _parts(text[1:-1]))
    if text.endswith("]"):
        return [shape(text[text.index("[") + 1 : -1])]
    if text.endswith(")"):
        return shape(text[text.index("(") :])
    word = text.rsplit(" ", 1)[-1]
    return int(word) if word.isdigit() else _WORDS[word]


def _parts(text: str) -> list[str]:
    parts, depth, part = [], 0, ""
    for sign in text:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            parts, part = [*parts, part], ""
        else:
            part += sign
    return [*parts, part] if part.strip() else parts


def calls() -> dict[str, tuple[Any, Any]]:
    """path: (shape of the request, shape of the answer)."""
    rows = re.findall(r"^\| (/v1/\S+) \| (.*?) \| (.*?) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return {path: (shape(request), shape(answer)) for path, request, answer in rows}


def message(raw: bytes, expected: Any) -> list[Any]:
    parts = canonical.decode(raw, canonical.NETWORK_ITEMS)
    shaped(parts, expected, "message")
    for part in parts:
        need(not isinstance(part, list) or len(part) <= PARTS, "message: too many parts")
    return list(parts)


def refusal(raw: bytes) -> list[Any]:
    return message(raw, (str, int, int))


def unpacked(content: bytes) -> bytes:
    """content-encoding: zstd"""
    try:
        declared = zstandard.get_frame_parameters(content).content_size
        need(declared <= 1_048_576 + 32 * len(content), "frame: opens to too much")
        return zstandard.ZstdDecompressor().decompress(content, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise Refused("frame") from error


_INPUT = re.compile(
    r'sanad=(\("@method" "@path" "@query" "content-digest"\)'
    r';created=([0-9]+);keyid="([0-9a-f]{32})";alg="ed25519")'
)


def signed_call(
    method: str, path: str, query: str, content: bytes, headers: dict[str, str], public: bytes
) -> tuple[bytes, int]:
    """Stream and time of a signed call. `query`: from its question mark, "?" for none."""
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"
    need(headers["sanad-proto"] == "1", "call: another protocol")
    need(headers["content-digest"] == digest, "call: another content")
    parts = _INPUT.fullmatch(headers["signature-input"])
    if parts is None:
        raise Refused("call: covers something else")
    base = "\n".join(
        (
            f'"@method": {method}',
            f'"@path": {path}',
            f'"@query": {query}',
            f'"content-digest": {digest}',
            f'"@signature-params": {parts[1]}',
        )
    )
    signature = headers["signature"]
    need(signature.startswith("sanad=:") and signature.endswith(":"), "call: signature")
    verify(public, base64.b64decode(signature[7:-1], validate=True), base.encode())
    return bytes.fromhex(parts[3]), int(parts[2])


def receipt(raw: bytes, public: bytes) -> tuple[str, bytes, int, bytes, int]:
    """("stream" or "case", stream, seq or case_seq, id, time)"""
    body, signature = shaped(canonical.decode(raw), (bytes, 64), "receipt")
    parts = shaped(canonical.decode(body), (int, 16, int, 32, int, 16), "receipt")
    need(parts[0] in (1, 2), "receipt: kind")
    need(parts[5] == key_id(public), "receipt: another key")
    verify(public, signature, b"sanad-receipt-1" + body)
    return ("stream", "case")[parts[0] - 1], parts[1], parts[2], parts[3], parts[4]


def scope(epoch: bytes, teams: list[bytes]) -> bytes:
    return sha256(b"sanad-scope-1", epoch, *sorted(teams))[:16]


def content_range(header: str) -> tuple[int, int, int]:
    parts = re.fullmatch(r"bytes ([0-9]+)-([0-9]+)/([0-9]+)", header)
    if parts is None:
        raise Refused("content-range")
    return int(parts[1]), int(parts[2]), int(parts[3])


def card(raw: bytes) -> list[Any]:
    """[address, CA certificate, receipt key, token]"""
    content = canonical.decode(after_line(raw, b"SANAD-HEADQUARTERS 1\n"))
    return list(shaped(content, (str, str, 32, 32), "card"))
