"""What the Community Health Toolkit adds to XLSForm, as plain rows: it converts with a branch of pyxform.

Its people and places (`db:person`) are records that only its server has; here they are typed. Source:
its documentation, "Forms".
"""

import re
from collections.abc import Iterator
from typing import Any

from app.errors import N_, said
from app.form.problems import Problem
from app.form.workbook.sheets import Row, cell

_OWN = re.compile(r"\s*(db:[\w-]+|tel)\s*", re.IGNORECASE)


def used(rows: list[Row]) -> bool:
    return any(_OWN.fullmatch(str(cell(row, "type"))) for row in rows)


def rewritten(rows: list[Row]) -> list[Row]:
    return [_plain(row) for row in rows]


def _plain(row: Row) -> Row:
    match = _OWN.fullmatch(str(cell(row, "type")))
    if match is None:
        return row
    plain = {key: "text" if _is(key, "type") else value for key, value in row.items()}
    if match[1].lower() == "tel" and not cell(row, "appearance"):
        plain = {key: value for key, value in plain.items() if not _is(key, "appearance")}
        plain["appearance"] = "numbers"
    return plain


def _is(key: Any, column: str) -> bool:
    return isinstance(key, str) and key.strip().lower() == column


def warnings_of(rows: list[Row]) -> Iterator[Problem]:
    """One warning for each of its types that are records."""
    names: set[str] = set()
    for at, row in enumerate(rows, 2):
        match = _OWN.fullmatch(str(cell(row, "type")))
        if match is not None and match[1].lower() != "tel" and match[1] not in names:
            names.add(match[1])
            says = said(
                N_("“{type}” is a record of the Community Health Toolkit; here the question is treated as text."),
                type=match[1],
            )  # fmt: skip
            yield Problem("warning", says, "survey", at, "type")
