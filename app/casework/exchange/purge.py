"""Send and clear: what headquarters holds leaves this computer, before a crossing or a search.

Only headers, signatures, receipts and the case's number stay. Whoever opens these records then, with
a network and a computer that is not withdrawn, can fetch the case again; nobody can without both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.casework.cases import queries
from app.casework.cases.index import number_of
from app.casework.cases.queries import CaseRow, NoCase, case_of
from app.casework.exchange import sync
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.vault import chunks, drafts
from app.vault import purge as vault

_FRESH_S = 3600


class NotHeldYet(SanadError):
    says = N_(
        "The server has not confirmed with its signature that it has the whole case, or an interview in it is "
        "unfinished. Nothing was removed. Finish the interview, sync, then try again."
    )


class SyncFirst(SanadError):
    says = N_(
        "Before a case is removed from this computer, the server must have confirmed within the last hour that it has "
        "the case. Nothing was removed. Sync, then try again."
    )


@dataclass(frozen=True, slots=True)
class PurgedCase:
    """A case that was cleared here. `comes_back`: with the next sync."""

    case_id: str
    reference: str
    at: datetime
    comes_back: bool


def clearable(session: Session) -> list[str]:
    """The cases that may be cleared: held by headquarters, nothing unfinished."""
    busy = _busy(session)
    dict_items = sync.states(session).items()
    return [case for case, state in dict_items if state in ("held", "read") and case not in busy]


def clear(session: Session, case_ids: Iterable[str]) -> int:
    """Remove what is in these cases from this computer, all or none; how many. NoCase, NotHeldYet,
    SyncFirst."""
    last = session.now() - sync.overview(session).last
    if not 0 <= last <= _FRESH_S:
        raise SyncFirst
    may, case_states = set(clearable(session)), [case_of(session, id_) for id_ in case_ids]
    if any(case_state.id.hex() not in may for case_state in case_states):
        raise NotHeldYet
    with session.vault.transaction() as writer:
        for cleared_case in case_states:
            vault.clear(writer, cleared_case.id, number_of(cleared_case), session.now())
    session.forget()
    return len(case_states)


def purged_cases(session: Session) -> list[PurgedCase]:
    """What was cleared here, the latest first."""
    return [
        PurgedCase(cleared.case.hex(), cleared.reference, utc(cleared.at), cleared.back)
        for cleared in vault.cleared(session.reading())
    ]


def fetch(session: Session, case_id: str) -> None:
    """Let the next sync bring a case back. NoCase."""
    cleared_cases = [cleared for cleared in vault.cleared(session.reading()) if cleared.case.hex() == case_id]
    if not cleared_cases:
        raise NoCase
    with session.vault.transaction() as writer:
        vault.bring_back(writer, cleared_cases[0].case)


def _busy(session: Session) -> set[str]:
    database = session.reading()
    cases = {draft.meta.get("case") for draft in drafts.unfinished(database)}
    unsent = chunks.cases_unsent(database)
    return {case.hex() for case in (*cases, *unsent) if isinstance(case, bytes)}


# -- purge preview -----------------------------------------------------------------------------
# What would leave this computer if it were cleared now, what would stay and why, and what is
# away.

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
    may, states = set(clearable(session)), sync.states(session)
    stay = [(row, _why(states.get(row.id, "kept"))) for row in rows if row.id not in may]
    leave = [row for row in rows if row.id in may]
    remaining_count = max(0, queries.count(session) - len(rows))
    return PurgePreview(leave, stay, purged_cases(session), remaining_count)


def _why(state: sync.State) -> Why:
    match state:
        case "held" | "read" | "draft":
            return "unfinished"
        case "sent":
            return "sent"
        case _:
            return "kept"
