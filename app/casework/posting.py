"""The post: what colleagues should have, written into a folder, and taken in from one.

A folder may be a stick, a share, or the common one beside the vaults of one computer. A file in it
is never written over; its maker removes it once everybody whom it is for has confirmed it.
"""

import time
from collections.abc import Generator, Iterable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.casework import form_files, organisation, receiving, sharing
from app.casework.colleagues import NotJoined, counted, known_of, readers
from app.casework.ledger import Ledger
from app.casework.registrar import ORGANISATION_KEY
from app.casework.session import Session, folded
from app.errors import SanadError
from app.seal import canonical, envelope, parcel
from app.seal.envelope import Envelope, EnvelopeRefused, Kind, Looked
from app.seal.keys import digest
from app.seal.parcel import Parcel, ParcelRefused
from app.vault import chunks, log
from app.vault import syncing as tables
from app.vault import vault as vaults
from app.vault.copies import BadFolder
from app.vault.database import Database, Writer
from app.vault.files import content
from app.vault.folder import private, write_whole
from app.vault.log import Intake
from app.vault.vault import setting

__all__ = [
    "BadFolder", "Collecting", "NotJoined", "ParcelRefused", "Received", "Refused", "Sent", "collect",
    "collecting", "export", "leave", "pick_up", "waiting",
]  # fmt: skip

_SUFFIX = ".post"
_FULL = 1 << 20  # bytes of a file, about; one record may be longer
_LARGEST = _AT_ONCE = 64 << 20
_PIECE = 128  # envelopes a transaction
_AT_ONCE_S = 0.04  # of showing what they mean


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written: files, records in them, and of how many cases."""

    files: int = 0
    records: int = 0
    cases: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A file, or a record in it, that was not used; `why` says what it means."""

    file: str
    why: SanadError


@dataclass(frozen=True, slots=True)
class Received:
    """What was taken in. `known`: was here already; `waiting`: kept until the rest arrives."""

    files: int = 0
    new: int = 0
    known: int = 0
    waiting: int = 0
    refused: tuple[Refused, ...] = ()
    cases: tuple[str, ...] = ()


# -- writing ---------------------------------------------------------------------------------


def export(session: Session, folder: Path) -> Sent:
    """Write what colleagues have not confirmed and what doesn't lie in this folder already.
    NotJoined, BadFolder."""
    known_of(session)
    if not folder.is_dir():
        raise BadFolder
    organisation.renew_due(session)
    sharing.share_forms(session)
    try:
        return _export(session, folder)
    except OSError as error:
        raise BadFolder from error


def _export(session: Session, folder: Path) -> Sent:
    _take_back(session, folder)
    lying = _lying(session, folder)
    there = {item for items in lying.values() for item in items}
    owed = list(_owed(session))
    wanted = [each for each in owed if each.id not in there]
    taken = [each for each in _taken(session.vault.database) if _name(each) in _names(folder)]
    confirm = [each for each in taken if each not in there]
    files, cases = 0, set()
    for batch in _batches(session, wanted):
        _write(session, folder, batch, taken if not files else [])
        files += 1
        cases |= {each.case for each, _ in batch if each.case}
    if confirm and not files:
        _write(session, folder, [], taken)
        files += 1
    _tidy(session, folder, {each.id for each in owed})
    return Sent(files, len(wanted), len(cases))


@dataclass(frozen=True, slots=True)
class _Owed:
    """A record that somebody should have, or a chunk of an attachment. `case`: b"" for an entry of the
    directory; `to`: nobody where headquarters alone should have it."""

    id: bytes
    case: bytes = b""
    to: tuple[bytes, ...] = ()
    chunk: bool = False


def _owed(session: Session) -> Iterator[_Owed]:
    """What a colleague should have and has not confirmed: the directory, then cases; then what
    headquarters is not known to have."""
    said: set[bytes] = set()
    for each in _owed_to_colleagues(session):
        said.add(each.id)
        yield each
    if session.vault.directory.organisation.headquarters:  # whoever has a network passes it on
        for id_, case in tables.not_known(session.reading()):
            if id_ not in said:
                yield _Owed(id_, case)
    yield from _owed_chunks(session)


