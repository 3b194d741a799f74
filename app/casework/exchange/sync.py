"""Sync with headquarters: carried step by step, and what it means for each case.

`Steps` belongs to the thread of the vault and does a little at a time; carrying a request belongs
to another. `sync` does both in one thread, for the command line and for tests.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from app import settings
from app.casework.cases import erasure, queries
from app.casework.cases.queries import CaseRow
from app.casework.exchange.sync_store import VaultSyncStore
from app.casework.organisation import administration, computer_reports
from app.casework.session.colleagues import known_of
from app.casework.session.freshness import ALONE, ASKED, DirectoryFrozen, Freshness, freshness, kept_back
from app.casework.session.session import Session
from app.casework.session.transfer_places import SetByAdministrator, refuse_in_practice
from app.casework.sharing import case_access, stand_ins
from app.errors import N_, SanadError
from app.seal import canonical
from app.sync import conditions, wire
from app.sync.engine import BREATHE, CallResult, NextRequest, Script, Step, SyncRun, Told, Wait, Yield, synchronise
from app.sync.wire import Request
from app.vault import apart, cases, chunks, drafts
from app.vault import sync_state as tables
from app.vault import vault as vaults
from app.vault.database import Source
from app.vault.vault import put_setting, setting

__all__ = ["CallResult", "NextRequest", "Request", "Step", "Wait", "Yield"]

if TYPE_CHECKING:
    from app.sync.client import Client

State = Literal["draft", "kept", "sent", "held", "read"]
_DAY_S = 86400
_BUDGET, _PROXY, _SPENT, _LAST = "sync budget", "sync proxy", "spent", "last"


class NoHeadquarters(SanadError):
    says = N_(
        "No server is set on this computer yet. Nothing is lost: everything is saved here. When user management has "
        "set its server, carry the list of colleagues here in a folder, or join."
    )


class ServerNotAllowed(SanadError):
    says = N_(
        "The administrator of this computer allows a different server from the one that user management has set, or "
        "the certificates for checking it can’t be read. Nothing was sent and nothing is lost. Tell the administrator; "
        "the USB stick works meanwhile."
    )


class ProxyOdd(SanadError):
    says = N_(
        "This is not a proxy address. Nothing was changed. Enter one such as "
        "http://proxy.example.org:3128, or leave it empty."
    )


class BudgetSpent(SanadError):
    says = N_(
        "The daily data limit is reached. Nothing is lost: the rest stays here and is "
        "sent tomorrow, or at once if you raise the limit on the page “Server”."
    )


class Paused(SanadError):
    says = N_("Sync is paused. Nothing is lost: sync continues from here when you resume.")


Carry = Callable[[wire.Request], CallResult]


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """`left`: records still to be sent; `bytes_left` of them, about."""

    pushed: int
    pulled: int
    left: int
    bytes_left: int
    bytes_sent: int
    bytes_received: int


@dataclass(frozen=True, slots=True)
class SyncSummary:
    """What a sync came to. `receipts`: new ones; `waiting`: records here that headquarters isn't
    known to have; `held`: bytes of files that wait until somebody here asks for them; `apart`: records
    over their author's budget, kept apart. `finished`: everything was exchanged; else `problems` says why not."""

    pushed: int
    pulled: int
    receipts: int
    waiting: int
    bytes_sent: int
    bytes_received: int
    problems: tuple[SanadError, ...] = ()
    finished: bool = True
    new_device: bool = False
    held: int = 0
    apart: int = 0


