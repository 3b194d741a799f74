"""Records of which lists alone have damaged pages, laid again without those pages.

What is made from the log or from questionnaires (lists of cases, search, tasks, compiled questionnaires) is emptied
in a copy, which SQLite then writes anew from whole pages alone; indexes are built again with it. The copy takes the
place of the records where every page of it holds. docs/decisions/0072-what-verifies-of-damaged-records.md
"""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sql

from app import disk
from app.disk import write_whole
from app.errors import SanadError
from app.seal.keys import Secret
from app.seal.slots import KeyFile
from app.vault.copies import sync
from app.vault.database import Database, connected
from app.vault.failures import FAILURES
from app.vault.folder import Folder
from app.vault.vault import database_key

# made again together: rows of several name each other by number
_OF_CASES = (
    "case_figure", "case_figure_part", "case_record", "case_row", "case_search", "case_to_remake", "likeness",
    "likeness_facts", "match_key", "stand_in", "task", "tie",
)  # fmt: skip
_OF_FORMS = ("form_cell", "form_compiled", "form_list", "form_row")
_SEARCH = [f"case_search_{part}" for part in ("config", "content", "data", "docsize", "idx")]
_BESIDE = "made_anew_"


def lay_anew(folder: Folder, key_file: KeyFile, master: Secret) -> bool:
    """Nobody has them open here. False where a record is damaged too, where there is no room, or where another
    program has them open: then all is as it was. The rows of every case are still to be made again."""
    file, key = folder.records(key_file.generation), database_key(master)
    with _room_for_two(file) as (copy, anew), suppress(SanadError, OSError, MemoryError, *FAILURES):
        with closing(connected(file, key)) as connection:
            ((is_busy, *_),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if is_busy:
            return False
        with file.open("rb") as opened, disk.new_file(copy) as copied:
            shutil.copyfileobj(opened, copied, 1 << 20)
        disk.new_file(anew).close()
        if _is_whole(copy, key):  # one read failed, or a backup was laid meanwhile
            return False
        names = _damaged(copy, key)
        indexes = _damaged_indexes(copy, key, names)
        with closing(connected(copy, key)) as connection:
            _exchange(connection, names, indexes)
        with closing(connected(copy, key)) as connection:
            if "case_to_remake" in names:
                connection.execute("INSERT OR IGNORE INTO case_to_remake SELECT DISTINCT case_id FROM envelope")
            connection.execute("VACUUM INTO ?", (str(anew),))
        with closing(connected(anew, key)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        if not _is_whole(anew, key):
            return False
        sync(anew)
        anew.replace(file)
        disk.sync_folder(file.parent)
        write_whole(folder.keys, folder.keys.read_bytes())  # by which another program sees that they are others
        return True
    return False


@contextmanager
def _room_for_two(file: Path) -> Iterator[tuple[Path, Path]]:
    names = [file.with_name(f"{file.name}.{name}.partial") for name in ("copy", "anew")]
    try:
        yield names[0], names[1]
    finally:
        for path in names:
            for end in ("", "-wal", "-shm", "-journal"):
                with suppress(OSError):
                    path.with_name(path.name + end).unlink()


def _is_whole(file: Path, key: bytes) -> bool:
    with closing(Database.untouched(file, key)) as database:
        return not database.integrity()


def _damaged(file: Path, key: bytes) -> list[str]:
    """Of what can be made again, what doesn't read, with all that is made again with it."""
    names: list[str] = []
    for group in (_OF_CASES, _OF_FORMS):
        tables = [name for name in group if name != "case_search"] + (_SEARCH if "case_search" in group else [])
        if any(_rows(file, key, f"PRAGMA quick_check({table})") != [("ok",)] for table in tables):
            names += group
    return names


def _rows(file: Path, key: bytes, statement: str) -> list[tuple[Any, ...]] | None:
    with closing(Database.untouched(file, key)) as database:
        return database.verified_rows(statement)


def _damaged_indexes(file: Path, key: bytes, emptied: Sequence[str]) -> dict[str, str]:
    """Of all other tables, by name, those that don't read or can't be read alone; each with what makes it."""
    with closing(Database.untouched(file, key)) as database:
        listed = database.rows(_INDEXES)
        columns = {name: database.column("SELECT name FROM pragma_index_info(?)", (name,)) for _, name, *_ in listed}
    makes = {}
    for table, name, script, is_unique, is_partial in listed:
        if table in emptied:
            continue
        of_index = ", ".join(filter(None, columns[name]))
        is_plain = not is_partial and None not in columns[name]
        select = f'SELECT {of_index} FROM {table} INDEXED BY "{name}"'  # noqa: S608
        if is_plain and _rows(file, key, select) is not None:
            continue
        unique = "UNIQUE " if is_unique else ""
        makes[name] = script or f"CREATE {unique}INDEX {name} ON {table} ({of_index})"
    return makes


_INDEXES = (
    'SELECT t.name, i.name, s.sql, i."unique", i.partial FROM pragma_table_list AS t JOIN pragma_index_list(t.name) AS i '
    "JOIN sqlite_master AS s ON s.name = i.name WHERE t.schema = 'main' AND t.type = 'table' AND s.rootpage > 0 "
    "AND NOT (t.wr AND i.origin = 'pk')"
)


def _exchange(connection: sql.Connection, names: Sequence[str], indexes: Mapping[str, str]) -> None:
    """Each table gets the pages of a new one, each index those of one made again. The damaged ones belong to nobody
    then: to drop a table, SQLite reads it."""
    scripts = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name = name AND sql IS NOT NULL"))
    for name in names:
        connection.execute(_renamed(scripts[name], name))
        for index, script in connection.execute(_OF_TABLE, (name,)).fetchall():
            connection.execute(_renamed(_renamed(script, index), name))
    for index, script in indexes.items():
        connection.execute(_renamed(script, index))
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_master AS old SET rootpage = new.rootpage FROM sqlite_master AS new WHERE old.rootpage > 0 AND "
        "new.name IN (?1 || old.name, replace(?1 || old.name, ?1 || 'sqlite_autoindex_', 'sqlite_autoindex_' || ?1))",
        (_BESIDE,),
    )
    connection.execute("DELETE FROM sqlite_master WHERE tbl_name LIKE ?1 || '%' OR name LIKE ?1 || '%'", (_BESIDE,))
    ((version,),) = connection.execute("PRAGMA schema_version").fetchall()
    connection.execute(f"PRAGMA schema_version = {version + 1}")


_OF_TABLE = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"


def _renamed(script: str, name: str) -> str:
    """What makes a table or index, under another name; what stands in its brackets is as it was."""
    head, bracket, columns = script.partition("(")
    return re.sub(rf'"?\b{re.escape(name)}\b"?', _BESIDE + name, head, count=1) + bracket + columns
