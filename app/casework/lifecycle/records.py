"""Records of a case that say what they say by their fields alone, such as a visit at somebody's home."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.case.kinds.records import records
from app.case.kinds.table import RECORDS
from app.case.projection import Case
from app.casework.cases.event_writer import say
from app.casework.cases.refusals import NothingSaid
from app.casework.session import clock_check
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.seal.canonical import nfc
from app.seal.keys import fresh_id


class NotYetSo(SanadError):
    says = N_("This day is in the future. Nothing was written. Enter the day on which it happened.")


@dataclass(frozen=True, slots=True)
class RecordView:
    """`kind`: its word in the event; `values`: texts by key, days as 2026-12-01."""

    id: str
    kind: str
    values: Mapping[str, str]
    author: str
    at: datetime


def note(session: Session, case_id: str, kind: str, values: Mapping[str, str]) -> str:
    """Note one; its id. NoCase, CaseClosed, NotYetSo; NothingSaid for something missing, or a kind or a key
    that there is not."""
    form = RECORDS.get(kind)
    if form is None or not {question.key for question in form.questions} >= set(values):
        raise NothingSaid
    first_day = next((values.get(question.key, "") for question in form.questions if question.type == "day"), "")
    is_ahead = first_day > session.clock().astimezone().date().isoformat()
    if is_ahead and clock_check.doubt(session) is None:
        raise NotYetSo
    id_ = fresh_id()
    texts = {key: nfc(text.strip()) for key, text in values.items()}
    say(session, case_id, kind, {"record": id_, "noted": 1, **texts})
    return id_.hex()


def strike_off(session: Session, case_id: str, kind: str, record: str, reason: str) -> str:
    """Strike off what was noted in error; the event's id. NoCase, ReasonWanted, NothingSaid."""
    content = {"record": bytes.fromhex(record), "noted": 0, "reason": nfc(reason.strip())}
    return say(session, case_id, kind, content)


def records_of(session: Session, case: Case) -> tuple[RecordView, ...]:
    """Those that stand, in the order of the case."""
    name_of = session.vault.directory.name_of
    return tuple(
        RecordView(record.id.hex(), record.kind, record.values, name_of(record.stream), utc(record.at))
        for record in records(case)
    )
