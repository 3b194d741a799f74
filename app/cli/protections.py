"""`verify`: which protections this computer gives, and with the records open, all that can be checked."""

from typing import Annotated

from typer import Option

from app import settings
from app.casework.pages import protections, self_check
from app.cli.command import command
from app.cli.json_output import Document
from app.cli.officer_session import at_work
from app.cli.options import Officer
from app.cli.output import words
from app.language import strip_marks


def _document(result: self_check.SelfCheck | list[protections.Protection]) -> Document:
    lines = result.lines if isinstance(result, self_check.SelfCheck) else result
    document: Document = {
        "protections": [
            {
                "name": line.name,
                "holds": line.holds,
                "says": line.says,
                **({} if line.holds else {"remedy": line.lacks}),
            }
            for line in lines
        ],
        "missing": [line.name for line in protections.missing(lines)],
    }
    if isinstance(result, self_check.SelfCheck):
        document |= {"at": result.at.isoformat(), "cases": result.cases, "events": result.events}
    return document


def _text(document: Document) -> str:
    speak = words()
    lines = []
    for line in document["protections"]:
        if line["holds"]:
            lines.append(f"ok  {line['name']}: {speak(line['says'])}")
        else:
            missing = speak(protections.MISSING, protection=speak(line["says"]))
            lines.append(f"NO  {line['name']}: {strip_marks(missing)}. {speak.told(line['remedy'])}")
    return "\n".join(lines)


@command(view=_document, text=_text)
def sanad_verify(
    records: Annotated[bool, Option("--records", help="Open the records, and check them and all around them.")] = False,
    officer: Officer = "",
) -> self_check.SelfCheck | list[protections.Protection]:
    if not records:
        return protections.protections(settings.home())
    with at_work(officer) as session:
        return self_check.check(session, self_check.plant(session))
