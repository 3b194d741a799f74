"""Copies of a vault that are made by themselves, each of which costs what changed since the last.

PLACE/sanad-safe/<vault>/blocks/ab/abcd...   256 KiB of the database file as it lies on the disk: sealed
                                             pages, by SHA-256 of these bytes
PLACE/sanad-safe/<vault>/copies/<time>       b"SANAD-COPY 1\\n", then canonical {keys, head, size, blocks},
                                             then SHA-256 of all before

A page keeps its bytes until it is written again, so that blocks of an earlier copy serve the next. A
copy is whole once its own file is there; that one is written last. Nothing is encrypted here: what is
read is sealed already, and whoever finds it has what he would have in the computer's own folder,
without the computer's key. docs/formats/vault.md, Copies"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app import disk
from app.errors import N_, SanadError
from app.seal import canonical
from app.seal.slots import KeyFile
from app.vault import copies
from app.vault.database import Database
from app.vault.folder import private
from app.vault.vault import setting

BLOCK = 256 * 1024
KEPT = 5  # copies; what only older ones need is removed
_FOLDER, _MAGIC, _HASH = "sanad-safe", b"SANAD-COPY 1\n", 32


LAST = "safe copies"  # the setting that says where copies go, and of when the last whole one is


def last_kept(database: Database) -> int:
    """When these records were last kept safe, in seconds since 1970; 0 for never."""
    raw = setting(database, LAST)
    document = canonical.decode(raw) if raw else {}
    at = document.get("at") if isinstance(document, dict) else 0
    return at if type(at) is int else 0


class NoSafeCopy(SanadError):
    says = N_("There is no complete copy of these records in this place. Nothing was changed. Choose another place.")


@dataclass(frozen=True, slots=True)
class SafeCopy:
    """`at`: seconds since 1970. `size`: of the database, in bytes. `new_bytes`: how much of it was new."""

    file: Path
    at: int
    size: int
    new_bytes: int = 0


def make(
    source: copies.Snapshot,
    place: Path,
    at: int,
    progress: Callable[[int, int], None] | None = None,
    *,
    forget_before: int = 0,
) -> SafeCopy:
    """On any thread. `progress`: bytes read, of how many. `forget_before`: copies from before this moment
    go, since something in them was erased. The conditions of `app.disk`; earlier copies are whole then."""
    folder = _folder(place, source.vault)
    if not place.is_dir():  # of a stick that was pulled nothing is made in its stead
        raise disk.DeviceGone
    with disk.in_words():
        for part in (folder, folder / "blocks", folder / "copies"):
            private(part)
        size = source.records.stat().st_size
        blocks: list[bytes] = []
        new_bytes = 0
        with source.records.open("rb", buffering=0) as opened:
            for content in _blocks(opened):
                digest = hashlib.sha256(content).digest()
                new_bytes += _keep(folder, digest, content)
                blocks.append(digest)
                if progress:
                    progress(min(len(blocks) * BLOCK, size), size)
        body = _MAGIC + canonical.encode(
            {"keys": source.keys, "head": source.head, "size": size, "blocks": b"".join(blocks)}
        )
        # a clock that ran ahead may have named an earlier one: the newest has the highest number all the same
        number = max([at, *(int(earlier.name) + 1 for earlier in _listed(folder)[:1])])
        file = folder / "copies" / str(number)
        disk.write_whole(file, body + hashlib.sha256(body).digest())
        _check(folder, blocks)
        _tidy(folder, at, forget_before)
    return SafeCopy(file, at, size, new_bytes)


def _blocks(opened: BinaryIO) -> Iterator[bytes]:
    while content := opened.read(BLOCK):
        while len(content) < BLOCK and (remainder := opened.read(BLOCK - len(content))):
            content += remainder
        yield content


def _keep(folder: Path, digest: bytes, content: bytes) -> int:
    """How many bytes had to be written."""
    file = _block(folder, digest)
    with suppress(FileNotFoundError):
        if file.stat().st_size == len(content):
            return 0
    file.parent.mkdir(exist_ok=True)
    with disk.written_whole(file) as opened:
        opened.write(content)
    return len(content)


def _check(folder: Path, blocks: list[bytes]) -> None:
    """Is every block there, as long as it was? NoSafeCopy."""
    for digest in set(blocks):
        if not _block(folder, digest).is_file():
            raise NoSafeCopy
    disk.sync_folder(folder / "copies")


def _tidy(folder: Path, now: int, forget_before: int) -> None:
    """Older copies, and blocks that no copy needs. Of a copy with a moment that has not come yet nobody
    knows when it was made."""
    newest, *earlier = _listed(folder)
    kept_files = [newest]
    for place, file in enumerate(earlier, start=1):
        if place < KEPT and (not forget_before or forget_before <= int(file.name) <= now):
            kept_files.append(file)
        else:
            file.unlink(missing_ok=True)
    _drop_blocks(folder, kept_files)


def _drop_blocks(folder: Path, kept_files: list[Path]) -> None:
    needed = {digest.hex() for file in kept_files for digest in _digests(_read(file))}
    for file in (folder / "blocks").glob("*/*"):
        if file.name not in needed:
            file.unlink(missing_ok=True)


def safe_copies(place: Path, vault: str) -> list[SafeCopy]:
    """The whole ones of a vault at a place, the newest first; what can't be read is left out."""
    folder = _folder(place, vault)
    whole_copies: list[SafeCopy] = []
    for file in _listed(folder):
        with suppress(SanadError, OSError):
            document = _read(file)
            if all(_block(folder, digest).is_file() for digest in _digests(document)):
                whole_copies.append(SafeCopy(file, int(file.name), document["size"]))
    return whole_copies


