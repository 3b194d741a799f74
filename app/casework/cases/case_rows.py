"""What lists, figures and search keep of a case. Of a restricted case nothing that tells who it is is
kept for lists and figures: then no filter, order or number can tell it."""

from collections.abc import Iterator, Sequence

from app.case import events, search_text
from app.case.child_age import CHILD, CHILD_SUSPECTED, years_old
from app.case.handover import Substitute
from app.case.kinds import table
from app.case.kinds.groups import groups
from app.case.kinds.people import people, proceedings
from app.case.projection import Case
from app.case.tasks import RETENTION
from app.case.urgency import IN_DANGER, URGENT, VISIT, marks, shows_danger
from app.casework.cases import categories
from app.casework.cases.event_outcomes import kept
from app.casework.questionnaires import forms
from app.casework.questionnaires.answers import findable, open_facts
from app.casework.session import clock_check, profiles
from app.casework.session.session import Session
from app.errors import SanadError
from app.language import fold
from app.vault import cases
from app.vault.tasks import TaskRow

HANDED, REVIEW = "handed", "review"
_DANGER = {"low": cases.LOW, "medium": cases.MEDIUM, **dict.fromkeys(IN_DANGER, cases.HIGH)}
_SECTOR = ("industry", "job")  # questions of the questionnaires, the exact one first
_FACT_KINDS = {
    "name": search_text.NAME,
    "name_ar": search_text.NAME,
    "civil_id": search_text.CIVIL_ID,
    "passport": search_text.PASSPORT,
    "employer": search_text.EMPLOYER,
    "employer_file": search_text.EMPLOYER,
    "site": search_text.SITE,
    "area": search_text.SITE,
}


def row_of(session: Session, case: Case, number: str, tasks: Sequence[TaskRow]) -> cases.IndexRow:
    """`number`: its reference; `tasks`: what is to be done in it, the nearest first."""
    now = session.now()
    # a colleague's clock may be wrong; a case of next year would stay on top for a year
    updated = min(case.updated, clock_check.latest(session)) or now
    case_marks = marks(case, profiles.in_use(session), now)
    step = next((task for task in tasks if task.kind != RETENTION), None)
    officer, officer_name = responsible(session, case)
    changed_what, changed_by = _last_change(session, case)
    waits, since = ("", 0) if case.closed else waits_for_supervisor(session, case)
    facts = {} if case.restricted else open_facts(case.facts)
    absence = _absence(session, case, officer, now)
    return cases.IndexRow(
        case=case.id,
        reference=number,
        name=case.name,
        stage=case.stage,
        changed=updated,
        restricted=case.restricted,
        conflicts=len(case.conflicts),
        received=case.received,
        marks=case_marks,
        closed=case.closed,
        visit=VISIT in case_marks,
        danger=_danger(case),
        urgent=URGENT in case_marks,
        child=not {CHILD, CHILD_SUSPECTED}.isdisjoint(case_marks),
        officer=officer,
        officer_name=officer_name,
        assigned=case.assigned != b"",
        away_from=absence.first if absence else 0,
        away_until=absence.last if absence else 0,
        sort_name="" if case.restricted else fold(case.name),
        nationality=facts.get("nationality", ""),
        sex=facts.get("sex", ""),
        age_group=_age_group(facts, now),
        sector="" if case.restricted else _sector(case),
        site=facts.get("site", ""),
        exploitation=() if case.restricted else tuple(case.shown(("exploitation",)).split()),
        kinds=tuple(case.shown(("kind",)).split()),
        opened=max(case.opened, 0) or max(case.updated, 0),
        changed_what=changed_what,
        changed_by=changed_by,
        next_kind=step.kind if step else "",
        next_what=step.what if step else "",
        next_agency=step.agency if step else "",
        due=(step.due if step else 0) or cases.NO_DAY,
        waits=waits,
        waiting_since=since,
        closed_at=_closed_at(case, now),
    )


def _danger(case: Case) -> int:
    level = _DANGER.get(case.facts.get("risk_level", ""))
    if level is None:
        return cases.SIGNS if shows_danger(case) else cases.NOT_ASSESSED
    return level


