"""A case of 500 interviews and 100 files: its page (aim 100 ms), a file added (aim 50 ms).

Beside each, in turns: the same case folded from nothing, which both did before.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.case import events
from app.case.projection import fold
from app.casework.cases import attachments
from app.casework.interviews import interview
from app.casework.pages.case_page import HISTORY, INTERVIEWS, PAPERS, case_page
from app.casework.questionnaires import forms
from app.casework.session import profiles
from app.casework.session.session import EventAppender, Session, events_of
from app.seal.keys import fresh_id
from benchmarks.timing import ratio, said, side_by_side
from tests.people import Person

_INTERVIEWS, _FILES, _ROUNDS = 500, 100, 15


def measure() -> Iterator[str]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        session = Person("Layla Sample", Path(folder)).sets_up()
        case = large_case(session)
        file = Path(folder) / "scan.txt"
        numbers = iter(range(10_000))

        def adds() -> None:
            file.write_text(f"page {next(numbers)}", "utf-8")
            attachments.add(session, case, file)

        for _ in range(_FILES):
            adds()
        known = profiles.known_profiles(session.reading())
        log = events_of(session, bytes.fromhex(case))

        def anew() -> object:
            return fold(bytes.fromhex(case), log, known)

        for tab in ("overview", INTERVIEWS, PAPERS, HISTORY):
            yield _beside(f"page, {tab}", lambda tab=tab: case_page(session, case, tab), anew)  # type: ignore[misc]
        yield _beside("a file added", adds, anew)


def _beside(name: str, work: object, anew: object) -> str:
    times, other = side_by_side(work, anew, _ROUNDS)  # type: ignore[arg-type]
    return f"{name} {said(times)}; folded from nothing {said(other)}; ratio {ratio(times, other)}"


def large_case(session: Session) -> str:
    """One finished screening, said 500 times over as if each were another day's."""
    live = interview.start(session, forms.forms(session)[0].hash)
    answers = {
        "present": "nobody", "overheard": "no", "wants_here": "yes", "consent_talk": "yes",
        "consent_record": "yes", "sex": "female", "age": "26", "name": "Maya Sample", "hours": "14",
    }  # fmt: skip
    for name, value in answers.items():
        path = next(question.path for question in live.form.questions() if question.name == name)
        interview.keep(session, live.draft_id, live.interview.answer(path, value).answers)
    case = interview.finish(session, live.draft_id).case_id
    contents = [(event.what, dict(event.content)) for event in events_of(session, bytes.fromhex(case))]
    with session.vault.transaction() as writer:
        pen = EventAppender(session, writer, bytes.fromhex(case))
        for _ in range(_INTERVIEWS - 1):
            talk = fresh_id()
            for what, content in contents:
                if what != events.OPENED:
                    pen.say(what, {**content, "interview": talk} if "interview" in content else content)  # fmt: skip
    return case
