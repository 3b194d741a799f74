"""Writes the reviewable text of each questionnaire: NAME.xlsx -> NAME.md, a table a sheet.

    python forms/mirror.py

The spreadsheet is what a committee edits; the text shows a reviewer what changed, and is itself an
XLSForm that pyxform reads.
"""

from pathlib import Path

from openpyxl import load_workbook

FOLDER = Path(__file__).resolve().parent
SHEETS = ("survey", "choices", "settings")


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", r"\|").replace("\n", " ").strip()


def text(workbook: Path) -> str:
    """The three sheets as tables; the first column names the sheet, as pyxform reads it."""
    book = load_workbook(workbook, read_only=True)
    lines: list[str] = []
    for name in SHEETS:
        rows = [[_cell(cell) for cell in row] for row in book[name].iter_rows(values_only=True)]
        rows = [row for row in rows if any(row)]
        for number, row in enumerate(rows):
            lines.append(f"| {name if number == 0 else ''} | " + " | ".join(row) + " |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    for workbook in sorted(FOLDER.glob("*.xlsx")):
        workbook.with_suffix(".md").write_text(text(workbook), "utf-8")


if __name__ == "__main__":
    main()
