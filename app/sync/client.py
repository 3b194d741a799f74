"""Requests carried to headquarters and back: HTTPS/1.1 on one connection.

Headquarters' own authority alone is believed where the directory names one; else the system's
store. Whatever happens comes back as an answer, a refusal, or a loss with a name: nothing is raised.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx2

from app.errors import SanadError
from app.seal.keys import DeviceKeys
from app.sync import conditions, wire
from app.sync.engine import CallResult, NoAnswer
from app.sync.wire import signatures

_PIECE = 16 << 10  # of a request: what one record of TLS holds
_RECORD = 22  # bytes that TLS 1.3 adds to a record
_HANDSHAKE = 700, 1700  # bytes sent and received, measured with our own certificates
_NO_TIMES = 0x200000  # X509_V_FLAG_NO_CHECK_TIME
_AWAY = (502, 503, 504)
_LOGIN = 511  # RFC 6585
_STAMP = 64 << 10  # bytes of a time stamp with its certificates


@dataclass(frozen=True, slots=True)
class Server:
    """Where headquarters is. `ca`: the certificate of its own authority, PEM, "" for the system's
    store; `proxy`: to go through, "" for what the environment says."""

    url: str
    ca: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: until somebody answers a connection, and without a byte on it; and how many bytes a
    second an answer must keep up once it has begun."""

    connect_s: float = 20
    silence_s: float = 45
    slowest: float = 128


