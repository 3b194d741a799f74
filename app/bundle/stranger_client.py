"""Asks the child that takes apart receipts and signed events, and looks over what it answers."""

from app.broker import client
from app.broker.rooms import STRANGER
from app.bundle import shared_records
from app.bundle.receipt import Receipt, ReceiptUnreadable, UncheckedReceipt, read
from app.bundle.shared_records import SharedRecords, SharedRecordsUnreadable
from app.bundle.stranger_worker import EVENTS, RECEIPT

_LONGEST_S = 60.0


def receipt(raw: bytes) -> Receipt:
    """ReceiptUnreadable, ReceiptAltered."""
    try:
        header, _ = client.ask(STRANGER, {"kind": RECEIPT}, raw, longest_s=_LONGEST_S, largest=1 << 16)
    except client.ChildFailed as error:
        raise ReceiptUnreadable from error
    statement, signature = header.get("statement"), header.get("signature")
    if not isinstance(statement, str) or not isinstance(signature, str):
        raise ReceiptUnreadable
    return read(UncheckedReceipt(statement, signature))


def events(raw: bytes) -> SharedRecords:
    """SharedRecordsUnreadable."""
    if len(raw) > shared_records.LARGEST:
        raise SharedRecordsUnreadable
    try:
        message = client.ask(STRANGER, {"kind": EVENTS}, raw, longest_s=_LONGEST_S, largest=shared_records.LARGEST)
    except client.ChildFailed as error:
        raise SharedRecordsUnreadable from error
    if "refused" in message[0]:
        raise SharedRecordsUnreadable
    return shared_records.unpacked(message)
