"""What still verifies of records with damaged pages, into new records beside them; and what is lost.

Each page is under a code, so a row that can be read is the one that was written. Whole pages around a damaged one
are reached from both ends, through the table's indexes, and by looking for keys between; what has a hash is held
against it once more. docs/decisions/0072-what-verifies-of-damaged-records.md
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlcipher3 import dbapi2 as sql

from app.errors import N_, SanadError
from app.seal.envelope import Header
from app.seal.keys import Secret, digest
from app.seal.slots import KeyFile
from app.vault.database import Database, Writer
from app.vault.folder import Folder
from app.vault.vault import Vault, database_key, read_vault

# made again from the log or from questionnaires, counted by triggers, or asked of headquarters again
_REMADE = {
    "apart_group", "case_figure", "case_figure_part", "case_record", "case_row", "cursor", "fetched", "forked", "form_cell",
    "form_compiled", "form_list", "form_row", "hole", "likeness", "likeness_facts", "match_key", "office_row",
    "sync_state", "task", "tie", "unsent", "untold",
}  # fmt: skip
_AT_ONCE, _FAR = 64, 256
_HASHED = {"chunk": "content", "draft_chunk": "content", "organisation": "entry", "waiting": "raw"}

Key = tuple[Any, ...]


class NothingToSalvage(SanadError):
    says = N_(
        "The keys inside these records are damaged too, so nothing could be saved out of them. Nothing was changed. "
        "Restore the last backup, and keep this computer for user management to examine."
    )


@dataclass(slots=True)
class SalvagedTable:
    """`lost`: of each row that is known to be, its numbers, ids and hashes, never a text. `all_named`: they are
    all that is lost."""

    name: str
    copied: int = 0
    lost: list[dict[str, int | str]] = field(default_factory=list)
    all_named: bool = True


@contextmanager
def salvaged(
    source: Database, folder: Folder, key_file: KeyFile, master: Secret
) -> Iterator[tuple[Vault, list[SalvagedTable]]]:
    """The new records, laid in `folder` and open, and what came of each table. Damaged where not even the names of
    the tables can be read; NothingToSalvage."""
    target = Database.create(folder.records(key_file.generation), database_key(master))
    with closing(target), closing(_Source(source)) as pages:
        with target.transaction() as writer:
            tables = [_Table.of(target, name, bool(is_without)) for name, is_without in target.rows(_TABLES)]
            outcome = [_copy(pages, writer, table) for table in tables if table.name not in _REMADE]
            writer.run("UPDATE unsent SET ask = 1")  # headquarters may have them
        if any(table.name == "directory" and not table.all_named for table in outcome):  # one's own
            raise NothingToSalvage
        try:
            vault = read_vault(folder, key_file, master, target)
        except SanadError as error:
            raise NothingToSalvage from error
        yield vault, outcome


_TABLES = (
    "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' "
    "ORDER BY name"
)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table, or one of its indexes, in the order of its keys."""

    name: str
    source: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    indexes: tuple["_Table", ...] = ()

    @classmethod
    def of(cls, database: Database, name: str, without_rowid: bool) -> "_Table":
        facts = database.rows("SELECT name, pk FROM pragma_table_info(?)", (name,))
        primary = tuple(column for column, place in sorted(facts, key=lambda fact: int(fact[1])) if place)
        keys = primary if without_rowid else ("rowid",)
        indexes = []
        for index, origin, partial in database.rows("SELECT name, origin, partial FROM pragma_index_list(?)", (name,)):
            if partial or (without_rowid and origin == "pk"):
                continue
            columns = tuple(database.column("SELECT name FROM pragma_index_info(?) ORDER BY seqno", (index,)))
            indexes.append(cls(index, f'{name} INDEXED BY "{index}"', (*columns, *keys), ()))
        return cls(name, name, keys, tuple(column for column, _ in facts), tuple(indexes))


