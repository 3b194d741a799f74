"""The row of the case list and what search finds, made again from the log.

The vault calls `reindex` in each transaction that changed a case (app.vault.duties): nobody who
writes has to think of it."""

from collections.abc import Iterator
from dataclasses import asdict

from app.case import built_in_profiles, events, match_keys, search_text
from app.case.consent import YES
from app.case.duplicates import compared, keys
from app.case.kinds.groups import groups
from app.case.kinds.links import links
from app.case.kinds.people import NUMBERS, people, proceedings
from app.case.profile import DEFAULT, prefix_of
from app.case.progress import DAY
from app.case.projection import Case
from app.case.reference import reference
from app.case.tasks import ERASURE, ERASURE_OBJECTION, ERASURE_WAITS, Task, tasks
from app.casework.cases import case_rows, categories, exchange_record, inbox_rows, open_orders, stand_in_rows
from app.casework.questionnaires import form_files, form_inbox, form_wants
from app.casework.questionnaires.answers import open_facts
from app.casework.session import clock_check, profiles
from app.casework.session.session import Session
from app.casework.session.unreadable import Unreadable, case_or_unreadable
from app.clock import utc
from app.language import fold
from app.seal.case_grant import is_key_log
from app.vault import (
    case_figures,
    case_records,
    cases,
    chunks,
    erasures,
    link_index,
    log,
    match_index,
    matching,
    programs,
    stand_ins,
)
from app.vault import tasks as todo
from app.vault.database import Writer
from app.vault.link_index import CASE, GROUP, PERSON, PROCEEDING, Tie

# -- link rows ---------------------------------------------------------------------------------
# What ties a case to others, as its events tell it: rows for the vault's index.


def _ties(case_state: Case) -> Iterator[Tie]:
    id_, at = case_state.id, case_state.updated
    for group in groups(case_state):
        yield Tie(id_, GROUP, group.id, group.kind, group.name, others=group.others, at=at)
    for person in people(case_state):
        name = person.facts.get("name") or person.facts.get("name_ar", "")
        yield Tie(id_, PERSON, person.id, person.role, name, person.group, at=at)
    for proceeding in proceedings(case_state):
        yield Tie(id_, PROCEEDING, proceeding.id, "", of=proceeding.group, at=at)
    for key, as_ in links(case_state).items():
        yield Tie(id_, CASE, key, as_, at=at)


# -- held files --------------------------------------------------------------------------------
# Files that nobody here asked for: what a colleague attaches beyond a quota waits to be fetched.
# The event that names a file always comes; its bytes are fetched by themselves up to a quota for
# each computer in each case (app.seal.budgets). The rest is named as waiting, until somebody here
# asks for it: `attachments.fetch`. docs/limits.md


def want_files(session: Session, writer: Writer, case_state: Case) -> None:
    """What colleagues attached: a later sync fetches it, or it waits until it is asked for."""
    known_ids, vault = set(chunks.ids_of(writer, case_state.id)), session.vault
    for attachment in case_state.attached.values():
        new_refs = [ref for ref in attachment.chunks if ref[0] not in known_ids]
        if not new_refs:
            continue
        stream, size = attachment.stream, sum(size for _, size in new_refs)
        wanted_size = chunks.wanted_of(writer, case_state.id, stream)
        is_held = stream not in vault.directory.own.devices and wanted_size + size > vault.budget.files
        chunks.want(writer, case_state.id, new_refs, stream, is_held=is_held)
        known_ids |= {id_ for id_, _ in new_refs}


# -- figure rows -------------------------------------------------------------------------------
# What figures are counted from, of one case: recorded fields alone, nothing that somebody may
# have meant.


def _figure_row(case: Case) -> case_figures.FigureRow:
    """Of a restricted case nothing that tells who it is."""
    facts = {} if case.restricted else open_facts(case.facts)
    status = case.standing(("status",))
    closing = case.standing(("closed",)) if case.closed else []
    return case_figures.FigureRow(
        case=case.id,
        status=case.shown(("status",)),
        decided=max((case.timeline[write.place].at for write in status), default=0),
        outcome=str(case.timeline[closing[-1].place].content.get("result", "")) if closing else "",
        employer=fold(facts.get("employer", "")),
        recruiter=fold(facts.get("recruiter_name", "")),
    )


def _figure_parts(case: Case) -> Iterator[case_figures.FigurePart]:
    """Suspects; who was charged and who was sentenced, each once; and the offences that authorities have a number
    of. A proceeding about nobody named is about somebody of whom nothing is known."""
    noted = {person.id: person for person in people(case)}
    course = proceedings(case)

    def about(kind: str, id_: bytes) -> case_figures.FigurePart:
        facts = noted[id_].facts if id_ in noted and not case.restricted else {}
        sex, country = facts.get("sex", ""), categories.nationality_code(facts.get("nationality", ""))
        return case_figures.FigurePart(case.id, kind, id_, sex if sex in categories.SEX else "", country)

    yield from (about("suspects", id_) for id_, person in noted.items() if person.role == "suspect")
    for kind, fact in (("charged", "charge"), ("convicted", "sentence")):
        whom = dict.fromkeys(proceeding.person or proceeding.id for proceeding in course if proceeding.facts.get(fact))
        yield from (about(kind, id_) for id_ in whom)
    yield from (
        about("offences", proceeding.id) for proceeding in course if any(proceeding.facts.get(name) for name in NUMBERS)
    )


# -- index --------------------------------------------------------------------------------------


def is_case(session: Session, case_state: Case) -> bool:
    """Not what a team shares, nor a vault's journal."""
    if case_state.id == session.vault.id or case_state.id in log.shares(session.vault):
        return False
    return any(event.what not in events.JOURNAL for event in case_state.timeline)


