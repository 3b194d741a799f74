"""A case given to a colleague or a team, handed over, accepted; and what came in."""

from collections.abc import Generator, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.case import events, roles
from app.case.events import Event
from app.case.fold import Case
from app.case.passing import Handover
from app.casework import brought, form_files, forms, profiles
from app.casework.colleagues import (
    NoRecipient,
    NotJoined,
    Recipient,
    addressed,
    find,
    known_of,
    recipients,
    teams_of,
)
from app.casework.reading import NoCase, case_of
from app.casework.session import Pen, Session, folded
from app.casework.without_effect import WHY
from app.errors import N_, SanadError
from app.seal.canonical import nfc
from app.vault import cases as rows
from app.vault import forms as kept
from app.vault import log
from app.vault.database import Writer

__all__ = [
    "CameIn", "NoHandover", "NoRecipient", "NotJoined", "Recipient", "accept", "came_in",
    "decline", "find", "give", "grant", "hand_over", "how_many", "recipients", "seen", "share_forms", "sharing_forms",
    "substitute", "verify",
]  # fmt: skip


@dataclass(eq=False)
class NoHandover(SanadError):
    """Nothing to accept or decline."""

    says = N_(
        "This case was not handed to you, or somebody has answered already. Nothing was changed."
    )


@dataclass(eq=False)
class DatesRefused(SanadError):
    """The last day before the first."""

    says = N_("The last day can't be before the first. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class CameIn:
    """Something of a colleague that this officer should see. `kind`: handed over, interview handed
    on, declined, approved, returned, new, conflict."""

    case_id: str
    reference: str
    name: str
    kind: str
    who: str
    at: datetime
    note: str = ""
    interview_id: str = ""
    handover_id: str = ""


# -- giving ----------------------------------------------------------------------------------


def give(session: Session, writer: Writer, case: bytes, to: Recipient) -> bool:
    """The case's keys for a recipient, and the questionnaires that its team doesn't share; False
    where it could read the case already. NotJoined, NoRecipient."""
    given = log.grant(writer, session.vault, case, addressed(session, to))
    carry(session, writer, case)  # also where an interview came since it was given
    return given


def carry(session: Session, writer: Writer, case: bytes) -> None:
    """Lay the questionnaires of a case's interviews into it, with what they show, where somebody reads
    it who doesn't share the home team's."""
    vault = session.vault
    others = log.readers(vault.database, vault, case).keys() - {vault.home_team, vault.team.team}
    if not others:
        return
    told = folded(session, case)
    used = forms.used(session, told)
    forms.lay(
        session, Pen(session, writer, case), [each for each in used if each not in told.forms]
    )
    form_files.carry(session, writer, told, used)


def grant(session: Session, case_id: str, to: Recipient) -> bool:
    """Let a colleague or a team read a case, from its beginning. NoCase, NotJoined, NoRecipient."""
    case = case_of(session, case_id).id
    with session.vault.transaction() as writer:
        given = give(session, writer, case, to)
        if given:
            Pen(session, writer, case).say(events.ACCESS, {"to": _to(to), "name": nfc(to.name)})
    session.vault.say_head()
    return given


def hand_over(session: Session, case_id: str, to: Recipient, note: str = "") -> str:
    """Offer the case's responsibility to a colleague or a team, who can read it from now on; the
    id of the handover. NoCase, NotJoined, NoRecipient."""
    case = case_of(session, case_id).id
    with session.vault.transaction() as writer:
        give(session, writer, case, to)
        id_ = Pen(session, writer, case).say(
            events.HANDED, {"to": _to(to), "name": nfc(to.name), "note": nfc(note)}
        )
    session.vault.say_head()
    return id_.hex()


def accept(session: Session, case_id: str, handover_id: str = "") -> None:
    """Take a case on. NoHandover where none is open for this officer."""
    _answer(session, case_id, handover_id, events.ACCEPTED, {})


def decline(session: Session, case_id: str, reason: str, handover_id: str = "") -> None:
    """Leave it with whoever has it. NoHandover."""
    _answer(session, case_id, handover_id, events.DECLINED, {"reason": nfc(reason)})


def _answer(
    session: Session, case_id: str, handover_id: str, what: str, also: dict[str, str]
) -> None:
    told = case_of(session, case_id)
    mine = [
        each
        for each in told.handovers
        if _for_me(session, each.to) and each.event.hex().startswith(handover_id)
    ]
    if not mine:
        raise NoHandover
    with session.vault.transaction() as writer:
        for each in mine:
            Pen(session, writer, told.id).say(what, {"of": each.event, **also})
        if what == events.ACCEPTED:
            log.grant(writer, session.vault, told.id, [session.vault.own_team()])
        writer.run("DELETE FROM came_in WHERE case_id = ?", (told.id,))
    session.vault.say_head()


def substitute(session: Session, to: Recipient, first: date, last: date) -> int:
    """Name who stands in, from one day to another, in every case that one is responsible for;
    restricted ones are handed over singly. How many. NotJoined, NoRecipient, DatesRefused."""
    if last < first:
        raise DatesRefused
    vault = session.vault
    known_of(session)
    own = _mine(session)
    content = {
        "person": bytes.fromhex(to.id), "name": nfc(to.name),
        "from": _day(first), "until": _day(last + timedelta(days=1)) - 1,
    }  # fmt: skip
    named = 0
    with vault.transaction() as writer:
        for case in log.cases(vault.database, vault):
            told = folded(session, case)
            if told.responsible in own and not told.restricted:
                give(session, writer, case, to)
                Pen(session, writer, case).say(events.SUBSTITUTE, content)
                named += 1
    vault.say_head()
    return named


def _day(day: date) -> int:
    return int(datetime.combine(day, time()).astimezone().timestamp())


def _to(to: Recipient) -> list[str | bytes]:
    return [to.kind, bytes.fromhex(to.id)]


def _for_me(session: Session, to: tuple[str, bytes]) -> bool:
    kind, id_ = to
    if kind == "person":
        return id_ == session.vault.person
    return id_ in [team.id for team in teams_of(session.vault.directory, session.vault.person)]


# -- questionnaires --------------------------------------------------------------------------


def share_forms(session: Session) -> None:
    """Let the home team have the questionnaires that are used here, each once: a case can be read
    only with its own. What a team shares is kept like a case whose id is the team's."""
    for _ in sharing_forms(session):
        pass


def sharing_forms(session: Session) -> Generator[None]:
    """The same a little at a time, for a thread that others wait for."""
    vault = session.vault
    if not vault.home_team or vault.home_team not in vault.directory.organisation.teams:
        return
    if session.officer.role == roles.DESK and profiles.texts(session.reading()):
        with vault.transaction() as writer:
            profiles.share(session, writer)
    told = folded(session, vault.home_team)
    missing = sorted(kept.known(vault.database) - set(told.forms))
    files = form_files.unshared(session, told, missing)
    if missing or form_files.is_new(session, told):
        brought.look_ahead(session, vault.home_team)
        with vault.transaction() as writer:
            forms.lay(session, Pen(session, writer, vault.home_team), missing)
            form_files.take_in(session, writer, told)
    yield from form_files.laying(session, vault.home_team, files)
    vault.say_head()


# -- looking over ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """`kind`: damaged, unknown author, withdrawn author, unreadable, fork, missing (the record
    before it isn't here), without effect (its author may not write this)."""

    kind: str
    event: str
    who: str
    why: str = ""  # of one without effect: a message id


@dataclass(frozen=True, slots=True)
class Verified:
    """`events`: how many the case has here that can be read. `signatures`: of how many records of
    the case, events and grants, the signature, author, body and place were looked at."""

    events: int
    problems: tuple[CaseProblem, ...]
    signatures: int = 0

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(session: Session, case_id: str) -> Verified:
    """Every signature, author, body and place of a case looked at again. NoCase."""
    id_ = bytes.fromhex(case_id)
    number, found = log.verify(session.reading(), session.vault, id_)
    if not number:
        raise NoCase
    name = session.vault.directory.name_of
    problems = [CaseProblem(each.kind, each.envelope.hex(), name(each.stream)) for each in found]
    try:
        told = folded(session, id_)
    except SanadError:  # it is among the problems already
        return Verified(0, tuple(problems), number)
    problems += [
        CaseProblem(
            "without effect", event.id.hex(), name(event.stream), WHY[told.refused[event.id].why]
        )
        for event in told.timeline
        if event.id in told.without_effect
    ]
    return Verified(len(told.timeline), tuple(problems), number)


# -- what came in ----------------------------------------------------------------------------


def notice(session: Session, writer: Writer, case: bytes, new: Set[bytes]) -> None:
    """Colleagues' events have just come in: which of them is something to show?"""
    told = folded(session, case)
    for event in told.timeline:
        if event.id not in new or event.stream in _mine(session):
            continue
        if event.id not in told.without_effect and _concerns(session, told, event):
            writer.run(
                "INSERT OR IGNORE INTO came_in (event, case_id, what, at) VALUES (?, ?, ?, ?)",
                (event.id, case, event.what, session.now()),
            )


def _concerns(session: Session, told: Case, event: Event) -> bool:
    match event.what:
        case events.HANDED:
            to = [each.to for each in told.handovers if each.event == event.id]
        case events.HANDED_ON:
            to = [each.to for each in told.unfinished if each.event == event.id and each.to]
        case events.REVIEWED:
            return bool({told.responsible, told.stream} & _mine(session))
        case events.DECLINED:
            return told.responsible in _mine(session)
        case what:
            return what == events.OPENED
    return any(_for_me(session, each) for each in to)


def _mine(session: Session) -> set[bytes]:
    return {session.vault.stream, *session.vault.directory.own.devices}


def came_in(session: Session) -> list[CameIn]:
    """What colleagues left for this officer, and values that differ; the latest first."""
    database = session.reading()
    found: list[CameIn] = []
    by_case: dict[bytes, list[bytes]] = {}
    for id_, case in database.rows("SELECT event, case_id FROM came_in ORDER BY at DESC, event"):
        by_case.setdefault(case, []).append(id_)
    for case, ids in by_case.items():
        told = folded(session, case)
        found += [row for id_ in ids if (row := _came(session, told, id_))]
    handed = {row.case_id for row in found if row.kind != "new"}
    found = [row for row in found if row.kind != "new" or row.case_id not in handed]
    for each in rows.in_conflict(database):
        at = datetime.fromtimestamp(each.updated, UTC)
        found.append(CameIn(each.id.hex(), each.reference, each.name, "conflict", "", at))
    return sorted(found, key=lambda each: each.at, reverse=True)


def how_many(session: Session) -> int:
    """How many things came in: a number for the rail, without looking into them."""
    database = session.reading()
    came = database.row("SELECT count(DISTINCT case_id) FROM came_in")
    return int(came[0] if came else 0) + len(rows.in_conflict(database))


def seen(session: Session, case_id: str) -> None:
    """The officer has looked at the case: what only informs is shown no more."""
    with session.vault.transaction() as writer:
        writer.run(
            "DELETE FROM came_in WHERE case_id = ? AND what NOT IN (?, ?)",
            (bytes.fromhex(case_id), events.HANDED, events.HANDED_ON),
        )


def _came(session: Session, told: Case, id_: bytes) -> CameIn | None:
    event = next((each for each in told.timeline if each.id == id_), None)
    if event is None:
        return None
    who = session.vault.directory.name_of(event.stream)
    at = datetime.fromtimestamp(event.at, UTC)
    head = (told.id.hex(), told.reference, told.name)
    match event.what:
        case events.HANDED:
            handed = _open(told, id_)
            return (
                CameIn(*head, "handed over", who, at, handed.note, "", id_.hex())
                if handed
                else None
            )
        case events.HANDED_ON:
            on = next((each for each in told.unfinished if each.event == id_), None)
            return (
                CameIn(
                    *head, "interview handed on", who, at, on.note, on.interview.hex(), id_.hex()
                )
                if on
                else None
            )
        case events.REVIEWED:
            review = next((each for each in told.reviews if each.event == id_), None)
            return CameIn(*head, review.decision, who, at, review.text) if review else None
        case events.DECLINED:
            reason = event.content.get("reason")
            return CameIn(*head, "declined", who, at, reason if isinstance(reason, str) else "")
        case _:
            return CameIn(*head, "new", who, at)


def _open(told: Case, id_: bytes) -> Handover | None:
    return next((each for each in told.handovers if each.event == id_), None)
