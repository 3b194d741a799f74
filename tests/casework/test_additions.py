"""What a person adds after the last question joins the record, and nothing of it is lost."""

from pathlib import Path

import pytest

from app.casework.cases import history, queries
from app.casework.interviews import additions
from app.casework.interviews import interview as work
from app.casework.questionnaires import forms
from app.casework.session.session import Session
from app.form import open_form
from app.settings import FORMS
from tests.people import Person
from tests.ui.office import finished

BEFORE = "الراتب يُخصم كل شهر."
ASKS_NO_MORE = """| survey |
| | type | name | label::English (en) |
| | text | said | What happened? |
"""


@pytest.fixture
def session(layla: Person) -> Session:
    return layla.sets_up()


def last_words(session: Session, talk: work.FinishedInterview) -> str:
    page = queries.case(session, talk.case_id)
    [interview] = [item for item in page.interviews if item.id == talk.interview_id]
    return next(text for ref, text in interview.values.items() if ref.endswith(additions.QUESTION))


def test_what_is_added_stands_behind_what_was_said_and_the_history_has_both(session):
    talk = finished(session, {"anything_else": BEFORE})
    additions.add(session, talk.case_id, talk.interview_id, "  ولي أخت في البيت نفسه. ")
    added = "\n".join([BEFORE, "ولي أخت في البيت نفسه."])
    assert last_words(session, talk) == added
    [entry] = [line for line in history.entries(session, talk.case_id) if line.reason]
    assert (entry.before, entry.after, entry.reason) == (BEFORE, added, "قيل بعد السؤال الأخير")


def test_where_nothing_was_said_before_it_is_the_answer(session):
    talk = finished(session, {})
    additions.add(session, talk.case_id, talk.interview_id, "ولي أخت.")
    assert last_words(session, talk) == "ولي أخت."


def test_a_questionnaire_without_such_a_question_says_so_and_keeps_what_it_has(session, tmp_path: Path):
    file = tmp_path / "short.md"
    file.write_text(ASKS_NO_MORE, "utf-8")
    row = forms.add(session, file).row
    live = work.start(session, row.hash)
    assert additions.question_of(live.interview) == ""
    work.keep(session, live.draft_id, live.interview.answer("/data/said", "Nothing yet").answers)
    talk = work.finish(session, live.draft_id)
    with pytest.raises(additions.NothingToAddTo):
        additions.add(session, talk.case_id, talk.interview_id, "More")
    [interview] = queries.case(session, talk.case_id).interviews
    assert interview.values["/data/said"] == "Nothing yet"


def test_every_questionnaire_that_asks_for_more_has_a_place_for_it():
    names = [
        file.stem
        for file in sorted((FORMS / "xforms").glob("*.xml"))
        if f"<{additions.QUESTION}" in file.read_text("utf-8")
    ]
    assert len(names) >= 16
    for name in names:
        form = open_form((FORMS / "xforms" / f"{name}.xml").read_text("utf-8"))
        assert additions.place_in(form), name
