"""`case dossier`: one paper of a case for an authority, as a PDF."""

from typing import Annotated

import typer

from app.casework.export import dossier
from app.cli.command import command
from app.cli.json_output import Document
from app.cli.officer_session import at_case
from app.cli.options import (
    Give,
    HoldBack,
    LeaveUnreviewed,
    Officer,
    Out,
    Override,
    PasswordFile,
    Plain,
    Unsigned,
)
from app.cli.output import value_of
from app.cli.secrets import PasswordOrPlain, secret

_LANGUAGES: dict[str, dossier.In] = {"ar": "ar", "en": "en", "both": "both"}


@command(text=value_of("dossier"))
def case_dossier(
    *,
    case_id: str,
    agency: Annotated[str, typer.Option("--to", help="An agency of the referral system.")],
    out_file: Out,
    language: Annotated[str, typer.Option("--language", help="ar, en or both.")] = "both",
    purpose: Annotated[str, typer.Option(help="What it is for; it stands on the paper.")] = "",
    password_file: PasswordFile = None,
    plain: Plain = False,
    override: Override = "",
    leave_unreviewed: LeaveUnreviewed = False,
    hold_back: HoldBack = None,
    give: Give = None,
    annex: Annotated[
        list[str] | None,
        typer.Option("--annex", help="What goes only where it is chosen: screening_result."),
    ] = None,
    unsigned: Unsigned = False,
    officer: Officer = "",
) -> Document:
    if language not in _LANGUAGES:
        raise typer.BadParameter("--language is ar, en or both.")
    if plain == (password_file is not None):
        raise PasswordOrPlain
    withheld = dossier.chosen(agency, hold_back or (), give or ())
    withheld.leaves_unreviewed = leave_unreviewed
    password = None if plain else secret(password_file, "Password")
    request = dossier.DossierRequest(
        agency, _LANGUAGES[language], purpose, override, frozenset(annex or ()), unsigned
    )
    with at_case(officer, case_id) as (session, id_):
        file = out_file.absolute()
        issued = dossier.save(session, id_, request, file, password, withheld)
    return {
        "dossier": str(file), "document": issued.document, "number": issued.number,
        "held_back": issued.held_back, "signed": issued.signed,
    }  # fmt: skip
