"""What a computer and headquarters say to each other, in which order; nothing of how it travels.

`synchronise` is a generator: it yields a request, or a wish to wait or to let others in, and is
sent the answer, a refusal, or that the network lost it. It has no socket, clock, disk or dice of its
own; what it learns goes into the store, one transaction a step, so that it may be left at any
point and begun again. docs/formats/sync.md
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, takewhile
from typing import Any, TypeVar

from app.errors import SanadError
from app.seal import canonical
from app.seal.keys import digest
from app.sync import chunks as chunks_module
from app.sync import conditions, pieces, wire
from app.sync.pieces import FIRST, MOST, WORTH_ASKING, Pace
from app.sync.store import Batch, Chunks, Part, Position, Store

_PATIENCE = 6  # times in a row that the network may lose something without any progress
_AT_FIRST = 3  # before headquarters ever answered: somebody may be waiting to be told
_SLICE, _LEAST_SLICE, _MOST_SLICE = (64, 16, 256)  # envelopes taken in at once; larger ones count for more
_QUICK_S, _SLOW_S = 0.015, 0.04  # of one such piece: whoever types waits for it
_HEAVY = 4096  # bytes
_HOLES = 32  # asked for one by one
_CASES = 256  # asked for in one request
_RECEIPT = 180  # bytes of one, as it is answered
_BUSY_S = 60  # longer than that is another time


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No answer came; whether the request arrived, nobody knows. `final`: asking again now would
    end the same way."""

    reason: SanadError
    final: bool = False


