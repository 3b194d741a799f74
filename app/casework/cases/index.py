"""The row of the case list and what search finds, made again from the log.

Whoever adds to a case calls `refresh` in the same transaction: an interview, a correction, events
that colleagues wrote.
"""

from datetime import UTC, datetime

from app.case import events
from app.case.duplicates import keys
from app.case.groups import groups
from app.case.people import people, proceedings
from app.case.progress import DAY
from app.case.projection import Case
from app.case.reference import reference
from app.case.tasks import ERASURE, Task, tasks
from app.case.urgency import marks
from app.casework.cases import link_rows, office_figures
from app.casework.questionnaires import form_files, form_inbox, forms
from app.casework.questionnaires.answers import findable, open_facts
from app.casework.session import clock_check, profiles
from app.casework.session.session import Session, folded
from app.errors import SanadError
from app.seal.erasure import CONFIRMS
from app.vault import (
    cases,
    chunks,
    erasures,
    link_index,
    match_index,
    office,
    programs,
)
from app.vault import tasks as todo
from app.vault.database import Writer


def refresh(session: Session, writer: Writer, case: bytes) -> None:
    """Keep the row and the searched text of a case as its events tell it now, and the
    questionnaires that came with it. A questionnaire that isn't here hides nothing but its own
    further words from search."""
    told = folded(session, case)
    if case == session.vault.id:
        return
    if not told.timeline or _erased(writer, told):
        cases.remove(writer, case)
        return
    form_inbox.take_in(session, writer, told)
    form_files.take_in(session, writer, told)
    for each in told.attached.values():
        chunks.want(writer, case, each.chunks)  # what colleagues attached: a later sync fetches it
    for event in told.timeline:
        if isinstance(program := event.content.get("program"), str):
            programs.keep(writer, event.stream, program, event.at)
    number = number_of(told)
    # a colleague's clock may be wrong; a case of next year would stay on top for a year
    updated = min(told.updated, session.now()) or session.now()
    row = cases.Row(
        case,
        number,
        told.name,
        told.stage,
        updated,
        told.restricted,
        len(told.conflicts),
        told.received,
        marks(told, profiles.in_use(session), session.now()),
    )
    cases.keep(writer, row, " ".join(_searched(session, told, number)))
    todo.keep(writer, case, _tasks(session, told))
    match_index.keep(writer, case, keys(told.facts))
    link_index.keep(writer, case, link_rows.of(told))
    office.keep(writer, office_figures.row_of(session, told))


def remake_tasks(session: Session) -> None:
    """Of cases of an earlier version, or of another referral system."""
    while remake_some_tasks(session):
        pass


def remake_some_tasks(session: Session, most: int = 20) -> bool:
    """Of a few of them; False where none is left."""
    found = todo.untold(session.vault.database, most)
    with session.vault.transaction() as writer:
        for case in found:
            told = folded(session, case)
            todo.keep(writer, case, _tasks(session, told) if told.timeline else [])
            match_index.keep(writer, case, keys(told.facts) if told.timeline else ())
            link_index.keep(writer, case, link_rows.of(told) if told.timeline else ())
            if told.timeline:
                cases.mark(writer, case, marks(told, profiles.in_use(session), session.now()))
                office.keep(writer, office_figures.row_of(session, told))
    return bool(found)


def _tasks(session: Session, told: Case) -> list[todo.Row]:
    found = [*tasks(told, profiles.in_use(session)), *_to_confirm(session, told)]
    return [
        todo.Row(told.id, each.kind, each.what, each.agency, each.ref, each.since, each.due)
        for each in found
    ]


def _to_confirm(session: Session, told: Case) -> list[Task]:
    """An order to erase it that this officer may confirm: of somebody else, and at the desk alone."""
    vault = session.vault
    if session.officer.role not in CONFIRMS:
        return []
    for order in erasures.unconfirmed(session.reading(), vault, told.id):
        device = vault.directory.device(order.by)
        if device is None or device.person != vault.person:
            said = [each.at for each in told.timeline if each.what == events.ERASURE and each.stream == order.by]  # fmt: skip
            at = min(max(said, default=told.updated), session.now())
            return [Task(ERASURE, "", "", b"", at, at + DAY)]
    return []


_LEFT = frozenset({events.ERASURE, events.RECEIVED, events.ACCESS})


def _erased(writer: Writer, told: Case) -> bool:
    """Was it erased by order, and has nothing come since that says something of a person?"""
    return all(each.what in _LEFT for each in told.timeline) and bool(
        erasures.readers_of(writer, told.id)
    )


def number_of(told: Case) -> str:
    """The case's reference; where the event that names it isn't here yet, what it must be."""
    if told.reference:
        return told.reference
    sure = [event for event in told.timeline if not clock_check.is_doubtful(event.content)]
    first = min((event.at for event in sure or told.timeline if event.at), default=0)
    return reference(told.id, datetime.fromtimestamp(first, UTC).year)


def _searched(session: Session, told: Case, number: str) -> list[str]:
    found = [number, number.replace("-", ""), *open_facts(told.facts).values()]
    found += [word for each in told.attached.values() for word in (each.name, each.note)]
    found += [text for each in people(told) for text in each.facts.values()]
    found += [text for each in proceedings(told) for text in each.facts.values()]
    found += [each.name for each in groups(told)]
    accounts = [(each.form["hash"], each.answers) for each in told.interviews.values()]
    accounts += [(each.form, each.answers) for each in told.unfinished]
    for form_hash, answers in accounts:
        try:
            found += findable(forms.load(session, form_hash.hex()), answers)
        except SanadError:
            continue  # not on this computer: its facts are found all the same
    return list(dict.fromkeys(found))
