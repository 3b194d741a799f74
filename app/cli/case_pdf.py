"""`case pdf`: the record of a case as a PDF."""

from app.casework.cases import redaction
from app.casework.export import case_print
from app.cli.command import command
from app.cli.json_output import Document
from app.cli.officer_session import at_case
from app.cli.options import (
    ForRecipient,
    Give,
    HoldBack,
    Language,
    LeaveUnreviewed,
    Officer,
    Out,
    Override,
    PasswordFile,
    Plain,
    ToAgency,
    language_of,
)
from app.cli.output import value_of
from app.cli.secrets import PasswordOrPlain, secret


@command(text=value_of("pdf"))
def case_pdf(
    *,
    case_id: str,
    out_file: Out,
    language: Language = "ar",
    password_file: PasswordFile = None,
    plain: Plain = False,
    to_agency: ToAgency = "",
    recipient: ForRecipient = "",
    leave_unreviewed: LeaveUnreviewed = False,
    override: Override = "",
    hold_back: HoldBack = None,
    give: Give = None,
    officer: Officer = "",
) -> Document:
    if plain == (password_file is not None):
        raise PasswordOrPlain
    held_back = redaction.chosen(to_agency, hold_back or (), give or (), recipient)
    held_back.leaves_unreviewed = leave_unreviewed
    password = None if plain else secret(password_file, "Password")
    with at_case(officer, case_id) as (session, id_):
        code, file = language_of(language), out_file.absolute()
        case_print.save(
            session, id_, code, file, password,
            agency=to_agency, override=override, withheld=held_back,
        )  # fmt: skip
    return {"pdf": str(file), "held_back": held_back.said()}
