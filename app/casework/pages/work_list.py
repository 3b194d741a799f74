"""The list of work: the cases that an officer may see, filtered, sorted and counted; filters kept under a
name; and figures, each of which opens its cases.

Everybody has it of the cases on this computer. Whoever looks after others (`may_see`) also has the work
of each officer. No case is opened for it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from app.case.tasks import URGENT
from app.casework.cases import categories, queries
from app.casework.cases.event_outcomes import of_kind, outcome_of_kept
from app.casework.cases.queries import CaseRow
from app.casework.cases.reviews import NotYours, may_review
from app.casework.lifecycle.tasks import TaskNames
from app.casework.session import profiles
from app.casework.session.colleagues import active, has_left, teams_of
from app.casework.session.ids import id_or_empty
from app.casework.session.session import Session
from app.clock import utc, utc_or_none
from app.errors import N_, SanadError
from app.language import Sentence, Words, fold
from app.seal.canonical import nfc
from app.settings import Language
from app.vault import stand_ins, work_list
from app.vault import tasks as todo
from app.vault import work_list as rows
from app.vault.cases import HIGH, LOW, MEDIUM, NO_DAY, NOT_ASSESSED, SIGNS
from app.vault.work_list import Conditions, Sort

__all__ = ["Sort"]

MINE = "mine"
CLOSED, EVERY = "closed", "all"
_STATES = {"": False, CLOSED: True, EVERY: None}
_LONGEST = 60  # letters of a filter's name
DANGERS: Mapping[str, int] = {"high": HIGH, "signs": SIGNS, "not_assessed": NOT_ASSESSED, "medium": MEDIUM, "low": LOW}
DANGER_SAYS = {
    HIGH: N_("High"),
    SIGNS: N_("Signs of danger"),
    NOT_ASSESSED: N_("Not assessed yet"),
    MEDIUM: N_("Medium"),
    LOW: N_("Low"),
}


class NameMissing(SanadError):
    says = N_("Give the filter a name of at most 60 letters. Nothing was saved.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFilter:
    """All that is set holds. `officer`: "", "mine", or a person's id; `team`: a team's id; `danger`: of
    DANGERS. `changed`: in how many days, today and yesterday being 1. `opened_from`, `opened_until`,
    `ended_from`, `ended_until` (closed): days as 2026-11-01, both included. `nationality`, `sex`, `age_group`, `sector`, `exploitation`, `kind`: "-" for those of
    whom it was not said. `visits`: "only", "no" or "". `state`: "" for open cases, "closed", or "all"."""

    typed: str = ""
    officer: str = ""
    team: str = ""
    danger: str = ""
    child: bool = False
    urgent: bool = False
    late: bool = False
    review: bool = False
    not_sent: bool = False
    changed: int = 0
    stage: str = ""
    nationality: str = ""
    sex: str = ""
    age_group: str = ""
    sector: str = ""
    exploitation: str = ""
    kind: str = ""
    opened_from: str = ""
    opened_until: str = ""
    ended_from: str = ""
    ended_until: str = ""
    visits: str = ""
    state: str = ""

    @property
    def searched(self) -> bool:
        """Is a text all that is asked for? Then closed cases are found too, the best first."""
        return bool(self.typed.strip()) and self == WorkFilter(typed=self.typed)

    def as_text(self) -> str:
        """What is kept of it: what is not as it is by itself."""
        default = asdict(WorkFilter())
        return json.dumps({k: v for k, v in asdict(self).items() if v != default[k]})

    @classmethod
    def of(cls, text: str) -> "WorkFilter":
        """What an older or a newer version kept and this one does not know is left out."""
        stored: dict[str, Any] = json.loads(text)
        default = asdict(cls())
        return cls(**{k: v for k, v in stored.items() if k in default and type(v) is type(default[k])})


@dataclass(frozen=True)
class WorkRow(CaseRow):
    """A case as the list shows it: no name of a restricted one. `unread`: something came in that this
    officer has not read."""

    unread: bool = False


@dataclass(frozen=True, slots=True)
class WorkList:
    """Some rows, and how many there are."""

    rows: list[WorkRow]
    total: int


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter that is one press away. `name`: a message id, or as its officer wrote it where `is_own`."""

    name: str
    filter: WorkFilter
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class OfficerWork:
    """What one officer has. `contact`: when something of theirs last came here, None where nothing did;
    `away_until`: the last day on which somebody stands in, None where they are here. `teams`: ids.
    `left`: the access has ended."""

    id: str
    name: str
    role: str
    teams: tuple[str, ...]
    open: int
    high: int
    urgent: int
    late: int
    waits: int
    contact: datetime | None
    away_until: date | None
    left: bool = False


