"""`case letter`: the letter that goes with a referral, as a PDF."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import (
    Json,
    Override,
    PasswordOrPlain,
    Who,
    at_work,
    secret,
    show,
)
from app.cli.related_people import case

__all__ = ["case"]


@case.command("letter")
def case_letter(
    case_id: str,
    which: Annotated[str, typer.Argument(metavar="REFERRAL", help="Its id or its number.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The file to write.")],
    language: Annotated[str, typer.Option("--language", help="ar, en or both.")] = "both",
    password_file: Annotated[str | None, typer.Option("--password-file")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Without a password.")] = False,
    override: Override = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Save a referral's letter; the event is written before the file exists."""
    from app.casework.cases import queries
    from app.casework.export import referral_letter

    if language not in ("ar", "en", "both"):
        raise typer.BadParameter("--language is ar, en or both.")
    if plain == (password_file is not None):
        raise PasswordOrPlain
    password = None if plain else secret(password_file, "Password")
    with at_work(officer) as session:
        id_, file = queries.resolve(session, case_id), out.absolute()
        referral_letter.save(session, id_, which, language, file, password, override)  # type: ignore[arg-type]
    show({"letter": str(file)}, as_json, lambda told: str(told["letter"]))