def reindex(session: Session, writer: Writer, case: bytes) -> None:
    """Keep the row and the searched text of a case as its events tell it now, and the
    questionnaires that came with it. A questionnaire that isn't here hides nothing but its own
    further words from search. Called by the vault in each transaction that changed the case. What is kept of
    one with a damaged record stays as it was: that keeps nothing else from coming in."""
    if case == session.vault.id or is_key_log(case):
        return
    case_state = case_or_unreadable(session, case)
    if isinstance(case_state, Unreadable):
        return
    if case_state.timeline and not is_case(session, case_state):
        return
    if not case_state.timeline or _erased(writer, case_state):
        cases.remove(writer, case)
        case_records.remove(writer, case)
        case_figures.remove(writer, case)
        matching.remove(writer, case)
        return
    form_inbox.take_in(session, writer, case_state)
    form_files.take_in(session, writer, case_state)
    form_wants.note(session, writer, case_state)
    want_files(session, writer, case_state)
    for event in case_state.timeline:
        if isinstance(program := event.content.get("program"), str):
            programs.keep(writer, event.stream, program, event.at)
    _lists(session, writer, case_state)


def _lists(session: Session, writer: Writer, case_state: Case) -> None:
    case, number = case_state.id, number_of(case_state)
    inbox_rows.keep(session, writer, case_state)
    case_tasks = _tasks(session, case_state)
    cases.keep(
        writer,
        case_rows.row_of(session, case_state, number, case_tasks),
        search_text.laid_out(case_rows.searched(session, case_state, number)),
    )
    todo.keep(writer, case, case_tasks)
    match_index.keep(writer, case, keys(case_state.facts), compared(case_state.facts))
    link_index.keep(writer, case, list(_ties(case_state)))
    stand_ins.keep(writer, case, stand_in_rows.of(session, writer, case_state))
    case_figures.keep(writer, _figure_row(case_state), _figure_parts(case_state))
    digits = built_in_profiles.number_of(profiles.in_use(session)).digits
    matching.keep(writer, case, _shared_with(case_state), match_keys.keys(open_facts(case_state.facts), digits))
    record = exchange_record.record_of(session, case_state)
    case_records.keep(writer, case, case_state.heads, exchange_record.as_bytes(record))


def _shared_with(case_state: Case) -> str:
    """Agencies of which the person ever agreed, or a legal basis said, that they may be told; what holds is
    asked of the case itself."""
    agencies = {
        str(case_field[2])
        for case_field, register in case_state.registers.items()
        if case_field[:2] in (("consent", "share"), ("basis", "share"))
        and any(write.text and (write.text == YES or case_field[0] == "basis") for write in register.written)
    }
    return " ".join(sorted(agencies - {""}))


def remake_some_tasks(session: Session, limit: int = 20) -> bool:
    """Of a few of them; False where none is left."""
    to_remake = todo.to_remake(session.vault.database, limit)
    with session.vault.transaction() as writer:
        for case in to_remake:
            remake(session, writer, case)
    return bool(to_remake)


def next_to_remake(writer: Writer) -> bytes | None:
    """One of them, None where none is left."""
    return next(iter(todo.to_remake(writer, 1)), None)


def remake(session: Session, writer: Writer, case: bytes) -> None:
    """Its rows as its events tell them now; as they were where one of its records is damaged."""
    case_state = case_or_unreadable(session, case)
    if isinstance(case_state, Unreadable):
        todo.made_again(writer, case)
    elif case_state.timeline and is_case(session, case_state):
        _lists(session, writer, case_state)
    else:
        todo.keep(writer, case, [])


def _tasks(session: Session, case_state: Case) -> list[todo.TaskRow]:
    case_tasks = [*tasks(case_state, profiles.in_use(session)), *_of_orders(session, case_state)]
    return [todo.TaskRow(case_state.id, **asdict(task)) for task in case_tasks]


def _of_orders(session: Session, case_state: Case) -> list[Task]:
    """An order to erase it: what this officer may do about it, and until when."""
    waiting = open_orders.open_orders(session, session.reading(), case_state.id)
    now, case_tasks = session.now(), dict[str, Task]()
    for order in waiting.orders:
        due, since = waiting.due[order.id], min(waiting.since[order.id], now)
        if open_orders.may_rule(session, order):
            kind, until = ERASURE_OBJECTION, since + DAY
        elif open_orders.may_confirm(session, order):
            kind, until = ERASURE, since + DAY
        elif due is not None:
            kind, until = ERASURE_WAITS, due
        else:
            continue
        known = case_tasks.get(kind)
        if known is None or until < known.due:  # of several orders the one that comes first
            case_tasks[kind] = Task(kind=kind, since=since, due=until)
    return list(case_tasks.values())


_LEFT = frozenset(
    {
        events.ERASURE,
        events.ERASURE_CONFIRMED,
        events.ERASURE_OBJECTED,
        events.ERASURE_DECIDED,
        events.RECEIVED,
        events.ACCESS,
    }
)


def _erased(writer: Writer, case_state: Case) -> bool:
    """Was it erased by order, and has nothing come since that says something of a person?"""
    return all(event.what in _LEFT for event in case_state.timeline) and bool(
        erasures.readers_of(writer, case_state.id)
    )


def number_of(case_state: Case) -> str:
    """The case's reference; where the event that names it isn't here yet, what it must be."""
    if case_state.reference:
        return case_state.reference
    sure = [event for event in case_state.timeline if not clock_check.is_doubtful(event.content)]
    first = min((event.at for event in sure or case_state.timeline if event.at), default=0)
    named = (event.content.get("profile") for event in case_state.timeline)
    profile = next((str(key[0]) for key in named if isinstance(key, list) and key), DEFAULT)
    return reference(case_state.id, utc(first).year, prefix_of(profile))
