"""Sheets as pyxform takes them: what other tools and older forms write, in plain columns."""

import re
from collections.abc import Iterator
from typing import Any

from app.errors import N_, said
from app.form.binds import SANAD
from app.form.problems import Problem
from app.form.workbook import kobo
from app.form.workbook.sheets import Row, cell

# -- meta group --------------------------------------------------------------------------------
# A form's own group `meta`, as forms of the Community Health Toolkit have it.
# The converter keeps that name for itself. The group goes through it under another name and
# becomes part of the form's `meta` then, as it stands in an XForm.

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


# -- cht ---------------------------------------------------------------------------------------
# What the Community Health Toolkit adds to XLSForm, as plain rows: it converts with a branch of
# pyxform.
# Its people and places (`db:person`) are records that only its server has; here they are typed.
# Source: its documentation, "Forms".

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
            )
            yield Problem("warning", says, "survey", at, "type")


# -- normalised ---------------------------------------------------------------------------------


def prepared(workbook: dict[str, Any]) -> tuple[list[Problem], dict[str, Any]]:
    """Sanad's columns work also where the form forgot to declare their namespace."""
    workbook = {key: value for key, value in workbook.items() if value is not None}
    headers = [key for row in workbook.get("survey_header") or [] for key in row if isinstance(key, str)] or [
        key for row in workbook.get("survey") or [] for key in row
    ]
    joined_external(workbook)
    settings_rows = list(workbook.get("settings") or [])
    settings = dict(settings_rows[0]) if settings_rows else {}
    uses = sorted({h for h in headers if re.match(r"\s*bind\s*::\s*sanad:", h, re.IGNORECASE)})
    sheets = {
        key: value
        for key, value in settings.items()
        if isinstance(key, str) and re.fullmatch(r"\s*(sanad|Sanad)\s*::?\s*[\w-]+\s*", key)
    }
    problems: list[Problem] = []
    survey = workbook.get("survey") or []
    if kobo.used(survey):
        workbook["survey"] = kobo.rewritten(survey, workbook.get("choices") or [])
        rows = [*(workbook.get("survey_header") or []), *workbook["survey"]]
        workbook["survey_header"] = [{key: None for row in rows for key in row}]
    if used(survey):
        problems += warnings_of(survey)
        workbook["survey"] = rewritten(workbook["survey"])
        rows = [*(workbook.get("survey_header") or []), *workbook["survey"]]
        workbook["survey_header"] = [{key: None for row in rows for key in row}]
    workbook["survey"] = renamed(workbook.get("survey") or [])
    namespaces = str(settings.get("namespaces") or "")
    if (uses or sheets) and not re.search(r"\bsanad\s*=\s*[\"']urn:sanad:form[\"']", namespaces):
        settings["namespaces"] = (
            re.sub(r"\bsanad\s*=\s*(\"[^\"]*\"|'[^']*')", "", namespaces) + f' sanad="{SANAD}"'
        ).strip()
        problems.append(
            Problem(
                "warning",
                N_(
                    'The form uses Sanad’s columns without declaring them; write sanad="urn:sanad:form" in the column namespaces.'
                ),
                "settings",
                2 if settings_rows else None,
                "namespaces",
            )
        )
    for key, value in sheets.items():
        del settings[key]
        settings["attribute::sanad:" + re.split(r"::?", key.strip(), maxsplit=1)[1].strip()] = value
    if settings:
        workbook["settings"] = [settings, *settings_rows[1:]]
        workbook["settings_header"] = [dict.fromkeys(settings)]
    return problems, workbook


def joined_external(workbook: dict[str, Any]) -> None:
    """select_one_external keeps its list in a file beside the form so that telephones can open it;
    here any list may be long, so that it becomes one of the form's own."""
    rows = workbook.pop("external_choices", None)
    headers = workbook.pop("external_choices_header", None)
    if not rows:
        return
    survey = []
    for row in workbook.get("survey") or []:
        key = next((k for k in row if isinstance(k, str) and k.strip().lower() == "type"), None)
        kind = str(row[key]) if key else ""
        external = re.sub(r"^(select[ _]one)[ _]external\b", r"\1", kind.strip())
        survey.append({**row, key: external} if key and external != kind.strip() else row)
    workbook["survey"] = survey
    workbook["choices"] = [*(workbook.get("choices") or []), *rows]
    names = [(str(cell(row, "list_name")), str(cell(row, "name"))) for row in rows]
    if len(set(names)) < len(names):
        # towns of different areas may have one name; the filter tells them apart
        settings = list(workbook.get("settings") or [{}])
        workbook["settings"] = [{**settings[0], "allow_choice_duplicates": "yes"}, *settings[1:]]
    columns = {key: None for row in workbook.get("choices_header") or [] for key in row}
    further = {key: None for row in headers or [] for key in row}
    workbook["choices_header"] = [columns | further]
