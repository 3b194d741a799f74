"""A table that somebody else made, read by a child; what it says is looked over again here."""

import json
from collections.abc import Mapping
from pathlib import Path

from app.broker import client
from app.broker.client import ChildFailed
from app.broker.rooms import TABULATOR
from app.disk import SystemRefusal, condition
from app.errors import N_, SanadError, said

LARGEST = 64 << 20  # bytes of a file
_LARGEST_ANSWER = 512 << 20
_LONGEST_S = 180.0
MOST_ROWS = 50_000

Row = tuple[int, dict[str, list[str]]]  # its number in the file, from 1; column to texts

_WHY = {
    "not_text": N_("it is not text in UTF-8"),
    "too_large": N_("it is larger than such a file may be"),
    "no_columns": N_("columns have no names"),
    "same_column": N_("two columns have the same name"),
}
_NO_TABLE = N_("it contains no table")
_PLACE = N_("row {row}, column {column}: {problem}")
_ROW = N_("row {row}: {problem}")


class TableUnreadable(SanadError):
    """`problem`: what is wrong, where."""

    file: str
    problem: str
    says = N_(
        "The file {file} can’t be read ({problem}). Nothing was imported and nothing is lost. Ask whoever sent it for "
        "a file in CSV, XLSX or JSON."
    )


def read(file: Path, form: str) -> tuple[bytes, list[Row]]:
    """The bytes of a file, and its rows. TableUnreadable, SystemRefusal."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        failure = condition(error)
        if isinstance(failure, SystemRefusal):
            raise failure from error
        raise TableUnreadable(file.name, _NO_TABLE) from error
    if len(content) > LARGEST:
        raise TableUnreadable(file.name, _WHY["too_large"])
    try:
        reply, answer = client.ask(TABULATOR, {"format": form}, content, longest_s=_LONGEST_S, largest=_LARGEST_ANSWER)
    except ChildFailed as error:
        raise TableUnreadable(file.name, _NO_TABLE) from error
    if reply:
        raise TableUnreadable(file.name, _problem(reply))
    rows = rows_from(answer)
    if rows is None:
        raise TableUnreadable(file.name, _NO_TABLE)
    return content, rows


def _problem(reply: Mapping[str, object]) -> str:
    problem = _WHY.get(str(reply.get("problem")), _NO_TABLE)
    row, column = reply.get("row"), reply.get("column")
    if type(row) is not int or row <= 0:
        return problem
    if isinstance(column, str) and column:
        return said(_PLACE, row=row, column=column[:100], problem=problem)
    return said(_ROW, row=row, problem=problem)


def rows_from(answer: bytes) -> list[Row] | None:
    """What a child said, which may have been taken over; None for what it should not say."""
    try:
        rows = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    is_sound = isinstance(rows, list) and len(rows) <= MOST_ROWS and all(map(_is_row, rows))
    return [(number, columns) for number, columns in rows] if is_sound else None


def _is_row(row: object) -> bool:
    return (
        isinstance(row, list)
        and len(row) == 2
        and type(row[0]) is int
        and isinstance(row[1], dict)
        and all(isinstance(texts, list) and all(isinstance(text, str) for text in texts) for texts in row[1].values())
    )
