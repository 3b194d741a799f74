"""Callers that mean harm, or are broken: cut off, told to wait, and never told what went wrong inside."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cbor2
import pytest
import zstandard
from sqlalchemy import text

from app.headquarters.rate_limits import Buckets, Limits, Rate, counted
from app.seal.keys import digest
from app.sync import wire
from app.sync.wire import signatures
from tests.headquarters.conftest import TOKEN, Hq, new, started
from tests.headquarters.office import Computer, Organisation, RefusedCall, outcomes
from tests.headquarters.test_blobs import puts


@contextmanager
def limited(tmp_path: Path, limits: Limits) -> Iterator[tuple[Hq, Computer]]:
    """A headquarters with little patience, and Layla."""
    new(tmp_path / "hq.sqlite")
    with started(tmp_path / "hq.sqlite", limits=limits, proxies="") as hq:
        hq.organisation = Organisation(hq.node.public)
        layla = hq.office.joins("Layla")
        hq.line.claims(hq.office, TOKEN)
        yield hq, layla


def dialled(hq: Hq) -> socket.socket:
    host, port = hq.url.removeprefix("http://").split(":")
    made = socket.create_connection((host, int(port)))
    made.settimeout(20)
    return made


def rest_of(line: socket.socket) -> bytes:
    """Until it is cut off."""
    found = b""
    try:
        while part := line.recv(65536):
            found += part
    except ConnectionError:
        pass
    return found


def fills(line: socket.socket, piece: bytes) -> None:
    """Sends until it is cut off."""
    try:
        while True:
            line.sendall(piece)
    except ConnectionError:
        pass


HEAD = b"POST /v1/hello HTTP/1.1\r\nhost: x\r\n"
WHOLE = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"


def test_half_a_head_is_waited_for_once_and_not_for_ever(tmp_path: Path):
    with limited(tmp_path, Limits(head_s=0.4)) as (hq, _):
        with dialled(hq) as silent, dialled(hq) as half, dialled(hq) as later:
            half.sendall(HEAD)
            later.sendall(WHOLE + HEAD)
            assert rest_of(silent) == b""
            assert rest_of(half) == b""
            told = rest_of(later)
            assert told.startswith(b"HTTP/1.1 200")
            assert told.count(b"HTTP/1.1") == 1
        assert hq.line.http.get("/healthz").status_code == 200


def test_who_goes_on_sending_what_was_refused_is_cut_off(tmp_path: Path):
    with limited(tmp_path, Limits(head_s=0.4)) as (hq, _), dialled(hq) as line:
        line.sendall(HEAD + b"sanad-proto: 1\r\ncontent-length: 9000000000\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 401")
        fills(line, bytes(1000))


def test_who_does_not_read_the_answer_is_cut_off(tmp_path: Path):
    with limited(tmp_path, Limits(head_s=0.4, slowest=1 << 20)) as (hq, layla):
        case, first = layla.opens()
        for _ in range(8):
            hq.line.pushes(layla, first, layla.says(case, os.urandom(900_000)))
        asked = wire.Pull(((case, 0),), 8 << 20, 1)
        signed = signatures.sign("POST", asked.path, asked.encode(), layla.keys, layla.stream, hq.clock[0])
        head = "".join(f"{name}: {value}\r\n" for name, value in signed.items()).encode()
        with dialled(hq) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.sendall(
                b"POST /v1/pull HTTP/1.1\r\nhost: x\r\nsanad-proto: 1\r\n"
                + head
                + b"content-length: %d\r\n\r\n" % len(asked.encode())
                + asked.encode()
            )
            assert line.recv(12) == b"HTTP/1.1 200"
            while _connections(hq) > 1:  # the other is the one that asks
                pass
        assert len(hq.line.pulls(layla, case)) == 9


def _connections(hq: Hq) -> int:
    return int(hq.line.http.get("/metrics").text.partition("sanad_connections ")[2].split()[0])


def test_a_body_that_comes_too_slowly_is_refused_and_nothing_changes(tmp_path: Path):
    with limited(tmp_path, Limits(idle_s=0.3)) as (hq, layla), dialled(hq) as line:
        case, raws = layla.works(1)
        asked = wire.Push(tuple(raws)).encode()
        signed = signatures.sign("POST", "/v1/push", asked, layla.keys, layla.stream, hq.clock[0])
        head = "".join(f"{name}: {value}\r\n" for name, value in signed.items()).encode()
        line.sendall(
            b"POST /v1/push HTTP/1.1\r\nhost: x\r\nsanad-proto: 1\r\n"
            + head
            + b"content-length: %d\r\n\r\n" % len(asked)
            + asked[:-10]
        )
        assert line.recv(100).startswith(b"HTTP/1.1 408")
        with pytest.raises(AssertionError):
            hq.line.pulls(layla, case)


def test_one_address_has_not_all_the_connections(tmp_path: Path):
    with limited(tmp_path, Limits(from_one=8, connections=20)) as (hq, _):
        hq.line.close()
        lines = [dialled(hq) for _ in range(12)]
        told = []
        for line in lines:
            try:
                line.sendall(WHOLE)
                told.append(line.recv(12))
            except ConnectionError:
                told.append(b"")
        for line in lines:
            line.close()
        assert told.count(b"HTTP/1.1 200") in (7, 8)  # the desk's may still be closing
        assert told.count(b"") == 12 - told.count(b"HTTP/1.1 200")


def test_bombs_are_refused_before_they_are_opened(tmp_path: Path):
    def refused(content: bytes, encoding: str = "") -> str:
        told = {"content-encoding": encoding}
        answer = hq.line.send("POST", "/v1/push", content, layla.keys, layla.stream, told)
        assert answer.status in (400, 413)
        return answer.refusal().kind

    with limited(tmp_path, Limits()) as (hq, layla):
        zeros = zstandard.ZstdCompressor(level=19).compress(bytes(1 << 28))
        assert len(zeros) < 30_000
        assert refused(zeros, "zstd") == "wire_refused"
        stream = zstandard.ZstdCompressor(level=19, write_content_size=False)
        assert refused(stream.compress(bytes(1 << 24)), "zstd") == "wire_refused"
        assert refused(zstandard.compress(zeros), "zstd") == "wire_refused"
        assert refused(b"\x28\xb5\x2f\xfd", "zstd") == "wire_refused"
        assert refused(b"x", "gzip") == "wire_refused"
        for bomb in (
            b"\x9b" + b"\xff" * 8,
            b"\x81" * 100_000 + b"\x80",
            b"\xdf" * 50,
            b"\x5f\x41a\xff",
            b"\xc4\x82\x3a\x7f\xff\xff\xff\x01",
            b"",
        ):
            assert refused(bomb) == "wire_refused"
        assert refused(cbor2.dumps([[b"x"] * 10_001], canonical=True)) == "too_large"
        assert refused(bytes(wire.REQUEST + 1)) == "too_large"


def test_who_asks_too_often_is_told_when_to_come_back(tmp_path: Path):
    slow = Rate(5, 0.001)
    with limited(tmp_path, Limits(signed=slow, strangers=slow, failures=slow)) as (hq, layla):
        omar = hq.office.desk
        numbers = [hq.line.asks(layla, wire.SayHello()) for _ in range(6)]
        assert [each.status for each in numbers] == [200] * 5 + [429]
        assert int(numbers[5].headers["retry-after"]) == numbers[5].refusal().retry_s > 0
        assert hq.line.asks(omar, wire.SayHello()).status == 200  # another computer, one address
        strangers = [hq.line.asks(None, wire.Enrol(bytes(16), b"x")).status for _ in range(6)]
        assert strangers == [200] * 4 + [429] * 2  # the claim was one


def test_one_computer_can_not_fill_the_disk(tmp_path: Path):
    with limited(tmp_path, Limits(bytes_in=Rate(250_000, 100))) as (hq, layla):
        case, raws = layla.works(1, os.urandom(200_000))
        hq.line.pushes(layla, *raws)
        chunk = os.urandom(100_000)
        told = puts(hq, layla, case, chunk)
        assert (told.status, told.refusal().kind) == (429, "too_many")
        assert 300 < told.refusal().retry_s < 1000
        assert hq.line.asks(layla, wire.SayHello()).status == 200  # what asks little still may
        assert hq.line.asks(hq.office.desk, wire.SayHello()).status == 200


def test_one_line_of_ipv6_is_one_caller(hq: Hq):
    hq.node.strangers = Buckets(Rate(2, 0.001))
    told = []
    for n in range(3):
        away = {"x-forwarded-for": f"2001:db8:1:2::{n + 1}", "sanad-proto": "1"}
        content = wire.Enrol(bytes(16), b"x").encode()
        told.append(hq.line.http.post("/v1/enrol", content=content, headers=away).status_code)
    assert told == [200, 200, 429]
    other = {"x-forwarded-for": "2001:db8:1:3::1", "sanad-proto": "1"}
    assert hq.line.http.post("/v1/enrol", content=content, headers=other).status_code == 200
    assert counted("::ffff:192.0.2.1") == "192.0.2.1"
    assert counted("unix") == "unix"


def test_signatures_that_do_not_hold_use_up_nothing_of_others(tmp_path: Path):
    slow = Rate(3, 0.001)
    with limited(tmp_path, Limits(failures=slow)) as (hq, layla):
        thief = Computer("", "", hq.office.root, b"", layla.own, layla.stream)
        kind = [hq.line.asks(thief, wire.SayHello()).refusal().kind for _ in range(5)]
        assert kind == ["not_signed"] * 3 + ["too_many"] * 2
        assert hq.line.asks(hq.office.desk, wire.SayHello()).status == 200


def test_more_than_fits_into_memory_at_once_is_told_to_come_back(tmp_path: Path):
    with limited(tmp_path, Limits(carried=100_000)) as (hq, layla):
        _, raws = layla.works(1, os.urandom(200_000))
        with pytest.raises(RefusedCall, match="busy"):
            hq.line.pushes(layla, *raws)
        assert outcomes(hq.line.pushes(layla, raws[0])) == ["new"]


def test_whatever_is_asked_for_the_answer_is_one_of_ours(hq: Hq):
    for method in ("GET", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "PUT", "POST", "FOO"):
        for path in ("/", "/v1", "/v1/push/", "/v2/push", "/v1/push?x=1", "/admin", "/v1/%70ush/", "/" + "a" * 5000):
            answer = hq.line.http.request(method, path, headers={"sanad-proto": "1"})
            assert answer.status_code == 404, (method, path)
            if method != "HEAD":
                assert wire.Refusal.decode(answer.content).kind == "no_such_call"
    assert hq.line.http.post("/v1/push").status_code == 400
    assert hq.line.http.post("/v1/push", headers={"sanad-proto": "2"}).status_code == 400


def test_a_bug_inside_is_a_number_outside_and_a_place_in_the_log(hq: Hq):
    layla = hq.office.joins("Layla")
    hq.line.learns(hq.office)
    hq.node.database.change(lambda connection: connection.execute(text("DROP TABLE branch")))
    case, raws = layla.works(1, "a name that is nobody's business")
    answer = hq.line.asks(layla, wire.Push(tuple(raws)))
    assert answer.status in (500, 503)
    assert answer.refusal().kind in ("unexpected", "busy")
    content = hq.log.getvalue()
    for secret in ("Traceback", "branch", "SELECT", "INSERT", case.hex(), layla.stream.hex()):
        assert secret not in content


def test_health_says_how_it_is_and_nothing_of_a_case(hq: Hq):
    layla = hq.office.joins("Layla Sample")
    hq.line.learns(hq.office)
    case, raws = layla.works(2)
    hq.line.pushes(layla, *raws)
    http = hq.line.http
    assert (http.get("/healthz").status_code, http.get("/readyz").text) == (200, "ready\n")
    text = http.get("/metrics").text
    assert 'sanad_envelopes_total{outcome="new"} 3' in text
    for line in text.splitlines():
        name, _, number = line.rpartition(" ")
        assert name.startswith("sanad_")
        float(number)
    for secret in ("Layla", case.hex(), layla.stream.hex(), "Sample"):
        assert secret not in text
    for path in ("/healthz", "/readyz", "/metrics"):
        assert http.post(path).status_code in (400, 404)


def test_metrics_are_for_the_own_network(hq: Hq):
    away = hq.line.http.get("/metrics", headers={"x-forwarded-for": "9.9.9.9"})
    assert away.status_code == 404
    assert hq.line.http.get("/metrics", headers={"x-forwarded-for": "10.0.0.7"}).status_code == 200


def test_names_that_were_planted_are_in_no_file_log_or_answer(hq: Hq, tmp_path: Path, dsn: str):
    planted = "Mariam Qanditfound"
    layla = hq.office.joins("Layla")
    hq.line.learns(hq.office)
    case, raws = layla.works(5, f"{planted} was held at a house, مريم")
    hq.line.pushes(layla, *raws)
    answers = [
        hq.line.asks(layla, each).content
        for each in (
            wire.SayHello(),
            wire.Feed(wire.NO_SCOPE, (), 0),
            wire.Pull(((case, 0),), 1 << 20, 1),
            wire.Directory((), (), 1 << 20),
        )
    ]
    answers.append(hq.line.http.get("/metrics").content)
    hq.node.database.whole(lambda connection: None)
    if dsn:
        with hq.node.database.look() as connection:
            rows = connection.execute(text("SELECT header, signature, body FROM envelope")).all()
        stored = b"".join(bytes(part) for row in rows for part in row)
    else:
        stored = b"".join(file.read_bytes() for file in tmp_path.glob("hq.sqlite*"))
    log = hq.log.getvalue()
    for secret in (planted, planted.upper(), "مريم", "held at a house"):
        assert secret.encode() not in stored
        assert secret not in log
        assert all(secret.encode() not in answer for answer in answers)
    for id_ in (case, layla.stream, layla.person, digest(raws[0]), hq.office.directory.root):
        assert id_.hex() not in log
    assert "Layla" not in log
    for line in log.splitlines():
        assert set(json.loads(line)) <= {"at", "what", "call", "status", "ms", "got", "sent"}