# -- the list --------------------------------------------------------------------------------


def may_see(session: Session) -> bool:
    """Is it this officer's work to look after others'?"""
    return may_review(session)


def find(
    session: Session,
    work_filter: WorkFilter,
    sort: str = Sort.DANGER,
    *,
    reverse: bool = False,
    limit: int = 200,
    offset: int = 0,
) -> WorkList:
    """Some of the cases that a filter leaves, and how many it leaves."""
    database = session.reading()
    if work_filter.searched:
        search = queries.find(session, work_filter.typed, limit, offset)
        return WorkList(_work_rows(session, search.rows), search.total)
    conditions = conditions_of(session, work_filter)
    page = rows.page(database, conditions, sort, reverse=reverse, limit=limit, offset=offset)
    case_rows = [queries.as_row(row, page.reasons) for row in page.rows]
    return WorkList(_work_rows(session, case_rows), rows.count(database, conditions))


def ids(session: Session, work_filter: WorkFilter, limit: int = 5000) -> list[str]:
    """The ids of the cases that a filter leaves."""
    if work_filter.searched:
        return [row.id for row in queries.find(session, work_filter.typed, limit).rows]
    conditions = conditions_of(session, work_filter)
    return [case.hex() for case in rows.ids(session.reading(), conditions, limit)]


def count(session: Session, work_filter: WorkFilter) -> int:
    if work_filter.searched:
        return queries.count(session, work_filter.typed)
    return rows.count(session.reading(), conditions_of(session, work_filter))


def counts(session: Session, filters: Sequence[WorkFilter]) -> list[int]:
    """Of each of these filters; those that search nothing in one pass over the cases."""
    conditions = [conditions_of(session, chosen) for chosen in filters if not chosen.searched]
    numbers = iter(rows.counts(session.reading(), conditions)[""] if conditions else ())
    return [count(session, chosen) if chosen.searched else next(numbers) for chosen in filters]


def chips(session: Session, *, headquarters: bool = True) -> list[FilterChip]:
    """Those that come with Sanad, by what this officer's work is, then the officer's own. `headquarters`:
    is there one, to which something can be not yet sent?"""
    unsent = [FilterChip(N_("Not sent"), WorkFilter(not_sent=True))] if headquarters else []
    if may_see(session):
        built_in = [
            FilterChip(N_("All"), WorkFilter()),
            FilterChip(N_("High danger"), WorkFilter(danger="high")),
            FilterChip(N_("Signs of danger"), WorkFilter(danger="signs")),
            FilterChip(N_("Children"), WorkFilter(child=True)),
            FilterChip(N_("Urgent today"), WorkFilter(urgent=True)),
            FilterChip(N_("Late"), WorkFilter(late=True)),
            FilterChip(N_("For your review"), WorkFilter(review=True)),
            FilterChip(N_("Changed since yesterday"), WorkFilter(changed=1)),
        ]
    else:
        built_in = [
            FilterChip(N_("Mine"), WorkFilter(officer=MINE)),
            FilterChip(N_("Past their date"), WorkFilter(officer=MINE, late=True)),
            *unsent,
            FilterChip(N_("Whole office"), WorkFilter()),
        ]
    return [*built_in, *saved(session)]


def _work_rows(session: Session, case_rows: Sequence[CaseRow]) -> list[WorkRow]:
    news = rows.unread(session.reading(), [row.case for row in case_rows])
    return [
        WorkRow(**{column.name: getattr(row, column.name) for column in fields(row)}, unread=row.case in news)
        for row in case_rows
    ]


def conditions_of(session: Session, work_filter: WorkFilter) -> Conditions:
    """What the vault is asked."""
    now = session.now()
    return Conditions(
        closed=_STATES.get(work_filter.state),
        officers=_officers(session, work_filter),
        dangers=(DANGERS[work_filter.danger],) if work_filter.danger in DANGERS else (),
        child=work_filter.child,
        urgent=work_filter.urgent,
        waits=work_filter.review,
        not_sent=work_filter.not_sent,
        late_at=now if work_filter.late else 0,
        changed_since=_midnight(now, work_filter.changed) if work_filter.changed else 0,
        opened_from=_first_moment(work_filter.opened_from),
        opened_until=_first_moment(work_filter.opened_until, 1),
        ended_from=_first_moment(work_filter.ended_from),
        ended_until=_first_moment(work_filter.ended_until, 1),
        stages=_one(work_filter.stage),
        nationalities=_one(work_filter.nationality),
        sexes=_one(work_filter.sex),
        age_groups=_one(work_filter.age_group),
        sectors=_one(work_filter.sector),
        exploitation=_unsaid(work_filter.exploitation) if work_filter.exploitation else None,
        kind=_unsaid(work_filter.kind) if work_filter.kind else None,
        visits=work_filter.visits,
        typed=work_filter.typed,
    )


