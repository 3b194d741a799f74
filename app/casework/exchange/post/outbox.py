"""What colleagues should have and have not confirmed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.casework.session.colleagues import counted, readers
from app.casework.session.session import Session
from app.seal import canonical
from app.seal.case_grant import is_key_log
from app.vault import chunks, log
from app.vault import sync_state as tables


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """A record that somebody should have, or a chunk of an attachment. `case`: b"" for an entry of the
    directory; `to`: nobody where headquarters alone should have it."""

    id: bytes
    case: bytes = b""
    to: tuple[bytes, ...] = ()
    chunk: bool = False


def waiting(session: Session) -> int:
    """Of how many cases a colleague should have something and has not confirmed it. It takes half a
    millisecond a case: counted again once something was written."""
    if not session.vault.directory.joined:
        return 0
    saved = session.vault.saved
    if session.owed[0] != saved:
        shared = log.shares(session.vault)
        cases = {owed_item.case for owed_item in owed(session) if owed_item.to} - shared
        session.owed = saved, sum(not is_key_log(case) for case in cases)
    return session.owed[1]


def owed(session: Session) -> Iterator[OutboxItem]:
    """What a colleague should have and has not confirmed: the directory, then cases; then what
    headquarters is not known to have."""
    yielded_ids: set[bytes] = set()
    for owed_to_colleague in _owed_to_colleagues(session):
        yielded_ids.add(owed_to_colleague.id)
        yield owed_to_colleague
    if session.vault.directory.organisation.headquarters:  # whoever has a network passes it on
        for id_, case in tables.not_known(session.reading()):
            if id_ not in yielded_ids:
                yield OutboxItem(id_, case)
    yield from _owed_chunks(session)


def _owed_to_colleagues(session: Session) -> Iterator[OutboxItem]:
    database = session.reading()
    everybody = others(session, counted(session))
    if not everybody:
        return
    devices_by_item: dict[bytes, set[bytes]] = {}
    for item, device in database.rows("SELECT item, device FROM delivered"):
        devices_by_item.setdefault(item, set()).add(device)
    for (id_,) in database.rows("SELECT id FROM organisation ORDER BY n"):
        if everybody - devices_by_item.get(id_, set()):
            yield OutboxItem(id_)
    for case in _shared(session):
        recipients = others(session, readers(session, case))
        ids = database.rows("SELECT id FROM envelope WHERE case_id = ? ORDER BY n", (case,))
        for (id_,) in ids if recipients else []:
            if recipients - devices_by_item.get(id_, set()):
                yield OutboxItem(id_, case, tuple(sorted(recipients)))


def _owed_chunks(session: Session) -> Iterator[OutboxItem]:
    """What is attached to cases, for colleagues: after all that is written."""
    database = session.reading()
    for (case,) in database.rows("SELECT DISTINCT case_id FROM chunk WHERE content IS NOT NULL"):
        recipients = others(session, readers(session, case))
        rows = database.rows(
            "SELECT id, (SELECT group_concat(hex(device)) FROM delivered WHERE item = chunk.id) "
            "FROM chunk WHERE case_id = ? AND content IS NOT NULL ORDER BY n",
            (case,),
        )
        for id_, device_hexes in rows if recipients else []:
            if recipients - {bytes.fromhex(part) for part in (device_hexes or "").split(",") if part}:
                yield OutboxItem(id_, case, tuple(sorted(recipients)), chunk=True)


def raw_of(session: Session, owed: OutboxItem) -> bytes:
    if not owed.case:
        row = session.vault.database.row("SELECT entry FROM organisation WHERE id = ?", (owed.id,))
        assert row is not None
        return bytes(row[0])
    if owed.chunk:
        return chunks.content_of(session.vault.database, owed.case, owed.id) or b""
    row = session.vault.database.row("SELECT header, signature, body FROM envelope WHERE id = ?", (owed.id,))
    assert row is not None
    return canonical.encode(list(row))


def _shared(session: Session) -> list[bytes]:
    """Cases, and what teams share."""
    vault, database = session.vault, session.reading()
    return log.cases(database, vault) + [
        team for team in log.shares(vault) if database.row("SELECT 1 FROM envelope WHERE case_id = ? LIMIT 1", (team,))
    ]


def others(session: Session, streams: Iterable[bytes]) -> set[bytes]:
    return {stream for stream in streams if stream != session.vault.stream}
