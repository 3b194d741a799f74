"""An organisation made of keys alone, and computers that call headquarters as the app would."""

import ssl
from dataclasses import dataclass, field
from typing import Any

import httpx2

from app.seal import case_grant, envelope
from app.seal import directory as people
from app.seal.directory import Directory
from app.seal.envelope import Envelope, Kind, LogPosition
from app.seal.keys import DeviceKeys, Secret, TeamKey, fresh, fresh_id, key_id
from app.seal.receipt import open_receipt
from app.sync import wire
from app.sync.wire import signatures

NOW = 1_795_500_000


@dataclass
class Computer:
    """Somebody's computer: it writes, signs and seals as a vault does, and remembers nothing else.

    `own`: the officer's own team.
    """

    name: str
    role: str
    keys: DeviceKeys
    person: bytes
    own: TeamKey
    stream: bytes = b""
    teams: list[TeamKey] = field(default_factory=list)
    seq: int = 0
    prev: bytes = bytes(32)
    cases: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)
    case_keys: dict[bytes, Secret] = field(default_factory=dict)

    def place(self, case: bytes) -> LogPosition:
        number, last = self.cases.get(case, (0, bytes(32)))
        return LogPosition(case, self.stream, self.seq, self.prev, number, last)

    def _wrote(self, made: Envelope) -> bytes:
        head = made.header
        self.seq, self.prev = head.seq, made.id
        self.cases[head.case] = head.case_seq, made.id
        return made.to_bytes()

    def grants(self, case: bytes, *teams: TeamKey) -> bytes:
        key = self.case_keys.setdefault(case, fresh())
        items = []
        for team in teams:
            wrapped = team.wrap(case, 1, key)
            fields = [team.team, team.number, 1, wrapped, b""]
            proven = case_grant.proof(key, case, fields)
            items.append(case_grant.Item(team.team, team.number, 1, wrapped, b"", proven))
        body = case_grant.write(case, self.stream, items, key)
        return self._wrote(envelope.seal_public(body, Kind.GRANT, self.place(case), self.keys))

    def opens(self, case: bytes | None = None, *teams: TeamKey) -> tuple[bytes, bytes]:
        """A new case, readable by its own team and others: (case, its first envelope)."""
        if case is None:
            key = fresh()
            case = case_grant.case_id(key)
            self.case_keys[case] = key
        return case, self.grants(case, self.own, *(teams or self.teams))

    def says(self, case: bytes, text: bytes | str = b"something was said") -> bytes:
        text = text.encode() if isinstance(text, str) else text
        made = envelope.seal_event(text, self.place(case), self.keys, self.case_keys[case], 1)
        return self._wrote(made)

    def orders(self, case: bytes, kind: Kind, body: bytes) -> bytes:
        return self._wrote(envelope.seal_public(body, kind, self.place(case), self.keys))

    def works(self, events: int = 3, text: bytes | str = b"something was said") -> tuple[bytes, list[bytes]]:
        """A new case with some events: (case, its envelopes)."""
        case, first = self.opens()
        return case, [first, *(self.says(case, text) for _ in range(events))]


class Organisation:
    """A root, a registrar, a desk, teams; `directory` is what its entries say."""

    def __init__(self, receipt_key: bytes, url: str = "http://127.0.0.1", ca: str = "") -> None:
        self.root, self.registrar = DeviceKeys.fresh(), DeviceKeys.fresh()
        self.second = DeviceKeys.fresh()  # the other desk holder's
        self.directory = Directory()
        self.directory.add(self.root, people.ROOT, [self.root.public, "Sample Committee"])
        self.directory.add(self.root, people.REGISTRAR, [self.registrar.public, "Huda Desk"])
        self.directory.add(self.root, people.REGISTRAR, [self.second.public, "Badr Second"])
        self.say(people.HEADQUARTERS, [receipt_key, url, ca, 1])
        self.desk = self.joins("Huda Desk", "desk")

    @property
    def entries(self) -> tuple[bytes, ...]:
        return tuple(self.directory.entries)

    def say(self, kind: int, content: list[Any]) -> bytes:
        return self.directory.add(self.registrar, kind, content)

    def joins(self, name: str, role: str = "inspector", *teams: TeamKey, person: bytes = b"") -> Computer:
        keys, person = DeviceKeys.fresh(), person or fresh_id()
        stream = key_id(keys.public)
        own = TeamKey(people.own_team(stream), 1, fresh())
        self.say(people.PERSON, [person, name, role, 1, []])
        self.say(people.DEVICE, [stream, person, keys.public, keys.receiving_public, 0, 0])
        self.say(people.TEAM, [own.team, stream.hex(), 1, people.OWN_TEAM, own.public, [person], []])
        computer = Computer(name, role, keys, person, own, stream)
        for team in teams:
            self.into(computer, team)
        return computer

    def team(self, name: str = "Farwaniya") -> TeamKey:
        key = TeamKey(fresh_id(), 1, fresh())
        self.say(people.TEAM, [key.team, name, 1, people.A_TEAM, key.public, [], []])
        return key

    def into(self, computer: Computer, team: TeamKey) -> None:
        told = self.directory.teams[team.team]
        sealed = [[computer.stream, bytes(1168)]]
        self.say(people.TEAM, [team.team, told.name, team.number, told.sort, team.public, [computer.person], sealed])
        computer.teams.append(team)

    def changes_role(self, computer: Computer, role: str, version: int = 2) -> None:
        """From the last on that this computer has written in each of its cases."""
        ends = [[computer.stream, case, number, last] for case, (number, last) in sorted(computer.cases.items())]
        self.say(people.PERSON, [computer.person, computer.name, role, version, ends])

    def withdraws(self, computer: Computer, *known: tuple[bytes, int, bytes]) -> None:
        listed = [list(each) for each in known]
        self.say(people.REVOKED, [computer.stream, key_id(computer.keys.public), listed])


