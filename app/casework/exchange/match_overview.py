"""The matchings of an office: how far each has come, what came of it, and giving one up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.case import events
from app.case.match_keys import KINDS, PASSPORT, is_country_known
from app.casework.cases import queries
from app.casework.exchange import match_partners
from app.casework.session.session import Session
from app.casework.session.unreadable import Unreadable, case_or_unreadable
from app.clock import utc
from app.errors import N_, SanadError
from app.vault import cases as case_table
from app.vault import matching as match_table
from app.vault.matching import BEGUN, FINISHED, OPEN, UNFINISHED, MatchRun

__all__ = ["BEGUN", "FINISHED", "OPEN"]


class NoSuchRun(SanadError):
    says = N_("This matching is not on this computer. Nothing was changed. Choose one from the list.")


@dataclass(frozen=True, slots=True)
class CommonCase:
    """A case whose keys the partner has too; `kinds`: of them, none where it is damaged. `name`: "" of a restricted one.
    `assumes_country`: the nationality stood for the country that issued the passport, which isn't recorded."""

    case_id: str
    reference: str
    name: str
    kinds: tuple[str, ...]
    assumes_country: bool


@dataclass(frozen=True, slots=True)
class RunView:
    """`began`: here, or at the partner's. `persons`: who took part so far. `common`: how many cases, None while
    that isn't known. `is_broken_off`: it was stopped, or the program ended, before its file was written or
    each case was told what came of it."""

    run: str
    partner: str
    began: bool
    begun: datetime
    expires: datetime
    state: str
    is_broken_off: bool
    persons: int
    common: int | None
    cases: tuple[CommonCase, ...]


def runs(session: Session) -> list[RunView]:
    """The last first; what ran out of time is ended. NotInPractice, NotMatching."""
    match_partners.refuse_others(session)
    end_over(session)
    partners = {agreement.id: agreement.partner for agreement in match_partners.known(session)}
    return [_view(session, run, partners.get(run.agreement, "")) for run in match_table.runs(session.reading())]


def end_run(session: Session, run_id: str) -> RunView:
    """Give a run up: what was secret of it is erased, and no file of it is read any more. What cases said of it
    stays. NoSuchRun."""
    match_partners.refuse_others(session)
    views = [view for view in runs(session) if view.run == run_id]
    if not views:
        raise NoSuchRun
    if views[0].state in OPEN:
        run = bytes.fromhex(run_id)
        with session.vault.transaction() as writer:
            match_table.give_up(writer, run)
    return next(view for view in runs(session) if view.run == run_id)


def end_over(session: Session) -> None:
    """Of runs whose days are past nothing secret stays."""
    late = match_table.over(session.reading(), session.now())
    if late:
        with session.vault.transaction() as writer:
            for run in late:
                match_table.give_up(writer, run)


def common(session: Session, kinds_of: Mapping[bytes, Sequence[str]]) -> tuple[CommonCase, ...]:
    """By their numbers."""
    cases = list[CommonCase]()
    for case, kinds in kinds_of.items():
        if isinstance(damaged := case_or_unreadable(session, case), Unreadable):
            cases.append(CommonCase(damaged.case_id, damaged.reference, "", (), False))
            continue
        page = queries.case(session, case.hex(), with_answers=False)
        facts = queries.case_of(session, case.hex()).facts
        cases.append(
            CommonCase(
                page.id,
                page.reference,
                "" if page.restricted else page.name,
                tuple(kinds),
                PASSPORT in kinds and not is_country_known(facts),
            )
        )
    return tuple(sorted(cases, key=lambda case: case.reference))


def _view(session: Session, run: MatchRun, partner: str) -> RunView:
    database = session.reading()
    listed = case_table.references(database) if run.cases else {}
    cases = common(session, {case: _kinds_said(session, case, run.run) for case in run.cases if case in listed})
    return RunView(
        run=run.run.hex(),
        partner=partner,
        began=run.began,
        begun=utc(run.made),
        expires=utc(run.expires),
        state=run.state,
        is_broken_off=run.state in UNFINISHED and run.run not in session.matchings,
        persons=run.persons or match_table.number_said(database, run.run),
        common=len(run.cases) if run.state == FINISHED else None,
        cases=cases,
    )


def _kinds_said(session: Session, case: bytes, run: bytes) -> tuple[str, ...]:
    state = case_or_unreadable(session, case)
    for event in () if isinstance(state, Unreadable) else state.timeline:
        if event.what == events.MATCHED and event.content.get("run") == run:
            kinds = event.content.get("kinds")
            return tuple(kind for kind in kinds if kind in KINDS) if isinstance(kinds, list) else ()
    return ()
