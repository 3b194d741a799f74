"""A case's page read among 10,000 cases (aim 60 ms), and one of 2,000 events (aim 50 ms); --long: 100,000.

Beside it: decoding and opening the same records without folding them.
"""

import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.case import events
from app.case.reference import reference
from app.casework.interviews import interview
from app.casework.pages.case_page import case_page
from app.casework.questionnaires import forms
from app.casework.session.session import EventAppender, Session, events_of
from app.seal.keys import fresh_id
from app.vault import log
from benchmarks.fold import bodies
from benchmarks.search import FIRST, LAST
from benchmarks.timing import ratio, said, side_by_side
from tests.people import Person

CASES = 100_000 if "--long" in sys.argv else 10_000
_MANY = 500


def measure() -> Iterator[str]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        session = Person("Layla Sample", Path(folder)).sets_up()
        known = cases(session)
        yield f"among {CASES:,}: {_of(session, random.Random(3).sample(known, 100))}"
        yield f"2,000 events: {_of(session, [long_case(session)] * 10)}"


def _of(session: Session, known: list[bytes]) -> str:
    """Each read anew, as after another case was looked at."""
    turns = iter([case for case in known for _ in range(2)])
    other = session.vault.new_case()

    def read() -> object:
        events_of(session, other)  # forget the case at hand
        return case_page(session, next(turns).hex())

    def opened() -> object:
        return list(log.events(session.reading(), session.vault, next(turns)))

    page_times, two = side_by_side(read, opened, len(known))
    return f"page {said(page_times)}; its records opened {said(two)}; ratio {ratio(page_times, two)}"


def cases(session: Session) -> list[bytes]:
    """Cases with a finished rapid screening each, of people with different names."""
    live = interview.start(session, forms.forms(session)[0].hash)
    answers = {
        "present": "nobody", "overheard": "no", "wants_here": "yes", "consent_talk": "yes",
        "consent_record": "yes", "sex": "female", "age": "26", "name": "Maya Sample", "hours": "14",
    }  # fmt: skip
    for name, value in answers.items():
        path = next(q.path for q in live.form.questions() if q.name == name)
        interview.keep(session, live.draft_id, live.interview.answer(path, value).answers)
    first = bytes.fromhex(interview.finish(session, live.draft_id).case_id)
    told_ = [(event.what, dict(event.content)) for event in events_of(session, first)]
    rng, cases = random.Random(7), list[bytes]()
    while len(cases) < CASES:
        with session.vault.transaction() as writer:
            for _ in range(_MANY):
                cases.append(_another(session, writer, told_, rng))
    return cases


def _another(session: Session, writer: object, like: list, rng: random.Random) -> bytes:  # type: ignore[type-arg]
    case, talk = session.vault.new_case(), fresh_id()
    name = f"{rng.choice(FIRST)} {rng.choice(LAST)} {rng.choice(LAST)}"
    pen = EventAppender(session, writer, case)  # type: ignore[arg-type]
    for what, content in like:
        changed = {**content, "interview": talk} if "interview" in content else content
        if what == events.OPENED:
            changed = {**content, "reference": reference(case, session.clock().year)}
        if what == events.ANSWERS:
            changed = {**changed, "facts": {**content["facts"], "name": name}}
        pen.say(what, changed)
    return case


def long_case(session: Session) -> bytes:
    """The case of benchmarks.fold, by one hand."""
    from app.seal import canonical

    case = session.vault.new_case()
    with session.vault.transaction() as writer:
        pen = EventAppender(session, writer, case)
        pen.say(events.OPENED, {"reference": reference(case, session.clock().year)})
        for _stream, raw in bodies().values():
            content = canonical.decode(raw)
            pen.say(content.pop("what"), {k: v for k, v in content.items() if k not in ("at", "seen")})
    return case
