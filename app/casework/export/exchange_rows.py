"""Cases for a file that leaves: which may go, without what is held back, each with its event first."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from app import settings
from app.casework.cases import exchange_record, leaving_events, queries
from app.casework.cases.event_writer import going
from app.casework.cases.exchange_record import ExchangeRecord
from app.casework.cases.leaving_events import LeavingEvent
from app.casework.cases.redaction import Withheld
from app.casework.cases.refusals import OutsideConsent
from app.casework.cases.reviews import NotYours, may_review
from app.casework.export import redacted_reading
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_in_practice, refuse_unfit
from app.disk import in_words, written_whole
from app.errors import N_, SanadError
from app.seal.keys import fresh_id
from app.vault import case_records
from app.vault.case_records import StoredRecord

RESTRICTED, NO_CONSENT = "restricted", "no_consent"  # why a case was left out


class UnprotectedForbidden(SanadError):
    says = N_(
        "On this computer, records may leave only in protected files, and a file for data exchange cannot be "
        "protected. Nothing was written. Seal the cases as files for others, or ask the administrator."
    )


class NothingToWrite(SanadError):
    says = N_(
        "None of the chosen cases can go into this file. Nothing was written. Check the "
        "days, and whether the persons agreed to share with this agency."
    )


@dataclass(frozen=True, slots=True)
class ExchangeCase:
    """`values`: field to values, without what is held back. `opened`: seconds since 1970."""

    reference: str
    opened: int
    values: Mapping[str, tuple[str, ...]]


Values = dict[str, tuple[str, ...]]
ValuesOf = Callable[[Session, StoredRecord, ExchangeRecord, Withheld], Values]


def _of_standard(_session: Session, _stored: StoredRecord, record: ExchangeRecord, withheld: Withheld) -> Values:
    return record.let_through(withheld)


@dataclass(slots=True)
class ExchangeSelection:
    """What goes, to whom, and what came of it. `first`, `last`: days of opening, both included; `cases`:
    these alone; `agency`, `override`: as of a case's paper. `content`: what the event of each says beside; `values_of`: what of it goes, those of the standard by
    themselves.
    `fields`: of the standard that the file has, and whether as exactly; None for all, exactly. `case_count`; `left_out`: why, and how many; `beyond`: what the file can't hold, by question or kind."""

    withheld: Withheld
    content: Mapping[str, Any]
    first: date | None = None
    last: date | None = None
    cases: tuple[str, ...] = ()
    agency: str = ""
    override: str = ""
    progress: Callable[[int], bool] = lambda _written: True
    values_of: ValuesOf = _of_standard
    fields: Mapping[str, bool] | None = None
    case_count: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    beyond: Counter[str] = field(default_factory=Counter)


class Stopped(SanadError):
    says = N_(
        "Writing was stopped, and there is no file. However, the history of the cases already processed says that a "
        "file was made. Start again when you are ready."
    )


@contextmanager
def written(
    session: Session, file: Path, leaving: ExchangeSelection, standard: str, form: str, **also: str
) -> Iterator[tuple[BinaryIO, Iterator[ExchangeCase]]]:
    """A file to be written, and the cases that go into it, as `cases_of` gives them. `form`: of the file; `also`:
    what else the event of each says. As `may_write`, before anything is said or made; NothingToWrite."""
    may_write(session, file)
    leaving.content = {**leaving.content, "standard": standard, "format": form, **also}
    with in_words(), written_whole(file) as target:
        yield target, cases_of(session, leaving)
        if not leaving.case_count:
            raise NothingToWrite


def may_write(session: Session, file: Path) -> None:
    """UnprotectedForbidden, NotYours, NotInPractice, BadFolder, PlaceNotAllowed."""
    refuse_in_practice(session)
    if not may_review(session):
        raise NotYours
    if not settings.policy().plain_files:
        raise UnprotectedForbidden
    refuse_unfit(file)


def cases_of(session: Session, leaving: ExchangeSelection) -> Iterator[ExchangeCase]:
    """One by one; of some hundreds the events are durable before the first of them comes. A restricted case
    goes only where it was named. Stopped, NoCase."""
    document, shows_later = fresh_id(), not (leaving.agency or leaving.cases)
    leaving_events.show(session)  # of a file that was broken off
    with session.vault.database.more_at_hand():
        try:
            for page in _pages(session, leaving):
                yield from _of_page(session, leaving, document, page, shows_later=shows_later)
        finally:
            leaving_events.show(session)


def _of_page(
    session: Session, leaving: ExchangeSelection, document: bytes, page: list[StoredRecord], *, shows_later: bool
) -> Iterator[ExchangeCase]:
    """Stopped."""
    records = [stored for stored in page if leaving.cases or not stored.restricted]
    leaving.left_out[RESTRICTED] += len(page) - len(records)
    with session.vault.transaction() as writer:
        judged = [_judged(session, leaving, document, stored) for stored in records]
        cases_to_write = [judgement for judgement in judged if judgement is not None]
        case_events = [case.event for case in cases_to_write]
        leaving_events.say_each(session, writer, case_events, shows_later=shows_later)
    for case in cases_to_write:
        leaving.beyond.update(case.record.beyond)
        leaving.case_count += 1
        yield ExchangeCase(case.stored.reference, case.stored.opened, case.values)
    if not leaving.progress(leaving.case_count):
        raise Stopped


def _pages(session: Session, leaving: ExchangeSelection) -> Iterator[list[StoredRecord]]:
    database = session.reading()
    if leaving.cases:
        ids = [bytes.fromhex(queries.case_of(session, id_).id.hex()) for id_ in leaving.cases]
        named = [case_records.by_id(database, id_) for id_ in ids]
        return iter([[stored for stored in named if stored]])
    return case_records.pages(
        database,
        _midnight(leaving.first) if leaving.first else 0,
        _midnight(leaving.last + timedelta(days=1)) if leaving.last else 0,
    )


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day).astimezone().timestamp())


@dataclass(frozen=True, slots=True)
class _Judged:
    """A case that may go: what of it, and its event."""

    stored: StoredRecord
    record: ExchangeRecord
    values: Values
    event: LeavingEvent


def _judged(session: Session, leaving: ExchangeSelection, document: bytes, stored: StoredRecord) -> _Judged | None:
    """None where it may not go. A text that nobody has read over stays here: of many cases nobody would be
    asked for each."""
    withheld, record = leaving.withheld.anew(), exchange_record.from_bytes(stored.record)
    if record.answers is None:
        record = exchange_record.record_of(session, queries.case_of(session, stored.case.hex()))
    if leaving.agency:
        state = queries.case_of(session, stored.case.hex())
        withheld = redacted_reading.reading(session, state, withheld.for_agency(leaving.agency))
    as_let_through = leaving.values_of(session, stored, record, withheld)
    values = withheld.clean(as_let_through)
    if leaving.values_of is _of_standard or leaving.fields:
        withheld.account = record.account_of(as_let_through, values, withheld, leaving.fields)
        withheld.changed = {}
    content = {
        "document": document,
        "language": "en",
        "protected": 0,
        **leaving.content,
        **withheld.held(),
        **going(session, leaving.agency, leaving.override),
        **redacted_reading.said_in_event(withheld),
    }
    event = LeavingEvent(stored.case, stored.heads, content, is_last_alone=not stored.shared)
    if leaving.agency:
        try:
            event = leaving_events.tried(session, stored.case, content)
        except OutsideConsent:
            leaving.left_out[NO_CONSENT] += 1
            return None
    leaving.withheld.counted.update(withheld.said())
    leaving.withheld.account.update(withheld.accounts())
    return _Judged(stored, record, values, event)
