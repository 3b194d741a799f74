"""Demonstration sound for a questionnaire, by a speech synthesiser: for trying, never for a person.

    python packaging/demo_sound.py FORM.xlsx FOLDER [LANGUAGE ...]

Needs espeak-ng (Debian: `apt-get install espeak-ng`). Writes into FOLDER a copy of the workbook
whose media::audio columns name a sound for each question and choice, and beside it the folder of
sounds as ODK's tools have it (NAME-media), ready for `./run form pack`. LANGUAGE: codes, such as ne
hi; without them every language of the form that the synthesiser speaks.

A machine's voice is no review: the copy says of no language that somebody reviewed it, has another
id and title, and is refused a place among the questionnaires that are shipped.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import openpyxl

SHIPPED = Path(__file__).resolve().parent.parent / "forms"
SHEETS = ("survey", "choices")
SYNTHESISER = "espeak-ng"
SLOW = "140"  # words a minute
VOICES = {"en": "en-gb", "fr": "fr-fr"}  # else a language's code
_LABEL = re.compile(r"label::(.*\(([A-Za-z]{2,3})\))\s*")
_MARKUP = re.compile(r"\$\{[^}]*\}|<[^>]*>|[*_#]+")
REVIEWED = "attribute::sanad:reviewed"


def main(form: str, folder: str, *codes: str) -> int:
    source, out = Path(form), Path(folder)
    if out.resolve() == SHIPPED or SHIPPED in out.resolve().parents:
        print("Demonstration sound is never shipped: choose another folder.")
        return 2
    if which(SYNTHESISER) is None:
        print(f"{SYNTHESISER} is missing: apt-get install {SYNTHESISER}")
        return 2
    out.mkdir(parents=True, exist_ok=True)
    name = f"{source.stem}-demo"
    media = out / f"{name}-media"
    media.mkdir(exist_ok=True)
    workbook = openpyxl.load_workbook(source)
    voices, sounds = spoken_voices(), 0
    for sheet in SHEETS:
        for code, text, file, cell in wanted(workbook[sheet], name, codes):
            voice = VOICES.get(code, code)
            if voice not in voices:
                continue
            speak(text, voice, media / file)
            cell.value = file
            sounds += 1
    unreviewed(workbook["settings"])
    workbook.save(out / f"{name}.xlsx")
    silent = sorted({code for code in languages(workbook["survey"], codes) if VOICES.get(code, code) not in voices})
    print(f"{sounds} sounds in {media}")
    if silent:
        print(f"{SYNTHESISER} does not speak: {', '.join(silent)}")
    return 0


def spoken_voices() -> set[str]:
    """What the synthesiser speaks."""
    listed = subprocess.run([SYNTHESISER, "--voices"], check=True, capture_output=True, text=True)
    return {line.split()[1] for line in listed.stdout.splitlines()[1:] if len(line.split()) > 1}


def languages(sheet: Any, codes: tuple[str, ...]) -> dict[str, tuple[str, int]]:
    """Code to a language's name and its column, of the languages that are wanted; a column that speaks
    to a woman comes after the one of the same code, and is left out."""
    columns: dict[str, tuple[str, int]] = {}
    for cell in sheet[1]:
        match = _LABEL.fullmatch(str(cell.value or ""))
        if match and (not codes or match[2] in codes):
            columns.setdefault(match[2], (match[1], cell.column))
    return columns


def wanted(sheet: Any, name: str, codes: tuple[str, ...]) -> Iterator[tuple[str, str, str, Any]]:
    """Code, what is to be said, its file and the cell that names it."""
    headers = {str(cell.value): cell.column for cell in sheet[1] if cell.value}
    for code, (language, column) in languages(sheet, codes).items():
        header = f"media::audio::{language}"
        if header not in headers:
            headers[header] = sheet.max_column + 1
            sheet.cell(1, headers[header], header)
        for row in range(2, sheet.max_row + 1):
            text = _MARKUP.sub(" ", str(sheet.cell(row, column).value or "")).strip()
            if not text:
                continue
            key = "-".join(
                str(sheet.cell(row, headers[part]).value or "") for part in ("list_name", "name") if part in headers
            )
            cell = sheet.cell(row, headers[header])
            yield code, text, f"{name}-{sheet.title}-{key}-{code}.wav", cell


def speak(text: str, voice: str, file: Path) -> None:
    subprocess.run(
        [SYNTHESISER, "-v", voice, "-s", SLOW, "-w", str(file), "--stdin"],
        input=text, text=True, check=True,
    )  # fmt: skip


def unreviewed(settings: Any) -> None:
    """Nobody reviewed it, and it is not taken for the real one."""
    headers = {str(cell.value): cell.column for cell in settings[1] if cell.value}
    if REVIEWED in headers:
        settings.cell(2, headers[REVIEWED]).value = None
    for header, suffix in (("form_id", "-demo-sound"), ("form_title", " (demonstration sound)")):
        if header in headers:
            cell = settings.cell(2, headers[header])
            cell.value = f"{cell.value}{suffix}"


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
