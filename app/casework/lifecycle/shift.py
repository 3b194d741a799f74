"""The change of shifts: what the next one must know of each case, and who took it over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.case import events, shift
from app.case.projection import Case
from app.case.tasks import URGENT
from app.casework.cases import index, queries
from app.casework.cases.event_writer import say
from app.casework.lifecycle import tasks
from app.casework.session.session import EventAppender, Session
from app.casework.session.unreadable import Unreadable, case_or_unreadable
from app.clock import utc
from app.errors import N_, SanadError
from app.seal.canonical import nfc
from app.vault import tasks as todo
from app.vault import work_list
from app.vault.work_list import Conditions

_MOST, _LONGEST = 500, 2000
_DUE = tuple(kind for kind in tasks.KINDS if kind != shift.NOTE)
_DAY = timedelta(days=1)


class NothingToTell(SanadError):
    longest: int = _LONGEST
    says = N_("Write the note for the next shift, {longest} letters at most. Nothing was written.")


@dataclass(frozen=True, slots=True)
class NoteView:
    """`name`: "" of a restricted case. `is_mine`: this officer wrote it, so somebody else takes it over."""

    case_id: str
    reference: str
    name: str
    id: str
    text: str
    author: str
    at: datetime
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Shift:
    """`notes`: that nobody has taken over. `changed`: cases in which something happened within a day,
    `due`: what is to be done within the next, needs of today first; as many as were asked for, and how
    many there are in all. `unreadable`: cases with a note that can't be read."""

    notes: tuple[NoteView, ...]
    changed: tuple[queries.CaseRow, ...]
    due: tuple[tasks.TaskView, ...]
    changed_count: int
    due_count: int
    unreadable: tuple[Unreadable, ...] = ()

    @property
    def waiting(self) -> tuple[NoteView, ...]:
        """Those that this officer may take over."""
        return tuple(note_view for note_view in self.notes if not note_view.is_mine)


def note(session: Session, case_id: str, text: str) -> str:
    """A line for the next shift; its event's id. NoCase, NothingToTell."""
    note_text = nfc(text.strip())
    if not note_text or len(note_text) > _LONGEST:
        raise NothingToTell
    return say(session, case_id, events.NOTE, {"about": shift.NOTE, "text": note_text})


def of_case(session: Session, case_id: str) -> list[NoteView]:
    """Of one case: what nobody has taken over yet. NoCase."""
    return list(_notes(session, queries.case_of(session, case_id)))


def now(session: Session, limit: int = _MOST) -> Shift:
    """What the next shift looks at first. `limit`: of cases, and of tasks."""
    database, moment, me = session.reading(), session.now(), session.vault.person
    since, until = utc(moment) - _DAY, utc(moment) + _DAY
    recent = Conditions(closed=None, changed_since=int(since.timestamp()))
    needs = [need for need in tasks.first(session, limit, needs=True) if need.due and need.due <= until]
    others = tasks.tasks(session, [kind for kind in _DUE if kind != URGENT], until, limit)
    cases = _waiting(session)
    return Shift(
        tuple(note_view for case in cases for note_view in _notes(session, case)),
        tuple(row for row in queries.cases(session, limit=limit) if row.updated >= since),
        tuple([*needs, *others][:limit]),
        work_list.count(database, recent),
        todo.count(database, moment, _DUE, int(until.timestamp()), me),
        tuple(case for case in cases if isinstance(case, Unreadable)),
    )


def waiting(session: Session) -> int:
    """How many notes of others nobody has taken over."""
    return sum(not view.is_mine for case in _waiting(session) for view in _notes(session, case))


def take(session: Session) -> int:
    """Go on with everything that the shift before told; how many notes that were. Each case says it."""
    note_count = 0
    with session.vault.transaction() as writer:
        for case in _waiting(session):
            fromhexes = [bytes.fromhex(view.id) for view in _notes(session, case) if not view.is_mine]
            if fromhexes and isinstance(case, Case):
                EventAppender(session, writer, case.id).say(
                    events.NOTE, {"about": shift.TAKEN, "of": sorted(fromhexes)}
                )
                note_count += len(fromhexes)
    return note_count


def _waiting(session: Session) -> list[Case | Unreadable]:
    """Cases with a note that waits, the oldest first; none in which this officer stood in on other days."""
    rows = todo.rows(session.reading(), session.now(), (shift.NOTE,), limit=_MOST, person=session.vault.person)
    ids = dict.fromkeys(row.row.case for row in rows)
    cases = [case_or_unreadable(session, case) for case in ids]
    # not those that lie at headquarters alone
    return [case for case in cases if isinstance(case, Unreadable) or case.timeline]


def _notes(session: Session, case: Case | Unreadable) -> Iterator[NoteView]:
    if isinstance(case, Unreadable):
        return
    me = events.Event(b"", session.vault.stream, "", 0, (), {}, person=session.vault.person)
    number, name = index.number_of(case), "" if case.restricted else case.name
    for shift_note in case.shift.values():
        if not shift_note.taken:
            yield NoteView(
                case_id=case.id.hex(),
                reference=number,
                name=name,
                id=shift_note.event.hex(),
                text=shift_note.text,
                author=_who(session, shift_note),
                at=utc(shift_note.at),
                is_mine=events.same_hand(shift_note.person, shift_note.stream, me),
            )


def _who(session: Session, shift_note: shift.ShiftNote) -> str:
    return session.vault.directory.name_of(shift_note.stream)