def _owed_to_colleagues(session: Session) -> Iterator[_Owed]:
    database = session.reading()
    everybody = _others(session, counted(session))
    if not everybody:
        return
    held: dict[bytes, set[bytes]] = {}
    for item, device in database.rows("SELECT item, device FROM delivered"):
        held.setdefault(item, set()).add(device)
    for (id_,) in database.rows("SELECT id FROM organisation ORDER BY n"):
        if everybody - held.get(id_, set()):
            yield _Owed(id_)
    for case in _shared(session):
        to = _others(session, readers(session, case))
        ids = database.rows("SELECT id FROM envelope WHERE case_id = ? ORDER BY n", (case,))
        for (id_,) in ids if to else []:
            if to - held.get(id_, set()):
                yield _Owed(id_, case, tuple(sorted(to)))


def _owed_chunks(session: Session) -> Iterator[_Owed]:
    """What is attached to cases, for colleagues: after all that is written."""
    database = session.reading()
    for (case,) in database.rows("SELECT DISTINCT case_id FROM chunk WHERE content IS NOT NULL"):
        to = _others(session, readers(session, case))
        rows = database.rows(
            "SELECT id, (SELECT group_concat(hex(device)) FROM delivered WHERE item = chunk.id) "
            "FROM chunk WHERE case_id = ? AND content IS NOT NULL ORDER BY n",
            (case,),
        )
        for id_, held in rows if to else []:
            if to - {bytes.fromhex(each) for each in (held or "").split(",") if each}:
                yield _Owed(id_, case, tuple(sorted(to)), chunk=True)


def _raw(session: Session, owed: _Owed) -> bytes:
    if not owed.case:
        row = session.vault.database.row("SELECT entry FROM organisation WHERE id = ?", (owed.id,))
        assert row is not None
        return bytes(row[0])
    if owed.chunk:
        return chunks.content_of(session.vault.database, owed.case, owed.id) or b""
    row = session.vault.database.row(
        "SELECT header, signature, body FROM envelope WHERE id = ?", (owed.id,)
    )
    assert row is not None
    return canonical.encode(list(row))


def _shared(session: Session) -> list[bytes]:
    """Cases, and what teams share."""
    vault, database = session.vault, session.reading()
    return log.cases(database, vault) + [
        team
        for team in log.shares(vault)
        if database.row("SELECT 1 FROM envelope WHERE case_id = ? LIMIT 1", (team,))
    ]


def _others(session: Session, streams: Iterable[bytes]) -> set[bytes]:
    return {each for each in streams if each != session.vault.stream}


def _batches(session: Session, owed: Sequence[_Owed]) -> Iterator[list[tuple[_Owed, bytes]]]:
    batch: list[tuple[_Owed, bytes]] = []
    size = 0
    for each in owed:
        raw = _raw(session, each)
        # who doesn't know what a chunk is for yet confirms what is written all the same
        if batch and (size + len(raw) > _FULL or each.chunk != batch[-1][0].chunk):
            yield batch
            batch, size = [], 0
        batch.append((each, raw))
        size += len(raw)
    if batch:
        yield batch


def _write(
    session: Session, folder: Path, batch: list[tuple[_Owed, bytes]], taken: list[bytes]
) -> None:
    vault = session.vault
    made = Parcel(
        vault.stream, b"", _to(each for each, _ in batch),
        tuple(raw for each, raw in batch if not each.case),
        tuple(raw for each, raw in batch if each.case and not each.chunk),
        tuple(taken),
        chunks=tuple((each.case, raw) for each, raw in batch if each.chunk),
    )  # fmt: skip
    raw = parcel.write(made, vault.device, _key(session))
    id_ = parcel.parcel_id(raw)
    with vault.transaction() as writer:
        writer.run("INSERT INTO parcel VALUES (?, ?)", (id_, session.now()))
        _list_items(writer, id_, [each.id for each, _ in batch] + taken)
        _list_addressees(session, writer, id_, made)
    write_whole(folder / _name(id_), raw)


def _to(batch: Iterable[_Owed]) -> dict[bytes, tuple[bytes, ...]]:
    found: dict[bytes, tuple[bytes, ...]] = {}
    for each in batch:
        if each.case:
            found[each.case] = each.to or found.get(each.case, ())
    return found


