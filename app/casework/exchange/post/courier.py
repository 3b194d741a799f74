"""For those without a network: others read a folder for them, and lay receipts there."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from app.casework.exchange.post.collection import CollectionSummary, collect
from app.casework.exchange.post.delivery import DeliverySummary, export
from app.casework.exchange.post.files import key_of, list_items, name_of
from app.casework.exchange.post.inbox import Tally, read
from app.casework.session.session import Session
from app.disk import condition, write_whole
from app.errors import SanadError
from app.seal import parcel
from app.seal.parcel import Parcel
from app.vault.folder import private


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


# -- local mailbox -----------------------------------------------------------------------------
# The common folder that the vaults of one computer share.


def common(session: Session) -> Path:
    """The folder that the vaults of one computer share."""
    return session.home / "post"


def pick_up(session: Session) -> CollectionSummary:
    """At unlock: what colleagues on this computer left. Never in the way of unlocking."""
    folder = common(session)
    if not session.vault.directory.joined or not folder.is_dir():
        return CollectionSummary()
    with suppress(Exception):  # whatever lies there, these are an officer's own records
        return collect(session, folder)
    return CollectionSummary()


def leave(session: Session) -> DeliverySummary:
    """At lock, and when something was handed over: what colleagues on this computer should have."""
    folder = common(session)
    if not session.vault.directory.joined or len(list(folder.parent.glob("vaults/*/keys"))) < 2:
        return DeliverySummary()
    with suppress(SanadError, OSError):
        private(folder)
        return export(session, folder)
    return DeliverySummary()
