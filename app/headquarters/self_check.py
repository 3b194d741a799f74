"""Is a headquarters there for its computers? Asked as one of them would: by its name, over the network,
believing only the authority that they believe."""

import http.client
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from app.disk import DiskFull
from app.errors import SanadError
from app.headquarters import backup_plan, problems, setup
from app.seal import tls
from app.sync import wire

Line = Literal["name", "answer", "certificate", "ready", "backup"]
LINES: tuple[Line, ...] = ("name", "answer", "certificate", "ready", "backup")


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """`error`: what is wrong and what to do; None where it holds."""

    line: Line
    error: SanadError | None = None


def check(folder: Path, patience_s: float = 10, now: datetime | None = None) -> list[CheckedLine]:
    """Each line in turn, up to the first that fails. NoHeadquarters."""
    now = now or datetime.now(UTC)
    settings = setup.settings(folder)
    parts = urlsplit(settings.url)
    host, port = parts.hostname or "", setup.port_of(settings.url)
    authority = None
    if settings.trust == "own":
        # a node that was copied may have no more than the certificate itself
        places = (folder / "ca.pem", folder / "server.pem")
        authority = next((file for file in places if file.exists()), places[0])
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
    if parts.scheme == "https" and authority and not authority.exists():
        return ended("certificate", problems.NoCertificate())
    connection = _connection(host, port, parts.scheme == "https", authority, patience_s)
    try:
        connection.connect()
        if authority and isinstance(connection.sock, ssl.SSLSocket):
            peer_der = connection.sock.getpeercert(binary_form=True) or b""
            facts = tls.look(ssl.DER_cert_to_PEM_cert(peer_der))
            if not facts.begins <= now < facts.ends:
                return ended("certificate", problems.CertificateOver())
        lines.append(CheckedLine("certificate"))
        ready = _is_ready(connection)
    except ssl.SSLError:
        return ended("certificate", problems.NotTrusted())
    except (OSError, http.client.HTTPException, wire.WireRefused):
        failed: Line = "certificate" if len(lines) == LINES.index("certificate") else "ready"
        return ended(failed, problems.NotReady())
    finally:
        connection.close()
    if not setup.has_room(folder):  # a proxy may keep for inside what says so
        return ended("ready", DiskFull())
    if not ready:
        return ended("ready", problems.NotReady())
    lines.append(CheckedLine("ready"))
    late = backup_plan.is_missing(folder, now)
    return ended("backup", problems.BackupMissing()) if late else [*lines, CheckedLine("backup")]


def _is_ready(connection: http.client.HTTPConnection) -> bool:
    connection.request("GET", "/readyz")
    answer = connection.getresponse()
    answer.read()
    if answer.status == HTTPStatus.NOT_FOUND:  # a proxy keeps that for inside: a call that asks
        call = wire.EnrolReply(bytes(32), bytes(32), 0)  # the database, and that nobody signs
        headers = {wire.PROTO_HEADER: wire.PROTO}
        connection.request("POST", call.path, call.encode(), headers)
        answer = connection.getresponse()
        wire.Replied.decode(answer.read(wire.ANSWER))
    return answer.status == HTTPStatus.OK


def serves(lines: list[CheckedLine]) -> bool:
    """Do its computers reach it? Whatever its backups are."""
    return len(lines) == len(LINES)


def works(lines: list[CheckedLine]) -> bool:
    return serves(lines) and lines[-1].error is None


def _connection(
    host: str, port: int, secure: bool, authority: Path | None, patience_s: float
) -> http.client.HTTPConnection:
    if not secure:
        return http.client.HTTPConnection(host, port, timeout=patience_s)
    # with an authority of its own, no other one of the world counts
    context = ssl.create_default_context(cafile=str(authority) if authority else None)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # Python 3.13's own from there on
    if authority:  # X509_V_FLAG_NO_CHECK_TIME: `check` looks, and names it
        context.verify_flags |= 0x200000
    return http.client.HTTPSConnection(host, port, timeout=patience_s, context=context)
