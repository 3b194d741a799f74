"""What stands on one holder's card."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HolderSheet:
    """One holder's card. `officer`: whose records it helps to open; "" for an organisation's root."""

    words: Sequence[str] = field(repr=False)
    number: int
    cards: int
    threshold: int
    holder: str
    set_name: str
    made_at: datetime
    organisation: str
    officer: str
