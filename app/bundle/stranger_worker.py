"""The child that takes apart what recipients and partners sent: receipts, and the signed events of a bundle.

It answers with parts of a known shape and reaches nothing; whoever asked looks at each again.

    asked {"kind": "receipt"}, the file;      answers {"statement", "signature"} or {"refused"}
    asked {"kind": "events"}, events.json;    answers {"case", "left_out", "certificates", "grants", "events"}, each
                                              a list of lengths, and all of their bytes one after the other"""

from typing import Any

from app.broker.child import serve
from app.broker.frames import Message
from app.broker.rooms import STRANGER
from app.bundle import receipt, shared_records
from app.errors import SanadError

RECEIPT, EVENTS = "receipt", "events"


def child() -> int:
    """What runs in the child; its exit status."""
    return serve(STRANGER, answer)


def answer(request: dict[str, Any], content: bytes) -> Message:
    try:
        if request.get("kind") == RECEIPT:
            parts = receipt.take_apart(content)
            return {"statement": parts.statement, "signature": parts.signature}, b""
        return shared_records.packed(shared_records.take_apart(content))
    except SanadError as error:
        return {"refused": error.kind()}, b""
