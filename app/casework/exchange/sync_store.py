"""What this vault has and headquarters lacks, and the other way round: the engine's Store.

Each method is one transaction and takes some 50 ms at most, so that the vault's thread is free
for whoever types meanwhile.
"""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from app.case import events
from app.casework.cases import index
from app.casework.exchange import record_intake
from app.casework.exchange.signature_check import Signatures
from app.casework.exchange.sync_chunks import SyncChunks
from app.casework.session.session import LOCKED, EventAppender, Session, case_state_of
from app.casework.sharing import case_access
from app.errors import SanadError
from app.seal import canonical, envelope, receipt
from app.seal.directory import Directory
from app.seal.envelope import CheckedEnvelope, Envelope, EnvelopeRefused
from app.seal.receipt import ReceiptRefused, open_receipt
from app.sync import conditions, wire
from app.sync.store import Batch, Cursors, DirectoryOffer, HelloResult, IntakeOutcome, KeptReceipts, Part, PushOutcome
from app.vault import erasures, log, purge, waiting
from app.vault import sync_state as tables
from app.vault.database import Database, Writer
from app.vault.intake import Intake
from app.vault.vault import setting

_DAY_S = 86400
_DESK = "desk"
_ID = 32  # bytes: the hash of an own record, in its place
_EPOCH = 16
_AT_ONCE_S = 0.04
_T = TypeVar("_T")


