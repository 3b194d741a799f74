"""The sheets of a workbook as rows, through the readers of pyxform."""

import re
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

from app.errors import N_
from app.form.problems import FormRefused, Problem, refusal
from app.form.workbook.complaints import error
from app.form.workbook.file import decoded

Row = dict[str, Any]

_LIST = N_(
    "This CSV is a plain list, not a form; save the form as an Excel workbook (.xlsx) with a sheet named survey."
)


def sheets(data: bytes, suffix: str) -> dict[str, Any]:
    """The rows of each sheet, as pyxform reads them. FormRefused."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import get_xlsform

    try:
        if suffix in {".md", ".csv"}:
            data = decoded(data).encode()
        read = get_xlsform(BytesIO(data), suffix)
        return {name: getattr(read, name) for name in read.__slots__}
    except PyXFormError as failure:
        says = str(failure)
        if "not recognized" in says:
            if suffix == ".csv":
                raise refusal(_LIST) from None
            raise refusal(
                N_(
                    "The file can’t be read as a form; save it again as an Excel workbook (.xlsx) with a sheet named survey."
                )
            ) from None
        raise FormRefused((error(failure),)) from None
    except FormRefused:
        raise
    except Exception:  # the readers of spreadsheets raise whatever a damaged file leads them to
        if suffix == ".csv":
            raise refusal(_LIST) from None
        raise refusal(N_("The workbook is damaged; save it again from the spreadsheet program.")) from None


def rows_of(workbook: Mapping[str, Any]) -> dict[str, int]:
    """Question names, and their paths within groups, to the row where they stand."""
    rows: dict[str, int] = {}
    groups: list[str] = []
    for at, row in enumerate(workbook.get("survey") or [], 2):
        kind = re.sub(r"[\s_]+", " ", str(cell(row, "type")).strip().lower())
        name = str(cell(row, "name") or "").strip()
        if kind.startswith("end"):
            if groups:
                groups.pop()
            continue
        if name:
            rows.setdefault("/".join([*groups, name]), at)
            rows.setdefault(name, at)
        if kind.startswith("begin"):
            groups.append(name)
    return rows


def cell(row: Mapping[str, Any], column: str) -> Any:
    """The cell of a column, however its heading is written."""
    for key, value in row.items():
        if isinstance(key, str) and key.strip().lower().replace(" ", "_") == column:
            return value
    return ""


def located(problem: Problem, text: str, workbook: Mapping[str, Any]) -> Problem:
    """The row of a question type or list that pyxform names without saying where."""
    unlabelled = re.search(r"element named '([^']*)' has no label", text)
    if unlabelled and problem.row is None:
        row = rows_of(workbook).get(unlabelled[1])
        return replace(problem, sheet="survey", row=row, column="label") if row else problem
    named = re.search(r"(?:type|choices sheet:|list name) ?'?([^'.\n]+?)'?\.?(?:\s|$)", text)
    if problem.row is not None or named is None:
        return problem
    for at, row in enumerate(workbook.get("survey") or [], 2):
        kind = str(cell(row, "type")).strip()
        if kind == named[1].strip() or named[1].strip() in kind.split():
            return replace(problem, sheet="survey", row=at, column="type")
    return problem
