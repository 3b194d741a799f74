"""A vault that is looked at and not changed: not its records, not what lies beside them."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from app import disk
from app.disk import RecordsInUse
from app.seal.keys import Secret
from app.seal.slots import KeyFile
from app.vault.database import Database, OlderVersion
from app.vault.folder import Folder
from app.vault.vault import Vault, compare_head, database_key, read_vault

_TRIES = 5  # at a copy, while another Sanad writes


@contextmanager
def untouched(
    folder: Folder,
    key_file: KeyFile,
    master: Secret,
    *,
    accept_older: bool = False,
    scripts: Sequence[str] | None = None,
) -> Iterator[Vault]:
    """The vault as it is on disk, with what a killed program left in its log of changes. Where
    there is such a log, or the records are of an earlier version, a copy in the system's temporary
    folder is read (every page of it is sealed). `scripts`: as of `Database.open`. Damaged,
    ForeignFile, NewerVersion, UnreleasedVersion, RolledBack, and the conditions of `app.disk`."""
    with untouched_database(folder.records(key_file.generation), master, scripts) as database:
        compare_head(folder, key_file, master, database, accept_older=accept_older)
        yield read_vault(folder, key_file, master, database)


@contextmanager
def untouched_database(file: Path, master: Secret, scripts: Sequence[str] | None = None) -> Iterator[Database]:
    """The same, without what the records say of their vault."""
    with (
        tempfile.TemporaryDirectory(prefix="sanad-look-") as aside,
        closing(_opened(file, master, Path(aside), scripts)) as database,
    ):
        yield database


def _opened(file: Path, master: Secret, aside: Path, scripts: Sequence[str] | None) -> Database:
    key = database_key(master)
    if not _size(_log_of(file)):
        try:
            return Database.untouched(file, key, scripts)
        except OlderVersion:
            pass
    return Database.open(_copied(file, aside / "records.db"), key, scripts)


def _copied(file: Path, copy: Path) -> Path:
    """RecordsInUse where another Sanad changes it all the while."""
    with disk.in_words():
        for _ in range(_TRIES):
            state = _state(file)
            for source, target in ((file, copy), (_log_of(file), _log_of(copy))):
                if source.exists():
                    shutil.copyfile(source, target)
                else:
                    target.unlink(missing_ok=True)
            if _state(file) == state:
                return copy
    raise RecordsInUse


def _log_of(file: Path) -> Path:
    return file.with_name(file.name + "-wal")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise disk.condition(error) from error


def _state(file: Path) -> list[tuple[int, int]]:
    stats = [path.stat() for path in (file, _log_of(file)) if path.exists()]
    return [(stat.st_size, stat.st_mtime_ns) for stat in stats]
