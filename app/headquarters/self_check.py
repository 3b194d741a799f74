"""Is a headquarters there for its computers? Asked as one of them would: by its name, over the network,
believing only the authority that they believe."""

import http.client
import socket
import ssl
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from app.errors import SanadError
from app.headquarters import problems, setup

Line = Literal["name", "answer", "certificate", "ready"]
LINES: tuple[Line, ...] = ("name", "answer", "certificate", "ready")
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """`error`: what is wrong and what to do; None where it holds."""

    line: Line
    error: SanadError | None = None


def check(folder: Path, patience_s: float = _PATIENCE_S) -> list[CheckedLine]:
    """Each line in turn, up to the first that fails. NoHeadquarters."""
    settings = setup.settings(folder)
    parts = urlsplit(settings.url)
    host, port = parts.hostname or "", setup.port_of(settings.url)
    authority = folder / "ca.pem" if settings.trust == "own" else None
    lines: list[CheckedLine] = []

    def ended(line: Line, error: SanadError) -> list[CheckedLine]:
        return [*lines, CheckedLine(line, error)]

    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ended("name", problems.NameUnknown(host))
    lines.append(CheckedLine("name"))
    try:
        socket.create_connection((host, port), timeout=patience_s).close()
    except OSError:
        return ended("answer", problems.NobodyAnswers())
    lines.append(CheckedLine("answer"))
    connection = _connection(host, port, parts.scheme == "https", authority, patience_s)
    try:
        connection.connect()
        lines.append(CheckedLine("certificate"))
        connection.request("GET", "/readyz")
        status = connection.getresponse().status
    except ssl.SSLError:
        return ended("certificate", problems.NotTrusted())
    except (OSError, http.client.HTTPException):
        failed: Line = "ready" if len(lines) == len(LINES) - 1 else "certificate"
        return ended(failed, problems.NotReady())
    finally:
        connection.close()
    if status != HTTPStatus.OK:
        return ended("ready", problems.NotReady())
    return [*lines, CheckedLine("ready")]


def works(lines: list[CheckedLine]) -> bool:
    return len(lines) == len(LINES) and all(line.error is None for line in lines)


def _connection(
    host: str, port: int, secure: bool, authority: Path | None, patience_s: float
) -> http.client.HTTPConnection:
    if not secure:
        return http.client.HTTPConnection(host, port, timeout=patience_s)
    # with an authority of its own, no other one of the world counts
    context = ssl.create_default_context(cafile=str(authority) if authority else None)
    return http.client.HTTPSConnection(host, port, timeout=patience_s, context=context)