@dataclass
class Answer:
    status: int
    content: bytes
    headers: dict[str, str]

    def refusal(self) -> wire.Refusal:
        return wire.Refusal.decode(self.content)


class Line:
    """A connection to headquarters. `now`: the callers' clock."""

    def __init__(self, url: str, ca: str = "", now: Any = None, timeout: float = 40) -> None:
        verify: Any = ssl.create_default_context(cadata=ca) if ca else False
        self.url, self.now = url, now or (lambda: NOW)
        self.http = httpx2.Client(base_url=url, verify=verify, timeout=timeout, trust_env=False)

    def close(self) -> None:
        self.http.close()

    def send(
        self,
        method: str,
        target: str,
        content: bytes,
        keys: DeviceKeys | None,
        stream: bytes,
        headers: dict[str, Any] | None = None,
    ) -> Answer:
        told: dict[str, Any] = {wire.PROTO_HEADER: wire.PROTO, "content-type": wire.TYPE, "accept-encoding": "identity"}
        told |= {name: value for name, value in (headers or {}).items() if value}
        if keys:
            told |= signatures.sign(method, target, content, keys, stream, self.now())
        got = self.http.request(method, target, content=content, headers=told)
        if wire.PROTO_HEADER not in got.headers and got.status_code in (502, 503, 504):
            raise ProxyAnswered(str(got.status_code))
        assert got.headers.get(wire.PROTO_HEADER) == wire.PROTO
        return Answer(got.status_code, got.content, {k.lower(): v for k, v in got.headers.items()})

    def asks(self, computer: Computer | None, request: wire.Request, *, packed: bool = False) -> Answer:
        content, encoding = wire.packed(request.encode()) if packed else (request.encode(), "")
        keys, stream = (computer.keys, computer.stream) if computer else (None, b"")
        return self.send("POST", request.path, content, keys, stream, {"content-encoding": encoding})

    def call(self, computer: Computer | None, request: wire.Request) -> Any:
        """The answer's message; RefusedCall where there is none."""
        got = self.asks(computer, request)
        if got.status != 200:
            raise RefusedCall(got.refusal(), got.status)
        return request.answer.decode(got.content)

    def claims(self, organisation: Organisation, token: bytes) -> wire.Epoch:
        call = self.call(organisation.desk, wire.Claim(token, organisation.entries))
        assert isinstance(call, wire.Epoch)
        return call

    def learns(self, organisation: Organisation) -> wire.DirectoryNews:
        """The desk tells what is new in the directory."""
        call = self.call(organisation.desk, wire.Directory((), organisation.entries, 1 << 20))
        assert isinstance(call, wire.DirectoryNews)
        return call

    def pushes(self, computer: Computer, *raws: bytes) -> wire.Pushed:
        call = self.call(computer, wire.Push(raws))
        assert isinstance(call, wire.Pushed)
        return call

    def pulls(self, computer: Computer, case: bytes, after: int = 0, own: int = 1) -> list[bytes]:
        """Everything of a case, whatever pages it comes in."""
        found: list[bytes] = []
        while True:
            call = self.call(computer, wire.Pull(((case, after),), 1 << 20, own))
            ((_, items, state),) = call.cases
            assert state != wire.NOT_YOURS
            assert [position for position, _ in items] == list(range(after + 1, after + 1 + len(items)))
            found += [raw for _, raw in items]
            after += len(items)
            if state == wire.DONE:
                return found

    def feeds(self, computer: Computer, fed: wire.Fed | None = None, wait: int = 0) -> wire.Fed:
        asked = wire.Feed(fed.scope, fed.cursors, wait) if fed else wire.Feed(wire.NO_SCOPE, (), wait)
        call = self.call(computer, asked)
        assert isinstance(call, wire.Fed)
        return call


class ProxyAnswered(httpx2.HTTPError):
    """A proxy says that its node did not: the call may be repeated, as a computer does."""


class RefusedCall(Exception):
    def __init__(self, told: wire.Refusal, status: int) -> None:
        super().__init__(told.kind)
        self.kind, self.retry_s, self.time, self.status = told.kind, told.retry_s, told.time, status


def outcomes(pushed: wire.Pushed) -> list[str]:
    return [outcome for _, outcome in pushed.outcomes]


def receipts(pushed: Any, public: bytes) -> dict[bytes, int]:
    """Stream -> the highest number that a receipt names."""
    found: dict[bytes, int] = {}
    for raw in pushed.receipts:
        told = open_receipt(raw, [public])
        found[told.stream] = max(found.get(told.stream, 0), told.seq)
    return found
