"""Tables written row by row, in constant memory: CSV, XLSX and lists of JSON.

No text becomes a formula: in CSV what a spreadsheet would compute has an apostrophe before it (and one
more where it has some, so that it can be taken away again); in XLSX every text is a cell of text.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import BinaryIO, Literal, Protocol
from xml.sax.saxutils import escape

from app.language import Direction

Format = Literal["json", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = ("json", "csv", "xlsx")
Cell = str | int | float | bool | date | None

# What a spreadsheet program takes for the beginning of a formula, also in full width and after letters that
# nobody sees; a cell that begins with a tab or a line break is read as if it began after it.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile("['\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*[=+\\-@\t\r\n＝＋－＠]")
_TELEPHONE = re.compile("\\+[0-9](?: ?[0-9]){6,14}")  # of E.164: nothing is computed
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no text of XML 1.0
_FIRST_DAY = date(1899, 12, 30).toordinal()
LONGEST_CELL = 32_767  # letters that a cell of XLSX holds


class RowWriter(Protocol):
    def write(self, row: Sequence[Cell]) -> None: ...


def guarded(text: str) -> str:
    """A text as it stands in CSV."""
    is_formula = _FORMULA.match(text) and not _TELEPHONE.fullmatch(text)
    return f"'{text}" if is_formula else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


@contextmanager
def opened(
    target: BinaryIO, form: Format, columns: Sequence[str], direction: Direction = "ltr", notes: Sequence[str] = ()
) -> Iterator[RowWriter]:
    """A table with these columns in `target`, which ends with the block. Of CSV and XLSX; a list of JSON
    has its names in each row (`JsonList`). `direction`: of the sheets of a workbook; `notes`: lines of a
    second sheet, the first its name."""
    if form == "csv":
        yield _Csv(target, columns)
    else:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in (_PARTS | (_with_notes(notes) if notes else {})).items():
                archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
            with archive.open(zipfile.ZipInfo("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as sheet:
                writer = _Sheet(sheet.write, columns, direction)
                yield writer
                writer.end()
            if notes:
                with archive.open(zipfile.ZipInfo("xl/worksheets/sheet2.xml"), "w") as sheet:
                    writer = _Sheet(sheet.write, notes[:1], direction, width=100)
                    for line in notes[1:]:
                        writer.write([line])
                    writer.end()


_as_json = json.JSONEncoder(ensure_ascii=False).encode


class JsonList:
    """`{..., name: [` item by item `], ...}` into a file, as one document."""

    def __init__(self, target: BinaryIO, head: dict[str, object], name: str) -> None:
        self._target, self._is_first = target, True
        opening = json.dumps(head, ensure_ascii=False)[:-1]
        target.write(f"{opening}, {json.dumps(name)}: [".encode())

    def write(self, item: dict[str, object]) -> None:
        comma = "" if self._is_first else ","
        self._is_first = False
        self._target.write(f"{comma}\n{_as_json(item)}".encode())

    def end(self, tail: dict[str, object]) -> None:
        closing = json.dumps(tail, ensure_ascii=False)[1:]
        self._target.write(f"\n], {closing}\n".encode())


class _Csv:
    """UTF-8 with a mark at its beginning, without which spreadsheet programs take it for another code."""

    def __init__(self, target: BinaryIO, columns: Sequence[str]) -> None:
        self._target, self._line = target, io.StringIO(newline="")
        self._csv = csv.writer(self._line, quoting=csv.QUOTE_ALL)
        target.write("\ufeff".encode())
        self.write(list(columns))

    def write(self, row: Sequence[Cell]) -> None:
        self._csv.writerow(["" if cell is None else _in_csv(cell) for cell in row])
        self._target.write(self._line.getvalue().encode("utf-8", "replace"))
        self._line.seek(0)
        self._line.truncate()


def _in_csv(cell: str | int | float | bool | date) -> str:
    match cell:
        case bool():
            return "true" if cell else "false"
        case str():
            return guarded(cell)
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


class _Sheet:
    def __init__(
        self, put: Callable[[bytes], object], columns: Sequence[str], direction: Direction, width: int = 24
    ) -> None:
        """`width`: of each column, in digits."""
        self._put = put
        flag = int(direction == "rtl")
        put(_SHEET_BEGINS.format(flag=flag, columns=len(columns), width=width).encode())
        cells = "".join(_in_sheet(name).replace("<c ", '<c s="2" ', 1) for name in columns)
        put(f"<row>{cells}</row>".encode())

    def write(self, row: Sequence[Cell]) -> None:
        cells = "".join(_EMPTY if cell is None else _in_sheet(cell) for cell in row)
        self._put(f"<row>{cells}</row>".encode())

    def end(self) -> None:
        self._put(b"</sheetData></worksheet>")


_EMPTY = "<c/>"


def _in_sheet(cell: str | int | float | bool | date) -> str:
    match cell:
        case "":
            return _EMPTY
        case bool():
            return f'<c t="b"><v>{int(cell)}</v></c>'
        case str():
            text = escape(_UNFIT.sub("", cell)[:LONGEST_CELL]).replace("\r", "&#13;")
            return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        case date():
            return f'<c s="1"><v>{cell.toordinal() - _FIRST_DAY}</v></c>'
        case _:
            return f"<c><v>{cell}</v></c>"


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OPEN = "http://schemas.openxmlformats.org"
_SHEET_BEGINS = (
    f'{_HEAD}<worksheet xmlns="{_OPEN}/spreadsheetml/2006/main"><sheetViews>'
    '<sheetView workbookViewId="0" rightToLeft="{flag}">'
    '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
    '<cols><col min="1" max="{columns}" width="{width}" customWidth="1"/></cols><sheetData>'
)
# ECMA-376, part 1: the least that makes a workbook of one sheet, with styles for days and for its head
_PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_OPEN}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_OPEN}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_OPEN}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_OPEN}/spreadsheetml/2006/main" xmlns:r="{_OPEN}/officeDocument/'
    '2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_OPEN}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OPEN}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OPEN}/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_OPEN}/spreadsheetml/2006/main"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE1EDEE"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf fontId="1" fillId="2" applyFont="1" applyFill="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def _with_notes(notes: Sequence[str]) -> dict[str, str]:
    """The parts that name the second sheet."""
    types, workbook, rels = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    first = re.search("<Override[^>]*sheet1.xml[^>]*>", _PARTS[types])
    second = re.search("<Relationship [^>]*sheet1.xml[^>]*>", _PARTS[rels])
    assert first
    assert second
    sheet = f'<sheet name="{escape(notes[0])}" sheetId="2" r:id="rId3"/></sheets>'
    relation = second[0].replace("rId1", "rId3").replace("sheet1", "sheet2")
    return {
        types: _PARTS[types].replace("</Types>", f"{first[0].replace('sheet1', 'sheet2')}</Types>"),
        workbook: _PARTS[workbook].replace("</sheets>", sheet),
        rels: _PARTS[rels].replace("</Relationships>", f"{relation}</Relationships>"),
    }
