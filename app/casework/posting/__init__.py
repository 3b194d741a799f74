"""The post: what colleagues should have, written into a folder, and taken in from one.

A folder may be a stick, a share, or the common one beside the vaults of one computer. A file in it
is never written over; its maker removes it once everybody whom it is for has confirmed it.
"""

from app.casework.posting.beside import leave, pick_up
from app.casework.posting.carried import lay_receipts, parcels
from app.casework.posting.owed import waiting
from app.casework.posting.taking_in import Received, collect, collecting
from app.casework.posting.writing import Sent, export
from app.disk import BadFolder

__all__ = [
    "BadFolder", "Received", "Sent", "collect", "collecting", "export", "lay_receipts", "leave",
    "parcels", "pick_up", "waiting",
]  # fmt: skip
