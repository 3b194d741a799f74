"""The child that reads tables of others: asked by `app.casework.exchange.table_client`."""

import json
from typing import Any

from app.broker.child import serve
from app.broker.rooms import TABULATOR
from app.casework.exchange.table_reader import BadTable, rows_of


def child() -> int:
    """Its exit status."""
    return serve(TABULATOR, answer)


def answer(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        rows = rows_of(str(request["format"]), content)
    except BadTable as bad:
        return {"problem": bad.problem, "row": bad.row, "column": bad.column}, b""
    return {}, json.dumps(rows, ensure_ascii=False).encode("utf-8", "replace")
