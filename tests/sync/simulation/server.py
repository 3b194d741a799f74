"""Headquarters in the same process: a small one that keeps every rule, and the shipped one."""

import copy
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import SanadError
from app.headquarters import case_pull, envelope_checks, feed, organisation_calls, pieces, problems, readers, tables
from app.headquarters import directory as hq_people
from app.headquarters.calls import FOR_WITHDRAWN
from app.headquarters.database import Database
from app.headquarters.directory import DirectoryCache, KnownDirectory
from app.headquarters.envelope_checks import Checkers
from app.headquarters.rate_limits import Limits
from app.headquarters.store import Store
from app.seal import envelope, receipt
from app.seal.directory import Device, Directory
from app.seal.envelope import Envelope
from app.seal.keys import DeviceKeys, Secret, digest, fresh_id
from app.seal.lineage import Lineage
from app.sync import wire

SHARDS, LISTED = 4, 3
KEYS: DeviceKeys = receipt.signing(Secret(bytes(range(32))))
NOW = 1_795_500_000
FIRST = bytes(32)


def refusal(kind: str) -> wire.Refusal:
    return wire.Refusal(kind, 0, NOW)


@dataclass
class Small:
    """`begin` and `commit` of a push are apart: others may come between, as on another node."""

    directory: Directory = field(default_factory=Directory)
    epoch: bytes = field(default_factory=fresh_id)
    held: dict[bytes, tuple[Envelope, bytes]] = field(default_factory=dict)
    cases: dict[bytes, list[bytes]] = field(default_factory=dict)
    readers: dict[bytes, set[bytes]] = field(default_factory=dict)
    feeds: dict[bytes, tuple[int, int]] = field(default_factory=dict)  # case -> shard, place
    last: dict[int, int] = field(default_factory=dict)
    whole: set[bytes] = field(default_factory=set)
    hanging: dict[bytes, list[bytes]] = field(default_factory=dict)  # prev -> ids that wait for it
    tips: dict[bytes, dict[bytes, int]] = field(default_factory=dict)  # stream -> id -> seq
    begun: dict[tuple[bytes, bytes], bytes] = field(default_factory=dict)  # stream, hash -> bytes

    # -- disasters ---------------------------------------------------------------------------

    def backed_up(self) -> "Small":
        made = copy.copy(self)
        made.directory = hq_people.copied(self.directory)
        made.held, made.feeds, made.last = dict(self.held), dict(self.feeds), dict(self.last)
        made.begun = dict(self.begun)
        made.whole = set(self.whole)
        made.cases = {case: list(ids) for case, ids in self.cases.items()}
        made.hanging = {prev: list(ids) for prev, ids in self.hanging.items()}
        for name in ("readers", "tips"):
            setattr(made, name, {key: copy.copy(v) for key, v in getattr(self, name).items()})
        return made

    def restored(self, backup: "Small") -> "Small":
        made = backup.backed_up()
        made.epoch = fresh_id()
        return made

    def close(self) -> None:
        return

    # -- what the simulation looks at --------------------------------------------------------

    def ids(self) -> set[bytes]:
        return set(self.held)

    def of_case(self, case: bytes) -> set[bytes]:
        return set(self.cases.get(case, ()))

    def header(self, id_: bytes) -> envelope.Header | None:
        told = self.held.get(id_)
        return told[0].header if told else None

    def known(self) -> KnownDirectory:
        return KnownDirectory(self.directory, len(self.directory.entries))

    def readable(self, stream: bytes) -> set[bytes]:
        teams = set(self.known().teams(stream))
        return {case for case in self.cases if self.readers.get(case, set()) & teams}

    # -- calls -------------------------------------------------------------------------------

    def claim(self, entries: Iterable[bytes]) -> None:
        self.directory.take(entries)

    def answer(self, stream: bytes, request: wire.Request) -> wire.Message:
        device = self.directory.devices.get(stream)
        if device is None:
            return refusal("device_unknown")
        if device.revoked and type(request) not in FOR_WITHDRAWN:
            return refusal("device_withdrawn")
        match request:
            case wire.SayHello():
                return self._hello(device)
            case wire.Directory():
                return self._learn(request)
            case wire.Push():
                return self.commit(self.begin(request))
            case wire.PushPiece():
                return self._push_piece(stream, request)
            case wire.GetPiece():
                return self._piece(stream, request)
            case wire.Have():
                missing = tuple(id_ for id_ in request.ids if id_ not in self.held)
                return wire.Missing(self.epoch, missing)
            case wire.Feed():
                return self._feed(stream, request)
            case wire.Pull():
                return self._pull(stream, request)
            case wire.AskReceipts():
                return wire.Receipts(self.epoch, tuple(self.held_to(request.places)))
        raise AssertionError

    def _hello(self, device: Device) -> wire.Hello:
        tips = sorted((seq, id_) for id_, seq in self.tips.get(device.id, {}).items())
        directory = self.directory
        heads = tuple(tip for signer in sorted(directory.chains) for tip in directory.tips(signer))
        return wire.Hello(
            1,
            self.epoch,
            NOW,
            tuple(tips),
            () if device.revoked else heads,
            int(device.revoked),
            (wire.REQUEST, wire.BLOB),
            self.receipts([device.id]),
        )

    def receipts(self, streams: Iterable[bytes]) -> tuple[bytes, ...]:
        return tuple(
            self.signed(stream, seq, tip) for stream in streams for tip, seq in self.tips.get(stream, {}).items()
        )

    def signed(self, stream: bytes, seq: int, tip: bytes, of: int = receipt.STREAM) -> bytes:
        return receipt.sign(KEYS, stream, seq, tip, NOW, of)

    def held_to(self, places: Iterable[tuple[bytes, int, bytes]]) -> Iterator[bytes]:
        """Of a stream with a hole before its end: up to where it is here in that one case."""
        for stream, seq, id_ in places:
            if id_ in self.whole:
                yield self.signed(stream, seq, id_)
            elif id_ in self.held and self.is_whole_in_case(id_):
                case_seq = self.held[id_][0].header.case_seq
                yield self.signed(stream, case_seq, id_, receipt.CASE)

    def is_whole_in_case(self, id_: bytes) -> bool:
        while id_ in self.held:
            head = self.held[id_][0].header
            if head.case_seq == 1:
                return head.case_prev == FIRST
            id_ = head.case_prev
        return False

    def _learn(self, asked: wire.Directory) -> wire.Message:
        self.directory = hq_people.copied(self.directory)
        self.directory.take(asked.entries)
        lacking = self.known().lacking(asked.heads)
        page = [raw for raw in lacking if raw not in set(asked.entries)][:8]
        if isinstance(asked, wire.DirectoryNamed) and page and len(page[0]) > asked.most:
            page = [wire.name_of(digest(page[0]))]
        return wire.DirectoryNews(self.epoch, tuple(page), int(len(page) in (1, 8)))

    # -- taking in ---------------------------------------------------------------------------

    def begin(self, asked: wire.Push) -> list[envelope_checks.IncomingEnvelope]:
        return [envelope_checks.with_readers(envelope_checks.read(raw)) for raw in asked.envelopes]

    def commit(self, coming: list[envelope_checks.IncomingEnvelope]) -> wire.Message:
        outcomes: list[tuple[bytes, str]] = []
        touched: set[bytes] = set()
        headers = {each.id: each.envelope.header for each in coming}
        for each in coming:
            outcome = self.take(each, headers)
            outcomes.append((each.id, outcome))
            if outcome == wire.NEW:
                touched.add(each.envelope.header.case)
        for case in sorted(touched):
            self.bump(case)
        streams = {
            each.envelope.header.stream
            for each, (_, outcome) in zip(coming, outcomes, strict=True)
            if outcome in (wire.NEW, wire.KNOWN)
        }
        return wire.Pushed(self.epoch, tuple(outcomes), self.receipts(sorted(streams)))

    def take(self, each: envelope_checks.IncomingEnvelope, headers: dict[bytes, envelope.Header]) -> str:
        if each.id in self.held:
            return wire.KNOWN
        told, head = each.envelope, each.envelope.header
        try:
            envelope.check_envelope(told, self.directory)
        except SanadError as error:
            return error.kind()
        wrong = envelope_checks.standing(
            each, self.directory, Lineage(lambda id_: headers.get(id_) or self.header(id_))
        )
        if wrong:
            return wrong.kind()
        self.keep(each)
        self.cases.setdefault(head.case, []).append(each.id)
        self.readers.setdefault(head.case, set()).update(each.readers)
        return wire.NEW

    def keep(self, each: envelope_checks.IncomingEnvelope) -> None:
        head = each.envelope.header
        self.held[each.id] = each.envelope, each.envelope.to_bytes()
        if (head.seq == 1 and head.prev == FIRST) or head.prev in self.whole:
            self.follow(each.id)
        else:
            self.hanging.setdefault(head.prev, []).append(each.id)

    def follow(self, id_: bytes) -> None:
        left = [id_]
        while left:
            one = left.pop()
            head = self.held[one][0].header
            self.whole.add(one)
            ends = self.tips.setdefault(head.stream, {})
            ends.pop(head.prev, None)
            ends[one] = head.seq
            left += self.hanging.pop(one, [])

    def bump(self, case: bytes) -> None:
        shard = case[0] % SHARDS
        self.last[shard] = self.last.get(shard, 0) + 1
        self.feeds[case] = shard, self.last[shard]

    # -- giving out --------------------------------------------------------------------------

    def scope(self, stream: bytes) -> bytes:
        return feed.scope(self.epoch, self.known().teams(stream))

    def _feed(self, stream: bytes, asked: wire.Feed) -> wire.Message:
        now = self.scope(stream)
        cursors = dict(asked.cursors) if asked.scope == now else {}
        mine = self.readable(stream)
        news = sorted(
            (shard, place, case)
            for case, (shard, place) in self.feeds.items()
            if case in mine and place > cursors.get(shard, 0)
        )
        page, rest = news[:LISTED], news[LISTED:]
        reached = dict(self.last)
        if rest:
            end = page[-1]
            reached = {n: last if n < end[0] else cursors.get(n, 0) for n, last in self.last.items()}
            reached[end[0]] = end[1]
        return wire.Fed(
            self.epoch,
            now,
            tuple((case, shard, place, len(self.cases[case])) for shard, place, case in page),
            tuple(sorted(reached.items())),
            int(bool(rest)),
        )

    def _push_piece(self, stream: bytes, asked: wire.PushPiece) -> wire.Message:
        place = stream, asked.hash
        there = self.begun.get(place, b"")
        if asked.start > len(there):
            return refusal("offset")
        there = max(there, there[: asked.start] + asked.piece, key=len)
        self.begun[place] = there
        if len(there) < asked.size:
            return wire.PiecePushed(self.epoch, len(there), (), ())
        del self.begun[place]
        if digest(there) != asked.hash:
            return refusal("blob_refused")
        if there[:1] == b"\x82":  # of the directory
            self._learn(wire.Directory((), (there,), 1))
            known = asked.hash in self.directory.known
            outcome = wire.NEW if known else pieces.ENTRY_REFUSED
            return wire.PiecePushed(self.epoch, len(there), ((asked.hash, outcome),), ())
        told = self.commit(self.begin(wire.Push((there,))))
        assert isinstance(told, wire.Pushed)
        return wire.PiecePushed(self.epoch, len(there), told.outcomes, told.receipts)

    def _piece(self, stream: bytes, asked: wire.GetPiece) -> wire.Message:
        if asked.case == wire.NO_CASE and asked.id in self.directory.known:
            raw = self.directory.known[asked.id].raw
            return wire.Piece(len(raw), raw[asked.start : asked.start + asked.most])
        if asked.case not in self.readable(stream):
            return refusal("not_yours")
        if asked.id not in self.held:  # restored meanwhile
            return refusal("not_there")
        raw = self.held[asked.id][1]
        return wire.Piece(len(raw), raw[asked.start : asked.start + asked.most])

    def _pull(self, stream: bytes, asked: wire.Pull) -> wire.Message:
        mine, left, found = self.readable(stream), 4, []
        for case, after in asked.cases:
            if case not in mine:
                found.append((case, (), wire.NOT_YOURS))
                continue
            ids = self.cases[case][after : after + left]
            items = [(after + n, self.shown(id_, stream, asked.own)) for n, id_ in enumerate(ids, 1)]
            if isinstance(asked, wire.PullNamed):
                items, left = self._named(items, ids, asked.most, left)
            left -= len(items)
            done = after + len(items) >= len(self.cases[case])
            found.append((case, tuple(items), wire.DONE if done else wire.MORE))
        return wire.Pulled(self.epoch, tuple(found))

    def _named(
        self, items: list[tuple[int, bytes]], ids: list[bytes], most: int, left: int
    ) -> tuple[list[tuple[int, bytes]], int]:
        """Nothing after a name, which stands alone."""
        long = [n for n, (_, raw) in enumerate(items) if len(raw) > most]
        if not long:
            return items, left
        if long[0]:
            return items[: long[0]], long[0]
        return [(items[0][0], wire.name_of(ids[0]))], 1

    def shown(self, id_: bytes, stream: bytes, own: int) -> bytes:
        told, raw = self.held[id_]
        return id_ if told.header.stream == stream and not own else raw


