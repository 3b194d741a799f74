"""`case letter`: the letter that goes with a referral, as a PDF."""

from pathlib import Path
from typing import Annotated

import typer

from app.casework.export import referral_letter, release_requests
from app.cli.command import command
from app.cli.json_output import Document
from app.cli.officer_session import at_case
from app.cli.options import Officer, Override, PasswordFile, Plain, Referral, Unsigned
from app.cli.output import value_of
from app.cli.secrets import PasswordOrPlain, secret

_LANGUAGES: dict[str, referral_letter.In] = {"ar": "ar", "en": "en", "both": "both"}


@command(text=value_of("letter"))
def case_letter(
    *,
    case_id: str,
    referral: Referral,
    out_file: Annotated[Path | None, typer.Option("-o", "--out", help="Where to save it.")] = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask a second person to approve it; nothing is saved.")
    ] = False,
    language: Annotated[str, typer.Option("--language", help="ar, en or both.")] = "both",
    password_file: PasswordFile = None,
    plain: Plain = False,
    override: Override = "",
    unsigned: Unsigned = False,
    officer: Officer = "",
) -> Document:
    if language not in _LANGUAGES:
        raise typer.BadParameter("--language is ar, en or both.")
    if ask == (out_file is not None):
        raise typer.BadParameter("Give -o for the letter, or --ask to ask for its approval.")
    if ask:
        with at_case(officer, case_id) as (session, id_):
            return {
                "letter": "",
                "release": release_requests.ask_for_letter(session, id_, referral, override),
            }
    assert out_file is not None
    if plain == (password_file is not None):
        raise PasswordOrPlain
    password = None if plain else secret(password_file, "Password")
    with at_case(officer, case_id) as (session, id_):
        file = out_file.absolute()
        signed = referral_letter.save(
            session, id_, referral, _LANGUAGES[language], file, password, override=override, unsigned=unsigned,
        )  # fmt: skip
    return {"letter": str(file), "signed": signed}
