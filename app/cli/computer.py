"""`verify`, `diagnosis`, `policy`: what this computer gives, lacks and was told by whoever looks after it."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from typer import Option

from app import settings
from app.casework.pages import diagnosis, protections, self_check, server_reach
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


@command()
def sanad_diagnosis(
    out_file: Annotated[Path | None, Option("-o", help="Write it to this file.")] = None,
    records: Annotated[bool, Option("--records", help="Open the records, and try the way to headquarters.")] = False,
    officer: Officer = "",
) -> dict[str, Any]:
    reach = None
    if records:
        with at_work(officer) as session:
            reach = server_reach.asking(session).whole()
    if out_file is None:
        return diagnosis.collect(settings.home(), reach)
    diagnosis.write(settings.home(), out_file, reach)
    return {"diagnosis": str(out_file)}


def _policy_in_lines(document: Document) -> str:
    speak = words()
    return "\n".join(
        f"{line['name']} = {_shown(line['value'])}  ({line['source']}): {speak(line['says'])}"
        for line in document["lines"]
    )


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)


@command(text=_policy_in_lines)
def sanad_policy() -> Document:
    return {
        "file": str(settings.policy_file()),
        "planted": settings.planted_policy(),
        "lines": [asdict(line) for line in settings.policy_lines()],
    }
