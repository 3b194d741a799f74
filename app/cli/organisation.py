"""`org`: found an organisation, and name who holds its desk."""

from typing import Annotated

import typer

from app.casework.organisation import administration
from app.casework.session.colleagues import MembershipStatus, Recipient
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.secrets import words_of_sheet

RootFile = Annotated[
    str | None, typer.Option("--root-file", help="A file with the root's 24 words; asked else.")
]
_NAMES = {"ar": ("المنظمة", "أمين المكتب الثاني"), "en": ("Organisation", "Second desk holder")}

_STANDING = JsonView(MembershipStatus, "joined organisation teams role desk renew")
_RECIPIENT = JsonView(Recipient, "kind id name role")


@with_session()
def org_init(
    session: Session,
    name: Annotated[str, typer.Option("--name", help="The organisation's name.")] = "",
    second: Annotated[str, typer.Option("--second", help="Who holds the second sheet.")] = "",
    team: Annotated[str, typer.Option("--team", help="The first team; else as the name.")] = "",
) -> Document:
    """Found an organisation: this vault becomes its desk. Prints the two sheets to be kept."""
    names = _NAMES[session.officer.language]
    sheets = administration.create_organisation(session, name or names[0], second or names[1], team)
    return {
        "organisation": administration.membership_status(session).organisation,
        "root_words": " ".join(sheets.root_words),
        "second_words": " ".join(sheets.second_words),
    }


@with_session()
def org_holder(session: Session, name: str, root_file: RootFile = None) -> Document:
    """Name one more desk holder, with the root's words; prints the holder's sheet."""
    sheet = administration.add_registrar(session, words_of_sheet(root_file), name)
    return {"name": name, "words": " ".join(sheet)}


@with_session()
def org_withdraw(session: Session, name: str, root_file: RootFile = None) -> Document:
    """Withdraw a desk holder, with the root's words."""
    administration.withdraw_registrar(session, words_of_sheet(root_file), name)
    return {"withdrawn": name}


@with_session()
def org_show(session: Session) -> Document:
    """Where this vault stands, and who else is in the organisation."""
    membership = administration.membership_status(session)
    recipients = administration.recipients(session) if membership.joined else []
    return {**_STANDING(membership), "recipients": _RECIPIENT.each(recipients)}


def register(group: typer.Typer) -> None:
    group.command("init")(org_init)
    group.command("holder")(org_holder)
    group.command("withdraw")(org_withdraw)
    group.command("show")(org_show)