def vaults(place: Path) -> list[str]:
    """Ids of the vaults that have copies at a place."""
    try:
        return sorted(entry.name for entry in _all(place).iterdir() if entry.is_dir())
    except OSError:
        return []


def key_file(copy: SafeCopy) -> KeyFile:
    """Whose it is. NoSafeCopy, Damaged."""
    return KeyFile.from_bytes(_read(copy.file)["keys"])


def as_backup(copy: SafeCopy, opened: BinaryIO) -> None:
    """Write it as a backup file (app.vault.copies), which is restored like any other. NoSafeCopy where a
    block is not the one that was written: then the one before may be whole."""
    folder = copy.file.parent.parent
    document = _read(copy.file)
    copies.write_parts(opened, [document["keys"], document["head"]], document["size"], _whole_blocks(folder, document))


def database_of(copy: SafeCopy) -> Iterator[bytes]:
    """The database file, by blocks, each one looked at. NoSafeCopy."""
    return _whole_blocks(copy.file.parent.parent, _read(copy.file))


def drop_damaged(copy: SafeCopy) -> None:
    """Blocks that are not what was written: the next copy would take them for its own, since they have the
    right name and length."""
    folder = copy.file.parent.parent
    for digest in set(_digests(_read(copy.file))):
        file = _block(folder, digest)
        with suppress(OSError):
            if hashlib.sha256(file.read_bytes()).digest() != digest:
                file.unlink()


def _whole_blocks(folder: Path, document: dict[str, Any]) -> Iterator[bytes]:
    for digest in _digests(document):
        content = _block(folder, digest).read_bytes()
        if hashlib.sha256(content).digest() != digest:
            raise NoSafeCopy
        yield content


def _read(file: Path) -> dict[str, Any]:
    """NoSafeCopy where it is not what was written."""
    return _read_bytes(file.read_bytes())


def _read_bytes(raw: bytes) -> dict[str, Any]:
    body, checksum = raw[:-_HASH], raw[-_HASH:]
    if not body.startswith(_MAGIC) or hashlib.sha256(body).digest() != checksum:
        raise NoSafeCopy
    try:
        document = canonical.decode(body[len(_MAGIC) :])
        keys, head, size, blocks = (document[name] for name in ("keys", "head", "size", "blocks"))
    except (SanadError, ValueError, KeyError, TypeError) as error:
        raise NoSafeCopy from error
    is_complete = isinstance(keys, bytes) and isinstance(head, bytes) and isinstance(blocks, bytes)
    if not is_complete or not isinstance(size, int) or len(blocks) != _HASH * -(-size // BLOCK):
        raise NoSafeCopy
    return {"keys": keys, "head": head, "size": size, "blocks": blocks}


def _digests(document: dict[str, Any]) -> list[bytes]:
    blocks: bytes = document["blocks"]
    return [blocks[at : at + _HASH] for at in range(0, len(blocks), _HASH)]


def _listed(folder: Path) -> list[Path]:
    """Files of copies, the newest first."""
    try:
        files = [file for file in (folder / "copies").iterdir() if file.name.isdecimal()]
    except OSError:
        return []
    return sorted(files, key=lambda file: int(file.name), reverse=True)


def _folder(place: Path, vault: str) -> Path:
    return _all(place) / vault


def _all(place: Path) -> Path:
    return place if place.name == _FOLDER else place / _FOLDER


def _block(folder: Path, digest: bytes) -> Path:
    name = digest.hex()
    return folder / "blocks" / name[:2] / name


def has(place: Path, vault: str, number: int) -> bool:
    """Does this copy lie there?"""
    return (_folder(place, vault) / "copies" / str(number)).is_file()


def drop(place: Path, vault: str, number: int = 0) -> None:
    """Remove a copy, or all of a vault where no number is given, with the blocks that no other needs."""
    folder = _folder(place, vault)
    dropped = [file for file in _listed(folder) if number in (0, int(file.name))]
    _drop_blocks(folder, [file for file in _listed(folder) if file not in dropped])
    for file in dropped:  # last: where it broke off, the copy is still known to lie there
        file.unlink(missing_ok=True)
    if not _listed(folder):
        for part in (*folder.glob("blocks/*"), folder / "blocks", folder / "copies", folder):
            with suppress(OSError):
                part.rmdir()
        with suppress(OSError):  # another vault has copies there
            folder.parent.rmdir()


def exists(place: Path, vault: str) -> bool:
    """Has this vault copies there?"""
    return os.path.isdir(_folder(place, vault))
