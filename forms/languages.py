"""The screening in the languages of those who are asked: i18n/forms/LANG.po <-> columns of the workbooks.

    ./run questionnaires            writes each language's columns into the workbooks of `SPOKEN`, and
                                    what follows from each workbook (forms/mirror.py)
    ./run questionnaires --extract  renews the PO files: new strings empty, old ones gone

A committee edits Arabic and English in a workbook; a translator edits a PO file with any tool for them.
The message is the English text, its comment the Arabic. `X-Reviewed-By: NAME, DATE` in the comment
at its head says that a named person has read the whole; without it the language is marked as
unreviewed on the screen and in the record. What the officer alone sees stays English in these
columns, and Arabic beside Urdu, in its letters.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

FOLDER = Path(__file__).resolve().parent
CATALOGUES = FOLDER.parent / "i18n" / "forms"
SPOKEN = (
    "rapid-screening", "module-domestic", "module-sexual", "module-begging-crime", "module-marriage",
    "module-organ",
)  # fmt: skip
LANGUAGES = {
    "hi": "हिन्दी", "bn": "বাংলা", "ur": "اردو", "ne": "नेपाली", "tl": "Filipino", "si": "සිංහල",
    "ta": "தமிழ்", "ml": "മലയാളം", "am": "አማርኛ", "sw": "Kiswahili", "id": "Bahasa Indonesia",
    "fr": "Français",
}  # fmt: skip
TEXTS = ("label", "hint", "guidance_hint", "constraint_message")
ENGLISH, ARABIC = "English (en)", "العربية (ar)"
REVIEWED = "attribute::sanad:reviewed"
_NAMES = {"country": "territories", "language": "languages"}  # lists whose names are Unicode's
_AS_UNICODE = {"tl": "fil"}
_SAID_OTHERWISE = ("CD", "PS")  # whose names there are not what the United Nations call them


def name_in(code: str, list_name: str, choice: str) -> str:
    """A country or a language as a language calls it; "" for what is neither."""
    if list_name not in _NAMES or choice in _SAID_OTHERWISE:
        return ""
    names = getattr(Locale.parse(_AS_UNICODE.get(code, code)), _NAMES[list_name])
    return str(names.get(_AS_UNICODE.get(choice, choice), ""))


class Sheet:
    """A sheet by the names of its columns."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.changed = sheet, False
        self.columns = {str(cell.value): number for number, cell in enumerate(sheet[1], 1) if cell.value}

    def rows(self) -> Iterator[int]:
        for number in range(2, self.sheet.max_row + 1):
            if any(cell.value is not None for cell in self.sheet[number]):
                yield number

    def get(self, row: int, column: str) -> str:
        number = self.columns.get(column)
        value = self.sheet.cell(row, number).value if number else None
        return "" if value is None else str(value)

    def put(self, row: int, column: str, text: str) -> None:
        if column not in self.columns:
            self.columns[column] = len(self.columns) + 1
            self.sheet.cell(1, self.columns[column]).value = column
        cell = self.sheet.cell(row, self.columns[column])
        if (cell.value or "") != text:
            cell.value = text or None
            self.changed = True


def spoken(survey: Sheet, choices: Sheet) -> Iterator[tuple[Sheet, int, str]]:
    """Each text that a person is asked or shown: its sheet, row and kind."""
    lists = set()
    for row in survey.rows():
        if survey.get(row, "bind::sanad:aside"):
            continue
        kind, _, name = survey.get(row, "type").partition(" ")
        if kind.startswith("select"):
            lists.add(name.split()[0])
        for text in ("label", "hint", "constraint_message"):
            if survey.get(row, f"{text}::{ENGLISH}"):
                yield survey, row, text
    for row in choices.rows():
        list_name, choice = choices.get(row, "list_name"), choices.get(row, "name")
        if list_name in lists and not name_in("en", list_name, choice):
            yield choices, row, "label"