def _list_items(writer: Writer, id_: bytes, items: Iterable[bytes]) -> None:
    for item in items:
        writer.run("INSERT OR IGNORE INTO parcel_item VALUES (?, ?)", (id_, item))


def _list_addressees(session: Session, writer: Writer, id_: bytes, told: Parcel) -> None:
    known = session.vault.directory.organisation.devices
    for case, streams in told.to.items():
        for stream in known.keys() & set(streams):
            writer.run("INSERT OR IGNORE INTO parcel_to VALUES (?, ?, ?)", (id_, case, stream))


def _lying(session: Session, folder: Path) -> dict[bytes, set[bytes]]:
    """The files of this folder that are whole and known here, and what is in each."""
    found: dict[bytes, set[bytes]] = {}
    database = session.vault.database
    ours = [row[0] for row in database.rows("SELECT id FROM parcel UNION SELECT parcel FROM taken")]
    names = _names(folder)
    for id_ in ours:
        if _name(id_) not in names:
            continue
        with suppress(OSError):
            if parcel.parcel_id(content(folder / _name(id_), _LARGEST)) == id_:
                found[id_] = {
                    row[0]
                    for row in database.rows(
                        "SELECT item FROM parcel_item WHERE parcel = ?", (id_,)
                    )
                }
    return found


def _tidy(session: Session, folder: Path, owed: set[bytes]) -> None:
    """Remove own files of which everything is confirmed, or lies here in another one too."""
    database = session.vault.database
    lying = _lying(session, folder)
    names = _names(folder)
    taken = {each for each in _taken(database) if _name(each) in names}
    own = [row[0] for row in database.rows("SELECT id FROM parcel ORDER BY made, id")]
    for id_ in own:
        if id_ not in lying:
            continue
        needed = lying[id_] & (owed | taken)
        elsewhere = {item for other, items in lying.items() if other != id_ for item in items}
        confirmations_only = not lying[id_] - set(_taken(database))
        if not needed or (confirmations_only and needed <= elsewhere):
            (folder / _name(id_)).unlink(missing_ok=True)
            del lying[id_]


def _take_back(session: Session, folder: Path) -> None:
    """Own files that hold what was erased since: what is still owed of them is written again."""
    rows = session.vault.database.rows(
        "SELECT DISTINCT p.id FROM parcel AS p JOIN parcel_item AS i ON i.parcel = p.id "
        "JOIN erased AS e ON e.id = i.item JOIN erasure AS o ON o.order_id = e.order_id "
        "WHERE p.made <= o.at"  # an order names chunks too
    )
    for (id_,) in rows:
        (folder / _name(id_)).unlink(missing_ok=True)


def _taken(database: Database) -> list[bytes]:
    return [row[0] for row in database.rows("SELECT parcel FROM taken ORDER BY parcel")]


# -- taking in -------------------------------------------------------------------------------


@dataclass(slots=True)
class _Coming:
    """A file under way. `spoilt`: something in it was refused, so it isn't confirmed."""

    file: str
    id: bytes
    parcel: Parcel
    spoilt: bool = False
    items: list[bytes] = field(default_factory=list)


_Piece = tuple[_Coming, bytes, Envelope]


@dataclass(slots=True)
class _Tally:
    new: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)
    touched: set[bytes] = field(default_factory=set)
    cases: set[bytes] = field(default_factory=set)
    early: set[str] = field(default_factory=set)  # files with chunks that nothing names yet


Collecting = Generator[None, None, Received]


def collect(session: Session, folder: Path) -> Received:
    """Take in what lies in a folder, whatever part of it is there, as often as one likes; files are
    left as they are. What is damaged or not to be trusted is named, and nothing of it used.
    NotJoined, BadFolder."""
    script = collecting(session, folder)
    try:
        while True:
            next(script)
    except StopIteration as ended:
        told: Received = ended.value
        return told


