"""KoboToolbox's own question groups written as plain XLSForm rows.

Kobo's form builder writes ratings (begin_score), rankings (begin_rank) and tables
(begin_kobomatrix), which no converter knows; Kobo rewrites them before it uses the form, and names
the questions as here, so that answers fit. Source: KoboToolbox help, "Question matrix", "Rating",
"Ranking"."""

import re
from collections.abc import Iterator
from typing import Any

from app.form.workbook.sheets import Row, cell

_BEGIN = re.compile(r"begin[ _](score|rank|kobomatrix)", re.IGNORECASE)
_END = re.compile(r"end[ _](score|rank|kobomatrix|matrix)", re.IGNORECASE)


def used(rows: list[Row]) -> bool:
    return any(_BEGIN.fullmatch(str(cell(row, "type")).strip()) for row in rows)


def rewritten(rows: list[Row], choices: list[Row]) -> list[Row]:
    """Survey rows without Kobo's groups; rows that are none of them stay as they are."""
    rewritten_rows: list[Row] = []
    open_group: tuple[str, Row, list[Row]] | None = None
    for row in rows:
        kind = str(cell(row, "type")).strip()
        begin, end = _BEGIN.fullmatch(kind), _END.fullmatch(kind)
        if begin and open_group is None:
            open_group = (begin[1].lower(), row, [])
        elif end and open_group is not None:
            group_kind, head, within = open_group
            rewrite = {"score": _score, "rank": _rank}.get(group_kind)
            rewritten_rows.extend(rewrite(head, within) if rewrite else _matrix(head, within, choices))
            open_group = None
        elif open_group is not None:
            open_group[2].append(row)
        else:
            rewritten_rows.append(row)
    if open_group is not None:
        rewritten_rows.extend([open_group[1], *open_group[2]])
    return rewritten_rows


def _score(head: Row, rows: list[Row]) -> Iterator[Row]:
    name, choices = _name(head), cell(head, "kobo--score-choices")
    yield {**_logic(head), "type": "begin_group", "name": name, "appearance": "field-list"}
    yield {**_words(head), "type": f"select_one {choices}", "name": f"{name}_header", "appearance": "label"}
    for row in rows:
        yield {**_plain(row), "type": f"select_one {choices}", "appearance": "list-nolabel"}
    yield {"type": "end_group"}


def _rank(head: Row, rows: list[Row]) -> Iterator[Row]:
    name, items = _name(head), cell(head, "kobo--rank-items")
    message = cell(head, "kobo--rank-constraint-message")
    yield {**_logic(head), "type": "begin_group", "name": name, "appearance": "field-list"}
    yield {**_words(head), "type": "note", "name": f"{name}_label"}
    earlier: list[str] = []
    for row in rows:
        question = {**_plain(row), "type": f"select_one {items}", "appearance": "minimal"}
        if earlier:
            question["constraint"] = " and ".join(f"${{{name}}} != ." for name in earlier)
            question["constraint_message"] = message or None
        earlier.append(_name(row))
        yield {key: value for key, value in question.items() if value is not None}
    yield {"type": "end_group"}


def _matrix(head: Row, rows: list[Row], choices: list[Row]) -> Iterator[Row]:
    name, list_name = _name(head), str(cell(head, "kobo--matrix_list")).strip()
    names = {_name(row) for row in rows}
    yield {**_logic(head), "type": "begin_group", "name": name, **_words(head)}
    for choice in choices:
        if str(cell(choice, "list_name")).strip() != list_name:
            continue
        prefix = f"{name}_{_name(choice)}"
        yield {"type": "begin_group", "name": prefix, "appearance": "field-list", **_words(choice)}
        for row in rows:
            yield {key: _renamed(value, names, prefix) for key, value in _plain(row).items()} | {
                "name": f"{prefix}_{_name(row)}"
            }
        yield {"type": "end_group"}
    yield {"type": "end_group"}


def _renamed(value: Any, names: set[str], prefix: str) -> Any:
    if not isinstance(value, str) or "${" not in value:
        return value
    return re.sub(r"\$\{\s*([^}\s]+)\s*\}", lambda m: f"${{{prefix}_{m[1]}}}" if m[1] in names else m[0], value)


def _name(row: Row) -> str:
    return str(cell(row, "name")).strip()


def _plain(row: Row) -> Row:
    return {key: value for key, value in row.items() if not str(key).startswith("kobo--")}


def _words(row: Row) -> Row:
    """Labels and hints in all languages."""
    return {
        key: value
        for key, value in row.items()
        if isinstance(key, str) and re.match(r"\s*(label|hint)\b", key, re.IGNORECASE)
    }


def _logic(row: Row) -> Row:
    return {
        key: value
        for key, value in row.items()
        if isinstance(key, str) and key.strip().lower() in {"relevant", "relevance"}
    }