@dataclass(slots=True)
class SyncSteps:
    """One sync. `next(told)` does a bounded piece of work and says what to do: carry a request, wait
    some seconds, or let others in and come again; None at the end. Then `done()`. `soon`: the one before
    came to its end within a minute, and the line is still open. `reports`: with what this computer says
    of itself to the desk, where that is due."""

    session: Session
    rng: Callable[[], float] = random.random
    wait_s: int = 0
    soon: bool = False
    run: SyncRun = field(default_factory=SyncRun)
    bytes_sent: int = 0
    bytes_received: int = 0
    timer: Callable[[], float] = time.monotonic
    reports: bool = True
    _ledger: VaultSyncStore = field(init=False)
    _script: Script = field(init=False)
    _before: Generator[None] | None = None
    _begun: bool = False
    _over: bool = False

    def __post_init__(self) -> None:
        known_of(self.session)
        self._ledger = VaultSyncStore(self.session, self.timer)
        self._script = synchronise(self._ledger, self.run, self.rng, self.wait_s, soon=self.soon)

    def next(self, carried: CallResult | None = None) -> Step | None:
        answer: Told = None
        if carried:
            answer = carried.answer
            self.run.took = carried.seconds
            self.bytes_sent += carried.sent
            self.bytes_received += carried.received
        if self._over:
            return None
        try:
            if carried:
                self._spend(carried.sent + carried.received)
            elif not self._begun:
                self._before = self._before or self._begin()
                for _ in self._before:
                    return BREATHE
                self._begun = True
            return self._script.send(answer)
        except StopIteration:
            self._over = True
        except SanadError as error:  # a full disk, other records in this place: all is as it was
            self.stop(error)
        return None

    def _begin(self) -> Generator[None]:
        """What is written before each exchange, as before each post."""
        if self._ledger.forked:  # nothing more is written with the old keys
            return
        administration.renew_due(self.session)
        erasure.settle(self.session)
        if kept_back(self.session):  # also where a clock was set right
            with self.session.vault.transaction() as writer:
                case_access.give_kept_back(self.session, writer)
        while stand_ins.settle(self.session, stand_ins.AT_ONCE):
            yield
        if self.reports:
            computer_reports.say(self.session)

    def stop(self, error: SanadError) -> None:
        """Go no further; what was done stays."""
        self._over = True
        self._script.close()
        self.run.note(error)

    def may_go_on(self) -> bool:
        """Is there some of today's share left?"""
        budget = budget_of(self.session)
        return not budget or spent_today(self.session) < budget

    def progress(self) -> SyncProgress:
        database = self.session.reading()
        remaining_count, size = tables.left(database)
        return SyncProgress(
            self.run.pushed, self.run.pulled, remaining_count, size, self.bytes_sent, self.bytes_received
        )

    def done(self) -> SyncSummary:
        """Also begins a new stream where this one goes on elsewhere: both are kept."""
        session, run = self.session, self.run
        forked = self._ledger.forked
        if forked:
            session.vault = vaults.new_device(session.vault)
        with suppress(SanadError), session.vault.transaction() as writer:
            if any(isinstance(error, conditions.DeviceWithdrawn) for error in run.problems):
                tables.put(writer, tables.WITHDRAWN, session.vault.stream)  # also where hello was left out
            if run.finished:
                tables.put(writer, _LAST, session.now().to_bytes(8, "big", signed=True))
                if self._ledger.met_at is not None:
                    tables.put(writer, ASKED, self._ledger.met_at.to_bytes(8, "big", signed=True))
        if (directory := freshness(session)).keeps_back:
            run.note(DirectoryFrozen(directory.days))
        return SyncSummary(
            pushed=run.pushed, pulled=run.pulled, receipts=run.receipts, waiting=tables.waiting(session.vault.database),
            bytes_sent=self.bytes_sent, bytes_received=self.bytes_received, problems=tuple(run.problems), finished=run.finished, new_device=forked,
            held=chunks.all_held(session.vault.database)[1], apart=sum(group.number - group.disposed for group in apart.groups(session.vault.database)),
        )  # fmt: skip

    def _spend(self, number: int) -> None:
        day = self.session.now() // _DAY_S
        with self.session.vault.transaction() as writer:
            state = tables.state(writer, _SPENT)
            text = canonical.decode(state) if state else [day, 0]
            spent = text[1] if text[0] == day else 0
            tables.put(writer, _SPENT, canonical.encode([day, spent + number]))


def connect(session: Session) -> "Client":
    """The line to headquarters, not yet opened: its `carry` may block, for another thread. Close it.
    NotJoined, NoHeadquarters, ServerNotAllowed."""
    from app.sync.client import Client, Server  # httpx2 takes a while to import

    refuse_in_practice(session)
    headquarters, vault = known_of(session).organisation.headquarters, session.vault
    if not headquarters:
        raise NoHeadquarters
    named = headquarters[-1]
    server = Server(named.url, allowed(named.url, named.ca), proxy(session))
    clock = session.clock
    return Client(server, vault.device, vault.stream, lambda: clock().timestamp())


def allowed(url: str, ca: str) -> str:
    """The certificates by which that server is checked. `ca`: as the organisation says. ServerNotAllowed
    where the administrator allows another one alone."""
    rules = settings.policy()
    if rules.headquarters and url.rstrip("/") != rules.headquarters:
        raise ServerNotAllowed
    return _certificates(Path(rules.trust)) if rules.trust else ca