def collecting(session: Session, folder: Path) -> Collecting:
    """The same in pieces of some 50 ms, for a thread that others wait for. Left in the middle, what was
    taken in stays and nothing is confirmed: the next time goes on."""
    known_of(session)
    if not folder.is_dir():
        raise BadFolder
    tally, files, parts = _Tally(), 0, 0
    for coming in _read(session, folder, tally.refused):
        if coming is None:
            yield
            continue
        files, parts = files + len(coming), parts + 1
        yield from _take_in(session, coming, tally)
    if parts > 1 and tally.early:  # what names them may have come in a later part
        yield from _once_more(session, folder, tally)
    waits = session.vault.database.row("SELECT count(*) FROM waiting")
    return Received(
        files, tally.new, tally.known, int(waits[0]) if waits else 0, tuple(tally.refused),
        tuple(sorted(case.hex() for case in tally.cases)),
    )  # fmt: skip


def _once_more(session: Session, folder: Path, tally: _Tally) -> Generator[None]:
    again = _Tally()
    for coming in _read(session, folder, again.refused, tally.early):
        if coming is None:
            yield
        else:
            yield from _take_in(session, coming, again)
    tally.cases |= again.cases


def _take_in(session: Session, coming: list[_Coming], tally: _Tally) -> Generator[None]:
    """Some files: the directory, envelopes, what they mean, and in the end that they are here."""
    vault, ledger = session.vault, Ledger(session)
    with vault.transaction() as writer:
        _learn(session, writer, coming, tally)
    yield
    for some in _sorted(coming, tally):
        with vault.transaction() as writer:
            _note(session, writer, _open(session, writer, some, tally), tally)
        yield
    with vault.transaction() as writer:
        _note(session, writer, receiving.try_again(session, writer), tally)
    yield
    yield from _show(session, ledger, tally)
    with vault.transaction() as writer:
        _bring_chunks(session, writer, coming, tally)
        _confirm(session, writer, coming)
    vault.say_head()
    if (
        ledger.forked
    ):  # these records went on elsewhere, as after a copy: from here on with new keys
        session.vault = vaults.new_device(vault)
        session.vault.say_head()


def _note(session: Session, writer: Writer, new: list[tuple[bytes, bytes]], tally: _Tally) -> None:
    """(case, id) of what came in: it is to be shown, whatever happens meanwhile."""
    tally.new += len(new)
    tally.touched |= {case for case, _ in new}
    tables.news(writer, new)
    if any(_stream(writer, id_) == session.vault.stream for _, id_ in new):
        tables.put(writer, tables.FORKED, session.vault.stream)


def _read(
    session: Session, folder: Path, refused: list[Refused], only: Set[str] | None = None
) -> Iterator[list[_Coming] | None]:
    """The files of a folder, or `only` these, as many at once as a small computer's memory can hold; once nothing,
    where there is none: what waited is tried again all the same. None after each: let others in."""
    own = {row[0] for row in session.vault.database.rows("SELECT id FROM parcel")}
    key, size = _key(session), 0
    found: list[_Coming] = []
    try:
        files = sorted(folder.glob(f"*{_SUFFIX}"))
    except OSError as error:
        raise BadFolder from error
    for file in (each for each in files if only is None or each.name in only):
        try:
            raw = content(file, _LARGEST)
            id_ = parcel.parcel_id(raw)
            if id_ in own:
                continue
            told = _Coming(file.name, id_, parcel.read(raw, key))
        except OSError:
            refused.append(Refused(file.name, ParcelRefused()))
        except SanadError as error:
            refused.append(Refused(file.name, error))
        else:
            if found and size + len(told.parcel.body) > _AT_ONCE:
                yield found
                found, size = [], 0
            found.append(told)
            size += len(told.parcel.body)
        yield None
    yield found


def _learn(session: Session, writer: Writer, coming: list[_Coming], tally: _Tally) -> None:
    """The directory first: it says whose the rest is."""
    brought = dict.fromkeys(raw for each in coming for raw in each.parcel.entries)
    taken = receiving.learn(session, writer, brought)
    tally.new += len(taken.new)
    for error in taken.refused:
        name = coming[0].file if len(coming) == 1 else ""
        tally.refused.append(Refused(name, error))
    here = {row[0] for row in writer.rows("SELECT id FROM organisation")}
    here.update(digest(raw) for raw in taken.early)
    for each in coming:
        told = {digest(raw) for raw in each.parcel.entries}
        each.items += sorted(told & here)
        each.spoilt |= not told <= here


