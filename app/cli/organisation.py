"""`org`: found an organisation, and name who holds its desk."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from typer import Option

from app.casework.export import case_print
from app.casework.organisation import administration, root_cards
from app.casework.session.colleagues import ColleagueOrTeam, MembershipStatus
from app.casework.session.holder_names import named_holders
from app.casework.session.session import Session
from app.cli.holder_cards import Holders, Out, SetName, Threshold, folder_of, given
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.secrets import text_of, words_of_sheet

RootFile = Annotated[str | None, Option("--root-file", help="A file with the root's 24 words; asked else.")]
RootCards = Annotated[
    list[str] | None, Option("--root-card", help="A file with the words of a holder of the root; once for each.")
]
_NAMES = {"ar": ("المنظمة", "أمين المكتب الثاني"), "en": ("Organisation", "Second desk holder")}

_STANDING = JsonView(MembershipStatus, "joined organisation teams role desk renew")
_RECIPIENT = JsonView(ColleagueOrTeam, "kind id name role")


@with_session()
def org_init(
    session: Session,
    name: Annotated[str, Option("--name", help="The organisation's name.")] = "",
    second: Annotated[str, Option("--second", help="Who holds the second sheet.")] = "",
    team: Annotated[str, Option("--team", help="The first team; else as the name.")] = "",
    root_holders: Annotated[
        list[str] | None,
        Option("--root-holder", help="Who keeps a card of the root instead of its words; once for each."),
    ] = None,
    threshold: Threshold = 3,
) -> Document:
    if root_holders:
        root_cards.Policy(threshold, len(root_holders)).check()
        named_holders(root_holders)
    names = _NAMES[session.officer.language]
    sheets = administration.create_organisation(session, name or names[0], second or names[1], team)
    root_words = " ".join(sheets.root_words)
    return {
        "organisation": administration.membership_status(session).organisation,
        **(
            {"root_cards": _dealt(session, root_words, root_holders, threshold, "", None)["cards"]}
            if root_holders
            else {"root_words": root_words}
        ),
        "second_words": " ".join(sheets.second_words),
    }


@with_session()
def org_root_cards(
    session: Session,
    holders: Holders,
    root_file: RootFile = None,
    threshold: Threshold = 3,
    set_name: SetName = "",
    out_folder: Out = None,
) -> Document:
    folder = folder_of(out_folder)
    return _dealt(session, words_of_sheet(root_file), holders, threshold, set_name, folder)


def _dealt(
    session: Session, root_words: str, holders: Sequence[str], threshold: int, set_name: str, folder: Path | None
) -> Document:
    root_set = root_cards.deal_out(session, root_words, holders, threshold, set_name)
    cards = given(
        root_set.waiting,
        folder,
        lambda card: case_print.root_card(session, root_set, card),
        lambda card: root_cards.handed_out(session, root_set.mark, card.number),
    )
    return {"set": root_set.name, "threshold": threshold, "cards": cards}


def _root(root_file: str | None, card_files: Sequence[str] | None) -> str | list[str]:
    """The root's words, or those of holders' cards."""
    return [text_of(file) for file in card_files] if card_files else words_of_sheet(root_file)


@with_session()
def org_holder(session: Session, name: str, root_file: RootFile = None, root_card_files: RootCards = None) -> Document:
    sheet = administration.add_registrar(session, _root(root_file, root_card_files), name)
    return {"name": name, "words": " ".join(sheet)}


@with_session()
def org_withdraw(
    session: Session, name: str, root_file: RootFile = None, root_card_files: RootCards = None
) -> Document:
    administration.withdraw_registrar(session, _root(root_file, root_card_files), name)
    return {"withdrawn": name}


@with_session()
def org_show(session: Session) -> Document:
    membership = administration.membership_status(session)
    recipients = administration.recipients(session) if membership.joined else []
    return {**_STANDING(membership), "recipients": _RECIPIENT.each(recipients)}
