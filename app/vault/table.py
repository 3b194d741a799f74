"""Rows of a table as dataclasses, and back. A dataclass says once what stands in a table: each field is
the column of its name, or the one that `column` names, and its type says how it stands there."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import Field, fields
from datetime import date
from typing import Any, Generic, TypeVar

from app.vault.database import Source, Writer

_Row = TypeVar("_Row")
_Convert = Callable[[Any], Any]


def column(name: str, stored: _Convert | None = None, read: _Convert | None = None) -> dict[str, Any]:
    """Metadata of a field whose column has another name, or holds it in another form."""
    return {"column": name, "stored": stored, "read": read}


def marks(values: Sized) -> str:
    """A question mark for each, as a statement has them."""
    return ", ".join("?" * len(values))


def _same(value: Any) -> Any:
    return value


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# By the type of a field: how it stands in its column, and back. Words have one space between.
_STORED: dict[object, _Convert] = {bool: int, tuple[str, ...]: " ".join, date: date.isoformat}
_READ: dict[object, _Convert] = {bool: bool, tuple[str, ...]: _words, date: date.fromisoformat}


def _conversion(field: Field[Any], way: str, usual: dict[object, _Convert]) -> _Convert:
    named: _Convert | None = field.metadata.get(way)
    return named or usual.get(field.type, _same)


class Table(Generic[_Row]):
    """`key`: the columns by which a row that is here already is found again; without one it is replaced."""

    def __init__(self, row_type: type[_Row], name: str, key: str = "") -> None:
        self._row_type, self.name = row_type, name
        row_fields: Sequence[Field[Any]] = fields(row_type)  # type: ignore[arg-type]
        columns = [field.metadata.get("column") or field.name for field in row_fields]
        self.columns = ", ".join(columns)
        self._names = [field.name for field in row_fields]
        self._stored = [_conversion(field, "stored", _STORED) for field in row_fields]
        conversions = (_conversion(field, "read", _READ) for field in row_fields)
        self._read = [(place, read) for place, read in enumerate(conversions) if read is not _same]
        self._keep = f"INTO {name} ({self.columns}) VALUES ({marks(columns)})"
        self._update = ""
        if key:
            changed = [name for name in columns if name not in key.split(", ")]
            changes = ", ".join(f"{name} = excluded.{name}" for name in changed)
            self._update = f" ON CONFLICT ({key}) DO UPDATE SET {changes}"

    def keep(self, writer: Writer, row: _Row, only_if: str = "") -> None:
        """Add a row, or overwrite the one of its key; that one only where a condition of SQL holds, in which
        `excluded` is the new one."""
        verb = "INSERT" if self._update else "INSERT OR REPLACE"
        condition = f" WHERE {only_if}" if only_if else ""
        writer.run(f"{verb} {self._keep}{self._update}{condition}", self._values(row))

    def add(self, writer: Writer, rows: Iterable[_Row]) -> None:
        """Rows of which none is here yet; a later one of the same key replaces an earlier."""
        writer.run_all(f"INSERT OR REPLACE {self._keep}", [self._values(row) for row in rows])

    def rows(self, source: Source, clause: str = "", values: Sequence[object] = ()) -> list[_Row]:
        """`clause`: what follows FROM, such as WHERE and ORDER BY."""
        statement = f"SELECT {self.columns} FROM {self.name} {clause}"  # noqa: S608
        return list(self.read(source.rows(statement, values)))

    def row(self, source: Source, clause: str, values: Sequence[object] = ()) -> _Row | None:
        """The first of them."""
        return next(iter(self.rows(source, clause, values)), None)

    def read(self, rows: Iterable[Sequence[Any]]) -> Iterator[_Row]:
        """What a statement gave for `columns`."""
        for row in rows:
            values = list(row)
            for place, read in self._read:
                values[place] = read(values[place])
            yield self._row_type(*values)

    def _values(self, row: _Row) -> list[Any]:
        values = (getattr(row, name) for name in self._names)
        return [stored(value) for stored, value in zip(self._stored, values, strict=True)]