@dataclass(slots=True)
class _Tally:
    """Bytes of one call: heads and bodies as HTTP sends them, and what TLS adds. What TCP adds, and
    sends again, only a driver knows."""

    secure: bool
    also: Callable[[str, dict[str, Any]], None]
    sent: int = 0
    received: int = 0

    def out(self, size: int) -> None:
        self.sent += size + (_RECORD if self.secure else 0)

    def came(self, size: int) -> None:
        self.received += size + (_RECORD * (size // _PIECE + 1) if self.secure else 0)

    def trace(self, event: str, facts: dict[str, Any]) -> None:
        self.also(event, facts)
        if event.endswith("start_tls.complete"):
            self.sent += _HANDSHAKE[0]
            self.received += _HANDSHAKE[1]


@dataclass(eq=False)
class _NoAnswer(Exception):
    reason: SanadError
    final: bool = True


@dataclass
class Client:
    """One computer's line to headquarters; of one thread at a time. `clock`: seconds since 1970;
    `certificate_until`: so too, the end of the one that was shown, 0 where there was none; `trace`: told of
    each step of the way there, by httpcore's names."""

    server: Server
    keys: DeviceKeys
    stream: bytes
    clock: Callable[[], float] = time.time
    patience: Patience = field(default_factory=Patience)
    trace: Callable[[str, dict[str, Any]], None] = lambda *_: None
    off: int = 0  # how far headquarters' clock is ahead
    certificate_until: float = 0
    _http: httpx2.Client | None = None

    def carry(self, request: wire.Request) -> CallResult:
        """The answer's message, a refusal, or Lost; never raises for what a network can do."""
        began, tally = time.monotonic(), _Tally(self._secure, self.trace)
        answer = self._told(request, tally)
        if isinstance(answer, wire.Refusal) and answer.kind == "clock_off":
            self.off = answer.time - int(self.clock())
            answer = self._told(request, tally)
        return CallResult(answer, tally.sent, tally.received, time.monotonic() - began)

    def close(self) -> None:
        if self._http:
            self._http.close()
        self._http = None

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- one call ----------------------------------------------------------------------------

    def _told(self, request: wire.Request, tally: _Tally) -> wire.Message | NoAnswer:
        try:
            response = self._send(request, tally)
            try:
                return self._answer(request, response, tally)
            finally:
                response.close()
        except _NoAnswer as error:
            return NoAnswer(error.reason, error.final)
        except wire.WireRefused:
            return NoAnswer(conditions.AnswerOdd(), final=True)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            reason, final = _why(error)
            unreached = isinstance(reason, (conditions.NobodyThere, conditions.NoNetwork))
            if unreached and self.server.proxy and not _loopback(self.server.url):
                reason = conditions.ProxyRefused()  # what can't be reached is the proxy
            return NoAnswer(reason, final)

    def _send(self, request: wire.Request, tally: _Tally) -> httpx2.Response:
        method, target, content, extra_headers = _as_http(request)
        headers = {
            wire.PROTO_HEADER: wire.PROTO,
            "content-length": str(len(content)),
            "accept-encoding": "zstd",
            "user-agent": "sanad",
            **extra_headers,
        }
        if request.signed:
            at = int(self.clock()) + self.off
            headers |= signatures.sign(method, target, content, self.keys, self.stream, at)
        http = self._line()
        wait_s = float(getattr(request, "wait_s", 0))
        http_request = http.build_request(
            method,
            self.server.url.rstrip("/") + target,
            content=_pieces(content, tally),
            headers=headers,
            timeout=self._timeout(wait_s),
            extensions={"trace": tally.trace},
        )
        tally.out(_head(f"{method} {http_request.url.raw_path.decode()} HTTP/1.1", http_request.headers))
        return http.send(http_request, stream=True)

    def _answer(self, request: wire.Request, response: httpx2.Response, tally: _Tally) -> wire.Message:
        secure = response.extensions["network_stream"].get_extra_info("ssl_object")
        peer = secure.getpeercert() if secure else None
        self.certificate_until = ssl.cert_time_to_seconds(peer["notAfter"]) if peer else 0
        line = f"HTTP/1.1 {response.status_code} {response.reason_phrase}"
        tally.came(_head(line, response.headers))
        plain = isinstance(request, wire.GetChunk) and response.is_success
        self._look(response, wire.BYTES if plain else wire.TYPE)
        if plain:
            return wire.Chunk(self._content(response, wire.BLOB, tally))
        limit = wire.ANSWER if response.status_code == 200 else wire.REQUEST
        raw = self._content(response, limit, tally)
        content = wire.unpacked(raw, response.headers.get("content-encoding", ""), limit)
        if response.status_code == 200:
            return request.read(content)
        return wire.Refusal.decode(content)

    def _look(self, response: httpx2.Response, type_: str) -> None:
        """Is it headquarters that answers, in this protocol?"""
        status, headers = response.status_code, response.headers
        if wire.PROTO_HEADER not in headers:
            if status in _AWAY:
                raise _NoAnswer(conditions.HeadquartersAway(), final=False)
            if status == 407:
                raise _NoAnswer(conditions.ProxyRefused())
            page = headers.get("content-type", "").startswith("text/html")
            if status == _LOGIN or 300 <= status < 400 or (page and status == 200):
                raise _NoAnswer(conditions.LoginPage())
            raise _NoAnswer(conditions.NotHeadquarters())
        if headers[wire.PROTO_HEADER] != wire.PROTO:
            raise _NoAnswer(conditions.OtherVersion())
        if headers.get("content-type", "") != type_:
            raise _NoAnswer(conditions.AnswerOdd())

    def _content(self, response: httpx2.Response, limit: int, tally: _Tally) -> bytes:
        header = response.headers.get("content-length", "0")
        if not header.isdigit() or int(header) > limit:
            raise _NoAnswer(conditions.AnswerOdd())
        parts: list[bytes] = []
        size, began = 0, time.monotonic()
        for part in response.iter_raw():
            size += len(part)
            tally.came(len(part))
            if size > limit:
                raise _NoAnswer(conditions.AnswerOdd())
            late = time.monotonic() - began - self.patience.silence_s
            if late > size / self.patience.slowest:
                raise _NoAnswer(conditions.NetworkLost(), final=False)
            parts.append(part)
        return b"".join(parts)

    # -- the line ----------------------------------------------------------------------------

    @property
    def _secure(self) -> bool:
        return self.server.url.startswith("https://")

    def _line(self) -> httpx2.Client:
        if self._http is None:
            loopback = _loopback(self.server.url)
            if not self._secure and not loopback:
                raise _NoAnswer(conditions.AddressInsecure())
            self._http = httpx2.Client(
                verify=_trust(self.server.ca) if self._secure else False,
                proxy=(self.server.proxy or None) if not loopback else None,
                trust_env=not loopback,
                follow_redirects=False,
                limits=httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=60),
            )
        return self._http

    def _timeout(self, wait_s: float) -> httpx2.Timeout:
        silence = self.patience.silence_s
        return httpx2.Timeout(connect=self.patience.connect_s, read=silence + wait_s, write=silence, pool=silence)


def time_stamp(url: str, request: bytes, proxy: str = "") -> bytes:
    """What a time-stamp authority answers (RFC 3161, 3.4), b"" where nobody does: its name is never worth
    more than the paper that waits for it. Plain HTTP too: what goes is a hash, what comes is signed."""
    wait, loopback = Patience(connect_s=4, silence_s=6), _loopback(url)
    headers = {"content-type": "application/timestamp-query", "accept-encoding": "identity", "user-agent": "sanad"}
    content = bytearray()
    try:
        with (
            httpx2.Client(
                proxy=(proxy or None) if not loopback else None,
                trust_env=not loopback,
                follow_redirects=False,
                timeout=httpx2.Timeout(wait.silence_s, connect=wait.connect_s),
            ) as http,
            http.stream("POST", url, content=request, headers=headers) as response,
        ):
            if response.status_code != 200:
                return b""
            began = time.monotonic()
            for part in response.iter_raw():
                content += part
                if len(content) > _STAMP or time.monotonic() - began > wait.silence_s:
                    return b""
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
        return b""
    return bytes(content)


def _as_http(request: wire.Request) -> tuple[str, str, bytes, dict[str, str]]:
    """(method, path and query, body, headers of its own)"""
    if isinstance(request, wire.PutChunk):
        end = request.start + len(request.piece) - 1
        span = f"bytes {request.start}-{end}/{request.size}"
        extra_headers = {"content-type": wire.BYTES, "content-range": span}
        return "PUT", wire.blob_path(request.id, request.case), request.piece, extra_headers
    if isinstance(request, wire.GetChunk):
        return "GET", wire.blob_path(request.id, request.case), b"", {}
    if isinstance(request, wire.Push):
        content, encoding = request.travels_as()
    else:
        content, encoding = wire.packed(request.encode())
    extra_headers = {"content-type": wire.TYPE}
    if encoding:
        extra_headers["content-encoding"] = encoding
    return "POST", request.path, content, extra_headers


def _pieces(content: bytes, tally: _Tally) -> Iterator[bytes]:
    """A body, counted as it is handed to the line."""
    for at in range(0, len(content), _PIECE):
        piece = content[at : at + _PIECE]
        tally.out(len(piece))
        yield piece


def _head(line: str, headers: httpx2.Headers) -> int:
    return len(line) + 4 + sum(len(name) + len(value) + 4 for name, value in headers.raw)


def _trust(ca: str) -> Any:
    if not ca:
        return True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(cadata=ca)
    except ssl.SSLError as error:
        raise _NoAnswer(conditions.CertificateUnknown()) from error
    # Clocks of the field are off by years, and a laptop that can't sync for its clock loses more
    # than a stolen former key of the server gains: it reads nothing and signs no receipt.
    # https://docs.openssl.org/3.0/man3/X509_VERIFY_PARAM_set_flags/
    context.verify_flags |= _NO_TIMES
    return context


def _loopback(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


# -- what a failure means --------------------------------------------------------------------

_DATES = {9, 10}  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED
_NAMES = {62, 64}  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH


def _why(error: Exception) -> tuple[SanadError, bool]:
    """(its name, whether to give up): trying a name or a certificate again would end the same."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(cause.verify_code), True
    if isinstance(error, httpx2.ProxyError):
        return conditions.ProxyRefused(), True
    if isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout)):
        return _unconnected(causes)
    if isinstance(error, (httpx2.UnsupportedProtocol, httpx2.InvalidURL)):
        return conditions.AddressInsecure(), True
    if isinstance(error, httpx2.RemoteProtocolError) and "illegal" in str(error):
        return conditions.NotHeadquarters(), True
    return conditions.NetworkLost(), False


def _certificate(code: int) -> SanadError:
    if code in _DATES:
        return conditions.CertificateDates()
    return conditions.CertificateOfAnother() if code in _NAMES else conditions.CertificateUnknown()


def _unconnected(causes: list[BaseException]) -> tuple[SanadError, bool]:
    if any(isinstance(error, ssl.SSLEOFError) for error in causes):
        return conditions.NetworkLost(), False
    if any(isinstance(error, ssl.SSLError) for error in causes):
        return conditions.SecureLineRefused(), True
    if any(isinstance(error, socket.gaierror) for error in causes):
        return conditions.NoNetwork(), True
    if any(isinstance(error, (ConnectionResetError, BrokenPipeError)) for error in causes):
        return conditions.NetworkLost(), False
    answered = (ConnectionRefusedError, TimeoutError)
    if any(isinstance(error, (*answered, httpx2.ConnectTimeout)) for error in causes):
        return conditions.NobodyThere(), False
    return conditions.NoNetwork(), True


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    for _ in range(8):
        if cause is None:
            return
        yield cause
        cause = cause.__cause__ or cause.__context__
