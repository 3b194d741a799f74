"""Whole copies of a vault: under a new master key, into a backup file, and back.

backup file: b"SANAD-BACKUP 1\\n", then key file, head and database, each preceded by its length
in 8 bytes (big-endian), then SHA-256 of all before. Everything in it is sealed already."""

import hashlib
import itertools
import os
import shutil
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app import disk
from app.disk import RecordsInUse, sync_folder, write_whole
from app.errors import N_, SanadError
from app.seal import file_marker
from app.seal.file_marker import Damaged, ForeignFile, NewerVersion
from app.seal.keys import Secret
from app.seal.slots import KeyFile
from app.vault.database import CHECKS, Database
from app.vault.draft_guard import Guard, all_states
from app.vault.folder import Folder, laying, private
from app.vault.vault import Vault, database_key, open_vault

# -- snapshot ----------------------------------------------------------------------------------
# The file of a vault held still while its sealed bytes are read: what a copy is made of.


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


# -- copies -------------------------------------------------------------------------------------

_MAGIC = b"SANAD-BACKUP "
_VERSION = 1
_CHUNK = 1 << 20


class AlreadyThere(SanadError):
    says = N_("A file with this name already exists. It was left unchanged. Choose another name.")


class BackupDamaged(Damaged):
    says = N_("This backup is damaged or incomplete. Nothing was changed here. Choose another backup.")

    @classmethod
    def kind(cls) -> str:
        return "damaged"


def rekey(vault: Vault, key_file: KeyFile, master: Secret) -> Vault:
    """Copy every page under a new master key, verify, and only then replace the key file.

    `key_file` names the next generation. Cut short anywhere, the old passphrase still opens the
    old generation; once the key file is replaced, only the new one does."""
    folder, generation = vault.folder, key_file.generation
    new = folder.records(generation)
    _remove(new)
    key = database_key(master)
    # Nobody else writes to the old records from here on. A second connection holds them, because
    # SQLite copies nothing from a connection that is itself writing.
    guard = Database.open(vault.file, database_key(vault.master))
    with closing(guard), guard.transaction():
        vault.still_ours()
        vault.database.copy_to(new, key)
        copied = Database.open(new, key)
        try:
            if copied.integrity():
                raise Damaged
        finally:
            copied.close()
        sync(new)
        tips = folder.read_head(vault.key_file.generation, vault.master, vault.id)
        folder.write_head(generation, master, vault.id, tips)
        new_guard = Guard(folder.drafts(generation), master, vault.id, generation)
        new_guard.write(all_states(vault.database))
        write_whole(folder.keys, key_file.to_bytes())
    vault.close()
    return open_vault(folder, key_file, master)


def backup(vault: Vault, file: Path, *, replace: bool = False) -> None:
    """A file from which this vault can be restored. Damaged: a damaged vault is not copied over a
    good backup. AlreadyThere, BadFolder."""
    if os.path.lexists(file) and not replace:
        raise AlreadyThere
    try:
        with closing(snapshot(vault)) as source:
            _back_up_as_it_lies(vault, source, file)
    except RecordsInUse:  # somebody reads just now: SQLite copies beside him, sealing each page anew
        _back_up_page_by_page(vault, file)
    except OSError as error:
        raise disk.condition(error) from error


def _back_up_as_it_lies(vault: Vault, source: Snapshot, file: Path) -> None:
    """The sealed bytes, while both checks of them run; the file gets its name once they are over."""
    with (
        ThreadPoolExecutor(len(CHECKS)) as threads,
        source.records.open("rb") as opened,
        disk.written_whole(file) as backup_file,
    ):
        checks = [threads.submit(_is_whole, vault, check) for check in CHECKS]
        content = iter(lambda: opened.read(_CHUNK), b"")
        size = source.records.stat().st_size
        write_parts(backup_file, [source.keys, source.head], size, content)
        if not all(check.result() for check in checks):
            raise Damaged


def _is_whole(vault: Vault, check: str) -> bool:
    with closing(vault.database.again()) as looked_over:
        return not looked_over.integrity((check,))


def _back_up_page_by_page(vault: Vault, file: Path) -> None:
    if not all(_is_whole(vault, check) for check in CHECKS):
        raise Damaged
    copy = vault.folder.path / "backup.partial"
    head = vault.folder.head(vault.key_file.generation)
    try:
        with disk.new_file(copy):  # held: another Sanad would take it for a killed one's
            vault.database.fill(copy, database_key(vault.master))
            parts = [vault.folder.keys.read_bytes(), head.read_bytes()]
            with disk.written_whole(file) as written_whole:
                _write_backup(written_whole, parts, copy)
    except OSError as error:
        raise disk.condition(error) from error
    finally:
        with suppress(OSError):
            _remove(copy)


