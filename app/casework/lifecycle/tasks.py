"""What is to be done, in all cases on this computer: overdue first. Works without a network."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from app.case.kinds.table import RECORDS
from app.case.projection import Case
from app.case.tasks import KINDS, URGENT
from app.case.tasks import tasks as tasks_of
from app.casework.cases import index
from app.casework.cases.field_labels import LEVEL, PURPOSE, STATUS
from app.casework.cases.related_people import PROCEEDING_SAYS
from app.casework.lifecycle.support_services import NAMES as NEEDS
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc, utc_or_none
from app.errors import N_
from app.language import Joined, Name, Sayable, Sentence
from app.vault import stand_ins
from app.vault import tasks as todo

_MONTH = 3000  # tasks of one month that are told one by one

__all__ = ["KINDS"]

SAYS = {
    "urgent": N_("Urgent need: {what}"),
    "stage": N_("Stage to finish: {what}"),
    "referral": N_("Reply needed: {agency}, {what}"),
    "consent": N_("Consent ends: {what}"),
    "withdrawal": N_("Report the withdrawn consent: {agency}"),
    "decision": N_("Waiting for a second person to confirm: {what}"),
    "recovery": N_("Recovery and reflection period ends (recommended): {what}"),
    "hearing": N_("Hearing, or its outcome: {what}"),
    "risk": N_("Review the risks again; the level was: {what}"),
    "contact": N_("The next contact with the person"),
    "talk": N_("Talk with the person again: the result was not clear"),
    "refer": N_("Refer for identification: enough was said"),
    "shift": N_("A note for the next shift is waiting to be taken over"),
    "erasure": N_("Erasure ordered: review it, then confirm it or leave it"),
    "erasure_waits": N_("Erasure on this date: object before then, or let it proceed"),
    "erasure_objection": N_("Objection to the erasure: decide as a third person"),
    "retention": N_("Retention period over: consider erasure"),
    "deadline": N_("Last day in the proceedings: {what}"),
    "release": N_("A second person must approve what is sent to {agency}"),
    "revisit": N_("Go back to this place"),
    "record": N_("Due: {what}"),
    "correct": N_("Correct what the person wanted corrected when it was read back"),
}


_FOR = N_("{task} · for {name}")


@dataclass(frozen=True, slots=True)
class TaskView:
    """`name`: "" of a restricted case. `ref`: the referral, consent or decision.
    `due`: None where no day is set. `officer`: whose case it is. `for_name`: of whom this officer stands in for, "" for nobody."""

    case_id: str
    reference: str
    name: str
    kind: str
    says: Sentence
    what: str
    agency: str
    ref: str
    since: datetime
    due: datetime | None
    overdue: bool
    for_name: str = ""
    officer: str = ""


def tasks(
    session: Session, kinds: Sequence[str] = (), until: datetime | None = None, limit: int = 500, offset: int = 0
) -> list[TaskView]:
    """The longest overdue first, what has no day last. `until`: what is due by then."""
    _made(session)
    now = session.now()
    deadline = None if until is None else int(until.timestamp())
    rows = todo.rows(session.reading(), now, kinds, deadline, limit, offset, person=session.vault.person)
    name = _names(session)
    return [_view(row, now, name) for row in rows]


_NOT_NEEDS = tuple(kind for kind in KINDS if kind != URGENT)


def first(session: Session, limit: int, *, needs: bool | None = None) -> list[TaskView]:
    """What the day begins with: people who need something today or are in danger, then the longest
    overdue. `needs`: what somebody needs today alone, or all else."""
    _made(session)
    now = session.now()
    me = session.vault.person
    rows = todo.pressing(session.reading(), now, limit, me, needs=needs)
    if not needs:
        kinds = () if needs is None else _NOT_NEEDS
        rows += todo.rows(session.reading(), now, kinds, limit=limit, person=me)
    by_key = {_key(row): row for row in rows}
    name = _names(session)
    return [_view(row, now, name) for row in list(by_key.values())[:limit]]


def _key(listed: todo.ListedTask) -> tuple[object, ...]:
    row = listed.row
    return row.case, row.kind, row.what, row.agency, row.ref


def by_day(session: Session, first: date, last: date) -> dict[date, list[TaskView]]:
    """What is due on these days, of the wall clock of this computer; days with nothing are left out. What
    begins to be a task later than now is among it: a calendar looks ahead."""
    _made(session)
    begin = int(datetime.combine(first, time.min).astimezone().timestamp())
    end = int(datetime.combine(last, time.max).astimezone().timestamp())
    name = _names(session)
    task_views: dict[date, list[TaskView]] = {}
    rows = todo.rows(session.reading(), end, (), end, _MONTH, since=begin, person=session.vault.person)
    for row in rows:
        view = _view(row, session.now(), name)
        assert view.due is not None
        task_views.setdefault(view.due.astimezone().date(), []).append(view)
    return task_views


def of_case(session: Session, case_state: Case) -> list[TaskView]:
    """What is to be done in one case, the nearest first; orders to erase it stand apart."""
    profile, now = profiles.in_use(session), session.now()
    name = _names(session)
    return [
        _view(
            todo.ListedTask(
                todo.TaskRow(case_state.id, **asdict(task)),
                index.number_of(case_state),
                case_state.name,
                case_state.restricted,
            ),
            now,
            name,
        )
        for task in tasks_of(case_state, profile)
        if task.since <= now
    ]


def how_many(session: Session, kinds: Sequence[str] = ()) -> tuple[int, int]:
    """How many tasks there are, and how many of them are overdue: without looking into them."""
    _made(session)
    database, now, me = session.reading(), session.now(), session.vault.person
    return (todo.count(database, now, kinds, person=me), todo.count(database, now, kinds, until=now, person=me))


def nearest(session: Session, case_ids: Sequence[str]) -> dict[str, datetime]:
    """The next day of each of these cases that has one; for a list of up to some hundreds."""
    nearest = todo.nearest(session.reading(), [bytes.fromhex(case_id) for case_id in case_ids])
    return {id_.hex(): utc(due) for id_, due in nearest.items()}


def _made(session: Session) -> None:
    """Those that are to be made again are made once, on the thread that writes."""
    if session.reading() is session.vault.database:
        while index.remake_some_tasks(session):
            pass


# What a list has room for.
SHORT = {
    "urgent": N_("Today: {what}"), "stage": N_("Finish: {what}"), "referral": N_("Answer of {agency}"),
    "consent": N_("Consent ends"), "withdrawal": N_("Tell {agency}"),
    "decision": N_("Second person confirms"), "recovery": N_("Recovery and reflection period ends"),
    "hearing": N_("Court hearing"), "risk": N_("Review the risks"), "contact": N_("Next contact"),
    "talk": N_("Talk again"), "refer": N_("Refer for identification"),
    "shift": N_("Note for the next shift"), "erasure": N_("Confirm the erasure"),
    "erasure_waits": N_("Erasure pending"), "erasure_objection": N_("Objection to the erasure"),
    "retention": N_("Erase"), "deadline": N_("Last day: {what}"),
    "release": N_("Approve: file for {agency}"), "correct": N_("Correct an answer"),
    "revisit": N_("Go back there"), "record": N_("Due: {what}"),
}  # fmt: skip


class TaskNames:
    """What stages, agencies, purposes and statuses are called."""

    def __init__(self, profile: profiles.Profile, absent: Mapping[bytes, str] | None = None) -> None:
        """`absent`: of a case, for whom the officer stands in."""
        self.absent = absent or {}
        self.known = {agency.id: agency for agency in profile.agencies}
        self.agencies = profiles.agency_names(profile)
        statuses = _sentences(STATUS)
        self.of: dict[str, dict[str, Sayable]] = {
            "stage": {stage.id: Name(stage.name, stage.id) for stage in profile.stages},
            "consent": _sentences(PURPOSE),
            "decision": statuses,
            "recovery": statuses,
            "risk": _sentences(LEVEL),
            "deadline": _sentences(PROCEEDING_SAYS),
            "record": {kind: Sentence(form.due) for kind, form in RECORDS.items()},
            "urgent": {
                **{id_: Name(name, id_) for id_, name in NEEDS.items()},
                **{need.id: Name(need.name, need.id) for need in profile.needs},
            },
        }

    def _subject(self, row: todo.TaskRow) -> Sayable:
        return self.of.get(row.kind, {}).get(row.what, Name({}, row.what))

    def _agency(self, row: todo.TaskRow) -> Name:
        return self.agencies.get(row.agency, Name({}, row.agency))

    def short(self, row: todo.TaskRow) -> Sentence:
        """For a list."""
        return Sentence(SHORT[row.kind], {"what": self._subject(row), "agency": self._agency(row)})

    def says(self, row: todo.TaskRow) -> Sentence:
        agency, subject = self._agency(row), self._subject(row)
        if row.kind == "referral":
            subject = profiles.service_name(self.known.get(row.agency), row.what)
        elif row.kind == "consent":
            subject = Joined((subject, agency))
        return Sentence(SAYS[row.kind], {"what": subject, "agency": agency})


def _sentences(messages: Mapping[str, str]) -> dict[str, Sayable]:
    return {id_: Sentence(says) for id_, says in messages.items()}


def _names(session: Session) -> TaskNames:
    absent = stand_ins.absent_names(session.reading(), session.vault.person, session.now())
    return TaskNames(profiles.in_use(session), absent)


def _view(task: todo.ListedTask, now: int, name: TaskNames) -> TaskView:
    row = task.row
    says, for_name = name.says(row), name.absent.get(row.case, "")
    if for_name:
        says = Sentence(_FOR, {"task": says, "name": for_name})
    return TaskView(
        case_id=row.case.hex(), reference=task.reference, name="" if task.restricted else task.name, kind=row.kind,
        says=says, for_name=for_name, officer=task.officer, what=row.what, agency=row.agency, ref=row.ref.hex(),
        since=utc(row.since),
        due=utc_or_none(row.due), overdue=0 < row.due <= now,
    )  # fmt: skip
