"""Cases as files for data exchange, each with its event first: 2,000, or with --long 100,000 (under a minute).

Beside it: the same number of events sealed and signed alone, without records, and what memory the
process held at most.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.case import events
from app.case.reference import reference
from app.casework.cases import redaction
from app.casework.export import htcds_export
from app.casework.export.exchange_rows import ExchangeSelection
from app.casework.interviews import interview
from app.casework.questionnaires import forms
from app.casework.session.session import Appended, EventAppender, Session, append_each, events_of
from app.seal import canonical, envelope
from app.seal.envelope import LogPosition
from app.seal.keys import DeviceKeys, fresh, fresh_id
from app.vault import case_records, duties
from app.vault.case_records import StoredRecord
from app.vault.database import Writer
from tests.people import Person

CASES = 100_000 if "--long" in sys.argv else 2_000
_AT_ONCE = 500
_TOLD = {
    "present": "nobody", "overheard": "no", "wants_here": "yes", "consent_talk": "yes",
    "consent_record": "yes", "sex": "female", "age": "26", "name": "Maya Sample", "hours": "14",
    "nationality": "NP", "passport_now": "kept", "limits": "locked phone", "threats": "report",
}  # fmt: skip


def measure() -> Iterator[str]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        session = Person("Omar Sample", Path(folder), "supervisor").sets_up()
        fill(session, CASES)
        yield f"held before: {_most_held()} MB at most"
        for name in ("json", "csv", "xlsx"):
            yield _of(session, Path(folder, f"cases.{name}"))
        session.close()


def _of(session: Session, file: Path) -> str:
    at, started = time.process_time(), time.monotonic()
    report = htcds_export.export(session, file, ExchangeSelection(redaction.chosen(""), {}))
    spent, lasted = time.process_time() - at, time.monotonic() - started
    assert report.case_count == CASES
    alone = _sealed_alone(CASES)
    return (
        f"{file.suffix}: {spent:.1f} s of a processor ({spent / CASES * 1000:.2f} ms a case), {lasted:.1f} s by the clock; "
        f"events alone {alone:.1f} s, ratio {spent / alone:.2f}; {file.stat().st_size / 1e6:.0f} MB; held {_most_held()} MB at most"
    )


def _sealed_alone(number: int) -> float:
    """Seconds of a processor for as many events of that kind, sealed and signed, in no records."""
    keys, key, at = DeviceKeys.fresh(), fresh(), time.process_time()
    content = {
        "document": fresh_id(), "language": "en", "protected": 0, "standard": "HTCDS 2.0", "format": "json",
    }  # fmt: skip
    place = LogPosition(fresh_id(), fresh_id())
    for n in range(number):
        body = canonical.encode(events.body(events.EXPORTED, n, (bytes(32),), content))
        envelope.seal_event(body, place, keys, key, 1)
    return time.process_time() - at


def _most_held() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def fill(session: Session, number: int) -> None:
    """Cases with a rapid screening each, with the events of one that was answered here, and its lists."""
    live = interview.start(session, forms.forms(session)[0].hash)
    for name, value in _TOLD.items():
        path = next(q.path for q in live.form.questions() if q.name == name)
        interview.keep(session, live.draft_id, live.interview.answer(path, value).answers)
    first = bytes.fromhex(interview.finish(session, live.draft_id).case_id)
    stored = case_records.by_id(session.reading(), first)
    assert stored is not None
    like = [(event.what, dict(event.content)) for event in events_of(session, first)]
    columns = [row[1] for row in session.reading().rows("PRAGMA table_info(case_row)")]
    copied = ", ".join(name for name in columns if name not in ("n", "case_id", "reference"))
    for begins in range(1, number, _AT_ONCE):
        with session.vault.transaction() as writer:
            _some(session, writer, min(_AT_ONCE, number - begins), stored, like, copied)


def _some(
    session: Session, writer: Writer, number: int, stored: StoredRecord, like: list, copied: str  # type: ignore[type-arg]
) -> None:  # fmt: skip
    references: dict[bytes, str] = {}
    heads: dict[bytes, tuple[bytes, ...]] = {}
    for _ in range(number):
        case, content = session.vault.new_case(), like[0][1]
        references[case] = reference(case, session.clock().year)
        first = EventAppender(session, writer, case)
        heads[case] = (first.say(like[0][0], {**content, "reference": references[case]}),)
    for what, content in like[1:]:
        ids = append_each(session, writer, [
            Appended(case, seen, what, {**content, **({"interview": fresh_id()} if "interview" in content else {})})
            for case, seen in heads.items()
        ])  # fmt: skip
        heads = {case: (id_,) for case, id_ in ids.items()}
    for case, number_of_case in references.items():
        writer.run(
            f"INSERT INTO case_row (case_id, reference, {copied}) "
            f"SELECT ?, ?, {copied} FROM case_row WHERE case_id = ?",
            (case, number_of_case, stored.case),
        )
        case_records.keep(writer, case, heads[case], stored.record)
    duties.settled(writer, references)
