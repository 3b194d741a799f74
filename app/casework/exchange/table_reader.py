"""Tables that others made, as rows of texts: CSV, XLSX, JSON. Runs in a child that reaches nothing.

What a row means is for whoever asked; here is only what a cell says. Nothing is computed: of a formula
there is the value that its maker's program wrote beside it.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from app.broker.child import serve
from app.broker.rooms import TABULATOR

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 50_000, 500, 32_767
_LARGEST_OPEN = 256 << 20  # bytes that the parts of a workbook open to
_TIMES = 200  # and so many times the file's own

Row = tuple[int, dict[str, list[str]]]  # its number in the file, from 1; column to texts

UNREADABLE, NOT_TEXT, TOO_LARGE, NO_COLUMNS, SAME_COLUMN = PROBLEMS = (
    "unreadable",
    "not_text",
    "too_large",
    "no_columns",
    "same_column",
)


class BadTable(Exception):
    """`problem`: one of PROBLEMS; `row`: where, 0 for the whole file; `column`."""

    def __init__(self, problem: str, row: int = 0, column: str = "") -> None:
        super().__init__(problem)
        self.problem, self.row, self.column = problem, row, column


def rows_of(form: str, content: bytes) -> list[Row]:
    """BadTable."""
    match form:
        case "csv":
            return _of_csv(content)
        case "xlsx":
            return _of_workbook(content)
        case _:
            return _of_json(content)


def _of_csv(content: bytes) -> list[Row]:
    text = _text(content)
    first_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)
    csv.field_size_limit(LONGEST_CELL * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return _table((reader.line_num, line) for line in reader)
    except csv.Error as error:
        raise BadTable(UNREADABLE, reader.line_num) from error


def _text(content: bytes) -> str:
    """UTF-8, or UTF-16 with its mark."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        lines = content[: error.start + 1].splitlines()
        row = len(lines) if encoding == "utf-8-sig" else 0
        raise BadTable(NOT_TEXT, row) from error


def _of_workbook(content: bytes) -> list[Row]:
    """The first sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size > min(_LARGEST_OPEN, max(1 << 20, _TIMES * len(content))):
            raise BadTable(TOO_LARGE)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()
        lines = enumerate(sheet.iter_rows(values_only=True), 1)
        return _table((number, [_cell(value) for value in line]) for number, line in lines)
    except BadTable:
        raise
    except Exception as error:  # whatever the library raises of a damaged file
        raise BadTable(UNREADABLE) from error


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime() | date():
            return value.isoformat()[:10]
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def _table(lines: Iterable[tuple[int, list[str]]]) -> list[Row]:
    rows, columns = list[Row](), list[str]()
    for number, line in lines:
        if len(line) > MOST_COLUMNS or len(rows) >= MOST_ROWS:
            raise BadTable(TOO_LARGE, number)
        if not any(cell.strip() for cell in line):
            continue
        if not columns:
            columns = [name.strip() for name in line]
            twice = next((c for n, c in enumerate(columns) if c and c in columns[:n]), "")
            if twice:
                raise BadTable(SAME_COLUMN, number, twice)
            continue
        if any(cell.strip() for cell in line[len(columns) :]):
            raise BadTable(NO_COLUMNS, number)  # a value that stands below no name
        texts = dict(zip(columns, line, strict=False))
        long = next((name for name, text in texts.items() if len(text) > LONGEST_CELL), "")
        if long:
            raise BadTable(TOO_LARGE, number, long)
        rows.append((number, {name: [text] for name, text in texts.items() if name and text.strip()}))
    if not columns:
        raise BadTable(NO_COLUMNS)
    return rows


def _of_json(content: bytes) -> list[Row]:
    """A list of objects, or an object that has one under `cases`, `records` or `data`."""
    try:
        document = json.loads(_text(content), object_pairs_hook=_each_name_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        row = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        raise BadTable(UNREADABLE, row) from error
    if isinstance(document, dict):
        names = [name for name in ("cases", "records", "data") if name in document]
        document = document[names[0]] if names else [document]
    if not isinstance(document, list):
        raise BadTable(NO_COLUMNS)
    if len(document) > MOST_ROWS:
        raise BadTable(TOO_LARGE)
    return [(number, dict(_of_object(number, item))) for number, item in enumerate(document, 1)]


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values under one name Python would keep the last, and nobody would hear of the first."""
    names = [name for name, _value in pairs]
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise BadTable(SAME_COLUMN, 0, twice)
    return dict(pairs)


def _no_number(_name: str) -> float:
    """NaN and Infinity are no JSON, and no name of somebody."""
    raise ValueError


def _of_object(number: int, item: object) -> Iterator[tuple[str, list[str]]]:
    if not isinstance(item, dict):
        raise BadTable(NO_COLUMNS, number)
    if len(item) > MOST_COLUMNS:
        raise BadTable(TOO_LARGE, number)
    for name, value in _flat(number, item):
        values = value if isinstance(value, list) else [value]
        if any(isinstance(part, (dict, list)) for part in values) or len(values) > MOST_COLUMNS:
            raise BadTable(UNREADABLE, number, name)
        texts = [_cell(part) for part in values if part is not None and part != ""]
        if any(len(text) > LONGEST_CELL for text in texts):
            raise BadTable(TOO_LARGE, number, name)
        if texts:
            yield name, texts


def _flat(number: int, item: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """With the objects of a list as columns of their own: NAME/1/KEY and so on."""
    for name, value in item.items():
        if not (isinstance(value, list) and value and all(isinstance(part, dict) for part in value)):
            yield name, value
            continue
        if sum(map(len, value)) + len(item) > MOST_COLUMNS:
            raise BadTable(TOO_LARGE, number, name)
        for place, part in enumerate(value, 1):
            for key, text in part.items():
                yield f"{name}/{place}/{key}", text


# -- table worker ------------------------------------------------------------------------------
# The child that reads tables of others: asked by `app.casework.exchange.table_client`.


def child() -> int:
    """Its exit status."""
    return serve(TABULATOR, answer)


def answer(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        rows = rows_of(str(request["format"]), content)
    except BadTable as bad:
        return {"problem": bad.problem, "row": bad.row, "column": bad.column}, b""
    return {}, json.dumps(rows, ensure_ascii=False).encode("utf-8", "replace")