def _sorted(coming: list[_Coming], tally: _Tally) -> Iterator[list[_Piece]]:
    """Their envelopes, some at a time; grants first, since they hold the keys of the rest."""
    grants: list[_Piece] = []
    others: list[_Piece] = []
    for each in coming:
        for raw in each.parcel.envelopes:
            try:
                told = envelope.peek_unverified(raw)
            except EnvelopeRefused as error:
                tally.refused.append(Refused(each.file, error))
                each.spoilt = True
                continue
            (grants if told.header.kind == Kind.GRANT else others).append((each, raw, told))
    together = grants + others
    for start in range(0, len(together), _PIECE):
        yield together[start : start + _PIECE]


def _open(
    session: Session, writer: Writer, pieces: list[_Piece], tally: _Tally
) -> list[tuple[bytes, bytes]]:
    """Envelopes that are for this computer; (case, id) of what is new."""
    taking = receiving.intake(session, writer, [told.id for _, _, told in pieces])
    new: list[tuple[bytes, bytes]] = []
    for each, raw, told in pieces:
        case = told.header.case
        for_me = session.vault.stream in each.parcel.to.get(case, ())
        if told.header.kind == Kind.GRANT or for_me or taking.has(case):
            new += _receive(session, taking, each, raw, for_me, tally)
    taking.flush()
    return new


def _receive(
    session: Session, taking: Intake, each: _Coming, raw: bytes, for_me: bool, tally: _Tally
) -> list[tuple[bytes, bytes]]:
    told, new = Looked.at(raw, session.vault.directory), False
    try:
        new = receiving.receive(taking, told, for_us=for_me)
        tally.known += not new
    except receiving.LATER:
        if not for_me:
            return []
    except receiving.FOR_THE_DESK as error:
        tally.refused.append(Refused(each.file, error))
    except SanadError as error:
        tally.refused.append(Refused(each.file, error))
        each.spoilt = True
        return []
    each.items.append(told.id)
    return [(told.told.header.case, told.id)] if new else []


def _bring_chunks(session: Session, writer: Writer, coming: list[_Coming], tally: _Tally) -> None:
    """Last: what came in before says which are wanted. A file with one that nothing here names yet is
    not confirmed, and taken in again with the next."""
    logs = {
        case
        for each in coming
        for case, _ in each.parcel.chunks
        if session.vault.stream in each.parcel.to.get(case, ())
    }
    passed = set[bytes]()
    for case in logs:
        if form_files.is_new(session, told := folded(session, case)):
            form_files.take_in(session, writer, told)
            passed |= form_files.passed_over(session, told)
    for each in coming:
        for case, chunk in each.parcel.chunks:
            if session.vault.stream not in each.parcel.to.get(case, ()):
                continue
            if chunks.bring(writer, case, chunk) or digest(chunk) in passed:
                each.items.append(digest(chunk))
            else:
                each.spoilt = True
                tally.early.add(each.file)
    for case in logs:  # what a questionnaire shows may be whole now
        told = folded(session, case)
        if form_files.take_in(session, writer, told):
            receiving.show(session, writer, case, set())


def _confirm(session: Session, writer: Writer, coming: list[_Coming]) -> None:
    """Their makers hold what they sent, and what they say that they took in; and what headquarters
    has signed for, where they bring that back."""
    for each in coming:
        told = each.parcel
        device = session.vault.directory.organisation.devices.get(told.maker)
        if not each.spoilt:
            writer.run(
                "INSERT OR IGNORE INTO taken VALUES (?, ?, ?)",
                (each.id, told.maker, session.now()),
            )
            _list_items(writer, each.id, each.items)
            _list_addressees(session, writer, each.id, told)
        if device is None or device.revoked or not told.signed_by(device.public):
            continue
        held = set(each.items)
        if told.receipts:
            Ledger(session).carried(writer, told.epoch, told.receipts)
        for id_ in told.taken:
            held |= {row[0] for row in writer.rows(_HOLDS, (id_, device.id, device.id))}
        for item in held:
            writer.run("INSERT OR IGNORE INTO delivered VALUES (?, ?)", (item, device.id))


