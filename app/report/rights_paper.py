"""What the sheet of a worker's rights says; docs: app/report/rights.py."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.report.bidi import Direction


@dataclass(frozen=True, slots=True)
class RightsText:
    """In the person's language, and in the office's second it; "" for none."""

    text: str
    second: str


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """`names`: as the place calls itself. `notes`: that they speak the person's language; the day on
    which the number was last known to be true."""

    label: str
    names: tuple[str, ...]
    phone: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RightsPaper:
    """`small`: cards to be cut out, with the numbers alone."""

    language: str
    direction: Direction
    title: RightsText
    keep: RightsText
    rights: Sequence[RightsText]
    numbers: RightsText
    lines: Sequence[PhoneLine]
    none: RightsText
    notes: Sequence[RightsText]
    small: bool = False
