"""`vault holders...`: cards of which some few together open an officer's records."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

from typer import Option

from app.casework.export import case_print
from app.casework.records import holder_cards
from app.casework.session.session import Session
from app.casework.sharing import key_notices
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.secrets import ask_passphrase
from app.disk import BadFolder

Holders = Annotated[list[str], Option("--holder", help="Who is to keep a card; once for each of 2 to 16.")]
Threshold = Annotated[int, Option("--threshold", help="How many of the cards are needed.")]
SetName = Annotated[str, Option("--set", help="What the set is called; else the day.")]
Out = Annotated[Path | None, Option("--out", help="A folder: each card as a PDF of its own, and no words are printed.")]

_NOTICE = JsonView(
    key_notices.KeyNotice,
    "event kind officer own=is_own at came=came_at set=set_name threshold holders about=subject seen=is_seen",
    holders=lambda line: [{"number": number, "holder": name} for number, name in line.holders],
)


@with_session()
def vault_holders(
    session: Session, seen: Annotated[bool, Option("--seen", help="You have seen all that was done.")] = False
) -> Document:
    card_set, lines = holder_cards.read(session), key_notices.history(session)
    if seen:
        for line in lines:
            key_notices.see(session, line.event)
    return {**_described(card_set), "events": _NOTICE.each(lines)}


@with_session()
def vault_holders_make(
    session: Session, holders: Holders, threshold: Threshold = 3, set_name: SetName = "", out_folder: Out = None
) -> Document:
    folder = folder_of(out_folder)
    made_cards = holder_cards.make(session, ask_passphrase(), holders, threshold, set_name)
    card_set = made_cards.card_set
    cards = given(
        card_set.waiting,
        folder,
        lambda card: case_print.holder_card(session, card_set, card),
        lambda card: holder_cards.handed_out(session, card.number),
    )
    document: Document = {**_described(card_set), "cards": cards}
    if made_cards.recovery_card:
        document["recovery_card"] = " ".join(made_cards.recovery_card)
    return document


@with_session()
def vault_holders_end(session: Session) -> Document:
    recovery_card = holder_cards.end(session, ask_passphrase())
    return {"ended": True, "recovery_card": " ".join(recovery_card)}


def _described(card_set: holder_cards.CardSet | None) -> Document:
    if card_set is None:
        return {"set": None}
    return {
        "set": card_set.name,
        "made": card_set.made_at,
        "threshold": card_set.policy.threshold,
        "holders": list(card_set.holders),
        "waiting": [card.number for card in card_set.waiting],
    }


def folder_of(folder: Path | None) -> Path | None:
    """BadFolder, before anything is made."""
    if folder is not None and not folder.is_dir():
        raise BadFolder
    return folder.absolute() if folder else None


def given(
    cards: Sequence[Any], folder: Path | None, make: Callable[[Any], bytes], handed_out: Callable[[Any], object]
) -> list[Document]:
    """Each card as a file or as words; then its words are forgotten here. BadFolder."""
    documents: list[Document] = []
    for card in cards:
        document: Document = {"number": card.number, "holder": card.holder}
        if folder is None:
            document["words"] = " ".join(card.words)
        else:
            file = folder / f"holder-{card.number}.pdf"
            case_print.write(file, make(card))
            document["file"] = str(file)
        handed_out(card)
        documents.append(document)
    return documents
