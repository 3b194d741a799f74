"""A form's own group `meta`, as forms of the Community Health Toolkit have it.

The converter keeps that name for itself. The group goes through it under another name and becomes
part of the form's `meta` then, as it stands in an XForm.
"""

import re
from typing import Any

from app.form.workbook.sheets import Row, cell

STAND_IN = "meta_of_the_form"
_BEGIN = re.compile(r"\s*begin[ _]+(group|repeat)\b", re.IGNORECASE)
_END = re.compile(r"\s*end[ _]+(group|repeat)\b", re.IGNORECASE)


def renamed(rows: list[Row]) -> list[Row]:
    """The rows with a group `meta` that stands in no other group under the name STAND_IN."""
    depth = 0
    plain: list[Row] = []
    for row in rows:
        kind = str(cell(row, "type"))
        group = _BEGIN.match(kind)
        if group and not depth and group[1].lower() == "group" and cell(row, "name") == "meta":
            row = {key: STAND_IN if _names(key) else text for key, text in row.items()}  # noqa: PLW2901
        depth += 1 if group else -1 if _END.match(kind) else 0
        plain.append(row)
    return plain


def _names(heading: Any) -> bool:
    return isinstance(heading, str) and heading.strip().lower() == "name"


def put_back(xml: str) -> str:
    """The XForm with what stood in STAND_IN as part of `meta`."""
    match = re.search(rf"<{STAND_IN}>(.*?)</{STAND_IN}>\s*", xml, re.DOTALL)
    if match is None:
        return xml
    xml = xml[: match.start()] + xml[match.end() :]
    meta = re.search(r"<((?:\w+:)?meta)>(.*?)</\1>", xml, re.DOTALL)
    if meta is None:
        return xml
    content = meta[2] + match[1]
    xml = f"{xml[: meta.start()]}<{meta[1]}>{content}</{meta[1]}>{xml[meta.end() :]}"
    return re.sub(rf"/{STAND_IN}\b", f"/{meta[1]}", xml)