def sync(
    session: Session,
    carry: Carry,
    *,
    wait_s: int = 0,
    progress: Callable[[SyncProgress], None] = lambda _: None,
    go_on: Callable[[], bool] = lambda: True,
    wait: Callable[[float], None] = time.sleep,
    rng: Callable[[], float] = random.random,
    meanwhile: bool = False,
    soon: bool = False,
) -> SyncSummary:
    """Exchange everything once. `go_on` is asked between requests; `wait_s`: how long headquarters
    may wait for news, where there are none; `meanwhile`: carry from another thread while this one
    takes in what came before; `soon`: as of `Steps`. NotJoined."""
    steps = SyncSteps(session, rng, wait_s, soon)
    step = steps.next()
    with Carrier(carry, meanwhile=meanwhile) as carrier:
        while step is not None:
            carried = None
            if isinstance(step, wire.Request):
                if not go_on():
                    steps.stop(Paused())
                    break
                if not steps.may_go_on():
                    steps.stop(BudgetSpent())
                    break
                carried = carrier.carry(step)
                progress(steps.progress())
            elif isinstance(step, NextRequest):
                if go_on() and steps.may_go_on():
                    carrier.begin(step.request)
            elif isinstance(step, Wait):
                wait(step.seconds)
            step = steps.next(carried)
    return steps.done()


class Carrier:
    """One call at a time, one of them perhaps before it is asked for."""

    def __init__(self, carry: Carry, *, meanwhile: bool) -> None:
        self._carry = carry
        self._thread = ThreadPoolExecutor(1, "headquarters") if meanwhile else None
        self._ahead: tuple[wire.Request, Future[CallResult]] | None = None

    def __enter__(self) -> "Carrier":
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread:
            self._thread.shutdown()

    def begin(self, request: wire.Request) -> None:
        if self._thread:
            self._ahead = request, self._thread.submit(self._carry, request)

    def carry(self, request: wire.Request) -> CallResult:
        ahead, self._ahead = self._ahead, None
        if ahead and ahead[0] == request:
            return ahead[1].result()
        return self._thread.submit(self._carry, request).result() if self._thread else self._carry(request)


# -- what it means for a case ----------------------------------------------------------------


def state(session: Session, case_id: str) -> State:
    """Where a case, or a draft, is: draft (unfinished, here), kept (some of it only here), sent
    (headquarters has named every hash), held (a receipt that was verified covers it), read (and the
    desk has said that it read it)."""
    database, case = session.reading(), bytes.fromhex(case_id)
    if drafts.exists(database, case):
        return "draft"
    if not tables.is_there(database, case):
        return "kept"
    if not tables.is_held(database, case):
        return "sent"
    return "read" if cases.is_received(database, case) else "held"


def states(session: Session, case_ids: Sequence[str] | None = None) -> dict[str, State]:
    """That of every case in the list, or of these of it, at once."""
    on_the_way = behind(session)
    raw_ids = None if case_ids is None else [bytes.fromhex(case_id) for case_id in case_ids]
    return {
        case.hex(): on_the_way.get(case) or ("read" if received else "held")
        for case, received in cases.received(session.reading(), raw_ids)
    }


def behind(session: Session) -> dict[bytes, State]:
    """The cases that headquarters does not hold whole, also those that no list shows: kept or sent."""
    database = session.reading()
    sent: dict[bytes, State] = dict.fromkeys(tables.not_held(database), "sent")
    return sent | dict.fromkeys(tables.not_there(database), "kept")


def outgoing(session: Session) -> dict[bytes, State]:
    """Of these the cases of which something here waits to go, or something that its officer wrote for its
    receipt. What colleagues wrote and this computer fetched from there is not on its way."""
    database, me = session.reading(), session.vault.person
    devices = session.vault.directory.organisation.devices.values()
    own_streams = {session.vault.stream, *(device.id for device in devices if device.person == me)}
    sent: dict[bytes, State] = {
        case: "sent" for stream in own_streams for _, _, case in tables.uncovered(database, stream)
    }
    return sent | dict.fromkeys(tables.not_there(database), "kept")


Progress = list[tuple[CaseRow, State]]


def progress(session: Session, waiting_count: int, latest_count: int) -> tuple[Progress, Progress]:
    """So many of the cases that are on their way, those kept here alone first; and the latest of the others."""
    on_the_way, waiting = outgoing(session), Progress()
    for state_ in ("kept", "sent"):
        of_state = [case for case, its_state in on_the_way.items() if its_state == state_]
        rows = cases.latest_among(session.reading(), of_state, waiting_count - len(waiting))
        waiting += [(queries.as_row(row, {}), on_the_way[row.case]) for row in rows]
    other_rows = [
        row for row in queries.cases(session, limit=latest_count * 10) if bytes.fromhex(row.id) not in on_the_way
    ]
    return waiting, [(row, state(session, row.id)) for row in other_rows[:latest_count]]


