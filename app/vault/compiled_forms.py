"""Questionnaires as they were compiled, and their long lists row by row. All of it can be made again."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.vault.database import Database, Writer

Cells = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class List:
    """`by`: the columns that rows are looked up by."""

    columns: Sequence[str]
    by: Sequence[str]
    rows: Sequence[Cells]


def packed(content: bytes) -> bytes:
    """A compiled questionnaire as it is kept."""
    return zlib.compress(content, 1)


def keep(writer: Writer, form: bytes, engine: bytes, packed_content: bytes, lists: Mapping[str, List]) -> None:
    """In place of what was kept of it before."""
    for (number,) in writer.rows("SELECT n FROM form_list WHERE form = ?", (form,)):
        writer.run("DELETE FROM form_row WHERE list = ?", (number,))
        writer.run("DELETE FROM form_cell WHERE list = ?", (number,))
        writer.run("DELETE FROM form_list WHERE n = ?", (number,))
    writer.run("INSERT OR REPLACE INTO form_compiled VALUES (?, ?, ?)", (form, engine, packed_content))
    for name, table in lists.items():
        number = writer.run("INSERT INTO form_list (form, name) VALUES (?, ?)", (form, name))
        _keep_rows(writer, number, table)


def _keep_rows(writer: Writer, number: int, table: List) -> None:
    writer.run_all(
        "INSERT INTO form_row VALUES (?, ?, ?)",
        [(number, at, json.dumps(cells, ensure_ascii=False)) for at, cells in enumerate(table.rows)],
    )
    for name in table.by:
        place = table.columns.index(name)
        writer.run_all(
            "INSERT INTO form_cell VALUES (?, ?, ?, ?)",
            [(number, name, text, at) for at, cells in enumerate(table.rows) if (text := cells[place]) is not None],
        )


def content(database: Database, form: bytes, engine: bytes) -> bytes | None:
    """What this engine made of it; None where nothing or another did."""
    row = database.row("SELECT content FROM form_compiled WHERE form = ? AND engine = ?", (form, engine))
    return zlib.decompress(row[0]) if row else None


def all_rows(database: Database, form: bytes, name: str) -> list[Cells]:
    rows = database.rows(
        "SELECT cells FROM form_row JOIN form_list ON list = n WHERE form = ? AND name = ? ORDER BY at", (form, name)
    )
    return [json.loads(cells) for (cells,) in rows]


def rows_holding(database: Database, form: bytes, name: str, column: str, value: str) -> list[tuple[int, Cells]]:
    """The rows whose column holds a text, each with where it stands in its list."""
    rows = database.rows(
        # CROSS JOIN keeps this order (https://sqlite.org/optoverview.html#crossjoin): else each row of
        # the list is asked whether it holds the text
        "SELECT c.at, r.cells FROM form_list l CROSS JOIN form_cell c ON c.list = l.n CROSS JOIN form_row r ON r.list "
        "= c.list AND r.at = c.at WHERE l.form = ? AND l.name = ? AND c.name = ? AND c.value = ? ORDER BY c.at",
        (form, name, column, value),
    )
    return [(at, json.loads(cells)) for at, cells in rows]
