"""An officer at work: the open vault, the clock, and the threads that may read it."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import clock
from app.case import events
from app.case.events import Event
from app.case.kinds.table import OF_READERS
from app.case.projection import Case, CaseBuilder, folded
from app.casework.session import clock_check, freshness, profiles
from app.clock import Clock
from app.seal import canonical
from app.seal.lineage import Lineage
from app.settings import Language
from app.signing.sign_client import SigningChild
from app.vault import log, log_batch, sync_state
from app.vault.database import Database, Writer
from app.vault.duties import SavedChanges
from app.vault.forms import FormRecord
from app.vault.vault import Vault, put_setting

LOCKED = "locked"  # when these records were locked last


@dataclass(frozen=True, slots=True)
class Officer:
    """Who is at work. `role`: inspector, shelter, supervisor or desk."""

    name: str
    role: str
    vault_id: str
    language: Language


class Session:
    """Opened on the thread that writes; others read through `reading()`.

    `reindex` makes a case's lists and search again from its events: the vault calls it in each
    transaction that added to a case. `at_close` is called before the records are let go."""

    def __init__(
        self,
        vault: Vault,
        home: Path,
        clock: Clock = clock.now,
        *,
        reindex: "Callable[[Session, Writer, bytes], None]",
        at_close: "Callable[[Session], None] | None" = None,
    ) -> None:
        self.home, self.clock = home, clock
        self._reindex, self._at_close = reindex, at_close
        self.vault = vault
        self.forms: dict[bytes, object] = {}  # casework.questionnaires.compiled_forms
        self.brought: dict[bytes, FormRecord | None] = {}  # casework.questionnaires.form_inbox
        self.past_gates: set[bytes] = set()  # drafts whose gates are all open
        self.newest: int | None = None  # casework.session.clock_check
        self.heads_said: dict[bytes, tuple[bytes, ...]] = {}  # casework.session.freshness
        self.owed: tuple[int, int] = (-1, 0)  # casework.exchange.post: when counted, and how many
        self.key_uses: set[bytes] = set()  # casework.session.key_log: what was done since it opened
        self.signing: SigningChild | None = None  # casework.export.paper_signing
        self.matchings: set[bytes] = set()  # casework.exchange.match_runs: those under way
        self.opening = threading.RLock()
        self._owner = threading.get_ident()
        self._readers: dict[int, Database] = {}
        self._opened = _OpenCase((), {})

    def take_changes(self) -> SavedChanges:
        """What was written since this was asked last: for whoever shows it, on the thread that writes."""
        return self._vault.take_changes()

    @property
    def vault(self) -> Vault:
        return self._vault

    @vault.setter
    def vault(self, vault: Vault) -> None:
        self._vault = vault
        vault.reindex = lambda writer, case: self._reindex(self, writer, case)
        vault.now = lambda: clock_check.not_before(self)

    @property
    def officer(self) -> Officer:
        key_file, directory = self.vault.key_file, self.vault.directory.organisation
        person = directory.person(self.vault.person)
        name, role = (person.name, person.role) if person else (key_file.officer, key_file.role)
        return Officer(name, role, key_file.vault.hex(), key_file.language)

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self.clock().timestamp())

    def reading(self) -> Database:
        """The connection of the calling thread; one that can't write, off the vault's own."""
        ident = threading.get_ident()
        if ident == self._owner:
            return self.vault.database
        if ident not in self._readers or self._readers[ident].file != self.vault.file:
            self._readers[ident] = self.vault.reader()
        return self._readers[ident]

    def _say_locked(self) -> None:
        """For the desk, should this computer be lost. Where it can't be kept, it isn't."""
        with suppress(Exception), self.vault.transaction() as writer:  # a damaged file still closes
            put_setting(writer, LOCKED, max(self.now(), 0).to_bytes(8, "big"))

    def forget(self) -> None:
        """Nothing of a case at hand, neither opened in memory nor as an old page on disk."""
        self._opened, self.vault.memo = _OpenCase((), {}), None
        self.vault.database.drop_old_pages()

    def close_reader(self) -> None:
        """Close the calling thread's reading connection, before that thread ends."""
        if reader := self._readers.pop(threading.get_ident(), None):
            reader.close()

    def close(self) -> None:
        """Do what is to be done at the end (`at_close`), and let go of the records."""
        try:
            if self._at_close:
                self._at_close(self)
            self._say_locked()
        finally:
            if self.signing is not None:
                self.signing.close()
            self.close_reader()
            self.vault.close()