# What a computer holds that took in a file: the directory, and what was addressed to it. The rest
# it may have passed over.
_HOLDS = """
    SELECT item FROM parcel_item AS i WHERE parcel = ? AND (
        item IN (SELECT id FROM organisation) OR EXISTS (
            SELECT 1 FROM envelope AS e JOIN parcel_to AS t ON t.case_id = e.case_id
            WHERE e.id = i.item AND t.parcel = i.parcel AND t.device = ?)
        OR EXISTS (
            SELECT 1 FROM chunk AS c JOIN parcel_to AS t ON t.case_id = c.case_id
            WHERE c.id = i.item AND t.parcel = i.parcel AND t.device = ?))
"""


def _show(session: Session, ledger: Ledger, tally: _Tally) -> Generator[None]:
    """Lists, search, questionnaires and what came in, after what is new."""
    shared = log.shares(session.vault)  # first: questionnaires say what can be searched
    while found := tables.stale(session.vault.database, shared):
        until = time.monotonic() + _AT_ONCE_S
        with session.vault.transaction() as writer:
            while found and time.monotonic() < until:
                case, new = found
                if not ledger.forked:
                    log.complete(writer, session.vault, case)
                if receiving.show(session, writer, case, new) and case in tally.touched:
                    tally.cases.add(case)
                tables.shown(writer, case)
                found = tables.stale(writer, shared)
        yield


def _stream(writer: Writer, id_: bytes) -> bytes:
    row = writer.row("SELECT stream FROM envelope WHERE id = ?", (id_,))
    return bytes(row[0]) if row else b""


# -- for those without a network --------------------------------------------------------------


def parcels(session: Session, folder: Path) -> Iterator[Parcel]:
    """The whole files of others in a folder, one by one. BadFolder."""
    for some in _read(session, folder, []):
        yield from (each.parcel for each in some or ())


def lay_receipts(session: Session, folder: Path, epoch: bytes, receipts: Iterable[bytes]) -> None:
    """A file that brings headquarters' receipts to whoever has no network. BadFolder."""
    vault = session.vault
    made = Parcel(vault.stream, b"", {}, (), (), (), epoch, tuple(sorted(receipts)))
    raw = parcel.write(made, vault.device, _key(session))
    id_ = parcel.parcel_id(raw)
    with vault.transaction() as writer:
        writer.run("INSERT INTO parcel VALUES (?, ?)", (id_, session.now()))
        _list_items(writer, id_, [id_])  # it is of use for as long as it lies there
    try:
        write_whole(folder / _name(id_), raw)
    except OSError as error:
        raise BadFolder from error


# -- the common folder -----------------------------------------------------------------------


def common(session: Session) -> Path:
    """The folder that the vaults of one computer share."""
    return session.home / "post"


def pick_up(session: Session) -> Received:
    """At unlock: what colleagues on this computer left. Never in the way of unlocking."""
    folder = common(session)
    if not session.vault.directory.joined or not folder.is_dir():
        return Received()
    with suppress(Exception):  # whatever lies there, these are an officer's own records
        return collect(session, folder)
    return Received()


def leave(session: Session) -> Sent:
    """At lock, and when something was handed over: what colleagues on this computer should have."""
    folder = common(session)
    if not session.vault.directory.joined or len(list(folder.parent.glob("vaults/*/keys"))) < 2:
        return Sent()
    with suppress(SanadError, OSError):
        private(folder)
        return export(session, folder)
    return Sent()


def waiting(session: Session) -> int:
    """How many records a colleague should have and has not confirmed."""
    if not session.vault.directory.joined:
        return 0
    return sum(1 for each in _owed(session) if each.to)


# -- parts -----------------------------------------------------------------------------------


def _name(id_: bytes) -> str:
    return f"sanad-{id_.hex()[:32]}{_SUFFIX}"


def _names(folder: Path) -> set[str]:
    return {file.name for file in folder.glob(f"*{_SUFFIX}")}


def _key(session: Session) -> bytes:
    told = setting(session.vault.database, ORGANISATION_KEY)
    if told is None:
        raise NotJoined
    return told