def strings() -> dict[str, str]:
    """English to Arabic, in the order of the forms."""
    arabic: dict[str, str] = {}
    for name in SPOKEN:
        book = load_workbook(FOLDER / f"{name}.xlsx")
        for sheet, row, text in spoken(Sheet(book["survey"]), Sheet(book["choices"])):
            english = sheet.get(row, f"{text}::{ENGLISH}")
            arabic.setdefault(english, sheet.get(row, f"{text}::{ARABIC}"))
    return arabic


def catalogue(code: str) -> Catalog:
    """A language's PO file; an empty one where there is none."""
    file = CATALOGUES / f"{code}.po"
    if not file.exists():
        return Catalog(locale=code, project="Sanad", fuzzy=False)
    with file.open("rb") as opened:
        return read_po(opened, locale=code)


def reviewed(messages: Catalog) -> str:
    """Who has read the whole, and when; "" where nobody has."""
    for line in messages.header_comment.splitlines():
        key, _, who = line.strip("# ").partition(":")
        if key == "X-Reviewed-By" and who.strip():
            return who.strip()
    return ""


def extract() -> None:
    """Renew every PO file."""
    CATALOGUES.mkdir(parents=True, exist_ok=True)
    for code, autonym in LANGUAGES.items():
        before = catalogue(code)
        renewed = Catalog(locale=code, project="Sanad", fuzzy=False)
        review = reviewed(before)
        renewed.header_comment = (
            f"# The screening in {autonym}. The comment of each message is its Arabic.\n# X-Reviewed-By: {review}"
        )
        for english, arabic in strings().items():
            message = before.get(english)
            renewed.add(english, message.string if message else "", auto_comments=[arabic] if arabic else [])
        save(renewed, code)


_NOISE = ("Report-Msgid", "POT-Creation", "PO-Revision", "Last-Trans", "Language-Team", "Generated")


def save(messages: Catalog, code: str) -> None:
    """Without the lines of a header that change at every writing, or that nobody fills in."""
    text = BytesIO()
    write_po(text, messages, width=100)
    lines = text.getvalue().decode("utf-8").splitlines(keepends=True)
    lines_kept = [line for line in lines if not line.startswith(tuple(f'"{noise}' for noise in _NOISE))]
    (CATALOGUES / f"{code}.po").write_text("".join(lines_kept), "utf-8")


def write() -> None:
    """Write every language's columns into the workbooks."""
    messages = {code: catalogue(code) for code in LANGUAGES}
    for name in SPOKEN:
        file = FOLDER / f"{name}.xlsx"
        book = load_workbook(file)
        survey, choices = Sheet(book["survey"]), Sheet(book["choices"])
        spoken_texts = {
            (sheet is survey, row, text): sheet.get(row, f"{text}::{ENGLISH}")
            for sheet, row, text in spoken(survey, choices)
        }
        for sheet in (survey, choices):
            texts = [text for text in TEXTS if f"{text}::{ENGLISH}" in sheet.columns]
            for code, autonym in LANGUAGES.items():
                for text in texts:
                    for row in sheet.rows():
                        english = sheet.get(row, f"{text}::{ENGLISH}")
                        message = messages[code].get(english) if english else None
                        is_said = (sheet is survey, row, text) in spoken_texts
                        translated = str(message.string) if message and is_said else ""
                        if sheet is choices:
                            translated = translated or name_in(
                                code, choices.get(row, "list_name"), choices.get(row, "name")
                            )
                        otherwise = sheet.get(row, f"{text}::{ARABIC}") if code == "ur" else english
                        sheet.put(row, f"{text}::{autonym} ({code})", translated or otherwise)
        settings = Sheet(book["settings"])
        review = {code: reviewed(messages[code]) for code in LANGUAGES}
        listed = "; ".join(f"{code}:{who}" for code, who in review.items() if who)
        settings.put(2, REVIEWED, listed)
        if survey.changed or choices.changed or settings.changed:
            book.save(file)


if __name__ == "__main__":
    if sys.argv[1:] == ["--help"]:
        sys.exit(print(__doc__))
    extract() if "--extract" in sys.argv[1:] else write()
