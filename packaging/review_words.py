"""The words of the program as a spreadsheet for a reviewer, and what came back of it into the catalogs.

    python packaging/review_words.py out FILE.xlsx
    python packaging/review_words.py in FILE.xlsx

A row is a message: where the program says it, English, Arabic (six forms where it has a number), the
Arabic said to a woman where it differs. The reviewer writes into the columns "better" and "remark" and
nowhere else. A remark stays with its message as a comment of the catalog, and goes out again with it.
Nothing is written where a row can't be read: each one is named, with what to do.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import openpyxl
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from openpyxl.styles import Alignment, Font

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "i18n" / "ar" / "LC_MESSAGES"
FORMS = ("zero", "one", "two", "3 to 10", "100 to 102", "11 to 99")
HEAD = ("id", "where", "English", "form", "Arabic", "to a woman", "better", "better to a woman", "remark")
_WIDTHS = (8, 34, 60, 12, 60, 60, 60, 60, 40)
_KEYWORDS = {"N_": None, "words": None, "w": None, "count": (1, 2)}
_PLACES = 3  # of a message that are named


@dataclass(frozen=True)
class Line:
    """One form of one message. `form`: -1 of a message without a number."""

    message: str
    form: int
    arabic: str
    to_a_woman: str = ""
    remark: str = ""


def key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def catalog(name: str, folder: Path = FOLDER) -> Catalog:
    with (folder / f"{name}.po").open("rb") as file:
        return read_po(file, locale="ar", domain=name)


def written(name: str, changed: Catalog, folder: Path = FOLDER) -> None:
    with (folder / f"{name}.po").open("wb") as file:
        write_po(file, changed, width=100)


def forms_of(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def lines(words: Catalog, to_a_woman: Catalog) -> Iterator[Line]:
    for message in words:
        if not message.id:
            continue
        woman = to_a_woman.get(message.id)
        said_to_her = forms_of(woman) if woman is not None else []
        texts = forms_of(message)
        remark = " ".join(message.user_comments)
        for n, text in enumerate(texts):
            form = n if message.pluralizable else -1
            other = said_to_her[n] if n < len(said_to_her) else ""
            yield Line(key(message), form, text, other, "" if n else remark)


def places() -> dict[str, str]:
    """Where the program says a message, by the message."""
    by_message: dict[str, list[str]] = {}
    extracted = extract_from_dir(str(ROOT / "app"), [("**.py", "python")], keywords=_KEYWORDS)
    for file, number, message, *_ in extracted:
        text = message[0] if isinstance(message, tuple) else message
        by_message.setdefault(text, []).append(f"app/{file}:{number}")
    return {text: ", ".join(dict.fromkeys(places[:_PLACES])) for text, places in by_message.items()}


def out(file: Path, folder: Path = FOLDER) -> int:
    """The number of rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "words"
    sheet.append(HEAD)
    said_at = places()
    ids: dict[str, int] = {}
    for line in lines(catalog("sanad", folder), catalog("sanad-woman", folder)):
        number = ids.setdefault(line.message, len(ids) + 1)
        form = FORMS[line.form] if line.form >= 0 else ""
        sheet.append(
            [number, said_at.get(line.message, ""), line.message, form, line.arabic,
             line.to_a_woman, "", "", line.remark]
        )  # fmt: skip
    for column, width in zip("ABCDEFGHI", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows():
        for cell in row:
            right = cell.column_letter in "EFGH"
            cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=2 if right else 1)
            cell.data_type = "s"  # a text that begins with = is no formula
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "D2"
    book.save(file)
    return sheet.max_row - 1


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _missing(english: str, better: str, form: int) -> set[str]:
    """Of the placeholders; a form for none, one or two may leave the number out."""
    wanted, there = placeholders(english), placeholders(better)
    return (wanted ^ there) - ({"n"} if 0 <= form <= 2 else set())


def taken(file: Path, folder: Path = FOLDER) -> tuple[int, list[str]]:
    """How many messages changed, and what can't be read. With any of these nothing is written."""
    sheet = openpyxl.load_workbook(file)["words"]
    rows = sheet.iter_rows(values_only=True)
    if tuple(next(rows, ())) != HEAD:
        return 0, ["The first row is not the one that went out. Copy it back from a fresh file."]
    words, to_a_woman = catalog("sanad", folder), catalog("sanad-woman", folder)
    problems: list[str] = []
    before = {(line.message, line.form): line for line in lines(words, to_a_woman)}
    changed: set[str] = set()
    for number, row in enumerate(rows, 2):
        cells = ["" if value is None else str(value) for value in (*row, *[None] * len(HEAD))]
        _, _, english, form_name, _, _, better, better_woman, remark = cells[: len(HEAD)]
        form = FORMS.index(form_name) if form_name in FORMS else -1
        line = before.get((english, form))
        if line is None:
            problems.append(f"Row {number}: no such message. The program may be newer: leave it out.")
            continue
        for text in (better, better_woman):
            if text and (missing := _missing(english, text, form)):
                names = ", ".join(sorted(f"{{{name}}}" for name in missing))
                problems.append(f"Row {number}: {names} is missing or too many. Write it as it was.")
        if better.strip() and better != line.arabic:
            _put(words, english, form, better.strip())
            changed.add(english)
        if better_woman.strip() and better_woman != line.to_a_woman:
            _put(to_a_woman, english, form, better_woman.strip(), like=words.get(english))
            changed.add(english)
        message = words.get(english)
        assert message is not None
        if form <= 0 and remark.strip() != line.remark:
            message.user_comments = [remark.strip()] if remark.strip() else []
            changed.add(english)
    if problems:
        return 0, problems
    written("sanad", words, folder)
    written("sanad-woman", to_a_woman, folder)
    return len(changed), []


def _put(words: Catalog, english: str, form: int, text: str, like: Message | None = None) -> None:
    message = words.get(english)
    if message is None:
        assert like is not None
        message = words.add(like.id, like.string, flags=like.flags)
    if form < 0:
        message.string = text
    else:
        forms = list(message.string)
        forms[form] = text
        message.string = tuple(forms)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["out", file]:
            print(f"{out(Path(file))} rows")
        case ["in", file]:
            changed, problems = taken(Path(file))
            for problem in problems:
                print(problem)
            if problems:
                print("Nothing was written.")
                return 1
            print(f"{changed} messages changed")
        case _:
            print(re.sub(r"\n\n.*", "", __doc__ or "", flags=re.DOTALL))
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