@dataclass(slots=True)
class _OpenCase:
    """The case at hand: its events, by id and size, and what they tell, once it was asked for.
    `unchanged`: the database's mark of then."""

    mark: tuple[Any, ...]
    events: dict[tuple[bytes, int], Event]
    damaged: tuple[int, ...] = ()  # which of its records, from 1, were left out
    folding: CaseBuilder | None = None
    unchanged: tuple[object, ...] | None = None
    earlier: CaseBuilder | None = None  # of fewer events, that can perhaps be gone on with


class EventAppender:
    """Writes events of one case, each seeing the one before, inside one transaction."""

    def __init__(self, session: Session, writer: Writer, case: bytes, *, restricted: bool = False) -> None:
        """`restricted`: a case that begins here is its officer's alone."""
        self._session, self._writer, self._case = session, writer, case
        self._restricted, self._has_spoken = restricted, False
        case_state = case_state_of(session, case)
        self._seen = case_state.heads
        if case_state.substitutes and sync_state.is_stale(writer, case):
            session._reindex(session, writer, case)  # whose time in it is over (app.vault.stand_ins)

    def say(
        self, kind: str, content: Mapping[str, Any], at: int | None = None, *, for_teams: Collection[bytes] = ()
    ) -> bytes:
        """Append one event; its id. `for_teams`: as of `app.vault.log.append`."""
        id_ = _append(
            self._session, self._writer, self._case, heads=self._seen, kind=kind, content=content,
            at=at, restricted=self._restricted, for_teams=for_teams,
        )  # fmt: skip
        self._seen = (id_,)
        if kind in OF_READERS and not self._has_spoken:
            self._writer.noted.viewed.add(self._case)
        else:
            self._has_spoken = True
            self._writer.noted.viewed.discard(self._case)
        return id_


@dataclass(frozen=True, slots=True)
class Appended:
    """An event of a case that is not opened for it: `heads` are its last ones, as its lists say."""

    case: bytes
    heads: tuple[bytes, ...]
    kind: str
    content: Mapping[str, Any]


def append_each(session: Session, writer: Writer, events_of_cases: Iterable[Appended]) -> dict[bytes, bytes]:
    """One event of each of these cases; case to the event's id. Who calls makes the lists true."""
    marks = clock_check.marks(session)
    bodies = {
        new.case: _body(session, new.case, new.heads, new.kind, {**new.content, **marks}, session.now())
        for new in events_of_cases
    }
    clock_check.note(session, writer)
    return log_batch.append_each(writer, session.vault, bodies)


def _append(
    session: Session, writer: Writer, case: bytes, *, heads: tuple[bytes, ...], kind: str,
    content: Mapping[str, Any], at: int | None, restricted: bool = False,
    for_teams: Collection[bytes] = (),
) -> bytes:  # fmt: skip
    content = {**content, **clock_check.marks(session)}
    body = _body(session, case, heads, kind, content, session.now() if at is None else at)
    clock_check.note(session, writer)
    is_own = restricted or freshness.keep_back(session, writer, case)
    return log.append(writer, session.vault, case, body, restricted=is_own, for_teams=for_teams)


def _body(
    session: Session, case: bytes, heads: tuple[bytes, ...], kind: str, content: Mapping[str, Any], at: int
) -> bytes:
    """What is sealed, with what its author knows of colleagues."""
    full_content = {**content, **freshness.heads(session, case)}
    return canonical.encode(events.body(kind, at, heads, full_content))


def case_state_of(session: Session, case: bytes) -> Case:
    """A case as its events tell it now; not to be changed."""
    return _folding(session, case).case


_past_damage = ContextVar("_past_damage", default=b"")


