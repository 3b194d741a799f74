"""Sheets as pyxform takes them: what other tools and older forms write, in plain columns."""

import re
from typing import Any

from app.errors import N_
from app.form.binds import SANAD
from app.form.problems import Problem
from app.form.workbook import cht, kobo, meta_group
from app.form.workbook.sheets import cell


def prepared(workbook: dict[str, Any]) -> tuple[list[Problem], dict[str, Any]]:
    """Sanad's columns work also where the form forgot to declare their namespace."""
    workbook = {key: value for key, value in workbook.items() if value is not None}
    headers = [
        key for row in workbook.get("survey_header") or [] for key in row if isinstance(key, str)
    ] or [key for row in workbook.get("survey") or [] for key in row]
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
    if cht.used(survey):
        problems += cht.warnings_of(survey)
        workbook["survey"] = cht.rewritten(workbook["survey"])
        rows = [*(workbook.get("survey_header") or []), *workbook["survey"]]
        workbook["survey_header"] = [{key: None for row in rows for key in row}]
    workbook["survey"] = meta_group.renamed(workbook.get("survey") or [])
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