def restore(home: Path, file: Path) -> Folder:
    """Lay a backup's vault here; one that is already here is set aside, not removed.

    ForeignFile, NewerVersion, Damaged, BadFolder; then nothing was changed."""
    with disk.in_words(), file.open("rb") as opened:
        _check_backup(opened)
        opened.seek(0)
        opened.readline()
        keys = _part(opened)
        key_file = _keys_of(keys)
        return _lay(home, key_file, keys, opened)


def _keys_of(raw: bytes) -> KeyFile:
    try:
        return KeyFile.from_bytes(raw)
    except Damaged as error:
        raise BackupDamaged from error


def _lay(home: Path, key_file: KeyFile, keys: bytes, opened: BinaryIO) -> Folder:
    final = Folder.of(home, key_file.vault)
    private(home)
    private(final.path.parent)
    folder = Folder(home, final.path.with_name(final.path.name + ".restoring"))
    with laying(folder.path):
        for path in folder.path.glob("*"):
            path.unlink()
        private(folder.path)
        write_whole(folder.head(key_file.generation), _part(opened))
        with disk.written_whole(folder.records(key_file.generation)) as file:
            _copy(opened, file, _length(opened))
        write_whole(folder.restored, b"")
        write_whole(folder.keys, keys)
        _take_place(folder.path, final.path)
    sync_folder(final.path.parent)
    return final


def _take_place(path: Path, place: Path) -> None:
    """Under the final name, with what was there set aside; or all as it was."""
    aside = _aside(place) if place.exists() else None
    if aside:
        place.replace(aside)
    try:
        path.replace(place)
    except OSError:
        shutil.rmtree(path, ignore_errors=True)
        if aside:
            aside.replace(place)
        raise


def _aside(path: Path) -> Path:
    """Where the records that were here go, damaged or not: nothing of them is removed."""
    now = int(time.time())
    names = (f"replaced-{path.name}-{now + offset}" for offset in itertools.count())
    return next(aside for name in names if not (aside := path.with_name(name)).exists())


def _write_backup(file: BinaryIO, parts: list[bytes], database: Path) -> None:
    with database.open("rb") as opened:
        content = iter(lambda: opened.read(_CHUNK), b"")
        write_parts(file, parts, database.stat().st_size, content)


def write_parts(file: BinaryIO, parts: list[bytes], size: int, database: Iterable[bytes]) -> None:
    """A backup file: `parts` are key file and head, `size` is that of the database."""
    state = hashlib.sha256()

    def put(content: bytes) -> None:
        state.update(content)
        file.write(content)

    put(_MAGIC + b"%d\n" % _VERSION)
    for part in parts:
        put(len(part).to_bytes(8, "big") + part)
    put(size.to_bytes(8, "big"))
    for chunk in database:
        put(chunk)
    file.write(state.digest())


def _check_backup(opened: BinaryIO) -> None:
    line = opened.readline(40)
    if not line.startswith(_MAGIC):
        raise file_marker.foreign(line)
    if not line.endswith(b"\n"):
        raise ForeignFile
    version = line[len(_MAGIC) : -1]
    if not version.isdigit():
        raise BackupDamaged
    if int(version) > _VERSION:
        raise NewerVersion
    size = opened.seek(0, os.SEEK_END)
    opened.seek(0)
    state, remaining = hashlib.sha256(), size - 32
    while remaining > 0:
        chunk = opened.read(min(_CHUNK, remaining))
        if not chunk:
            raise BackupDamaged
        state.update(chunk)
        remaining -= len(chunk)
    if state.digest() != opened.read():
        raise BackupDamaged
    _check_lengths(opened, len(line), size - 32)


def _check_lengths(opened: BinaryIO, at: int, end: int) -> None:
    """Anybody can write the right SHA-256: the three lengths must fill the file, none be empty."""
    for _ in range(3):
        opened.seek(at)
        length = _length(opened)
        at += 8 + length
        if not length or at > end:
            raise BackupDamaged
    if at != end:
        raise BackupDamaged


def _length(opened: BinaryIO) -> int:
    return int.from_bytes(opened.read(8), "big")


def _part(opened: BinaryIO) -> bytes:
    return opened.read(_length(opened))


def _copy(source: BinaryIO, file: BinaryIO, remaining: int) -> None:
    while remaining > 0:
        chunk = source.read(min(_CHUNK, remaining))
        if not chunk:
            raise BackupDamaged
        file.write(chunk)
        remaining -= len(chunk)


def sync(file: Path) -> None:
    """What SQLite wrote stays after a power cut. OSError."""
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(file: Path) -> None:
    for path in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
        path.unlink(missing_ok=True)
