"""Whatever a network says in headquarters' place has a name, and nothing of it is believed."""

import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from app.errors import SanadError
from app.seal.keys import DeviceKeys, key_id
from app.sync import conditions, wire
from app.sync.client import Client, Patience, Server
from app.sync.engine import CallResult, NoAnswer
from tests.sync.canned import answer, answering, certified, read_whole

KEYS = DeviceKeys.fresh()
NOW = 1_795_500_000
HELLO = wire.Hello(1, bytes(16), NOW, (), (), 0, (1 << 20, 1 << 18), ())
GOOD = answer("200 OK", HELLO.encode())
HTML = b"<!doctype html><title>Free Wifi</title>"
Q = Patience(connect_s=2, silence_s=1)


def client(port: int, ca: str = "", scheme: str = "http", **how: object) -> Client:
    server = Server(f"{scheme}://127.0.0.1:{port}", ca)
    return Client(server, KEYS, key_id(KEYS.public), lambda: NOW, **{"patience": Q, **how})  # type: ignore[arg-type]


def carried(line: Client, request: wire.Request | None = None) -> CallResult:
    with line:
        return line.carry(request or wire.SayHello())


def why(told: CallResult) -> tuple[type[SanadError], bool]:
    assert isinstance(told.answer, NoAnswer)
    return type(told.answer.reason), told.answer.final