@dataclass(slots=True)
class VaultSyncStore:
    """`_new`: whether something came in since what waits was tried again; `_strange`: ends of this
    computer's own stream that headquarters names and that are not from here; `_given`: how many records of a
    case were new there from here, since it was last fetched; `_asked`: for which receipts headquarters was asked already;
    `met_at`: when it last said what it has of the directory."""

    session: Session
    timer: Callable[[], float] = time.monotonic
    met_at: int | None = None
    _new: bool = True
    _strange: set[bytes] = field(default_factory=set)
    _given: dict[bytes, int] = field(default_factory=dict)
    _asked: set[bytes] = field(default_factory=set)
    _asking: set[bytes] = field(default_factory=set)
    _signatures: Signatures = field(init=False)
    _sharing: Generator[None] | None = None

    def __post_init__(self) -> None:
        self._signatures = Signatures(lambda: self.session.vault.directory)

    @property
    def forked(self) -> bool:
        """Does headquarters hold something signed with this computer's key that is not from here?"""
        state = tables.state(self._database, tables.FORKED)
        return bool(state) and state == self.session.vault.stream

    @property
    def chunks(self) -> SyncChunks:
        return SyncChunks(self.session)

    def begun(self, id_: bytes) -> bytes:
        return tables.begun(self._database, id_)

    def keep_piece(self, id_: bytes, start: int, piece: bytes) -> None:
        with self.session.vault.transaction() as writer:
            tables.keep_piece(writer, id_, start, piece)

    # -- meeting -----------------------------------------------------------------------------

    def locked(self) -> int:
        return int.from_bytes(setting(self._database, LOCKED) or b"", "big")

    def steady(self) -> bytes:
        database = self._database
        offer = self.offer(tuple(_listed(tables.state(self._database, tables.HEADS))))
        doubtful = (
            offer.entries
            or offer.behind
            or self.forked
            or tables.unsure(database, 1)
            or tables.is_due_again(database, self.session.now())
        )
        return b"" if doubtful else tables.state(database, tables.EPOCH)

    def meet(self, hello: wire.Hello) -> HelloResult:
        vault, problems = self.session.vault, list[SanadError]()
        stream = vault.stream
        self._given.clear()
        self.met_at = self.session.now()
        with vault.transaction() as writer:
            new = tables.state(writer, tables.EPOCH) != hello.epoch
            if new:
                tables.new_history(writer, hello.epoch, stream)
            ids = [id_ for _, id_ in hello.tips if self._is_own(writer, id_)]
            # an end that is not from here may follow all that was signed: it has to be shown first
            self._strange = {id_ for _, id_ in hello.tips} - set(ids)
            signed = [id_ for _, id_ in tables.receipts(writer, stream)]
            lost = not self._strange and not tables.precedes(writer, stream, signed, ids)
            if lost and not new:
                problems.append(conditions.HistoryLost())
                tables.new_history(writer, hello.epoch, stream)
            tables.arrived_to(writer, stream, ids)
            tables.put(writer, tables.WITHDRAWN, stream if hello.revoked else b"")
            if not hello.revoked:  # then it says nothing of the directory
                heads = _listed(tables.state(writer, tables.HEADS))
                if not new and not self._preceded(heads, hello.heads):
                    problems.append(conditions.DirectoryRolledBack())
                tables.put(writer, tables.HEADS, canonical.encode(sorted(hello.heads)))
            tables.offer_daily(writer, self.session.now())
            tables.begin_again(writer)
        return HelloResult(new, tuple(problems))

    def unshown(self) -> bool:
        row = self._database.row
        return any(row("SELECT 1 FROM envelope WHERE id = ?", (id_,)) is None for id_ in self._strange)

    def history_lost(self) -> None:
        vault = self.session.vault
        with vault.transaction() as writer:
            tables.new_history(writer, tables.state(writer, tables.EPOCH), vault.stream)

    def _is_own(self, writer: Writer, id_: bytes) -> bool:
        place = tables.place_of(writer, id_)
        return place is not None and place[0] == self.session.vault.stream

    # -- the directory -----------------------------------------------------------------------

    def offer(self, remote_heads: tuple[bytes, ...]) -> DirectoryOffer:
        directory = self._directory
        lacking = set(directory.known) - _before(directory, remote_heads)
        entries = [directory.known[id_] for id_ in lacking]
        entries.sort(key=lambda entry: (entry.signer != directory.root, entry.number, entry.id))
        heads = [tip for signer in directory.chains for tip in directory.tips(signer)]
        return DirectoryOffer(
            tuple(sorted(heads)),
            tuple(entry.raw for entry in entries),
            any(id_ not in directory.known for id_ in remote_heads),
        )

    def learn(self, entries: tuple[bytes, ...]) -> KeptReceipts:
        if not entries:
            return KeptReceipts()
        with self.session.vault.transaction() as writer:
            outcome = record_intake.learn(self.session, writer, entries)
            if outcome.new:
                tables.offer_again(writer)
        self._new = self._new or bool(outcome.new)
        return KeptReceipts(len(outcome.new), tuple(outcome.refused))

    def _preceded(self, heads: list[bytes], remote_heads: tuple[bytes, ...]) -> bool:
        """Is what headquarters had of the directory among what it has?"""
        entries = self._directory.known
        if any(id_ not in entries for id_ in remote_heads):
            return True  # it is ahead of us: there is no telling yet
        return set(heads) <= _before(self._directory, remote_heads)

    @property
    def _directory(self) -> Directory:
        return self.session.vault.directory.organisation

    # -- sending -----------------------------------------------------------------------------

    def unsure(self, limit: int) -> tuple[bytes, ...]:
        return tuple(tables.unsure(self._database, limit))

    def asked(self, ids: tuple[bytes, ...], missing: tuple[bytes, ...]) -> None:
        with self.session.vault.transaction() as writer:
            tables.asked(writer, ids, missing)

    def batch(self, size: int, skip: int = 0) -> Batch:
        rows = tables.batch(self._database, size, skip)
        return Batch(tuple(id_ for id_, _ in rows), tuple(raw for _, raw in rows))

    def pushed(self, batch: Batch, answer: wire.Pushed) -> PushOutcome:
        ids, answered_count, number = set(batch.ids), 0, 0
        problems: list[SanadError] = []
        with self.session.vault.transaction() as writer:
            for id_, outcome in answer.outcomes:
                if id_ not in ids:
                    continue
                ids.discard(id_)
                answered_count += 1
                if outcome in (wire.NEW, wire.KNOWN):
                    number += 1
                    case = tables.arrived(writer, id_)
                    if outcome == wire.NEW and case:
                        self._given[case] = self._given.get(case, 0) + 1
                else:
                    tables.refused(writer, id_, outcome)
                    problems.append(conditions.not_taken(outcome))
            receipts = self._receipts(writer, answer.receipts)
        return PushOutcome(number, answered_count, receipts.number, (*problems, *receipts.problems))

    # -- fetching ----------------------------------------------------------------------------

    def cursors(self) -> Cursors:
        scope = tables.state(self._database, tables.SCOPE) or wire.NO_SCOPE
        return Cursors(scope, tuple(tables.cursors(self._database)))

    def fed(self, fed: wire.Fed) -> bool:
        cases = [(case, last) for case, _, _, last in fed.cases]
        with self.session.vault.transaction() as writer:
            is_consistent = tables.fed(writer, fed.scope, cases, fed.cursors)
            for case, last in cases:
                # as many as were new from here: these are they, and nobody else's are among them
                if last - tables.fetched(writer, case) == self._given.pop(case, 0) > 0:
                    tables.reached(writer, case, last)
        return is_consistent

    def verified(self, cases: frozenset[bytes]) -> frozenset[bytes]:
        return frozenset(case for case in cases if log.has(self._database, case))

    def caught_up(self) -> None:
        with self.session.vault.transaction() as writer:
            tables.caught_up(writer)

    def due(self, limit: int, but: frozenset[bytes]) -> dict[bytes, tuple[int, int]]:
        return tables.due(self._database, limit, but)

    def in_full(self) -> frozenset[bytes]:
        return purge.coming_back(self._database)

    def holes(self, limit: int) -> tuple[tuple[bytes, int], ...]:
        return tuple(tables.holes(self._database, limit))

    def coming(self, raws: tuple[bytes, ...]) -> None:
        self._signatures.look(raws)

    def take(self, parts: tuple[Part, ...]) -> IntakeOutcome:
        began = self.timer()
        problems: list[SanadError] = []
        strangers: set[bytes] = set()
        with self._taking([raw for part in parts for _, raw in part.positions]) as page:
            for part in parts:
                self._given.pop(part.case, None)
                if not self._took(page, part, problems):
                    strangers.add(part.case)
            page.flush()
            for part in parts:
                if part.last and part.case not in strangers:
                    problems += self._looked_over(page.writer, part.case)
        took = self.timer() - began
        return IntakeOutcome(page.new, frozenset(strangers), tuple(problems), took)

    def _took(self, page: "_Page", part: Part, problems: list[SanadError]) -> bool:
        """False from a stranger on: its word proves nothing, it has to be shown."""
        reached, all_known = 0, True
        page.begins(part.case)
        for at, raw in part.positions:
            if len(raw) != _ID:
                page.new += self._taken(page, part.case, at, raw, problems)
            elif self._is_own(page.writer, raw):
                tables.arrived(page.writer, raw)
            else:
                all_known = False
                break
            reached = at
        if reached:
            tables.reached(page.writer, part.case, reached)
        return all_known

    @contextmanager
    def _taking(self, raws: list[bytes]) -> Iterator["_Page"]:
        """One transaction."""
        looked = self._signatures.looked(raws)
        with self.session.vault.transaction() as writer:
            page = _Page(record_intake.begun(self.session, writer, [e.id for e in looked.values()]), looked)
            yield page
        self._new = self._new or bool(page.new)

    def _looked_over(self, writer: Writer, case: bytes) -> list[SanadError]:
        """By what a case's records say of each other, whatever headquarters says of them."""
        if not self._gaps(writer, case):
            tables.unsuspect(writer, case)
            return []
        tables.suspect(writer, case)
        return [conditions.RecordWithheld()]

    def patch(self, case: bytes, position: int, raw: bytes) -> IntakeOutcome:
        problems: list[SanadError] = []
        with self._taking([raw]) as page:
            tables.fill(page.writer, case, position)
            page.new += self._taken(page, case, position, raw, problems)
            page.flush()
        return IntakeOutcome(page.new, frozenset(), tuple(problems))

    def _taken(self, page: "_Page", case: bytes, at: int, raw: bytes, problems: list[SanadError]) -> int:
        """1 for a new record. What is not what its author signed leaves a hole, asked for again."""
        writer, looked = page.writer, page.looked.get(raw)
        try:
            if looked is None:
                raise EnvelopeRefused
            head = looked.envelope.header
            if head.case != case:
                raise conditions.RecordOfAnotherCase
            if page.refills and purge.is_wanted(writer, looked.id):
                return self._refilled(writer, looked.envelope, at, problems)
            new = record_intake.receive(page.intake, looked)
        except record_intake.LATER as error:
            if isinstance(error, envelope.AuthorUnknown):  # nobody has verified what it says
                tables.dig(writer, case, at)
            return 0
        except record_intake.FOR_THE_DESK as error:
            problems.append(error)
            return 0
        except SanadError as error:
            if isinstance(error, EnvelopeRefused) and looked and self._is_signed(looked):
                waiting.keep(writer, self.session.vault, raw, error.kind(), looked.id)  # its author's own doing
                problems.append(error)
                return 0
            isinstance_ = isinstance(error, conditions.RecordOfAnotherCase)
            problems.append(error if isinstance_ else conditions.RecordForged())
            tables.dig(writer, case, at)
            return 0
        if not new:
            tables.arrived(writer, looked.id)
            return 0
        page.came(case, looked.id)
        if head.stream == self.session.vault.stream:
            tables.put(writer, tables.FORKED, head.stream)
            problems.append(conditions.StreamForked())
        return 1

    def _refilled(self, writer: Writer, envelope: Envelope, at: int, problems: list[SanadError]) -> int:
        if purge.refill(writer, envelope):
            tables.changed(writer, envelope.header.case)
            return 1
        problems.append(conditions.RecordForged())
        tables.dig(writer, envelope.header.case, at)
        return 0

    def _is_signed(self, looked: CheckedEnvelope) -> bool:
        try:
            envelope.check_envelope(looked.envelope, self.session.vault.directory, looked.holds)
        except SanadError:
            return False
        return True

    def _gaps(self, writer: Writer, case: bytes) -> bool:
        """Does a record follow one that isn't here, nor waits?"""
        missing = tables.gaps(writer, case)
        if not missing:
            return False
        waits = [_peeked(raw) for _, raw, reason in waiting.rows(writer) if reason != record_intake.EARLY]
        waiting_positions = {(e.header.stream, e.header.case_seq) for e in waits if e and e.header.case == case}
        return not missing <= waiting_positions

    def not_ours(self, case: bytes) -> None:
        with self.session.vault.transaction() as writer:
            tables.not_ours(writer, case)

    # -- afterwards --------------------------------------------------------------------------

    def settle(self) -> bool:
        if self._new:
            self._new = False
            self._try_again()
            return True
        vault = self.session.vault
        # what teams share first: questionnaires say what can be searched
        first = [team for team in log.shares(vault) if tables.is_stale(vault.database, team)]
        return (
            self._some(lambda writer: tables.stale(writer, first), self._show)
            or self._some(self._unread, self._countersign)
            or self._some(index.next_to_remake, partial(index.remake, self.session))
            or self._share()
        )

    def _share(self) -> bool:
        """Questionnaires, after all that came in: what a colleague laid is not laid again."""
        if self.forked:
            return False
        self._sharing = self._sharing or case_access.sharing_forms(self.session)
        return next(self._sharing, True) is None

    def _try_again(self) -> None:
        with self.session.vault.transaction() as writer:
            tables.news(writer, record_intake.try_again(self.session, writer))

    def _some(self, next_: Callable[[Writer], _T | None], do: Callable[[Writer, _T], None]) -> bool:
        """As many as there is time for before others want this thread, in one transaction."""
        timer, step_count = self.timer() + _AT_ONCE_S, 0
        vault = self.session.vault
        with vault.transaction() as writer:
            while (t := next_(writer)) is not None:
                do(writer, t)
                step_count += 1
                if self.timer() > timer:
                    break
        return bool(step_count)

    def _show(self, writer: Writer, news: tuple[bytes, set[bytes]]) -> None:
        case, new = news
        if not self.forked:
            record_intake.complete(self.session, writer, case)
            if self._signs:
                self._received(writer, case)
        record_intake.show(self.session, writer, case, new)
        tables.shown(writer, case)
        writer.settle()  # now, so that the time for this piece knows of it

    # the desk says, once a day and case at most, up to where it has read

    @property
    def _signs(self) -> bool:
        return self.session.officer.role == _DESK and not self.forked

    def _unread(self, writer: Writer) -> bytes | None:
        now = self.session.now()
        return tables.unread(writer, now - _DAY_S, now) if self._signs else None

    def _countersign(self, writer: Writer, case: bytes) -> None:
        self._received(writer, case)
        record_intake.show(self.session, writer, case, set())

    def _received(self, writer: Writer, case: bytes) -> None:
        session, now = self.session, self.session.now()
        if tables.was_countersigned(writer, case, now - _DAY_S, now):
            return
        case_state = case_state_of(session, case)
        ordered = erasures.orders(writer, session.vault, case).orders
        if not case_state.received and index.is_case(session, case_state) and not ordered:
            EventAppender(session, writer, case).say(events.RECEIVED, {"heads": list(case_state.heads)})
        tables.countersigned(writer, case, now)

    # -- receipts ----------------------------------------------------------------------------

    def unreceipted(self, limit: int) -> tuple[tuple[bytes, int, bytes], ...]:
        """The ends of streams; where a stream has none, each last one that it wrote in a case."""
        stream_tips = []
        for stream in tables.streams(self._database):
            uncovered = tables.uncovered(self._database, stream)
            tips = uncovered[-1:] if not tables.is_forked(self._database, stream) else uncovered
            if tips and all(id_ in self._asked for _, id_, _ in tips):
                tips = list({case: (seq, id_, case) for seq, id_, case in uncovered}.values())
            stream_tips += [(stream, seq, id_) for seq, id_, _ in tips if id_ not in self._asked]
        self._asking = {id_ for _, _, id_ in stream_tips[:limit]}
        return tuple(stream_tips[:limit])

    def keep_receipts(self, raws: tuple[bytes, ...]) -> KeptReceipts:
        self._asked |= self._asking
        self._asking = set()
        if not raws:
            return KeptReceipts()
        with self.session.vault.transaction() as writer:
            return self._receipts(writer, raws)

    def carried(self, writer: Writer, epoch: bytes, raws: tuple[bytes, ...]) -> KeptReceipts:
        """Receipts that a colleague brought back by folder, in the caller's transaction. A history
        of headquarters that isn't known here counts where it is the later one."""
        certified = [headquarters.public for headquarters in self._directory.headquarters]
        receipts = []
        for raw in raws:
            with suppress(ReceiptRefused):
                receipts.append(open_receipt(raw, certified))
        state = tables.state(writer, tables.EPOCH)
        if not receipts or len(epoch) != _EPOCH:
            return KeptReceipts()
        if epoch != state:
            if state and max(receipt.at for receipt in receipts) <= tables.signed_until(writer):
                return KeptReceipts()
            tables.new_history(writer, epoch, self.session.vault.stream)
        outcome = self._receipts(writer, tuple(receipt.raw for receipt in receipts))
        for signed_receipt in receipts:
            stream = signed_receipt.of == receipt.STREAM
            if stream and tables.place_of(writer, signed_receipt.tip) == (signed_receipt.stream, signed_receipt.seq):
                tables.covered(writer, signed_receipt.stream, signed_receipt.tip)
        return outcome

    def without_receipt(self) -> bool:
        """An envelope of one's own, headquarters has it by its word, and all before it."""
        stream = self.session.vault.stream
        uncovered = tables.uncovered(self._database, stream)
        return bool(uncovered) and not tables.unsent_of(self._database, stream)

    def _receipts(self, writer: Writer, raws: tuple[bytes, ...]) -> KeptReceipts:
        certified = [headquarters.public for headquarters in self._directory.headquarters]
        epoch, number = tables.state(writer, tables.EPOCH), 0
        problems: list[SanadError] = []
        for raw in raws:
            try:
                signed_receipt = open_receipt(raw, certified)
            except ReceiptRefused as error:
                problems.append(error)
                continue
            if signed_receipt.of == receipt.CASE:
                new = tables.keep_case_receipt(writer, signed_receipt, epoch)
                number += bool(new)
                problems += [conditions.ReceiptElsewhere()] if new is None else []
                continue
            place = tables.place_of(writer, signed_receipt.tip)
            if place == (signed_receipt.stream, signed_receipt.seq):
                number += tables.keep_receipt(writer, signed_receipt, epoch)
            elif place is not None:
                problems.append(conditions.ReceiptElsewhere())
        return KeptReceipts(number, tuple(problems))

    @property
    def _database(self) -> Database:
        return self.session.vault.database


