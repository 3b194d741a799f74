"""Whatever bytes come, by whomever signed: never a 500, and never a changed state but by what holds."""

import hashlib
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.headquarters.rate_limits import Limits, Rate
from app.headquarters.tables import tables
from app.seal import canonical, envelope
from app.seal.erasure import Order
from app.seal.keys import DeviceKeys, digest, fresh_id
from app.sync import wire
from app.sync.wire import signatures
from tests.headquarters.conftest import TOKEN, Hq, new, started
from tests.headquarters.office import Computer, Organisation
from tests.headquarters.test_erasing import confirmed

OPEN = Rate(1e9, 1e9)
FUZZ = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
FEW, MANY = 60, 500


class World:
    """A headquarters with a little of everything in it."""

    def __init__(self, hq: Hq) -> None:
        self.hq = hq
        hq.organisation = Organisation(hq.node.public)
        team = hq.office.team()
        self.layla = hq.office.joins("Layla", "inspector", team)
        self.omar = hq.office.joins("Omar", "supervisor", team)
        self.desk = hq.office.desk
        self.gone = hq.office.joins("Salma")
        self.streams = {who.stream for who in (self.layla, self.omar, self.desk, self.gone)}
        self.streams |= {bytes(16)}  # of strangers, and of an invitation that has this name
        hq.line.claims(hq.office, TOKEN)
        case, raws = self.layla.works(2)
        hq.line.pushes(self.layla, *raws)
        order = self.omar.orders(case, envelope.Kind.ERASE, Order((fresh_id() * 2,)).to_bytes())
        erase = confirmed(hq.office, case, order)
        hq.line.pushes(self.omar, order, erase)
        self.chunk = os.urandom(500)
        self.target = wire.blob_path(digest(self.chunk), case)
        told = {"content-range": "bytes 0-99/500"}
        hq.line.send("PUT", self.target, self.chunk[:100], self.layla.keys, self.layla.stream, told)
        answer = hq.line.call(None, wire.Enrol(bytes(16), b"an answer")).hash
        hq.line.call(self.desk, wire.Reply(answer, b"a reply"))
        hq.line.call(self.desk, wire.Answers((bytes(16),), (), 0))
        hq.office.withdraws(self.gone)
        hq.line.learns(hq.office)
        heads = hq.line.call(self.layla, wire.SayHello()).heads
        ids = tuple(envelope.peek_unverified(raw).id for raw in raws)
        fed = hq.line.feeds(self.layla)
        self.requests: list[tuple[Computer | None, wire.Request]] = [
            (self.desk, wire.Claim(TOKEN, hq.office.entries)),
            (self.layla, wire.SayHello()),
            (self.layla, wire.Directory(heads, hq.office.entries[-4:], 1 << 20)),
            (self.layla, wire.DirectoryNamed(heads, (), 100)),
            (self.layla, wire.Push((*raws, order, erase))),
            (self.layla, wire.PushBrief((*raws, order, erase))),
            (self.layla, wire.PushPiece(digest(raws[-1]), len(raws[-1]), 0, raws[-1][:40])),
            (self.layla, wire.Have((*ids, bytes(32)))),
            (self.layla, wire.Feed(fed.scope, fed.cursors, 0)),
            (self.layla, wire.Pull(((case, 0), (fresh_id(), 3)), 1000, 1)),
            (self.layla, wire.PullNamed(((case, 0), (fresh_id(), 3)), 100, 0)),
            (self.layla, wire.GetPiece(case, ids[-1], 3, 50)),
            (self.layla, wire.AskReceipts(((self.layla.stream, 3, ids[-1]),))),
            (self.layla, wire.BlobsHave(case, (digest(self.chunk), bytes(32)))),
            (None, wire.Enrol(bytes(16), b"an answer")),
            (None, wire.EnrolPiece(bytes(16), digest(b"an answer"), 9, 0, b"an answer")),
            (None, wire.EnrolReply(answer, bytes(32), 0)),
            (None, wire.EnrolReplyNamed(answer, bytes(32), 0)),
            (self.desk, wire.Answers((bytes(16),), (), 0)),
            (self.desk, wire.AnswersNamed((bytes(16),), (), 0)),
            (self.desk, wire.Reply(answer, b"a reply")),
            (self.desk, wire.Devices()),
            (self.desk, wire.DevicesAfter(bytes(16))),
            (self.desk, wire.AskBackup()),
            (self.layla, wire.AskUpdate("linux-x86_64", 0, wire.NO_UPDATE)),
            (self.layla, wire.GetUpdate(digest(b"a head"), 0)),
        ]
        tried = {type(request) for _, request in self.requests}
        untried = sorted(kind.__name__ for kind in set(wire.REQUESTS.values()) - tried)
        assert not untried, f"calls that self.requests above has no example of: {untried}"

    def state(self) -> bytes:
        """Everything that is kept, but when computers called, and pieces that a computer or a stranger
        began: spoilt ones are its own, until their hash is looked at."""
        hash_ = hashlib.sha256()
        with self.hq.node.database.look() as connection:
            for table in tables.sorted_tables:
                if table.name != "seen":
                    rows = connection.execute(select(table).order_by(*table.primary_key)).all()
                    if table.name in ("blob", "blob_part"):
                        rows = [row for row in rows if row.case_id not in self.streams]
                    if table.name == "stream":  # a row to lock
                        rows = [row for row in rows if row.records]
                    hash_.update(repr([tuple(row) for row in rows]).encode())
        return hash_.digest()

    def posts(self, who: Computer | None, path: str, content: bytes, encoding: str = "") -> int:
        """The status. Never 500, and what isn't 200 is a refusal of ours."""
        keys, stream = (who.keys, who.stream) if who else (None, b"")
        answer = self.hq.line.send("POST", path, content, keys, stream, {"content-encoding": encoding})
        assert answer.status in (200, 400, 401, 403, 404, 409, 413), answer
        if answer.status != 200:
            assert answer.refusal().kind not in ("", "unexpected")
        return answer.status


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    new(folder / "hq.sqlite")
    limits = Limits(signed=OPEN, strangers=OPEN, failures=OPEN)
    with started(folder / "hq.sqlite", limits=limits) as hq:
        yield World(hq)
        assert '"bug"' not in hq.log.getvalue()


