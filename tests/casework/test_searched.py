"""By what a case is found, and what of a restricted one is told of it."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from app.case import events, search_text
from app.casework.cases import attachments, case_rows, groups, queries, related_people
from app.casework.questionnaires import forms
from app.casework.session.session import EventAppender, Session, case_state_of
from app.cli import case_search
from app.seal.keys import fresh_id
from app.vault.cases import IndexRow
from tests.people import keeps_a_case

FORM = """
| survey |      |      |                     |
|        | type | name | label::English (en) |
|        | text | who  | Who                 |
"""


def searched(session: Session, case: str) -> set[tuple[str, str]]:
    return set(case_rows.searched(session, case_state_of(session, bytes.fromhex(case)), "KW-1"))


def test_each_word_is_kept_under_what_it_is(at_work: Session, tmp_path: Path):
    case, other = (keeps_a_case(at_work, name) for name in ("Maya Sample", "Rani Sample"))
    with at_work.vault.transaction() as writer:
        facts = {
            "employer": "Gulf Cleaning",
            "phone": "+965 5512 3456",
            "passport": "N1",
            "area": "Camp",
            "hidden:religion": "told to nobody",
        }
        pen = EventAppender(at_work, writer, bytes.fromhex(case))
        pen.say(events.ANSWERS, {"interview": fresh_id(), "facts": facts, "answers": [], "restricted": 0})
    (tmp_path / "scan.txt").write_text("a line")
    attachments.add(at_work, case, tmp_path / "scan.txt", "her contract")
    related_people.note(at_work, case, "witness", {"name": "Ram", "phone": "66778899", "address": "Block 3"})
    related_people.proceed(at_work, case, {"report": "7/2026"})
    groups.make(at_work, "investigation", "Raid of May", [case, other])
    assert searched(at_work, case) >= {
        (search_text.REFERENCE, "KW-1"), (search_text.NAME, "Maya Sample"), (search_text.EMPLOYER, "Gulf Cleaning"),
        (search_text.PHONE, "+965 5512 3456"), (search_text.PASSPORT, "N1"), (search_text.SITE, "Camp"),
        (search_text.FILE, "scan.txt"), (search_text.FILE, "her contract"), (search_text.PERSON, "Ram"),
        (search_text.PHONE, "66778899"), (search_text.PERSON, "Block 3"), (search_text.PROCEEDING, "7/2026"),
        (search_text.GROUP, "Raid of May"), (search_text.OFFICER, at_work.officer.name),
    }  # fmt: skip
    assert "told to nobody" not in {text for _, text in searched(at_work, case)}


@pytest.mark.parametrize(
    ("restricted", "matched"), [(False, ("name", "number", "officer", "telephone")), (True, ("number", "officer"))]
)
def test_a_restricted_case_tells_only_its_number_and_officer(restricted: bool, matched):
    row = IndexRow(case=bytes(16), reference="KW-1", name="Maya", stage="", changed=1, restricted=restricted)
    shown = queries.as_row(row, {bytes(16): ("name", "number", "officer", "telephone")})
    assert (shown.matched, shown.name) == (matched, "" if restricted else "Maya")


def test_the_command_line_says_that_there_are_more_only_where_there_are(at_work, capsys):
    for name in ("Maya Sample", "Maya Second"):
        keeps_a_case(at_work, name)
    for typed, limit, has_more in (("maya", 2, False), ("maya", 1, True), ("", 2, False)):
        document = case_search._cases(at_work, typed, limit)
        assert (document["more"], len(document["cases"])) == (has_more, limit)
        assert ("Only the first" in capsys.readouterr().err) == has_more
        assert ("matched" in document["cases"][0]) == bool(typed)


def test_what_was_answered_in_an_interview_that_nobody_finished_is_found(at_work, tmp_path: Path):
    file = tmp_path / "who.md"
    file.write_text(FORM, "utf-8")
    form = bytes.fromhex(forms.add(at_work, file).row.hash)
    case = SimpleNamespace(
        interviews={}, unfinished=[SimpleNamespace(form=form, answers={"/data/who": "Zainab", "/data/hidden": "no"})]
    )
    assert list(case_rows._answers(at_work, case)) == ["Zainab"]  # type: ignore[arg-type]
