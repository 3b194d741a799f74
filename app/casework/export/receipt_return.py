"""A receipt that came back: whose key signed it, which sealed file of ours it is of, and the event that says so.

A wrong, foreign, altered or repeated one changes nothing. docs/formats/receipt.md, docs/decisions/0049"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.bundle import receipt as receipts
from app.bundle import stranger_client
from app.bundle.keys import words_of_line
from app.bundle.receipt import Receipt
from app.case import events
from app.case.events import Event
from app.case.projection import Case
from app.casework.cases import queries
from app.casework.cases.copy_holders import paper_of
from app.casework.cases.event_writer import say_in
from app.casework.cases.queries import NoCase
from app.casework.export import recipient_book, sealed_files
from app.casework.export.recipient_book import BookedRecipient
from app.casework.questionnaires.forms import NoFile
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_elsewhere, refuse_in_practice
from app.clock import utc
from app.errors import N_, SanadError
from app.seal.six_words import Pair
from app.vault import log


@dataclass(eq=False)
class ReceiptKeyUnknown(SanadError):
    """Signed with a key that nobody in the book has. `key`: it, for who compares its words and keeps it."""

    key: str
    words_ar: str
    words_en: str
    says = N_(
        "None of your recipients signs receipts with this key. Nothing was changed. Telephone the recipient and have "
        "the six words of the key read to you ({words_en} · {words_ar}). If they are the same, save the key with that "
        "recipient and import the receipt again."
    )


class ReceiptOfNoBundle(SanadError):
    says = N_(
        "This receipt is for a sealed file that was not made from any case on this computer. Nothing was changed. "
        "Import it on the computer where the file was made."
    )


@dataclass(eq=False)
class ReceiptNotOfRecipient(SanadError):
    name: str
    says = N_(
        "{name} signed this receipt, but the file was not sealed for them. Nothing was changed. Ask the"
        " recipient how they got the file, and tell user management."
    )


class ReceiptTaken(SanadError):
    says = N_("This receipt was already imported. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class TakenReceipt:
    """`recipient`: as the book names them; `receiver`: who says to have received it, and when."""

    document: str
    recipient: str
    receiver: str
    received: datetime
    cases: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReturnedView:
    """A receipt as the case's page shows it. `author`: who took it in, and when."""

    document: str
    recipient: str
    receiver: str
    received: datetime
    author: str
    at: datetime


def look(file: Path) -> Receipt:
    """What a file says, its signature verified; whose key that is, `take_in` asks. NoFile, PlaceNotAllowed,
    ReceiptUnreadable, ReceiptAltered."""
    refuse_elsewhere(file)
    try:
        with file.open("rb") as opened:
            raw = opened.read(receipts.LARGEST + 1)
    except OSError as error:
        raise NoFile from error
    return stranger_client.receipt(raw)


def key_of(file: Path) -> str:
    """With which a receipt is signed, for who compares its six words and keeps it. As `look`."""
    return look(file).key


def take_in(session: Session, file: Path) -> TakenReceipt:
    """Verify it against the book of recipients and the file it is of, and say so in each case that was in that.
    As `look`, ReceiptKeyUnknown, ReceiptOfNoBundle, ReceiptNotOfRecipient, ReceiptTaken."""
    refuse_in_practice(session)
    receipt = look(file)
    recipient = _signer(session, receipt)
    cases = _cases(session, receipt)
    if not cases:
        raise ReceiptOfNoBundle
    if not all(_is_addressed(recipient, exported) for _, exported in cases):
        raise ReceiptNotOfRecipient(recipient.name)
    key = receipt.fingerprint
    place = bytes.fromhex(receipt.bundle), key, int(receipt.received.timestamp())
    waiting = [case for case, _ in cases if place not in case.receipts]
    if not waiting:
        raise ReceiptTaken
    content = {
        "document": place[0],
        "manifest": bytes.fromhex(receipt.manifest),
        "recipient": recipient.name,
        "by": receipt.receiver,
        "received": place[2],
        "key": key,
        "receipt": file.read_bytes()[: receipts.LARGEST],
    }
    with session.vault.transaction() as writer:
        for case in waiting:
            say_in(session, writer, case, events.RETURNED_RECEIPT, content)
    return TakenReceipt(
        receipt.bundle,
        recipient.name,
        receipt.receiver,
        receipt.received,
        tuple(case.id.hex() for case in waiting),
        tuple(case.reference for case in waiting),
    )


def keep_key(session: Session, recipient_id: str, key: str, read: str) -> None:
    """With whom of the book a receipt's key is kept, once its six words were compared. As
    `recipient_book.keep_receipt_key`."""
    recipient_book.keep_receipt_key(session, recipient_id, key, read)


def receipts_of(session: Session, case: Case) -> list[ReturnedView]:
    """The last that came first."""
    name_of = session.vault.directory.name_of
    return [
        ReturnedView(
            receipt.document.hex(),
            receipt.recipient,
            receipt.receiver,
            utc(receipt.received),
            name_of(receipt.stream),
            utc(receipt.at),
        )
        for receipt in sorted(case.receipts.values(), key=lambda receipt: -receipt.at)
    ]


def words_of(key: str) -> Pair:
    """The six words of a key that signs receipts; some tenths of a second."""
    return words_of_line(key)


def _signer(session: Session, receipt: Receipt) -> BookedRecipient:
    signs = (row for row in recipient_book.known(session) if receipt.key in (row.receipts, row.key))
    recipient = next(signs, None)
    if recipient is None:
        arabic, english = words_of(receipt.key)
        raise ReceiptKeyUnknown(receipt.key, " ".join(arabic), " ".join(english))
    return recipient


def _cases(session: Session, receipt: Receipt) -> list[tuple[Case, Event]]:
    """Every case here whose history says that this very file was made of it."""
    place = bytes.fromhex(receipt.bundle), bytes.fromhex(receipt.manifest)
    known = sealed_files.cases_of(session, place[0])
    # one that a colleague made is looked for in every case
    ids = known or [id_.hex() for id_ in log.cases(session.reading(), session.vault)]
    cases: list[tuple[Case, Event]] = []
    for id_ in ids:
        try:
            case = queries.case_of(session, id_)
        except NoCase:
            continue
        cases += [
            (case, event)
            for event in case.timeline
            if event.what == events.EXPORTED and (event.content.get("document"), event.content.get("manifest")) == place
        ]
    return cases


def _is_addressed(recipient: BookedRecipient, exported: Event) -> bool:
    """Was the file sealed to this recipient's key? Of one under a passphrase: to their agency, or it named
    none."""
    copy = paper_of(exported)
    if "passphrase" in copy.marks:
        return recipient.agency == copy.agency
    return recipient.fingerprint in copy.marks
