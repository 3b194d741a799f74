"""Receipts that came back: who says, with a key of their own, that a sealed file arrived and was as it was
signed. docs/formats/receipt.md"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.case import events, refusal
from app.case.events import Event, moment
from app.case.fields import text as text_of
from app.case.kinds.declaration import ALL, SHARED, STAYS, CaseKind, Inbox, keys
from app.errors import N_

if TYPE_CHECKING:
    from app.case.projection import CaseBuilder


@dataclass(frozen=True, slots=True)
class ReturnedReceipt:
    """`document`: of the sealed file; `recipient`: as the book of recipients names the key; `receiver`: who says to
    have received it, `received`: when, by their clock; `key`: SHA256:... of the key that signed."""

    event: bytes
    document: bytes
    manifest: bytes
    recipient: str
    receiver: str
    received: int
    key: str
    at: int
    stream: bytes


def _returned(folding: "CaseBuilder", place: int, event: Event) -> bool:
    content = event.content
    document, manifest = content.get("document"), content.get("manifest")
    if not isinstance(document, bytes) or not isinstance(manifest, bytes):
        return folding.refuse(event, refusal.NOTHING)
    is_of_ours = any(
        earlier.what == events.EXPORTED
        and (earlier.content.get("document"), earlier.content.get("manifest")) == (document, manifest)
        and folding.past.saw(place, n)
        for n, earlier in enumerate(folding.order[:place])
    )
    if not is_of_ours:
        return folding.refuse(event, refusal.NOTHING)
    receipt = ReturnedReceipt(
        event=event.id,
        document=document,
        manifest=manifest,
        recipient=text_of(content.get("recipient")),
        receiver=text_of(content.get("by")),
        received=moment(content.get("received")),
        key=text_of(content.get("key")),
        at=event.at,
        stream=event.stream,
    )
    folding.case.receipts.setdefault((document, receipt.key, receipt.received), receipt)
    return True


RETURNED_RECEIPT = CaseKind(
    what=events.RETURNED_RECEIPT,
    says=N_("Receipt of a sealed file came back"),
    who=ALL,
    effect=_returned,
    group=SHARED,
    about="by",
    keys=keys("""
        document id; manifest hash -- of an "exported"; recipient text -- as the key is kept here;
        by text -- who says to have received it; received seconds; key text -- `SHA256:...`; receipt
        bytes -- the file, [receipt.md](receipt.md)
    """),
    inbox=Inbox("receipt_returned"),
    leaves=STAYS,
)