HELLO = wire.SayHello().encode()
LENGTHS = pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=[pytest.mark.long, pytest.mark.campaign])])
CALLS = st.integers(0, len(wire.REQUESTS) - 1)
SCALARS = (
    st.integers(-(2**63), 2**64 - 1)
    | st.binary(max_size=40)
    | st.text(max_size=20)
    | st.sampled_from([0, 1, 2**62, 2**63 - 1, 2**63, bytes(16), bytes(32), b"", ""])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(0, 9), inner, max_size=3),
    max_leaves=8,
)


def tried(examples: int, body: Callable[..., None], **strategies: st.SearchStrategy) -> None:
    settings(max_examples=examples, **FUZZ)(given(**strategies)(body))()


@LENGTHS
def test_random_bytes_change_nothing(world: World, examples: int):
    before = world.state()

    def body(at: int, content: bytes, encoding: str, mine: bool) -> None:
        who, request = world.requests[at]
        status = world.posts(who if mine else world.omar, request.path, content, encoding)
        assert status != 200 or content == request.encode() or content == HELLO

    tried(
        examples,
        body,
        at=CALLS,
        content=st.binary(max_size=200),
        encoding=st.sampled_from(["", "zstd", "gzip"]),
        mine=st.booleans(),
    )
    assert world.state() == before


@LENGTHS
def test_messages_spoilt_in_any_place_change_nothing(world: World, examples: int):
    before = world.state()

    def body(at: int, data: st.DataObject) -> None:
        who, request = world.requests[at]
        content = bytearray(request.encode())
        for _ in range(data.draw(st.integers(1, 4))):
            place = data.draw(st.integers(0, len(content)))
            how = data.draw(st.sampled_from(["flip", "cut", "add", "double"]))
            if how == "flip" and place < len(content):
                content[place] ^= data.draw(st.integers(1, 255))
            elif how == "cut":
                del content[place : place + data.draw(st.integers(1, 40))]
            elif how == "add":
                content[place:place] = data.draw(st.binary(max_size=5))
            else:
                content[place:place] = content[place : place + 40]
        changes = isinstance(request, wire.Enrol | wire.EnrolPiece | wire.Reply | wire.Answers)
        assume(not changes or bytes(content) == request.encode())
        told, encoding = wire.packed(bytes(content)) if data.draw(st.booleans()) else (content, "")
        world.posts(who, request.path, bytes(told), encoding)

    tried(examples, body, at=CALLS, data=st.data())
    assert world.state() == before


@LENGTHS
def test_right_places_with_wrong_things_in_them_change_nothing(world: World, examples: int):
    before = world.state()

    def body(at: int, values: list[object], arity: bool, wait: int) -> None:
        who, request = world.requests[at]
        assume(not isinstance(request, wire.Enrol | wire.EnrolPiece | wire.Reply | wire.Answers))
        shape = type(request).shape
        told = [*values, *[0] * len(shape)][: len(shape)] if arity else values
        if isinstance(request, wire.Feed) and len(told) == 3:
            told[2] = wait
        try:
            content = canonical.encode(told)
        except canonical.NotCanonical:
            return
        world.posts(who, request.path, content)

    tried(examples, body, at=CALLS, values=st.lists(VALUES, max_size=4), arity=st.booleans(), wait=st.just(0))
    assert world.state() == before


