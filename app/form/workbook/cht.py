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
    own = _OWN.fullmatch(str(cell(row, "type")))
    if own is None:
        return row
    made = {key: "text" if _is(key, "type") else value for key, value in row.items()}
    if own[1].lower() == "tel" and not cell(row, "appearance"):
        made = {key: value for key, value in made.items() if not _is(key, "appearance")}
        made["appearance"] = "numbers"
    return made


def _is(key: Any, column: str) -> bool:
    return isinstance(key, str) and key.strip().lower() == column


def told(rows: list[Row]) -> Iterator[Problem]:
    """One warning for each of its types that are records."""
    seen: set[str] = set()
    for at, row in enumerate(rows, 2):
        own = _OWN.fullmatch(str(cell(row, "type")))
        if own is not None and own[1].lower() != "tel" and own[1] not in seen:
            seen.add(own[1])
            says = said(
                N_("“{type}” is a record of the Community Health Toolkit; here the question takes a text."),
                type=own[1],
            )  # fmt: skip
            yield Problem("warning", says, "survey", at, "type")
