"""What would leave this computer if it were cleared now, what would stay and why, and what is away."""

from dataclasses import dataclass
from typing import Literal

from app.casework import clearing, reading, syncing
from app.casework.clearing import Away
from app.casework.reading import CaseRow
from app.casework.session import Session

__all__ = ["Look", "Why", "look"]

Why = Literal["kept", "sent", "unfinished"]
_MOST = 2000


@dataclass(frozen=True, slots=True)
class Look:
    """`stay`: with the reason: not sent, not confirmed, an interview or a file that is not finished.
    `more`: cases beyond those that were looked at; they stay."""

    leave: list[CaseRow]
    stay: list[tuple[CaseRow, Why]]
    away: list[Away]
    more: int


def look(session: Session) -> Look:
    """The latest first."""
    rows = reading.cases(session, limit=_MOST)
    may, states = set(clearing.clearable(session)), syncing.states(session)
    stay = [(row, _why(states.get(row.id, "kept"))) for row in rows if row.id not in may]
    leave = [row for row in rows if row.id in may]
    more = max(0, reading.count(session) - len(rows))
    return Look(leave, stay, clearing.away(session), more)


def _why(state: syncing.State) -> Why:
    match state:
        case "held" | "read" | "draft":
            return "unfinished"
        case "sent":
            return "sent"
        case _:
            return "kept"
