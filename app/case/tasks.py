"""What a case asks to be done, and until when. It doesn't depend on the hour: who asks later sees the
same tasks, some of them overdue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.case.kinds.people import NUMBERS, UNTIL, proceedings
from app.case.kinds.records import records
from app.case.kinds.support_services import recovery
from app.case.kinds.table import RECORDS
from app.case.profile import Profile
from app.case.progress import DAY, road
from app.case.projection import Case
from app.case.referral import GOING, SENT, WAITING
from app.case.retention import keep_until
from app.case.urgency import urgent_needs
from app.case.visit import is_visit
from app.clock import end_of_day

URGENT, STAGE, REFERRAL, CONSENT, WITHDRAWAL, DECISION, RECOVERY, RETENTION, HEARING, RISK, CONTACT, SHIFT, ERASURE, ERASURE_WAITS, ERASURE_OBJECTION, TALK, REFER, DEADLINE, RELEASE, CORRECT, REVISIT, RECORD = KINDS = (
    "urgent", "stage", "referral", "consent", "withdrawal", "decision", "recovery", "retention", "hearing",
    "risk", "contact", "shift", "erasure", "erasure_waits", "erasure_objection",
    "talk", "refer", "deadline", "release", "correct", "revisit", "record",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """`what`: the stage, service, purpose or status that it is about. `ref`: the referral, consent
    or decision. `since`: when it begins to be one. `due`: 0 where no day is set."""

    kind: str
    what: str = ""
    agency: str = ""
    ref: bytes = b""
    since: int
    due: int = 0


def tasks(case: Case, profile: Profile) -> list[Task]:
    """The nearest first."""
    tasks = [*_withdrawals(case), *_retention(case, profile)]
    if not case.closed:
        tasks += [
            Task(kind=URGENT, what=need.kind, since=need.since, due=need.due) for need in urgent_needs(case, profile)
        ]
        if not is_visit(case):
            tasks += [*_stage(case, profile), *_screened(case, profile)]
        tasks += [*_referrals(case), *_consents(case, profile)]
        tasks += [*_decisions(case), *_recovery(case, profile), *_hearings(case), *_dated(case)]
        tasks += [*_deadlines(case), *_releases(case)]
        tasks += [*_corrections(case), *_next_records(case)]
        tasks += [
            Task(kind=SHIFT, ref=shift_note.event, since=shift_note.at)
            for shift_note in case.shift.values()
            if not shift_note.taken
        ]
    return sorted(tasks, key=lambda task: (not task.due, task.due, task.kind, task.what, task.ref))


def _stage(case: Case, profile: Profile) -> Iterator[Task]:
    case_road = road(case, profile, case.updated)
    if case_road.due and case_road.known:
        yield Task(
            kind=STAGE, what=case_road.stage.id, agency=case_road.stage.agency, since=case_road.since, due=case_road.due
        )


def _referrals(case: Case) -> Iterator[Task]:
    for referral in case.referrals.values():
        register = case.registers["referral", referral.id]
        if not any(write.text in WAITING for write in register.standing):
            continue
        sent = [case.timeline[write.place].at for write in register.written if write.text == SENT]
        yield Task(
            kind=REFERRAL,
            what=referral.service,
            agency=referral.agency,
            ref=referral.id,
            since=sent[0],
            due=referral.due(sent[0]),
        )


def _consents(case: Case, profile: Profile) -> Iterator[Task]:
    ground = case.ground(0)
    for register in case.named("consent"):
        for write in case.standing(register):
            consent = ground.consent(register, write)
            if consent and consent.holds(0) and consent.expires:
                starts_at = max(consent.expires - profile.warn_days * DAY, consent.at)
                yield Task(
                    kind=CONSENT,
                    what=consent.purpose,
                    agency=consent.agency,
                    ref=consent.event,
                    since=starts_at,
                    due=consent.expires,
                )


def _withdrawals(case: Case) -> Iterator[Task]:
    for notice in case.to_tell:
        yield Task(
            kind=WITHDRAWAL,
            what=notice.purpose,
            agency=notice.agency,
            ref=notice.consent,
            since=notice.at,
            due=notice.at + DAY,
        )


def _decisions(case: Case) -> Iterator[Task]:
    for decision in case.waiting_decisions:
        yield Task(kind=DECISION, what=decision.status, ref=decision.event, since=decision.at)


def _recovery(case: Case, profile: Profile) -> Iterator[Task]:
    """The time to recover and reflect: recommended, not statutory."""
    if period := recovery(case, profile.recovery_days):
        first, days = period
        due = first + days * DAY
        yield Task(kind=RECOVERY, what=case.shown(("status",)), since=first, due=due)


# Facts that say a day on which something is due again.
DATED = {"risk_review": RISK, "next_contact": CONTACT}


def _dated(case: Case) -> Iterator[Task]:
    """The day that an interview named, to its end where one is."""
    for fact, dated in DATED.items():
        register = case.registers.get(("fact", fact))
        due = end_of_day(register.shown) if register else 0
        if register and due:
            starts_at = case.timeline[register.last.place].at
            subject = case.shown(("fact", "risk_level")) if dated == RISK else ""
            # nobody is to be contacted at a place
            kind = REVISIT if dated == CONTACT and is_visit(case) else dated
            yield Task(kind=kind, what=subject, since=min(starts_at, due), due=due)


_TALK_AGAIN_DAYS, _REFER_DAYS = 7, 1  # so long somebody may wait for what the screening called for
_CORRECT_DAYS = 3  # while whoever wrote it down still knows what was said


def _screened(case: Case, profile: Profile) -> Iterator[Task]:
    """What the last screening calls for, until it is done: a referral that is under way, or another talk.
    Handing the case over doesn't end it: whoever has it now refers."""
    screened = [
        (talk.finished, id_, talk.assessment["result"])
        for id_, talk in case.interviews.items()
        if talk.assessment is not None and isinstance(talk.assessment.get("result"), str)
    ]
    if not screened or _is_referred(case) or case.shown(("status",)):
        return
    if road(case, profile, case.updated).stage.id != profile.stages[0].id:
        return
    since, id_, result = max(screened)
    if any(past_result == "refer" for _, _, past_result in screened):
        yield Task(kind=REFER, ref=id_, since=since, due=since + _REFER_DAYS * DAY)
    elif result in ("talk_again", "not_enough"):
        due = end_of_day(case.talk_days.get(id_, "")) or since + _TALK_AGAIN_DAYS * DAY
        yield Task(kind=TALK, ref=id_, since=since, due=due)