@LENGTHS
def test_envelopes_of_odd_parts_change_nothing_and_are_each_refused(world: World, examples: int):
    before = world.state()
    _, raws = world.layla.works(1)
    told = envelope.peek_unverified(raws[1])

    def body(header: dict[int, object], parts: list[object], keep: bool) -> None:
        fields = canonical.decode(told.header_bytes)
        fields.update(header) if keep else fields.clear() or fields.update(header)
        try:
            odd = [canonical.encode([canonical.encode(fields), told.signature, told.body]), canonical.encode(parts)]
        except canonical.NotCanonical:
            return
        assume(canonical.encode(fields) != told.header_bytes)
        content = wire.Push(tuple(odd)).encode()
        assert world.posts(world.layla, "/v1/push", content) == 200
        pushed = world.hq.line.pushes(world.layla, *odd)
        assert not {outcome for _, outcome in pushed.outcomes} & {wire.NEW, wire.KNOWN}

    tried(
        examples,
        body,
        header=st.dictionaries(st.integers(0, 12), SCALARS, max_size=3),
        parts=st.lists(VALUES, max_size=4),
        keep=st.booleans(),
    )
    assert world.state() == before


@LENGTHS
def test_nobody_speaks_with_anothers_signature(world: World, examples: int):
    before = world.state()
    others = [world.omar, world.gone, Computer("", "", DeviceKeys.fresh(), b"", world.omar.own, b"x" * 16)]

    def body(at: int, other: int, off: int, how: str) -> None:
        who, request = world.requests[at]
        if who is None:
            return
        content, thief, now = request.encode(), others[other], world.hq.clock[0]
        path, signed_content, stream, keys = request.path, content, who.stream, thief.keys
        if how == "path":
            keys, path = who.keys, "/v1/other"
        elif how == "content":
            keys, signed_content = who.keys, content + b"x"
        elif how == "time":
            keys, now = who.keys, now + (off or 1) * (wire.MAX_AGE_S + 1)
        headers = signatures.sign("POST", path, signed_content, keys, stream, now)
        if how == "digest":
            headers["content-digest"] = signatures.digest_header(b"other")
        if how == "none":
            headers.pop(sorted(headers)[other])
        answer = world.hq.line.send("POST", request.path, content, None, b"", headers)
        assert answer.status == 401, answer
        assert answer.refusal().kind in ("not_signed", "clock_off", "device_unknown")

    tried(
        examples,
        body,
        at=CALLS,
        other=st.integers(0, 2),
        off=st.integers(-50, 50),
        how=st.sampled_from(["thief", "path", "content", "time", "digest", "none"]),
    )
    assert world.state() == before


@LENGTHS
def test_odd_signature_headers_are_refused_and_nothing_else(world: World, examples: int):
    visible = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80)
    good = signatures.sign("POST", "/v1/hello", HELLO, world.layla.keys, world.layla.stream, world.hq.clock[0])

    def body(name: str, text: str, at: int, whole: bool) -> None:
        headers = dict(good)
        old = headers[name]
        cut = at % len(old)
        headers[name] = (text if whole else old[:cut] + text + old[cut:]).strip()
        answer = world.hq.line.send("POST", "/v1/hello", HELLO, None, b"", headers)
        assert answer.status in (200, 401)
        if answer.status == 200:  # spaces where the header's grammar lets them be
            assert not text.strip() or not whole

    tried(examples, body, name=st.sampled_from(sorted(good)), text=visible, at=st.integers(0, 400), whole=st.booleans())


@LENGTHS
def test_chunks_by_odd_names_ranges_and_contents_change_nothing(world: World, examples: int):
    before = world.state()
    text = st.from_regex(r"[A-Za-z0-9/?=&.-]{0,70}", fullmatch=True)

    def body(method: str, target: str, range_: str, content: bytes, mine: bool) -> None:
        who = world.layla if mine else world.gone
        odd = world.target if target == "right" else "/v1/blobs/" + target
        told = {"content-range": range_, "range": range_}
        answer = world.hq.line.send(method, odd, content, who.keys, who.stream, told)
        assert answer.status in (400, 401, 403, 404, 409, 413), answer
        answer.refusal()

    ranges = text | st.sampled_from(["bytes 5-4/500", "bytes 499-499/500", "bytes=9-", "bytes 0-0/1x"])
    tried(examples, body, method=st.sampled_from(["PUT", "GET"]), target=st.just("right") | text,
          range_=ranges, content=st.binary(max_size=3), mine=st.booleans())  # fmt: skip
    assert world.state() == before


@LENGTHS
def test_no_bytes_on_the_socket_stop_the_server(world: World, examples: int):
    host, port = world.hq.url.removeprefix("http://").split(":")
    start = st.sampled_from(
        [
            b"",
            b"POST /v1/push HTTP/1.1\r\n",
            b"GET / HTTP/1.1\r\nhost: x\r\n",
            b"PUT /v1/blobs/x HTTP/1.1\r\ntransfer-encoding: chunked\r\n",
        ]
    )

    def body(start: bytes, rest: bytes) -> None:
        with socket.create_connection((host, int(port))) as line:
            line.sendall(start + rest + b"\r\n\r\n")
            line.shutdown(socket.SHUT_WR)
            line.settimeout(20)
            try:
                while told := line.recv(65536):
                    assert b"Traceback" not in told
                    assert b" 500 " not in told
            except ConnectionError:
                pass

    tried(examples // 2, body, start=start, rest=st.binary(max_size=200))
    assert world.hq.line.http.get("/readyz").text == "ready\n"
