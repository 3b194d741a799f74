"""How far the cases have come: first those that wait, then the latest."""

from dataclasses import dataclass

from app.casework.cases import disposal, queries
from app.casework.cases.disposal import ApartRecords
from app.casework.cases.queries import CaseRow
from app.casework.exchange import sync
from app.casework.exchange.sync import Overview, State
from app.casework.session.session import Session

_AT_ONCE, _WAITING, _LATEST = 400, 8, 5


_ORDER: dict[State, int] = {"kept": 0, "sent": 1, "held": 2, "read": 2, "draft": 0}


def waits(state: State) -> bool:
    """Has headquarters not confirmed all of it?"""
    return _ORDER[state] < 2


@dataclass(frozen=True, slots=True)
class There:
    """What the page shows: first the cases that wait, then the latest. `apart`: what colleagues'
    computers wrote beyond their budget."""

    overview: Overview
    rows: list[tuple[CaseRow, State]]
    apart: list[ApartRecords]


def read(session: Session) -> There:
    """Away from the screen."""
    states = sync.states(session)
    cases = queries.cases(session, limit=_AT_ONCE)
    ordered = sorted(
        ((row, states.get(row.id, "kept")) for row in cases), key=lambda pair: _ORDER[pair[1]]
    )
    waiting = [pair for pair in ordered if waits(pair[1])][:_WAITING]
    latest = [pair for pair in ordered if not waits(pair[1])][:_LATEST]
    return There(sync.overview(session), waiting + latest, disposal.apart_records(session))
