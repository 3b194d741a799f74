"""What would leave this computer if it were cleared now, what would stay and why, and what is away."""

from dataclasses import dataclass
from typing import Literal

from app.casework.cases import queries
from app.casework.cases.queries import CaseRow
from app.casework.exchange import purge, sync
from app.casework.exchange.purge import PurgedCase
from app.casework.session.session import Session

__all__ = ["PurgePreview", "Why", "look"]

Why = Literal["kept", "sent", "unfinished"]
_MOST = 2000


@dataclass(frozen=True, slots=True)
class PurgePreview:
    """`stay`: with the reason: not sent, not confirmed, an interview or a file that is not finished.
    `more_count`: cases beyond those that were looked at; they stay."""

    leave: list[CaseRow]
    stay: list[tuple[CaseRow, Why]]
    purged: list[PurgedCase]
    more_count: int


def look(session: Session) -> PurgePreview:
    """The latest first."""
    rows = queries.cases(session, limit=_MOST)
    may, states = set(purge.clearable(session)), sync.states(session)
    stay = [(row, _why(states.get(row.id, "kept"))) for row in rows if row.id not in may]
    leave = [row for row in rows if row.id in may]
    remaining_count = max(0, queries.count(session) - len(rows))
    return PurgePreview(leave, stay, purge.purged_cases(session), remaining_count)


def _why(state: sync.State) -> Why:
    match state:
        case "held" | "read" | "draft":
            return "unfinished"
        case "sent":
            return "sent"
        case _:
            return "kept"
