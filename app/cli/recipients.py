"""`recipients`: to whom files are sealed again and again, with keys whose six words were compared."""

from pathlib import Path
from typing import Annotated

import typer

from app.casework.export import bundle_export, receipt_return, recipient_book
from app.casework.export.recipient_book import BookedRecipient
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.options import ToAgency
from app.errors import N_, SanadError

Name = Annotated[str, typer.Argument(help="Who it is, as you will look for them.")]

_RECIPIENT = JsonView(
    BookedRecipient, "id name agency key words added by until over=is_over receipts",
    words=lambda recipient: {
        "ar": " ".join(recipient.words[0]), "en": " ".join(recipient.words[1]),
    },
)  # fmt: skip


class OneKey(SanadError):
    """Nothing, or several keys, for one recipient."""

    says = N_(
        "Give one public key: --key with the key, or the file in which the recipient sent it. Nothing was"
        " kept."
    )


@with_session()
def recipients_add(
    session: Session,
    name: Name,
    key: Annotated[str, typer.Option("--key", help="The public key: age1... or ssh-...")] = "",
    key_file: Annotated[
        Path | None, typer.Option("--key-file", help="The file in which they sent it.")
    ] = None,
    words: Annotated[
        str, typer.Option("--words", help="The six words, as the recipient read them to you.")
    ] = "",
    to_agency: ToAgency = "",
    days: Annotated[int, typer.Option("--days", help="For how long, 730 at most.")] = 365,
) -> Document:
    keys = [key] if key else []
    keys += bundle_export.keys_in(key_file) if key_file else []
    if len(keys) != 1:
        raise OneKey
    if not words:
        line = recipient_book.of_key_line(keys[0])
        arabic, english = recipient_book.words_of_key(line)
        return {
            "kept": False,
            "key": line,
            "words": {"ar": " ".join(arabic), "en": " ".join(english)},
        }
    recipient = recipient_book.add(session, name, keys[0], words, agency=to_agency, days=days)
    return {"kept": True, **_RECIPIENT(recipient)}


@with_session()
def recipients_receipts(
    session: Session,
    name: Name,
    words: Annotated[
        str, typer.Option("--words", help="The six words, as the recipient read them to you.")
    ],
    key: Annotated[
        str, typer.Option("--key", help="The public key that signs: ssh-ed25519 ...")
    ] = "",
    receipt: Annotated[
        Path | None, typer.Option("--receipt", help="A receipt that came back, signed with it.")
    ] = None,
) -> Document:
    if bool(key) == bool(receipt):
        raise OneKey
    key = receipt_return.key_of(receipt) if receipt else key
    return _RECIPIENT(recipient_book.keep_receipt_key(session, name, key, words))


@with_session()
def recipients_list(session: Session) -> Document:
    return {"recipients": _RECIPIENT.each(recipient_book.known(session))}


@with_session()
def recipients_remove(session: Session, name: Name) -> Document:
    return {"removed": _RECIPIENT(recipient_book.remove(session, name))}
