"""`diagnosis`: what whoever looks after a computer needs to know of it."""

from pathlib import Path
from typing import Annotated, Any

from typer import Option

from app import settings
from app.casework.pages import diagnosis as pages
from app.casework.pages import server_reach
from app.cli.command import command
from app.cli.officer_session import at_work
from app.cli.options import Officer


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
        return pages.collect(settings.home(), reach)
    pages.write(settings.home(), out_file, reach)
    return {"diagnosis": str(out_file)}