@dataclass
class Shipped:
    """The server's own store and reading, on SQLite; without HTTP."""

    file: Path
    database: Database = field(init=False)
    people: DirectoryCache = field(init=False)
    store: Store = field(init=False)
    epochs: int = 0

    def __post_init__(self) -> None:
        self._open()

    @classmethod
    def new(cls, file: Path) -> "Shipped":
        database = Database(file)
        database.upgrade()
        organisation_calls.prepare(database, bytes(32))
        database.close()
        return cls(file)

    def _open(self) -> None:
        self.database, self.people = Database(self.file), DirectoryCache()
        self.store = Store(self.database, self.people, _CHECKERS, lambda: 0, Limits())

    def backed_up(self) -> "Shipped":
        self.epochs += 1
        there = self.file.with_name(f"{self.file.name}.{self.epochs}")
        there.unlink(missing_ok=True)
        with sqlite3.connect(self.file) as source, sqlite3.connect(there) as made:
            source.backup(made)
        source.close()
        made.close()
        return Shipped(there)

    def close(self) -> None:
        self.database.close()

    def restored(self, backup: "Shipped") -> "Shipped":
        self.close()
        made = backup.backed_up()
        made.database.change(organisation_calls.new_epoch)
        return made

    @property
    def epoch(self) -> bytes:
        with self.database.look() as connection:
            return hq_people.state(connection).epoch

    def ids(self) -> set[bytes]:
        with self.database.look() as connection:
            return {row.id for row in connection.execute(tables.envelope.select())}

    def of_case(self, case: bytes) -> set[bytes]:
        with self.database.look() as connection:
            found = tables.envelope.select().where(tables.envelope.c.case_id == case)
            return {row.id for row in connection.execute(found)}

    def header(self, id_: bytes) -> envelope.Header | None:
        with self.database.look() as connection:
            found = tables.envelope.select().where(tables.envelope.c.id == id_)
            row = connection.execute(found).one_or_none()
        return envelope.Header.from_bytes(row.header) if row else None

    def known(self) -> KnownDirectory:
        with self.database.look() as connection:
            return self.people.now(connection)

    def readable(self, stream: bytes) -> set[bytes]:
        with self.database.look() as connection:
            cases = [row.id for row in connection.execute(tables.case.select())]
            return readers.readable(connection, self.known().teams(stream), cases)

    def claim(self, entries: Iterable[bytes]) -> None:
        self.database.change(lambda connection: hq_people.add(connection, self.people, tuple(entries)))

    def answer(self, stream: bytes, request: wire.Request) -> wire.Message:
        device = self.known().device(stream)
        if device is None:
            return refusal("device_unknown")
        if device.revoked and type(request) not in FOR_WITHDRAWN:
            return refusal("device_withdrawn")
        match request:
            case wire.SayHello():
                return organisation_calls.hello(self.database, self.people, KEYS, device, NOW)
            case wire.Directory():
                return organisation_calls.directory(self.database, self.people, request)[0]
            case wire.Push():
                return self.commit(self.begin(request))
            case wire.PushPiece():
                return self._push_piece(stream, request)
            case wire.GetPiece():
                try:
                    return pieces.give(self.database, stream, self.known(), request)
                except problems.Refused as refused:
                    return refusal(refused.reason)
            case wire.Have():
                return self.store.have(request.ids)
            case wire.Feed():
                return feed.feed(self.database, self.people, stream, request)
            case wire.Pull():
                return case_pull.pull(self.database, stream, self.known(), request)
            case wire.AskReceipts():
                epoch, held = self.store.held(request.places)
                return wire.Receipts(epoch, tuple(receipt.sign(KEYS, *at, NOW, of) for *at, of in held))
        raise AssertionError

    def _push_piece(self, stream: bytes, asked: wire.PushPiece) -> wire.Message:
        try:
            there, taken = pieces.push(self.store, stream, asked, NOW)
        except problems.Refused as refused:
            return refusal(refused.reason)
        if taken is None:
            return wire.PiecePushed(self.epoch, there, (), ())
        receipts = organisation_calls.receipts(KEYS, taken.tips, NOW)
        return wire.PiecePushed(taken.epoch, there, taken.outcomes, receipts)

    def begin(self, asked: wire.Push) -> wire.Push:
        return asked

    def commit(self, asked: wire.Push) -> wire.Message:
        taken = self.store.push(asked.envelopes)
        return wire.Pushed(taken.epoch, taken.outcomes, organisation_calls.receipts(KEYS, taken.tips, NOW))


_CHECKERS = Checkers(1)
Server = Small | Shipped


def public_key() -> bytes:
    return KEYS.public