@dataclass(frozen=True, slots=True)
class Overview:
    """What the screen of headquarters shows. `last`: seconds since 1970 of the last sync that came
    to its end, 0 for never; `waiting`: records not there; `refused`: of these, by the kind of
    headquarters' refusal; `undecided`: records that came and can't be used yet; `held_cases`: with files
    of `held_size` bytes that wait until somebody asks for them; `apart`: records kept apart;
    `directory`: how old the list of colleagues is, and whether something of it is missing;
    `unfinished`: interviews, of which nothing goes."""

    headquarters: str
    last: int
    kept_count: int
    sent: int
    waiting: int
    bytes_left: int
    refused: dict[str, int]
    undecided: int
    budget: int
    spent: int
    held_cases: int = 0
    held_size: int = 0
    apart: int = 0
    directory: Freshness = ALONE
    unfinished: int = 0

    @property
    def is_all_there(self) -> bool:
        """Has headquarters confirmed all that may go? What is unfinished can't go."""
        return not (self.kept_count or self.sent or self.waiting)

    def days_without(self, now: int) -> int:
        """Whole days since the last sync that came to its end; 0 where there was none yet, and where nobody
        knows (`is_ahead`)."""
        return max(0, now - self.last) // 86_400 if self.last else 0

    def is_ahead(self, now: int) -> bool:
        """Does the last sync lie on a day that has not come, since a clock ran ahead? More than a day, as
        time zones are chosen wrongly."""
        return self.last > now + 86_400


def overview(session: Session) -> Overview:
    """How far this computer and its headquarters are: what is there, what waits, what was refused."""
    database = session.reading()
    on_the_way = outgoing(session)
    listed = cases.received(database, list(on_the_way))
    counted = Counter([on_the_way[case] for case, _ in listed])
    number, size = tables.left(database)
    held_cases, held_size = chunks.all_held(database)
    return Overview(
        headquarters=address(session), last=last(database),
        kept_count=counted["kept"], sent=counted["sent"],
        waiting=number, bytes_left=size, refused=tables.refusals(database), undecided=tables.undecided(database),
        budget=budget_of(session), spent=spent_today(session), held_cases=held_cases, held_size=held_size,
        apart=sum(group.number - group.disposed for group in apart.groups(database)),
        directory=freshness(session), unfinished=len(drafts.unfinished(database)),
    )  # fmt: skip


def last(source: Source) -> int:
    """Seconds since 1970 of the last sync that came to its end, 0 for never."""
    return int.from_bytes(tables.state(source, _LAST), "big", signed=True)


def address(session: Session) -> str:
    """Where headquarters is, "" where the desk has named none."""
    headquarters = session.vault.directory.organisation.headquarters
    return headquarters[-1].url if headquarters else ""


# -- settings --------------------------------------------------------------------------------


def budget_of(session: Session) -> int:
    """Bytes a day, both ways; 0 without limit."""
    return int.from_bytes(setting(session.reading(), _BUDGET) or b"", "big")


def set_budget(session: Session, number: int) -> None:
    with session.vault.transaction() as writer:
        put_setting(writer, _BUDGET, max(number, 0).to_bytes(8, "big"))


def proxy(session: Session) -> str:
    """What stands between this computer and the network, as http://name:port; "" where the system
    says it, if anything does."""
    return settings.policy().proxy or (setting(session.reading(), _PROXY) or b"").decode()


def set_proxy(session: Session, address: str) -> None:
    """ProxyOdd for what is no address of a proxy; SetByAdministrator."""
    if settings.policy().proxy:
        raise SetByAdministrator
    proxy_address = address.strip()
    if proxy_address and not _is_proxy(proxy_address):
        raise ProxyOdd
    with session.vault.transaction() as writer:
        put_setting(writer, _PROXY, proxy_address.encode())


def _certificates(file: Path) -> str:
    try:
        return file.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ServerNotAllowed from error


def _is_proxy(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host) and parts.scheme in ("http", "https") and not parts.path.strip("/")


def spent_today(session: Session) -> int:
    state = tables.state(session.reading(), _SPENT)
    day, spent = canonical.decode(state) if state else (0, 0)
    return int(spent) if day == session.now() // _DAY_S else 0
