"""The files of a folder: what they are called, which lie there, which have done their work."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from app.casework.session.colleagues import NotJoined
from app.casework.session.registrar import ORGANISATION_KEY
from app.casework.session.session import Session
from app.seal import parcel
from app.seal.parcel import Parcel
from app.vault.database import Database, Writer
from app.vault.files import content
from app.vault.vault import setting

SUFFIX = ".post"
LARGEST = 64 << 20


def name_of(id_: bytes) -> str:
    return f"sanad-{id_.hex()[:32]}{SUFFIX}"


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.glob(f"*{SUFFIX}")}


def key_of(session: Session) -> bytes:
    key = setting(session.vault.database, ORGANISATION_KEY)
    if key is None:
        raise NotJoined
    return key


def list_items(writer: Writer, id_: bytes, items: Iterable[bytes]) -> None:
    for item in items:
        writer.run("INSERT OR IGNORE INTO parcel_item VALUES (?, ?)", (id_, item))


def list_addressees(session: Session, writer: Writer, id_: bytes, parcel: Parcel) -> None:
    devices = session.vault.directory.organisation.devices
    for case, streams in parcel.to.items():
        for stream in devices.keys() & set(streams):
            writer.run("INSERT OR IGNORE INTO parcel_to VALUES (?, ?, ?)", (id_, case, stream))


def lying_in(session: Session, folder: Path) -> dict[bytes, set[bytes]]:
    """The files of this folder that are whole and known here, and what is in each."""
    items_by_parcel: dict[bytes, set[bytes]] = {}
    database = session.vault.database
    rows = [row[0] for row in database.rows("SELECT id FROM parcel UNION SELECT parcel FROM taken")]
    names = names_in(folder)
    for id_ in rows:
        if name_of(id_) not in names:
            continue
        with suppress(OSError):
            if parcel.parcel_id(content(folder / name_of(id_), LARGEST)) == id_:
                items_by_parcel[id_] = {
                    row[0] for row in database.rows("SELECT item FROM parcel_item WHERE parcel = ?", (id_,))
                }
    return items_by_parcel


def tidy(session: Session, folder: Path, owed: set[bytes]) -> None:
    """Remove own files of which everything is confirmed, or lies here in another one too."""
    database = session.vault.database
    lying = lying_in(session, folder)
    names = names_in(folder)
    received_ids = {parcel_id for parcel_id in taken_in(database) if name_of(parcel_id) in names}
    rows = [row[0] for row in database.rows("SELECT id FROM parcel ORDER BY made, id")]
    for id_ in rows:
        if id_ not in lying:
            continue
        needed = lying[id_] & (owed | received_ids)
        elsewhere = {item for key, items in lying.items() if key != id_ for item in items}
        confirmations_only = not lying[id_] - set(taken_in(database))
        if not needed or (confirmations_only and needed <= elsewhere):
            (folder / name_of(id_)).unlink(missing_ok=True)
            del lying[id_]


def take_back(session: Session, folder: Path) -> None:
    """Own files that hold what was erased since: what is still owed of them is written again."""
    rows = session.vault.database.rows(
        "SELECT DISTINCT p.id FROM parcel AS p JOIN parcel_item AS i ON i.parcel = p.id "
        "JOIN erased AS e ON e.id = i.item JOIN erasure AS o ON o.order_id = e.order_id "
        "WHERE p.made <= o.at"  # an order names chunks too
    )
    for (id_,) in rows:
        (folder / name_of(id_)).unlink(missing_ok=True)


def taken_in(database: Database) -> list[bytes]:
    return [row[0] for row in database.rows("SELECT parcel FROM taken ORDER BY parcel")]