@dataclass(frozen=True, slots=True)
class CallResult:
    """What became of a request, and what it cost: bytes each way, seconds."""

    answer: wire.Message | NoAnswer
    sent: int = 0
    received: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing for so long."""

    seconds: float


class Yield:
    """Let whoever else waits for this thread go first."""


@dataclass(frozen=True, slots=True)
class NextRequest:
    """What will be asked for next, unless something odd comes meanwhile: whoever carries may begin with
    it, and goes on here without the answer. It is asked for again, by an equal request, or never."""

    request: wire.Request


BREATHE = Yield()
Step = wire.Request | Wait | Yield | NextRequest
Told = wire.Message | NoAnswer | None
Script = Generator[Step, Told, None]
_A = TypeVar("_A", bound=wire.Message)


@dataclass(slots=True)
class SyncRun:
    """How far a sync has come; whoever carries it may look at any time. `took`: seconds of the last
    request, told by whoever carries. `finished`: to its end, with or without problems."""

    pushed: int = 0
    pulled: int = 0
    receipts: int = 0
    problems: list[SanadError] = field(default_factory=list)
    finished: bool = False
    took: float = 0.0

    def note(self, *problems: SanadError) -> None:
        """Each kind once: the second says nothing new."""
        for problem in problems:
            if problem.kind() not in [error.kind() for error in self.problems]:
                self.problems.append(problem)


def _slices(parts: list[Part], size: Callable[[], int]) -> Iterator[tuple[Part, ...]]:
    """These, cut where a transaction has enough."""
    batch: list[Part] = []
    room = size()
    for part in parts:
        start = 0
        for end, (_, raw) in enumerate(part.positions, 1):
            room -= 1 + len(raw) // _HEAVY
            if room <= 0 and end < len(part.positions):
                yield (*batch, Part(part.case, part.positions[start:end], last=False))
                batch, start, room = [], end, size()
        batch.append(Part(part.case, part.positions[start:], part.last))
        if room <= 0:
            yield tuple(batch)
            batch, room = [], size()
    if batch:
        yield tuple(batch)


@dataclass(slots=True)
class Stopped(Exception):
    """It goes no further, and why."""

    reason: SanadError


class NewHistory(Exception):
    """Headquarters was restored meanwhile."""


def synchronise(store: Store, run: SyncRun, rng: Callable[[], float], wait_s: int = 0, *, soon: bool = False) -> Script:
    """Everything there is to exchange, once. `dice`: 0 to 1, to spread what computers try again;
    `wait_s`: how long headquarters may wait for news where there are none; `soon`: the sync before came
    to its end moments ago on the same line, so that it need not be met again if nothing changed."""
    engine = Engine(store, run, rng, wait_s)
    try:
        for known_epoch in (b"", b"") if not soon else (store.steady(), b"", b""):
            try:
                yield from engine.everything(known_epoch)
                run.finished = True
                return
            except NewHistory:
                continue
        run.note(conditions.EpochUnsteady())
    except Stopped as stopped:
        run.note(stopped.reason)


class Engine:
    """A sync, and parts of one for whoever has only something to bring or to fetch."""

    def __init__(self, store: Store, run: SyncRun, rng: Callable[[], float], wait_s: int) -> None:
        self.store, self.run, self.rng, self.wait_s = store, run, rng, wait_s
        self.up, self.down = Pace(), Pace()
        self.epoch = b""
        self.losses, self.slice = 0, _SLICE
        self.forgot = self.met = False
        # until headquarters says that it knows none
        self.in_pieces = self.entries_in_pieces = self.in_brief = True

    def everything(self, known_epoch: bytes = b"") -> Script:
        """`known_epoch`: the epoch of headquarters where it need not be met; an answer with another tells."""
        if known_epoch:
            self.epoch, self.up.most = known_epoch, FIRST
        else:
            hello = yield from self._hello()
            if hello.revoked:  # what the desk knew of before is still taken
                self.run.note(conditions.DeviceWithdrawn())
                yield from self._ask_first()
                yield from self._push()
                return
            yield from self._directory(hello)
            yield from self._ask_first()
        yield from self._push()
        yield from self._fetch()
        yield from self._settle()
        yield from self._push()  # what was written about what came in
        yield from self._receipts()
        if self.store.chunks:  # last: text never waits behind a photograph
            yield from self._chunks(self.store.chunks)
            yield from self._settle()  # a questionnaire may be whole now

    # -- meeting -----------------------------------------------------------------------------

    def introduced(self) -> Script:
        """Each side has the directory of the other."""
        hello = yield from self._hello()
        yield from self._directory(hello)

    def _hello(self) -> Generator[Step, Told, wire.Hello]:
        self.epoch = b""
        hello = yield from self._asked(wire.SayHello(self.store.locked()), wire.Hello)
        if hello.proto != int(wire.PROTO):
            raise Stopped(conditions.OtherVersion())
        self.epoch = hello.epoch
        self.up.most = max(min(MOST, hello.limits[0] // 2), 1)
        meet = self.store.meet(hello)
        self.run.note(*meet.problems)
        kept_receipts = self.store.keep_receipts(hello.receipts)
        self._count(kept_receipts.number, kept_receipts.problems)
        return hello

    def _directory(self, hello: wire.Hello) -> Script:
        """Both ways, and before anything else: it says whose the rest is."""
        while (offer := self.store.offer(hello.heads)).behind:
            if (yield from self._learnt(offer.heads, ())) == 0:
                self.run.note(conditions.DirectoryWithheld())
                break
        entries, tips = list(offer.entries), set(hello.heads)
        while entries:
            sizes = accumulate(map(len, entries))
            batch = entries[: max(sum(size <= self.up.size for size in sizes), 1)]
            if self.entries_in_pieces and len(batch[0]) > self.up.size:
                pushed = yield from self.brought(Batch((digest(batch[0]),), (batch[0],)))
                outcome = pushed and pushed.outcomes[0][1]
                self.entries_in_pieces = outcome in (None, wire.NEW, wire.KNOWN)
                sent_count = int(outcome is not None and self.entries_in_pieces)
            else:
                answer = yield from self._learnt(tuple(sorted(tips)), tuple(batch))
                sent_count = len(batch) if answer is not None else 0
            # of an end that is not there, nothing would count as here
            for raw in entries[:sent_count]:
                tips.discard(canonical.decode(canonical.decode(raw)[0])[2])
                tips.add(digest(raw))
            del entries[:sent_count]

    def _learnt(self, heads: tuple[bytes, ...], entries: tuple[bytes, ...]) -> Generator[Step, Told, int | None]:
        """How many entries are new here; None where the answer was lost."""
        kind = wire.DirectoryNamed if self.entries_in_pieces else wire.Directory
        size, pace = sum(map(len, entries)), self.up if entries else self.down
        request = kind(heads, entries, self.down.size)
        answer = yield from self._perhaps(request, wire.DirectoryNews, pace, size)
        if isinstance(answer, wire.Refusal):
            if answer.kind != "no_such_call" or not self.entries_in_pieces:
                yield from self._refused(answer)
            self.entries_in_pieces = False
            return None
        if answer is None:
            return None
        named = answer.entries
        if self.entries_in_pieces and len(named) == 1 and wire.is_name(named[0]):
            content = yield from self.fetched(wire.NO_CASE, named[0][1:])
            named = (content,) if isinstance(content, bytes) else ()
        elif not entries:
            self.down.went(sum(map(len, named)), self.run.took)
        learnt = self.store.learn(named)
        self.run.note(*learnt.problems)
        yield BREATHE
        return learnt.number

    # -- sending -----------------------------------------------------------------------------

    def _ask_first(self) -> Script:
        """What may be there already, as after headquarters was restored."""
        while ids := self.store.unsure(max(self.up.size // 36, 1)):
            yield from self._ask(ids)

    def _ask(self, ids: tuple[bytes, ...]) -> Script:
        answer = yield from self._once(wire.Have(ids), wire.Missing, self.up, 36 * len(ids))
        if answer:
            self.store.asked(ids, answer.ids)
            yield BREATHE

    def _push(self) -> Script:
        """While one batch travels the next is read and made ready; it leaves before the answer to the
        one before is taken in."""
        batch, push = self._next()
        if push:
            yield NextRequest(push)
        while batch.ids:
            if push:
                next_batch, next_push = self._next(len(batch.ids))
                answer = yield from self._perhaps(push, wire.Pushed, self.up, batch.size)
                if isinstance(answer, wire.Refusal):  # older than brief answers
                    if answer.kind != "no_such_call" or not self.in_brief:
                        yield from self._refused(answer)
                    self.in_brief = False
                    batch, push = self._next()
                    continue
            else:
                answer = yield from self.brought(batch)
                next_batch, next_push = self._next(1)
            if not answer:  # lost, or refused: perhaps less at once
                if batch.size > WORTH_ASKING:
                    losses = self.losses
                    yield from self._ask(batch.ids)
                    self.losses = max(losses, self.losses)  # to be told is no progress
                batch, push = self._next()
                continue
            if next_push:
                yield NextRequest(next_push)
            sent = self.store.pushed(batch, answer)
            self.run.pushed += sent.arrived
            self._count(sent.receipts, sent.problems)
            if not sent.done:
                raise Stopped(conditions.AnswerOdd())
            batch, push = next_batch, next_push
            yield BREATHE
            if not batch.ids:  # written meanwhile
                batch, push = self._next()

    def _next(self, skip: int = 0) -> tuple[Batch, wire.Push | None]:
        """What is to be sent after the first `skip`, made ready; no push where it goes in pieces."""
        size = self.up.ahead if skip else self.up.size
        batch = self.store.batch(size, skip)
        if not batch.ids or (self.in_pieces and batch.size > size):
            return batch, None
        kind = wire.PushBrief if self.in_brief else wire.Push
        return batch, kind(batch.raws).made_ready()

    def brought(self, batch: Batch, make: pieces.Make = wire.PushPiece) -> Generator[Step, Told, wire.Pushed | None]:
        """One record, or file, in pieces. A refusal of it is its outcome: the rest goes on."""
        try:
            answer = yield from pieces.bring(batch.raws[0], self.up, self._perhaps, BREATHE, make)
        except pieces.PieceOdd as error:
            raise Stopped(conditions.AnswerOdd()) from error
        if not isinstance(answer, wire.Refusal):
            return answer
        if self._knows_no(answer):
            return None
        return wire.Pushed(self.epoch, ((batch.ids[0], answer.kind),), ())

    def _knows_no(self, refusal: wire.Refusal) -> bool:
        """Is headquarters older than pieces? From then on it is asked as before there were any."""
        if not self.in_pieces or refusal.kind != "no_such_call":
            return False
        self.in_pieces = False
        return True

    # -- fetching ----------------------------------------------------------------------------

    def _fetch(self) -> Script:
        tried, verified = set[bytes](), frozenset[bytes]()
        yield from self._fetch_due(tried)
        yield from self._fill_holes()
        while True:
            pulled = self.run.pulled
            self.store.caught_up()
            cursors = self.store.cursors()
            fed = yield from self._asked(wire.Feed(cursors.scope, cursors.places, self.wait_s), wire.Fed, self.down)
            if not self.store.fed(fed) and not self.forgot:
                self.forgot = True
                self.run.note(conditions.HistoryLost())
                self.store.history_lost()
                raise NewHistory
            yield from self._fetch_due(tried)
            if not fed.more:
                self.store.caught_up()
                return
            if not fed.cases:
                raise Stopped(conditions.AnswerOdd())
            # what is here already counts once: it was listed anew, as after a change of teams
            listed = self.store.verified(frozenset(case for case, *_ in fed.cases))
            if self.run.pulled == pulled and listed <= verified:
                self.store.caught_up()
                self.run.note(conditions.FeedWithoutEnd())
                return
            verified |= listed

    def _fetch_due(self, tried: set[bytes]) -> Script:
        """`tried`: cases of which this run expects no more."""
        in_full = set(self.store.in_full())
        while due := self.store.due(self._cases(), frozenset(tried)):
            places = {case: place for case, place in due.items() if case in in_full}
            due = places or due
            given_up = len(tried)
            answer = yield from self._pulled(self._pull(due, own=bool(places)), tried)
            if not answer:
                continue
            if len(tried) > given_up:
                self.run.note(conditions.RecordWithheld())
            raws = [raw for case, positions, _ in answer.cases if case in due for _, raw in positions]
            self.store.coming(tuple(raws))
            cases = {case[0]: case for case in answer.cases if case[0] in due}
            sorted_outs = [self._sorted_out(pulled_case, *due[case], tried) for case, pulled_case in cases.items()]
            parts = [part for part in sorted_outs if part]
            if not places:
                yield from self._ahead(parts, tried, in_full)
            yield from self._take(parts, tried, in_full)
            moved = [part for part in sorted_outs if not part or part.positions or part.last]
            if not moved and len(tried) == given_up:
                self.run.note(conditions.RecordWithheld())
                tried |= due.keys()

    def _cases(self) -> int:
        return min(max(self.down.size // 4096, 4), _CASES)

    def _pull(self, due: dict[bytes, tuple[int, int]], *, own: bool = False) -> wire.Pull:
        places = tuple((case, fetched_to) for case, (fetched_to, _) in due.items())
        pull = wire.PullNamed if self.in_pieces else wire.Pull
        return pull(places, self.down.size, int(own))

    def _pulled(self, pull: wire.Pull, tried: set[bytes]) -> Generator[Step, Told, wire.Pulled | None]:
        """The answer, with what it only names fetched in pieces; None where it was lost. `tried`: with
        cases of which something is named and not given."""
        answer = yield from self._perhaps(pull, wire.Pulled, self.down)
        if isinstance(answer, wire.Refusal):
            if not self._knows_no(answer):
                yield from self._refused(answer)
            return None
        if not answer:
            return None
        sizes = (len(raw) for _, positions, _ in answer.cases for _, raw in positions)
        self.down.went(sum(sizes), self.run.took)
        cases, named = [], 0
        for case, positions, state in answer.cases:
            plain = tuple(takewhile(lambda position: not wire.is_name(position[1]), positions))
            if len(plain) == len(positions):
                cases.append((case, positions, state))
                continue
            at, name = positions[len(plain)]
            named += 1
            content = (yield from self.fetched(case, name[1:])) if named == 1 else None
            if isinstance(content, bytes):  # an honest answer has one name, and nothing after it
                cases.append((case, (*plain, (at, content)), state))
            else:
                cases.append((case, plain, wire.MORE))
                if named == 1 and not plain:
                    tried.add(case)
        return replace(answer, cases=tuple(cases))

    def fetched(self, case: bytes, id_: bytes) -> Generator[Step, Told, bytes | wire.Refusal | None]:
        """A record or a chunk, in pieces; None where what came is none."""
        try:
            return (yield from pieces.fetch(case, id_, self.down, self.store, self._perhaps, BREATHE))
        except pieces.PieceOdd:
            self.run.note(conditions.AnswerOdd())
            return None

    def piece(
        self, case: bytes, id_: bytes, start: int, limit: int
    ) -> Generator[Step, Told, wire.Piece | wire.Refusal]:
        """As much from `start` on as the line carries well, `limit` bytes at most."""
        while True:
            request = wire.GetPiece(case, id_, start, min(self.down.size, limit, wire.BLOB))
            answer: wire.Piece | wire.Refusal | None = yield from self._perhaps(request, wire.Piece, self.down)
            if isinstance(answer, wire.Piece):
                self.down.went(len(answer.content), self.run.took)
            if answer is not None:
                return answer

    def _sorted_out(
        self, pulled_case: tuple[bytes, tuple[Position, ...], int], fetched_to: int, last: int, tried: set[bytes]
    ) -> Part | None:
        """What of one case is to be taken; None where headquarters gives nothing of it."""
        case, positions, state = pulled_case
        if state == wire.NOT_YOURS:
            self.store.not_ours(case)
            tried.add(case)
            return None
        enumerate_ = [position for n, position in enumerate(positions, fetched_to + 1) if position[0] == n]
        if len(enumerate_) < len(positions):  # what comes after a gap would hide it
            enumerate_ = [entry for n, entry in enumerate(enumerate_, fetched_to + 1) if entry[0] == n]
            self.run.note(conditions.RecordWithheld())
            tried.add(case)
        is_last = state == wire.DONE
        if is_last and fetched_to + len(enumerate_) < last:
            self.run.note(conditions.RecordWithheld())
        return Part(case, tuple(enumerate_), is_last)

    def _ahead(self, parts: list[Part], tried: set[bytes], full_cases: set[bytes]) -> Script:
        """What will be due once these are taken, if nothing is odd about them."""
        reached = {part.case: part.positions[-1][0] for part in parts if part.positions}
        finished_cases = tried | {part.case for part in parts if part.last}
        due = {
            case: (max(fetched_to, reached.get(case, 0)), last)
            for case, (fetched_to, last) in self.store.due(self._cases(), frozenset(finished_cases)).items()
        }
        if due and not due.keys() & full_cases and all(fetched_to < last for fetched_to, last in due.values()):
            yield NextRequest(self._pull(due))

    def _take(self, parts: list[Part], tried: set[bytes], full_cases: set[bytes]) -> Script:
        """Together as many as a transaction should hold."""
        strange: set[bytes] = set()
        for slice_ in _slices(parts, lambda: self.slice):
            remaining = tuple(part for part in slice_ if part.case not in strange)
            outcome = self.store.take(remaining)
            if outcome.seconds > _SLOW_S:
                self.slice = max(self.slice // 2, _LEAST_SLICE)
            elif outcome.seconds < _QUICK_S:
                self.slice = min(self.slice * 2, _MOST_SLICE)
            self.run.pulled += outcome.new
            self.run.note(*outcome.problems)
            for case in outcome.strangers:
                if case in full_cases:
                    self.run.note(conditions.RecordWithheld())
                    tried.add(case)
                strange.add(case)
            yield BREATHE
        full_cases |= strange
        tried |= {part.case for part in parts if part.last} - strange

    def _fill_holes(self) -> Script:
        """What came before and could not be used: perhaps it is right by now."""
        for case, position in self.store.holes(_HOLES):
            pull = self._pull({case: (position - 1, position)}, own=True)
            answer = yield from self._pulled(replace(pull, most=1), set())
            for answer_case, positions, _ in answer.cases if answer else ():
                for at, raw in positions:
                    if (answer_case, at) == (case, position):
                        patch = self.store.patch(case, position, raw)
                        self.run.pulled += patch.new
                        self.run.note(*patch.problems)

    def _settle(self) -> Script:
        while self.store.settle():
            yield BREATHE

    # -- receipts ----------------------------------------------------------------------------

    def _receipts(self) -> Script:
        while places := self.store.unreceipted(max(self.up.size // _RECEIPT, 1)):
            answer = yield from self._once(wire.AskReceipts(places), wire.Receipts, self.up)
            if answer:
                kept_receipts = self.store.keep_receipts(answer.receipts)
                self._count(kept_receipts.number, kept_receipts.problems)
        if self.store.without_receipt():
            self.run.note(conditions.ReceiptMissing())
        if self.store.unshown():
            self.run.note(conditions.RecordWithheld())

    def _chunks(self, chunks: Chunks) -> Script:
        problems = yield from chunks_module.exchange(chunks, self.up, self._chunk, self._perhaps, BREATHE)
        self.run.note(*problems)

    def _chunk(self, case: bytes, id_: bytes) -> Generator[Step, Told, bytes | None]:
        """None where headquarters gives none."""
        content: bytes | wire.Refusal | None = None
        if self.in_pieces:
            content = yield from self.fetched(case, id_)
            if isinstance(content, wire.Refusal):
                self._knows_no(content)
        while not self.in_pieces:
            answer = yield from self._perhaps(wire.GetChunk(id_, case), wire.Chunk, self.down)
            yield BREATHE
            if answer is not None:
                return answer.content if isinstance(answer, wire.Chunk) else None
        return content if isinstance(content, bytes) else None

    def _count(self, receipts: int, problems: tuple[SanadError, ...]) -> None:
        self.run.receipts += receipts
        self.run.note(*problems)

    # -- asking ------------------------------------------------------------------------------

    def _asked(
        self, request: wire.Request, answer_type: type[_A], pace: Pace | None = None
    ) -> Generator[Step, Told, _A]:
        """The answer, however often the network loses it within reason."""
        while True:
            answer: _A | None = yield from self._once(request, answer_type, pace or self.down)
            if answer is not None:
                return answer

    def _once(
        self, request: wire.Request, answer_type: type[_A], pace: Pace, carried: int = 0, *, perhaps: bool = False
    ) -> Generator[Step, Told, Any]:
        """The answer, or None where it was lost: what is asked next may be smaller."""
        answer = yield request
        if isinstance(answer, NoAnswer):
            pace.broke()
            self.losses += 1
            if answer.final or self.losses >= self._patience(answer):
                if not (self.in_pieces and self.entries_in_pieces):
                    self.run.note(conditions.ServerOlder())
                raise Stopped(answer.reason)
            yield Wait(min(0.2 * 2**self.losses, 8) * (0.5 + self.rng()))
            return None
        if isinstance(answer, wire.Refusal):
            if perhaps and not answer.retry_s and answer.kind not in conditions.REFUSALS:
                return answer
            yield from self._refused(answer)
            return None
        if not isinstance(answer, answer_type):
            raise Stopped(conditions.AnswerOdd())
        self.losses, self.met = 0, True
        pace.went(carried, self.run.took)
        epoch = getattr(answer, "epoch", self.epoch)
        if self.epoch and epoch != self.epoch:
            raise NewHistory
        return answer

    def _patience(self, lost: NoAnswer) -> int:
        if not self.met:
            return _AT_FIRST
        breaks = isinstance(lost.reason, conditions.NetworkLost)
        return 2 * _PATIENCE if breaks else _PATIENCE  # a line that carries something is worth more

    def _perhaps(
        self, request: wire.Request, answer_type: type[_A], pace: Pace, carried: int = 0
    ) -> Generator[Step, Told, _A | wire.Refusal | None]:
        """As `_once`; a refusal that is for good is an answer."""
        answer: _A | wire.Refusal | None = yield from self._once(request, answer_type, pace, carried, perhaps=True)
        return answer

    def _refused(self, refusal: wire.Refusal) -> Script:
        if condition := conditions.REFUSALS.get(refusal.kind):
            raise Stopped(condition())
        if not refusal.retry_s:
            raise Stopped(conditions.Refused(refusal.kind))
        self.losses += 1
        if refusal.retry_s > _BUSY_S or self.losses >= _PATIENCE:
            raise Stopped(conditions.Busy(refusal.retry_s))
        yield Wait(refusal.retry_s * (1 + self.rng() / 2))
