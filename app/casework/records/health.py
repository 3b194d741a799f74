"""Are the records as they were written? Which cases are touched by damage, where there is some."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass

from app.casework.session.colleagues import is_withdrawn
from app.casework.session.session import Session, case_state_of
from app.disk import SystemRefusal
from app.errors import N_, SanadError
from app.seal.case_grant import is_key_log
from app.seal.file_marker import Damaged
from app.vault import audit, cases, chunks, log
from app.vault.database import Database
from app.vault.draft_guard import Loss


@dataclass(frozen=True, slots=True)
class DamagedCase:
    """`reference`: "" where the list can't be read either."""

    id: str
    reference: str


@dataclass(frozen=True, slots=True)
class Health:
    """`error`: what to say of it, None where all is well; `withdrawn`: the desk has withdrawn this computer."""

    cases: int
    events: int
    problems: tuple[str, ...]
    damaged: tuple[DamagedCase, ...] = ()
    error: SanadError | None = None
    withdrawn: bool = False

    @property
    def ok(self) -> bool:
        return not self.problems


class ProblemsFound(SanadError):
    says = N_(
        "The records can be read, but some of them are not valid. Nothing was changed. "
        "Show the list of problems to user management."
    )


class DraftRolledBack(SanadError):
    """An unfinished interview is older than what was last kept of it. `answers`: how many fewer."""

    answers: int
    says = N_(
        "An unfinished interview here is older than its last saved version: part of the stored data was cut off, "
        "damaged or replaced. Missing answers: {answers}. Nothing was changed now. Check the unfinished interviews, "
        "ask the person again, and show this computer to user management."
    )


class PagesDamaged(Damaged):
    says = N_(
        "Some of the stored records are damaged. Nothing was changed, and records not listed here can still be read. "
        "First lock Sanad and open it again: damaged lists are made anew. If this message comes back, restore your "
        "last backup: the current records are set aside, not removed. Keep this computer for user management to "
        "examine."
    )

    @classmethod
    def kind(cls) -> str:
        return "damaged"


def check(session: Session, progress: Callable[[], None] | None = None) -> Health:
    """Every page, signature, chain and event of the vault read and verified again. The conditions
    of `app.disk` where the disk doesn't let it be read."""
    database = session.reading()
    with closing(database.again()) as pages_of:
        pages = pages_of.integrity(progress=progress)
    ids = _cases(session, database)
    count = sum(not is_key_log(case) for case in ids)
    refusals = list(_refusals(session, ids))
    losses: list[Loss] = []
    with suppress(Damaged):
        losses = session.vault.losses()
    events = 0
    with suppress(Damaged):
        events = log.count(database)
    problems = (*pages, *dict.fromkeys(_named(error) for error in refusals))
    withdrawn = False
    with suppress(Damaged):
        withdrawn = is_withdrawn(session)
    rolled_back = tuple(_lost(loss) for loss in losses)
    if not problems and losses:
        error = DraftRolledBack(sum(loss.answers - loss.remained for loss in losses if loss.draft))
        return Health(count, events, rolled_back, (), error, withdrawn)
    problems = (*problems, *rolled_back)
    if not problems:
        return Health(count, events, (), withdrawn=withdrawn)
    damaged = _damaged(session, ids)
    broken = pages or damaged or any(isinstance(error, Damaged) for error in refusals)
    return Health(count, events, problems, damaged, PagesDamaged() if broken else ProblemsFound(), withdrawn)


def look_for_damage(session: Session) -> None:
    """Read every page with a connection of its own, on whatever thread calls. PagesDamaged.

    Ordinary reading meets a damaged page only when it needs that page; this finds it today."""
    database = session.vault.reader()
    try:
        if database.integrity():
            raise PagesDamaged
    finally:
        database.close()


def _lost(loss: Loss) -> str:
    if not loss.draft:
        return "draft_guard_gone"
    return f"draft_rolled_back: {loss.remained} of {loss.answers} answers are left"


def _damaged(session: Session, ids: Iterable[bytes]) -> tuple[DamagedCase, ...]:
    """Each case is looked at through a connection of its own (`Database.again`)."""
    numbers: dict[bytes, str] = {}
    with suppress(Damaged), closing(session.reading().again()) as database:
        numbers = cases.references(database)
    damaged = []
    for case in sorted({*ids, *numbers}):
        with closing(session.reading().again()) as database:
            is_whole = not audit.is_damaged(database, session.vault, case)
            if not is_whole or not chunks.are_whole(database, case):
                damaged.append(DamagedCase(case.hex(), numbers.get(case, "")))
    return tuple(damaged)


def _cases(session: Session, database: Database) -> list[bytes]:
    try:
        return log.cases(database, session.vault)
    except Damaged:  # the log can't be gone through: the list knows them too
        with suppress(Damaged), closing(database.again()) as connection:
            return list(cases.references(connection))
    return []


def _refusals(session: Session, ids: Iterable[bytes]) -> Iterator[SanadError]:
    try:
        yield from audit.audit(session.reading(), session.vault)
    except Damaged as error:
        yield error
    for case in ids:
        try:
            case_state_of(session, case)
        except SystemRefusal:
            raise
        except SanadError as error:
            yield error


def _named(error: SanadError) -> str:
    detail = getattr(error, "problem", "")
    return f"{error.kind()}: {detail}" if detail else error.kind()
