"""Writes the reviewable text of each questionnaire, NAME.xlsx -> NAME.md, a table a sheet; and what it
is converted to, xforms/NAME.xml, which the program opens without converting.

    ./run questionnaires

The spreadsheet is what a committee edits; the text shows a reviewer what changed, and is itself an
XLSForm that pyxform reads.
"""

import json
import re
import sys
from hashlib import sha256
from pathlib import Path

from openpyxl import load_workbook

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from app.form import convert  # noqa: E402

SHEETS = ("survey", "choices", "settings")


_TRANSLATED = re.compile(r"::.*\((?!ar\)|en\))[a-z]+\)$")  # its words stand in i18n/forms


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", r"\|").replace("\n", " ").strip()


def text(workbook: Path) -> str:
    """The three sheets as tables; the first column names the sheet, as pyxform reads it."""
    book = load_workbook(workbook, read_only=True)
    lines: list[str] = []
    for name in SHEETS:
        rows = [[_cell(cell) for cell in row] for row in book[name].iter_rows(values_only=True)]
        rows = [row for row in rows if any(row)]
        shown = [at for at, column in enumerate(rows[0]) if not _TRANSLATED.search(column)]
        rows = [[row[at] for at in shown] for row in rows]
        for number, row in enumerate(rows):
            lines.append(f"| {name if number == 0 else ''} | " + " | ".join(row) + " |")
        lines.append("")
    return "\n".join(lines)


def xform(workbook: Path) -> str:
    """What the program's converter makes of it."""
    return convert(workbook.read_bytes(), workbook.name).xml


def main() -> None:
    (FOLDER / "xforms").mkdir(exist_ok=True)
    made_from = {}
    for workbook in sorted(FOLDER.glob("*.xlsx")):
        workbook.with_suffix(".md").write_text(text(workbook), "utf-8")
        (FOLDER / "xforms" / f"{workbook.stem}.xml").write_text(xform(workbook), "utf-8")
        made_from[workbook.stem] = sha256(workbook.read_bytes()).hexdigest()
    listed = json.dumps(made_from, indent=1) + "\n"
    (FOLDER / "xforms" / "made_from.json").write_text(listed, "utf-8")


if __name__ == "__main__":
    main()
