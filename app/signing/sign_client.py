"""Asks the child that signs and checks PDFs. The key is used here, once for a paper, on what is put together
here: the child, whose libraries can reach a network, is handed what the key said and never the key."""

import base64
import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal

from app.broker.client import Child, ChildFailed
from app.broker.rooms import SIGNER
from app.errors import N_, SanadError
from app.seal.office_certificate import signed_attributes

Level = Literal["B-B", "B-T"]
Covers = Literal["file", "beginning", "unclear"]
State = Literal["", "password", "wrong password", "unreadable"]

LARGEST = 200 << 20  # bytes of a PDF that is looked at
_LONGEST_S = 55.0
_GROWS_BY = 1 << 20
_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
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
        self, paper: bytes, request: SigningRequest, sign: Callable[[bytes], bytes], *, stamp: bool = False
    ) -> Generator[StampRequest, bytes, SignedPaper]:
        """The signed paper. `sign`: uses the key. With `stamp` it yields what a time-stamp authority is to be
        asked, and is sent its answer, b"" where there is none. PaperNotSigned."""
        document = {
            "do": "sign",
            "certificates": [base64.b64encode(der).decode("ascii") for der in request.certificates],
            "at": int(request.at.timestamp()),
            "reason": request.reason,
            "password": request.password,
            "stamp": stamp,
        }
        if self._signed >= _PAPERS:
            self._child.close()
            self._signed = 0
        self._signed += 1
        try:
            return (yield from self._talk(document, paper, request.certificates[0], sign))
        except ChildFailed as error:
            raise PaperNotSigned from error
        except PaperNotSigned:
            self._child.close()  # whatever became of it
            raise
        finally:
            if stamp:  # it has read what a stranger answered
                self._child.close()

    def _talk(
        self, document: dict[str, Any], paper: bytes, certificate: bytes, sign: Callable[[bytes], bytes]
    ) -> Generator[StampRequest, bytes, SignedPaper]:
        header, added = self._child.ask(document, paper)
        if header.get("wants") != "signature":
            raise PaperNotSigned
        prepared = paper + added
        start, end = place_of_signature(paper, prepared)
        message = signed_attributes(certificate, sha256(prepared[:start] + prepared[end:]).digest())
        signature = sign(message)
        header, content = self._child.ask({"do": "go on"}, signature)
        if document["stamp"] and header.get("wants") == "stamp":
            answer = yield StampRequest(content)
            header, content = self._child.ask({"do": "go on"}, answer)
        room = end - start - 2
        # the same set there, with the tag that it has in its place (RFC 5652, 5.3 and 5.4)
        holds = signature in content and b"\xa0" + message[1:] in content
        if "level" not in header or not holds or 2 * len(content) > room:
            raise PaperNotSigned
        filled = content.hex().upper().ljust(room, "0").encode("ascii")
        return SignedPaper(
            b"".join((prepared[: start + 1], filled, prepared[end - 1 :])), "B-T" if header["level"] == "B-T" else "B-B"
        )

    def check(self, pdf: bytes, password: str = "") -> PaperReading:
        """What its signatures cover and say."""
        try:
            document, _ = self._child.ask({"do": "check", "password": password}, pdf)
        except ChildFailed:
            return PaperReading("unreadable")
        return _reading(document)


def place_of_signature(paper: bytes, prepared: bytes) -> tuple[int, int]:
    """Where a signature is to stand, "<" and ">" with it, in a paper to its last byte and what was added after it;
    all but that place is what it covers. PaperNotSigned where it is anything else."""
    ranges = _RANGE.findall(prepared, len(paper))
    if len(prepared) > len(paper) + _GROWS_BY or not prepared.startswith(paper) or len(ranges) != 1:
        raise PaperNotSigned
    begin, start, end, rest = (int(number) for number in ranges[0])
    is_all = not begin and len(paper) <= start < end and end + rest == len(prepared)
    if not is_all or not re.fullmatch(rb"<(00)+>", prepared[start:end]):
        raise PaperNotSigned
    return start, end


_STATES: tuple[State, ...] = ("", "password", "wrong password", "unreadable")
_COVERS: tuple[Covers, ...] = ("file", "beginning", "unclear")


def _reading(document: dict[str, Any]) -> PaperReading:
    """Of what a child says that a stranger's file may have taken over."""
    state: State = next((state for state in _STATES if state == document.get("state")), "unreadable")
    signatures = document.get("signatures")
    rows = signatures if isinstance(signatures, list) else []
    return PaperReading(state, tuple(_signature(row) for row in rows[:20] if isinstance(row, dict)))


def _signature(row: dict[str, Any]) -> SignatureReading:
    certificate = _bytes(row.get("certificate"))
    covers: Covers = next((covers for covers in _COVERS if covers == row.get("covers")), "unclear")
    stamp = row.get("stamp")
    return SignatureReading(
        intact=row.get("intact") is True and bool(certificate),
        covers=covers,
        certificate=certificate,
        at=_moment(row.get("at")),
        stamp=_stamp(stamp) if isinstance(stamp, dict) else None,
    )


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