def _closed_at(case: Case, now: int) -> int:
    """When it was closed last; a colleague's clock that runs ahead counts as now."""
    if not case.closed:
        return 0
    closings = [event.at for event in case.timeline if event.what == events.CLOSED]
    return max(1, min(max(closings, default=now), now))


def responsible(session: Session, case: Case) -> tuple[bytes, str]:
    """The person who has a case, and the name; b"" where nobody knows whose computer it was."""
    directory = session.vault.directory
    if case.assigned:
        person = directory.organisation.person(case.assigned)
        return case.assigned, person.name if person else ""
    device = directory.device(case.responsible)
    name = directory.name_of(case.responsible) or case.officer
    return device.person if device else b"", name


def searched(session: Session, case: Case, number: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of all that it is found by; no hidden and no restricted answer."""
    yield search_text.REFERENCE, number
    for fact, text in open_facts(case.facts).items():
        if fact == "nationality":
            for name in categories.names(categories.NATIONALITY, text):
                yield search_text.NATIONALITY, name
        elif "phone" in fact:
            yield search_text.PHONE, text
        else:
            yield _FACT_KINDS.get(fact, search_text.ANSWER), text
    yield search_text.OFFICER, responsible(session, case)[1]
    for attachment in case.attached.values():
        yield search_text.FILE, attachment.name
        yield search_text.FILE, attachment.note
    for person in people(case):
        for fact, text in person.facts.items():
            yield search_text.PHONE if fact == "phone" else search_text.PERSON, text
    for proceeding in proceedings(case):
        for text in proceeding.facts.values():
            yield search_text.PROCEEDING, text
    for group in groups(case):
        yield search_text.GROUP, group.name
    for text in _answers(session, case):
        yield search_text.ANSWER, text


def _answers(session: Session, case: Case) -> Iterator[str]:
    accounts = [(interview.form["hash"], interview.answers) for interview in case.interviews.values()]
    accounts += [(unfinished.form, unfinished.answers) for unfinished in case.unfinished]
    for form_hash, answers in accounts:
        try:
            yield from findable(forms.load(session, form_hash.hex()), answers)
        except SanadError:
            continue  # not on this computer: its facts are found all the same


def _age_group(facts: dict[str, str], at: int) -> str:
    years = years_old(facts.get("age", ""), facts.get("birth_date", ""), at)
    return categories.age_group(years[-1]) if years and years[-1] >= 0 else ""


def _sector(case: Case) -> str:
    """As the last interview that asked for it was answered."""
    for interview in reversed(case.interviews.values()):
        by_name = {path.rpartition("/")[2]: text for path, text in interview.answers.items()}
        for name in _SECTOR:
            if (text := by_name.get(name, "")) in categories.codes(categories.SECTOR):
                return text
    return ""


def _last_change(session: Session, case: Case) -> tuple[str, str]:
    """What was done last and what came of it, as `event_outcomes.kept` says it, and by whom."""
    for event in reversed(case.timeline):
        if event.what not in table.MACHINERY and event.id not in case.without_effect:
            return kept(event), session.vault.directory.name_of(event.stream)
    return "", ""


def _absence(session: Session, case: Case, officer: bytes, now: int) -> Substitute | None:
    """The next days, or those of today, on which somebody stands in for the officer."""
    absences = [
        substitute
        for substitute in case.substitutes
        if substitute.last >= now and not substitute.ended and _absent(session, substitute) == officer
    ]
    return min(absences, key=lambda absence: absence.first, default=None)


def _absent(session: Session, substitute: Substitute) -> bytes:
    device = session.vault.directory.device(substitute.stream)
    return substitute.absent or (device.person if device else b"")


def waits_for_supervisor(session: Session, case: Case) -> tuple[str, int]:
    """Why, "" for not at all, and since when."""
    handed = [handover.at for handover in case.handovers if _decides(session, *handover.to)]
    if handed:
        return HANDED, min(handed)
    finished = max((interview.finished for interview in case.interviews.values()), default=0)
    decided = max((review.at for review in case.reviews), default=0)
    return (REVIEW, finished) if finished > decided else ("", 0)


def _decides(session: Session, kind: str, id_: bytes) -> bool:
    """Is it a supervisor, or the desk?"""
    person = session.vault.directory.organisation.person(id_) if kind == "person" else None
    return person is not None and table.may(person.role, events.REVIEWED)