def _is_referred(case: Case) -> bool:
    """Not by what was only drafted, nor where no agency takes the person."""
    return any(write.text in GOING for id_ in case.referrals for write in case.standing(("referral", id_)))


def _corrections(case: Case) -> Iterator[Task]:
    """What the person wanted corrected when the answers were read back."""
    for id_, talk in case.interviews.items():
        if talk.awaits_correction:
            yield Task(kind=CORRECT, ref=id_, since=talk.finished, due=talk.finished + _CORRECT_DAYS * DAY)


def _hearings(case: Case) -> Iterator[Task]:
    """Until it is said what came of it. Courts go by the hour of the place where one is."""
    for proceeding in proceedings(case):
        number = next((fact for name in NUMBERS[::-1] if (fact := proceeding.facts.get(name))), "")
        for hearing in proceeding.hearings:
            if not hearing.facts.get("outcome"):
                hour = hearing.facts.get("time") or "12:00"
                due = int(datetime.fromisoformat(f"{hearing.facts['date']}T{hour}").timestamp())
                subject = number or hearing.facts.get("court", "")
                yield Task(kind=HEARING, what=subject, ref=hearing.id, since=min(hearing.at, due), due=due)


def _deadlines(case: Case) -> Iterator[Task]:
    """Of an appeal until one is entered; of protection measures until another day, or none, is."""
    for proceeding in proceedings(case):
        for name, until in UNTIL.items():
            due = end_of_day(proceeding.facts.get(until, ""))
            if due and not (name == "appeal" and proceeding.facts.get(name)):
                starts_at = proceeding.entered[until][0]
                yield Task(kind=DEADLINE, what=name, ref=proceeding.id, since=min(starts_at, due), due=due)


def _next_records(case: Case) -> Iterator[Task]:
    """The next one of each kind, as the last one of it says; whatever came later has met it."""
    last = {record.kind: record for record in records(case)}
    for kind, record in last.items():
        due = end_of_day(record.values.get(RECORDS[kind].next, ""))
        if due:
            since = min(record.at, due)
            yield Task(kind=RECORD, what=kind, ref=record.id, since=since, due=due)


def _releases(case: Case) -> Iterator[Task]:
    """Until somebody answers; what goes is written to nobody meanwhile."""
    for release in case.releases.values():
        if release.waits:
            yield Task(kind=RELEASE, what=release.purpose, agency=release.agency, ref=release.id, since=release.at)


def _retention(case: Case, profile: Profile) -> Iterator[Task]:
    due = keep_until(case, profile)
    if due:
        yield Task(kind=RETENTION, what=case.shown(("kind",)), since=due, due=due)
