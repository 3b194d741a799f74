"""`verify`: which protections this computer gives."""

from collections.abc import Sequence

import typer

from app import settings
from app.casework.pages import protections
from app.casework.pages.protections import Protection
from app.cli.command import command
from app.cli.json_output import Document
from app.cli.output import words
from app.language import strip_marks


def _document(lines: Sequence[Protection]) -> Document:
    return {
        "protections": [
            {
                "name": line.name, "holds": line.holds, "says": line.says,
                **({} if line.holds else {"remedy": line.lacks}),
            }
            for line in lines
        ],
        "missing": [line.name for line in protections.missing(lines)],
    }  # fmt: skip


def _text(document: Document) -> str:
    speak = words()
    lines = []
    for line in document["protections"]:
        if line["holds"]:
            lines.append(f"ok  {line['name']}: {speak(line['says'])}")
        else:
            missing = speak(protections.MISSING, protection=speak(line["says"]))
            lines.append(f"NO  {line['name']}: {strip_marks(missing)}. {speak(line['remedy'])}")
    return "\n".join(lines)


@command(view=_document, text=_text)
def verify() -> list[Protection]:
    """Which protections does this computer give? What is missing is named; everything works all the same."""
    return protections.protections(settings.home())


def register(sanad: typer.Typer) -> None:
    sanad.command("verify")(verify)
