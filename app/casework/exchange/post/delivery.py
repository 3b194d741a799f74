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
from app.casework.exchange.post.outbox import OutboxItem, owed, raw_of
from app.casework.organisation import administration, computer_reports
from app.casework.session.colleagues import known_of
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_elsewhere
from app.casework.sharing import case_access, stand_ins
from app.disk import BadFolder, condition, write_whole
from app.seal import parcel
from app.seal.case_grant import is_key_log
from app.seal.parcel import Parcel
from app.vault import log

_FULL = 1 << 20  # bytes of a file, about; one record may be longer


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """What was written: files; of how many cases, and how many records of those. What teams share, the
    list of colleagues and parts of files go along uncounted."""

    files: int = 0
    records: int = 0
    cases: int = 0


def export(session: Session, folder: Path) -> DeliverySummary:
    """Write what colleagues have not confirmed and what doesn't lie in this folder already.
    NotJoined, BadFolder, PlaceNotAllowed."""
    known_of(session)
    if not folder.is_dir():
        raise BadFolder
    refuse_elsewhere(folder)
    administration.renew_due(session)
    erasure.settle(session)
    stand_ins.settle(session)
    computer_reports.say(session)
    case_access.share_forms(session)
    try:
        return _export(session, folder)
    except OSError as error:
        raise condition(error) from error


def _export(session: Session, folder: Path) -> DeliverySummary:
    take_back(session, folder)
    lying = lying_in(session, folder)
    lying_items = {item for items in lying.values() for item in items}
    due = list(owed(session))
    oweds = [owed_item for owed_item in due if owed_item.id not in lying_items]
    received_ids = [
        parcel_id for parcel_id in taken_in(session.vault.database) if name_of(parcel_id) in names_in(folder)
    ]
    confirm = [parcel_id for parcel_id in received_ids if parcel_id not in lying_items]
    files, shared = 0, log.shares(session.vault)
    of_cases = [
        owed_item
        for owed_item in oweds
        if owed_item.case and owed_item.case not in shared and not is_key_log(owed_item.case)
    ]
    for batch in _batches(session, oweds):
        _write(session, folder, batch, received_ids if not files else [])
        files += 1
    if confirm and not files:
        _write(session, folder, [], received_ids)
        files += 1
    tidy(session, folder, {owed_item.id for owed_item in due})
    records = sum(not owed_item.chunk for owed_item in of_cases)
    return DeliverySummary(files, records, len({owed_item.case for owed_item in of_cases}))


def _batches(session: Session, owed: Sequence[OutboxItem]) -> Iterator[list[tuple[OutboxItem, bytes]]]:
    batch: list[tuple[OutboxItem, bytes]] = []
    size = 0
    for owed_item in owed:
        raw = raw_of(session, owed_item)
        # who doesn't know what a chunk is for yet confirms what is written all the same
        if batch and (size + len(raw) > _FULL or owed_item.chunk != batch[-1][0].chunk):
            yield batch
            batch, size = [], 0
        batch.append((owed_item, raw))
        size += len(raw)
    if batch:
        yield batch


def _write(session: Session, folder: Path, batch: list[tuple[OutboxItem, bytes]], received_ids: list[bytes]) -> None:
    vault = session.vault
    outgoing_parcel = Parcel(
        vault.stream,
        b"",
        _to(owed_item for owed_item, _ in batch),
        tuple(raw for owed_item, raw in batch if not owed_item.case),
        tuple(raw for owed_item, raw in batch if owed_item.case and not owed_item.chunk),
        tuple(received_ids),
        chunks=tuple((owed_item.case, raw) for owed_item, raw in batch if owed_item.chunk),
    )
    raw = parcel.write(outgoing_parcel, vault.device, key_of(session))
    id_ = parcel.parcel_id(raw)
    with vault.transaction() as writer:
        writer.run("INSERT INTO parcel VALUES (?, ?)", (id_, session.now()))
        list_items(writer, id_, [owed_item.id for owed_item, _ in batch] + received_ids)
        list_addressees(session, writer, id_, outgoing_parcel)
    write_whole(folder / name_of(id_), raw)


def _to(batch: Iterable[OutboxItem]) -> dict[bytes, tuple[bytes, ...]]:
    recipients: dict[bytes, tuple[bytes, ...]] = {}
    for owed_item in batch:
        if owed_item.case:
            recipients[owed_item.case] = owed_item.to or recipients.get(owed_item.case, ())
    return recipients