class _Source:
    """The damaged records. Once a page failed its code, a connection may refuse whole ones too: another is opened."""

    def __init__(self, database: Database) -> None:
        self._first, self._database = database, database.again()

    def close(self) -> None:
        self._database.close()

    def rows(self, statement: str, values: Sequence[object]) -> list[Key] | None:
        rows = self._database.verified_rows(statement, values)
        if rows is None:
            self._database.close()
            self._database = self._first.again()
        return rows

    def walk(
        self, table: _Table, start: Key = (), *, backwards: bool = False
    ) -> Iterator[tuple[Key, Key | None] | None]:
        """(key, row) after a key, or after the beginning of one; no row where a long value of it is damaged. At the
        end None, where that is a damaged page."""
        ends, sign = (" DESC", "<") if backwards else ("", ">")
        keys, order = ", ".join(table.keys), ", ".join(key + ends for key in table.keys)
        limit_count, passed, whole_way, by_place = _AT_ONCE, 0, not start, False
        while True:
            condition = (
                f"({', '.join(table.keys[: len(start)])}) {sign} ({', '.join('?' * len(start))})" if start else "1"
            )
            statement = f"FROM {table.source} WHERE {condition} ORDER BY {order}"
            limit = f"OFFSET {passed if by_place else 0}"
            rows = self.rows(
                f"SELECT {', '.join((keys, *table.columns))} {statement} LIMIT {limit_count} {limit}", start
            )
            if rows is None and limit_count > 1:
                limit_count = 1
            elif rows is None and (next_keys := self.rows(f"SELECT {keys} {statement} LIMIT 1 {limit}", start)):
                start, limit_count, passed = () if by_place else next_keys[0], _AT_ONCE, passed + 1
                yield next_keys[0], None
            elif rows is None and whole_way and not by_place:  # to find a key, SQLite reads long rows on the way
                start, by_place = (), True
            elif rows is None:
                yield None
                return
            else:
                for row in rows:
                    yield row[: len(table.keys)], row[len(table.keys) :]
                if len(rows) < limit_count:
                    return
                start, passed = () if by_place else rows[-1][: len(table.keys)], passed + len(rows)


def _copy(source: _Source, writer: Writer, table: _Table) -> SalvagedTable:
    copied, lost = set[Key](), dict[Key, dict[str, int | str]]()
    columns, marks = ", ".join(table.columns), ", ".join("?" * len(table.columns))
    insert = f"INSERT OR IGNORE INTO {table.name} ({columns}) VALUES ({marks})"  # noqa: S608  (of our own schema)

    def take(rows: Iterator[tuple[Key, Key | None] | None]) -> bool:
        """False where a damaged page ended it; it ends too where it meets what is known."""
        for step in rows:
            if step is None:
                return False
            key, row = step
            if key in copied or key in lost:
                return True
            if row is None or not _holds(table, row):
                lost[key] = _named(table.keys, key)
            else:
                try:
                    writer.run(insert, row)
                    copied.add(key)
                except sql.IntegrityError:  # an answer of a draft that is lost
                    lost[key] = _named(table.keys, key)
        return True

    if take(source.walk(table)):
        return SalvagedTable(table.name, len(copied), list(lost.values()))
    take(source.walk(table, backwards=True))
    known, is_whole = _by_indexes(source, table)
    for key in sorted(known.keys() - copied - lost.keys()):
        condition = " AND ".join(f"{column} = ?" for column in table.keys)
        rows = source.rows(f"SELECT {columns} FROM {table.name} WHERE {condition}", key)  # noqa: S608
        take(iter([(key, rows[0] if rows else None)]))
    if not is_whole:
        for start in _between(table, copied):
            take(source.walk(table, start))
    return SalvagedTable(table.name, len(copied), [known.get(key, {}) | lost[key] for key in lost], is_whole)


def _by_indexes(source: _Source, table: _Table) -> tuple[dict[Key, dict[str, int | str]], bool]:
    """The rows that a table's indexes name, and whether one of them is whole."""
    known: dict[Key, dict[str, int | str]] = {}
    is_whole = False
    for index in table.indexes:
        ended = [step for backwards in (False, True) for step in source.walk(index, backwards=backwards)]
        is_whole |= None not in ended
        for step in filter(None, ended):
            key = step[0][-len(table.keys) :]
            known.setdefault(key, {}).update(_named(index.keys, step[0]))
    return known, is_whole


def _between(table: _Table, copied: set[Key]) -> Iterator[Key]:
    """Beginnings of keys: each number in a gap, each first byte of ids, which are spread evenly, or of names."""
    if table.keys == ("rowid",):
        numbers = sorted(number for (number,) in copied) or [0]
        for number, next_number in zip(numbers, [*numbers[1:], numbers[-1] + _FAR], strict=True):
            yield from ((start,) for start in range(number, next_number) if next_number - number > 1)
    elif any(isinstance(first, str) for first, *_ in copied):
        yield from ((chr(number),) for number in range(32, 127))
    else:
        yield from ((bytes([number]),) for number in range(256))


def _named(columns: Sequence[str], values: Key) -> dict[str, int | str]:
    """Without texts: one may be a word of a case."""
    pairs = zip(columns, values, strict=True)
    return {
        name: value.hex() if isinstance(value, bytes) else value
        for name, value in pairs
        if isinstance(value, (int, bytes))
    }


def _holds(table: _Table, row: Key) -> bool:
    columns = dict(zip(table.columns, row, strict=True))
    if table.name in ("envelope", "apart"):
        if digest(columns["header"]) != columns["id"]:
            return False
        return not columns["body"] or Header.from_bytes(columns["header"]).body_hash == digest(columns["body"])
    content = columns[_HASHED[table.name]] if table.name in _HASHED else None
    return content is None or digest(content) == columns["id"]
