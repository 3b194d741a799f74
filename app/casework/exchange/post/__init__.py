"""The post: what colleagues should have, written into a folder, and taken in from one.

A folder may be a stick, a share, or the common one beside the vaults of one computer. A file in it
is never written over; its maker removes it once everybody whom it is for has confirmed it.
"""

from app.casework.exchange.post.collection import CollectionSummary, collect, collecting
from app.casework.exchange.post.courier import lay_receipts, leave, parcels, pick_up
from app.casework.exchange.post.delivery import DeliverySummary, export
from app.casework.exchange.post.outbox import waiting
from app.disk import BadFolder

__all__ = [
    "BadFolder", "CollectionSummary", "DeliverySummary", "collect", "collecting", "export", "lay_receipts", "leave",
    "parcels", "pick_up", "waiting",
]  # fmt: skip