UNSAID = "-"


def _one(value: str) -> tuple[str, ...]:
    return (_unsaid(value),) if value else ()


def _unsaid(value: str) -> str:
    return "" if value == UNSAID else value


def _officers(session: Session, work_filter: WorkFilter) -> tuple[bytes, ...] | None:
    """A team is who is in it now. What is mine is also what I stand in for today."""
    if not (work_filter.officer or work_filter.team):
        return None
    persons: set[bytes] | None = None
    if work_filter.officer:
        if work_filter.officer == MINE:
            me = session.vault.person
            persons = {me} | stand_ins.absent_people(session.reading(), me, session.now())
        else:
            persons = {id_or_empty(_unsaid(work_filter.officer))}
    if work_filter.team:
        team = session.vault.directory.organisation.teams.get(id_or_empty(work_filter.team))
        members = set(team.members) if team else set()
        persons = members if persons is None else persons & members
    return tuple(sorted(persons or ()))


def _midnight(now: int, days: int) -> int:
    today = utc(now).astimezone().date()
    return int(datetime.combine(today - timedelta(days=days), time()).astimezone().timestamp())


def _first_moment(day: str, later: int = 0) -> int:
    try:
        midnight = datetime.combine(date.fromisoformat(day) + timedelta(days=later), time())
        return int(midnight.astimezone().timestamp())
    except (ValueError, OverflowError, OSError):
        return 0


# -- a row in words --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextStep:
    """`due`: None where no day is set; `waiting`: since when a supervisor's decision is
    waited for, None where none is."""

    says: Sentence
    due: datetime | None
    late: bool
    waiting: datetime | None = None


def next_step(row: CaseRow, names: TaskNames, now: int, *, decides: bool = False) -> NextStep | None:
    """The nearest of what is to be done; a decision that is waited for comes before all but what is urgent or
    late. None where nothing is. `decides`: does whoever looks decide?"""
    has_day = row.due != NO_DAY
    late = has_day and row.due <= now
    if row.waits and not late and row.next_kind != URGENT:
        says = N_("Your review") if decides else N_("A supervisor decides")
        return NextStep(Sentence(says), None, False, utc(row.waiting_since))
    if not row.next_kind:
        return None
    task = todo.TaskRow(
        case=row.case, kind=row.next_kind, what=row.next_what, agency=row.next_agency, ref=b"", since=0, due=row.due
    )
    return NextStep(names.short(task), utc(row.due) if has_day else None, late)


def task_names(session: Session) -> TaskNames:
    return TaskNames(profiles.in_use(session))


def last_change(row: CaseRow) -> str:
    """What was done last, as a message id."""
    kind, outcome = outcome_of_kept(row.changed_what)
    return outcome or (of_kind(kind) if kind else "")


# -- filters under a name --------------------------------------------------------------------


def saved(session: Session) -> list[FilterChip]:
    """This officer's own, by name."""
    return [FilterChip(name, WorkFilter.of(text), is_own=True) for name, text in rows.saved(session.reading())]


def save(session: Session, name: str, work_filter: WorkFilter) -> None:
    """Keep a filter; one of the same name is replaced. NameMissing."""
    name = nfc(name.strip())
    if not name or len(name) > _LONGEST:
        raise NameMissing
    with session.vault.transaction() as writer:
        rows.save(writer, name, work_filter.as_text())


# -- officers --------------------------------------------------------------------------------


