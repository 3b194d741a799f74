"""`diagnosis`: what whoever looks after a computer needs to know of it."""

from pathlib import Path
from typing import Annotated, Any

from typer import Option

from app import settings
from app.casework.pages import diagnosis as pages
from app.cli.command import command


@command()
def sanad_diagnosis(
    out_file: Annotated[Path | None, Option("-o", help="Write it to this file.")] = None,
) -> dict[str, Any]:
    if out_file is None:
        return pages.collect(settings.home())
    pages.write(settings.home(), out_file)
    return {"diagnosis": str(out_file)}