@pytest.mark.parametrize(
    ("said", "kind", "final"),
    [
        (answer("200 OK", HTML, "text/html", ""), conditions.LoginPage, True),
        (answer("302 Found", b"", "text/html", "", "location: http://wifi.example/"), conditions.LoginPage, True),
        (answer("511 Network Authentication Required", HTML, "text/html", ""), conditions.LoginPage, True),
        (answer("404 Not Found", HTML, "text/html", ""), conditions.NotHeadquarters, True),
        (answer("200 OK", b"{}", "application/json", ""), conditions.NotHeadquarters, True),
        (answer("502 Bad Gateway", HTML, "text/html", ""), conditions.HeadquartersAway, False),
        (answer("503 Service Unavailable", b"", "text/plain", ""), conditions.HeadquartersAway, False),
        (answer("407 Proxy Authentication Required", b"", "text/html", ""), conditions.ProxyRefused, True),
        (answer("200 OK", HELLO.encode(), "text/html"), conditions.AnswerOdd, True),
        (answer("200 OK", HELLO.encode(), proto="2"), conditions.OtherVersion, True),
        (answer("200 OK", HELLO.encode() + b"\0"), conditions.AnswerOdd, True),
        (answer("200 OK", b""), conditions.AnswerOdd, True),
        (answer("500 Oh", b"words"), conditions.AnswerOdd, True),
        (answer("200 OK", b"\x1f\x8b", also="content-encoding: gzip"), conditions.AnswerOdd, True),
        (b"SSH-2.0-OpenSSH_10.0\r\n\r\n", conditions.NotHeadquarters, True),
        (None, conditions.NetworkLost, False),
        (GOOD[: len(GOOD) // 2], conditions.NetworkLost, False),
        (b"HTTP/1.1 200 OK\r\n", conditions.NetworkLost, False),
    ],
)
def test_what_is_no_answer_has_a_name(said: bytes | None, kind: type[SanadError], final: bool):
    with answering(said) as port:
        assert why(carried(client(port))) == (kind, final)


def test_a_page_that_packs_more_than_an_answer_may_be_is_not_unpacked():
    bomb = zstandard.ZstdCompressor().compress(bytes(wire.ANSWER + 1))
    said = answer("200 OK", bomb, also="content-encoding: zstd")
    with answering(said) as port:
        assert why(carried(client(port))) == (conditions.AnswerOdd, True)


def test_an_answer_that_says_to_be_larger_than_any_is_not_read():
    said = answer("200 OK", b"").replace(b"content-length: 0", b"content-length: 99999999")
    with answering(said) as port:
        told = carried(client(port))
    assert why(told) == (conditions.AnswerOdd, True)
    assert told.received < 500


def test_a_message_comes_back_as_it_was_sent_packed_or_not():
    entries = tuple(bytes(1000) for _ in range(20))
    news = wire.DirectoryNews(bytes(16), entries, 0).encode()
    packed, encoding = wire.packed(news)
    assert encoding == "zstd"
    said = answer("200 OK", packed, also="content-encoding: zstd")
    with answering(said) as port:
        told = carried(client(port), wire.Directory((), (), 1))
    assert told.answer == wire.DirectoryNews(bytes(16), entries, 0)
    assert told.received < 1000


def test_a_refusal_is_told_as_one():
    refusal = wire.Refusal("busy", 7, NOW)
    with answering(answer("503 Busy", refusal.encode())) as port:
        assert carried(client(port)).answer == refusal


def test_a_clock_that_is_off_by_ten_years_is_corrected_by_headquarters_and_stays_so():
    off = answer("401 No", wire.Refusal("clock_off", 0, NOW + 315_576_000).encode())
    with answering(off, GOOD) as port, client(port) as line:
        assert line.carry(wire.SayHello()).answer == HELLO
        assert line.off == 315_576_000
        assert line.carry(wire.SayHello()).answer == HELLO


def test_a_clock_that_no_correction_helps_is_told():
    off = wire.Refusal("clock_off", 0, NOW)
    with answering(answer("401 No", off.encode())) as port:
        assert carried(client(port)).answer == off


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    assert why(carried(client(port))) == (conditions.NobodyThere, False)


def test_a_name_that_nobody_knows():
    line = Client(Server("https://hq.invalid", ""), KEYS, bytes(16), lambda: NOW, Q)
    assert why(carried(line)) == (conditions.NoNetwork, True)


def test_silence_ends():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        told = carried(client(int(mute.getsockname()[1]), patience=Patience(1, 0.2)))
    assert why(told) == (conditions.NetworkLost, False)


def test_an_address_without_protection_is_refused_before_anything_is_sent():
    line = Client(Server("http://hq.example.org"), KEYS, bytes(16), lambda: NOW, Q)
    told = carried(line)
    assert why(told) == (conditions.AddressInsecure, True)
    assert told.sent == 0


# -- certificates ----------------------------------------------------------------------------


def test_headquarters_own_authority_is_believed(tmp_path: Path):
    server, ca = certified(tmp_path, "127.0.0.1")
    with answering(GOOD, secure=server) as port:
        assert carried(client(port, ca, "https")).answer == HELLO


def test_another_authority_is_not_believed_nor_the_systems_where_one_is_named(tmp_path: Path):
    server, _ = certified(tmp_path, "127.0.0.1")
    _, other = certified(tmp_path, "127.0.0.1")
    with answering(GOOD, secure=server) as port:
        told = carried(client(port, other, "https"))
        assert why(told) == (conditions.CertificateUnknown, True)
        assert why(carried(client(port, "", "https"))) == (conditions.CertificateUnknown, True)
        assert why(carried(client(port, "no pem", "https"))) == (conditions.CertificateUnknown, True)


def test_a_certificate_for_another_address_is_named(tmp_path: Path):
    server, ca = certified(tmp_path, "hq.example.org")
    with answering(GOOD, secure=server) as port:
        assert why(carried(client(port, ca, "https"))) == (conditions.CertificateOfAnother, True)


@pytest.mark.skipif(sys.platform != "linux", reason="0.0.0.0 is this computer there")
def test_a_public_certificate_that_has_ended_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    address = "0.0.0.0"  # this computer, but none of the addresses that ask nobody for trust
    server, ca = certified(tmp_path, address, datetime(2012, 1, 1, tzinfo=UTC))
    (tmp_path / "authorities.pem").write_text(ca)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authorities.pem"))
    monkeypatch.setenv("NO_PROXY", "*")
    with answering(GOOD, secure=server) as port:
        server_ = Server(f"https://{address}:{port}", "")
        line = Client(server_, KEYS, key_id(KEYS.public), lambda: NOW, patience=Q)
        assert why(carried(line)) == (conditions.CertificateDates, True)


def test_with_headquarters_own_authority_a_clock_off_by_ten_years_doesnt_end_sync(tmp_path: Path):
    server, ca = certified(tmp_path, "127.0.0.1", datetime(2012, 1, 1, tzinfo=UTC))
    with answering(GOOD, secure=server) as port:
        assert carried(client(port, ca, "https")).answer == HELLO


def test_no_tls_where_it_should_be_is_named(tmp_path: Path):
    _, ca = certified(tmp_path, "127.0.0.1")
    with answering(answer("400 Bad", b"")) as port:
        told = carried(client(port, ca, "https"))
    assert why(told) == (conditions.SecureLineRefused, True)


# -- proxies ---------------------------------------------------------------------------------


def test_a_proxy_that_refuses_is_named():
    with answering(answer("403 Forbidden", b"", "text/html", "")) as port:
        server = Server("https://hq.example.org", "", f"http://127.0.0.1:{port}")
        line = Client(server, KEYS, bytes(16), lambda: NOW, Q)
        assert why(carried(line)) == (conditions.ProxyRefused, True)


def through(port: int, ca: str = "", host: str = "127.0.0.1") -> CallResult:
    server = Server("https://hq.example.org", ca, f"http://{host}:{port}")
    return carried(Client(server, KEYS, bytes(16), lambda: NOW, Q))


def test_a_proxy_that_is_not_there_is_named_and_not_the_server():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    assert why(through(port)) == (conditions.ProxyRefused, False)
    assert why(through(port, host="proxy.invalid")) == (conditions.ProxyRefused, True)
    # where none is asked, as for this computer itself, it is not at fault
    line = Client(Server(f"http://127.0.0.1:{port}", "", "http://proxy.invalid:1"), KEYS, bytes(16), patience=Q)
    assert why(carried(line)) == (conditions.NobodyThere, False)


def test_a_proxy_that_opens_tls_is_found_out_before_anything_is_said_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Also where this computer's own store trusts it, as an office has it set up."""
    (tmp_path / "real").mkdir()
    _, ours = certified(tmp_path / "real", "hq.example.org")
    opens, its_own = certified(tmp_path, "hq.example.org")
    (tmp_path / "authorities.pem").write_text(its_own)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authorities.pem"))
    for ca, kind in ((ours, conditions.CertificateUnknown), (its_own, None)):
        heard: list[bool] = []
        with opening_tls(opens, heard) as port:
            told = through(port, ca)
        if kind:
            assert why(told) == (kind, True)
            assert heard == []
        else:
            assert told.answer == HELLO  # it does what such a proxy does
            assert heard == [True]


@contextmanager
def opening_tls(secure: ssl.SSLContext, heard: list[bool]) -> Iterator[int]:
    """The port of a proxy that ends the secured line itself, and answers as a server would."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(20)

        def serve() -> None:
            plain, _ = listening.accept()
            plain.settimeout(20)
            assert plain.recv(65536).startswith(b"CONNECT hq.example.org:443 ")
            plain.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with suppress(OSError), secure.wrap_socket(plain, server_side=True) as line:
                if read_whole(line):
                    heard.append(True)
                    line.sendall(GOOD)

        thread = threading.Thread(target=serve)
        thread.start()
        yield int(listening.getsockname()[1])
        thread.join(30)


@pytest.mark.skipif(sys.platform != "linux", reason="0.0.0.0 is this computer there")
def test_a_public_certificate_that_is_not_valid_yet_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    address = "0.0.0.0"
    server, ca = certified(tmp_path, address, datetime(2200, 1, 1, tzinfo=UTC))
    (tmp_path / "authorities.pem").write_text(ca)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authorities.pem"))
    monkeypatch.setenv("NO_PROXY", "*")
    with answering(GOOD, secure=server) as port:
        line = Client(Server(f"https://{address}:{port}", ""), KEYS, key_id(KEYS.public), patience=Q)
        assert why(carried(line)) == (conditions.CertificateDates, True)


def test_bytes_are_counted_as_http_sends_them():
    request = wire.Have(tuple(bytes([n]) * 32 for n in range(100)))
    said = answer("200 OK", wire.Missing(bytes(16), request.ids).encode())
    with answering(said) as port:
        told = carried(client(port), request)
    assert told.received == len(said)
    assert 700 < told.sent < 2000  # packed, and a signed head
