"""The file of a vault held still while its sealed bytes are read: what a copy is made of."""

from dataclasses import dataclass
from pathlib import Path

from app import disk
from app.disk import RecordsInUse
from app.vault.database import Database
from app.vault.vault import Vault, database_key


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of a vault that a copy is made of. `pin`: a connection that reads, which keeps the
    file on the disk as it is until it is closed."""

    vault: str
    records: Path
    keys: bytes
    head: bytes
    pin: Database

    def close(self) -> None:
        self.pin.close()


def snapshot(vault: Vault) -> Snapshot:
    """On the thread that writes. While it is open, changes go to the log of changes alone. RecordsInUse where
    another connection of this vault is reading just now: try again later."""
    vault.still_ours()
    records = vault.file
    log = records.with_name(records.name + "-wal")
    vault.database.drop_old_pages()
    pin = Database.reader(records, database_key(vault.master))
    try:
        pin.begin_reading()
        with disk.in_words():
            if log.exists() and log.stat().st_size:
                raise RecordsInUse
            head = vault.folder.head(vault.key_file.generation).read_bytes()
            keys = vault.folder.keys.read_bytes()
    except BaseException:
        pin.close()
        raise
    return Snapshot(vault.id.hex(), records, keys, head, pin)