@contextmanager
def past_damage(session: Session, case: bytes) -> Iterator[tuple[int, ...]]:
    """Inside, this case is read without its damaged records, which are these, from 1 as they came: to show
    lists of the others. Nothing is written or let leave by what is read so."""
    token = _past_damage.set(case)
    try:
        yield _opened(session, case).damaged
    finally:
        _past_damage.reset(token)


def case_state_with(session: Session, case: bytes, *further: Event) -> Case:
    """The case as it would be with further events; nothing of that is kept."""
    folding, events = _folding(session, case), [*events_of(session, case), *further]
    tried = folding.continued(events)
    return (tried or folded(case, events, folding.profiles)).case


def _folding(session: Session, case: bytes) -> CaseBuilder:
    opened = _opened(session, case)
    if opened.folding is None:
        events = opened.events.values()
        going_on = opened.earlier.continued(events) if opened.earlier else None
        opened.folding = going_on or folded(case, events, profiles.known_profiles(session.reading()))
        opened.earlier = None
    return opened.folding


def events_of(session: Session, case: bytes) -> list[Event]:
    """The events of a case that can be read here, each with its author's role of that time."""
    return list(_opened(session, case).events.values())


def events_among(session: Session, case: bytes, ids: Iterable[bytes]) -> list[Event]:
    """These events of a case alone, without opening the rest of it."""
    return list(events_of_each(session, {case: list(ids)}).values())


def events_of_each(session: Session, ids: Mapping[bytes, Sequence[bytes]]) -> dict[bytes, Event]:
    """The same of several cases: `ids` of each; by their ids, those that can be read here."""
    database = session.reading()
    lineage = log.lineage(database)
    return {
        record.id: _event(session, record, lineage)
        for case, of_case in ids.items()
        for record in log.events(database, session.vault, case, of_case)
        if record.header.case == case
    }


def _opened(session: Session, case: bytes) -> _OpenCase:
    """The case at hand stays opened and folded: it is asked for several times over for each thing
    that happens to it."""
    vault, database = session.vault, session.reading()
    colleagues, previous = vault.directory, session._opened
    entries = len(colleagues.organisation.entries), len(colleagues.own.entries)
    unchanged, passes = database.mark(), _past_damage.get() == case
    if unchanged and previous.mark[:4] == (passes, case, *entries) and previous.unchanged == unchanged:
        return previous
    mark = passes, case, *entries, profiles.texts(database), log.destroyed_grants(database, case)
    events = previous.events if previous.mark == mark else {}
    record_refs = log.event_sizes(database, case)
    damaged: list[bytes] | None = [] if passes else None
    missing = [
        id_
        for id_, size in record_refs
        if (id_, size) not in events or not events[id_, size].role  # known once more has come
    ]
    if missing:
        ids, lineage = missing if events else None, log.lineage(database)
        new = {event.id: _event(session, event, lineage) for event in log.events(database, vault, case, ids, damaged)}
        events = events | {(id_, size): new[id_] for id_, size in record_refs if id_ in new}
    current_events = {key: events[key] for key in record_refs if key in events}
    is_same = (
        previous.mark == mark and list(current_events) == list(previous.events) and current_events == previous.events
    )
    opened = _OpenCase(
        mark,
        current_events,
        tuple(n for n, (id_, _) in enumerate(record_refs, 1) if id_ in (damaged or ())),
        previous.folding if is_same else None,
        unchanged,
    )
    if not is_same and previous.mark == mark:
        opened.earlier = previous.folding or previous.earlier
    session._opened = opened
    return opened


def _event(session: Session, record: log.LoggedEvent, lineage: Lineage) -> Event:
    head, colleagues = record.header, session.vault.directory
    device = colleagues.organisation.devices.get(head.stream)
    author = colleagues.device(head.stream)
    return events.read(
        record.id,
        head.stream,
        canonical.decode(record.event),
        colleagues.role_at(head, record.id, lineage),
        device is None or head.seq > device.before,
        author.person if author else b"",
    )


def journal(session: Session, kind: str) -> None:
    """An event of the vault itself: a card used, a passphrase changed."""
    with session.vault.transaction() as writer:
        EventAppender(session, writer, session.vault.id).say(kind, {})
