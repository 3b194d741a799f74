"""Asks the child that signs and checks PDFs. The key is used here: the child, whose libraries can reach a
network, is handed what a key said and never the key. What it makes is looked over before anybody gets it."""

import base64
import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal

from app.broker import frames
from app.broker.client import Child, ChildFailed
from app.broker.rooms import SIGNER
from app.errors import N_, SanadError

Level = Literal["B-B", "B-T"]
Covers = Literal["file", "beginning", "unclear"]
State = Literal["", "password", "wrong password", "unreadable"]

LARGEST = 200 << 20  # bytes of a PDF that is looked at
_LONGEST_S = 55.0
_GROWS_BY = 1 << 20
_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_MOST_STEPS = 6
_PAPERS = 50  # that one child signs: its time of the processor is limited


class PaperNotSigned(SanadError):
    says = N_(
        "The file could not be signed, so nothing was written. Try again; if it happens again, save it "
        "without the signature of the office, and report it."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningRequest:
    """`certificates`: the office's and those above it, DER; `at`: what is claimed as the time; `reason`: stands
    in the signature; `password`: of the PDF, "" where it has none."""

    certificates: Sequence[bytes]
    at: datetime
    reason: str
    password: str = ""


@dataclass(frozen=True, slots=True)
class StampRequest:
    """What a time-stamp authority is to be asked (RFC 3161, 2.4.1): a hash, and nothing of the paper."""

    content: bytes


@dataclass(frozen=True, slots=True)
class SignedPaper:
    content: bytes = field(repr=False)
    level: Level


@dataclass(frozen=True, slots=True)
class StampReading:
    """What a time-stamp authority said, and its certificate, DER."""

    intact: bool
    at: datetime | None = None
    certificate: bytes = b""


@dataclass(frozen=True, slots=True)
class SignatureReading:
    """`intact`: what it covers is what was signed; `covers`: the whole file, its beginning (something was
    added since), or nothing that can be said. `at`: what the signer claims."""

    intact: bool
    covers: Covers
    certificate: bytes = b""
    at: datetime | None = None
    stamp: StampReading | None = None


@dataclass(frozen=True, slots=True)
class PaperReading:
    """`state`: "" where it could be read."""

    state: State
    signatures: tuple[SignatureReading, ...] = ()


class SigningChild:
    """Signs one paper after another, or looks at one of a stranger's. Closed by whoever made it."""

    def __init__(self, *, longest_s: float = _LONGEST_S) -> None:
        self._child = Child(SIGNER, longest_s=longest_s, largest=LARGEST)
        self._signed = 0

    def begin(self) -> "SigningChild":
        """It loads its libraries now, so that a paper can be made meanwhile."""
        self._child.start()
        return self

    def close(self) -> None:
        self._child.close()

    def sign(
        self,
        paper: bytes,
        request: SigningRequest,
        sign: Callable[[bytes], bytes],
        *,
        stamp: bool = False,
    ) -> Generator[StampRequest, bytes, SignedPaper]:
        """The signed paper. `sign`: uses the key. With `stamp` it yields what a time-stamp authority is to be
        asked, and is sent its answer, b"" where there is none. PaperNotSigned."""
        document = {
            "do": "sign", "certificates": [base64.b64encode(der).decode("ascii") for der in request.certificates],
            "at": int(request.at.timestamp()), "reason": request.reason,
            "password": request.password, "stamp": stamp,
        }  # fmt: skip
        if self._signed >= _PAPERS:
            self._child.close()
            self._signed = 0
        self._signed += 1
        messages: list[bytes] = []
        try:
            header, content = yield from self._talk(document, paper, sign, messages)
        except ChildFailed as error:
            raise PaperNotSigned from error
        finally:
            if stamp:  # it has read what a stranger answered
                self._child.close()
        if not messages or not is_signed_paper(paper, content, messages[-1]):
            raise PaperNotSigned
        return SignedPaper(content, "B-T" if header.get("level") == "B-T" else "B-B")

    def _talk(
        self, document: dict[str, Any], paper: bytes, sign: Callable[[bytes], bytes], messages: list[bytes],
    ) -> Generator[StampRequest, bytes, frames.Message]:  # fmt: skip
        """`messages`: what was signed here."""
        header, content = self._child.ask(document, paper)
        for _ in range(_MOST_STEPS):
            match header.get("wants"):
                case "signature":
                    messages.append(content)
                    answer = sign(content)
                case "stamp":
                    answer = yield StampRequest(content)
                case _:
                    break
            header, content = self._child.ask({"do": "go on"}, answer)
        return header, content

    def check(self, pdf: bytes, password: str = "") -> PaperReading:
        """What its signatures cover and say."""
        try:
            document, _ = self._child.ask({"do": "check", "password": password}, pdf)
        except ChildFailed:
            return PaperReading("unreadable")
        return _reading(document)


def is_signed_paper(paper: bytes, signed: bytes, message: bytes) -> bool:
    """Is that the paper to its last byte, with one signature after it that covers all of the file, and of which the
    signed message tells the hash?"""
    if not signed.startswith(paper) or len(signed) > len(paper) + _GROWS_BY:
        return False
    ranges = _RANGE.findall(signed, len(paper))
    if len(ranges) != 1:
        return False
    start, first, then, rest = (int(number) for number in ranges[0])
    if start or first < len(paper) or then <= first or then + rest != len(signed):
        return False
    gap = signed[first:then]
    if not gap.startswith(b"<") or not gap.endswith(b">"):
        return False
    digest = sha256(signed[:first] + signed[then:]).digest()
    return b"\x04\x20" + digest in message  # an OCTET STRING of 32 bytes


_STATES: tuple[State, ...] = ("", "password", "wrong password", "unreadable")
_COVERS: tuple[Covers, ...] = ("file", "beginning", "unclear")


def _reading(document: dict[str, Any]) -> PaperReading:
    """Of what a child says that a stranger's file may have taken over."""
    state: State = next(
        (state for state in _STATES if state == document.get("state")), "unreadable"
    )
    signatures = document.get("signatures")
    rows = signatures if isinstance(signatures, list) else []
    return PaperReading(state, tuple(_signature(row) for row in rows[:20] if isinstance(row, dict)))


def _signature(row: dict[str, Any]) -> SignatureReading:
    certificate = _bytes(row.get("certificate"))
    covers: Covers = next((covers for covers in _COVERS if covers == row.get("covers")), "unclear")
    stamp = row.get("stamp")
    return SignatureReading(
        intact=row.get("intact") is True and bool(certificate), covers=covers, certificate=certificate,
        at=_moment(row.get("at")), stamp=_stamp(stamp) if isinstance(stamp, dict) else None,
    )  # fmt: skip


def _stamp(row: dict[str, Any]) -> StampReading:
    at = _moment(row.get("at"))
    intact = row.get("intact") is True and at is not None
    return StampReading(intact, at, _bytes(row.get("certificate")))


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except ValueError:
        return b""


def _moment(seconds: object) -> datetime | None:
    if type(seconds) is not int or not 0 <= seconds < 221_845_392_000:
        return None
    return datetime.fromtimestamp(seconds, UTC)
