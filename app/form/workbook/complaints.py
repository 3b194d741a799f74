"""Turns what pyxform complains of into Problems with a place and a remedy, without its internals."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.errors import N_, Said, said
from app.form.problems import Problem
from app.form.workbook.remedies import NO_LIST, REMEDIES, VALUES


def error(complaint: Any) -> Problem:
    context: Mapping[str, Any] = getattr(complaint, "context", {}) or {}
    problem = _problem("error", str(complaint))
    row, sheet, column = context.get("row"), context.get("sheet"), context.get("column")
    return replace(
        problem,
        row=int(row) if isinstance(row, int) or (isinstance(row, str) and row.isdigit()) else problem.row,
        sheet=str(sheet) if sheet else problem.sheet,
        column=str(column) if column else problem.column,
    )


def warning(text: str) -> Problem:
    return _problem("warning", text)


def _problem(level: Any, text: str) -> Problem:
    """A sentence of pyxform as a Problem: place apart, remedy plain, nothing of its internals."""
    says = " ".join(text.split())
    row_match = re.search(r"\[row\s*:\s*(\d+)\]|\brow\s+(?:number\s+)?(\d+)", says)
    row = int(next(group for group in row_match.groups() if group)) if row_match else None
    sheet_match = re.search(
        r"'?(survey|choices|settings|entities|external_choices|osm)'? (?:sheet|\w* sheet)|sheet:? '?(survey|choices|settings|entities)'?",
        says,
    )
    sheet = next((group for group in sheet_match.groups() if group), None) if sheet_match else None
    if sheet is None and row is not None:
        sheet = "survey"
    column_match = re.search(r"the '([^']+)' (?:value|column)", says)
    column = column_match[1] if column_match else None
    for pattern, remedy in REMEDIES:
        match = re.search(pattern, says)
        if match:
            values = {name: (group or "").strip() for name, group in zip(VALUES, match.groups(), strict=False)}
            if row is not None and pattern == NO_LIST:  # said of choices, but the question has it
                sheet, column = "survey", "type"
            return Problem(level, Said(remedy, values), sheet, row, column)
    says = re.sub(r"\[row\s*:\s*\d+\]\s*", "", says)
    says = re.sub(r"\s*Learn more: \S+", "", says)
    says = re.sub(r"https?://\S+", "", says)
    sentence = said(N_("The form converter reports: {text}"), text=_sentence(says))
    return Problem(level, sentence, sheet, row, column)


def _sentence(text: str) -> str:
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."
