"""The stages of the referral system in use, as lists name them."""

from collections.abc import Sequence

from app.language import Name
from app.ui.labels import Text

Names = Sequence[tuple[str, Name]]  # id, its name, in their order
_known: list[tuple[str, Name]] = []


def know(names: Names) -> None:
    """Those of the open records: told at unlock, and when others come in."""
    _known[:] = names


def name(code: str) -> Text:
    """What a stage is called; one of another referral system as it is written."""
    return dict(_known).get(code, Name({}, code))


def place(code: str) -> int:
    """Which of the stages it is, from 0; an unknown one is the first."""
    codes = [code for code, _ in _known]
    return codes.index(code) if code in codes else 0


def how_many() -> int:
    return len(_known)