@dataclass(slots=True)
class _Page:
    """What is being taken in, in one transaction. `refills`: are cases that were cleared to come back?
    `_last`: the number of what was here before; `_begun`: cases of which nothing was."""

    intake: Intake
    looked: dict[bytes, CheckedEnvelope]
    refills: bool = False
    new: int = 0
    _last: int = 0
    _begun: dict[bytes, bool] = field(default_factory=dict)
    _news: list[tuple[bytes, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.refills = bool(purge.coming_back(self.writer))
        self._last = tables.last_here(self.writer)

    @property
    def writer(self) -> Writer:
        return self.intake.writer

    def begins(self, case: bytes) -> None:
        self._begun.setdefault(case, not self.intake.has(case))

    def came(self, case: bytes, id_: bytes) -> None:
        if not self._begun.get(case):
            self._news.append((case, id_))

    def flush(self) -> None:
        self.intake.flush()
        tables.arrived_since(self.writer, self._last)
        tables.news(self.writer, self._news)
        for case, new in self._begun.items():
            if new and self.intake.has(case):
                tables.all_news(self.writer, case)


def _before(directory: Directory, heads: tuple[bytes, ...]) -> set[bytes]:
    """These entries and those that they follow in their chains, as far as they are here."""
    ancestor_ids: set[bytes] = set()
    for head in heads:
        entry = directory.known.get(head)
        while entry and entry.id not in ancestor_ids:
            ancestor_ids.add(entry.id)
            entry = directory.known.get(entry.before)
    return ancestor_ids


def _listed(raw: bytes) -> list[bytes]:
    return list(canonical.decode(raw)) if raw else []


def _peeked(raw: bytes) -> Envelope | None:
    try:
        return envelope.peek_unverified(raw)
    except EnvelopeRefused:
        return None
