"""For those without a network: others read a folder for them, and lay receipts there."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from app.casework.exchange.post.files import key_of, list_items, name_of
from app.casework.exchange.post.inbox import Tally, read
from app.casework.session.session import Session
from app.disk import condition, write_whole
from app.seal import parcel
from app.seal.parcel import Parcel


def parcels(session: Session, folder: Path) -> Iterator[Parcel]:
    """The whole files of others in a folder, one by one. BadFolder."""
    for incoming_files in read(session, folder, Tally()):
        yield from (incoming_file.parcel for incoming_file in incoming_files or ())


def lay_receipts(session: Session, folder: Path, epoch: bytes, receipts: Iterable[bytes]) -> None:
    """A file that brings headquarters' receipts to whoever has no network. BadFolder."""
    vault = session.vault
    receipt_parcel = Parcel(
        maker=vault.stream,
        author=b"",
        to={},
        entries=(),
        envelopes=(),
        taken=(),
        epoch=epoch,
        receipts=tuple(sorted(receipts)),
    )
    raw = parcel.write(receipt_parcel, vault.device, key_of(session))
    id_ = parcel.parcel_id(raw)
    with vault.transaction() as writer:
        writer.run("INSERT INTO parcel VALUES (?, ?)", (id_, session.now()))
        list_items(writer, id_, [id_])  # it is of use for as long as it lies there
    try:
        write_whole(folder / name_of(id_), raw)
    except OSError as error:
        raise condition(error) from error
