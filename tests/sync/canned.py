"""What may answer in headquarters' place: a socket that says what it is told to, however odd."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from app.seal import tls


@contextmanager
def answering(*said: bytes | None, secure: ssl.SSLContext | None = None) -> Iterator[int]:
    """Its port. Each request is answered by the next of `said`, the last again and again; None
    closes the connection without a word."""
    listening = socket.create_server(("127.0.0.1", 0))
    answers = list(said)

    def serve() -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            plain.settimeout(5)
            with suppress(OSError), plain:
                line = secure.wrap_socket(plain, server_side=True) if secure else plain
                with suppress(OSError), line:
                    while read_whole(line):
                        words = answers.pop(0) if len(answers) > 1 else answers[0]
                        if words is None:
                            break
                        line.sendall(words)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


def read_whole(line: socket.socket) -> bool:
    """One request, thrown away."""
    got = b""
    while b"\r\n\r\n" not in got:
        part = line.recv(65536)
        if not part:
            return False
        got += part
        if got[0] == 22:  # a greeting of TLS, to one who doesn't speak it
            return True
    head, _, rest = got.partition(b"\r\n\r\n")
    left = -len(rest)
    for word in head.lower().split(b"\r\n"):
        name, _, value = word.partition(b":")
        if name == b"content-length":
            left += int(value)
    while left > 0:
        left -= len(line.recv(65536))
    return True


def answer(status: str, content: bytes, kind: str = "application/cbor", proto: str = "1", also: str = "") -> bytes:
    headers = [f"HTTP/1.1 {status}", f"content-length: {len(content)}", f"content-type: {kind}"]
    headers += [f"sanad-proto: {proto}"] if proto else []
    headers += [also] if also else []
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + content


def certified(folder: Path, host: str, now: datetime | None = None) -> tuple[ssl.SSLContext, str]:
    """(a server's side of TLS, its authority) made at some time."""
    at = now or datetime.now(UTC).replace(microsecond=0)
    authority = tls.authority(at)
    made = tls.server(authority, host, at)
    (folder / "server.pem").write_text(made.certificate)
    (folder / "server.key").write_text(made.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return context, authority.certificate
