"""What lies in a folder, taken in: a little at a time."""

import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from app.casework.cases import index
from app.casework.exchange import record_intake
from app.casework.exchange.post.confirmation import bring_chunks, confirm
from app.casework.exchange.post.inbox import IncomingFile, RefusedFile, Tally, read
from app.casework.exchange.post.parcel_reader import in_pieces, learn, opened
from app.casework.exchange.sync_store import VaultSyncStore
from app.casework.session.colleagues import known_of
from app.casework.session.session import Session
from app.casework.session.stepped_work import carried_out
from app.casework.session.transfer_places import refuse_elsewhere
from app.disk import BadFolder
from app.vault import log
from app.vault import sync_state as tables
from app.vault import vault as vaults
from app.vault.database import Writer

_AT_ONCE_S = 0.04  # of showing what they mean


@dataclass(frozen=True, slots=True)
class CollectionSummary:
    """What was taken in. `new`: of everything; `known`: was here already; `waiting`: kept until the rest
    arrives. `records`: the new ones of cases, `cases`: which, counted as `Sent` counts them."""

    files: int = 0
    new: int = 0
    known: int = 0
    waiting: int = 0
    refused: tuple[RefusedFile, ...] = ()
    cases: tuple[str, ...] = ()
    records: int = 0


Collecting = Generator[None, None, CollectionSummary]


def collect(session: Session, folder: Path) -> CollectionSummary:
    """Take in what lies in a folder, whatever part of it is there, as often as one likes; files are
    left as they are. What is damaged or not to be trusted is named, and nothing of it used.
    NotJoined, BadFolder, PlaceNotAllowed."""
    return carried_out(collecting(session, folder))


def collecting(session: Session, folder: Path) -> Collecting:
    """The same in pieces of some 50 ms, for a thread that others wait for. Left in the middle, what was
    taken in stays and nothing is confirmed: the next time goes on."""
    known_of(session)
    if not folder.is_dir():
        raise BadFolder
    refuse_elsewhere(folder)
    tally, files, parts = Tally(), 0, 0
    for incoming_files in read(session, folder, tally):
        if incoming_files is None:
            yield
            continue
        files, parts = files + len(incoming_files), parts + 1
        yield from _take_in(session, incoming_files, tally)
    if parts > 1 and tally.early:  # what names them may have come in a later part
        yield from _once_more(session, folder, tally)
    while index.remake_some_tasks(session, limit=4):  # a questionnaire came that they had waited for
        yield
    waits = session.vault.database.row("SELECT count(*) FROM waiting")
    return CollectionSummary(
        files=files,
        new=tally.new,
        known=tally.known,
        waiting=int(waits[0]) if waits else 0,
        refused=tally.refused,
        cases=tuple(sorted(case.hex() for case in tally.cases)),
        records=sum(tally.by_case[case] for case in tally.cases),
    )


def _once_more(session: Session, folder: Path, tally: Tally) -> Generator[None]:
    retry_tally = Tally()
    for incoming_files in read(session, folder, retry_tally, tally.early):
        if incoming_files is None:
            yield
        else:
            yield from _take_in(session, incoming_files, retry_tally)
    tally.cases |= retry_tally.cases


def _take_in(session: Session, incoming_files: list[IncomingFile], tally: Tally) -> Generator[None]:
    """Some files: the directory, envelopes, what they mean, and in the end that they are here."""
    vault, ledger = session.vault, VaultSyncStore(session)
    with vault.transaction() as writer:
        learn(session, writer, incoming_files, tally)
    yield
    for in_piece in in_pieces(incoming_files, tally):
        if in_piece:
            with vault.transaction() as writer:
                note(session, writer, opened(session, writer, in_piece, tally), tally)
        yield
    with vault.transaction() as writer:
        note(session, writer, record_intake.try_again(session, writer), tally)
    yield
    yield from show(session, ledger, tally)
    yield from bring_chunks(session, incoming_files, tally)
    for incoming_file in incoming_files:
        with vault.transaction() as writer:
            confirm(session, writer, [incoming_file])
        yield
    if ledger.forked:
        # these records went on elsewhere, as after a copy: from here on with new keys
        session.vault = vaults.new_device(vault)


def note(session: Session, writer: Writer, new: list[tuple[bytes, bytes]], tally: Tally) -> None:
    """(case, id) of what came in: it is to be shown, whatever happens meanwhile."""
    tally.new += len(new)
    tally.by_case.update(case for case, _ in new)
    tally.touched |= {case for case, _ in new}
    tables.news(writer, new)
    if any(_stream(writer, id_) == session.vault.stream for _, id_ in new):
        tables.put(writer, tables.FORKED, session.vault.stream)


def show(session: Session, ledger: VaultSyncStore, tally: Tally) -> Generator[None]:
    """Lists, search, questionnaires and what came in, after what is new."""
    shared = log.shares(session.vault)  # first: questionnaires say what can be searched
    while stale := tables.stale(session.vault.database, shared):
        now = time.monotonic() + _AT_ONCE_S
        with session.vault.transaction() as writer:
            while stale and time.monotonic() < now:
                case, new = stale
                if not ledger.forked:
                    record_intake.complete(session, writer, case)
                if record_intake.show(session, writer, case, new) and case in tally.touched:
                    tally.cases.add(case)
                tables.shown(writer, case)
                writer.settle()  # now, so that the time for this piece knows of it
                stale = tables.stale(writer, shared)
        yield


def _stream(writer: Writer, id_: bytes) -> bytes:
    row = writer.row("SELECT stream FROM envelope WHERE id = ?", (id_,))
    return bytes(row[0]) if row else b""
