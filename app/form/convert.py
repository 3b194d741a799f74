"""XLSForm to XForm through pyxform, with every complaint placed in the workbook.

pyxform reads workbooks; this module guards what it is handed (size, zip bombs, document types
inside) and turns what it says into Problems with sheet, row, column and remedy.
"""

import logging
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from app.errors import N_, Said, said
from app.form import authors, cht, kobo
from app.form.attached import inlined
from app.form.binds import SANAD
from app.form.lines import with_lines
from app.form.model import Form, open_form
from app.form.problems import FormRefused, Problem, refusal
from app.form.remedies import REMEDIES, VALUES
from app.form.tree import MAX_BYTES

MAX_FILE = 100 * 1024 * 1024
MAX_UNPACKED = 256 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_CELLS = 1_000_000  # each takes half a kilobyte in the reader of spreadsheets
_CELL = b"<c "
KINDS = {".xlsx", ".xlsm", ".xls", ".csv", ".md", ".txt", ".xml"}

logging.getLogger("pyxform").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Converted:
    """The XForm, what to warn about, and where each question stands (path end or name -> row)."""

    xml: str
    problems: tuple[Problem, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    resources: Mapping[str, bytes] = field(default_factory=dict)
    workbook: Mapping[str, Any] = field(default_factory=dict)  # its sheets as they were read

    def advice(self, form: Form) -> tuple[Problem, ...]:
        """What a form for people of several languages lacks, though it opens."""
        return authors.advice(self.workbook) if self.workbook else authors.unspoken(form)

    def attaching(self, files: Mapping[str, bytes]) -> "Converted":
        """The same with the lists of these files inside the form. Raises FormRefused."""
        return replace(self, xml=inlined(self.xml, files)) if files else self

    def open(self, resources: Mapping[str, bytes] | None = None) -> Form:
        """Compile it; refusals (FormRefused) and the form's warnings name sheet and row."""
        try:
            form = open_form(self.xml, {**self.resources, **(resources or {})})
        except FormRefused as refused:
            raise FormRefused(self.placed(refused.problems)) from None
        form.problems = self.placed(form.problems)
        return form

    def placed(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Problems of the opened form with sheet and row, or with the line of an XForm."""
        if not self.workbook:
            return with_lines(problems, self.xml)
        placed = []
        for problem in problems:
            row = self.row(problem.question) if problem.question and problem.row is None else None
            if problem.sheet == "choices" and problem.row is None:
                placed.append(replace(problem, row=authors.choice_row(self.workbook, problem)))
            else:
                placed.append(replace(problem, sheet="survey", row=row) if row else problem)
        return tuple(placed)

    def row(self, path: str) -> int | None:
        parts = path.strip("/").split("/")
        return next(
            (
                self.rows[key]
                for at in range(len(parts))
                if (key := "/".join(parts[at:])) in self.rows
            ),
            None,
        )


def convert(file: Path | bytes, name: str = "") -> Converted:
    """An XLSForm (.xlsx, .xlsm, .xls, .csv, .md) as an XForm; .xml passes through.

    `name` tells the kind where bytes are handed in. Raises FormRefused.
    """
    data, suffix = _read(file, name)
    if suffix == ".xml":
        return Converted(_text(data))
    if suffix in {".xlsx", ".xlsm"}:
        _check_archive(data)
    workbook = _workbook(data, suffix)
    rows = _rows(workbook)
    as_read = dict(workbook)
    early, workbook = _prepared(workbook)
    xml, itemsets, warned = _converted(workbook)
    xml = without_fillers(xml)
    problems = early + [_warning(text) for text in warned]
    resources = {"itemsets.csv": itemsets.encode()} if itemsets else {}
    return Converted(xml, tuple(problems), rows, resources, as_read)


def open_file(
    file: Path | bytes, name: str = "", resources: Mapping[str, bytes] | None = None
) -> tuple[Form, tuple[Problem, ...]]:
    """Convert and open at once; the form and all warnings. Refusals name sheet and row."""
    converted = convert(file, name)
    form = converted.open(resources)
    return form, converted.problems + form.problems


def _read(file: Path | bytes, name: str) -> tuple[bytes, str]:
    if isinstance(file, bytes):
        data = file
    else:
        name = name or file.name
        try:
            if file.stat().st_size > MAX_FILE:
                raise refusal(
                    N_("The file is larger than 100 MB; move its lists to a file of their own.")
                )
            data = file.read_bytes()
        except OSError:
            raise refusal(
                N_("The file can’t be read; check that it is there and not open elsewhere.")
            ) from None
    if len(data) > MAX_FILE:
        raise refusal(N_("The file is larger than 100 MB; move its lists to a file of their own."))
    if not data.strip():
        raise refusal(N_("The file is empty; choose another one."))
    suffix = Path(name).suffix.lower()
    # what a file is shows in its first bytes; names of files are often wrong
    if data[:4] == b"PK\x03\x04":
        return data, ".xlsm" if suffix == ".xlsm" else ".xlsx"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return data, ".xls"
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return data, ".xml"
    if suffix in {".csv", ".md", ".txt"}:
        return data, ".md" if suffix == ".txt" else suffix
    if suffix in KINDS:
        raise refusal(
            N_("The file is not what its name says; save it again as an Excel workbook (.xlsx).")
        )
    if b"|" in data[:5000]:
        return data, ".md"
    raise refusal(
        N_(
            "This kind of file can’t be opened as a form; choose an XLSForm (.xlsx) or an XForm (.xml)."
        )
    )


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise refusal(N_("The file is larger than 64 MB; move its lists to a file of their own."))
    match = re.match(
        rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)", data[:200]
    )
    for encoding in ([match[1].decode()] if match else []) + ["utf-8-sig", "utf-16"]:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise refusal(N_("The file’s letters can’t be read; save it as UTF-8."))


def _check_archive(data: bytes) -> None:
    """A workbook is a zip file: nothing huge, nothing that declares entities."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNPACKED:
                raise refusal(
                    N_(
                        "The workbook unpacks to more than a form can hold; save only its form sheets in a new one."
                    )
                )
            total = cells = 0
            for member in members:
                if member.flag_bits & 1:
                    raise refusal(
                        N_("The workbook is protected by a password; save it without one.")
                    )
                if not member.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(member) as part:
                    start = part.read(4096)
                    total += len(start)
                    cells += start.count(_CELL)
                    if b"<!DOCTYPE" in start.replace(b"\x00", b"").upper():
                        raise refusal(
                            N_(
                                "The workbook holds a document type, which no spreadsheet writes; make it anew."
                            )
                        )
                    # what is announced need not be true: count what really comes out
                    while block := part.read(1 << 20):
                        total += len(block)
                        cells += block.count(_CELL)
                        if total > MAX_UNPACKED or cells > MAX_CELLS:
                            raise refusal(
                                N_(
                                    "The workbook unpacks to more than a form can hold; save only its form sheets in a new one."
                                )
                            )
    except (
        zipfile.BadZipFile,
        OSError,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ValueError,
        zlib.error,
    ):
        raise refusal(
            N_("The workbook is damaged; save it again from the spreadsheet program.")
        ) from None


_LIST = N_(
    "This CSV is a plain list, not a form; save the form as an Excel workbook (.xlsx) with a sheet "
    "named survey."
)


def _workbook(data: bytes, suffix: str) -> dict[str, Any]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import get_xlsform

    try:
        if suffix in {".md", ".csv"}:
            data = _text(data).encode()
        read = get_xlsform(BytesIO(data), suffix)
        return {name: getattr(read, name) for name in read.__slots__}
    except PyXFormError as bad:
        says = str(bad)
        if "not recognized" in says:
            if suffix == ".csv":
                raise refusal(_LIST) from None
            raise refusal(
                N_(
                    "The file can’t be read as a form; save it again as an Excel workbook (.xlsx) with a sheet named survey."
                )
            ) from None
        raise FormRefused((_error(bad),)) from None
    except FormRefused:
        raise
    except Exception:  # the readers of spreadsheets raise whatever a damaged file leads them to
        if suffix == ".csv":
            raise refusal(_LIST) from None
        raise refusal(
            N_("The workbook is damaged; save it again from the spreadsheet program.")
        ) from None


def _rows(workbook: Mapping[str, Any]) -> dict[str, int]:
    """Question names, and their paths within groups, to the row where they stand."""
    rows: dict[str, int] = {}
    around: list[str] = []
    for at, row in enumerate(workbook.get("survey") or [], 2):
        kind = re.sub(r"[\s_]+", " ", str(_cell(row, "type")).strip().lower())
        name = str(_cell(row, "name") or "").strip()
        if kind.startswith("end"):
            if around:
                around.pop()
            continue
        if name:
            rows.setdefault("/".join([*around, name]), at)
            rows.setdefault(name, at)
        if kind.startswith("begin"):
            around.append(name)
    return rows


def _cell(row: Mapping[str, Any], column: str) -> Any:
    for key, value in row.items():
        if isinstance(key, str) and key.strip().lower() == column:
            return value
    return ""


def _prepared(workbook: dict[str, Any]) -> tuple[list[Problem], dict[str, Any]]:
    """Sanad's columns work also where the form forgot to declare their namespace."""
    workbook = {key: value for key, value in workbook.items() if value is not None}
    headers = [
        key for row in workbook.get("survey_header") or [] for key in row if isinstance(key, str)
    ] or [key for row in workbook.get("survey") or [] for key in row]
    settings_rows = list(workbook.get("settings") or [])
    settings = dict(settings_rows[0]) if settings_rows else {}
    uses = sorted({h for h in headers if re.match(r"\s*bind\s*::\s*sanad:", h, re.IGNORECASE)})
    own = {
        key: value
        for key, value in settings.items()
        if isinstance(key, str) and re.fullmatch(r"\s*(sanad|Sanad)\s*::?\s*[\w-]+\s*", key)
    }
    problems: list[Problem] = []
    _join_external(workbook)
    survey = workbook.get("survey") or []
    if kobo.used(survey):
        workbook["survey"] = kobo.rewritten(survey, workbook.get("choices") or [])
        told = [*(workbook.get("survey_header") or []), *workbook["survey"]]
        workbook["survey_header"] = [{key: None for row in told for key in row}]
    if cht.used(survey):
        problems += cht.told(survey)
        workbook["survey"] = cht.rewritten(workbook["survey"])
        told = [*(workbook.get("survey_header") or []), *workbook["survey"]]
        workbook["survey_header"] = [{key: None for row in told for key in row}]
    namespaces = str(settings.get("namespaces") or "")
    if (uses or own) and not re.search(r"\bsanad\s*=\s*[\"']urn:sanad:form[\"']", namespaces):
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
    for key, value in own.items():
        del settings[key]
        settings["attribute::sanad:" + re.split(r"::?", key.strip(), maxsplit=1)[1].strip()] = value
    if settings:
        workbook["settings"] = [settings, *settings_rows[1:]]
        workbook["settings_header"] = [dict.fromkeys(settings)]
    return problems, workbook


def _join_external(workbook: dict[str, Any]) -> None:
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
    names = [(str(_cell(row, "list_name")), str(_cell(row, "name"))) for row in rows]
    if len(set(names)) < len(names):
        # towns of different areas may have one name; the filter tells them apart
        told = list(workbook.get("settings") or [{}])
        workbook["settings"] = [{**told[0], "allow_choice_duplicates": "yes"}, *told[1:]]
    known = {key: None for row in workbook.get("choices_header") or [] for key in row}
    further = {key: None for row in headers or [] for key in row}
    workbook["choices_header"] = [known | further]


def _converted(workbook: dict[str, Any]) -> tuple[str, str | None, list[str]]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert as to_xform

    warned: list[str] = []
    try:
        made = to_xform(workbook, warnings=warned)
    except PyXFormError as bad:
        error = _found(_error(bad), str(bad), workbook)
        raise FormRefused((error, *(_warning(text) for text in warned))) from None
    except RecursionError:
        raise refusal(
            N_("Groups are nested too deeply; make the form flatter."), sheet="survey"
        ) from None
    except Exception as bad:  # pyxform ends in any kind of error on forms it did not foresee
        where = re.search(r"\[row\s*:\s*(\d+)\]", str(bad))
        raise refusal(
            N_(
                "The form can’t be converted; check that every question has a type, a name and a label."
            ),
            sheet="survey",
            row=int(where[1]) if where else None,
        ) from None
    return made.xform, made.itemsets, warned


_TEXT = re.compile(r'<text id="([^"]*)">(.*?)</text>', re.DOTALL)
_FILLER = re.compile(r'<value(?: form="[^"]*")?>-</value>')


def without_fillers(xml: str) -> str:
    """pyxform writes "-" where a translation is missing; without it the other language shows."""
    start, end = xml.find("<itext>"), xml.find("</itext>")
    if start < 0 or end < 0:
        return xml
    itext = xml[start:end]
    told = {key for key, value in _TEXT.findall(itext) if _FILLER.sub("", value).strip()}

    def kept(match: re.Match[str]) -> str:
        if match[1] not in told:
            return match[0]
        rest = _FILLER.sub("", match[2])
        return f'<text id="{match[1]}">{rest}</text>' if rest.strip() else ""

    return xml[:start] + _TEXT.sub(kept, itext) + xml[end:]


def _found(problem: Problem, text: str, workbook: Mapping[str, Any]) -> Problem:
    """The row of a question type or list that pyxform names without saying where."""
    unlabelled = re.search(r"element named '([^']*)' has no label", text)
    if unlabelled and problem.row is None:
        row = _rows(workbook).get(unlabelled[1])
        return replace(problem, sheet="survey", row=row, column="label") if row else problem
    named = re.search(r"(?:type|choices sheet:|list name) ?'?([^'.\n]+?)'?\.?(?:\s|$)", text)
    if problem.row is not None or named is None:
        return problem
    for at, row in enumerate(workbook.get("survey") or [], 2):
        kind = str(_cell(row, "type")).strip()
        if kind == named[1].strip() or named[1].strip() in kind.split():
            return replace(problem, sheet="survey", row=at, column="type")
    return problem


def _error(bad: Any) -> Problem:
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


def _warning(text: str) -> Problem:
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
