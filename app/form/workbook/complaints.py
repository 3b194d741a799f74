"""What pyxform complains of as Problems: place apart, remedy plain, nothing of its internals."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.errors import N_, Said, said
from app.form.problems import Problem
from app.form.workbook.remedies import REMEDIES, VALUES


def error(bad: Any) -> Problem:
    context: Mapping[str, Any] = getattr(bad, "context", {}) or {}
    problem = _problem("error", str(bad))
    row, sheet, column = context.get("row"), context.get("sheet"), context.get("column")
    return replace(
        problem,
        row=int(row)
        if isinstance(row, int) or (isinstance(row, str) and row.isdigit())
        else problem.row,
        sheet=str(sheet) if sheet else problem.sheet,
        column=str(column) if column else problem.column,
    )


def warning(text: str) -> Problem:
    return _problem("warning", text)


def _problem(level: Any, text: str) -> Problem:
    """A sentence of pyxform as a Problem: place apart, remedy plain, nothing of its internals."""
    says = " ".join(text.split())
    row_match = re.search(r"\[row\s*:\s*(\d+)\]|\brow\s+(?:number\s+)?(\d+)", says)
    row = int(next(one for one in row_match.groups() if one)) if row_match else None
    sheet_match = re.search(
        r"'?(survey|choices|settings|entities|external_choices|osm)'? (?:sheet|\w* sheet)|sheet:? '?(survey|choices|settings|entities)'?",
        says,
    )
    sheet = next((one for one in sheet_match.groups() if one), None) if sheet_match else None
    if sheet is None and row is not None:
        sheet = "survey"
    column_match = re.search(r"the '([^']+)' (?:value|column)", says)
    column = column_match[1] if column_match else None
    for pattern, remedy in REMEDIES:
        match = re.search(pattern, says)
        if match:
            values = {
                name: (one or "").strip() for name, one in zip(VALUES, match.groups(), strict=False)
            }
            if row is not None and remedy.startswith("There is no list"):
                sheet, column = "survey", "type"
            return Problem(level, Said(remedy, values), sheet, row, column)
    says = re.sub(r"\[row\s*:\s*\d+\]\s*", "", says)
    says = re.sub(r"\s*Learn more: \S+", "", says)
    says = re.sub(r"https?://\S+", "", says)
    told = said(N_("The converter of forms says: {text}"), text=_sentence(says))
    return Problem(level, told, sheet, row, column)


def _sentence(text: str) -> str:
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."
