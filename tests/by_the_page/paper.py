"""docs/formats/paper.md: the line at the end of an issued paper, and its signature."""

import base64
import re
from dataclasses import dataclass

from tests.by_the_page.primitives import Refused, need, sha256, verify

_LINE = re.compile(
    r"sanad-paper-1 (erasure|lost|receipt|figures|check) ([0-9a-f]{32}) ([1-9][0-9]*) "
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z) ([0-9a-f]{64})"
)


@dataclass(frozen=True)
class Paper:
    kind: str
    document: bytes
    number: int
    time: str
    record: bytes


def paper(line: str, signature: str, public: bytes) -> Paper:
    """`line` as it is printed, broken or not."""
    whole = " ".join(line.split())
    parts = _LINE.fullmatch(whole)
    if parts is None:
        raise Refused("paper: line")
    try:
        raw = base64.b64decode("".join(signature.split()), validate=True)
    except ValueError as error:
        raise Refused("paper: signature") from error
    need(len(raw) == 64, "paper: signature")
    verify(public, raw, whole.encode("ascii"))
    kind, document, number, time, record = parts.groups()
    return Paper(kind, bytes.fromhex(document), int(number), time, bytes.fromhex(record))


def qr(text: str) -> tuple[bytes, bytes]:
    """Document and record."""
    word, document, record = text.split(" ")
    need(word == "SANAD", "paper: QR")
    return bytes.fromhex(document), bytes.fromhex(record)


def office_certificate(content: dict[str, object], registrars: set[bytes]) -> bytes:
    """The office's certificate of an "office certificate", where a registrar vouches for it."""
    chain, public, signature = content["chain"], content["desk"], content["signature"]
    assert isinstance(chain, list)
    assert isinstance(public, bytes)
    assert isinstance(signature, bytes)
    need(bool(chain) and sha256(chain[0]) == content["certificate"], "paper: certificate")
    need(public in registrars, "paper: desk")
    verify(public, signature, b"sanad-office-certificate-1 in use " + sha256(chain[0]))
    return bytes(chain[0])