def officers(session: Session) -> list[OfficerWork]:
    """Everybody who has a case or could have one, the one with most cases first. NotYours."""
    if not may_see(session):
        raise NotYours
    database, now, colleagues = session.reading(), session.now(), session.vault.directory
    organisation = colleagues.organisation
    by_officer = rows.counts(
        database,
        [
            Conditions(visits=rows.NO_VISITS),
            Conditions(visits=rows.NO_VISITS, dangers=(HIGH,)),
            Conditions(visits=rows.NO_VISITS, urgent=True),
            Conditions(visits=rows.NO_VISITS, late_at=now),
            Conditions(visits=rows.NO_VISITS, waits=True),
        ],
        "officer",
    )
    absences = rows.absences(database)
    persons = {device.person for device in organisation.devices.values() if not device.revoked} | {
        person for person, (number, *_) in by_officer.items() if person and number and isinstance(person, bytes)
    }
    works = []
    for person in persons or {session.vault.person}:
        entry = organisation.person(person)
        is_own = person == session.vault.person
        streams = [device.id for device in active(colleagues, person)]
        contact = now if is_own else rows.last_contact(database, streams)
        first, last = absences.get(person, (0, 0))
        open_, high, urgent, late, waits = by_officer.get(person, [0] * 5)
        works.append(
            OfficerWork(
                id=person.hex(),
                name=entry.name if entry else session.officer.name if is_own else "",
                role=entry.role if entry else session.officer.role if is_own else "",
                teams=tuple(team.id.hex() for team in teams_of(colleagues, person)),
                open=open_,
                high=high,
                urgent=urgent,
                late=late,
                waits=waits,
                contact=utc_or_none(contact),
                away_until=utc(last).astimezone().date() if first <= now <= last else None,
                left=has_left(colleagues, person),
            )
        )
    return sorted(works, key=lambda work: (-work.open, fold(work.name)))


def open_by_officer(session: Session) -> dict[str, int]:
    """How many open cases each officer has, by id. NotYours."""
    if not may_see(session):
        raise NotYours
    counted = rows.counted_by(session.reading(), "officer", Conditions(visits=rows.NO_VISITS))
    return {person.hex(): number for person, number in counted.items() if isinstance(person, bytes)}


def uncounted(session: Session) -> int:
    """Cases whose rows are still to be made, after a newer Sanad was installed."""
    return work_list.uncounted(session.reading())


def oldest_waiting(session: Session) -> datetime | None:
    """Since when the longest waiting case waits for a decision."""
    since = rows.oldest_waiting(session.reading())
    return utc_or_none(since)


# -- what a filter says ----------------------------------------------------------------------


def in_words(session: Session, work_filter: WorkFilter, language: Language) -> list[str]:
    """What is set, each in a few words."""
    words = Words(language)
    profile, organisation = profiles.in_use(session), session.vault.directory.organisation
    stages = {stage.id: stage.name.get(language, stage.id) for stage in profile.stages}
    forms = {form.id: form.name.get(language, form.id) for form in profile.exploitation}
    kinds = {kind.id: kind.name.get(language, kind.id) for kind in profile.kinds}
    unsaid = words(N_("Not said"))
    texts = []
    if work_filter.officer:
        person = organisation.person(id_or_empty(work_filter.officer))
        texts.append(words(N_("Mine")) if work_filter.officer == MINE else person.name if person else "")
    if work_filter.team:
        team = organisation.teams.get(id_or_empty(work_filter.team))
        texts.append(team.name if team else "")
    if work_filter.danger in DANGERS:
        level = words(DANGER_SAYS[DANGERS[work_filter.danger]])
        texts.append(words(N_("Danger: {level}"), level=level))
    flags = (
        (work_filter.child, N_("Children")),
        (work_filter.urgent, N_("Urgent today")),
        (work_filter.late, N_("Late")),
        (work_filter.review, N_("Waiting for a review")),
        (work_filter.not_sent, N_("Not sent")),
        (bool(work_filter.changed), N_("Recently changed")),
        (work_filter.state == CLOSED, N_("Closed")),
        (work_filter.state == EVERY, N_("Open and closed")),
    )
    texts += [words(says) for flag, says in flags if flag]
    for value, names in (
        (work_filter.stage, stages.get),
        (work_filter.nationality, lambda code: categories.name("nationality", code, words)),
        (work_filter.sex, lambda code: words(categories.SEX.get(code, code))),
        (work_filter.age_group, lambda code: words(categories.AGE_GROUP.get(code, code))),
        (work_filter.sector, lambda code: categories.name("sector", code, words)),
        (work_filter.exploitation, forms.get),
        (work_filter.kind, kinds.get),
    ):
        if value:
            texts.append(unsaid if value == UNSAID else names(value) or value)
    for says, period in (
        (N_("Opened: {days}"), (work_filter.opened_from, work_filter.opened_until)),
        (N_("Closed: {days}"), (work_filter.ended_from, work_filter.ended_until)),
    ):
        if days := [words.date(date.fromisoformat(day)) for day in period if _first_moment(day)]:
            texts.append(words(says, days=" – ".join(days)))
    return [text for text in texts if text]
