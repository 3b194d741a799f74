"""The events of cases that leave, many in one transaction: each is tried on its case where an agency gets it.

Such an event changes nothing that lists show but what happened last, unless somebody would have to hear of a
withdrawal or stands in: the lists of such a case are made again from its events. docs/decisions/0054"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.case import events
from app.casework.cases import queries
from app.casework.cases.event_writer import attempt
from app.casework.session.session import Appended, EventAppender, Session, append_each
from app.vault import case_records, duties
from app.vault import cases as case_table
from app.vault.database import Writer


@dataclass(frozen=True, slots=True)
class LeavingEvent:
    """`heads`: the last events of the case, which this one follows. `is_last_alone`: its lists change by nothing
    but that it happened last."""

    case: bytes
    heads: tuple[bytes, ...]
    content: Mapping[str, Any]
    is_last_alone: bool


def tried(session: Session, case: bytes, content: Mapping[str, Any]) -> LeavingEvent:
    """Of a case that an agency gets something of. NoCase, OutsideConsent, AgreementOver and what else the fold
    has against it."""
    case_state = queries.case_of(session, case.hex())
    with_it = attempt(session, case_state, events.EXPORTED, content)
    is_last_alone = not case_state.substitutes and with_it.to_tell == case_state.to_tell
    return LeavingEvent(case, case_state.heads, content, is_last_alone)


def say_each(
    session: Session, writer: Writer, leaving: Sequence[LeavingEvent], *, shows_later: bool = False
) -> dict[bytes, bytes]:
    """Case to the id of its event. `shows_later`: who calls ends with `show`."""
    ids = append_each(
        session,
        writer,
        [Appended(event.case, event.heads, events.EXPORTED, event.content) for event in leaving if event.is_last_alone],
    )
    if shows_later:
        case_records.note_left(writer, ids, session.now())
    else:
        case_records.set_heads_each(writer, {case: [id_] for case, id_ in ids.items()})
        case_table.touched_each(writer, ids, session.now(), events.EXPORTED, session.officer.name)
    duties.settled(writer, ids)
    for event in leaving:
        if not event.is_last_alone:
            appender = EventAppender(session, writer, event.case)
            ids[event.case] = appender.say(events.EXPORTED, event.content)
            writer.settle()  # while the case is at hand
    return ids


def show(session: Session) -> None:
    """What lists show of all that left by `say_each` and was to be shown later; after a program that was killed
    too."""
    if not case_records.any_left(session.vault.database):
        return
    officer, last_number = session.officer.name, 0
    for step in (
        lambda writer, at: case_records.show_rows_left(writer, at, events.EXPORTED, officer),
        case_records.show_heads_left,
    ):
        last_number = 0
        while True:
            with session.vault.transaction() as writer:
                last_number = step(writer, last_number)
            if not last_number:
                break
