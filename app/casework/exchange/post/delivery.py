"""What colleagues should have, written into a folder."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.casework.cases import erasure
from app.casework.exchange.post.files import (
    key_of,
    list_addressees,
    list_items,
    lying_in,
    name_of,
    names_in,
    take_back,
    taken_in,
    tidy,
)
from app.casework.exchange.post.outbox import Owed, owed, raw_of
from app.casework.organisation import administration
from app.casework.session.colleagues import known_of
from app.casework.session.session import Session
from app.casework.sharing import case_access
from app.disk import BadFolder, condition, write_whole
from app.seal import parcel
from app.seal.parcel import Parcel
from app.vault import log

_FULL = 1 << 20  # bytes of a file, about; one record may be longer


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written: files; of how many cases, and how many records of those. What teams share, the
    list of colleagues and parts of files go along uncounted."""

    files: int = 0
    records: int = 0
    cases: int = 0


def export(session: Session, folder: Path) -> Sent:
    """Write what colleagues have not confirmed and what doesn't lie in this folder already.
    NotJoined, BadFolder."""
    known_of(session)
    if not folder.is_dir():
        raise BadFolder
    administration.renew_due(session)
    erasure.settle(session)
    case_access.share_forms(session)
    try:
        return _export(session, folder)
    except OSError as error:
        raise condition(error) from error


def _export(session: Session, folder: Path) -> Sent:
    take_back(session, folder)
    lying = lying_in(session, folder)
    there = {item for items in lying.values() for item in items}
    due = list(owed(session))
    oweds = [each for each in due if each.id not in there]
    taken = [each for each in taken_in(session.vault.database) if name_of(each) in names_in(folder)]
    confirm = [each for each in taken if each not in there]
    files, shared = 0, log.shares(session.vault)
    of_cases = [each for each in oweds if each.case and each.case not in shared]
    for batch in _batches(session, oweds):
        _write(session, folder, batch, taken if not files else [])
        files += 1
    if confirm and not files:
        _write(session, folder, [], taken)
        files += 1
    tidy(session, folder, {each.id for each in due})
    records = sum(not each.chunk for each in of_cases)
    return Sent(files, records, len({each.case for each in of_cases}))


def _batches(session: Session, owed: Sequence[Owed]) -> Iterator[list[tuple[Owed, bytes]]]:
    batch: list[tuple[Owed, bytes]] = []
    size = 0
    for each in owed:
        raw = raw_of(session, each)
        # who doesn't know what a chunk is for yet confirms what is written all the same
        if batch and (size + len(raw) > _FULL or each.chunk != batch[-1][0].chunk):
            yield batch
            batch, size = [], 0
        batch.append((each, raw))
        size += len(raw)
    if batch:
        yield batch


def _write(
    session: Session, folder: Path, batch: list[tuple[Owed, bytes]], taken: list[bytes]
) -> None:
    vault = session.vault
    made = Parcel(
        vault.stream, b"", _to(each for each, _ in batch),
        tuple(raw for each, raw in batch if not each.case),
        tuple(raw for each, raw in batch if each.case and not each.chunk),
        tuple(taken),
        chunks=tuple((each.case, raw) for each, raw in batch if each.chunk),
    )  # fmt: skip
    raw = parcel.write(made, vault.device, key_of(session))
    id_ = parcel.parcel_id(raw)
    with vault.transaction() as writer:
        writer.run("INSERT INTO parcel VALUES (?, ?)", (id_, session.now()))
        list_items(writer, id_, [each.id for each, _ in batch] + taken)
        list_addressees(session, writer, id_, made)
    write_whole(folder / name_of(id_), raw)


def _to(batch: Iterable[Owed]) -> dict[bytes, tuple[bytes, ...]]:
    found: dict[bytes, tuple[bytes, ...]] = {}
    for each in batch:
        if each.case:
            found[each.case] = each.to or found.get(each.case, ())
    return found
